"""Organizations, bodies, people and accounts for tests; every factory makes a valid row without arguments."""

from __future__ import annotations

from datetime import date
from typing import Any

import factory
from django.contrib.auth.models import Permission
from factory.django import DjangoModelFactory

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
    name = factory.Sequence(lambda n: f"Tổ chức {n}")

    class Params:
        cell = factory.Trait(
            kind=OrganizationKind.PARTY_CELL,
            tier=Tier.CELL,
            has_seal=False,
            name=factory.Sequence(lambda n: f"Chi bộ thôn {n}"),
        )
        commune = factory.Trait(
            kind=OrganizationKind.COMMUNE_PARTY,
            tier=Tier.COMMUNE,
            name=factory.Sequence(lambda n: f"Đảng bộ xã {n}"),
        )

    @classmethod
    def _create(cls, model_class: type[Organization], *args: Any, **kwargs: Any) -> Organization:
        return add_organization(**kwargs)


class CollectiveFactory(DjangoModelFactory[Collective]):
    class Meta:
        model = Collective

    organization = factory.SubFactory(OrganizationFactory)
    kind = CollectiveKind.STANDING_COMMITTEE
    sector = factory.SelfAttribute("organization.sector")
    name = factory.LazyAttribute(lambda o: f"{CollectiveKind(o.kind).label} {o.organization.name}")


class PersonFactory(DjangoModelFactory[Person]):
    """A full member since 2010; ``cell=`` also makes the official membership."""

    class Meta:
        model = Person
        skip_postgeneration_save = True

    full_name = factory.Sequence(lambda n: f"Nguyễn Văn Mẫu {n}")
    birth_date = date(1980, 5, 19)
    card_number = factory.Sequence(lambda n: f"{n:08d}")
    admitted_on = date(2010, 2, 3)
    official_on = date(2011, 2, 3)

    @factory.post_generation
    def cell(self: Any, create: bool, extracted: Organization | None, **kwargs: Any) -> None:
        if create and extracted is not None:
            MembershipFactory(person=self, cell=extracted, **kwargs)


class MembershipFactory(DjangoModelFactory[CellMembership]):
    class Meta:
        model = CellMembership

    person = factory.SubFactory(PersonFactory)
    cell = factory.SubFactory(OrganizationFactory, cell=True)
    valid_from = date(2011, 2, 3)


class PostFactory(DjangoModelFactory[Post]):
    class Meta:
        model = Post

    person = factory.SubFactory(PersonFactory)
    collective = factory.SubFactory(CollectiveFactory)
    role = PostRole.MEMBER
    title = factory.LazyAttribute(lambda o: f"{PostRole(o.role).label} {o.collective.name}"[:160])
    valid_from = date(2020, 7, 24)


class UserFactory(DjangoModelFactory[User]):
    """A sign-in with the shared test password; ``person=None`` for an account that stands for nobody."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"tai.khoan{n}")
    email = factory.LazyAttribute(lambda o: f"{o.username}@example.org")
    person = factory.SubFactory(PersonFactory)
    password = factory.django.Password(PASSWORD)


class GrantFactory(DjangoModelFactory[Grant]):
    """``GrantFactory(user=…, codename="appraise", content_object=…)``."""

    class Meta:
        model = Grant
        exclude = ("codename",)

    codename = "lead_review"
    user = factory.SubFactory(UserFactory)
    content_object = factory.SubFactory(OrganizationFactory)
    scope = GrantScope.SUBTREE
    valid_from = date(2021, 7, 1)
    reason = "Phân công công tác"
    permission = factory.LazyAttribute(
        lambda o: Permission.objects.get(content_type__app_label="organizations", codename=o.codename)
    )
