"""Ballots cast and counted at the same moment, each browser with a connection of its own: the database decides."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from django.db import connections

from ratings import sealing
from ratings.choices import BallotState
from ratings.models import BallotSession, Envelope
from ratings.selectors import boxes
from ratings.services import ballots
from ratings.services.casting import cast_vote
from ratings.services.counting import count_ballot
from reviews.choices import Level
from reviews.rules.findings import RuleViolation
from tests import steps
from tests.box import open_reballot, phrases_of
from tests.ratings.test_ballots import ballot, opened
from tests.world import World, issued_world, standing_on

EARLY = ("head", "deputy", "third")
LATE = tuple(f"member{number}" for number in range(1, 6))
#: How long code that does not wait for a lock is given to do its harm; what waits outlasts it, and nothing hangs on it.
GRACE = 0.5


@pytest.fixture
def world(transactional_db: None) -> World:
    return issued_world()


@pytest.fixture
def session(world: World) -> BallotSession:
    """Open, three ballots in the box; six may still be cast."""
    session = opened(world, steps.ready_cell(world))
    for key in EARLY:
        cast_vote(session_id=session.pk, voter=world.users[key], choices=ballot(session, Level.GOOD))
    return session


class Race:
    """Threads that all stand at one barrier and each note how they ended; an error of the program is noted too."""

    def __init__(self, *acts: tuple[str, Callable[[], object]], barrier: bool = True) -> None:
        self.outcomes: dict[str, str] = {}
        self._barrier = threading.Barrier(len(acts)) if barrier else None
        self._threads = [threading.Thread(target=self._run, args=act) for act in acts]

    def _run(self, name: str, act: Callable[[], object]) -> None:
        try:
            if self._barrier is not None:
                self._barrier.wait()
            act()
            self.outcomes[name] = "done"
        except RuleViolation as violation:
            self.outcomes[name] = violation.findings[0].code
        except Exception as error:
            self.outcomes[name] = repr(error)
        finally:
            connections.close_all()

    @property
    def started(self) -> bool:
        return any(thread.ident for thread in self._threads)

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def join(self, *, at_most: float | None = None) -> None:
        for thread in self._threads:
            thread.join(None if at_most is None else at_most / len(self._threads))

    def run(self) -> dict[str, str]:
        self.start()
        self.join()
        return self.outcomes


def cast(world: World, session: BallotSession, key: str) -> Callable[[], object]:
    return partial(cast_vote, session_id=session.pk, voter=world.users[key], choices=ballot(session, Level.GOOD))


def accepted(outcomes: dict[str, str]) -> list[str]:
    return sorted(name for name, outcome in outcomes.items() if name != "close" and outcome == "done")


def shut(world: World, session: BallotSession) -> BallotSession:
    with standing_on(14, 11) as now:
        return ballots.close_ballot(session_id=session.pk, by=world.users["member2"], now=now)


def count(world: World, session: BallotSession) -> BallotSession:
    with standing_on(14, 11) as now:
        return count_ballot(session_id=session.pk, phrases=phrases_of(session), by=world.users["member2"], now=now)


def assert_counted(world: World, session: BallotSession, voters: list[str]) -> None:
    """What was shut in the box is counted: one vote of each of them, and nobody else is noted as having voted."""
    count(world, session)
    session.refresh_from_db()
    assert session.state == BallotState.COUNTED
    assert (session.cast, len(session.receipts)) == (len(voters), len(voters))
    questions = list(session.questions.all())
    assert questions
    for question in questions:
        assert (question.issued, question.good) == (session.voters.count(), len(voters))
        assert (question.excellent, question.completed, question.not_completed, question.blank) == (0, 0, 0, 0)
    noted = session.voters.filter(voted=True).values_list("person__user__username", flat=True)
    assert sorted(noted) == sorted(voters)
    assert not Envelope.objects.filter(session=session).exists()


def test_of_sixteen_attempts_of_one_voter_at_once_exactly_one_is_counted(world: World, session: BallotSession) -> None:
    vote = cast(world, session, "member1")
    outcomes = Race(*((str(number), vote) for number in range(16))).run()
    assert Counter(outcomes.values()) == {"done": 1, "ballot.voted": 15}
    assert Envelope.objects.count() == len(EARLY) + 1


def rounds(session: BallotSession, world: World, *, count: int) -> Iterator[BallotSession]:
    """The round and more like it in the same meeting, each with the same three ballots in a box of its own."""
    yield session
    for _ in range(1, count):
        session.questions.update(outcome="")  # asked once more, whatever the ballots said
        with standing_on(14, 12) as now:
            again = open_reballot(session_id=session.pk, by=world.users["head"], now=now)
        for key in EARLY:
            cast(world, again, key)()
        yield again
        session = again


def test_whatever_comes_first_every_accepted_ballot_is_counted_and_every_other_is_told_that_it_was_not(
    world: World, session: BallotSession
) -> None:
    for played in rounds(session, world, count=6):
        acts = [(key, cast(world, played, key)) for key in LATE]
        outcomes = Race(("close", partial(shut, world, played)), *acts).run()
        assert outcomes.pop("close") == "done"
        assert set(outcomes) == set(LATE), "nobody is left without an answer"
        assert set(outcomes.values()) <= {"done", "ballot.closed"}
        assert_counted(world, played, [*EARLY, *accepted(outcomes)])


def test_a_ballot_that_comes_while_the_box_is_shut_waits_and_is_refused(
    world: World, session: BallotSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = Race(*((key, cast(world, session, key)) for key in LATE))
    root_of = sealing.root_of

    def shutting(*args: Any) -> Any:
        """The envelopes are listed; the state is not yet written."""
        if not late.started:
            late.start()
            late.join(at_most=GRACE)
        return root_of(*args)

    monkeypatch.setattr(sealing, "root_of", shutting)
    shut(world, session)
    late.join()
    assert late.outcomes == dict.fromkeys(LATE, "ballot.closed")
    assert_counted(world, session, list(EARLY))


def test_a_box_shut_while_a_ballot_is_cast_waits_and_holds_it(
    world: World, session: BallotSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    counting = Race(("close", partial(shut, world, session)), barrier=False)
    ballot_findings = boxes.ballot_findings

    def casting(*args: Any) -> Any:
        """The session was found open; the vote is not yet in the box."""
        if not counting.started:
            counting.start()
            counting.join(at_most=GRACE)
        return ballot_findings(*args)

    monkeypatch.setattr(boxes, "ballot_findings", casting)
    cast(world, session, "member1")()
    counting.join()
    assert counting.outcomes == {"close": "done"}
    assert_counted(world, session, [*EARLY, "member1"])


def test_of_two_who_count_at_once_one_counts_and_the_other_is_told(world: World, session: BallotSession) -> None:
    shut(world, session)
    outcomes = Race(*((name, partial(count, world, session)) for name in ("first", "second"))).run()
    assert Counter(outcomes.values()) == {"done": 1, "ballot.state": 1}
    for question in session.questions.all():
        assert (question.good, question.excellent, question.blank) == (len(EARLY), 0, 0)
