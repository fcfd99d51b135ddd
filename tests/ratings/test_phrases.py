"""The two phrases that open a box: wrong ones change nothing, and however they are sent, few are tried in a while."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import datetime, timedelta
from itertools import count

import pytest
from django.db import connections

from organizations.models import User
from ratings import sealing
from ratings.choices import BallotState
from ratings.models import BallotSession, Proposal
from ratings.services import counting
from ratings.services.ballots import locked_session
from ratings.services.counting import FREE_ATTEMPTS
from reviews.choices import Level
from reviews.rules.findings import RuleViolation
from tests.load.ballot.rounds import Round, make_campaign, make_people, open_round
from tests.world import at

NOON = at(14, 12)
WRONG = "0000 0000 0000 0000 0000"
CONNECTIONS = 12


@pytest.fixture
def box(db: None) -> Round:
    """Shut, five ballots in it."""
    opened = open_round(make_campaign(), make_people(5, name="phrase"), questions=2)
    for voter in opened.voters:
        opened.cast(voter, opened.ballot(Level.GOOD))
    opened.close()
    return opened


def guess(box: Round, *, at: datetime, right: int = 1) -> str:
    """How a count with so many right phrases of the two ended."""
    given = list(box.phrases.items())[:2]
    phrases = {person: phrase if place < right else WRONG for place, (person, phrase) in enumerate(given)}
    try:
        counting.count_ballot(session_id=box.session.pk, phrases=phrases, by=box.counter, now=at)
    except RuleViolation as violation:
        return violation.findings[0].code
    return "counted"


def state_of(box: Round) -> str:
    return str(BallotSession.objects.values_list("state", flat=True).get(pk=box.session.pk))


def at_once(box: Round, act: object, *, times: int) -> Counter[str]:
    """``act`` by so many threads, each with a connection of its own."""
    outcomes: list[str] = []
    barrier = threading.Barrier(times)

    def run() -> None:
        try:
            barrier.wait()
            outcomes.append(act())  # type: ignore[operator]
        except Exception as error:
            outcomes.append(repr(error))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Counter(outcomes)


def test_after_five_wrong_attempts_even_the_right_phrases_wait(box: Round) -> None:
    assert [guess(box, at=NOON) for _ in range(FREE_ATTEMPTS)] == ["box.wrong_phrase"] * FREE_ATTEMPTS
    assert guess(box, at=NOON + timedelta(seconds=59), right=2) == "box.wait"
    assert state_of(box) == BallotState.CLOSED
    assert guess(box, at=NOON + timedelta(seconds=60), right=2) == "counted"


def test_each_further_wrong_attempt_doubles_the_wait_up_to_half_an_hour(box: Round) -> None:
    for _ in range(FREE_ATTEMPTS):
        guess(box, at=NOON)
    moment, waits = NOON, []
    for _ in range(7):
        until = BallotSession.objects.get(pk=box.session.pk).phrases_wait_until
        assert until is not None
        waits.append(round((until - moment).total_seconds() / 60))
        moment = until
        assert guess(box, at=moment) == "box.wrong_phrase"
    assert waits == [1, 2, 4, 8, 16, 30, 30]


def test_right_phrases_forgive_the_wrong_ones(box: Round) -> None:
    for _ in range(FREE_ATTEMPTS - 1):
        guess(box, at=NOON)
    assert guess(box, at=NOON, right=2) == "counted"
    session = BallotSession.objects.get(pk=box.session.pk)
    assert (session.wrong_phrases, session.phrases_wait_until) == (0, None)


@pytest.mark.django_db(transaction=True)
def test_guesses_sent_at_once_are_tried_as_one_by_one(box: Round, monkeypatch: pytest.MonkeyPatch) -> None:
    """The wait cannot be raced around: no more phrases are turned into keys than the free attempts allow."""
    derived = count()
    holder_key = sealing.holder_key

    def counted(phrase: str, salt: bytes) -> object:
        if phrase == WRONG:
            next(derived)
        return holder_key(phrase, salt)

    monkeypatch.setattr(sealing, "holder_key", counted)
    outcomes = at_once(box, lambda: guess(box, at=NOON), times=CONNECTIONS)
    assert outcomes == {"box.wrong_phrase": FREE_ATTEMPTS, "box.wait": CONNECTIONS - FREE_ATTEMPTS}
    assert next(derived) == FREE_ATTEMPTS
    assert state_of(box) == BallotState.CLOSED


@pytest.mark.django_db(transaction=True)
def test_of_counts_at_once_one_counts_and_the_others_are_told(box: Round) -> None:
    outcomes = at_once(box, lambda: guess(box, at=NOON, right=2), times=4)
    assert outcomes["counted"] == 1
    assert outcomes["counted"] + outcomes["ballot.state"] == 4
    assert [row[Level.GOOD] for row in box.totals()] == [5, 5]
    assert Proposal.objects.filter(question__session=box.session).count() == 2


def test_a_count_sent_before_the_box_was_shut_is_told_to_type_the_phrases(
    box: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It found the box open and looked at no phrase; the close came through before it took the lock."""
    BallotSession.objects.filter(pk=box.session.pk).update(state=BallotState.OPEN)

    def shut_meanwhile(session_id: int) -> BallotSession:
        BallotSession.objects.filter(pk=session_id).update(state=BallotState.CLOSED)
        return locked_session(session_id)

    with monkeypatch.context() as late:
        late.setattr(counting, "locked_session", shut_meanwhile)
        assert guess(box, at=NOON, right=2) == "box.two_phrases"
    assert box.session.envelopes.count() == 5
    # The close of this test was undone with the refused count; the real one stands in a transaction of its own.
    BallotSession.objects.filter(pk=box.session.pk).update(state=BallotState.CLOSED)
    assert guess(box, at=NOON, right=2) == "counted"


def test_whoever_may_not_count_costs_the_counting_team_no_attempt(box: Round) -> None:
    stranger: User = make_people(1, name="stranger")[0]
    for _ in range(FREE_ATTEMPTS + 1):
        with pytest.raises(RuleViolation) as refused:
            counting.count_ballot(
                session_id=box.session.pk, phrases=dict.fromkeys(list(box.phrases)[:2], WRONG), by=stranger, now=NOON
            )
        assert refused.value.findings[0].code == "permission.meeting.run"
    assert guess(box, at=NOON, right=2) == "counted"


def test_a_count_that_dies_on_the_way_leaves_the_box_as_it_was_and_the_next_one_counts(
    box: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last write before the end: everything before it is undone with it."""
    with monkeypatch.context() as broken:
        broken.setattr(counting, "record_proposal", lambda **_: 1 // 0)
        with pytest.raises(ZeroDivisionError):
            guess(box, at=NOON, right=2)
    assert state_of(box) == BallotState.CLOSED
    assert box.session.envelopes.count() == 5
    assert guess(box, at=NOON, right=2) == "counted"
    assert [row[Level.GOOD] for row in box.totals()] == [5, 5]
    assert not box.session.envelopes.exists()
