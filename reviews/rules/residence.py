"""The reply of the place of residence (Mẫu 3-213): complete or not, and what it proposes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from .findings import Finding, Severity
from .parts import Topic
from .plan import Plan
from .shortcomings import is_blank


def check_residence_reply(data: Mapping[str, Any], *, plan: Plan, on: date | None = None) -> list[Finding]:
    """Six single choices; the meeting with the Front's working group comes before the reply of day ``on``."""
    items = plan.entries.residence_items
    missing = [str(number) for number, key in enumerate(items, start=1) if is_blank(data.get(key))]
    findings = []
    if missing:
        done = len(items) - len(missing)
        message = f"Phiếu nhận xét mới chọn {done}/{len(items)} nội dung; còn thiếu nội dung {', '.join(missing)}."
        findings.append(Finding("residence.items", Severity.BLOCK, message, plan.cite(Topic.RESIDENCE_ITEMS)))
    several = [str(number) for number, key in enumerate(items, start=1) if isinstance(data.get(key), list | tuple)]
    if several:
        message = f"Nội dung {', '.join(several)} chỉ được chọn một mức."
        findings.append(Finding("residence.single", Severity.BLOCK, message, plan.cite(Topic.RESIDENCE_ITEMS)))
    met_on, reference = _day(data.get("meeting_on")), plan.cite(Topic.RESIDENCE_MEETING)
    if met_on is None:
        message = "Chưa ghi ngày chi ủy họp với ban công tác mặt trận thôn, bản, khu dân cư, tổ dân phố."
        findings.append(Finding("residence.meeting", Severity.WARN, message, reference))
    elif on is not None and met_on > on:
        message = f"Ngày họp với ban công tác mặt trận {met_on:%d/%m/%Y} sau ngày nhận xét {on:%d/%m/%Y}."
        findings.append(Finding("residence.meeting", Severity.WARN, message, reference))
    return findings


def residence_proposal(data: Mapping[str, Any], *, name: str, plan: Plan) -> Finding | None:
    """What the residence proposes is shown to the board and the deciding body; it lowers nothing (P0-M213-d)."""
    rule, reference = plan.entries.residence_proposal, plan.cite(Topic.RESIDENCE_PROPOSAL)
    if rule is None:
        return None
    chosen = data.get(rule.item)
    if chosen == rule.handling:
        message = f"Chi ủy nơi cư trú đề nghị xem xét xử lý theo quy định đối với {name}."
        return Finding("residence.handling", Severity.WARN, message, reference)
    if chosen == rule.commendation:
        return Finding(
            "residence.commendation", Severity.INFO, f"Chi ủy nơi cư trú đề nghị biểu dương {name}.", reference
        )
    return None


def _day(value: Any) -> date | None:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None
