"""By which day a dossier must be in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from django.db.models import prefetch_related_objects

from organizations import clock
from organizations.choices import CollectiveKind
from organizations.models import Post
from reviews.models import Campaign, Review
from reviews.rules.deadlines import dossier_milestone


class DueDays:
    """The last good day of the dossier for each person and collective (P0-III.3-a, P0-III.3-c)."""

    def __init__(self, campaign: Campaign, standing_members: set[int] | None = None) -> None:
        self.days = {milestone.code: milestone.last_good_day for milestone in campaign.milestones.all()}
        general = dossier_milestone(campaign.plan, standing_committee=False)
        standing = dossier_milestone(campaign.plan, standing_committee=True)
        self.general = self.days.get(general.clause) if general else None
        self.standing = self.days.get(standing.clause, self.general) if standing else self.general
        if standing_members is None:
            standing_members = _standing_members([campaign])[campaign.issuer_id]
        self.standing_members = standing_members

    def of(self, review: Review) -> date | None:
        return self.standing if review.person_id in self.standing_members else self.general


def due_days_of(campaigns: Sequence[Campaign]) -> dict[int, DueDays]:
    """By campaign id, in two queries however many campaigns."""
    prefetch_related_objects(campaigns, "milestones")
    members = _standing_members(campaigns)
    return {campaign.pk: DueDays(campaign, members[campaign.issuer_id]) for campaign in campaigns}


def _standing_members(campaigns: Sequence[Campaign]) -> dict[int, set[int]]:
    """By issuer: the people of its standing committee today."""
    members: dict[int, set[int]] = defaultdict(set)
    for issuer_id, person_id in (
        Post.objects.on(clock.today())
        .filter(
            collective__organization__in=[campaign.issuer_id for campaign in campaigns],
            collective__kind=CollectiveKind.STANDING_COMMITTEE,
        )
        .values_list("collective__organization_id", "person_id")
    ):
        members[issuer_id].add(person_id)
    return members
