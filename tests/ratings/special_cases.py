"""Members for whom the commune plan asks more, for the tests of them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from organizations.choices import Attendance, CollectiveKind, PostRole
from organizations.models import CellMembership, Organization
from ratings.models import BallotSession, Decision
from ratings.selectors.ballot_opening import opening
from ratings.services.decisions import decide
from reviews.choices import CircumstanceKind, ItemState, Level, MeetingState, Presence, Track, VenueKind
from reviews.models import Circumstance, Meeting, Review
from reviews.services.cases import record_circumstance
from tests import steps
from tests.factories.organizations import (
    CollectiveFactory,
    MembershipFactory,
    OrganizationFactory,
    PostFactory,
)
from tests.factories.reviews import AgendaItemFactory, AttendeeFactory, MeetingFactory
from tests.reviews.test_commune_plan import commune
from tests.reviews.test_pages import signed_in
from tests.world import World, at, standing_on

__all__ = ["commune"]


DAY = 24


@pytest.fixture
def other(commune: World) -> Organization:
    """A second cell of the commune, with its secretary."""
    cell: Organization = OrganizationFactory.create(parent=commune.commune, cell=True, name="Chi bộ thôn Tây")
    commune.add("west_secretary", "Tòng Thị Tây", cell=cell)
    body = CollectiveFactory.create(organization=cell, kind=CollectiveKind.CELL_COMMITTEE)
    PostFactory.create(person=commune.people["west_secretary"], collective=body, role=PostRole.HEAD)
    return cell


def here_for_a_time(world: World, key: str, cell: Organization) -> None:
    MembershipFactory.create(
        person=world.people[key], cell=cell, attendance=Attendance.TEMPORARY, valid_from=date(2023, 5, 1)
    )


def moved(world: World, key: str, cell: Organization, on: date = date(2023, 9, 1)) -> None:
    CellMembership.objects.filter(person=world.people[key]).update(valid_to=on)
    MembershipFactory.create(person=world.people[key], cell=cell, valid_from=on)


def sitting(world: World, cell: Organization, *keys: str, absent: tuple[str, ...] = ()) -> Meeting:
    """The open meeting of a cell that has reviewed those people; everybody else there is a voter."""
    meeting = MeetingFactory.create(
        campaign=world.campaign,
        kind=VenueKind.CELL,
        collective=None,
        cell=cell,
        starts_on=date(2023, 11, DAY),
        state=MeetingState.OPEN,
        chair=world.people["village_secretary"],
    )
    for key in keys:
        AgendaItemFactory.create(
            meeting=meeting,
            review=world.review_of(key),
            **(
                {}
                if key in absent
                else {"state": ItemState.CONCLUDED, "conclusion": "Nhất trí", "concluded_at": at(DAY)}
            ),
        )
        away = {"presence": Presence.ABSENT_WITH_REASON, "absence_reason": "ốm", "may_vote": False}
        AttendeeFactory.create(
            meeting=meeting, person=world.people[key], **(away if key in absent else {"presence": Presence.PRESENT})
        )
    for _ in range(5):
        AttendeeFactory.create(meeting=meeting, presence=Presence.PRESENT)
    steps.passed_steps(world, meeting, "scores")
    steps.bodies_reviewed(meeting)
    steps.said_before_the_ballot(world, meeting)
    return Meeting.objects.select_related("campaign__issuer", "cell", "collective", "chair", "clerk").get(pk=meeting.pk)


def asked(meeting: Meeting) -> set[str]:
    with standing_on(DAY):
        questions = opening(meeting).questions
        return {str(question.review) for question in questions if question.review.person_id is not None}


def blocking(meeting: Meeting) -> list[tuple[str, str]]:
    with standing_on(DAY):
        return [(row.code, row.clause) for row in opening(meeting).findings if row.blocks]


def refused_ballot(world: World, meeting: Meeting) -> str:
    """The page answers why the ballot does not open; nothing is written."""
    with standing_on(DAY):
        team = [str(meeting.attendees.filter(presence=Presence.PRESENT).first().person_id)]  # type: ignore[union-attr]
        answer = signed_in(world.users["planner"]).post(
            reverse("ballot-prepare", args=(meeting.pk,)), {"counting_team": team}
        )
    assert (answer.status_code, BallotSession.objects.filter(meeting=meeting).count()) == (422, 0)
    return answer.content.decode()


def recorded(world: World, key: str, kind: CircumstanceKind, by: str = "officer", **values: Any) -> Circumstance:
    usual = {"document": "Công văn số 5-CV/CB", "dated_on": date(2023, 11, 20), "text": "Chấp hành tốt."}
    said: dict[str, Any] = usual | values
    with standing_on(DAY) as now:
        return record_circumstance(review_id=world.review_of(key).pk, kind=kind, by=world.users[by], now=now, **said)


def told(world: World, key: str, by: str = "officer", page: str = "review-ratings") -> str:
    with standing_on(DAY):
        answer = signed_in(world.users[by]).get(reverse(page, args=(world.review_of(key).pk,)))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def decided(
    world: World, review: Review, track: Track, now: Any, reason: str = "", by: str = "commune_secretary"
) -> Decision:
    return decide(
        review_id=review.pk,
        track=track,
        level=Level.GOOD,
        document_number="1-QĐ/ĐU",
        decided_on=now.date(),
        reason=reason,
        by=world.users[by],
        now=now,
    )
