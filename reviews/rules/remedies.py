"""Plans of remedies after a review: who draws one up, what it says, and by when it is handed in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from .deadlines import check_reminder, reminder_day
from .findings import Finding, Severity
from .parts import RelativeMilestone
from .parts.timing import Event
from .plan import Plan
from .relative import check_relative, last_relative_day
from .vocabulary import Period, SubjectKind


@dataclass(frozen=True, slots=True)
class Remedy:
    """One line: what is wrong, how it is mended, who does it and until when (in words)."""

    shortcoming: str
    remedy: str
    responsible: str
    due_by: str


_ASKED = (
    ("shortcoming", "hạn chế, khuyết điểm"),
    ("remedy", "biện pháp khắc phục"),
    ("responsible", "người chịu trách nhiệm"),
    ("due_by", "thời hạn"),
)


def asks_remedies(plan: Plan, kind: SubjectKind, *, prompted: bool) -> bool:
    """Does the plan want one of such a subject? ``prompted``: it has a prompt or bears a sign of violation.

    A quarter proposes levels and decides none: its shortcomings go into the year's own plan.
    """
    rules = plan.remedies
    if plan.period is Period.QUARTER:
        return False
    return rules is not None and kind in rules.subjects and (prompted or not rules.of_prompted)


def remedy_milestone(plan: Plan) -> RelativeMilestone | None:
    rules = plan.remedies
    return next((row for row in plan.relative_milestones if rules and row.clause == rules.clause), None)


def waits_for_results(plan: Plan) -> bool:
    """The plan hangs on the levels decided, not on the review itself (P2-VI.2-b, P4-2.3-y)."""
    row = remedy_milestone(plan)
    return row is not None and row.event is Event.RESULTS


def check_remedies(remedies: Sequence[Remedy], plan: Plan) -> list[Finding]:
    """At least one line, and nothing of a line left open; each lack is named by the number of its line."""
    rules = plan.remedies
    if rules is None:
        return []
    reference = plan.reference(rules.clause)
    if not remedies:
        message = "Kế hoạch khắc phục chưa có hạn chế, khuyết điểm nào."
        return [Finding("remedies.none", Severity.BLOCK, message, reference)]
    findings = []
    for number, row in enumerate(remedies, start=1):
        lacking = [words for name, words in _ASKED if not getattr(row, name).strip()]
        if lacking:
            message = f"Dòng {number}: chưa ghi {', '.join(lacking)}."
            findings.append(Finding("remedies.line", Severity.BLOCK, message, reference))
    return findings


def last_remedy_day(plan: Plan, event_on: date) -> date | None:
    """By when it is handed in: the program's own reminder day, or the day of the review itself; None where only
    "ngay sau" the results is printed (P4-2.3-y)."""
    row = remedy_milestone(plan)
    if row is None:
        return None
    if row.event is Event.RESULTS:
        return reminder_day(row, event_on=event_on, plan=plan)
    return last_relative_day(row, event_on, plan.calendar)


def check_remedies_day(*, name: str, done_on: date, event_on: date | None, plan: Plan) -> list[Finding]:
    """Handed in before there are results it is refused; after its day it is taken with a warning."""
    row = remedy_milestone(plan)
    if row is None:
        return []
    if row.event is Event.RESULTS:
        if event_on is None or done_on < event_on:
            message = f"{name} chưa có kết quả xếp loại; có kết quả rồi mới trình kế hoạch khắc phục."
            return [Finding("remedies.early", Severity.BLOCK, message, row.reference)]
        return check_reminder(row, event_on=event_on, done_on=done_on, on=done_on, plan=plan)
    if event_on is None:
        return []
    return check_relative(row, done_on=done_on, event_on=event_on, calendar=plan.calendar, name=name)
