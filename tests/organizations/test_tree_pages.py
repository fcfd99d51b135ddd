"""The tree of organizations: flat query counts, and nothing shown to whoever does not see it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from organizations.choices import CollectiveKind, OrganizationKind, PostRole
from organizations.models import Organization, User
from tests.factories.organizations import (
    CollectiveFactory,
    GrantFactory,
    OrganizationFactory,
    PersonFactory,
    PostFactory,
    UserFactory,
)
from tests.reviews.test_pages import assert_flat, signed_in

ROW = 'class="row-link"'


@pytest.fixture
def district(db: None) -> Organization:
    return OrganizationFactory.create(name="Đảng bộ huyện Mẫu")


@pytest.fixture
def keeper(district: Organization) -> User:
    user = UserFactory.create()
    GrantFactory.create(user=user, codename="keep_roster", content_object=district)
    return user


def test_the_tree_costs_the_same_with_many_organizations(district: Organization, keeper: User) -> None:
    def add(count: int) -> None:
        for _ in range(count):
            cell = OrganizationFactory.create(parent=district, cell=True)
            PersonFactory.create_batch(2, cell=cell)

    assert_flat(signed_in(keeper), reverse("organizations"), add, row=ROW)


def test_a_search_in_the_tree_costs_the_same_with_many_hits(district: Organization, keeper: User) -> None:
    def add(count: int) -> None:
        for _ in range(count):
            OrganizationFactory.create(parent=OrganizationFactory.create(parent=district), cell=True)

    assert_flat(signed_in(keeper), f"{reverse('organizations')}?q=chi+bo+thon", add, row=ROW)


def test_a_cell_costs_the_same_with_many_members(district: Organization, keeper: User) -> None:
    cell = OrganizationFactory.create(parent=district, cell=True)

    def add(count: int) -> None:
        PersonFactory.create_batch(count, cell=cell)

    assert_flat(signed_in(keeper), reverse("organization", args=(cell.pk,)), add, row="Nguyễn Văn Mẫu")


def test_an_organization_costs_the_same_with_many_below_it_and_many_posts(district: Organization, keeper: User) -> None:
    body = CollectiveFactory.create(organization=district)

    def add(count: int) -> None:
        for _ in range(count):
            OrganizationFactory.create(parent=district, name="Phòng phải đếm", kind=OrganizationKind.DEPARTMENT)
            PostFactory.create(collective=body, managed_by=district)

    assert_flat(signed_in(keeper), reverse("organization", args=(district.pk,)), add, row="Phòng phải đếm")


def test_an_organization_costs_the_same_with_many_bodies(district: Organization, keeper: User) -> None:
    kinds = iter(CollectiveKind)
    client = signed_in(keeper)

    def add(count: int) -> None:
        for kind, _ in zip(kinds, range(count), strict=False):
            body = CollectiveFactory.create(organization=district, kind=kind, name="Tập thể phải đếm")
            PostFactory.create_batch(2, collective=body)

    assert_flat(client, reverse("organization", args=(district.pk,)), add, row="Tập thể", sizes=(1, 3, 8))


def test_a_member_sees_his_own_organizations_and_no_others(district: Organization) -> None:
    cell, other = (OrganizationFactory.create(parent=district, cell=True) for _ in range(2))
    user = UserFactory.create(person=PersonFactory.create(cell=cell))
    client = signed_in(user)
    assert client.get(reverse("organization", args=(cell.pk,))).status_code == 200
    assert client.get(reverse("organization", args=(other.pk,))).status_code == 404
    assert client.get(reverse("organization", args=(district.pk,))).status_code == 404


def test_an_organization_above_that_one_may_not_see_keeps_its_name_and_loses_its_link(
    district: Organization,
) -> None:
    cell = OrganizationFactory.create(parent=district, cell=True)
    client = signed_in(UserFactory.create(person=PersonFactory.create(cell=cell)))
    page = client.get(reverse("organization", args=(cell.pk,))).content.decode()
    assert "Đảng bộ huyện Mẫu" in page
    assert reverse("organization", args=(district.pk,)) not in page


def test_a_member_does_not_read_the_list_of_his_cell_but_its_secretary_does(district: Organization) -> None:
    cell = OrganizationFactory.create(parent=district, cell=True)
    PersonFactory.create(full_name="Người Cùng Chi Bộ", cell=cell)
    member = UserFactory.create(person=PersonFactory.create(cell=cell))
    secretary = UserFactory.create(person=PersonFactory.create(cell=cell))
    PostFactory.create(
        person=secretary.person,
        role=PostRole.HEAD,
        collective=CollectiveFactory.create(organization=cell, kind=CollectiveKind.CELL_COMMITTEE),
    )
    url = reverse("organization", args=(cell.pk,))
    assert "Người Cùng Chi Bộ" not in signed_in(member).get(url).content.decode()
    assert "Người Cùng Chi Bộ" in signed_in(secretary).get(url).content.decode()


@pytest.mark.parametrize(
    "query", ["?page=9999", "?page=abc", "?page=-1", "?kind=%00", "?kind=khong-co", "?q=%00", "?q=²"]
)
def test_garbage_in_the_address_of_the_tree_is_no_error(district: Organization, keeper: User, query: str) -> None:
    client = signed_in(keeper)
    assert client.get(reverse("organizations") + query).status_code == 200
    assert client.get(reverse("organization", args=(district.pk,)) + query + "&below=x").status_code == 200


def test_hostile_names_are_shown_escaped(district: Organization, keeper: User) -> None:
    name = "<script>alert(1)</script>\"'&\u202e"
    cell = OrganizationFactory.create(parent=district, name=name, kind=OrganizationKind.PARTY_CELL)
    PersonFactory.create(full_name="<img src=x onerror=alert(1)>", cell=cell)
    client = signed_in(keeper)
    for url in (
        reverse("organizations"),
        reverse("organization", args=(cell.pk,)),
        reverse("organization", args=(district.pk,)),
        f"{reverse('organizations')}?q=%22%3E%3Cscript%3E",
    ):
        page = client.get(url).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert '"><script>' not in page
