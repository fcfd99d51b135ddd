"""Addresses and ids that nobody was given change nothing and are answered in words."""

from __future__ import annotations

import pytest
from django.urls import reverse

from reviews.choices import ItemState
from reviews.models import Contribution, Opinion
from tests import steps
from tests.reviews.bad_input import _on_the_eighth
from tests.reviews.test_hostile_text import open_meeting
from tests.reviews.test_pages import Scene, pages, scene, signed_in
from tests.world import World

__all__ = ["_on_the_eighth", "scene"]


# --- forged addresses -----------------------------------------------------------------------------------------------

GARBAGE = [
    "?campaign=abc",
    "?campaign=²",
    "?campaign=-1",
    "?campaign=99999999999999999999999",
    "?unit=-1",
    "?unit=٣",
    "?unit=99999999999999999999999",
    "?page=9999",
    "?page=0",
    "?page=abc",
    "?kind=khong-co",
    "?kind=%00",
    "?state=%00",
    "?inclusion=%00",
    "?q=%00",
    "?q=%25_%27%22%3Cscript%3E",
    "?q=" + "a" * 5_000,
    "?kind=person&kind=collective&page=1&page=2",
    "?%FF=%FF",
]


#: The pages that read what stands after the question mark.
FILTERED = (
    "campaigns",
    "campaign",
    "campaign-subjects",
    "reviews",
    "opinions",
    "meetings",
    "notices",
    "board",
    "organizations",
    "audit",
    "deputation-new",
    "rights-of-others",
    "organization",
    "factor-set-up",
)


def test_garbage_in_the_address_is_no_error(scene: Scene) -> None:
    client = signed_in(scene.world.users["planner"])
    addresses = pages(scene)
    faults = {
        name + query: status
        for name in FILTERED
        for query in GARBAGE
        if (status := client.get(addresses[name][0] + query).status_code) != 200
    }
    assert faults == {}


@pytest.mark.parametrize(
    "query", ["", "?cell=abc", "?cell=²", "?collective=-1", "?collective=999999", "?cell=99999999999999999999999"]
)
def test_a_meeting_of_no_venue_is_not_found(world: World, query: str) -> None:
    client = signed_in(world.users["planner"])
    assert client.get(reverse("meeting-new", args=(world.campaign.pk,)) + query).status_code == 404


def test_another_meetings_item_is_not_found(scene: Scene) -> None:
    world = scene.world
    steps.submit(world, world.collective_review(), by="head")
    office = steps.plan_office(world)
    item = office.items.first()
    attendee = office.attendees.first()
    assert item is not None
    assert attendee is not None
    client = signed_in(world.users["head"])
    for url in (
        reverse("item-conclude", args=(scene.meeting.pk, item.pk)),
        reverse("item-start", args=(scene.meeting.pk, item.pk)),
        reverse("meeting-presence", args=(scene.meeting.pk, attendee.pk)),
    ):
        assert client.post(url, {"conclusion": "x", "presence": "present"}).status_code == 404
    item.refresh_from_db()
    assert item.state == ItemState.PENDING


@pytest.mark.parametrize("person", ["", "abc", "²", "-1", "999999", "99999999999999999999999", "\x00"])
def test_a_forged_person_is_refused_everywhere_and_writes_nothing(world: World, person: str) -> None:
    meeting = open_meeting(world)
    client = signed_in(world.users["head"])
    item = meeting.items.get(state=ItemState.IN_PROGRESS)
    waiting = meeting.items.filter(state=ItemState.PENDING).first()
    assert waiting is not None
    answers = {
        "contribution": client.post(
            reverse("item-contribution", args=(meeting.pk, item.pk)), {"person": person, "text": "Nhất trí"}
        ),
        "chair": client.post(reverse("item-chair", args=(meeting.pk, waiting.pk)), {"chair": person}),
        "start": client.post(reverse("item-start", args=(meeting.pk, waiting.pk)), {"presenter": person}),
        "guest": client.post(reverse("meeting-guest", args=(meeting.pk,)), {"person": person, "role": "guest"}),
        "ballot": client.post(reverse("ballot-prepare", args=(meeting.pk,)), {"counting_team": person}),
    }
    assert {name: answer.status_code for name, answer in answers.items()} == {
        "contribution": 404,
        "chair": 422,
        "start": 422,
        "guest": 422,
        "ballot": 422,
    }
    assert not Contribution.objects.exists()
    assert not meeting.ballots.exists()


def test_a_drafter_who_does_not_exist_is_not_found_and_not_appointed(world: World) -> None:
    client = signed_in(world.users["head"])
    review = world.collective_review()
    for person in ("abc", "²", "-1", "99999999999999999999999"):
        response = client.post(reverse("review-drafter", args=(review.pk,)), {"person": person})
        assert response.status_code == 404, person
    review.refresh_from_db()
    assert review.clerk is None


def test_a_residence_opinion_about_a_collective_is_refused_in_words(world: World) -> None:
    client = signed_in(world.users["head"])
    review = world.collective_review()
    for name, sent in (("residence-request", {}), ("residence-waive", {"reason": "Không cần"})):
        response = client.post(reverse(name, args=(review.pk,)), sent)
        assert response.status_code == 422, name
        assert "Chỉ xin ý kiến nơi cư trú đối với cá nhân." in response.content.decode()
    assert not Opinion.objects.exists()


def test_a_reason_longer_than_the_form_allows_is_refused(world: World) -> None:
    client = signed_in(world.users["head"])
    review = world.review_of("deputy")
    response = client.post(reverse("residence-waive", args=(review.pk,)), {"reason": "a" * 301})
    assert response.status_code == 422
    assert not Opinion.objects.exists()


def test_a_waived_place_with_too_long_a_reason_is_refused(world: World) -> None:
    client = signed_in(world.users["planner"])
    review = world.review_of("deputy")
    venue = review.venues.all()[0]
    response = client.post(reverse("venue-waive", args=(review.pk, venue.pk)), {"reason": "a" * 301})
    assert response.status_code == 422
    venue.refresh_from_db()
    assert venue.waived_reason == ""


def test_an_address_that_is_not_ours_is_refused_with_a_page(world: World) -> None:
    response = signed_in(world.users["deputy"]).get("/", headers={"Host": "elsewhere.example"})
    assert response.status_code == 400
    assert "<h1>" in response.content.decode()
