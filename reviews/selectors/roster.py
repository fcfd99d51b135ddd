"""The roster as facts for the rules: one query per table, rows in force on the day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from organizations import clock
from organizations.models import CellMembership, Collective, Organization, Person, Post
from reviews.models import Campaign
from reviews.rules.roster import (
    CollectiveFact,
    MembershipFact,
    OrganizationFact,
    PersonFact,
    PostFact,
    Roster,
    RosterFacts,
)
from reviews.rules.subjects import SubjectPlan, derive_subjects
from reviews.rules.vocabulary import (
    Activity,
    Attendance,
    CollectiveKind,
    MemberStatus,
    OrganizationKind,
    PostRole,
    PostSide,
    Sector,
    Tier,
)


def roster_facts(issuer: Organization, *, on: date) -> RosterFacts:
    """The issuer's whole subtree, what stands above it and the bodies attached there, in five queries."""
    above = issuer.ancestor_paths()[:-1]
    around = Organization.objects.on(on).filter(Q(path__in=above) | Q(parent__path__in=above))
    organizations = Organization.objects.on(on).subtree(issuer) | around
    inside = Organization.objects.on(on).subtree(issuer)
    posts = Post.objects.on(on).filter(collective__organization__in=inside)
    memberships = CellMembership.objects.on(on).filter(cell__in=inside)
    people = Person.objects.filter(pk__in=posts.values("person_id")) | Person.objects.filter(
        pk__in=memberships.values("person_id")
    )
    return RosterFacts(
        issuer_id=issuer.pk,
        organizations=tuple(_organizations(organizations)),
        collectives=tuple(_collectives(Collective.objects.on(on).filter(organization__in=inside))),
        posts=tuple(_posts(posts)),
        people=tuple(_people(people)),
        memberships=tuple(_memberships(memberships)),
    )


def line_above(*organizations: Organization) -> Roster:
    """Those organizations and all that stand above them, for who is whose superior; one query."""
    paths = {path for organization in organizations for path in organization.ancestor_paths()}
    rows = _organizations(Organization.objects.filter(path__in=paths))
    return Roster(RosterFacts(issuer_id=organizations[0].pk, organizations=tuple(rows)))


def posts_roster(issuer: Organization, person: Person, *, on: date) -> Roster:
    """The posts of one person with their bodies and units, as seen from the issuer; one query."""
    held = list(Post.objects.on(on).filter(person=person).select_related("collective__organization").order_by("pk"))
    bodies = {post.collective_id: post.collective for post in held}
    units = {issuer.pk: issuer} | {body.organization_id: body.organization for body in bodies.values()}
    return Roster(
        RosterFacts(
            issuer_id=issuer.pk,
            organizations=tuple(_organizations(units.values())),
            collectives=tuple(_collectives(bodies.values())),
            posts=tuple(_posts(held)),
        )
    )


def tree_facts(organizations: Iterable[Organization], issuer: Organization) -> RosterFacts:
    """The tree alone, for rules that ask for no people."""
    return RosterFacts(issuer_id=issuer.pk, organizations=tuple(_organizations(organizations)))


def _organizations(rows: Iterable[Organization]) -> list[OrganizationFact]:
    return [
        OrganizationFact(
            id=row.pk,
            parent_id=row.parent_id,
            kind=OrganizationKind(row.kind),
            tier=Tier(row.tier),
            sector=Sector(row.sector),
            name=row.name,
            head_regime=row.head_regime,
            supervisor_id=row.supervisor_id,
        )
        for row in rows
    ]


def _collectives(rows: Iterable[Collective]) -> list[CollectiveFact]:
    return [
        CollectiveFact(
            id=row.pk,
            organization_id=row.organization_id,
            kind=CollectiveKind(row.kind),
            sector=Sector(row.sector),
            name=row.name,
        )
        for row in rows
    ]


def _posts(rows: Iterable[Post]) -> list[PostFact]:
    return [
        PostFact(
            person_id=row.person_id,
            collective_id=row.collective_id,
            role=PostRole(row.role),
            title=row.title,
            side=PostSide(row.side),
            managed_by_id=row.managed_by_id,
            acting=row.acting,
        )
        for row in rows
    ]


def _people(rows: Iterable[Person]) -> list[PersonFact]:
    return [
        PersonFact(
            id=row.pk,
            name=row.full_name,
            birth_date_known=row.birth_date is not None and not row.birth_year_only,
            residence_cell_id=row.residence_cell_id,
            admitted_on=row.admitted_on,
            workplace_id=row.workplace_id,
        )
        for row in rows
    ]


def _memberships(rows: Iterable[CellMembership]) -> list[MembershipFact]:
    return [
        MembershipFact(
            person_id=row.person_id,
            cell_id=row.cell_id,
            attendance=Attendance(row.attendance),
            status=MemberStatus(row.status),
            activity=Activity(row.activity),
        )
        for row in rows
    ]


def planned_subjects(campaign: Campaign) -> SubjectPlan:
    """Who is reviewed, where and why, derived from today's roster by the campaign's own plan."""
    today = clock.today()
    return derive_subjects(roster_facts(campaign.issuer, on=today), campaign.plan, on=today)
