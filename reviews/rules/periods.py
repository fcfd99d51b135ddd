"""Rounds of a year: quarters and the year itself, the sheet each subject is scored on, the annexes at hand."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from .findings import Finding, Severity
from .parts import Topic
from .parts.periods import SheetRule
from .plan import Plan
from .scoring import check_quarter
from .vocabulary import QUARTERS, Period, RatedKind


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
    """Only a period that the plan knows; a review held when needed says why (P2-II.1-a).

    A plan that prints nothing of periods is the year's.
    """
    rules = plan.periods
    known = rules.kinds if rules else (Period.YEAR,)
    reference = plan.reference(rules.clause) if rules else None
    if period not in known:
        message = f"Kế hoạch không kiểm điểm {period.label} (có: {', '.join(kind.label for kind in known)})."
        return [Finding("period.unknown", Severity.BLOCK, message, reference)]
    if period is Period.AD_HOC and not reason.strip():
        return [Finding("period.reason", Severity.BLOCK, "Kiểm điểm khi cần thiết thì phải ghi lý do.", reference)]
    return []


def check_round(period: Period, *, quarter: int | None, reason: str, due_on: date | None, plan: Plan) -> list[Finding]:
    """A campaign is one round: of a period that the plan knows, of a quarter that is rated, with a day to end it.

    The plan prints no day for a quarter (P2-I.2-a): its author sets one.
    """
    findings = check_period(period, reason=reason, plan=plan)
    if findings or period is not Period.QUARTER or plan.scoring is None or plan.scoring.quarters is None:
        return findings
    reference = plan.scoring.quarters.rated_reference
    if quarter is None:
        findings.append(Finding("period.quarter", Severity.BLOCK, "Chọn quý được đánh giá, xếp loại.", reference))
    else:
        findings += check_quarter(quarter, plan.scoring)
    if due_on is None:
        message = "Kế hoạch không in thời hạn của từng quý: ghi hạn hoàn thành."
        findings.append(Finding("period.due_on", Severity.BLOCK, message, reference))
    return findings


def round_name(period: Period, *, year: int, quarter: int | None = None) -> str:
    """How titles and papers call the round: “Quý III năm 2025”, “Năm 2025”."""
    if period is Period.QUARTER and quarter is not None:
        return f"{QUARTERS[quarter]} năm {year}"
    return {Period.TERM: f"Nhiệm kỳ, năm {year}", Period.AD_HOC: f"Khi cần thiết, năm {year}"}.get(
        period, f"Năm {year}"
    )


def quarter_day(plan: Plan, *, quarter: int, year: int, due_on: date) -> dict[str, Any]:
    """The day that the author sets for a quarter, in the shape of a plan's file; for ``Plan.with_overrides``."""
    assert plan.scoring is not None
    assert plan.scoring.quarters is not None
    day = {
        "title": f"Đánh giá và đề xuất mức xếp loại {round_name(Period.QUARTER, year=year, quarter=quarter)}",
        "responsible": "Tập thể, cá nhân thuộc diện đánh giá",
        "due_on": due_on.isoformat(),
        "comparator": "by",
        "severity": "warn",
        "standing_committee": False,
    }
    return {"milestones": {plan.scoring.quarters.rated_reference.clause: day}}


def in_period(plan: Plan, period: Period) -> Plan:
    """What of the plan holds in a campaign of that period.

    The days printed for the year do not bind a quarter, only the one that its author sets (``quarter_day``); the
    residence is asked only where the quarter's dossier lists its opinion.
    """
    if period is not Period.QUARTER:
        return replace(plan, period=period)
    quarters = plan.scoring.quarters if plan.scoring else None
    clause = quarters.rated_reference.clause if quarters else ""
    asked = any(rule.holds == "residence" for rule in plan.dossier if rule.period is Period.QUARTER)
    unasked = {topic: "" for topic in Topic if topic.startswith("residence_") and not asked}
    return replace(
        plan,
        period=period,
        milestones=tuple(row for row in plan.milestones if row.clause == clause),
        relative_milestones=tuple(row for row in plan.relative_milestones if row.clause != clause),
        citations={**plan.citations, **unasked},
        prompts=replace(plan.prompts, milestone=""),
    )


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


_SCORED = {
    RatedKind.ORGANIZATION: "tổ chức đảng",
    RatedKind.COLLECTIVE: "tập thể",
    RatedKind.CADRE: "cán bộ lãnh đạo, quản lý",
    RatedKind.MEMBER: "cá nhân không giữ chức vụ",
}


def for_whom(row: SheetRule) -> str:
    """Who is scored on that annex, as a reader says it."""
    said = ", ".join(_SCORED[kind] for kind in row.kinds)
    if row.managed_above is not None:
        said += " diện cấp trên quản lý" if row.managed_above else " diện cấp ủy ban hành quản lý"
    return f"{said} không làm việc trong hệ thống chính trị" if row.in_system is False else said


def annex_of(kind: RatedKind, plan: Plan, *, managed_above: bool = False, in_system: bool = True) -> str:
    """The number of the annex on which such a subject is scored in the plan's period; empty where there is none."""
    sheet = sheet_for(kind, plan.period.of_papers, plan, managed_above=managed_above, in_system=in_system)
    return sheet.annex if sheet else ""


def check_package(held: Collection[str], plan: Plan) -> list[Finding]:
    """The annexes that are not at hand before the plan is issued, each by its number (P2-VI.2-c)."""
    sheets = plan.sheets
    missing = [annex for annex in sheets.package if annex not in held] if sheets else []
    if sheets is None or not missing:
        return []
    message = f"Chưa có {', '.join(f'Phụ lục {annex}' for annex in missing)} của {sheets.document}."
    return [Finding("package.missing", Severity.WARN, message, plan.reference(sheets.package_clause))]
