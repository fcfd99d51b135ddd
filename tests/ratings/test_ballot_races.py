"""Ballots cast and counted at the same moment, each browser with a connection of its own: the database decides."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from django.db import connections

from ratings.choices import BallotState
from ratings.models import BallotSession, Envelope
from ratings.services import ballots
from ratings.services.casting import cast_vote
from reviews.choices import Level
from reviews.rules.findings import RuleViolation
from tests import steps
from tests.factories.ratings import BallotQuestionFactory, BallotSessionFactory, VoterFactory
from tests.ratings.test_ballots import ballot, close, opened
from tests.world import World, issued_world

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


def assert_counted(session: BallotSession, voters: list[str]) -> None:
    """Closed; every question holds one vote of each of them, and nobody else is noted as having voted."""
    session.refresh_from_db()
    assert session.state == BallotState.COUNTED
    questions = list(session.questions.all())
    assert questions
    for question in questions:
        assert (question.issued, question.good) == (session.voters.count(), len(voters))
        assert (question.excellent, question.completed, question.not_completed, question.blank) == (0, 0, 0, 0)
    noted = session.voters.filter(voted=True).values_list("person__user__username", flat=True)
    assert sorted(noted) == sorted(voters)
    assert not Envelope.objects.exists(), "what is left in the box after the count was accepted and not counted"


def test_of_sixteen_attempts_of_one_voter_at_once_exactly_one_is_counted(world: World, session: BallotSession) -> None:
    vote = cast(world, session, "member1")
    outcomes = Race(*((str(number), vote) for number in range(16))).run()
    assert Counter(outcomes.values()) == {"done": 1, "ballot.voted": 15}
    assert Envelope.objects.count() == len(EARLY) + 1


def rounds(session: BallotSession, world: World, *, count: int) -> Iterator[BallotSession]:
    """The session and more like it in the same meeting, each with the same three ballots in its box."""
    yield session
    reviews = list(session.questions.values_list("review_id", "track", "position"))
    people = list(session.voters.values_list("person_id", flat=True))
    for number in range(2, count + 1):
        again: BallotSession = BallotSessionFactory.create(meeting=session.meeting, round=number)
        again.counting_team.set(session.counting_team.all())
        for review_id, track, position in reviews:
            BallotQuestionFactory.create(
                session=again, review=None, review_id=review_id, track=track, position=position
            )
        for person_id in people:
            VoterFactory.create(session=again, person=None, person_id=person_id)
        for key in EARLY:
            cast(world, again, key)()
        yield again


def test_whatever_comes_first_every_accepted_ballot_is_counted_and_every_other_is_told_that_it_was_not(
    world: World, session: BallotSession
) -> None:
    for played in rounds(session, world, count=6):
        acts = [(key, cast(world, played, key)) for key in LATE]
        outcomes = Race(("close", partial(close, world, played)), *acts).run()
        assert outcomes.pop("close") == "done"
        assert set(outcomes) == set(LATE), "nobody is left without an answer"
        assert set(outcomes.values()) <= {"done", "ballot.closed"}
        assert_counted(played, [*EARLY, *accepted(outcomes)])


def test_a_ballot_that_comes_while_the_box_is_counted_waits_and_is_refused(
    world: World, session: BallotSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = Race(*((key, cast(world, session, key)) for key in LATE))
    freeze = ballots._freeze

    def counting(*args: Any, **more: Any) -> None:
        """The votes are read; the state is not yet written."""
        if not late.started:
            late.start()
            late.join(at_most=GRACE)
        freeze(*args, **more)

    monkeypatch.setattr(ballots, "_freeze", counting)
    close(world, session)
    late.join()
    assert late.outcomes == dict.fromkeys(LATE, "ballot.closed")
    assert_counted(session, list(EARLY))


def test_a_count_that_comes_while_a_ballot_is_cast_waits_and_counts_it(
    world: World, session: BallotSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    counting = Race(("close", partial(close, world, session)), barrier=False)
    well_formed = ballots._well_formed

    def casting(*args: Any) -> Any:
        """The session was found open; the vote is not yet in the box."""
        if not counting.started:
            counting.start()
            counting.join(at_most=GRACE)
        return well_formed(*args)

    monkeypatch.setattr(ballots, "_well_formed", casting)
    cast(world, session, "member1")()
    counting.join()
    assert counting.outcomes == {"close": "done"}
    assert_counted(session, [*EARLY, "member1"])


def test_of_two_who_count_at_once_one_counts_and_the_other_is_told(world: World, session: BallotSession) -> None:
    outcomes = Race(*((name, partial(close, world, session)) for name in ("first", "second"))).run()
    assert Counter(outcomes.values()) == {"done": 1, "ballot.closed": 1}
    assert_counted(session, list(EARLY))
