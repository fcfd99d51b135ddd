"""What a meeting records before it votes: an organization's own level, the discussion, the employers' results, the list
of those who may be proposed for EXCELLENT.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from organizations.choices import AuditAction
from organizations.models import User
from organizations.services.acts import recorded
from organizations.text import nfc
from reviews.choices import Level, MeetingState, Track
from reviews.models import EmployerResult, LevelDiscussion, Meeting, Nomination, SelfRating
from reviews.permissions import meeting_refusal
from reviews.rules.findings import Finding, Severity, refuse_if_blocking
from reviews.rules.nominees import Leader, check_nominees
from reviews.selectors import before_ballot as selectors
from reviews.selectors.nominees import nominees_of
from reviews.services.meetings import locked_meeting

#: Of a text that goes into the minutes.
MOST_LETTERS = 20_000


@recorded(AuditAction.BEFORE_BALLOT)
def take_level(*, meeting_id: int, review_id: int, level: Level, basis: str, by: User, now: datetime) -> SelfRating:
    """The organization that this meeting votes on takes a level of its own (P4-2.2.1-a); until the ballot opens."""
    meeting = locked_meeting(meeting_id)
    rated = [review.pk for review in selectors.organizations_rated_at(meeting)]
    findings = [*meeting_refusal(by, meeting), *_not_voted(meeting), *_short(basis)]
    if review_id not in rated:
        message = "Hội nghị này không bỏ phiếu xếp loại tổ chức đảng đó."
        findings.append(Finding("organization.elsewhere", Severity.BLOCK, message))
    refuse_if_blocking(findings)
    taken, _created = SelfRating.objects.update_or_create(
        review_id=review_id,
        defaults={"level": level, "basis": nfc(basis.strip()), "recorded_by": by, "recorded_at": now},
    )
    return taken


@recorded(AuditAction.BEFORE_BALLOT)
def record_discussion(*, meeting_id: int, track: Track, text: str, by: User, now: datetime) -> LevelDiscussion:
    """The meeting, while it sits, has discussed these levels (P4-2.2.1-c, P4-2.2.3.2-d); until the ballot opens."""
    meeting = locked_meeting(meeting_id)
    findings = [*meeting_refusal(by, meeting), *_not_voted(meeting), *_short(text)]
    if meeting.state != MeetingState.OPEN:
        findings.append(Finding("discussion.sitting", Severity.BLOCK, "Chỉ ghi phần thảo luận khi hội nghị đang họp."))
    if track not in selectors.discussed_tracks(meeting, selectors.organizations_rated_at(meeting)):
        message = "Kế hoạch không có phần thảo luận này ở hội nghị này."
        findings.append(Finding("discussion.track", Severity.BLOCK, message))
    if not text.strip():
        findings.append(Finding("discussion.empty", Severity.BLOCK, "Ghi nội dung thảo luận."))
    refuse_if_blocking(findings)
    held, _created = LevelDiscussion.objects.update_or_create(
        meeting=meeting,
        track=track,
        defaults={"text": nfc(text.strip()), "recorded_by": by, "recorded_at": now},
    )
    return held


@recorded(AuditAction.BEFORE_BALLOT)
def record_employer_result(
    *, meeting_id: int, review_id: int, level: Level, document: str, by: User, now: datetime
) -> EmployerResult:
    """The level that the employer gave a member of this cell, from its document (P4-2.3-g); nobody records his own."""
    meeting = locked_meeting(meeting_id)
    review = next((row for row in selectors.paid_by_the_state(meeting) if row.pk == review_id), None)
    findings = [*meeting_refusal(by, meeting), *_not_voted(meeting)]
    if review is None:
        message = "Chọn đảng viên là cán bộ, công chức, viên chức trong chương trình của hội nghị."
        findings.append(Finding("employer.person", Severity.BLOCK, message))
    elif review.person_id == by.person_key:
        message = "Đồng chí không tự ghi kết quả của mình; đề nghị thư ký hội nghị ghi."
        findings.append(Finding("employer.own", Severity.BLOCK, message))
    document = nfc(document.strip())
    if not document:
        message = "Ghi văn bản của cơ quan sử dụng cán bộ, công chức, viên chức."
        findings.append(Finding("employer.document", Severity.BLOCK, message))
    if len(document) > 200:
        findings.append(Finding("employer.document", Severity.BLOCK, "Văn bản dài quá 200 ký tự."))
    refuse_if_blocking(findings)
    found, _created = EmployerResult.objects.update_or_create(
        review_id=review_id,
        defaults={"level": level, "document": document, "recorded_by": by, "recorded_at": now},
    )
    return found


@dataclass(frozen=True, slots=True)
class Qualified:
    """What is said of one leader: whether he qualifies for EXCELLENT, and on what."""

    qualifies: bool
    basis: str = ""


@recorded(AuditAction.BEFORE_BALLOT, of=(Meeting, "meeting_id"))
def record_nominations(*, meeting_id: int, rows: Mapping[int, Qualified], by: User, now: datetime) -> None:
    """Who of the leaders may be proposed for EXCELLENT (P0-4.4-i), by review; all at once, until the ballot opens.

    Raises ``RuleViolation`` for a nominee below GOOD, without a level of his own or without a basis, and when the rows
    are not those of the agenda: nobody is left off by not having been looked at.
    """
    meeting = locked_meeting(meeting_id)
    leaders = nominees_of(meeting)
    findings = [*meeting_refusal(by, meeting), *_not_voted(meeting)]
    if meeting.state == MeetingState.CONCLUDED:
        message = "Hội nghị đã bế mạc; danh sách đề xuất không ghi được nữa."
        findings.append(Finding("nominee.concluded", Severity.BLOCK, message))
    if not leaders or {leader.review.pk for leader in leaders} != rows.keys():
        message = "Thành viên lãnh đạo trong chương trình hội nghị đã thay đổi; xem lại danh sách rồi ghi."
        findings.append(Finding("nominee.leaders", Severity.BLOCK, message))
    said = {pk: Qualified(row.qualifies, nfc(row.basis.strip())) for pk, row in rows.items()}
    known = [(leader, said[leader.review.pk]) for leader in leaders if leader.review.pk in said]
    findings += check_nominees(
        [Leader(leader.name, leader.level, row.qualifies, row.basis) for leader, row in known], meeting.campaign.plan
    )
    findings += [finding for row in said.values() for finding in _short(row.basis)]
    refuse_if_blocking(findings)
    Nomination.objects.filter(meeting=meeting).exclude(review__in=rows).delete()
    for leader, row in known:
        Nomination.objects.update_or_create(
            meeting=meeting,
            review=leader.review,
            defaults={"qualifies": row.qualifies, "basis": row.basis, "recorded_by": by, "recorded_at": now},
        )


def _not_voted(meeting: Meeting) -> list[Finding]:
    if not selectors.has_voted(meeting):
        return []
    message = "Hội nghị đã mở bỏ phiếu; những gì ghi trước khi bỏ phiếu không sửa được nữa."
    return [Finding("before_ballot.voted", Severity.BLOCK, message)]


def _short(text: str) -> list[Finding]:
    if len(text) <= MOST_LETTERS:
        return []
    return [Finding("before_ballot.long", Severity.BLOCK, f"Nội dung dài quá {MOST_LETTERS} ký tự.")]
