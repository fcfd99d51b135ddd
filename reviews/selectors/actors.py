"""Who acts for whom, for the lists of what is to be done."""

from __future__ import annotations

from organizations.choices import PostRole
from organizations.models import Organization, User
from organizations.permissions import HeldGrant, grants_in_force, leading_posts


class Actors:
    """Who acts for whom, read once per question: accounts of people, leaders of bodies, holders of grants.

    Whoever acts by deputation today stands beside the one who gave it.
    """

    def __init__(self, user: User | None) -> None:
        self.user = user
        users = User.objects.filter(is_active=True)
        if user is not None:
            users = users.filter(pk=user.pk)
        self.by_person: dict[int, int] = dict(users.filter(person__isnull=False).values_list("person_id", "pk"))
        posts, deputed = leading_posts(user)
        if user is not None:
            posts = posts.filter(person_id=user.person_key)
        body = ("collective_id", "collective__organization_id", "role")
        in_place = deputed.values_list("receiver__person_id", *(f"post__{name}" for name in body))
        self.leaders: dict[int, set[int]] = {}
        self.heads: dict[int, set[int]] = {}
        self.body_leaders: dict[int, set[int]] = {}
        self.unit_heads: dict[int, set[int]] = {}
        leading = posts.order_by().values_list("person_id", *body).union(in_place, all=True)
        for person, collective, organization, role in leading:
            account = self.by_person.get(person)
            if account is not None:
                self.leaders.setdefault(organization, set()).add(account)
                self.body_leaders.setdefault(collective, set()).add(account)
                if role == PostRole.HEAD:
                    self.heads.setdefault(collective, set()).add(account)
                    self.unit_heads.setdefault(organization, set()).add(account)
        self.grants: list[tuple[int, HeldGrant]] = grants_in_force(user)

    def person(self, *people: int | None) -> frozenset[int]:
        return frozenset(self.by_person[person] for person in people if person in self.by_person)

    def leading(self, organization: Organization) -> frozenset[int]:
        return frozenset(self.leaders.get(organization.pk, ()))

    def heading(self, organization: Organization) -> frozenset[int]:
        return frozenset(self.unit_heads.get(organization.pk, ()))

    def holding(self, codename: str, organization: Organization) -> frozenset[int]:
        return frozenset(user_id for user_id, grant in self.grants if grant.allows(codename, organization))

    def acting_for(self, organization: Organization) -> frozenset[int]:
        """Whose own task it is: its leaders, and whoever holds "lead_review" on itself, not on one above."""
        here = (
            user_id
            for user_id, grant in self.grants
            if grant.codename == "lead_review" and grant.organization_id == organization.pk
        )
        return self.leading(organization) | frozenset(here)
