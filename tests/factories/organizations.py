"""Organizations, bodies, people and accounts for tests; every factory makes a valid row without arguments."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth.models import Permission
from factory.declarations import LazyAttribute, SelfAttribute, Sequence, SubFactory, Trait
from factory.django import DjangoModelFactory, Password
from factory.helpers import post_generation

from organizations.choices import CollectiveKind, GrantScope, OrganizationKind, PostRole, Sector, Tier
from organizations.models import CellMembership, Collective, Grant, Organization, Person, Post, User
from organizations.services.tree import add_organization

PASSWORD = "mat-khau-thu-nghiem"


class OrganizationFactory(DjangoModelFactory[Organization]):
    """A district party by default; ``parent=`` puts it below another node."""

    class Meta:
        model = Organization

    parent = None
    kind = OrganizationKind.DISTRICT_PARTY
    tier = Tier.DISTRICT
    sector = Sector.PARTY
    name = Sequence(lambda n: f"Tổ chức {n}")

    class Params:
        cell = Trait(
            kind=OrganizationKind.PARTY_CELL,
            tier=Tier.CELL,
            has_seal=False,
            name=Sequence(lambda n: f"Chi bộ thôn {n}"),
        )
        commune = Trait(
            kind=OrganizationKind.COMMUNE_PARTY,
            tier=Tier.COMMUNE,
            name=Sequence(lambda n: f"Đảng bộ xã {n}"),
        )

    @classmethod
    def _create(cls, model_class: type[Organization], *args: Any, **kwargs: Any) -> Organization:
        return add_organization(**kwargs)


class CollectiveFactory(DjangoModelFactory[Collective]):
    class Meta:
        model = Collective

    organization = SubFactory(OrganizationFactory)
    kind = CollectiveKind.STANDING_COMMITTEE
    sector = SelfAttribute("organization.sector")
    name = LazyAttribute(lambda o: f"{CollectiveKind(o.kind).label} {o.organization.name}")


class PersonFactory(DjangoModelFactory[Person]):
    """A full member since 2010; ``cell=`` also makes the official membership."""

    class Meta:
        model = Person
        skip_postgeneration_save = True

    full_name = Sequence(lambda n: f"Nguyễn Văn Mẫu {n}")
    birth_date = date(1980, 5, 19)
    card_number = Sequence(lambda n: f"{n:08d}")
    admitted_on = date(2010, 2, 3)
    official_on = date(2011, 2, 3)

    @post_generation
    def cell(self: Any, create: bool, extracted: Organization | None, **kwargs: Any) -> None:
        if create and extracted is not None:
            MembershipFactory(person=self, cell=extracted, **kwargs)


class MembershipFactory(DjangoModelFactory[CellMembership]):
    class Meta:
        model = CellMembership

    person = SubFactory(PersonFactory)
    cell = SubFactory(OrganizationFactory, cell=True)
    valid_from = date(2011, 2, 3)


class PostFactory(DjangoModelFactory[Post]):
    class Meta:
        model = Post

    person = SubFactory(PersonFactory)
    collective = SubFactory(CollectiveFactory)
    role = PostRole.MEMBER
    title = LazyAttribute(lambda o: f"{PostRole(o.role).label} {o.collective.name}"[:160])
    valid_from = date(2020, 7, 24)


class UserFactory(DjangoModelFactory[User]):
    """A sign-in with the shared test password; ``person=None`` for an account that stands for nobody."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    username = Sequence(lambda n: f"tai.khoan{n}")
    email = LazyAttribute(lambda o: f"{o.username}@example.org")
    person = SubFactory(PersonFactory)
    password = Password(PASSWORD)


class GrantFactory(DjangoModelFactory[Grant]):
    """``GrantFactory(user=…, codename="appraise", content_object=…)``."""

    class Meta:
        model = Grant
        exclude = ("codename",)

    codename = "lead_review"
    user = SubFactory(UserFactory)
    content_object = SubFactory(OrganizationFactory)
    scope = GrantScope.SUBTREE
    valid_from = date(2021, 7, 1)
    reason = "Phân công công tác"
    permission = LazyAttribute(
        lambda o: Permission.objects.get(content_type__app_label="organizations", codename=o.codename)
    )

    @classmethod
    def _create(cls, model_class: type[Grant], *args: Any, **kwargs: Any) -> Grant:
        """What the account's handle remembers of its rights is of the request before."""
        vars(kwargs["user"]).pop("_held_grants", None)
        made: Grant = super()._create(model_class, *args, **kwargs)
        return made
