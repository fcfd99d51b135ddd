"""A plan that orders a person's places: the review at the other place comes first, in the meeting and on its page."""

from __future__ import annotations

import pytest
from django.urls import reverse

from reviews.models import Campaign, Meeting
from reviews.rules.findings import RuleViolation
from reviews.services import sittings
from tests import steps
from tests.reviews.test_pages import signed_in
from tests.world import World, standing_on

#: As P2 IV.1 prints it, with a clause of the plan that the test world has.
CELL_FIRST = {
    "order": {
        "cell_first": {
            "before": "review.cell",
            "after": "review.leadership",
            "scope": "person",
            "severity": "block",
            "clause": "P0-4.4-b",
            "says": "kiểm điểm ở chi bộ trước, ở tập thể lãnh đạo, quản lý sau",
        }
    }
}


@pytest.fixture
def office(world: World) -> Meeting:
    """The leadership's meeting sits; its collective has been reviewed, the head's turn has come."""
    Campaign.objects.filter(pk=world.campaign.pk).update(settings=CELL_FIRST)
    world.campaign = Campaign.objects.get(pk=world.campaign.pk)
    for key in ("head", "deputy", "third"):
        steps.submit(world, world.review_of(key), by=key)
    steps.submit(world, world.collective_review(), by="head")
    meeting = steps.plan_office(world)
    steps.prepare(world, meeting)
    steps.open_sitting(world, meeting)
    take_up(world, meeting, "head", collective=True)
    return meeting


def take_up(world: World, meeting: Meeting, key: str, *, collective: bool = False) -> None:
    review = world.collective_review() if collective else world.review_of(key)
    item = meeting.items.get(review=review)
    with standing_on(15, 9) as now:
        if not collective and key == "head":
            sittings.assign_chair(item_id=item.pk, chair=world.people["deputy"], reason="", by=world.users["head"])
        sittings.start_item(
            item_id=item.pk, presenter=world.people[key], authorization="", by=world.users["head"], now=now
        )
        sittings.conclude_item(item_id=item.pk, conclusion="Nhất trí.", by=world.users["head"], now=now)


def test_the_leadership_waits_for_the_cell_and_names_it_with_the_clause(world: World, office: Meeting) -> None:
    """P2-IV.1-j, P1-8.1-e"""
    with pytest.raises(RuleViolation) as refused:
        take_up(world, office, "head")
    (finding,) = refused.value.findings
    assert (finding.code, finding.clause) == ("order.cell_first", "P0-4.4-b")
    assert str(world.cell) in finding.message
    page = signed_in(world.users["head"]).get(reverse("meeting", args=(office.pk,))).content.decode()
    assert "kiểm điểm ở chi bộ trước" in page


def test_once_the_cell_has_reviewed_him_the_leadership_goes_on(world: World, office: Meeting) -> None:
    steps.submit(world, world.collective_review(world.cell_committee), by="head")
    cell = steps.plan_cell(world)
    steps.prepare(world, cell)
    steps.open_sitting(world, cell)
    steps.hold(world, cell)
    take_up(world, office, "head")
    assert office.items.get(review=world.review_of("head")).conclusion == "Nhất trí."


def test_a_place_left_out_by_hand_is_not_waited_for(world: World, office: Meeting) -> None:
    world.review_of("head").venues.filter(cell=world.cell).update(waived_reason="Đi công tác")
    take_up(world, office, "head")
    assert office.items.get(review=world.review_of("head")).conclusion == "Nhất trí."
