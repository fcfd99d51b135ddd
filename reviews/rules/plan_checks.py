"""A committee's own plan file: does it read, and does it agree with itself and with the superior plan?"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from .calculators import Answer, BadInput, find_plan
from .findings import Finding, Severity
from .parts import Comparator, Milestone
from .plan import Plan, load_plan_text
from .strict import MAX_CHARACTERS, PlanError
from .vocabulary import OrganizationKind


def read_file(path: Path) -> str:
    """The text of a file; ``BadInput`` for what cannot be read."""
    try:
        if path.stat().st_size > 4 * MAX_CHARACTERS:
            raise BadInput(f"{path.name}: tệp quá lớn, không phải là kế hoạch.")
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise BadInput(f"{path.name}: không phải là tệp chữ UTF-8.") from None
    except OSError as error:
        raise BadInput(f"{path.name}: không đọc được tệp ({error.strerror}).") from None


def check_file(path: Path, *, superior: str | None) -> Answer:
    """Read a plan file and hold it against the superior plan.

    Raises ``BadInput`` with file, line and reason for a file that is no plan.
    """
    try:
        plan = load_plan_text(read_file(path), path.name)
    except PlanError as error:
        raise BadInput(str(error)) from None
    findings = [*contradictions(plan), *later_than_superior(plan, find_plan(superior) if superior else None)]
    facts = {
        "plan": plan.code,
        "slug": plan.slug,
        "title": plan.title,
        "milestones": len(plan.milestones),
        "clauses": len(plan.clauses),
        "superior": superior or "",
    }
    lines = (f"{plan.title}: {len(plan.milestones)} mốc thời hạn, {len(plan.order)} quy định về thứ tự.",)
    return Answer(facts, lines, tuple(findings))


def contradictions(plan: Plan) -> list[Finding]:
    """Days of one plan that cannot all be kept, and slips of the pen; shown with the clause, never repaired."""
    findings = []
    for milestone in plan.milestones:
        if milestone.printed_on is not None and milestone.printed_on != milestone.due_on:
            message = (
                f"{milestone.title}: kế hoạch in ngày {milestone.printed_on:%d/%m/%Y}, áp dụng ngày "
                f"{milestone.due_on:%d/%m/%Y}. {milestone.note}"
            )
            findings.append(Finding("plan.slip", Severity.WARN, message.strip(), milestone.reference))
        elif milestone.note:
            message = f"{milestone.title}: {milestone.note}"
            findings.append(Finding("plan.contradiction", Severity.WARN, message, milestone.reference))
    return findings


def later_than_superior(plan: Plan, superior: Plan | None) -> list[Finding]:
    """Days after those by which the superior wants a level to be done (both cited), as strict as the superior's plan.

    The plan's last day is held against that of its own level, a day that binds a level further down against the
    superior's for that level. Days of one plan that contradict each other are no business of this rule.
    """
    if superior is None:
        return []
    last = max((row for row in plan.milestones if row.last_good_day), key=_last, default=None)
    bounds = [(last, day_of_level(superior, plan.issuer_kind))] if last else []
    bounds += [(row, _bound_of(superior, row)) for row in plan.milestones if row.last_good_day]
    rules = superior.lower_plans
    severity = rules.severity if rules is not None else Severity.WARN
    return [
        Finding("deadline.after_superior", severity, _later(row, bound, superior), row.reference)
        for row, bound in dict.fromkeys(bounds)
        if bound is not None and _last(row) > _last(bound)
    ]


def _later(row: Milestone, bound: Milestone, superior: Plan) -> str:
    message = (
        f"{row.title}: hạn {_last(row):%d/%m/%Y} (mục {row.section}) sau hạn của cấp trên {_last(bound):%d/%m/%Y} "
        f"({bound.reference}: {bound.title})."
    )
    rules = superior.lower_plans
    if rules is None or rules.severity is not Severity.BLOCK:
        return message
    place = superior.reference(rules.clause).place
    return f"{message} Kế hoạch ở cấp dưới bảo đảm tiến độ cấp trên đề ra ({place} của kế hoạch cấp trên)."


def day_of_level(superior: Plan, kind: OrganizationKind) -> Milestone | None:
    """The superior's day for committees of that kind; its last one where it names no level."""
    ended = [row for row in superior.milestones if row.last_good_day and row.comparator is not Comparator.AFTER]
    own = [row for row in ended if kind in row.binds]
    return max(own or ended, key=_last, default=None)


def _bound_of(superior: Plan, row: Milestone) -> Milestone | None:
    """The superior's earliest day for one of the levels that ``row`` binds."""
    same = [above for above in superior.milestones if above.last_good_day and set(above.binds) & set(row.binds)]
    return min(same, key=_last, default=None)


def _last(milestone: Milestone) -> date:
    assert milestone.last_good_day is not None
    return milestone.last_good_day
