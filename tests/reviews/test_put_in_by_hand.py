"""Whoever the rules leave out may be put in by hand, with a reason: then he is reviewed like everybody else."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from organizations import clock
from reviews.choices import EntryState, Inclusion, Track, VenueKind
from reviews.duties import duties
from reviews.models import FormEntry, Meeting, Review
from reviews.services.campaigns import regenerate_subjects
from tests import steps
from tests.reviews.test_campaigns import draft, issue
from tests.reviews.test_pages import signed_in
from tests.world import World, build_world, standing_on

REASON = "Đủ 06 tháng trước ngày xếp loại."
LEFT_OUT: dict[str, dict[str, Any]] = {
    "miễn công tác": {"activity": "exempt"},
    "đình chỉ": {"activity": "suspended"},
    "chưa đủ 06 tháng": {"admitted_on": date(2023, 5, 19)},
}


@pytest.fixture(params=LEFT_OUT)
def planned(db: None, request: pytest.FixtureRequest) -> World:
    """A draft in which the rules leave the third leader of the office out, each time for another reason."""
    world = build_world()
    person, facts = world.people["third"], LEFT_OUT[request.param]
    if "activity" in facts:
        person.memberships.update(**facts)
    else:
        type(person).objects.filter(pk=person.pk).update(**facts)
    world.campaign = draft(world)
    review = world.review_of("third")
    assert (review.inclusion, review.override_reason) == (Inclusion.EXEMPT, "")
    assert request.param in review.reason
    return world


def put_in(world: World, reason: str = REASON) -> int:
    url = reverse("review-override", args=(world.review_of("third").pk,))
    with standing_on(6):
        sent = {"inclusion": Inclusion.INCLUDED, "override_reason": reason}
        return signed_in(world.users["planner"]).post(url, sent).status_code


def issue_now(world: World) -> None:
    issue(world)
    world.campaign.refresh_from_db()


def test_without_a_reason_he_stays_out(planned: World) -> None:
    assert put_in(planned, reason="  ") == 422
    assert planned.review_of("third").inclusion == Inclusion.EXEMPT


def test_put_in_he_has_the_same_places_and_ratings_as_his_peer_and_the_list_says_why(planned: World) -> None:
    assert put_in(planned) == 302
    third, peer = planned.review_of("third"), planned.review_of("deputy")
    assert third.is_included
    assert (third.override_reason, third.overridden_by) == (REASON, planned.users["planner"])
    places = [(row.kind, row.collective, row.cell) for row in third.venues.order_by("id")]
    assert places == [
        (VenueKind.COLLECTIVE, planned.leadership, None),
        (VenueKind.CELL, None, planned.cell),
    ]
    assert places == [(row.kind, row.collective, row.cell) for row in peer.venues.order_by("id")]
    assert third.tracks == peer.tracks == [Track.CADRE, Track.MEMBER]
    assert (third.unit, third.authority, third.member_authority) == (peer.unit, peer.authority, peer.member_authority)
    with standing_on(6):
        listed = signed_in(planned.users["planner"]).get(reverse("campaign-subjects", args=(planned.campaign.pk,)))
    assert REASON in listed.content.decode()


def test_deriving_the_subjects_anew_keeps_him_in_with_his_places(planned: World) -> None:
    put_in(planned)
    with standing_on(6):
        regenerate_subjects(campaign_id=planned.campaign.pk, by=planned.users["planner"])
    third = planned.review_of("third")
    assert third.is_included
    assert third.venues.count() == 2


def test_issued_he_writes_is_on_both_agendas_and_is_reviewed(planned: World) -> None:
    put_in(planned)
    issue_now(planned)
    review = planned.review_of("third")
    assert FormEntry.objects.get(review=review).state == EntryState.DRAFT
    with standing_on(8):
        paths = [duty.path for duty in duties(planned.campaign, on=clock.today(), user=planned.users["third"])]
    assert reverse("entry", args=(review.pk,)) in paths
    cell = steps.ready_cell(planned)
    steps.submit(planned, planned.collective_review(), by="head")
    office = steps.plan_office(planned)
    steps.prepare(planned, office)
    steps.open_sitting(planned, office)
    steps.hold(planned, office)
    assert agenda(cell) >= {str(review)}
    assert agenda(office) >= {str(review)}
    review.entry.refresh_from_db()
    assert review.entry.state == EntryState.REVISING


def test_left_out_he_writes_nothing_and_is_on_no_agenda(planned: World) -> None:
    issue_now(planned)
    review = planned.review_of("third")
    assert not FormEntry.objects.filter(review=review).exists()
    with standing_on(8):
        assert not any(
            duty.path == reverse("entry", args=(review.pk,))
            for duty in duties(planned.campaign, on=clock.today(), user=planned.users["third"])
        )
    assert str(review) not in agenda(steps.plan_cell(planned)) | agenda(steps.plan_office(planned))


def agenda(meeting: Meeting) -> set[str]:
    return {str(review) for review in Review.objects.filter(agenda_items__meeting=meeting).with_subject()}
