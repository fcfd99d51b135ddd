"""What a level may not exceed: the head his collectives, a decision its reasons."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .findings import Finding, Severity
from .levels import Level
from .parts import Tie, Topic
from .plan import Plan
from .vocabulary import Track


@dataclass(frozen=True, slots=True)
class HeadedCollective:
    """A body, organization or agency that the person heads (acting counts); ``level`` None while it is not rated.

    ``annulled``: a level once decided was cancelled.
    """

    name: str
    level: Level | None
    annulled: bool = False


def lowest(headed: Iterable[HeadedCollective]) -> HeadedCollective | None:
    """The body that caps its head; None where nothing is rated yet."""
    rated = [row for row in headed if row.level is not None]
    return min(rated, key=lambda row: row.level.rank if row.level else 0, default=None)


def head_cap(*, level: Level, headed: Iterable[HeadedCollective], plan: Plan) -> list[Finding]:
    """A head is never above the lowest of the collectives he heads, and never rated before them (P0-4.4-e)."""
    headed = list(headed)
    reference, severity = plan.cite(Topic.HEAD_CAP), plan.severity(Topic.HEAD_CAP)
    if reference is None:
        return []
    waiting = [row.name for row in headed if row.level is None]
    findings = []
    if waiting:
        message = f"Chưa xếp loại tập thể do mình đứng đầu: {', '.join(waiting)}. Xếp loại tập thể trước."
        findings.append(Finding("cap.collective_first", severity, message, reference))
    cap = lowest(headed)
    if cap and cap.level and level.rank > cap.level.rank:
        message = (
            f"Mức “{level.label}” của người đứng đầu cao hơn mức “{cap.level.label}” của {cap.name}; cao nhất là "
            f"“{cap.level.label}”."
        )
        findings.append(Finding("cap.head", severity, message, reference))
    return findings


def member_cap(*, level: Level, collectives: Iterable[HeadedCollective], plan: Plan) -> list[Finding]:
    """A person's level goes with that of the bodies he belongs to: one above the lowest is shown (P2-I.2-d)."""
    reference = plan.cite(Topic.MEMBER_CAP)
    cap = lowest(collectives)
    if reference is None or cap is None or cap.level is None or level.rank <= cap.level.rank:
        return []
    message = (
        f"Mức “{level.label}” của cá nhân cao hơn mức “{cap.level.label}” của {cap.name}; kết quả của cá nhân phải gắn "
        "với kết quả chung."
    )
    return [Finding("cap.member", plan.severity(Topic.MEMBER_CAP), message, reference)]


def head_to_reopen(*, name: str, level: Level, headed: Iterable[HeadedCollective], plan: Plan) -> list[Finding]:
    """A decided head whose collective was lowered, or lost its level, afterwards is flagged for rating again."""
    headed = list(headed)
    cap = lowest(headed)
    gone = [row.name for row in headed if row.annulled and row.level is None]
    if cap is not None and cap.level is not None and level.rank > cap.level.rank:
        now = f"nay {cap.name} xếp loại “{cap.level.label}”: phải xem xét xếp loại lại."
    elif gone:
        now = (
            f"nay kết quả xếp loại của {', '.join(gone)} đã bị hủy bỏ: xếp loại lại tập thể rồi xem xét lại người "
            "đứng đầu."
        )
    else:
        return []
    message = f"{name} đã xếp loại “{level.label}”, {now}"
    return [Finding("cap.reopen", Severity.WARN, message, plan.cite(Topic.HEAD_CAP))]


def check_tracks(*, name: str, cadre: Level | None, member: Level | None, plan: Plan) -> list[Finding]:
    """Both levels of one person are seen together; a difference is pointed out, never refused (P1-II.2-b)."""
    rule = plan.tie(Tie.CADRE_AND_MEMBER)
    if rule is None or cadre is None or member is None or cadre is member:
        return []
    message = (
        f"{name}: mức đảng viên “{member.label}” khác mức cán bộ, công chức, viên chức “{cadre.label}” "
        f"({abs(cadre.rank - member.rank)} bậc)."
    )
    return [Finding("tracks.differ", rule.severity, message, plan.reference(rule.clause))]


def check_linked(*, name: str, collectives: int, plan: Plan) -> list[Finding]:
    """A person's review stands beside that of a collective he belongs to (P1-I.2-a)."""
    rule = plan.tie(Tie.PERSON_AND_COLLECTIVE)
    if rule is None or collectives:
        return []
    message = f"{name}: chưa gắn với báo cáo kiểm điểm của tập thể nào."
    return [Finding("person.unlinked", rule.severity, message, plan.reference(rule.clause))]


def check_adjustment(
    *, name: str, decided: Level, proposed: Level | None, reason: str, clause: str, plan: Plan
) -> list[Finding]:
    """Where the superior changes the level of a post that it makes uniform, what it adjusted is kept (P4-2.2.2-b).

    ``clause``: by which the superior decides on this person.
    """
    row = next((row for row in plan.individuals.authorities if row.adjusted and row.clause == clause), None)
    if row is None or proposed is None or decided is proposed or reason.strip():
        return []
    message = (
        f"{name}: cấp trên xếp loại “{decided.label}”, khác mức đề xuất “{proposed.label}”; ghi nội dung cấp trên điều "
        "chỉnh."
    )
    return [Finding("decision.adjusted", Severity.BLOCK, message, plan.reference(clause))]


def check_deviation(
    *, decided: Level, proposed: Level | None, reason: str, plan: Plan, track: Track = Track.CADRE
) -> list[Finding]:
    """A decision other than the proposal stands only with its reason and basis (P0-5.2-d, P0-M02-i)."""
    if proposed is None or decided is proposed or reason.strip():
        return []
    topic = Topic.MEMBER_DECISION if track is Track.MEMBER else Topic.CADRE_DECISION
    direction = "cao" if decided.rank > proposed.rank else "thấp"
    message = (
        f"Mức quyết định “{decided.label}” {direction} hơn mức đề xuất “{proposed.label}”: ghi rõ lý do và căn cứ."
    )
    return [Finding("decision.reason", Severity.BLOCK, message, plan.cite(topic))]
