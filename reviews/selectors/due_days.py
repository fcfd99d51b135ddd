"""By which day a dossier must be in."""

from __future__ import annotations

from datetime import date

from organizations import clock
from organizations.choices import CollectiveKind
from organizations.models import Post
from reviews.models import Campaign, Review
from reviews.rules.deadlines import dossier_milestone


class DueDays:
    """The last good day of the dossier for each person and collective (P0-III.3-a, P0-III.3-c)."""

    def __init__(self, campaign: Campaign) -> None:
        self.days = {milestone.code: milestone.last_good_day for milestone in campaign.milestones.all()}
        general = dossier_milestone(campaign.plan, standing_committee=False)
        standing = dossier_milestone(campaign.plan, standing_committee=True)
        self.general = self.days.get(general.clause) if general else None
        self.standing = self.days.get(standing.clause, self.general) if standing else self.general
        self.standing_members = set(
            Post.objects.on(clock.today())
            .filter(collective__organization_id=campaign.issuer_id, collective__kind=CollectiveKind.STANDING_COMMITTEE)
            .values_list("person_id", flat=True)
        )

    def of(self, review: Review) -> date | None:
        return self.standing if review.person_id in self.standing_members else self.general
