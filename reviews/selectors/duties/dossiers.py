"""Dossiers of cells to send, and dossiers handed over to take in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from django.db.models import Q
from django.urls import reverse

from organizations.permissions import granted
from reviews.choices import MeetingState, VenueKind
from reviews.duties import Duty
from reviews.models import Campaign, HandOver, Meeting
from reviews.selectors.actors import Actors
from reviews.selectors.cell_dossiers import due_clause
from reviews.selectors.due_days import DueDays


def cell_dossiers_to_send(
    campaigns: Sequence[Campaign], actors: Actors, due_days: Mapping[int, DueDays]
) -> Iterator[Duty]:
    """From the end of the cell's meeting until its dossier went to the committee (P4-III-a, P4-III-d)."""
    asking = {campaign.pk: clause for campaign in campaigns if (clause := due_clause(campaign)) is not None}
    if not asking:
        return
    meetings = Meeting.objects.filter(
        campaign__in=list(asking),
        kind=VenueKind.CELL,
        state=MeetingState.CONCLUDED,
        cell_dossier__hand_over__isnull=True,
    ).select_related("cell")
    if actors.user is not None:
        meetings = meetings.filter(cell__in=list(actors.leaders))
    for meeting in meetings:
        assert meeting.cell is not None
        who = actors.leading(meeting.cell)
        if who:
            yield Duty(
                key=f"cell-dossier:{meeting.pk}",
                user_ids=who,
                title="Gửi hồ sơ của chi bộ",
                subject=str(meeting.cell),
                action="Hoàn thiện hồ sơ",
                path=reverse("cell-dossier", args=(meeting.pk,)),
                due_on=due_days[meeting.campaign_id].days.get(asking[meeting.campaign_id]),
            )


def dossiers_to_take_in(campaigns: Sequence[Campaign], actors: Actors) -> Iterator[Duty]:
    """Handed over and waiting for the receiver's word (P2-V.1-a, P4-III-d)."""
    if not any(campaign.plan.copies or due_clause(campaign) is not None for campaign in campaigns):
        return
    waiting = HandOver.objects.filter(campaign__in=campaigns, received_on__isnull=True)
    waiting = waiting.select_related("giver", "receiver")
    if actors.user is not None:
        waiting = waiting.filter(
            Q(receiver__in=list(actors.leaders)) | granted(actors.user, "receiver__path", "lead_review")
        )
    for row in waiting:
        who = actors.acting_for(row.receiver)
        if who:
            yield Duty(
                key=f"hand-over:{row.pk}",
                user_ids=who,
                title="Nhận hồ sơ bàn giao",
                subject=str(row.giver),
                action="Ghi nhận",
                path=reverse("hand-over", args=(row.pk,)),
            )
