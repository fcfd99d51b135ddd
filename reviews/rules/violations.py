"""Violations of earlier years and of other units: for which year and which unit they count."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from .findings import Finding
from .plan import Plan


@dataclass(frozen=True, slots=True)
class Violation:
    """``unit``: where and when it was committed; ``handled_in``: the unit at which it was disciplined.

    ``increased_on``: the day on which the penalty was made harder, if it was.
    """

    who: str
    unit: int
    committed_on: date
    handled_in: int
    disciplined_on: date
    increased_on: date | None = None

    def penalized_in(self, year: int) -> bool:
        return year in {day.year for day in (self.disciplined_on, self.increased_on) if day is not None}


@dataclass(frozen=True, slots=True)
class Counted:
    """The year and unit whose result a violation burdens; ``clause`` is empty for the ordinary case.

    ``rate_again``: that year is over and rated, so its result is taken up anew.
    """

    who: str
    year: int
    unit: int
    rate_again: bool
    clause: str


def count_violations(violations: Sequence[Violation], plan: Plan) -> list[Counted]:
    """Each violation penalized in the plan's year, counted where and when it was committed (P4-2.3-u, v, w)."""
    rules = plan.corrections.violations if plan.corrections else None
    if rules is None:
        return []
    now = [row for row in violations if row.penalized_in(plan.year)]
    counted = []
    for row in now:
        earlier = row.committed_on.year < plan.year
        at_both = len({other.unit for other in now if other.who == row.who and other.unit == other.handled_in}) > 1
        clause = ""
        if earlier:
            clause = rules.earlier_clause
        elif row.handled_in != row.unit:
            clause = rules.old_unit_clause
        elif at_both:
            clause = rules.both_units_clause
        counted.append(Counted(row.who, row.committed_on.year, row.unit, earlier, clause))
    return counted


def count_of(unit: int, counted: Iterable[Counted], *, year: int) -> int:
    """How many violations burden the result of one unit in one year."""
    return sum(row.unit == unit and row.year == year for row in counted)


def violation_findings(violations: Sequence[Violation], plan: Plan) -> list[Finding]:
    """Which earlier years the superior authority takes up again; the present year is not lowered by itself."""
    rules = plan.corrections.violations if plan.corrections else None
    if rules is None:
        return []
    return [
        Finding(
            "violation.earlier_year",
            rules.severity,
            f"{row.who} có khuyết điểm, vi phạm xảy ra năm {row.year}, năm {plan.year} mới bị thi hành hoặc tăng nặng "
            f"kỷ luật: tổ chức đảng cấp trên có thẩm quyền xem xét đánh giá, xếp loại lại năm {row.year}, không tự hạ "
            f"mức năm {plan.year}.",
            plan.reference(row.clause),
        )
        for row in count_violations(violations, plan)
        if row.rate_again
    ]
