"""The ballot: each voter once, no total before closing, outcomes by the plan's thresholds."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from ratings.choices import BallotState
from ratings.models import BallotQuestion, BallotSession, Envelope, Proposal, Voter
from ratings.selectors.papers import counting_payload
from ratings.services import ballots
from ratings.services.casting import cast_vote
from reviews.choices import Level, MeetingState, Presence
from reviews.duties import duties
from reviews.models import Meeting
from reviews.rules.findings import RuleViolation
from reviews.services.meetings import locked_meeting
from reviews.services.sittings import conclude_meeting
from tests import steps
from tests.box import close_ballot, open_ballot, open_reballot
from tests.kept import built_once
from tests.reviews.test_pages import signed_in
from tests.world import World, issued_world, standing_on


def opened(world: World, meeting: Meeting) -> BallotSession:
    with standing_on(14, 10) as now:
        return open_ballot(
            meeting_id=meeting.pk,
            counting_team=[world.people["member2"], world.people["member3"]],
            by=world.users["head"],
            now=now,
        )


@pytest.fixture
@built_once
def scene(db: None) -> tuple[World, BallotSession]:
    world = issued_world()
    return world, opened(world, steps.ready_cell(world))


@pytest.fixture
def world(request: pytest.FixtureRequest, db: None) -> World:
    """The one of ``session``, where a test asks for that."""
    return request.getfixturevalue("scene")[0] if "session" in request.fixturenames else issued_world()


@pytest.fixture
def session(scene: tuple[World, BallotSession]) -> BallotSession:
    return scene[1]


def ballot(session: BallotSession, level: str) -> dict[int, str]:
    return dict.fromkeys(session.questions.values_list("pk", flat=True), level)


def everybody_votes(world: World, session: BallotSession, *levels: str) -> None:
    voters = list(session.voters.select_related("person__user"))
    for number, voter in enumerate(voters):
        cast_vote(session_id=session.pk, voter=voter.person.user, choices=ballot(session, levels[number % len(levels)]))


def close(world: World, session: BallotSession) -> BallotSession:
    with standing_on(14, 11) as now:
        return close_ballot(session_id=session.pk, by=world.users["member2"], now=now)


def test_the_ballot_waits_until_every_subject_has_been_reviewed(world: World) -> None:
    for key in ("head", "deputy", "third"):
        steps.submit(world, world.review_of(key), by=key)
    steps.submit(world, world.collective_review(world.cell_committee), by="head")
    meeting = steps.plan_cell(world)
    steps.prepare(world, meeting)
    steps.open_sitting(world, meeting)
    with pytest.raises(RuleViolation) as refused:
        opened(world, meeting)
    assert any(f.reference and f.reference.clause == "P0-4.4-d" for f in refused.value.findings)
    assert not BallotSession.objects.filter(state=BallotState.OPEN).exists()


def test_whoever_is_absent_with_reason_holds_up_no_ballot_and_is_not_rated_in_it(world: World) -> None:
    for key in ("head", "deputy", "third"):
        steps.submit(world, world.review_of(key), by=key)
    steps.submit(world, world.collective_review(world.cell_committee), by="head")
    meeting = steps.plan_cell(world)
    steps.prepare(world, meeting)
    meeting.attendees.filter(person=world.people["third"]).update(
        presence=Presence.ABSENT_WITH_REASON, absence_reason="Đi công tác"
    )
    steps.open_sitting(world, meeting)
    steps.hold(world, meeting)
    session = opened(world, meeting)
    asked = set(session.questions.values_list("review_id", flat=True))
    assert world.review_of("third").pk not in asked
    assert {world.review_of("head").pk, world.review_of("deputy").pk} <= asked
    assert not session.voters.filter(person=world.people["third"]).exists()


def test_a_second_vote_is_refused_and_writes_nothing(world: World, session: BallotSession) -> None:
    user = world.users["member1"]
    cast_vote(session_id=session.pk, voter=user, choices=ballot(session, Level.GOOD))
    votes = Envelope.objects.count()
    with pytest.raises(RuleViolation) as refused:
        cast_vote(session_id=session.pk, voter=user, choices=ballot(session, Level.EXCELLENT))
    assert refused.value.findings[0].code == "ballot.voted"
    assert Envelope.objects.count() == votes


def test_a_ballot_that_leaves_a_subject_out_is_refused_and_the_voter_may_still_vote(
    world: World, session: BallotSession
) -> None:
    user = world.users["member1"]
    choices = ballot(session, Level.GOOD)
    choices.popitem()
    with pytest.raises(RuleViolation):
        cast_vote(session_id=session.pk, voter=user, choices=choices)
    assert not Voter.objects.get(session=session, person=user.person).voted
    cast_vote(session_id=session.pk, voter=user, choices=ballot(session, Level.GOOD))


def test_a_forged_level_and_a_stranger_are_refused(world: World, session: BallotSession) -> None:
    with pytest.raises(RuleViolation):
        cast_vote(session_id=session.pk, voter=world.users["member1"], choices=ballot(session, "kha"))
    with pytest.raises(RuleViolation) as refused:
        cast_vote(session_id=session.pk, voter=world.users["officer"], choices=ballot(session, Level.GOOD))
    assert refused.value.findings[0].code == "ballot.not_listed"
    assert not Envelope.objects.exists()


def test_no_total_exists_before_closing(world: World, session: BallotSession) -> None:
    cast_vote(session_id=session.pk, voter=world.users["member1"], choices=ballot(session, Level.GOOD))
    for question in session.questions.all():
        assert question.issued is None
        assert question.excellent is None
        assert question.outcome == ""


def test_nothing_in_a_vote_points_to_its_voter() -> None:
    assert {field.name for field in Envelope._meta.get_fields()} == {"id", "session", "sealed"}


def test_closing_counts_deletes_the_votes_and_proposes_the_level(world: World, session: BallotSession) -> None:
    everybody_votes(world, session, Level.GOOD, Level.GOOD, Level.EXCELLENT)
    closed = close(world, session)
    assert closed.state == BallotState.COUNTED
    assert not Envelope.objects.exists()
    question = BallotQuestion.objects.get(session=session, review=world.review_of("deputy"))
    voters = session.voters.count()
    assert question.issued == voters
    assert (question.good or 0) + (question.excellent or 0) == voters
    assert question.outcome == Level.GOOD
    assert Proposal.objects.get(review=world.review_of("deputy"), source="cell_vote").level == Level.GOOD


def test_a_vote_after_closing_is_refused(world: World, session: BallotSession) -> None:
    everybody_votes(world, session, Level.GOOD)
    close(world, session)
    with pytest.raises(RuleViolation) as refused:
        cast_vote(session_id=session.pk, voter=world.users["member1"], choices=ballot(session, Level.GOOD))
    assert refused.value.findings[0].code == "ballot.closed"


def test_blank_ballots_can_leave_a_subject_undecided_and_a_second_round_asks_only_for_it(
    world: World, session: BallotSession
) -> None:
    everybody_votes(world, session, "", Level.GOOD)
    close(world, session)
    undecided = session.questions.filter(outcome="").count()
    assert undecided == session.questions.count()
    with standing_on(14, 12) as now:
        again = open_reballot(session_id=session.pk, by=world.users["head"], now=now)
    assert again.round == 2
    assert again.questions.count() == undecided


def test_no_second_round_opens_in_a_meeting_closed_meanwhile(
    world: World, session: BallotSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    everybody_votes(world, session, "", Level.GOOD)
    close(world, session)

    def after_the_chair(meeting_id: int) -> Meeting:
        Meeting.objects.filter(pk=meeting_id).update(state=MeetingState.CONCLUDED, concluded_at=session.opened_at)
        return locked_meeting(meeting_id)

    monkeypatch.setattr(ballots, "locked_meeting", after_the_chair)
    with standing_on(14, 12) as now, pytest.raises(RuleViolation, match="Chỉ bỏ phiếu khi hội nghị đang họp"):
        open_reballot(session_id=session.pk, by=world.users["head"], now=now)
    assert not BallotSession.objects.filter(state=BallotState.OPEN).exists()


def some_vote(world: World, session: BallotSession, count: int, level: str = Level.GOOD) -> None:
    for voter in session.voters.select_related("person__user")[:count]:
        cast_vote(session_id=session.pk, voter=voter.person.user, choices=ballot(session, level))


@pytest.mark.parametrize("cast", [1, 2])
def test_a_box_that_would_tell_its_voters_is_not_opened(world: World, session: BallotSession, cast: int) -> None:
    some_vote(world, session, cast)
    with pytest.raises(RuleViolation) as refused:
        close(world, session)
    finding = refused.value.findings[0]
    assert finding.code == "ballot.few_cast"
    assert f"{cast}/{session.voters.count()}" in finding.message
    session.refresh_from_db()
    assert session.state == BallotState.OPEN
    assert Envelope.objects.count() == cast
    assert not session.questions.filter(issued__isnull=False).exists()


def test_ballots_not_cast_stay_in_the_base_of_the_shares(world: World, session: BallotSession) -> None:
    """P0-4.4-j: a ballot is issued to every listed member present; 4 of 9 are not more than half."""
    some_vote(world, session, 4)
    closed = close(world, session)
    assert session.voters.count() == 9
    for question in closed.questions.all():
        assert (question.issued, question.good, question.outcome) == (9, 4, "")


def test_minutes_levels_and_page_show_ballots_issued_and_collected(world: World, session: BallotSession) -> None:
    some_vote(world, session, 6)
    close(world, session)
    counted = counting_payload(session)["questions"][0]
    assert (counted["issued"], counted["collected"], counted["valid"]) == (9, 6, 6)
    client = signed_in(world.users["head"])
    page = client.get(reverse("meeting-ballots", args=(session.meeting_id,))).content.decode()
    assert "Phát ra 9 phiếu, thu về 6 phiếu" in page
    ratings = client.get(reverse("review-ratings", args=(world.review_of("deputy").pk,))).content.decode()
    assert "Thu về 6/9 phiếu phát ra: 6 Hoàn thành tốt nhiệm vụ" in ratings


def test_the_page_before_counting_says_in_numbers_who_has_not_voted(world: World, session: BallotSession) -> None:
    client = signed_in(world.users["head"])
    url = reverse("ballot-close", args=(session.pk,))
    some_vote(world, session, 2)
    page = client.get(url).content.decode()
    assert "Mới có 2/9 người bỏ phiếu" in page
    assert "Còn 7/9 người chưa bỏ phiếu" in page


def test_the_results_warn_where_they_tell_each_ones_vote(world: World, session: BallotSession) -> None:
    some_vote(world, session, 4)
    close(world, session)
    page = signed_in(world.users["head"]).get(reverse("meeting-ballots", args=(session.meeting_id,))).content.decode()
    assert "Chỉ có 4 người bỏ phiếu" in page
    assert "Mọi phiếu cùng một mức" in page


def test_a_meeting_is_not_closed_while_it_votes(world: World, session: BallotSession) -> None:
    with standing_on(14, 11) as now, pytest.raises(RuleViolation, match="Đang bỏ phiếu"):
        conclude_meeting(meeting_id=session.meeting_id, conclusion="", half_days=2, by=world.users["head"], now=now)
    everybody_votes(world, session, Level.GOOD)
    close(world, session)
    with standing_on(14, 12) as now:
        conclude_meeting(meeting_id=session.meeting_id, conclusion="", half_days=2, by=world.users["head"], now=now)


def test_what_a_sitting_meeting_waits_for_stands_first_on_the_first_page(world: World, session: BallotSession) -> None:
    with standing_on(14, 10):
        waiting = duties(world.campaign, on=date(2023, 11, 14), user=world.users["head"])
        page = signed_in(world.users["head"]).get(reverse("home")).content.decode()
    vote = reverse("ballot-vote", args=(session.pk,))
    sitting = [duty.path for duty in waiting if duty.in_session]
    dated = [duty.path for duty in waiting if duty.due_on is not None and not duty.in_session]
    assert vote in sitting
    assert dated, "nothing else waits: this would prove nothing"
    assert [duty.path for duty in waiting][: len(sitting)] == sitting
    assert page.index("Đang họp") < page.index(vote) < page.index(dated[0])
    assert page.count(vote) == 1
