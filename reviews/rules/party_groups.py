"""Members of a cell who are reviewed in their party group (tổ đảng), which then reports to the cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from .findings import Finding, Reference, Severity
from .plan import Plan


def reviews_in_groups(plan: Plan) -> bool:
    """May a cell leave the review of its members to its party groups?"""
    return plan.cells is not None and plan.cells.groups is not None


@dataclass(frozen=True, slots=True)
class GroupItem:
    """One subject of the cell's meeting. ``pending``: nobody has taken it up; ``group``: it is with that group.

    ``result``: what the group reports of it.
    """

    name: str
    is_person: bool = True
    pending: bool = True
    handed_in: bool = True
    group: str = ""
    result: str = ""


def check_group(group: str, items: Sequence[GroupItem], plan: Plan) -> list[Finding]:
    """Whom a cell may leave to a party group: members only, before they are taken up in the cell (P4-1.4.3-e)."""
    rule = plan.cells.groups if plan.cells is not None else None
    if rule is None:
        return [Finding("group.none", Severity.BLOCK, "Kế hoạch không để kiểm điểm đảng viên ở tổ đảng.")]
    reference = plan.reference(rule.clause)
    if not items:
        return [_no("group.empty", f"Chọn đảng viên kiểm điểm ở {group}.", reference)]
    findings = []
    for item in items:
        if not item.is_person:
            message = f"{item.name} kiểm điểm trước chi bộ; ở tổ đảng chỉ kiểm điểm đảng viên."
            findings.append(_no("group.collective", message, reference))
        elif item.group:
            findings.append(_no("group.elsewhere", f"{item.name} đã giao kiểm điểm ở {item.group}.", reference))
        elif not item.pending:
            findings.append(_no("group.taken_up", f"{item.name} đã được kiểm điểm trước chi bộ.", reference))
    return findings


def check_group_report(group: str, items: Sequence[GroupItem], *, held_on: date, on: date, plan: Plan) -> list[Finding]:
    """The group reports on each of its members, after it has met and they have handed in their statements."""
    rule = plan.cells.groups if plan.cells is not None else None
    reference = plan.reference(rule.clause) if rule is not None else None
    findings = []
    if on < held_on:
        message = f"{group} họp kiểm điểm ngày {held_on:%d/%m/%Y}, chưa có kết quả để báo cáo chi bộ."
        findings.append(_no("group.early", message, reference))
    unwritten = [item.name for item in items if not item.handed_in]
    if unwritten:
        message = f"Bản tự kiểm điểm chưa nộp: {', '.join(unwritten)}."
        findings.append(_no("group.not_handed_in", message, reference))
    bare = [item.name for item in items if not item.result.strip()]
    if bare:
        message = f"{group} chưa báo cáo kết quả kiểm điểm của: {', '.join(bare)}."
        findings.append(_no("group.result", message, reference))
    return findings


def check_groups_reported(waiting: Sequence[tuple[str, Sequence[str]]], plan: Plan) -> list[Finding]:
    """No ballot in the cell while a group has not reported on its members (P4-1.4.3-e).

    ``waiting``: each such group with the names of its members.
    """
    rule = plan.cells.groups if plan.cells is not None else None
    if rule is None:
        return []
    return [
        Finding(
            "group.unreported",
            rule.severity,
            f"{group} chưa báo cáo kết quả với chi bộ: chưa xếp loại được {len(names)} đảng viên ({', '.join(names)}).",
            plan.reference(rule.clause),
        )
        for group, names in waiting
    ]


def _no(code: str, message: str, reference: Reference | None) -> Finding:
    return Finding(code, Severity.BLOCK, message, reference)
