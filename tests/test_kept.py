"""Kept scenes are what playing them again would give, and no test sees another's hand in them."""

from __future__ import annotations

from dataclasses import fields
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import transaction

from organizations import clock
from organizations.choices import PostRole
from organizations.models import Organization, Person, Post, User
from reviews.models import Campaign
from tests.factories.organizations import OrganizationFactory, PersonFactory, PostFactory, UserFactory
from tests.kept import ALWAYS_THERE, built_once
from tests.world import World, build_world, issue, issued_world

played: list[str] = []
OF_ONE_PLAYING = {"path", "key", "card_number", "password", "created_at", "date_joined"}


@built_once
def household() -> tuple[Organization, User]:
    played.append("household")
    organization = OrganizationFactory.create(name="Đảng bộ 'huyện' 100% \\ \"Mẫu\"")
    return organization, UserFactory.create(person__full_name="Nguyễn Thị Ánh")


@pytest.fixture(autouse=True)
def _played_by_none() -> None:
    played.clear()


def written() -> dict[str, list[dict[str, object]]]:
    """Every row without what differs from one playing to the next: keys, salt, running number, moment."""
    rows = {}
    for model in apps.get_models():
        if model in ALWAYS_THERE or model._meta.proxy:
            continue
        names = [
            field.name
            for field in model._meta.local_concrete_fields
            if not (field.is_relation or field.primary_key or field.name in OF_ONE_PLAYING)
        ]
        if found := list(model._default_manager.order_by("pk").values(*names)):
            rows[model._meta.label] = found
    return rows


@pytest.mark.django_db
def test_a_kept_scene_has_every_row_that_playing_it_writes():
    with transaction.atomic():
        played_now = issue(build_world())
        expected, users = written(), {key: user.username for key, user in played_now.users.items()}
        transaction.set_rollback(True)
    for _ in range(2):
        with transaction.atomic():
            kept = issued_world()
            assert written() == expected
            assert {key: user.username for key, user in kept.users.items()} == users
            transaction.set_rollback(True)


@pytest.mark.django_db
def test_handles_of_a_kept_scene_are_its_rows_and_work_on():
    world = issued_world()
    for row in fields(World):
        handle = getattr(world, row.name)
        if row.name in {"people", "users"}:
            assert all(type(one).objects.get(pk=one.pk) == one for one in handle.values())
        else:
            assert type(handle).objects.get(pk=handle.pk) == handle
    assert world.campaign.plan is Campaign.objects.get().plan
    newcomer = world.add("newcomer", "Người Mới", cell=world.cell)
    PostFactory.create(person=newcomer, collective=world.leadership, role=PostRole.DEPUTY)
    assert Post.objects.get(person=newcomer).collective == world.leadership
    assert Person.objects.filter(pk=newcomer.pk).count() == 1


@pytest.mark.django_db
def test_a_scene_is_played_once_and_each_one_has_handles_and_rows_of_its_own():
    given = []
    for _ in range(3):
        with transaction.atomic():
            organization, user = household()
            given.append((organization, user))
            assert organization.name == Organization.objects.get().name == "Đảng bộ 'huyện' 100% \\ \"Mẫu\""
            assert user.person == Person.objects.get(full_name="Nguyễn Thị Ánh")
            organization.name = "Khác"
            organization.save()
            transaction.set_rollback(True)
    assert played in ([], ["household"])
    assert len({id(organization) for organization, _ in given}) == 3


@pytest.mark.django_db
def test_a_scene_is_played_where_something_stands_already():
    PersonFactory.create()
    household()
    household()
    assert played == ["household", "household"]
    assert Organization.objects.count() == 2


@pytest.mark.django_db
def test_another_day_has_a_scene_of_its_own():
    for days in (1, 2, 2):
        with transaction.atomic(), clock.shifted(timedelta(days=days)):
            household()
            transaction.set_rollback(True)
    assert played == ["household", "household"]


@pytest.mark.django_db(transaction=True)
def test_with_transactions_of_its_own_a_test_plays_the_scene():
    household()
    assert played == ["household"]
    assert Organization.objects.count() == 1


@pytest.mark.django_db
def test_what_a_scene_is_given_may_not_differ():
    @built_once
    def named(name: str) -> Organization:
        return OrganizationFactory.create(name=name)

    with pytest.raises(AssertionError, match="kept"):
        named("Một")
