"""To whom the draft of the issuer's own report goes, who has it, and whether that is enough for the conference."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from organizations import clock
from organizations.choices import CollectiveKind
from reviews.models import Campaign, CirculatedDraft, Meeting, Review
from reviews.models.review import ReviewQuerySet
from reviews.rules.circulation import Addressee, addressees, check_circulation
from reviews.rules.findings import Finding
from reviews.rules.parts import RelativeMilestone
from reviews.rules.plan import Plan
from reviews.selectors.roster import roster_facts


def circulates(review: Review) -> bool:
    """Is it the report that the plan sends round: that of the issuer's own standing committee?"""
    body = review.collective
    return (
        review.campaign.plan.circulation is not None
        and body is not None
        and body.kind == CollectiveKind.STANDING_COMMITTEE
        and body.organization_id == review.campaign.issuer_id
    )


def circulated_reviews(campaigns: Sequence[Campaign]) -> ReviewQuerySet:
    """Those reports in campaigns whose plan sends one round."""
    asking = [campaign for campaign in campaigns if campaign.plan.circulation is not None]
    rows = Review.objects.included().filter(
        campaign__in=asking,
        collective__kind=CollectiveKind.STANDING_COMMITTEE,
        collective__organization__in=[campaign.issuer_id for campaign in asking],
    )
    return rows.with_subject()


@dataclass(frozen=True, slots=True)
class CirculationRow:
    """One addressee of the plan; ``sent`` None while the draft has not gone to him."""

    addressee: Addressee
    sent: CirculatedDraft | None


def circulation_rows(review: Review) -> list[CirculationRow]:
    """Everybody to whom the plan sends the draft, by today's roster; six queries, however many."""
    campaign = review.campaign
    wanted = addressees(roster_facts(campaign.issuer, on=clock.today()), campaign.plan)
    sent = {(row.person_id, row.collective_id): row for row in _sent(review)}
    return [CirculationRow(row, sent.get((row.person_id, row.collective_id))) for row in wanted]


def _sent(review: Review) -> QuerySet[CirculatedDraft]:
    return review.circulated.select_related("person", "collective__organization", "replied_by__person")


def circulation_findings(meeting: Meeting) -> list[Finding]:
    """Sent to everybody before the conference (P1-8.1-c); no query at other meetings or under other plans."""
    body = meeting.collective
    if meeting.campaign.plan.circulation is None or body is None:
        return []
    if body.kind != CollectiveKind.STANDING_COMMITTEE or body.organization_id != meeting.campaign.issuer_id:
        return []
    review = circulated_reviews([meeting.campaign]).filter(collective=body).first()
    if review is None:
        return []
    rows = circulation_rows(review)
    return check_circulation(
        {row.addressee: row.sent.sent_on if row.sent else None for row in rows},
        replies=sum(row.sent is not None and row.sent.replied_on is not None for row in rows),
        conference_on=meeting.starts_on,
        plan=meeting.campaign.plan,
    )


def circulation_milestone(plan: Plan) -> RelativeMilestone | None:
    """The plan's line on when the draft goes round."""
    clause = plan.circulation.clause if plan.circulation else ""
    return next((row for row in plan.relative_milestones if row.clause == clause), None)
