"""A table of criteria and points: its rows in their groups, and the sum below it, exact to the last decimal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from forms_templates.text import points_of, stored_points

#: The columns of every such table, in this order.
SCORE_COLUMNS = ("criterion_id", "group", "criterion", "most", "points", "evidence")


@dataclass(frozen=True, slots=True)
class ScoreSum:
    """``points`` given so far of ``most``; what is blank or no number counts nothing."""

    points: Decimal
    most: Decimal

    @property
    def text(self) -> str:
        """``87,5/100``, as a Vietnamese paper writes it."""
        return f"{_written(self.points)}/{_written(self.most)}"

    @property
    def points_text(self) -> str:
        return _written(self.points)

    @property
    def most_text(self) -> str:
        return _written(self.most)


def _written(points: Decimal) -> str:
    return stored_points(points).replace(".", ",")


def sum_of(rows: Iterable[Mapping[str, Any]]) -> ScoreSum:
    """The sum of a table's rows as stored, or as typed."""
    points, most = Decimal(0), Decimal(0)
    for row in rows:
        points += points_of(row.get("points")) or 0
        most += points_of(row.get("most")) or 0
    return ScoreSum(points, most)
