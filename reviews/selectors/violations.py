"""Violations and discipline of a review's subject, and for which year and unit they count."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from organizations import clock
from organizations.choices import Attendance
from organizations.models import CellMembership, Organization, Post
from reviews.choices import CampaignState
from reviews.models import Campaign, Review, Violation
from reviews.rules import violations as rules
from reviews.rules.findings import Finding
from reviews.rules.plan import Plan


def asks_violations(plan: Plan) -> bool:
    return plan.corrections is not None and plan.corrections.violations is not None


def asks_cases(review: Review) -> bool:
    """Does the plan know of cases or violations of such a subject?"""
    plan = review.campaign.plan
    return asks_violations(plan) or (plan.special_cases is not None and not review.is_collective)


def violations_of(review: Review) -> list[Violation]:
    """Of all years: they are the subject's, not the review's."""
    rows = Violation.objects.filter(person=review.person_id, collective=review.collective_id)
    return list(rows.select_related("unit", "handled_in", "person", "collective", "recorded_by__person"))


def _fact(row: Violation) -> rules.Violation:
    return rules.Violation(
        who=str(row.person or row.collective),
        unit=row.unit_id,
        committed_on=row.committed_on,
        handled_in=row.handled_in_id,
        disciplined_on=row.disciplined_on,
        increased_on=row.increased_on,
    )


def violation_findings(review: Review) -> list[Finding]:
    """Beside the levels of one year: what counts elsewhere, what takes up another year, what burdens the unit.

    The year in which a violation was committed also learns of it when a later year's plan takes it up again. Three
    queries; none for a plan without such a section and nothing committed in its year.
    """
    plan = review.campaign.plan
    rows = violations_of(review)
    facts = [_fact(row) for row in rows]
    units = {row.unit_id: str(row.unit) for row in rows}
    found = [*rules.violation_findings(facts, plan), *rules.told_violations(facts, units, plan)]
    for later in _later_plans(review, rows):
        found += rules.rated_again_findings(facts, review.campaign.year, later)
    if review.is_collective and asks_violations(plan):
        found += rules.unit_findings(str(review.unit), review.unit_id, _burdening(review.unit), plan)
    return found


def _later_plans(review: Review, rows: Iterable[Violation]) -> list[Plan]:
    """Plans of later years under which the same subject is reviewed, where something of this year was disciplined."""
    year = review.campaign.year
    years = {
        day.year
        for row in rows
        if row.committed_on.year == year
        for day in (row.disciplined_on, row.increased_on)
        if day is not None and day.year > year
    }
    if not years:
        return []
    later = Campaign.objects.exclude(state=CampaignState.DRAFT).filter(
        pk__in=Review.objects.filter(
            person=review.person_id, collective=review.collective_id, campaign__year__in=years
        ).values("campaign_id")
    )
    plans: dict[int, Plan] = {}
    for campaign in later.order_by("year", "pk"):
        plans.setdefault(campaign.year, campaign.plan)
    return list(plans.values())


def _burdening(unit: Organization) -> list[rules.Violation]:
    """Everything of whoever did something at this unit: what he did elsewhere says which case it is."""
    here = Violation.objects.filter(unit=unit)
    rows = Violation.objects.filter(
        Q(person__in=here.values("person_id")) | Q(collective__in=here.values("collective_id"))
    )
    return [_fact(row) for row in rows.select_related("person", "collective")]


def units_on(review: Review, day: date) -> list[Organization]:
    """Where the subject was on that day by posts and memberships; a body is its organization's."""
    if review.collective is not None:
        return [review.collective.organization]
    if review.is_organization:
        return [review.unit]
    posts = Post.objects.on(day).filter(person=review.person_id).values("collective__organization_id")
    found = list(Organization.objects.filter(pk__in=posts))
    if found:
        return found
    cells = CellMembership.objects.on(day).filter(person=review.person_id, attendance=Attendance.OFFICIAL)
    return list(Organization.objects.filter(pk__in=cells.values("cell_id")))


def unit_on(review: Review, day: date) -> Organization | None:
    """The one place where he was on that day, the unit of his review first; None where there were several or none."""
    found = units_on(review, day)
    if review.unit in found:
        return review.unit
    return found[0] if len(found) == 1 else None


def places_of(review: Review) -> QuerySet[Organization]:
    """Every organization in which the subject ever had a post or membership, and those below the issuer."""
    ever = Q(pk=review.unit_id) | Q(path__startswith=review.campaign.issuer.path)
    if review.person_id is not None:
        ever |= Q(pk__in=Post.objects.filter(person=review.person_id).values("collective__organization_id"))
        ever |= Q(pk__in=CellMembership.objects.filter(person=review.person_id).values("cell_id"))
    return Organization.objects.on(clock.today()).filter(ever)
