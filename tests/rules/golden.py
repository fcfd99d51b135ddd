"""Texts that somebody has proof-read, kept in ``digests/``.

``UPDATE_DIGESTS=1`` writes them anew; whoever does so reads what has changed before committing it.
"""

from __future__ import annotations

import os
from pathlib import Path

DIGESTS = Path(__file__).parent / "digests"
UPDATE = os.environ.get("UPDATE_DIGESTS") == "1"


def proof_read(name: str, lines: list[str]) -> list[str]:
    """The lines of that file; first written from ``lines`` where an update is asked for."""
    file = DIGESTS / name
    if UPDATE:
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file.read_text(encoding="utf-8").splitlines()
