"""Offices that a plan names in words, found in the issuer's own tree."""

from __future__ import annotations

import re
import unicodedata

from .roster import OrganizationFact, Roster
from .vocabulary import OrganizationKind

_STROKED = str.maketrans({"đ": "d", "Đ": "d"})


def office_named(printed: str, kind: OrganizationKind, roster: Roster) -> OrganizationFact | None:
    """The office of that kind at the issuer's level whose name holds the printed words."""
    return next(
        (
            row
            for row in roster.facts.organizations
            if row.kind is kind
            and row.tier is roster.issuer.tier
            and roster.is_under_issuer(row.id)
            and is_called(row.name, printed)
        ),
        None,
    )


def is_called(name: str, printed: str) -> bool:
    """«Phòng Tài chính - Kế hoạch thị xã» is the printed «Phòng Tài chính-Kế hoạch»; «Ủy» and «Uỷ» are one."""
    return _bare(printed) in _bare(name)


def _bare(text: str) -> str:
    """Small letters without marks, single spaces, none about a hyphen."""
    letters = unicodedata.normalize("NFD", text.translate(_STROKED))
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter)).casefold()
    return re.sub(r"\s*[-–]\s*", "-", " ".join(plain.split()))
