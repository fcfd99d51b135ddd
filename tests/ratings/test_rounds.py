"""What a meeting and its minutes know of the rounds of its ballot."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ratings.choices import VotingMethod
from ratings.models import BallotSession
from ratings.services import voiding
from reviews.choices import Level, Presence
from reviews.judgement import rounds_of
from reviews.models import Meeting
from reviews.rules.findings import RuleViolation
from reviews.selectors.papers import minutes_payload
from reviews.services.sittings import conclude_meeting
from tests import steps
from tests.factories.ratings import BallotQuestionFactory, BallotSessionFactory
from tests.factories.reviews import ReviewFactory
from tests.ratings.rounds import counted, opened, prepared, shut, voted
from tests.reviews.test_pages import signed_in, words
from tests.world import World, standing_on


@pytest.fixture
def meeting(world: World) -> Meeting:
    return steps.ready_cell(world)


def conclude(world: World, meeting: Meeting) -> None:
    with standing_on(14, 12) as now:
        conclude_meeting(meeting_id=meeting.pk, conclusion="Xong.", half_days=2, by=world.users["head"], now=now)


def voided(world: World, session: BallotSession) -> None:
    with standing_on(14, 11) as now:
        asked = voiding.ask_to_void(session_id=session.pk, reason="Sai danh sách.", by=world.users["head"], now=now)
        voiding.confirm_void(session_id=session.pk, read=asked.void_mark, by=world.users["member2"], now=now)


def test_a_round_holds_the_meeting_open_from_its_preparation_to_its_count(world: World, meeting: Meeting) -> None:
    session = prepared(world, meeting)
    waits(world, meeting, "Đang chuẩn bị")
    voted(opened(world, session), Level.GOOD)
    waits(world, meeting, "Đang bỏ phiếu")
    shut(world, session)
    waits(world, meeting, "Đã đóng, chờ kiểm phiếu")
    counted(world, session)
    conclude(world, meeting)


def waits(world: World, meeting: Meeting, said: str) -> None:
    with pytest.raises(RuleViolation, match=f"{said} .vòng 1.; kiểm phiếu xong hoặc hủy vòng này"):
        conclude(world, meeting)


def test_a_void_round_is_no_ballot_and_the_meeting_waits_for_one(world: World, meeting: Meeting) -> None:
    voided(world, prepared(world, meeting))
    with pytest.raises(RuleViolation, match="Chưa bỏ phiếu đề xuất mức xếp loại"):
        conclude(world, meeting)


def test_a_round_holds_the_meeting_open_also_where_too_few_are_left_to_vote(world: World, meeting: Meeting) -> None:
    session = prepared(world, meeting)
    meeting.attendees.filter(role="member").exclude(person=world.people["head"]).update(presence=Presence.ABSENT)
    with pytest.raises(RuleViolation, match="Đang chuẩn bị"):
        conclude(world, meeting)
    voided(world, session)
    conclude(world, meeting)


def test_the_minutes_tell_of_void_and_counted_rounds_and_not_of_one_that_runs(world: World, meeting: Meeting) -> None:
    assert "rounds" not in minutes_payload(meeting)
    voided(world, prepared(world, meeting))
    session = opened(world, prepared(world, meeting))
    [void] = minutes_payload(meeting)["rounds"]
    assert "Vòng 1 đã hủy lúc 11:00 ngày 14/11/2023: Sai danh sách." in void["text"]
    assert "Người đề nghị hủy: Trần Thị Hà; người đồng ý: Nguyễn Văn Đảng 2." in void["text"]
    assert void["results"] == []
    voted(session, Level.GOOD, count=6)
    counted(world, session)
    [_void, told] = minutes_payload(meeting)["rounds"]
    assert "Vòng 1: bỏ phiếu điện tử, mở lúc 10:00 ngày 14/11/2023" in told["text"]
    assert "phát ra 9 phiếu, thu về 6 phiếu" in told["text"]
    assert "Lê Văn Bình (đảng viên): Hoàn thành tốt nhiệm vụ" in told["results"]


BOX = "Phiếu trong hòm bị xóa, không ai mở."


@pytest.mark.parametrize(
    ("method", "said"),
    [
        (VotingMethod.ELECTRONIC, BOX),
        (VotingMethod.PAPER, "Phiếu giấy chưa có số liệu kiểm phiếu."),
        (VotingMethod.MIXED, "Phiếu điện tử trong hòm bị xóa, không ai mở. Phiếu giấy chưa có số liệu kiểm phiếu."),
    ],
)
def test_pages_and_minutes_tell_of_a_void_round_what_became_of_its_ballots(
    world: World, meeting: Meeting, method: VotingMethod, said: str
) -> None:
    session = opened(world, prepared(world, meeting, method=method), on_paper=("member3", "member4", "member5"))
    before = page(world, session, "ballot-void")
    assert said in before
    voided(world, session)
    [told] = minutes_payload(meeting)["rounds"]
    for text in (told["text"], page(world, session, "ballot-void"), page(world, session, "meeting-ballots")):
        assert said in text
        assert (BOX in text) is (method == VotingMethod.ELECTRONIC)


def test_of_a_round_void_before_it_opened_nothing_is_told_of_ballots(world: World, meeting: Meeting) -> None:
    voided(world, prepared(world, meeting))
    [told] = minutes_payload(meeting)["rounds"]
    assert told["text"].endswith("Chưa mở bỏ phiếu.")


def page(world: World, session: BallotSession, name: str) -> str:
    number = session.meeting_id if name == "meeting-ballots" else session.pk
    return words(signed_in(world.users["head"]).get(reverse(name, args=(number,))).content)


def test_rounds_cost_the_same_however_many(world: World, meeting: Meeting) -> None:
    queries = set()
    for number in range(1, 31):
        session = BallotSessionFactory.create(meeting=meeting, round=number, closed=True)
        review = ReviewFactory.create(campaign=world.campaign, unit=world.office)
        BallotQuestionFactory.create(session=session, review=review, issued=3, good=3)
        if number in (1, 3, 30):
            with CaptureQueriesContext(connection) as captured:
                assert len(rounds_of(meeting)) == number
            queries.add(len(captured))
    assert queries == {2}
