"""Recording a show of hands while the meeting sits, and correcting it so that the first figures stay readable."""

from __future__ import annotations

from datetime import datetime

from organizations.choices import AuditAction
from organizations.models import User
from organizations.services.acts import recorded
from organizations.text import nfc
from reviews.choices import ItemState
from reviews.models import AgendaItem, Meeting, OpenVote
from reviews.permissions import meeting_refusal
from reviews.rules.findings import Finding, Severity, refuse_if_blocking
from reviews.rules.open_votes import Hands, check_hands
from reviews.selectors.open_votes import entitled_in, hands_of, is_voted_on
from reviews.services.meetings import locked_meeting, sitting_findings


@recorded(AuditAction.OPEN_VOTE)
def record_vote(*, meeting_id: int, question: str, hands: Hands, by: User, now: datetime) -> OpenVote:
    """What the meeting voted on by show of hands, on a question of its own.

    Raises ``RuleViolation`` while the meeting does not sit, without a question, and for more hands than people present
    who may vote. Nothing is written then.
    """
    meeting = locked_meeting(meeting_id)
    question = nfc(question.strip())
    findings = [*meeting_refusal(by, meeting), *sitting_findings(meeting)]
    if not question:
        findings.append(Finding("open_vote.question", Severity.BLOCK, "Ghi nội dung biểu quyết."))
    if len(question) > 500:
        findings.append(Finding("open_vote.question", Severity.BLOCK, "Nội dung biểu quyết dài quá 500 ký tự."))
    entitled = entitled_in(meeting)
    refuse_if_blocking([*findings, *check_hands("Biểu quyết", hands, entitled=entitled, plan=meeting.campaign.plan)])
    return _keep(meeting, hands, entitled, by, now, question=question)


@recorded(AuditAction.OPEN_VOTE)
def record_conclusion_vote(*, item_id: int, hands: Hands, by: User, now: datetime) -> OpenVote:
    """The vote on a conclusion that was left out when the item was concluded (P4-1.4.3-k)."""
    meeting = locked_meeting(AgendaItem.objects.values_list("meeting_id", flat=True).get(pk=item_id))
    item = AgendaItem.objects.select_related("review__person", "review__collective").get(pk=item_id)
    item.meeting = meeting
    findings = [*meeting_refusal(by, meeting), *sitting_findings(meeting)]
    if item.state != ItemState.CONCLUDED:
        message = f"Chưa có kết luận của người chủ trì về {item.review}."
        findings.append(Finding("open_vote.conclusion", Severity.BLOCK, message))
    refuse_if_blocking([*findings, *conclusion_vote_findings(item, hands)])
    return keep_conclusion_vote(item, hands, by=by, now=now)


def conclusion_vote_findings(item: AgendaItem, hands: Hands) -> list[Finding]:
    """Why this vote cannot be recorded on the conclusion of this item."""
    question = f"Biểu quyết kết luận về {item.review}"
    if not is_voted_on(item):
        message = f"{question}: kế hoạch không lấy ý kiến biểu quyết về nội dung này."
        return [Finding("open_vote.not_asked", Severity.BLOCK, message)]
    if OpenVote.objects.filter(item=item).exists():
        return [Finding("open_vote.recorded", Severity.BLOCK, f"{question} đã ghi; ghi lại thì nêu lý do.")]
    return check_hands(question, hands, entitled=entitled_in(item.meeting), plan=item.meeting.campaign.plan)


def keep_conclusion_vote(item: AgendaItem, hands: Hands, *, by: User, now: datetime) -> OpenVote:
    """Write the vote that ``conclusion_vote_findings`` lets pass; the meeting's row is locked."""
    return _keep(item.meeting, hands, entitled_in(item.meeting), by, now, item=item)


@recorded(AuditAction.OPEN_VOTE)
def correct_vote(*, vote_id: int, hands: Hands, reason: str, by: User, now: datetime) -> OpenVote:
    """Record the figures anew, with the reason; those recorded before stay readable.

    The hands were raised when the first figures were taken: the larger attendance of then and now bounds them, for
    somebody may have left since, or been put down as absent by mistake. Refused once the meeting is over, and for
    figures that were corrected already.
    """
    meeting = locked_meeting(OpenVote.objects.values_list("meeting_id", flat=True).get(pk=vote_id))
    vote = OpenVote.objects.select_related("item__review__person", "item__review__collective").get(pk=vote_id)
    findings = [*meeting_refusal(by, meeting), *sitting_findings(meeting)]
    if OpenVote.objects.filter(corrects=vote).exists():
        message = "Số biểu quyết này đã có người ghi lại; xem số mới rồi ghi lại nếu vẫn sai."
        findings.append(Finding("open_vote.corrected", Severity.BLOCK, message))
    if hands == hands_of(vote):
        findings.append(Finding("open_vote.same", Severity.BLOCK, "Số ghi lại giống số đã ghi."))
    reason = nfc(reason.strip())[:300]
    if not reason:
        findings.append(Finding("open_vote.reason", Severity.BLOCK, "Ghi lý do ghi lại số biểu quyết."))
    entitled = max(vote.entitled, entitled_in(meeting))
    refuse_if_blocking([*findings, *check_hands(str(vote), hands, entitled=entitled, plan=meeting.campaign.plan)])
    return _keep(
        meeting, hands, entitled, by, now, item=vote.item, question=vote.question, corrects=vote, reason=reason
    )


def _keep(
    meeting: Meeting,
    hands: Hands,
    entitled: int,
    by: User,
    now: datetime,
    *,
    item: AgendaItem | None = None,
    question: str = "",
    corrects: OpenVote | None = None,
    reason: str = "",
) -> OpenVote:
    return OpenVote.objects.create(
        meeting=meeting,
        item=item,
        question=question,
        entitled=entitled,
        agree=hands.agree,
        disagree=hands.disagree,
        abstain=hands.abstain,
        corrects=corrects,
        reason=reason,
        recorded_by=by,
        recorded_at=now,
    )
