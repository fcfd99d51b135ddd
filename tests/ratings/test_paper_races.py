"""Paper ballots handled at the same moment by several people, each with a connection of his own."""

from __future__ import annotations

from collections import Counter
from functools import partial

import pytest

from ratings.choices import BallotState, Channel, VotingMethod
from ratings.models import BallotSession, Envelope, PaperCount
from ratings.selectors.paper_counts import handed_out
from ratings.services import casting, voiding
from reviews.rules.paper_count import SheetRow
from tests import steps
from tests.paper_round import FIRST, SECOND, closed_paper, enter, hand_out, open_paper, paper_people, sheets, shut
from tests.ratings.test_ballot_races import Race, cast
from tests.world import World, issued_world, standing_on

PAPER = ("member1", "member3", "member4", "member5")


@pytest.fixture
def world(transactional_db: None) -> World:
    return issued_world()


@pytest.fixture
def session(world: World) -> BallotSession:
    """All on paper, the box shut."""
    return closed_paper(world, steps.ready_cell(world))


def test_two_who_enter_first_at_once_are_first_and_second(world: World, session: BallotSession) -> None:
    figures = sheets(session, SheetRow(good=8, blank=1))
    enters = {key: partial(enter, world, session, key, figures, attempt=1) for key in (FIRST, SECOND)}
    assert Race(*enters.items()).run() == dict.fromkeys(enters, "done")
    assert sorted(PaperCount.objects.values_list("ordinal", flat=True)) == [1, 2]
    session.refresh_from_db()
    assert session.state == BallotState.COUNTED


def test_of_one_who_sends_his_figures_eight_times_at_once_one_entry_is_kept(
    world: World, session: BallotSession
) -> None:
    act = partial(enter, world, session, FIRST, sheets(session, SheetRow(good=9)), attempt=1)
    outcomes = Race(*((str(number), act) for number in range(8))).run()
    assert Counter(outcomes.values()) == {"done": 1, "paper.same_person": 7}
    assert PaperCount.objects.count() == 1


def test_a_second_entry_and_a_voiding_at_once_leave_the_round_counted_or_void(
    world: World, session: BallotSession
) -> None:
    figures = sheets(session, SheetRow(good=8, blank=1))
    enter(world, session, FIRST, figures)
    with standing_on(14, 12) as now:
        asked = voiding.ask_to_void(session_id=session.pk, reason="Thừa phiếu", by=world.users["head"], now=now)
    void = partial(voiding.confirm_void, session_id=session.pk, read=asked.void_mark, by=world.users[FIRST], now=now)
    outcomes = Race(("enter", partial(enter, world, session, SECOND, figures, attempt=1)), ("void", void)).run()
    session.refresh_from_db()
    won = {"enter": BallotState.COUNTED, "void": BallotState.VOID}
    (winner,) = [name for name, outcome in outcomes.items() if outcome == "done"]
    assert sorted(outcomes.values()) == ["ballot.state", "done"]
    assert session.state == won[winner]
    assert PaperCount.objects.count() == (2 if winner == "enter" else 1)
    counted = session.questions.filter(issued__isnull=False).count()
    assert counted == (session.questions.count() if winner == "enter" else 0)


def test_a_ballot_handed_out_while_the_box_is_shut_is_noted_before_or_refused(world: World) -> None:
    session = open_paper(world, steps.ready_cell(world))
    hand_out(world, session, count=5)
    late = paper_people(session)[5:]
    hands = {
        str(person): partial(casting.hand_out_paper, session_id=session.pk, person_ids=[person], by=world.users["head"])
        for person in late
    }
    outcomes = Race(("close", partial(shut, world, session)), *hands.items()).run()
    assert outcomes.pop("close") == "done"
    assert set(outcomes.values()) <= {"done", "ballot.state"}
    assert handed_out(session) == 5 + list(outcomes.values()).count("done")


@pytest.mark.parametrize("key", ["head", "deputy"])
def test_whoever_votes_while_he_is_moved_to_paper_has_one_way_of_voting(world: World, key: str) -> None:
    session = open_paper(
        world,
        steps.ready_cell(world),
        method=VotingMethod.MIXED,
        on_paper=PAPER,
    )
    person = world.people[key].pk
    with standing_on(14, 10) as now:
        move = partial(
            casting.change_channel,
            session_id=session.pk,
            person_ids=[person],
            channel=Channel.PAPER,
            by=world.users["head"],
            now=now,
        )
    take = partial(casting.hand_out_paper, session_id=session.pk, person_ids=[person], by=world.users["head"])
    votes = [(f"vote{number}", cast(world, session, key)) for number in range(3)]
    outcomes = Race(("move", move), ("take", take), *votes).run()
    voter = session.voters.get(person_id=person)
    accepted = [name for name in outcomes if name.startswith("vote") and outcomes[name] == "done"]
    assert len(accepted) == Envelope.objects.count()
    if outcomes["move"] == "done":
        assert (voter.channel, accepted) == (Channel.PAPER, [])
        assert {outcomes[name] for name, _act in votes} == {"ballot.on_paper"}
    else:
        assert (voter.channel, len(accepted), voter.voted) == (Channel.ELECTRONIC, 1, True)
        assert outcomes["move"] == "ballot.voted"
