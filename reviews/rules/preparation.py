"""Before subjects are reviewed and rated: the year's targets, the criteria, the own days of some sectors."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from .findings import Finding, Severity
from .parts import Milestone
from .parts.preparation import CriteriaRules, PreparationRules
from .plan import Plan
from .vocabulary import RatedKind

_NOTHING = PreparationRules()


def _rules(plan: Plan) -> PreparationRules:
    return plan.preparation or _NOTHING


def asks_targets(plan: Plan) -> bool:
    """Does the plan want a head to give each subject its targets for the year?"""
    return _rules(plan).targets is not None


def check_targets(name: str, given: int, plan: Plan) -> list[Finding]:
    """Somebody without a target for the year has nothing to be reviewed against (P4-2.3-a)."""
    rule = _rules(plan).targets
    if rule is None or given:
        return []
    message = f"{name} chưa được giao chỉ tiêu, nhiệm vụ cụ thể trong năm để làm căn cứ kiểm điểm."
    return [Finding("targets.none", rule.severity, message, plan.reference(rule.clause))]


def criteria_rules(plan: Plan) -> CriteriaRules | None:
    """None where the plan prints the criteria itself, or says nothing of them."""
    return _rules(plan).criteria


def check_criteria(rated: Iterable[RatedKind], entered: Collection[RatedKind], plan: Plan) -> list[Finding]:
    """What is rated without the criteria that the plan refers to; ``entered``: kinds that have theirs (P4-2.2-a)."""
    rule = criteria_rules(plan)
    if rule is None:
        return []
    return [
        Finding(
            "criteria.none",
            rule.severity,
            f"Chưa nhập tiêu chí xếp loại {kind.label} theo {rule.source}.",
            plan.reference(rule.clause),
        )
        for kind in dict.fromkeys(rated)
        if kind in rule.kinds and kind not in entered
    ]


def has_own_days(plan: Plan) -> bool:
    """Does the plan leave days to sectors that have a guidance of their own?"""
    return _rules(plan).own_days is not None


def check_own_day(*, sector: str, guidance: str, plan: Plan) -> list[Finding]:
    """An own day names the sector and the guidance of the superior that sets it (P4-2.3-ad)."""
    rule = _rules(plan).own_days
    if rule is None:
        return [Finding("own_day.none", Severity.BLOCK, "Kế hoạch không để ngành, lĩnh vực nào có ngày riêng.")]
    findings = []
    if not sector.strip():
        findings.append(Finding("own_day.sector", rule.severity, "Ghi ngành, lĩnh vực.", plan.reference(rule.clause)))
    if not guidance.strip():
        message = "Ghi hướng dẫn của Trung ương, Tỉnh ủy (số, ngày văn bản) cho ngành, lĩnh vực này."
        findings.append(Finding("own_day.guidance", rule.severity, message, plan.reference(rule.clause)))
    return findings


def with_own_day(milestone: Milestone, due_on: date) -> Milestone:
    """The milestone of such a sector; a window that would end before it begins is its last day only."""
    starts_on = milestone.starts_on
    return milestone.moved(starts_on=min(starts_on, due_on) if starts_on else None, due_on=due_on)
