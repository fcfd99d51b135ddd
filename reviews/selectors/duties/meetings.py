"""Meetings to plan, prepare and hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse

from reviews.choices import Inclusion, MeetingState
from reviews.duties import Duty
from reviews.models import Campaign, Meeting, Review, ReviewVenue
from reviews.rules.deadlines import earliest_meeting_day, last_draft_day
from reviews.rules.findings import Finding, Severity
from reviews.selectors.actors import Actors


def meetings_to_hold(campaigns: Sequence[Campaign], actors: Actors, on: date) -> Iterator[Duty]:
    meetings = (
        Meeting.objects.filter(campaign__in=campaigns)
        .exclude(state=MeetingState.CONCLUDED)
        .select_related("collective__organization", "cell")
        .prefetch_related("attendees", "items")
    )
    if actors.user is not None:
        own = actors.user.person_key
        meetings = meetings.filter(Q(chair_id=own) | Q(clerk_id=own))
    by_id = {campaign.pk: campaign for campaign in campaigns}
    for meeting in meetings:
        campaign = by_id[meeting.campaign_id]
        who = actors.person(meeting.chair_id, meeting.clerk_id)
        if not who:
            continue
        path = reverse("meeting", args=(meeting.pk,))
        drafts = meeting.state in (MeetingState.PLANNED, MeetingState.INVITED) and not meeting.only_votes
        if drafts and any(attendee.draft_sent_on is None for attendee in meeting.attendees.all()):
            of_issuer = meeting.organization.pk == campaign.issuer_id
            last_day = last_draft_day(meeting.starts_on, campaign.plan, of_issuer=of_issuer)
            yield Duty(
                key=f"draft:{meeting.pk}",
                user_ids=who,
                title="Gửi dự thảo báo cáo kiểm điểm cho thành viên dự hội nghị",
                subject=str(meeting),
                action="Gửi dự thảo",
                path=path,
                due_on=last_day,
                findings=_too_late(last_day, on, earliest_meeting_day(on, campaign.plan, of_issuer=of_issuer)),
            )
        if meeting.state == MeetingState.PLANNED:
            title, action, due_on = f"Gửi giấy mời {meeting.called}", "Gửi giấy mời", meeting.starts_on
        elif meeting.state == MeetingState.INVITED:
            title, action, due_on = f"Tổ chức {meeting.called}", "Vào hội nghị", meeting.starts_on
        else:
            title, action, due_on = "Hội nghị đang họp", "Vào hội nghị", None
        yield Duty(
            key=f"meeting:{meeting.pk}:{meeting.state}",
            user_ids=who,
            title=title,
            subject=str(meeting),
            action=action,
            path=path,
            due_on=due_on,
            in_session=meeting.state == MeetingState.OPEN,
        )


def _too_late(last_day: date, on: date, earliest: date) -> tuple[Finding, ...]:
    if on <= last_day:
        return ()
    return (
        Finding(
            "notice.late",
            Severity.WARN,
            f"Lẽ ra phải gửi chậm nhất ngày {last_day:%d/%m/%Y}; gửi hôm nay thì họp sớm nhất ngày "
            f"{earliest:%d/%m/%Y}.",
        ),
    )


def meetings_to_plan(campaigns: Sequence[Campaign], actors: Actors) -> Iterator[Duty]:
    planned = Meeting.objects.filter(
        Q(collective=OuterRef("collective")) | Q(cell=OuterRef("cell")), campaign=OuterRef("review__campaign")
    )
    venues = (
        ReviewVenue.objects.filter(
            ~Exists(planned),
            review__campaign__in=campaigns,
            review__inclusion=Inclusion.INCLUDED,
            waived_reason="",
        )
        .select_related("collective__organization", "cell")
        .annotate(campaign_id=F("review__campaign_id"))
    )
    if actors.user is not None:
        venues = venues.filter(Q(collective__in=list(actors.body_leaders)) | Q(cell__in=list(actors.leaders)))
    seen: set[tuple[int, str, int]] = set()
    for venue in venues:
        organization = venue.cell or (venue.collective.organization if venue.collective else None)
        assert organization is not None
        place = ("cell", organization.pk) if venue.cell_id else ("collective", venue.collective_id or 0)
        if (venue.campaign_id, *place) in seen:
            continue
        seen.add((venue.campaign_id, *place))
        leaders = (
            actors.leading(organization)
            if venue.cell_id
            else frozenset(actors.body_leaders.get(venue.collective_id or 0, ()))
        )
        if leaders:
            yield Duty(
                key=f"plan-meeting:{place[0]}:{place[1]}",
                user_ids=leaders,
                title="Lập hội nghị kiểm điểm",
                subject=str(venue),
                action="Lập hội nghị",
                path=f"{reverse('meeting-new', args=(venue.campaign_id,))}?{place[0]}={place[1]}",
            )


def classifying_meetings_to_plan(campaigns: Sequence[Campaign], actors: Actors) -> Iterator[Duty]:
    """Bodies reviewed elsewhere whose plan has them meet to vote on their leaders (P4-3-B3-e).

    One query, and none where no plan has such a meeting.
    """
    asked = Q()
    for campaign in campaigns:
        kinds = [row.body for row in campaign.plan.venues.held_at if row.ballot is not None]
        if kinds:
            asked |= Q(campaign=campaign, collective__kind__in=kinds)
    if not asked:
        return
    planned = Meeting.objects.filter(collective=OuterRef("collective"), campaign=OuterRef("campaign"))
    reviews = Review.objects.included().filter(asked, ~Exists(planned)).select_related("collective__organization")
    if actors.user is not None:
        reviews = reviews.filter(collective__in=list(actors.body_leaders))
    for review in reviews:
        leaders = frozenset(actors.body_leaders.get(review.collective_id or 0, ()))
        if leaders:
            address = reverse("meeting-new", args=(review.campaign_id,))
            yield Duty(
                key=f"plan-classifying:{review.collective_id}",
                user_ids=leaders,
                title="Lập hội nghị bỏ phiếu phân loại cán bộ lãnh đạo",
                subject=str(review.collective),
                action="Lập hội nghị",
                path=f"{address}?collective={review.collective_id}&viec=phan-loai",
            )
