"""Open votes (biểu quyết): hands counted in the room, and the vote on the chair's conclusion about a person."""

from __future__ import annotations

from dataclasses import dataclass

from .findings import Finding, Severity
from .parts import Topic
from .plan import Plan


@dataclass(frozen=True, slots=True)
class Hands:
    """Hands raised for a question, against it, and by those who abstain."""

    agree: int
    disagree: int
    abstain: int

    @property
    def total(self) -> int:
        return self.agree + self.disagree + self.abstain


def asks_conclusion_vote(plan: Plan) -> bool:
    """Does the plan have the meeting vote on what the chair concludes of a person (P4-1.4.3-k)?"""
    return plan.cite(Topic.CONCLUSION_VOTE) is not None


def check_hands(question: str, hands: Hands, *, entitled: int, plan: Plan) -> list[Finding]:
    """No more hands than people present who may vote, and at least one (P4-1.4.3-k).

    Fewer are no fault: whoever raises no hand is in no figure. No plan prints how many must agree, so none is asked.
    """
    found: list[tuple[str, str]] = []
    if min(hands.agree, hands.disagree, hands.abstain) < 0:
        found.append(("open_vote.negative", f"{question}: số biểu quyết không thể nhỏ hơn 0."))
    elif not hands.total:
        found.append(("open_vote.empty", f"{question}: chưa ghi số biểu quyết nào."))
    elif hands.total > entitled:
        message = (
            f"{question}: {hands.agree} đồng ý + {hands.disagree} không đồng ý + {hands.abstain} không có ý kiến = "
            f"{hands.total}, nhiều hơn {entitled} đồng chí có mặt được biểu quyết."
        )
        found.append(("open_vote.too_many", message))
    return [Finding(code, Severity.BLOCK, message, plan.cite(Topic.CONCLUSION_VOTE)) for code, message in found]


def check_conclusion_vote(name: str, *, is_recorded: bool, plan: Plan) -> list[Finding]:
    """The conclusion on a person is put to the vote, and the figures kept (P4-1.4.3-k)."""
    reference = plan.cite(Topic.CONCLUSION_VOTE)
    if reference is None or is_recorded:
        return []
    message = f"Chưa ghi số biểu quyết về kết luận đối với {name}."
    return [Finding("open_vote.missing", Severity.WARN, message, reference)]
