"""The screen of the hall: state, turnout and results; nobody's name or choice before the count."""

from __future__ import annotations

import pytest
from django.urls import reverse

from ratings.models import BallotSession
from reviews.choices import Level
from reviews.models import Meeting
from tests import steps
from tests.factories.ratings import BallotQuestionFactory, BallotSessionFactory
from tests.factories.reviews import ReviewFactory
from tests.ratings.reading import LEVELS, page
from tests.ratings.rounds import counted, opened, prepared, shut, voted
from tests.reviews.test_pages import assert_flat, signed_in
from tests.world import World


@pytest.fixture
def meeting(world: World) -> Meeting:
    return steps.ready_cell(world)


@pytest.fixture
def session(world: World, meeting: Meeting) -> BallotSession:
    return opened(world, prepared(world, meeting))


def screen(world: World, meeting: Meeting, key: str = "member5") -> str:
    return page(world, meeting, key, name="ballot-screen")


def test_the_screen_shows_state_and_turnout_and_nobodys_name_or_choice(
    world: World, meeting: Meeting, session: BallotSession
) -> None:
    voted(session, Level.EXCELLENT, count=7)
    text = screen(world, meeting)
    assert "Đang bỏ phiếu" in text
    assert "<strong>7</strong> / 9 người đã bỏ phiếu" in text
    assert 'hx-trigger="every 3s"' in text
    assert "Mở lúc 10:00" in text
    assert not any(str(person) in text for person in world.people.values())
    assert not any(level in text for level in LEVELS)


def test_before_the_first_vote_the_screen_shows_who_is_there(world: World, meeting: Meeting) -> None:
    text = screen(world, meeting, "head")
    assert "Chưa bỏ phiếu" in text
    assert "Có mặt <strong>9</strong> / 9 thành viên" in text
    prepared(world, meeting)
    assert "Chuẩn bị bỏ phiếu" in screen(world, meeting, "head")


def test_the_screen_shows_the_results_once_they_are_counted(
    world: World, meeting: Meeting, session: BallotSession
) -> None:
    voted(session, Level.GOOD)
    shut(world, session)
    assert "Đã đóng hòm phiếu, chờ kiểm phiếu" in screen(world, meeting)
    counted(world, session)
    text = screen(world, meeting)
    assert "Lê Văn Bình" in text
    assert "9/9" in text
    assert "Hoàn thành tốt nhiệm vụ" in text


def test_the_screen_is_for_those_who_may_see_the_ballot(world: World, meeting: Meeting, session: BallotSession) -> None:
    address = reverse("ballot-screen", args=(meeting.pk,))
    for key, status in (("head", 200), ("member5", 200), ("officer", 404), ("village_secretary", 404)):
        assert signed_in(world.users[key]).get(address).status_code == status, key


def test_of_several_rounds_the_screen_shows_each_subjects_last_result(world: World, meeting: Meeting) -> None:
    counts = {"issued": 9, "excellent": 0, "completed": 0, "not_completed": 0, "invalid": 0}
    for number, good in ((1, 4), (2, 8)):
        session = BallotSessionFactory.create(meeting=meeting, round=number, closed=True)
        BallotQuestionFactory.create(
            session=session, review=world.review_of("deputy"), good=good, blank=9 - good, **counts
        )
    text = screen(world, meeting, "head")
    assert "8/9" in text
    assert "4/9" not in text
    assert "Vòng 2" in text


def test_the_screen_of_the_results_costs_the_same_with_many_subjects(world: World, meeting: Meeting) -> None:
    session = BallotSessionFactory.create(meeting=meeting, closed=True)

    def add(count: int) -> None:
        for _ in range(count):
            review = ReviewFactory.create(campaign=world.campaign, unit=world.office)
            BallotQuestionFactory.create(session=session, review=review, issued=5, good=5)

    assert_flat(
        signed_in(world.users["head"]),
        reverse("ballot-screen", args=(meeting.pk,)),
        add,
        row='<tr><th scope="row">',
    )
