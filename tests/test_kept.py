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
from tests.kept import ALWAYS_THERE, built_once, kept_step, nothing_stands
from tests.world import World, build_world, issue, issued_world

played: list[str] = []
OF_ONE_PLAYING = {"path", "key", "card_number", "password", "created_at", "date_joined", "at", "unit_path", "object_id"}


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


@kept_step
def settled(world: World, title: str) -> Post:
    played.append(title)
    world.office.name = title
    world.office.save()
    Post.objects.filter(collective=world.cell_committee, role=PostRole.MEMBER).delete()
    return PostFactory.create(person=world.people["member1"], collective=world.leadership, role=PostRole.DEPUTY)


def state() -> dict[str, list[dict[str, object]]]:
    """Every row with its keys."""
    models = [model for model in apps.get_models() if model not in ALWAYS_THERE and not model._meta.proxy]
    return {model._meta.label: list(model._default_manager.order_by("pk").values()) for model in models}


@pytest.mark.django_db
def test_a_kept_step_leaves_what_taking_it_leaves_and_is_taken_twice():
    left = []
    for _ in range(4):
        with transaction.atomic():
            post = settled(issued_world(), "Văn phòng 'một'")
            assert post == Post.objects.get(pk=post.pk)
            assert post.collective.organization.name == "Văn phòng 'một'"
            left.append(state())
            transaction.set_rollback(True)
        nothing_stands()
    assert played == ["Văn phòng 'một'"] * 2
    assert left[1] == left[2] == left[3]
    assert {label: len(rows) for label, rows in left[0].items()} == {
        label: len(rows) for label, rows in left[1].items()
    }


@pytest.mark.django_db
def test_a_step_given_something_else_is_another():
    for title in ("Một", "Hai", "Một", "Hai", "Một", "Hai"):
        with transaction.atomic():
            world = issued_world()
            settled(world, title)
            assert Organization.objects.get(pk=world.office.pk).name == title
            transaction.set_rollback(True)
        nothing_stands()
    assert played == ["Một", "Hai", "Một", "Hai"]


@pytest.mark.django_db
def test_where_something_was_written_since_the_step_is_taken():
    for _ in range(4):
        with transaction.atomic():
            world = issued_world()
            PersonFactory.create()
            settled(world, "Ba")
            transaction.set_rollback(True)
        nothing_stands()
    assert played == ["Ba"] * 4


@pytest.mark.django_db
def test_after_a_rollback_nothing_is_taken_to_stand():
    for _ in range(3):
        with transaction.atomic():
            world = issued_world()
            with transaction.atomic():
                settled(world, "Bốn")
                transaction.set_rollback(True)
            settled(world, "Bốn")
            assert Organization.objects.get(pk=world.office.pk).name == "Bốn"
            transaction.set_rollback(True)
        nothing_stands()


@pytest.mark.django_db
def test_a_step_goes_on_from_a_kept_step():
    @kept_step
    def moved(post: Post) -> Post:
        played.append("moved")
        post.title = "Phó Chánh Văn phòng"
        post.save()
        return post

    for _ in range(6):
        with transaction.atomic():
            post = moved(settled(issued_world(), "Năm"))
            assert Post.objects.get(pk=post.pk).title == "Phó Chánh Văn phòng"
            transaction.set_rollback(True)
        nothing_stands()
    assert played.count("Năm") == 2
    assert played.count("moved") < 6
