"""Who attends and directs a review: assigned by whom, how many, and who takes part at the issuer's own conference."""

from __future__ import annotations

from collections.abc import Iterable

from .eligibility import VoterFacts
from .findings import Finding, Severity
from .parts import DelegatedAttendance
from .plan import Plan
from .vocabulary import AttendeeRole, OrganizationKind, Tier


def check_prompted_attendance(*, unit_name: str, prompts: int, assigned: int, plan: Plan) -> list[Finding]:
    """A unit with a prompt, to it or to one of its people, has its one director before the meeting (P1-II.7-c)."""
    if plan.attendance is None or not prompts:
        return []
    rule = plan.attendance.prompted
    if assigned == rule.count:
        return []
    message = (
        f"{unit_name} có {prompts} gợi ý kiểm điểm: {rule.assigner} phân công {rule.count:02d} đồng chí trong "
        f"Ban Thường vụ dự chỉ đạo kiểm điểm, đang có {assigned}."
    )
    return [Finding("meeting.prompted_attendance", rule.severity, message, plan.reference(rule.clause))]


def delegated_to(*, kind: OrganizationKind, tier: Tier, plan: Plan) -> DelegatedAttendance | None:
    """The rule that gives the assignment for such an organization to another body; None: the issuer assigns."""
    rows = plan.attendance.delegated if plan.attendance else ()
    return next((row for row in rows if kind in row.organizations and tier in row.tiers), None)


def check_assigner(
    *, unit_name: str, kind: OrganizationKind, tier: Tier, assigner: OrganizationKind, plan: Plan
) -> list[Finding]:
    """Attendance is assigned by the body to which the plan gives it (P1-II.7-e)."""
    rule = delegated_to(kind=kind, tier=tier, plan=plan)
    if rule is None or assigner is rule.by:
        return []
    message = f"Người dự chỉ đạo kiểm điểm ở {unit_name} do {rule.assigner} phân công."
    return [Finding("meeting.assigner", Severity.BLOCK, message, plan.reference(rule.clause))]


def check_participants(attendees: Iterable[VoterFacts], plan: Plan) -> list[Finding]:
    """At the issuer's own conference only its members take part; guests are warned of, not refused (P1-8.1-b)."""
    if plan.attendance is None:
        return []
    reference = plan.reference(plan.attendance.members_only_clause)
    strangers = [row for row in attendees if not row.is_member]
    wrong = ", ".join(row.name for row in strangers if row.role is AttendeeRole.MEMBER)
    invited = ", ".join(row.name for row in strangers if row.role is not AttendeeRole.MEMBER)
    findings = []
    if wrong:
        message = f"Thành phần hội nghị chỉ gồm các Ủy viên Ban Thường vụ; không phải Ủy viên Ban Thường vụ: {wrong}."
        findings.append(Finding("meeting.participant", Severity.BLOCK, message, reference))
    if invited:
        message = f"Kế hoạch không ghi đại biểu mời dự hội nghị này: {invited}."
        findings.append(Finding("meeting.guest", Severity.WARN, message, reference))
    return findings
