"""The show of hands on what the chair concludes about a person (P4-1.4.3-k)."""

from __future__ import annotations

from dataclasses import dataclass

from .findings import Finding, Severity
from .plan import Plan


@dataclass(frozen=True, slots=True)
class ShowOfHands:
    """How many of those present are for the conclusion, against it, and neither."""

    agreed: int
    against: int
    abstained: int

    @property
    def total(self) -> int:
        return self.agreed + self.against + self.abstained


def check_show_of_hands(name: str, hands: ShowOfHands | None, *, present: int, plan: Plan) -> list[Finding]:
    """Every hand of those present is counted once; the plan prints no share that must agree."""
    rule = plan.conclusion_vote
    if rule is None:
        return []
    reference = plan.reference(rule.clause)
    if hands is None:
        message = f"{name}: chưa ghi kết quả biểu quyết đối với kết luận của người chủ trì."
        return [Finding("meeting.hands", rule.severity, message, reference)]
    if min(hands.agreed, hands.against, hands.abstained) >= 0 and hands.total == present:
        return []
    message = (
        f"{name}: {hands.agreed} đồng ý, {hands.against} không đồng ý, {hands.abstained} không biểu quyết là "
        f"{hands.total}, có mặt {present}. Đếm lại."
    )
    return [Finding("meeting.hands_count", Severity.BLOCK, message, reference)]
