"""Many at the same box at once: one voter many times over, and votes against the close. The database decides."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from django.db import connection, connections

from organizations.models import User
from ratings.choices import BallotState
from ratings.models import BallotSession
from ratings.sealing import receipt_of
from reviews.choices import Level
from reviews.models import Campaign
from reviews.rules.findings import RuleViolation
from tests.load.ballot import serving
from tests.load.ballot.rounds import Round, open_round

#: How an attempt ended: accepted, or the code of its refusal; and its receipt.
Vote = Callable[[User], tuple[str, str]]
ACCEPTED = "accepted"


class Reached:
    """Sets the event when so many votes were acknowledged; at once for none."""

    def __init__(self, wanted: int, reached: threading.Event) -> None:
        self._wanted, self._reached, self._lock = wanted, reached, threading.Lock()
        if not wanted:
            reached.set()

    def tell(self) -> None:
        with self._lock:
            self._wanted -= 1
            if self._wanted == 0:
                self._reached.set()


@dataclass(frozen=True)
class Doubled:
    """What many attempts of each voter left behind."""

    attempts: int
    voters: int
    outcomes: dict[str, int]
    most_of_one: int
    voted: int
    envelopes: int
    lost: int
    seconds: float

    @property
    def holds(self) -> bool:
        """Each voter once, and every receipt handed out belongs to an envelope in the box."""
        accepted = self.outcomes.get(ACCEPTED, 0)
        return accepted == self.voters == self.voted == self.envelopes and self.most_of_one == 1 and not self.lost


def by_service(box: Round) -> Vote:
    """A vote as the view casts it; answers with its outcome and its receipt."""

    def vote(voter: User) -> tuple[str, str]:
        try:
            return ACCEPTED, box.cast(voter, box.ballot(Level.GOOD, Level.EXCELLENT))
        except RuleViolation as violation:
            return violation.findings[0].code, ""

    return vote


def by_web(port: int, box: Round) -> Vote:
    """The same through the web server: each attempt with a session of its own, as from another browser."""

    def vote(voter: User) -> tuple[str, str]:
        browser = serving.Browser(port, voter)
        try:
            return serving.vote(browser, box, box.ballot(Level.GOOD, Level.EXCELLENT))
        finally:
            browser.close()

    return vote


def double(box: Round, vote: Vote, *, times: int, connections_at_once: int, seed: int = 1) -> Doubled:
    """Every voter ``times`` times, those of one voter close to each other, over so many connections."""
    order = random.Random(seed).sample(list(box.voters), len(box.voters))
    attempts = [voter for voter in order for _ in range(times)]
    began = time.monotonic()
    ended = _side_by_side(vote, attempts, hands=connections_at_once)
    seconds = time.monotonic() - began
    accepted = [(voter.pk, receipt) for voter, (outcome, receipt) in zip(attempts, ended, strict=True) if receipt]
    sealed = {receipt_of(bytes(row)) for row in box.session.envelopes.values_list("sealed", flat=True)}
    return Doubled(
        attempts=len(attempts),
        voters=len(box.voters),
        outcomes=dict(Counter(outcome for outcome, _receipt in ended)),
        most_of_one=max(Counter(voter for voter, _receipt in accepted).values(), default=0),
        voted=box.session.voters.filter(voted=True).count(),
        envelopes=len(sealed),
        lost=sum(receipt not in sealed for _voter, receipt in accepted),
        seconds=round(seconds, 1),
    )


def _side_by_side(vote: Vote, attempts: Sequence[User], *, hands: int) -> list[tuple[str, str]]:
    """In threads that each keep one connection; all are connected before the first attempt."""
    ready = threading.Barrier(hands)

    def connect(_number: int) -> None:
        connection.ensure_connection()
        ready.wait()

    with ThreadPoolExecutor(hands) as pool:
        list(pool.map(connect, range(hands)))
        try:
            return list(pool.map(vote, attempts))
        finally:
            closing = threading.Barrier(hands)

            def disconnect(_number: int) -> None:
                connections.close_all()
                closing.wait()

            list(pool.map(disconnect, range(hands)))


@dataclass(frozen=True)
class Closed:
    """Races of the close against votes; ``lost`` votes were accepted and are not in the list of the closed box,
    ``late`` ones are in it and were refused."""

    races: int
    accepted: int
    refused: int
    lost: int
    late: int
    other: dict[str, int]
    slowest_close: float
    middle_close: float

    @property
    def holds(self) -> bool:
        return not self.lost and not self.late and not self.other


def close_against_votes(
    campaign: Campaign, voters: Sequence[User], *, races: int, hands: int, early: int = 3, seed: int = 1
) -> Closed:
    """Each race: some votes are in, then all others vote over so many connections, and one closes the box when some of
    them, drawn anew each time, have been accepted."""
    chance = random.Random(seed)
    ended: Counter[str] = Counter()
    lost = late = 0
    closes: list[float] = []
    for _ in range(races):
        box = open_round(campaign, voters, questions=3)
        vote = by_service(box)
        receipts = [vote(voter)[1] for voter in voters[:early]]
        reached = threading.Event()
        counted = Reached(chance.randrange(len(voters) - early), reached)
        closing = threading.Thread(target=_close, args=(box, reached, closes))
        closing.start()
        outcomes = _side_by_side(_telling(vote, counted), voters[early:], hands=hands)
        closing.join()
        shut = BallotSession.objects.get(pk=box.session.pk)
        receipts += [receipt for _outcome, receipt in outcomes if receipt]
        ended.update(outcome for outcome, _receipt in outcomes)
        listed = Counter(shut.receipts)
        lost += sum((Counter(receipts) - listed).values())
        late += sum((listed - Counter(receipts)).values())
        late += int(shut.state != BallotState.CLOSED) + int(shut.voters.filter(voted=True).count() != shut.cast)
    accepted, refused = ended.pop(ACCEPTED, 0), ended.pop("ballot.closed", 0)
    closes.sort()
    return Closed(
        races, accepted, refused, lost, late, dict(ended), round(closes[-1], 3), round(closes[len(closes) // 2], 3)
    )


def _telling(vote: Vote, counted: Reached) -> Vote:
    def told(voter: User) -> tuple[str, str]:
        ended = vote(voter)
        if ended[0] == ACCEPTED:
            counted.tell()
        return ended

    return told


def _close(box: Round, when: threading.Event, closes: list[float]) -> None:
    try:
        connection.ensure_connection()
        when.wait()
        began = time.monotonic()
        box.close()
        closes.append(time.monotonic() - began)
    finally:
        connections.close_all()
