"""A small invented district as roster facts, built line by line in the tests that need it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from reviews.rules.roster import (
    CollectiveFact,
    MembershipFact,
    OrganizationFact,
    PersonFact,
    PostFact,
    RosterFacts,
)
from reviews.rules.subjects import Subject, SubjectPlan
from reviews.rules.vocabulary import CollectiveKind, OrganizationKind, PostRole, PostSide, Sector, Tier

K, C, R = OrganizationKind, CollectiveKind, PostRole
HUYEN, TINH = 1, 2


@dataclass
class District:
    """Organization 1 is the issuer; ``unit`` and ``body`` return ids, ``person`` a person's."""

    organizations: list[OrganizationFact] = field(default_factory=list)
    collectives: list[CollectiveFact] = field(default_factory=list)
    posts: list[PostFact] = field(default_factory=list)
    people: list[PersonFact] = field(default_factory=list)
    memberships: list[MembershipFact] = field(default_factory=list)
    last: int = 99

    def __post_init__(self) -> None:
        self.unit(K.PROVINCE_PARTY, "Đảng bộ tỉnh", tier=Tier.PROVINCE, parent=None, id=TINH)
        self.unit(K.DISTRICT_PARTY, "Đảng bộ huyện", parent=TINH, id=HUYEN)
        self.standing = self.body(HUYEN, C.STANDING_COMMITTEE, "Ban Thường vụ Huyện ủy")
        self.executive = self.body(HUYEN, C.EXECUTIVE_COMMITTEE, "Ban Chấp hành Đảng bộ huyện")

    def _next(self) -> int:
        self.last += 1
        return self.last

    def unit(
        self,
        kind: OrganizationKind,
        name: str,
        *,
        tier: Tier = Tier.DISTRICT,
        parent: int | None = HUYEN,
        id: int | None = None,
        **more: Any,
    ) -> int:
        number = id or self._next()
        more.setdefault("supervisor_id", 7)
        self.organizations.append(OrganizationFact(number, parent, kind, tier, Sector.PARTY, name, **more))
        return number

    def body(self, unit: int, kind: CollectiveKind, name: str, *, members: int = 1) -> int:
        """A body with a head and more members who are nobody in particular."""
        number = self._next()
        self.collectives.append(CollectiveFact(number, unit, kind, Sector.PARTY, name))
        for place in range(members):
            someone = self._next()
            self.posts.append(PostFact(someone, number, R.HEAD if place == 0 else R.MEMBER, "Thành viên"))
        return number

    def person(
        self,
        name: str,
        *posts: tuple[int, PostRole],
        cell: int | None = None,
        managed: bool = True,
        side: PostSide = PostSide.PARTY,
        workplace: int | None = None,
        residence: int | None = 77,
        admitted_on: date | None = date(2005, 5, 19),
        born: bool = True,
        **membership: Any,
    ) -> int:
        number = self._next()
        self.people.append(PersonFact(number, name, born, residence, admitted_on, workplace))
        for body, role in posts:
            if role is R.HEAD:
                self.posts = [post for post in self.posts if (post.collective_id, post.role) != (body, R.HEAD)]
            self.posts.append(PostFact(number, body, role, f"{role} {body}", side, HUYEN if managed else None))
        if cell is not None:
            self.memberships.append(MembershipFact(number, cell, **membership))
        return number

    def cell(self, name: str = "Chi bộ Cơ quan", **more: Any) -> int:
        cell = self.unit(K.GRASSROOTS_CELL, name, tier=Tier.CELL, **more)
        self.body(cell, C.CELL_COMMITTEE, f"Chi ủy {name}", members=3)
        return cell

    @property
    def facts(self) -> RosterFacts:
        return RosterFacts(HUYEN, self.organizations, self.collectives, self.posts, self.people, self.memberships)


def of_clause(derived: SubjectPlan, clause: str) -> list[Subject]:
    return [subject for subject in derived.subjects if subject.clause == clause]


def named(derived: SubjectPlan, name: str) -> Subject:
    (found,) = [subject for subject in derived.subjects if subject.name == name]
    return found
