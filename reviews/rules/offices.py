"""Offices that a plan names in words, found in the issuer's own tree."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Protocol, TypeVar

from .roster import OrganizationFact, Roster
from .vocabulary import OrganizationKind

_STROKED = str.maketrans({"đ": "d", "Đ": "d"})


class Named(Protocol):
    @property
    def name(self) -> str: ...


_Named = TypeVar("_Named", bound=Named)


def office_named(printed: str, kind: OrganizationKind, roster: Roster) -> OrganizationFact | None:
    """The office of that kind at the issuer's level whose name holds the printed words."""
    return closest(
        printed,
        (
            row
            for row in roster.facts.organizations
            if row.kind is kind and row.tier is roster.issuer.tier and roster.is_under_issuer(row.id)
        ),
    )


def closest(printed: str, rows: Iterable[_Named]) -> _Named | None:
    """Of the rows so called the one whose name adds least: «Phòng Kinh tế thị xã» before «Phòng Kinh tế - Hạ tầng»."""
    called = [row for row in rows if is_called(row.name, printed)]
    return min(called, key=lambda row: len(row.name), default=None)


def is_called(name: str, printed: str) -> bool:
    """«Phòng Tài chính - Kế hoạch thị xã» is the printed «Phòng Tài chính-Kế hoạch»; «Ủy» and «Uỷ» are one."""
    return _bare(printed) in _bare(name)


def _bare(text: str) -> str:
    """Small letters without marks, single spaces, none about a hyphen."""
    letters = unicodedata.normalize("NFD", text.translate(_STROKED))
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter)).casefold()
    return re.sub(r"\s*[-–]\s*", "-", " ".join(plain.split()))
