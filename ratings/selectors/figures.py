"""The figures of the offices beside a review, for whoever appraises or decides (P3-III.2.5-c)."""

from __future__ import annotations

from organizations import clock
from organizations.models import User
from ratings.permissions import appraises
from reviews.models import Review
from reviews.rules.findings import Finding
from reviews.selectors.feeds import Figure, Figures


def figures_of(review: Review, *, user: User) -> Figures | None:
    """The figures of the review's campaign; None where its plan collects none, or for whoever does not weigh levels."""
    campaign = review.campaign
    if campaign.plan.feeds is None or not appraises(user, campaign):
        return None
    return Figures(campaign, on=clock.today())


def figures_beside(review: Review, figures: Figures | None) -> list[Figure]:
    """The figures sent about the unit of the review."""
    return figures.about(review.unit_id) if figures is not None else []


def figure_findings(review: Review, figures: Figures | None) -> list[Finding]:
    """Which figures about the unit lack; the plan says whether the appraisal waits for them."""
    if figures is None:
        return []
    return figures.appraisal_findings(unit_id=review.unit_id, name=str(review.unit))
