"""What a meeting needs before it is planned, sent round, opened and closed."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from organizations import clock
from reviews.choices import (
    CONVENED,
    AttendeeRole,
    CampaignState,
    ItemState,
    MeetingState,
    Presence,
    VenueKind,
)
from reviews.judgement import judgements, rounds_of
from reviews.models import AgendaItem, Campaign, FormEntry, Meeting
from reviews.rules import deadlines, order, places, vocabulary
from reviews.rules.findings import Finding, Severity
from reviews.rules.parts import Topic
from reviews.rules.vocabulary import CollectiveKind
from reviews.selectors.attendance import direction_findings, in_charge, is_issuers_own, participant_findings
from reviews.selectors.before_ballot import organizations_rated_at, voted_on
from reviews.selectors.cell_dossiers import closing_steps
from reviews.selectors.circulation import circulation_findings
from reviews.selectors.due_days import milestone_of
from reviews.selectors.open_votes import missing_votes
from reviews.selectors.venues import Venue, own_review


def planning_findings(*, campaign: Campaign, venue: Venue, on: date, only_votes: bool = False) -> list[Finding]:
    """A meeting is planned where the plan has the venue reviewed, for a day to come, in a campaign that was issued.

    One that ``only_votes`` is planned where the plan has the body vote although it is reviewed elsewhere.
    """
    findings = []
    if campaign.state != CampaignState.ISSUED:
        findings.append(Finding("meeting.campaign", Severity.BLOCK, "Kế hoạch chưa ban hành, chưa lập hội nghị được."))
    if on < clock.today():
        findings.append(Finding("meeting.past", Severity.BLOCK, f"Ngày họp {on:%d/%m/%Y} đã qua."))
    return [*findings, *venue_findings(campaign, venue, only_votes=only_votes), *day_findings(campaign, venue, on)]


def venue_findings(campaign: Campaign, venue: Venue, *, only_votes: bool = False) -> list[Finding]:
    """Whether the plan lets this body hold a review of its own (P4-3-B3-d), or meet only to vote (P4-3-B3-e)."""
    body = venue.collective
    if only_votes and venue.kind != VenueKind.COLLECTIVE:
        return places.check_own_meeting(name=str(venue.organization), body=None, plan=campaign.plan, only_votes=True)
    if body is None:
        return []
    kind = CollectiveKind(body.kind)
    return places.check_own_meeting(name=str(body), body=kind, plan=campaign.plan, only_votes=only_votes)


def body_of(meeting: Meeting) -> CollectiveKind | None:
    """What kind of body meets; None for a cell."""
    return CollectiveKind(meeting.collective.kind) if meeting.collective is not None else None


def may_only_vote(campaign: Campaign, venue: Venue) -> bool:
    """Has the plan this body meet only to vote on its leaders (P4-3-B3-e)?"""
    body = venue.collective
    return body is not None and places.own_ballot(CollectiveKind(body.kind), campaign.plan) is not None


def only_votes_notes(meeting: Meeting) -> list[Finding]:
    """What everybody at a meeting that only votes is told: nobody is reviewed here, and what the vote is worth."""
    if not meeting.only_votes or meeting.collective is None:
        return []
    kind, plan = CollectiveKind(meeting.collective.kind), meeting.campaign.plan
    return [note for note in (places.no_review_note(kind, plan), places.channel_note(kind, plan)) if note is not None]


def day_findings(campaign: Campaign, venue: Venue, on: date) -> list[Finding]:
    """Whether the day lies within the step of the plan in which this body meets (P4-3-B5-b)."""
    kind = CollectiveKind.WHOLE_CELL if venue.collective is None else CollectiveKind(venue.collective.kind)
    clause = campaign.plan.venues.meeting_days.get(kind)
    if not clause:
        return []
    return deadlines.check_milestone(milestone_of(campaign, clause, unit_path=venue.organization.path), on)


def _day_of(meeting: Meeting) -> list[Finding]:
    venue = Venue(VenueKind(meeting.kind), meeting.collective, meeting.cell)
    return day_findings(meeting.campaign, venue, meeting.starts_on)


def draft_findings(meeting: Meeting) -> list[Finding]:
    """The report must be handed in before its draft can go round (P0-4.1-b)."""
    review = own_review(meeting)
    if review is None:
        return []
    entry = FormEntry.objects.filter(review=review).first()
    if entry is not None and entry.is_submitted:
        return []
    return [
        Finding(
            "draft.missing",
            Severity.BLOCK,
            f"Báo cáo kiểm điểm của {review} chưa nộp, chưa có dự thảo để gửi.",
            meeting.campaign.plan.cite(Topic.DRAFT_NOTICE),
        )
    ]


def notice_findings(meeting: Meeting) -> list[Finding]:
    """The draft reached every member early enough; asked only where a collective's report is on the agenda.

    Guests are invited to follow and guide the review (P0-III.1-b); the plan sets no notice for them.
    """
    if own_review(meeting) is None:
        return []
    members = meeting.attendees.filter(role__in=CONVENED).select_related("person")
    sent = [(str(row.person), row.draft_sent_on) for row in members]
    return deadlines.draft_notice(meeting.starts_on, sent, meeting.campaign.plan, of_issuer=is_issuers_own(meeting))


def invitation_findings(meeting: Meeting) -> list[Finding]:
    """Who must be invited, and whether the day set is one of the plan's."""
    supervisor = in_charge(meeting)
    roles = list(meeting.attendees.values_list("person_id", "role"))
    invited = order.check_invitation(
        unit_name=str(meeting.organization),
        supervisor_name=str(supervisor) if supervisor else None,
        supervisor_invited=supervisor is not None and any(person == supervisor.pk for person, _role in roles),
        board_representatives=sum(role == AttendeeRole.BOARD_REPRESENTATIVE for _person, role in roles),
        plan=meeting.campaign.plan,
        of_issuer=is_issuers_own(meeting),
        venue=vocabulary.VenueKind(meeting.kind),
    )
    return [*invited, *direction_findings(meeting), *participant_findings(meeting), *_day_of(meeting)]


def opening_findings(meeting: Meeting, *, on: date) -> list[Finding]:
    findings = []
    if meeting.state == MeetingState.PLANNED:
        findings.append(Finding("meeting.not_invited", Severity.BLOCK, "Chưa gửi giấy mời."))
    if meeting.state in (MeetingState.OPEN, MeetingState.CONCLUDED):
        findings.append(Finding("meeting.opened", Severity.BLOCK, "Hội nghị đã khai mạc."))
    if on < meeting.starts_on:
        findings.append(Finding("meeting.early", Severity.BLOCK, f"Hội nghị họp ngày {meeting.starts_on:%d/%m/%Y}."))
    unknown = meeting.attendees.filter(presence=Presence.UNKNOWN, role__in=CONVENED).count()
    if unknown:
        findings.append(Finding("meeting.attendance", Severity.BLOCK, f"Còn {unknown} thành viên chưa điểm danh."))
    if not (meeting.only_votes or meeting.items.exists() or organizations_rated_at(meeting)):
        findings.append(Finding("meeting.agenda", Severity.BLOCK, "Chương trình chưa có nội dung kiểm điểm."))
    findings += [*notice_findings(meeting), *direction_findings(meeting), *participant_findings(meeting)]
    return [*findings, *circulation_findings(meeting), *_day_of(meeting)]


def unfinished_items(meeting: Meeting) -> list[AgendaItem]:
    """Items still to conclude. Whoever is absent with reason is left out of the count (P0-4.4-d)."""
    rows = items_to_rate(meeting).exclude(state=ItemState.CONCLUDED)
    return list(rows.select_related("review__person", "review__collective"))


def items_to_rate(meeting: Meeting) -> QuerySet[AgendaItem]:
    """All items but those of people absent with reason whom the meeting has not reviewed (P0-4.4-d)."""
    excused = meeting.attendees.filter(presence=Presence.ABSENT_WITH_REASON).values("person_id")
    return meeting.items.exclude(~Q(state=ItemState.CONCLUDED), review__person__in=excused)


def closing_findings(meeting: Meeting, *, half_days: int) -> list[Finding]:
    open_items = [str(item.review) for item in unfinished_items(meeting)]
    findings = []
    if open_items:
        message = f"Còn {len(open_items)} nội dung chưa kết luận: {', '.join(open_items)}."
        findings.append(Finding("meeting.items", Severity.BLOCK, message))
    findings += [*closing_steps(meeting), *_ballot_first(meeting), *missing_votes(meeting)]
    prompted = meeting.items.filter(review__prompts__isnull=False).exists()
    return findings + order.check_duration(
        half_days=half_days,
        prompted=prompted,
        plan=meeting.campaign.plan,
        standing_committee=is_issuers_own(meeting),
        reviews_collective=own_review(meeting) is not None,
        body=body_of(meeting),
    )


def _ballot_first(meeting: Meeting) -> list[Finding]:
    """Closed meetings vote no more: the ballot comes first wherever enough people may vote in secret (P0-4.4-j).

    A round once prepared is counted or void before the meeting is closed, however many may vote.
    """
    rounds = rounds_of(meeting)
    running = next((row for row in rounds if row.is_running), None)
    if running is not None:
        message = f"{running.state} (vòng {running.number}); kiểm phiếu xong hoặc hủy vòng này rồi mới bế mạc."
        return [Finding("meeting.ballot", Severity.BLOCK, message, meeting.campaign.plan.cite(Topic.VOTERS))]
    voters = meeting.attendees.filter(may_vote=True, presence=Presence.PRESENT).count()
    if voters < meeting.campaign.plan.electorate.least:
        return []
    plan = meeting.campaign.plan
    if meeting.only_votes:
        return [] if any(row.is_counted for row in rounds) else _leaders_first(meeting, voters)
    known = list(judgements(voted_on(meeting)).values())
    if any(meeting.pk in judgement.over_quota_meetings for judgement in known):
        message = "Số đề xuất “Hoàn thành xuất sắc nhiệm vụ” vượt tỷ lệ; xếp loại lại xong mới bế mạc."
        topic = Topic.RE_RATING
    elif not any(meeting.pk in judgement.balloted_meetings for judgement in known):
        message = f"Chưa bỏ phiếu đề xuất mức xếp loại ({voters} người được bỏ phiếu); bỏ phiếu xong mới bế mạc."
        topic = Topic.VOTERS
    else:
        return []
    return [Finding("meeting.ballot", Severity.BLOCK, message, plan.cite(topic))]


def _leaders_first(meeting: Meeting, voters: int) -> list[Finding]:
    """What a meeting that only votes was called for (P4-3-B3-e)."""
    assert meeting.collective is not None
    plan = meeting.campaign.plan
    ballot = places.own_ballot(CollectiveKind(meeting.collective.kind), plan)
    reference = plan.reference(ballot.clause) if ballot is not None else plan.cite(Topic.VOTERS)
    message = f"Chưa bỏ phiếu phân loại cán bộ lãnh đạo ({voters} người được bỏ phiếu); bỏ phiếu xong mới bế mạc."
    return [Finding("meeting.ballot", Severity.BLOCK, message, reference)]
