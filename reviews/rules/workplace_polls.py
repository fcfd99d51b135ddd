"""The poll at work on leading cadres (lấy ý kiến nơi công tác): on whom it is waived, when it is held, who counts."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from .consultations import Waiver, poll_waiver
from .findings import Finding, Severity
from .parts import OrderEdge
from .plan import Plan

#: How strictly each answer about a waiver is told.
_TOLD = {Waiver.WAIVED: Severity.INFO, Waiver.PROPOSED: Severity.WARN}


@dataclass(frozen=True, slots=True)
class Waived:
    """Whether a leader is let off the poll, and the meeting for whose sake; no meeting where he is not."""

    waiver: Waiver
    meeting: str = ""


def opinion_edge(plan: Plan) -> OrderEdge | None:
    """The order of the plan by which a leader's review waits for the opinion of his workplace; None without one."""
    return next((edge for edge in plan.order if edge.before == "opinion.workplace"), None)


def best_waiver(polled: Collection[int], meetings: Mapping[str, Collection[int]], plan: Plan) -> Waived:
    """The poll on one leader against each meeting that reviews him, by name: its participants (P4-1.4.1-t).

    The same people in one of them are enough, for there they say what the poll would ask them.
    """
    found = Waived(Waiver.REQUIRED)
    for name, participants in meetings.items():
        waiver = poll_waiver(polled, participants, plan)
        if waiver is Waiver.WAIVED:
            return Waived(waiver, name)
        if waiver is Waiver.PROPOSED and found.waiver is Waiver.REQUIRED:
            found = Waived(waiver, name)
    return found


def explain_waiver(name: str, found: Waived, *, polled: int, meeting: int, plan: Plan) -> list[Finding]:
    """Why a leader is not put to the poll, or need not be; nothing where he must be (P4-1.4.1-t).

    ``polled`` and ``meeting``: how many people each has.
    """
    polls = plan.information.polls if plan.information else None
    if polls is None or found.waiver is Waiver.REQUIRED:
        return []
    if found.waiver is Waiver.WAIVED:
        message = (
            f"{name}: không phải lấy ý kiến nơi công tác, vì {polled} người được lấy ý kiến trùng với những người tham "
            f"gia {found.meeting}."
        )
    else:
        message = (
            f"{name}: cả {polled} người được lấy ý kiến đều tham gia {found.meeting}, nhưng hội nghị ấy có {meeting} "
            "người; lấy ý kiến, hoặc xác nhận là trùng và không lấy."
        )
    return [Finding("poll.waiver", _TOLD[found.waiver], message, plan.reference(polls.waiver_clause))]


def check_waiver(name: str, found: Waived, *, reason: str, plan: Plan) -> list[Finding]:
    """Somebody confirms a waiver only where all who would be polled meet with others, and says why (P4-1.4.1-t)."""
    polls = plan.information.polls if plan.information else None
    reference = plan.reference(polls.waiver_clause) if polls is not None else None
    if found.waiver is not Waiver.PROPOSED:
        message = (
            f"{name}: đối tượng lấy ý kiến trùng với hội nghị kiểm điểm, không cần xác nhận."
            if found.waiver is Waiver.WAIVED
            else f"{name}: có người được lấy ý kiến không tham gia hội nghị kiểm điểm, phải lấy ý kiến nơi công tác."
        )
        return [Finding("poll.not_waived", Severity.BLOCK, message, reference)]
    if not reason.strip():
        message = f"{name}: ghi lý do xác nhận đối tượng lấy ý kiến trùng với hội nghị kiểm điểm."
        return [Finding("poll.waiver_reason", Severity.BLOCK, message, reference)]
    return []


def check_poll_day(held_on: date, reviewed_on: Mapping[str, date], plan: Plan) -> list[Finding]:
    """The poll comes before the review of everybody it is on; the same day may do (P4-1.4.1-q).

    ``reviewed_on``: by name the day of the earliest meeting that reviews the leader.
    """
    edge = opinion_edge(plan)
    if edge is None:
        return []
    return [
        Finding(
            "poll.late",
            edge.severity,
            f"{name} kiểm điểm ngày {day:%d/%m/%Y}; lấy ý kiến nơi công tác ngày {held_on:%d/%m/%Y} là sau khi kiểm "
            "điểm.",
            plan.reference(edge.clause),
        )
        for name, day in reviewed_on.items()
        if held_on > day
    ]


def check_few(polled: int, plan: Plan) -> list[Finding]:
    """So few sheets tell by themselves who wrote what; the poll is held all the same, for the plan prints no least."""
    if polled >= plan.electorate.least:
        return []
    polls = plan.information.polls if plan.information else None
    reference = plan.reference(polls.ballot.clause) if polls is not None else None
    message = f"Chỉ {polled} người được lấy ý kiến: kết quả tự nó cho biết ý kiến của từng người."
    return [Finding("poll.few", Severity.WARN, message, reference)]


def check_own(name: str, *, is_subject: bool, plan: Plan) -> list[Finding]:
    """Nobody prepares, notes, enters, drops or waives a poll on himself."""
    if not is_subject:
        return []
    polls = plan.information.polls if plan.information else None
    reference = plan.reference(polls.ballot.clause) if polls is not None else None
    message = f"Cuộc này lấy ý kiến về {name}: việc này do người khác làm."
    return [Finding("poll.own", Severity.BLOCK, message, reference)]
