"""A round is void when two different people say so, with the reason; nothing in its box is read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Model

from ratings.choices import BallotState, VotingMethod
from ratings.models import BallotSession, Envelope, KeyHolder, KeyLock
from ratings.services import ballots, casting, counting, voiding
from reviews.choices import Level
from reviews.models import Meeting
from reviews.rules.findings import RuleViolation
from reviews.rules.voiding import LONGEST_REASON
from tests import steps
from tests.factories.organizations import UserFactory
from tests.factories.ratings import BallotQuestionFactory, BallotSessionFactory
from tests.ratings.rounds import TEAM, counted, opened, prepared, shut, voted
from tests.world import World, standing_on

REASON = "Danh sách người bỏ phiếu lập nhầm."


@pytest.fixture
def meeting(world: World) -> Meeting:
    return steps.ready_cell(world)


@pytest.fixture
def session(world: World, meeting: Meeting) -> BallotSession:
    return opened(world, prepared(world, meeting))


def ask(world: World, session: BallotSession, *, by: str = "head", reason: str = REASON) -> BallotSession:
    with standing_on(14, 11) as now:
        return voiding.ask_to_void(session_id=session.pk, reason=reason, by=world.users[by], now=now)


def confirm(world: World, session: BallotSession, *, by: str = "member2", read: str | None = None) -> BallotSession:
    """``read``: the mark of the request on his page; at first the one that stands."""
    mark = BallotSession.objects.get(pk=session.pk).void_mark if read is None else read
    with standing_on(14, 11) as now:
        return voiding.confirm_void(session_id=session.pk, read=mark, by=world.users[by], now=now)


def withdraw(world: World, session: BallotSession, *, by: str = "head") -> BallotSession:
    return voiding.withdraw_void(session_id=session.pk, by=world.users[by])


def refused_with(code: str, act: Callable[[], object]) -> None:
    """Refused for that reason, and nothing of the round or its box is other than before."""
    before = _rows()
    with pytest.raises(RuleViolation) as refused:
        act()
    assert code in [finding.code for finding in refused.value.findings]
    assert _rows() == before


def _rows() -> list[list[Any]]:
    tables: tuple[type[Model], ...] = (BallotSession, Envelope, KeyHolder, KeyLock)
    return [list(model._default_manager.order_by("pk").values()) for model in tables]


def test_two_people_void_a_round_and_nothing_in_its_box_is_kept(world: World, session: BallotSession) -> None:
    voted(session, Level.GOOD, count=4)
    ask(world, session)
    void = confirm(world, session)
    assert (void.state, void.void_reason) == (BallotState.VOID, REASON)
    assert (void.void_asked_by, void.voided_by) == (world.users["head"], world.users["member2"])
    assert not Envelope.objects.exists()
    assert not KeyLock.objects.exists()
    assert {bytes(holder.public_key) for holder in void.holders.all()} == {b""}
    assert {str(holder) for holder in void.holders.all()} == {str(world.people[key]) for key in TEAM}
    assert void.public_key is None


@pytest.mark.parametrize("reason", ["", "   ", "x" * (LONGEST_REASON + 1)])
def test_a_round_is_not_void_without_a_reason_or_with_a_book(world: World, session: BallotSession, reason: str) -> None:
    refused_with("void.reason", lambda: ask(world, session, reason=reason))


def test_those_who_neither_run_the_meeting_nor_count_void_nothing(world: World, session: BallotSession) -> None:
    refused_with("permission.meeting.run", lambda: ask(world, session, by="member5"))
    ask(world, session)
    refused_with("permission.meeting.run", lambda: confirm(world, session, by="member5"))
    refused_with("permission.meeting.run", lambda: withdraw(world, session, by="member5"))


def test_nobody_approves_his_own_request(world: World, session: BallotSession) -> None:
    ask(world, session)
    refused_with("void.same_person", lambda: confirm(world, session, by="head"))


@pytest.mark.parametrize("first", ["planner", "head"])
def test_an_account_that_stands_for_nobody_is_none_of_the_two(world: World, session: BallotSession, first: str) -> None:
    nobody = UserFactory.create(person=None)
    world.users["nobody"] = nobody
    world.grant("nobody", "lead_review", world.district)
    refused_with("void.no_person", lambda: ask(world, session, by="nobody"))
    ask(world, session, by=first)
    refused_with("void.no_person", lambda: confirm(world, session, by="nobody"))


def test_one_of_the_two_is_of_the_meeting(world: World, session: BallotSession) -> None:
    world.grant("officer", "lead_review", world.district)
    ask(world, session, by="planner")
    refused_with("void.outsiders", lambda: confirm(world, session, by="officer"))
    assert confirm(world, session, by="member2").state == BallotState.VOID


def test_what_nobody_asked_for_is_neither_approved_nor_taken_back(world: World, session: BallotSession) -> None:
    refused_with("void.not_asked", lambda: confirm(world, session))
    refused_with("void.not_asked", lambda: withdraw(world, session))


def test_who_asks_again_stands_in_the_place_of_the_first(world: World, session: BallotSession) -> None:
    ask(world, session, by="head")
    ask(world, session, by="member2", reason="Mất mã của hai người.")
    refused_with("void.same_person", lambda: confirm(world, session, by="member2"))
    assert confirm(world, session, by="head").void_reason == "Mất mã của hai người."


def test_who_agrees_agrees_to_the_request_that_he_read(world: World, session: BallotSession) -> None:
    """Asked anew by another, or by the same with another reason, it is another request; nobody's is none."""
    read = ask(world, session, by="head").void_mark
    with standing_on(14, 12) as now:
        newer = voiding.ask_to_void(
            session_id=session.pk, reason="Lý do khác.", by=world.users["head"], now=now
        ).void_mark
    for mark in (read, "", f"{newer}0"):
        refused_with("void.other_request", lambda mark=mark: confirm(world, session, read=mark))  # type: ignore[misc]
    assert confirm(world, session, read=newer).void_reason == "Lý do khác."


def test_a_request_taken_back_leaves_the_round_as_it_was(world: World, session: BallotSession) -> None:
    ask(world, session)
    kept = withdraw(world, session, by="member3")
    assert (kept.state, kept.void_reason, kept.void_asked_by, kept.void_asked_at) == (BallotState.OPEN, "", None, None)
    refused_with("void.not_asked", lambda: confirm(world, session))


def test_a_counted_round_stands(world: World, session: BallotSession) -> None:
    voted(session, Level.GOOD)
    counted(world, session)
    for act in (ask, confirm, withdraw):
        refused_with("ballot.state", lambda act=act: act(world, session))  # type: ignore[misc]


def test_a_request_does_not_keep_the_round_from_being_counted_and_then_voids_nothing(
    world: World, session: BallotSession
) -> None:
    voted(session, Level.GOOD)
    ask(world, session)
    counted(world, session)
    refused_with("ballot.state", lambda: confirm(world, session))


def test_a_void_round_is_not_void_twice(world: World, session: BallotSession) -> None:
    ask(world, session)
    confirm(world, session)
    for act in (ask, confirm, withdraw):
        refused_with("ballot.state", lambda act=act: act(world, session))  # type: ignore[misc]


@pytest.mark.parametrize("step", ["preparing", "closed"])
def test_a_round_is_void_before_it_opens_and_after_it_was_shut(world: World, meeting: Meeting, step: str) -> None:
    session = prepared(world, meeting)
    if step == "closed":
        voted(opened(world, session), Level.GOOD)
        shut(world, session)
    ask(world, session, by="member2")
    assert confirm(world, session, by="member1").state == BallotState.VOID


def test_nothing_more_happens_in_a_void_round(world: World, session: BallotSession) -> None:
    voted(session, Level.GOOD, count=4)
    ask(world, session)
    confirm(world, session)
    questions = dict.fromkeys(session.questions.values_list("pk", flat=True), Level.GOOD.value)
    head, member = world.users["head"], world.people["member2"]
    with standing_on(14, 12) as now:
        for act in (
            lambda: ballots.open_ballot(session_id=session.pk, by=head, now=now),
            lambda: ballots.close_ballot(session_id=session.pk, by=head, now=now),
            lambda: ballots.take_phrase(session_id=session.pk, person_id=member.pk, by=world.users["member2"], now=now),
            lambda: counting.count_ballot(session_id=session.pk, phrases={}, by=head, now=now),
        ):
            refused_with("ballot.state", act)
        late = world.users["member5"]
        refused_with("ballot.closed", lambda: casting.cast_vote(session_id=session.pk, voter=late, choices=questions))


def test_after_a_void_round_the_first_one_is_held_anew_and_only_one_at_a_time(
    world: World, meeting: Meeting, session: BallotSession
) -> None:
    with pytest.raises(RuleViolation) as refused:
        prepared(world, meeting)
    assert refused.value.findings[0].code == "ballot.exists"
    ask(world, session)
    confirm(world, session)
    again = opened(world, prepared(world, meeting))
    assert again.round == 1
    assert again.voters.filter(voted=True).count() == 0
    voted(again, Level.GOOD)
    assert counted(world, again).state == BallotState.COUNTED
    session.refresh_from_db()
    assert session.state == BallotState.VOID


def test_the_tables_themselves_keep_rounds_apart_and_demand_two_names(world: World, session: BallotSession) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        BallotSessionFactory.create(meeting=session.meeting, round=2)  # two that run
    with pytest.raises(IntegrityError), transaction.atomic():
        BallotSessionFactory.create(meeting=session.meeting, round=1, closed=True)  # two of one number
    rows = BallotSession.objects.filter(pk=session.pk)
    for fields in (
        {"void_reason": "", "void_asked_by": world.users["head"], "voided_by": world.users["member2"]},
        {"void_reason": REASON, "void_asked_by": world.users["head"], "voided_by": world.users["head"]},
        {"void_reason": REASON, "void_asked_by": world.users["head"], "voided_by": None},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(state=BallotState.VOID, **fields)


# Second rounds -------------------------------------------------------------------------------------------------------


def undecided(world: World, meeting: Meeting, *, method: VotingMethod) -> BallotSession:
    session = BallotSessionFactory.create(meeting=meeting, closed=True, method=method, sign_out_after_vote=True)
    session.counting_team.set([world.people[key] for key in TEAM])
    counts = {"issued": 9, "excellent": 0, "good": 4, "completed": 0, "not_completed": 0, "blank": 5, "invalid": 0}
    BallotQuestionFactory.create(session=session, review=world.review_of("deputy"), outcome="", **counts)
    return session


def again(world: World, session: BallotSession) -> BallotSession:
    with standing_on(14, 12) as now:
        return ballots.prepare_reballot(session_id=session.pk, by=world.users["head"], now=now)


@pytest.mark.parametrize("method", VotingMethod)
def test_a_second_round_keeps_the_way_of_voting_and_the_team_but_has_keys_of_its_own(
    world: World, meeting: Meeting, method: VotingMethod
) -> None:
    second = again(world, undecided(world, meeting, method=method))
    assert (second.round, second.method, second.sign_out_after_vote) == (2, method, True)
    assert "chưa đủ tỷ lệ phiếu" in second.reason
    assert {str(person) for person in second.counting_team.all()} == {str(world.people[key]) for key in TEAM}
    assert second.holders.count() == (0 if method == VotingMethod.PAPER else 3)
    assert not second.holders.exclude(taken_at=None).exists()
    on_paper = ("member1", "member2", "member3") if method == VotingMethod.MIXED else ()
    assert opened(world, second, on_paper=on_paper).questions.count() == 1


def test_a_second_round_of_a_team_that_cannot_open_a_box_waits_for_another_one(world: World, meeting: Meeting) -> None:
    first = undecided(world, meeting, method=VotingMethod.ELECTRONIC)
    for key in TEAM[:2]:
        world.users[key].is_active = False
        world.users[key].save()
    refused_with("ballot.team_accounts", lambda: again(world, first))
    team = [world.people[key] for key in ("member5", *TEAM[1:])]
    with standing_on(14, 12) as now:
        second = ballots.prepare_reballot(
            session_id=first.pk, counting_team=team, by=world.users["head"], now=now, sign_out_after_vote=False
        )
    assert set(second.counting_team.all()) == set(team)
    assert (second.method, second.sign_out_after_vote) == (first.method, False)
    first.refresh_from_db()
    assert {str(person) for person in first.counting_team.all()} == {str(world.people[key]) for key in TEAM}


def test_a_void_second_round_is_prepared_again_under_its_number(world: World, meeting: Meeting) -> None:
    first = undecided(world, meeting, method=VotingMethod.ELECTRONIC)
    second = again(world, first)
    ask(world, second)
    confirm(world, second)
    third = again(world, first)
    assert (third.round, third.state) == (2, BallotState.PREPARING)


def test_no_second_round_before_the_first_is_counted_nor_twice_nor_where_all_is_settled(
    world: World, meeting: Meeting, session: BallotSession
) -> None:
    refused_with("ballot.open", lambda: again(world, session))
    voted(session, Level.GOOD)
    counted(world, session)
    refused_with("ballot.decided", lambda: again(world, session))


def test_a_second_round_already_prepared_is_the_only_one(world: World, meeting: Meeting) -> None:
    first = undecided(world, meeting, method=VotingMethod.ELECTRONIC)
    again(world, first)
    refused_with("ballot.newer", lambda: again(world, first))


def test_a_second_electronic_round_does_not_open_for_somebody_without_an_account(
    world: World, meeting: Meeting
) -> None:
    second = again(world, undecided(world, meeting, method=VotingMethod.ELECTRONIC))
    world.users["member5"].is_active = False
    world.users["member5"].save()
    with pytest.raises(RuleViolation) as refused:
        opened(world, second)
    [finding] = [row for row in refused.value.findings if row.blocks]
    assert finding.code == "ballot.accounts"
    assert str(world.people["member5"]) in finding.message
