"""Why a signature or a signed copy is refused."""

from __future__ import annotations


class Refused(Exception):
    """The message is for the person who signs or sends the file; ``code`` names the reason for programs."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
