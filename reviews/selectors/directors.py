"""Who is sent to direct the reviews of a unit: who assigns, who may be sent, where somebody still lacks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, QuerySet

from organizations import clock
from organizations.models import Organization, Person, Post, User
from organizations.permissions import holds, led_organizations
from reviews.choices import Inclusion
from reviews.models import Campaign, Meeting, ReviewDirector, ReviewPrompt, ReviewVenue
from reviews.rules.attendance import check_prompted_attendance, delegated_to
from reviews.rules.findings import Finding
from reviews.rules.parts import RelativeMilestone
from reviews.rules.plan import Plan
from reviews.rules.vocabulary import OrganizationKind, Tier
from reviews.selectors.proposals import standing_posts


def assigns_for_issuer(user: User, campaign: Campaign) -> bool:
    """Staff of the issuer write down what its standing board assigned."""
    return any(holds(user, codename, campaign.issuer) for codename in ("lead_review", "issue_prompts"))


def delegated_bodies(campaign: Campaign) -> QuerySet[Organization]:
    """Bodies of the issuer's level to which the plan gives the assignment for some units (P1-II.7-e)."""
    rows = campaign.plan.attendance.delegated if campaign.plan.attendance else ()
    below = Organization.objects.subtree(campaign.issuer).on(clock.today())
    return below.filter(kind__in=[row.by for row in rows], tier=campaign.issuer.tier)


def assigning_bodies(user: User, campaign: Campaign) -> list[Organization]:
    """For which bodies the user may write an assignment down; none where the plan assigns nobody."""
    if campaign.plan.attendance is None:
        return []
    led = [organization.pk for organization in led_organizations(user)]
    own = [campaign.issuer] if assigns_for_issuer(user, campaign) else []
    return [*own, *delegated_bodies(campaign).filter(pk__in=led)]


def is_delegated(unit: Organization, plan: Plan) -> bool:
    return delegated_to(kind=OrganizationKind(unit.kind), tier=Tier(unit.tier), plan=plan) is not None


def may_be_sent(campaign: Campaign, bodies: Sequence[Organization]) -> QuerySet[Person]:
    """Members of the issuer's standing committee, or leaders of the body that assigns."""
    others = [body.pk for body in bodies if body.pk != campaign.issuer_id]
    people = set(Post.objects.on(clock.today()).filter(collective__organization__in=others).values_list("person_id"))
    if len(others) < len(bodies):
        people |= set(standing_posts(campaign).values_list("person_id"))
    return Person.objects.filter(pk__in=[person for (person,) in people])


def may_be_replaced(campaign: Campaign, people: QuerySet[Person]) -> QuerySet[Person]:
    """Whom somebody may stand in for: those who may be sent, are sent already, or look after one of the units.

    Few people, found first: joined in one query a large roster costs minutes on PostgreSQL.
    """
    known = set(people.values_list("pk", flat=True))
    known |= set(campaign.directors.values_list("person_id", flat=True))
    known |= set(units_of(campaign).exclude(supervisor=None).values_list("supervisor_id", flat=True))
    return Person.objects.filter(pk__in=known)


def belongs(person: Person, body: Organization, campaign: Campaign) -> bool:
    """Is he one of those whom that body sends?"""
    return may_be_sent(campaign, [body]).filter(pk=person.pk).exists()


def units_of(campaign: Campaign) -> QuerySet[Organization]:
    """Where a leadership body of another organization than the issuer holds reviews."""
    venues = ReviewVenue.objects.filter(
        review__campaign=campaign,
        review__inclusion=Inclusion.INCLUDED,
        waived_reason="",
        collective__isnull=False,
    )
    rows = Organization.objects.filter(pk__in=venues.values("collective__organization_id"))
    return rows.exclude(pk=campaign.issuer_id)


def prompts_at(campaigns: Sequence[Campaign]) -> dict[tuple[int, int], int]:
    """By campaign and unit: prompts to the bodies and people reviewed there, in one query."""
    rows = (
        ReviewVenue.objects.filter(
            review__campaign__in=campaigns,
            review__inclusion=Inclusion.INCLUDED,
            waived_reason="",
            collective__isnull=False,
        )
        .order_by()
        .values_list("review__campaign_id", "collective__organization_id")
        .annotate(prompts=Count("review__prompts", distinct=True))
        .filter(prompts__gt=0)
    )
    issuers = {campaign.pk: campaign.issuer_id for campaign in campaigns}
    return {(campaign, unit): count for campaign, unit, count in rows if unit != issuers[campaign]}


@dataclass(slots=True)
class DirectedUnit:
    """One unit with what is asked of it: ``meets_on`` None while no meeting is planned."""

    organization: Organization
    prompts: int
    directors: list[ReviewDirector] = field(default_factory=list)
    meets_on: date | None = None
    findings: list[Finding] = field(default_factory=list)


def directed_units(campaign: Campaign) -> list[DirectedUnit]:
    """Units with a prompt or with somebody assigned; four queries, however many units."""
    directors = list(
        ReviewDirector.objects.filter(campaign=campaign).select_related(
            "organization", "person", "body", "stands_in_for", "recorded_by__person"
        )
    )
    prompts = {unit: count for (_campaign, unit), count in prompts_at([campaign]).items()}
    wanted = {*prompts, *(row.organization_id for row in directors)}
    units = {
        row.pk: DirectedUnit(row, prompts.get(row.pk, 0))
        for row in Organization.objects.filter(pk__in=wanted).order_by("path")
    }
    for row in directors:
        units[row.organization_id].directors.append(row)
    meetings = Meeting.objects.filter(campaign=campaign, collective__organization__in=wanted)
    for unit, day in meetings.values_list("collective__organization_id", "starts_on"):
        known = units[unit].meets_on
        units[unit].meets_on = day if known is None else min(known, day)
    for found in units.values():
        found.findings = check_prompted_attendance(
            unit_name=str(found.organization),
            prompts=found.prompts,
            assigned=sum(row.body_id == campaign.issuer_id for row in found.directors),
            plan=campaign.plan,
        )
    return list(units.values())


def assignment_milestone(plan: Plan) -> RelativeMilestone | None:
    """The plan's line on when the one director is assigned."""
    clause = plan.attendance.prompted.clause if plan.attendance else ""
    return next((row for row in plan.relative_milestones if row.clause == clause), None)


def prompts_on_agenda(meeting: Meeting) -> int:
    return ReviewPrompt.objects.filter(review__agenda_items__meeting=meeting).distinct().count()


def directors_of(meeting: Meeting) -> QuerySet[ReviewDirector]:
    rows = ReviewDirector.objects.filter(campaign=meeting.campaign, organization=meeting.organization)
    return rows.select_related("person")
