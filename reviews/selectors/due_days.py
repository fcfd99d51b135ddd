"""The days of a plan as a campaign set them, and by which of them a dossier must be in."""

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
from reviews.rules.parts import Milestone as RuleMilestone
from reviews.rules.vocabulary import OrganizationKind


def milestone_of(campaign: Campaign, clause: str) -> RuleMilestone:
    """A milestone of the plan with the days as this campaign set them. ``StopIteration`` for one that it lacks."""
    printed = campaign.plan.milestone(clause)
    row = campaign.milestones.filter(code=clause).first()
    return printed if row is None else printed.moved(starts_on=row.starts_on, due_on=row.due_on)


class DueDays:
    """The last good day of the dossier for each person and collective (P0-III.3-a, P0-III.3-c, P1-II.5-b)."""

    def __init__(self, campaign: Campaign, standing_members: set[int] | None = None) -> None:
        self.plan = campaign.plan
        self.days = {milestone.code: milestone.last_good_day for milestone in campaign.milestones.all()}
        self._by_level = any(row.binds and row.standing_committee is False for row in self.plan.milestones)
        if standing_members is None:
            standing_members = _standing_members([campaign])[campaign.issuer_id]
        self.standing_members = standing_members

    def milestone(self, review: Review) -> RuleMilestone | None:
        """The day of the plan that binds this dossier; units of a level further down may have their own."""
        unit = OrganizationKind(review.unit.kind) if self._by_level else None
        general = dossier_milestone(self.plan, standing_committee=False, unit=unit)
        if review.person_id not in self.standing_members:
            return general
        return dossier_milestone(self.plan, standing_committee=True) or general

    @property
    def general(self) -> date | None:
        """The day of most dossiers."""
        milestone = dossier_milestone(self.plan, standing_committee=False)
        return self.days.get(milestone.clause) if milestone else None

    def of(self, review: Review) -> date | None:
        milestone = self.milestone(review)
        return self.days.get(milestone.clause) if milestone else None


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
