"""What a sitting meeting waits for, and from whom."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ratings.choices import VotingMethod
from ratings.models import BallotSession
from ratings.selectors.ballot_duties import ballot_duties
from ratings.services import ballots, voiding
from reviews.choices import Level
from reviews.duties import Duty, duties
from reviews.models import Meeting
from reviews.selectors.actors import Actors
from tests import steps
from tests.factories.ratings import BallotSessionFactory, VoterFactory
from tests.factories.reviews import MeetingFactory
from tests.ratings.rounds import TEAM, counted, opened, prepared, shut, voted
from tests.world import World, standing_on

TODAY = date(2023, 11, 14)


@pytest.fixture
def meeting(world: World) -> Meeting:
    return steps.ready_cell(world)


def waiting(world: World, session: BallotSession) -> dict[str, set[str]]:
    """Title of each duty of the ballot -> who has it, by handle."""
    handles = {user.pk: key for key, user in world.users.items()}
    prefixes = ("vote:", "phrase:", "open:", "follow:", "count:", "void:")
    with standing_on(14, 10):
        found = [duty for duty in duties(world.campaign, on=TODAY) if duty.key.startswith(prefixes)]
    asked: dict[str, set[str]] = {}
    for duty in found:
        assert _leads_to_the_round(duty, session)
        asked.setdefault(duty.title, set()).update(handles[pk] for pk in duty.user_ids)
    return asked


def _leads_to_the_round(duty: Duty, session: BallotSession) -> bool:
    pages = [
        reverse("meeting-ballots", args=(session.meeting_id,)),
        *(reverse(name, args=(session.pk,)) for name in ("ballot-vote", "ballot-void")),
    ]
    return duty.in_session and not duty.reminded and duty.path in pages


def test_each_holder_takes_his_own_phrase_and_then_the_round_is_opened(world: World, meeting: Meeting) -> None:
    session = prepared(world, meeting)
    assert waiting(world, session) == {"Nhận mã mở hòm phiếu": set(TEAM)}
    with standing_on(14, 10) as now:
        for key in TEAM:
            person = world.people[key].pk
            ballots.take_phrase(session_id=session.pk, person_id=person, by=world.users[key], now=now)
    assert waiting(world, session) == {"Mở bỏ phiếu": {"head", "member1"}}


def test_for_a_holder_without_an_account_chair_and_clerk_fetch_it(world: World, meeting: Meeting) -> None:
    session = prepared(world, meeting)
    world.users["member2"].is_active = False
    world.users["member2"].save()
    assert waiting(world, session) == {
        "Nhận mã mở hòm phiếu": {"member3", "member4"},
        "Nhận mã mở hòm phiếu cùng Nguyễn Văn Đảng 2": {"head", "member1"},
    }


def test_whoever_knows_one_phrase_is_asked_to_fetch_no_other(world: World, meeting: Meeting) -> None:
    session = prepared(world, meeting, team=("member1", "member2", "member3"))
    for key in ("member2", "member3"):
        world.users[key].is_active = False
        world.users[key].save()
    with standing_on(14, 10) as now:
        person = world.people["member2"].pk
        ballots.take_phrase(session_id=session.pk, person_id=person, by=world.users["head"], now=now)
    assert waiting(world, session) == {"Nhận mã mở hòm phiếu": {"member1"}}


def test_a_paper_round_waits_for_no_phrase(world: World, meeting: Meeting) -> None:
    session = prepared(world, meeting, method=VotingMethod.PAPER)
    assert waiting(world, session) == {"Mở bỏ phiếu": {"head", "member1"}}


def test_only_those_who_vote_in_the_box_and_have_not_are_asked_to_vote(world: World, meeting: Meeting) -> None:
    paper = ("member3", "member4", "member5")
    session = opened(world, prepared(world, meeting, method=VotingMethod.MIXED), on_paper=paper)
    voted(session, Level.GOOD, count=1)
    left = session.voters.filter(channel="electronic", voted=False).values_list("person__user__username", flat=True)
    asked = waiting(world, session)
    assert asked["Bỏ phiếu kín"] == set(left)
    assert not asked["Bỏ phiếu kín"] & set(paper)
    assert asked["Theo dõi bỏ phiếu, đóng hòm phiếu"] == {"head", "member1", *TEAM}


def test_a_shut_round_waits_for_its_count_and_a_counted_one_for_nothing(world: World, meeting: Meeting) -> None:
    session = opened(world, prepared(world, meeting))
    voted(session, Level.GOOD, count=5)
    shut(world, session)
    assert waiting(world, session) == {"Kiểm phiếu": {"head", "member1", *TEAM}}
    counted(world, session)
    assert waiting(world, session) == {}


def test_a_request_to_void_waits_for_everybody_but_who_made_it(world: World, meeting: Meeting) -> None:
    session = prepared(world, meeting, method=VotingMethod.PAPER)
    with standing_on(14, 10) as now:
        read = voiding.ask_to_void(session_id=session.pk, reason="Nhầm.", by=world.users["member2"], now=now).void_mark
    asked = waiting(world, session)
    assert asked["Đồng ý hay không: hủy vòng bỏ phiếu"] == {"head", "member1", "member3", "member4"}
    with standing_on(14, 10) as now:
        voiding.confirm_void(session_id=session.pk, read=read, by=world.users["head"], now=now)
    assert waiting(world, session) == {}


def test_the_duties_of_many_rounds_cost_the_same(world: World) -> None:
    def add(count: int) -> None:
        for _ in range(count):
            session = BallotSessionFactory.create(meeting=MeetingFactory.create(campaign=world.campaign))
            session.counting_team.add(world.people["head"])
            VoterFactory.create(session=session, person=world.people["head"])

    queries = set()
    for size, more in ((1, 1), (3, 2), (30, 27)):
        add(more)
        actors = Actors(world.users["head"])
        with CaptureQueriesContext(connection) as captured:
            found = list(ballot_duties([world.campaign], actors))
        assert len(found) == 2 * size
        queries.add(len(captured))
    assert len(queries) == 1
