"""How long a meeting must last (P0-4.2-k, -l, -m): too short is recorded and marked with the clause that binds."""

from __future__ import annotations

import pytest
from django.db.models import Q

from organizations.models import Collective
from reviews.choices import ItemState, MeetingState, VenueKind
from reviews.models import Meeting, Review
from reviews.rules.findings import Severity
from reviews.selectors.venues import reviews_of_venue
from reviews.services.sittings import conclude_meeting
from tests.factories.reviews import ISSUED_AT, AgendaItemFactory, MeetingFactory, PromptFactory
from tests.world import World, standing_on

PLACES = {
    "BTV Huyện ủy": lambda world: world.standing,
    "Ban Thường vụ Đảng ủy xã": lambda world: Collective.objects.get(organization=world.commune),
    "Chi ủy": lambda world: world.cell_committee,
    "Tập thể cơ quan": lambda world: world.leadership,
}


def reviewed(world: World, place: str) -> Meeting:
    """The meeting of that place, everything on its agenda concluded; nobody is listed, so nobody has to vote."""
    chair = world.people["secretary"]
    where = (
        {"kind": VenueKind.CELL, "collective": None, "cell": world.cell, "unit_path": world.cell.path}
        if place == "Chi bộ"
        else {"collective": PLACES[place](world)}
    )
    meeting: Meeting = MeetingFactory.create(
        campaign=world.campaign, state=MeetingState.OPEN, opened_at=ISSUED_AT, chair=chair, clerk=chair, **where
    )
    reviews = reviews_of_venue(meeting)
    assert reviews
    for review in reviews:
        AgendaItemFactory.create(
            meeting=meeting, review=review, state=ItemState.CONCLUDED, concluded_at=ISSUED_AT, conclusion="Nhất trí."
        )
    return meeting


def marks(world: World, meeting: Meeting, half_days: int) -> list[tuple[str, Severity, str]]:
    """What closing it after so many half days is marked with; it is closed in any case."""
    with standing_on(16) as now:
        findings = conclude_meeting(
            meeting_id=meeting.pk, conclusion="", half_days=half_days, by=world.users["secretary"], now=now
        )
    meeting.refresh_from_db()
    assert (meeting.state, meeting.half_days) == (MeetingState.CONCLUDED, half_days)
    return [(row.reference.clause if row.reference else "", row.severity, row.message) for row in findings]


def short(clause: str, lasted: str, least: str) -> list[tuple[str, Severity, str]]:
    return [(clause, Severity.WARN, f"Hội nghị kiểm điểm {lasted} ngày, tối thiểu {least}.")]


@pytest.mark.parametrize("place", ["Ban Thường vụ Đảng ủy xã", "Chi ủy", "Tập thể cơ quan"])
def test_committees_and_agencies_meet_for_one_day_at_least(world: World, place: str) -> None:
    assert marks(world, reviewed(world, place), 1) == short("P0-4.2-l", "0,5", "01 ngày")


@pytest.mark.parametrize("place", ["Ban Thường vụ Đảng ủy xã", "Chi ủy", "Tập thể cơ quan"])
def test_one_day_is_enough_for_committees_and_agencies_and_more_is_not_remarked_on(world: World, place: str) -> None:
    meeting = reviewed(world, place)
    assert marks(world, meeting, 2) == []
    Meeting.objects.filter(pk=meeting.pk).update(state=MeetingState.OPEN)
    assert marks(world, meeting, 5) == []


def test_the_districts_standing_committee_meets_for_one_day_at_least(world: World) -> None:
    assert marks(world, reviewed(world, "BTV Huyện ủy"), 1) == short("P0-4.2-k", "0,5", "01 ngày")


@pytest.mark.parametrize("half_days", [2, 3, 4])
def test_one_to_two_days_are_what_the_plan_expects_of_the_standing_committee(world: World, half_days: int) -> None:
    assert marks(world, reviewed(world, "BTV Huyện ủy"), half_days) == []


def test_more_than_two_days_of_the_standing_committee_are_told_and_no_fault(world: World) -> None:
    ((clause, severity, message),) = marks(world, reviewed(world, "BTV Huyện ủy"), 5)
    assert (clause, severity) == ("P0-4.2-k", Severity.INFO)
    assert "2,5 ngày" in message


@pytest.mark.parametrize(
    ("place", "prompted"),
    [
        *((place, "collective") for place in PLACES),
        # The members of a cell's committee are reviewed in the whole cell, not in the committee.
        *((place, "person") for place in PLACES if place != "Chi ủy"),
    ],
)
def test_where_a_prompt_was_issued_to_the_body_or_to_one_of_its_people_one_and_a_half_days_are_the_least(
    world: World, place: str, prompted: str
) -> None:
    meeting = reviewed(world, place)
    of_collective = Q(review__collective__isnull=False)
    item = meeting.items.filter(of_collective if prompted == "collective" else ~of_collective)[0]
    PromptFactory.create(review=item.review)
    assert marks(world, meeting, 2) == short("P0-4.2-m", "01", "1,5 ngày vì có gợi ý kiểm điểm")
    Meeting.objects.filter(pk=meeting.pk).update(state=MeetingState.OPEN)
    assert marks(world, meeting, 3) == []


def test_a_prompt_to_another_place_lengthens_nothing(world: World) -> None:
    meeting = reviewed(world, "Tập thể cơ quan")
    here = meeting.items.values("review_id")
    elsewhere = Review.objects.filter(campaign=world.campaign).exclude(pk__in=here)
    for review in elsewhere:
        PromptFactory.create(review=review)
    assert elsewhere.count() > 3
    assert marks(world, meeting, 2) == []


def test_a_cells_review_of_its_members_has_no_least_length(world: World) -> None:
    meeting = reviewed(world, "Chi bộ")
    PromptFactory.create(review=world.review_of("deputy"))
    assert marks(world, meeting, 1) == []
