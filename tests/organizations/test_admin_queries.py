"""The desk of the account administrator: every list costs the same with 1, 3 and 30 rows."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from organizations.choices import OrganizationKind
from organizations.models import Collective, Grant, Organization, Person, User
from tests.factories.organizations import (
    CollectiveFactory,
    GrantFactory,
    OrganizationFactory,
    PersonFactory,
    UserFactory,
)
from tests.reviews.test_pages import assert_flat, signed_in

#: Stands once in every row of a list of the administration.
ROW = 'class="action-select"'


@pytest.fixture
def administrator(db: None) -> Client:
    return signed_in(UserFactory.create(person=None, is_staff=True, is_superuser=True))


def place() -> Organization:
    return OrganizationFactory.create(parent=OrganizationFactory.create(), kind=OrganizationKind.DEPARTMENT)


#: One more row of each list, with nothing shared between two rows.
ADD: dict[type, Callable[[], object]] = {
    User: UserFactory.create,
    Grant: lambda: GrantFactory.create(content_object=place(), given_by=UserFactory.create()),
    Person: lambda: PersonFactory.create(workplace=place(), residence_cell=OrganizationFactory.create(cell=True)),
    Collective: lambda: CollectiveFactory.create(organization=place()),
    Organization: place,
}


def test_every_list_of_the_administration_is_measured():
    own = {model for model in admin.site._registry if model._meta.app_label == "organizations"}
    assert own == ADD.keys()
    assert {model for model in admin.site._registry if model not in own and model._meta.app_label != "auth"} == set()


@pytest.mark.parametrize("model", ADD, ids=lambda model: model.__name__)
@pytest.mark.parametrize("query", ["", "?q=u"], ids=["all", "searched"])
def test_a_list_of_the_administration_costs_the_same_with_many_rows(
    administrator: Client, model: type[Person], query: str
) -> None:
    def add(count: int) -> None:
        for _ in range(count):
            ADD[model]()

    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    assert_flat(administrator, address + query, add, row=ROW)
