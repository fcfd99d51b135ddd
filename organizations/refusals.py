"""What an act on accounts answers when it is refused: sentences for the person who is refused."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refusal:
    """Drawn like the findings of a rule; no paper prints what stands behind it."""

    message: str
    severity: str = "block"
    reference: None = None


class Refused(Exception):
    """Nothing has been written when it is raised."""

    def __init__(self, *messages: str) -> None:
        self.findings = tuple(Refusal(message) for message in messages)
        super().__init__("; ".join(messages))


def refuse(message: str) -> None:
    """Raise what a ``…_refusal`` found; an empty one refuses nothing."""
    if message:
        raise Refused(message)
