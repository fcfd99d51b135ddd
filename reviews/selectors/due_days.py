"""The days of a plan as a campaign set them, and by which of them a dossier must be in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from django.db.models import prefetch_related_objects

from organizations import clock
from organizations.choices import CollectiveKind
from organizations.models import Post
from reviews.models import Campaign, Milestone, OwnDay, Review
from reviews.rules.deadlines import dossier_milestone
from reviews.rules.parts import Milestone as RuleMilestone
from reviews.rules.preparation import has_own_days, with_own_day
from reviews.rules.vocabulary import OrganizationKind


def milestone_of(campaign: Campaign, clause: str, *, unit_path: str = "") -> RuleMilestone:
    """A milestone of the plan with the days as this campaign set them. ``StopIteration`` for one that it lacks.

    ``unit_path``: for that unit, which may go by its sector's own day (P4-2.3-ad).
    """
    printed = campaign.plan.milestone(clause)
    rows = campaign.milestones.filter(code=clause)
    row = (rows.prefetch_related("own_days__organization") if unit_path else rows).first()
    if row is None:
        return printed
    found = printed.moved(starts_on=row.starts_on, due_on=row.due_on)
    own = _nearest(row, unit_path) if unit_path and has_own_days(campaign.plan) else None
    return found if own is None else with_own_day(found, own.due_on)


def milestones_of(campaign: Campaign) -> list[Milestone]:
    """The milestones in the order of their days, with the own days of some sectors where the plan leaves any."""
    rows = campaign.milestones.all()
    return list(rows.prefetch_related("own_days__organization") if has_own_days(campaign.plan) else rows)


def _nearest(milestone: Milestone, unit_path: str) -> OwnDay | None:
    """The own day that binds a unit: its organization's, or that of the nearest above it."""
    bound = [row for row in milestone.own_days.all() if unit_path.startswith(row.organization.path)]
    return max(bound, key=lambda row: len(row.organization.path), default=None)


class DueDays:
    """The last good day of the dossier for each person and collective (P0-III.3-a, P0-III.3-c, P1-II.5-b)."""

    def __init__(self, campaign: Campaign, standing_members: set[int] | None = None) -> None:
        self.plan = campaign.plan
        self.own: dict[str, Milestone] = {}
        if has_own_days(self.plan):
            prefetch_related_objects([campaign], "milestones__own_days__organization")
            self.own = {milestone.code: milestone for milestone in campaign.milestones.all()}
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
        """The last good day of this dossier; its sector's own where the unit goes by one (P4-2.3-ad)."""
        milestone = self.milestone(review)
        if milestone is None:
            return None
        row = self.own.get(milestone.clause)
        own = _nearest(row, review.unit_path) if row is not None else None
        return own.last_good_day if own is not None else self.days.get(milestone.clause)


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
