"""The screen of the hall: state, turnout and results; nobody's name or choice before the count."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from ratings.models import BallotSession
from reviews.choices import Level
from reviews.models import Meeting
from tests import steps
from tests.factories.ratings import BallotQuestionFactory, BallotSessionFactory, VoterFactory
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


#: Pages that tell how a round goes.
PAGES = ("ballot-screen", "meeting-ballots", "ballot-live")
#: On any of them, once six of nine have voted: how many, and who has not.
TURNOUT = re.compile(r"6</strong> / 9|6/9|6</span> / 9|Chưa bỏ phiếu \(")


@pytest.mark.parametrize("key", ["head", "deputy", "planner", "member5"])
def test_those_who_run_the_meeting_and_its_voters_follow_a_round_on_every_page(
    world: World, meeting: Meeting, session: BallotSession, key: str
) -> None:
    voted(session, Level.GOOD, count=6)
    for name in PAGES:
        assert TURNOUT.search(page(world, meeting, key, name=name)), name


@pytest.mark.parametrize("key", ["officer", "secretary"])
def test_whoever_may_read_the_meeting_alone_follows_a_round_on_no_page(
    world: World, meeting: Meeting, session: BallotSession, key: str
) -> None:
    """Staff of the committee see the meeting, and of its ballot nothing but what was counted."""
    voted(session, Level.GOOD, count=6)
    client = signed_in(world.users[key])
    for state in ("open", "closed"):
        for name in ("ballot-screen", "ballot-live"):
            assert client.get(reverse(name, args=(meeting.pk,))).status_code == 404
        desk = page(world, meeting, key)
        assert "Chưa có kết quả bỏ phiếu" in desk
        assert not TURNOUT.search(desk)
        assert "Chưa mở" not in desk
        if state == "open":
            shut(world, session)
    counted(world, session)
    assert "6/9" in page(world, meeting, key)
    assert "6/9" in page(world, meeting, key, name="ballot-screen")


def test_a_stranger_has_none_of_the_pages(world: World, meeting: Meeting, session: BallotSession) -> None:
    for name in PAGES:
        assert signed_in(world.users["village_secretary"]).get(reverse(name, args=(meeting.pk,))).status_code == 404


def test_of_a_second_round_staff_follow_nothing_and_keep_the_first(world: World, meeting: Meeting) -> None:
    first = BallotSessionFactory.create(meeting=meeting, closed=True)
    counts = {"issued": 9, "excellent": 0, "good": 4, "completed": 0, "not_completed": 0, "blank": 5, "invalid": 0}
    BallotQuestionFactory.create(session=first, review=world.review_of("deputy"), **counts)
    second = BallotSessionFactory.create(meeting=meeting, round=2)
    VoterFactory.create(session=second, voted=True)
    for name in ("meeting-ballots", "ballot-screen"):
        text = page(world, meeting, "officer", name=name)
        assert "4/9" in text
        assert "Đang bỏ phiếu" not in text
        assert "1/1" not in text
        assert "1</strong> / 1" not in text


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
