"""Rounds of a year: quarters and the year itself, the sheet each subject is scored on, the annexes at hand."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from .findings import Finding, Severity
from .parts.periods import SheetRule
from .plan import Plan
from .vocabulary import Period, RatedKind


@dataclass(frozen=True, slots=True)
class Round:
    """One round of rating; ``quarter`` is None for the year."""

    period: Period
    quarter: int | None = None


def rounds(plan: Plan) -> tuple[Round, ...]:
    """The rated quarters in their order, then the year, which takes in the quarters that have none (P2-I.2-a, b)."""
    quarters = plan.scoring.quarters if plan.scoring else None
    rated = quarters.rated if quarters else ()
    return (*(Round(Period.QUARTER, quarter) for quarter in rated), Round(Period.YEAR))


def check_period(period: Period, *, reason: str, plan: Plan) -> list[Finding]:
    """Only a period that the plan knows; a review held when needed says why (P2-II.1-a)."""
    rules = plan.periods
    if rules is None:
        return []
    reference = plan.reference(rules.clause)
    if period not in rules.kinds:
        message = f"Kế hoạch không kiểm điểm {period.label} (có: {', '.join(kind.label for kind in rules.kinds)})."
        return [Finding("period.unknown", Severity.BLOCK, message, reference)]
    if period is Period.AD_HOC and not reason.strip():
        return [Finding("period.reason", Severity.BLOCK, "Kiểm điểm khi cần thiết thì phải ghi lý do.", reference)]
    return []


def sheet_for(
    kind: RatedKind, period: Period, plan: Plan, *, managed_above: bool = False, in_system: bool = True
) -> SheetRule | None:
    """The criteria on which such a subject is scored; None where the plan scores on no sheet."""
    rows = plan.sheets.rows if plan.sheets else ()
    return next(
        (
            row
            for row in rows
            if kind in row.kinds
            and period in row.periods
            and row.managed_above in (None, managed_above)
            and row.in_system in (None, in_system)
        ),
        None,
    )


def check_package(held: Collection[str], plan: Plan) -> list[Finding]:
    """The annexes that are not at hand before the plan is issued, each by its number (P2-VI.2-c)."""
    sheets = plan.sheets
    missing = [annex for annex in sheets.package if annex not in held] if sheets else []
    if sheets is None or not missing:
        return []
    message = f"Chưa có {', '.join(f'Phụ lục {annex}' for annex in missing)} của {sheets.document}."
    return [Finding("package.missing", Severity.WARN, message, plan.reference(sheets.package_clause))]
