"""Members of the standing committee to send where there is a prompt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from django.urls import reverse

from organizations.models import Organization
from reviews.duties import Duty, listed
from reviews.models import Campaign, Meeting, ReviewDirector
from reviews.rules.relative import last_relative_day
from reviews.selectors.actors import Actors
from reviews.selectors.directors import assignment_milestone, prompts_at


def directors_to_assign(campaigns: Sequence[Campaign], actors: Actors) -> Iterator[Duty]:
    """Units with a prompt and without their one director; due before the first of their meetings (P1-II.7-c)."""
    asking = [
        campaign
        for campaign in campaigns
        if campaign.plan.attendance is not None and actors.holding("lead_review", campaign.issuer)
    ]
    if not asking:
        return
    sent = set(
        ReviewDirector.objects.filter(campaign__in=asking, body__in=[row.issuer_id for row in asking]).values_list(
            "campaign_id", "organization_id"
        )
    )
    lacking = [place for place in prompts_at(asking) if place not in sent]
    units = Organization.objects.in_bulk({unit for _campaign, unit in lacking})
    days: dict[tuple[int, int], date] = {}
    meetings = Meeting.objects.filter(campaign__in=asking, collective__organization__in=units)
    for campaign_id, unit, starts_on in meetings.values_list("campaign_id", "collective__organization_id", "starts_on"):
        days[campaign_id, unit] = min(starts_on, days.get((campaign_id, unit), starts_on))
    for campaign in asking:
        here = [unit for pk, unit in lacking if pk == campaign.pk]
        row = assignment_milestone(campaign.plan)
        if not here or row is None:
            continue
        due = [
            last
            for unit in here
            if (day := days.get((campaign.pk, unit))) is not None
            and (last := last_relative_day(row, day, campaign.plan.calendar)) is not None
        ]
        yield Duty(
            key="directors",
            user_ids=actors.holding("lead_review", campaign.issuer),
            title="Phân công dự chỉ đạo kiểm điểm ở nơi được gợi ý",
            subject=listed([units[unit] for unit in here], "nơi"),
            action="Phân công",
            path=reverse("campaign-directors", args=(campaign.pk,)),
            due_on=min(due) if due else None,
        )
