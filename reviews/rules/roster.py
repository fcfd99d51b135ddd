"""The roster as the rules read it: flat facts on one day, and the questions that tree and posts answer.

A selector fills ``RosterFacts`` with rows in force on the snapshot day; nothing here knows where they come from.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from .vocabulary import (
    GRASSROOTS_KINDS,
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


@dataclass(frozen=True, slots=True)
class OrganizationFact:
    id: int
    parent_id: int | None
    kind: OrganizationKind
    tier: Tier
    sector: Sector
    name: str
    head_regime: bool = False
    supervisor_id: int | None = None


@dataclass(frozen=True, slots=True)
class CollectiveFact:
    id: int
    organization_id: int
    kind: CollectiveKind
    sector: Sector
    name: str


@dataclass(frozen=True, slots=True)
class PostFact:
    person_id: int
    collective_id: int
    role: PostRole
    title: str = ""
    side: PostSide = PostSide.PARTY
    managed_by_id: int | None = None
    acting: bool = False


@dataclass(frozen=True, slots=True)
class PersonFact:
    """``workplace_id`` decides which of several collectives is "nơi làm việc"; without it the posts decide."""

    id: int
    name: str
    birth_date_known: bool = True
    residence_cell_id: int | None = None
    admitted_on: date | None = None
    workplace_id: int | None = None


@dataclass(frozen=True, slots=True)
class MembershipFact:
    person_id: int
    cell_id: int
    attendance: Attendance = Attendance.OFFICIAL
    status: MemberStatus = MemberStatus.FULL
    activity: Activity = Activity.ACTIVE


@dataclass(frozen=True, slots=True)
class RosterFacts:
    """``issuer_id`` is the organization whose standing committee issues the plan."""

    issuer_id: int
    organizations: Sequence[OrganizationFact]
    collectives: Sequence[CollectiveFact] = ()
    posts: Sequence[PostFact] = ()
    people: Sequence[PersonFact] = ()
    memberships: Sequence[MembershipFact] = ()


@dataclass(slots=True)
class Roster:
    """Indexes over ``RosterFacts``; every answer is a lookup."""

    facts: RosterFacts
    organizations: dict[int, OrganizationFact] = field(init=False)
    collectives: dict[int, CollectiveFact] = field(init=False)
    people: dict[int, PersonFact] = field(init=False)
    _collectives_of: dict[int, list[CollectiveFact]] = field(init=False)
    _posts_in: dict[int, list[PostFact]] = field(init=False)
    _posts_of: dict[int, list[PostFact]] = field(init=False)
    _memberships_of: dict[int, list[MembershipFact]] = field(init=False)

    def __post_init__(self) -> None:
        self.organizations = {row.id: row for row in self.facts.organizations}
        self.collectives = {row.id: row for row in self.facts.collectives}
        self.people = {row.id: row for row in self.facts.people}
        self._collectives_of, self._posts_in, self._posts_of = defaultdict(list), defaultdict(list), defaultdict(list)
        self._memberships_of = defaultdict(list)
        for collective in self.facts.collectives:
            self._collectives_of[collective.organization_id].append(collective)
        for post in self.facts.posts:
            if post.collective_id in self.collectives:
                self._posts_in[post.collective_id].append(post)
                self._posts_of[post.person_id].append(post)
        for membership in self.facts.memberships:
            self._memberships_of[membership.person_id].append(membership)

    @property
    def issuer(self) -> OrganizationFact:
        return self.organizations[self.facts.issuer_id]

    def above(self, organization_id: int) -> Iterator[OrganizationFact]:
        """The organization itself, then its parents up to the root."""
        seen: set[int] = set()
        current: int | None = organization_id
        while current is not None and current in self.organizations and current not in seen:
            seen.add(current)
            yield self.organizations[current]
            current = self.organizations[current].parent_id

    def is_under_issuer(self, organization_id: int) -> bool:
        return any(organization.id == self.facts.issuer_id for organization in self.above(organization_id))

    def is_above_issuer(self, organization_id: int | None) -> bool:
        """A committee that stands over the issuer's own."""
        above = list(self.above(self.facts.issuer_id))[1:]
        return any(organization.id == organization_id for organization in above)

    def grassroots_of(self, organization_id: int) -> OrganizationFact | None:
        """The tổ chức cơ sở đảng whose committee decides the member level (P0-M02-i)."""
        return next((row for row in self.above(organization_id) if row.kind in GRASSROOTS_KINDS), None)

    def supervisor_of(self, organization_id: int) -> int | None:
        """The standing committee member in charge of a unit: its own, or the nearest's above it (P0-III.1-b)."""
        for row in self.above(organization_id):
            if row.supervisor_id is not None or row.id == self.facts.issuer_id:
                return row.supervisor_id if row.id != self.facts.issuer_id else None
        return None

    def collectives_of(self, organization_id: int) -> list[CollectiveFact]:
        return self._collectives_of.get(organization_id, [])

    def body(self, organization_id: int, kind: CollectiveKind) -> CollectiveFact | None:
        return next((row for row in self.collectives_of(organization_id) if row.kind is kind), None)

    def posts_in(self, collective_id: int) -> list[PostFact]:
        return self._posts_in.get(collective_id, [])

    def posts_of(self, person_id: int) -> list[PostFact]:
        return self._posts_of.get(person_id, [])

    def heads_of(self, collective_id: int) -> list[PostFact]:
        return [post for post in self.posts_in(collective_id) if post.role is PostRole.HEAD]

    def collective_of(self, post: PostFact) -> CollectiveFact:
        return self.collectives[post.collective_id]

    def organization_of(self, post: PostFact) -> OrganizationFact:
        return self.organizations[self.collectives[post.collective_id].organization_id]

    def memberships_of(self, person_id: int) -> list[MembershipFact]:
        return self._memberships_of.get(person_id, [])

    def official_cell(self, person_id: int) -> MembershipFact | None:
        return next((row for row in self.memberships_of(person_id) if row.attendance is Attendance.OFFICIAL), None)

    def holds(self, person_id: int, organization_id: int, kind: CollectiveKind) -> PostFact | None:
        """The person's post in that body of that organization."""
        return next(
            (
                post
                for post in self.posts_of(person_id)
                if self.collective_of(post).kind is kind and self.collective_of(post).organization_id == organization_id
            ),
            None,
        )
