"""Preparing a meeting: its attendees, its agenda in lawful order, the drafts and the invitation."""

from __future__ import annotations

from datetime import date, datetime

from django.urls import reverse

from organizations import clock
from organizations.choices import AuditAction
from organizations.models import Person, User
from organizations.services.acts import recorded
from reviews.choices import AttendeeRole, MeetingState, NoticeKind, Presence
from reviews.models import AgendaItem, Campaign, Meeting, MeetingAttendee
from reviews.permissions import manages_venue, meeting_refusal, refusal
from reviews.rules import vocabulary
from reviews.rules.eligibility import VoterFacts, check_wider, may_vote
from reviews.rules.findings import Finding, Severity, refuse_if_blocking
from reviews.selectors import meetings as selectors
from reviews.selectors.agenda import default_presenter, lawful_order
from reviews.selectors.attendance import expected_attendees
from reviews.selectors.secretariat import clerk_findings
from reviews.selectors.venues import Venue, reviews_of_venue
from reviews.services.moves import follow_members
from reviews.services.notices import notify, users_of


@recorded(AuditAction.MEETING_PLAN)
def plan_meeting(
    *,
    campaign: Campaign,
    venue: Venue,
    starts_on: date,
    half_days: int,
    place: str,
    chair: Person,
    clerk: Person,
    by: User,
    only_votes: bool = False,
) -> Meeting:
    """Create the meeting of a venue with its members and every review that must be held there.

    ``only_votes``: none is held there; the body votes on its leaders where the plan has it do so (P4-3-B3-e).
    The campaign's row is locked: of two leaders at once one plans, the other is told that the meeting exists.
    """
    Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)
    refuse_if_blocking(
        [
            *refusal(
                manages_venue(by, venue.organization),
                "meeting.plan",
                f"Hội nghị này do người đứng đầu hoặc cán bộ được giao của {venue.organization} chuẩn bị.",
            ),
            *selectors.planning_findings(campaign=campaign, venue=venue, on=starts_on, only_votes=only_votes),
            *clerk_findings(campaign, venue, clerk),
        ]
    )
    existing = Meeting.objects.filter(campaign=campaign, collective=venue.collective, cell=venue.cell).first()
    if existing is not None:
        message = f"{venue.organization} đã có {existing.called} trong đợt này."
        refuse_if_blocking([Finding("meeting.exists", Severity.BLOCK, message)])
    meeting = Meeting.objects.create(
        campaign=campaign,
        kind=venue.kind,
        collective=venue.collective,
        cell=venue.cell,
        unit_path=venue.organization.path,
        only_votes=only_votes,
        starts_on=starts_on,
        planned_half_days=half_days,
        place=place,
        chair=chair,
        clerk=clerk,
        created_by=by,
    )
    refresh_attendees(meeting=meeting)
    follow_members(meeting=meeting)
    refresh_agenda(meeting=meeting)
    return meeting


def refresh_attendees(*, meeting: Meeting) -> None:
    """List the venue's members and the supervisor; keep whoever was added by hand."""
    for expected in expected_attendees(meeting):
        MeetingAttendee.objects.update_or_create(
            meeting=meeting,
            person_id=expected.person_id,
            defaults={
                "role": expected.role,
                "may_vote": expected.may_vote,
                "no_vote_reason": expected.no_vote_reason,
            },
        )


def refresh_agenda(*, meeting: Meeting) -> None:
    """Put every review of this venue on the agenda, in the order the plan prescribes; none where it only votes."""
    if meeting.only_votes:
        return
    reviews = reviews_of_venue(meeting)
    for position, (review, chair) in enumerate(lawful_order(meeting, reviews), start=1):
        AgendaItem.objects.update_or_create(
            meeting=meeting,
            review=review,
            defaults={"position": position, "chair": chair, "presenter": default_presenter(review)},
        )


@recorded(AuditAction.MEETING_CHANGE)
def add_guest(*, meeting_id: int, person: Person, role: AttendeeRole, by: User) -> MeetingAttendee:
    """Somebody who does not belong to the body that meets: a guest without a vote, or one of the wider committee with
    his vote where the plan has it sit with the body (P4-3-B3-c)."""
    meeting = locked_meeting(meeting_id)
    plan, body = meeting.campaign.plan, selectors.body_of(meeting)
    wider = check_wider(body, plan) if role == AttendeeRole.COMMITTEE else []
    refuse_if_blocking([*meeting_refusal(by, meeting), *_not_concluded(meeting), *wider])
    facts = VoterFacts(name=str(person), is_member=False, role=vocabulary.AttendeeRole(role))
    refused = may_vote(facts, vocabulary.VenueKind(meeting.kind), plan, body)
    attendee, _created = MeetingAttendee.objects.get_or_create(
        meeting=meeting,
        person=person,
        defaults={
            "role": role,
            "may_vote": refused is None,
            "no_vote_reason": refused.message if refused is not None else "",
        },
    )
    return attendee


@recorded(AuditAction.MEETING_CHANGE, of=(MeetingAttendee, "attendee_id"))
def remove_guest(*, meeting_id: int, attendee_id: int, by: User) -> None:
    """Take a guest off the list before the meeting opens; members stay on it."""
    meeting = locked_meeting(meeting_id)
    refuse_if_blocking([*meeting_refusal(by, meeting), *_not_opened(meeting)])
    meeting.attendees.exclude(role=AttendeeRole.MEMBER).filter(pk=attendee_id).delete()


@recorded(AuditAction.MEETING_CHANGE, of=(Meeting, "meeting_id"), watch=("starts_on",))
def reschedule(*, meeting_id: int, starts_on: date, reason: str, by: User, now: datetime) -> Meeting:
    """Move a meeting that has not opened to another day; whoever was invited is told, each time it moves.

    A draft that went out late needs a later day: the notice is counted anew from the day chosen (P0-4.1-b).
    """
    meeting = locked_meeting(meeting_id)
    findings = [*meeting_refusal(by, meeting), *_not_opened(meeting)]
    if starts_on < clock.today():
        findings.append(Finding("meeting.past", Severity.BLOCK, f"Ngày họp {starts_on:%d/%m/%Y} đã qua."))
    if starts_on == meeting.starts_on:
        message = f"Hội nghị đã định họp ngày {starts_on:%d/%m/%Y}; chọn ngày khác."
        findings.append(Finding("meeting.same_day", Severity.BLOCK, message))
    if not reason.strip():
        findings.append(Finding("meeting.reason", Severity.BLOCK, "Ghi lý do đổi ngày họp."))
    refuse_if_blocking(findings)
    before = meeting.starts_on
    meeting.starts_on = starts_on
    meeting.save(update_fields=("starts_on",))
    if meeting.state == MeetingState.INVITED:
        notify(
            campaign=meeting.campaign,
            recipients=users_of(meeting.attendees.values_list("person_id", flat=True)),
            kind=NoticeKind.INVITATION,
            key=f"moved:{meeting.pk}:{now:%Y%m%d%H%M%S%f}",
            subject=f"Đổi ngày {meeting.called}: {starts_on:%d/%m/%Y}",
            body=f"{meeting} chuyển từ ngày {before:%d/%m/%Y} sang ngày {starts_on:%d/%m/%Y}. Lý do: {reason.strip()}",
            path=reverse("meeting", args=(meeting.pk,)),
            now=now,
        )
    return meeting


@recorded(AuditAction.DRAFT_SENT, of=(Meeting, "meeting_id"))
def send_drafts(*, meeting_id: int, by: User, on: date, now: datetime) -> int:
    """Give the draft report to every attendee who has not had it yet; returns to how many it went.

    The last recipient's day decides whether the three working days are kept (P0-4.1-b).
    """
    meeting = locked_meeting(meeting_id)
    refuse_if_blocking(
        [*meeting_refusal(by, meeting), *_not_opened(meeting), *_reviews(meeting), *selectors.draft_findings(meeting)]
    )
    waiting = list(meeting.attendees.filter(draft_sent_on__isnull=True).select_related("person"))
    meeting.attendees.filter(pk__in=[attendee.pk for attendee in waiting]).update(draft_sent_on=on)
    notify(
        campaign=meeting.campaign,
        recipients=users_of(attendee.person_id for attendee in waiting),
        kind=NoticeKind.DRAFT,
        key=f"draft:{meeting.pk}",
        subject=f"Dự thảo báo cáo kiểm điểm gửi trước hội nghị ngày {meeting.starts_on:%d/%m/%Y}",
        body=f"{meeting}. Đề nghị đồng chí nghiên cứu trước và chuẩn bị ý kiến góp ý.",
        path=reverse("meeting", args=(meeting.pk,)),
        now=now,
    )
    return len(waiting)


@recorded(AuditAction.MEETING_INVITE, of=(Meeting, "meeting_id"))
def invite(*, meeting_id: int, by: User, now: datetime) -> list[Finding]:
    """Invite the members, the supervising standing-committee member and a Party-building board (P0-III.1)."""
    meeting = locked_meeting(meeting_id)
    warnings = refuse_if_blocking(
        [*meeting_refusal(by, meeting), *_not_opened(meeting), *selectors.invitation_findings(meeting)]
    )
    Meeting.objects.filter(pk=meeting.pk).update(state=MeetingState.INVITED, invited_at=now)
    notify(
        campaign=meeting.campaign,
        recipients=users_of(meeting.attendees.values_list("person_id", flat=True)),
        kind=NoticeKind.INVITATION,
        key=f"invitation:{meeting.pk}",
        subject=f"Giấy mời dự {meeting.called} ngày {meeting.starts_on:%d/%m/%Y}",
        body=f"{meeting}. Địa điểm: {meeting.place or 'sẽ thông báo'}. Chủ trì: {meeting.chair}.",
        path=reverse("meeting", args=(meeting.pk,)),
        now=now,
    )
    return warnings


@recorded(AuditAction.ATTENDANCE)
def record_presence(
    *, meeting_id: int, attendee_id: int, presence: Presence, absence_reason: str, by: User
) -> MeetingAttendee:
    """Điểm danh. An excused absence needs its reason; the list stays open until the meeting is concluded."""
    meeting = locked_meeting(meeting_id)
    refuse_if_blocking([*meeting_refusal(by, meeting), *_not_concluded(meeting)])
    if presence == Presence.ABSENT_WITH_REASON and not absence_reason.strip():
        refuse_if_blocking([Finding("attendance.reason", Severity.BLOCK, "Vắng có lý do thì phải ghi lý do vắng.")])
    attendee = meeting.attendees.get(pk=attendee_id)
    attendee.presence = presence
    attendee.absence_reason = absence_reason.strip() if presence == Presence.ABSENT_WITH_REASON else ""
    attendee.save(update_fields=("presence", "absence_reason"))
    return attendee


@recorded(AuditAction.ATTENDANCE, of=(Meeting, "meeting_id"))
def record_everybody_present(*, meeting_id: int, by: User) -> int:
    """Mark all who are not yet marked as present; exceptions are then corrected one by one."""
    meeting = locked_meeting(meeting_id)
    refuse_if_blocking([*meeting_refusal(by, meeting), *_not_concluded(meeting)])
    return meeting.attendees.filter(presence=Presence.UNKNOWN).update(presence=Presence.PRESENT)


def locked_meeting(meeting_id: int) -> Meeting:
    """The meeting with what its rules need, its row locked: of two acts in one meeting the second waits."""
    return (
        Meeting.objects.select_for_update(no_key=True, of=("self",))
        .select_related("campaign__issuer", "collective__organization", "cell", "chair", "clerk")
        .get(pk=meeting_id)
    )


def sitting_findings(meeting: Meeting) -> list[Finding]:
    """What is recorded in the room is recorded while the meeting sits."""
    if meeting.state == MeetingState.OPEN:
        return []
    return [
        Finding(
            "meeting.not_open",
            Severity.BLOCK,
            f"Hội nghị {meeting.get_state_display().lower()}, chưa khai mạc hoặc đã bế mạc.",
        )
    ]


def _reviews(meeting: Meeting) -> list[Finding]:
    if not meeting.only_votes:
        return []
    return [Finding("draft.none", Severity.BLOCK, "Hội nghị này không kiểm điểm, không có dự thảo báo cáo để gửi.")]


def _not_opened(meeting: Meeting) -> list[Finding]:
    if meeting.state in (MeetingState.PLANNED, MeetingState.INVITED):
        return []
    return [Finding("meeting.opened", Severity.BLOCK, "Hội nghị đã khai mạc.")]


def _not_concluded(meeting: Meeting) -> list[Finding]:
    if meeting.state != MeetingState.CONCLUDED:
        return []
    return [Finding("meeting.concluded", Severity.BLOCK, "Hội nghị đã bế mạc; biên bản không sửa được nữa.")]
