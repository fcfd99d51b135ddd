"""Violations of earlier years and of other units: for which year and which unit they count."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
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


def told_violations(violations: Sequence[Violation], units: Mapping[int, str], plan: Plan) -> list[Finding]:
    """Where each violation of this year counts that is not simply the unit's own: at the old unit, or at both.

    ``units``: names by id. Those of an earlier year are told by ``violation_findings``.
    """
    rules = plan.corrections.violations if plan.corrections else None
    if rules is None:
        return []
    findings = []
    for row in count_violations(violations, plan):
        if not row.clause or row.rate_again:
            continue
        where = units.get(row.unit, "cơ quan, đơn vị nơi vi phạm")
        message = f"{row.who} có khuyết điểm, vi phạm xảy ra ở {where}: tính vào kết quả năm {row.year} của {where}"
        if row.clause == rules.old_unit_clause:
            message += ", không quy trách nhiệm cho cơ quan, đơn vị mới"
        findings.append(Finding("violation.unit", rules.severity, f"{message}.", plan.reference(row.clause)))
    return findings


def rated_again_findings(violations: Sequence[Violation], year: int, later: Plan) -> list[Finding]:
    """Beside the level of ``year``: what a later year's plan has taken up again there (P4-2.3-u)."""
    rules = later.corrections.violations if later.corrections else None
    if rules is None:
        return []
    return [
        Finding(
            "violation.rate_again",
            rules.severity,
            f"{row.who} có khuyết điểm, vi phạm xảy ra năm {year}, năm {later.year} bị thi hành hoặc tăng nặng kỷ "
            f"luật: tổ chức đảng cấp trên có thẩm quyền xem xét đánh giá, xếp loại lại năm {year}.",
            later.reference(row.clause),
        )
        for row in count_violations(violations, later)
        if row.rate_again and row.year == year
    ]


def unit_findings(name: str, unit: int, violations: Sequence[Violation], plan: Plan) -> list[Finding]:
    """How many violations burden the result of a unit this year, whoever disciplined them (P4-2.3-v, w)."""
    rules = plan.corrections.violations if plan.corrections else None
    count = count_of(unit, count_violations(violations, plan), year=plan.year)
    if rules is None or not count:
        return []
    message = f"{count} khuyết điểm, vi phạm bị kỷ luật tính vào kết quả năm {plan.year} của {name}."
    return [Finding("violation.count", rules.severity, message, plan.reference(rules.old_unit_clause))]
