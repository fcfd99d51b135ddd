"""The people's committee votes on its leaders at a meeting of its own: a channel of information, never a rating."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from organizations.choices import PostRole
from ratings.choices import BallotState
from ratings.models import BallotQuestion, Proposal
from ratings.selectors import boxes
from ratings.selectors.ballot_opening import first_opening_findings
from ratings.selectors.ballot_orders import rated_below
from ratings.selectors.ballot_questions import entitled_voters, questions_of
from ratings.selectors.ballots import quota_of, sessions_of, tally_of
from ratings.selectors.cases import rated_on, voted_levels
from ratings.selectors.papers import counting_payload
from ratings.selectors.proposals import left_undecided
from ratings.selectors.summaries.channels import channels_of
from ratings.services.ballots import prepare_reballot
from ratings.services.casting import cast_vote
from reviews.choices import AttendeeRole, ItemState, Level, MeetingState, Presence, Track, VenueKind
from reviews.judgement import Judgement, judgements
from reviews.models import AgendaItem, Meeting
from reviews.rules.findings import RuleViolation, Severity
from reviews.selectors.channels import channel_reports
from reviews.selectors.papers import minutes_payload
from reviews.selectors.room import room
from reviews.services.meetings import add_guest
from reviews.services.sittings import conclude_meeting
from tests.box import open_ballot
from tests.classifying import association, committee_of, counted, opened, planned, seven_members, sitting
from tests.reviews.test_commune_meetings import plan
from tests.reviews.test_commune_plan import commune, issue
from tests.reviews.test_pages import signed_in
from tests.world import World, at, standing_on

__all__ = ["commune"]

HEAD, DEPUTY = "Hà Văn Chủ", "Lò Thị Phó"


@pytest.fixture
def scene(commune: World) -> tuple[World, Meeting]:
    """The seven members of the people's committee sit."""
    body = seven_members(commune)
    issue(commune)
    return commune, sitting(commune, planned(commune, body))


def test_peoples_committee_votes_on_its_leaders_before_their_review(scene: tuple[World, Meeting]) -> None:
    """P4-3-B3-e: on head and deputy, nobody yet reviewed; no criteria, no case and no order stands before it."""
    world, meeting = scene
    questions, voters = questions_of(meeting), entitled_voters(meeting)
    assert [(str(row.review), row.track) for row in questions] == [(DEPUTY, Track.CADRE), (HEAD, Track.CADRE)]
    assert len(voters) == 7
    with standing_on(14):
        assert first_opening_findings(meeting, questions=questions, voters=voters) == []
    session = counted(world, opened(world, meeting), Level.GOOD)
    tallies = [tally_of(row) for row in session.questions.all()]
    assert [(row.issued, row.collected, row.good) for row in tallies] == [(7, 7, 7)] * 2
    assert not meeting.items.exists()


def test_association_of_one_head_and_one_deputy_with_eleven_voters_gives_two_tallies_of_eleven(commune: World) -> None:
    """P4-3-B3-e, P4-3-B3-c: its standing committee and the eight others of its committee vote on both."""
    board = association(commune)
    others = committee_of(commune)
    issue(commune)
    planner = commune.users["planner"]
    with standing_on(8) as now:
        meeting = plan(commune, board, 15)
        for person in others:
            add_guest(meeting_id=meeting.pk, person=person, role=AttendeeRole.COMMITTEE, by=planner)
    concluded = {"state": ItemState.CONCLUDED, "concluded_at": at(15), "conclusion": "Nhất trí."}
    meeting.items.update(**concluded)
    AgendaItem.objects.filter(meeting__kind=VenueKind.CELL).update(**concluded)
    meeting.attendees.update(presence=Presence.PRESENT)
    Meeting.objects.filter(pk=meeting.pk).update(state=MeetingState.OPEN, opened_at=at(15))
    with standing_on(15, 9) as now:
        session = open_ballot(meeting_id=meeting.pk, counting_team=others[:3], by=planner, now=now)
    counted(commune, session, Level.GOOD, Level.GOOD, Level.EXCELLENT, by="chap0")
    rows = [tally_of(row) for row in session.questions.filter(track=Track.CADRE)]
    assert [(row.issued, row.collected, row.excellent + row.good) for row in rows] == [(11, 11, 11)] * 2
    assert counting_payload(session)["convened"] == 11


def test_body_without_leaders_has_nobody_to_vote_on(scene: tuple[World, Meeting]) -> None:
    """P4-3-B3-e"""
    _world, meeting = scene
    assert meeting.collective is not None
    meeting.collective.posts.filter(role__in=(PostRole.HEAD, PostRole.DEPUTY)).update(role=PostRole.MEMBER)
    found = first_opening_findings(meeting, questions=questions_of(meeting), voters=entitled_voters(meeting))
    assert [(row.code, row.clause, row.severity) for row in found] == [("ballot.leaders", "P4-3-B3-e", Severity.BLOCK)]


def test_that_vote_is_no_proposal_no_place_and_no_differing_level(scene: tuple[World, Meeting]) -> None:
    """P4-3-B3-e, P4-2.3-b: whoever asks for the level of a leader is not told of it, whatever its outcome."""
    world, meeting = scene
    session = opened(world, meeting)
    review = world.review_of("vice")
    assert judgements([review])[review.pk] == Judgement(decided={}, decided_on={})
    counted(world, session, Level.COMPLETED)
    assert BallotQuestion.objects.get(session=session, review=review).outcome == Level.COMPLETED
    assert not Proposal.objects.exists()
    assert judgements([review])[review.pk] == Judgement(decided={}, decided_on={})
    assert voted_levels(review, Track.CADRE) == {}
    assert rated_below([review]) == set()
    with standing_on(20) as now:
        assert rated_on(review, Track.CADRE) == now.date()
    counts = {f"{level}": 0 for level in Level.values}
    BallotQuestion.objects.filter(session=session).update(outcome="", **counts)
    Meeting.objects.filter(pk=meeting.pk).update(state=MeetingState.CONCLUDED)
    assert not left_undecided(review, Track.CADRE)


def test_third_excellent_there_is_no_second_round(commune: World) -> None:
    """P4-3-B3-e: no seats are counted where nobody is rated."""
    body = seven_members(commune, deputies=2)
    issue(commune)
    meeting = sitting(commune, planned(commune, body))
    session = counted(commune, opened(commune, meeting), Level.EXCELLENT)
    rows = list(session.questions.all())
    assert [(row.outcome, row.over_quota) for row in rows] == [(Level.EXCELLENT, False)] * 3
    assert quota_of(session, rows) is None
    (view,) = sessions_of(meeting)
    assert (view.may_repeat, view.quota) == (False, None)
    assert counting_payload(session)["quota"] == {}


def test_vote_that_gives_no_level_is_told_as_counted_and_not_repeated(scene: tuple[World, Meeting]) -> None:
    """P4-3-B3-e"""
    world, meeting = scene
    session = counted(world, opened(world, meeting), Level.EXCELLENT, Level.NOT_COMPLETED, boxes.BLANK)
    assert [row.outcome for row in session.questions.all()] == ["", ""]
    (view,) = sessions_of(meeting)
    assert (view.may_repeat, [row.code for row in view.findings]) == (False, [])
    with standing_on(14, 11) as now, pytest.raises(RuleViolation, match="Vòng này đã xong, không phải bỏ phiếu lại"):
        prepare_reballot(session_id=session.pk, by=world.users["chair"], now=now)
    review = world.review_of("vice")
    said = channels_of(world.campaign, [review])[review.pk]["professional"]
    assert said == "Lãnh đạo UBND xã: chưa đủ tỷ lệ cho mức nào (3/0/0/2 trong 7 phiếu)"


def test_meeting_that_only_votes_closes_after_the_count_and_not_before(scene: tuple[World, Meeting]) -> None:
    """P4-3-B3-e"""
    world, meeting = scene

    def close() -> None:
        with standing_on(14, 11) as now:
            conclude_meeting(meeting_id=meeting.pk, conclusion="", half_days=1, by=world.users["chair"], now=now)

    with pytest.raises(RuleViolation) as early:
        close()
    assert [(row.code, row.clause) for row in early.value.findings] == [("meeting.ballot", "P4-3-B3-e")]
    assert "bỏ phiếu phân loại cán bộ lãnh đạo (7 người được bỏ phiếu)" in str(early.value)
    session = opened(world, meeting)
    with pytest.raises(RuleViolation, match="kiểm phiếu xong hoặc hủy vòng này rồi mới bế mạc"):
        close()
    counted(world, session, Level.GOOD)
    close()
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.CONCLUDED
    assert [step["state"] for step in room(meeting, on=at(14).date()).steps] == ["done"] * 4


def test_it_stands_in_the_channels_of_mau_11(scene: tuple[World, Meeting]) -> None:
    """P4-3-B3-e, P4-2.2.2-d: beside the professional rating, and nowhere as a ballot on the rating."""
    world, meeting = scene
    counted(world, opened(world, meeting), Level.GOOD, Level.GOOD, Level.EXCELLENT)
    review = world.review_of("vice")
    said = channels_of(world.campaign, [review])[review.pk]
    assert said["professional"] == "Lãnh đạo UBND xã: Hoàn thành tốt nhiệm vụ (2/5/0/0 trong 7 phiếu)"
    assert (said["collective"], said["workplace"]) == ("", "")


def test_committee_is_told_of_it_before_it_reviews_the_leader(scene: tuple[World, Meeting]) -> None:
    """P4-1.4.3-i"""
    world, meeting = scene
    review = world.review_of("chair")
    plan = world.campaign.plan
    assert "phân loại cán bộ lãnh đạo" not in channel_reports([review], plan)[review.pk][0].message
    counted(world, opened(world, meeting), Level.GOOD)
    (told,) = channel_reports([review], plan)[review.pk]
    assert (
        "xếp loại chuyên môn (phân loại cán bộ lãnh đạo ở Lãnh đạo UBND xã: Hoàn thành tốt nhiệm vụ "
        "(0/7/0/0 trong 7 phiếu))" in told.message
    )


def test_papers_of_the_meeting_say_what_was_voted_on_and_what_it_is_worth(scene: tuple[World, Meeting]) -> None:
    """P4-3-B3-e"""
    world, meeting = scene
    session = counted(world, opened(world, meeting), Level.GOOD)
    payload = counting_payload(session)
    assert payload["notes"] == [
        "Kết quả phân loại là một kênh thông tin; mức xếp loại do hội nghị Ban Chấp hành Đảng bộ đề xuất sau kiểm điểm."
    ]
    assert (payload["results_heading"], payload["convened"], payload["present"]) == ("Kết quả phân loại", 7, 7)
    minutes = minutes_payload(meeting)
    assert minutes["title"] == "Hội nghị bỏ phiếu phân loại cán bộ lãnh đạo, Lãnh đạo UBND xã"
    assert minutes["rounds_heading"] == "Bỏ phiếu phân loại cán bộ lãnh đạo (trưởng, phó)"


def test_a_vote_there_costs_as_any_other(scene: tuple[World, Meeting]) -> None:
    world, meeting = scene
    session = opened(world, meeting)
    sheet = dict.fromkeys(session.questions.values_list("pk", flat=True), Level.GOOD)
    costs = []
    for key, only_votes in (("chair", True), ("member1xa", True), ("member2xa", True), ("member3xa", False)):
        Meeting.objects.filter(pk=meeting.pk).update(only_votes=only_votes)
        with CaptureQueriesContext(connection) as captured:
            cast_vote(session_id=session.pk, voter=world.users[key], choices=sheet)
        costs.append(len(captured))
    first, *others = costs
    assert len(set(others)) == 1
    assert first == others[0] + 1, "whoever votes first has read what is asked"


def test_pages_of_the_ballot_say_what_it_is_worth(scene: tuple[World, Meeting]) -> None:
    """P4-3-B3-e, P4-3-B3-d"""
    world, meeting = scene
    worth = "Kết quả phân loại là một kênh thông tin"
    client = signed_in(world.users["chair"])
    with standing_on(14, 9):
        for name in ("meeting", "meeting-ballots"):
            page = client.get(reverse(name, args=(meeting.pk,))).content.decode()
            assert worth in page
            assert "Bỏ phiếu phân loại cán bộ lãnh đạo (trưởng, phó)" in page
        room_page = client.get(reverse("meeting", args=(meeting.pk,))).content.decode()
    assert "Hội nghị này không kiểm điểm; tập thể, cá nhân kiểm điểm trước hội nghị Ban Chấp hành" in room_page
    assert "dự thảo" not in room_page
    session = opened(world, meeting)
    with standing_on(14, 9):
        sheet = signed_in(world.users["member1xa"]).get(reverse("ballot-vote", args=(session.pk,))).content.decode()
    assert "<h1>Phiếu phân loại cán bộ lãnh đạo (trưởng, phó)</h1>" in sheet
    assert worth in sheet
    assert session.state == BallotState.OPEN
