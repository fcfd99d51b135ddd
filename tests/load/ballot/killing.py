"""Kills the web server again and again while people vote and while the box is counted, and looks at what is left."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from django.db import connection, connections
from django.urls import reverse

from organizations.models import User
from ratings.choices import BallotState
from ratings.models import BallotSession, Proposal
from ratings.selectors.boxes import CHOICES
from reviews.models import Campaign
from tests.load.ballot import serving
from tests.load.ballot.racing import Reached
from tests.load.ballot.rounds import Round, open_round

#: Browsers that vote at the same time.
HANDS = 6
QUESTIONS = 3


@dataclass(frozen=True)
class Votes:
    """Kills while people voted. Of the voters who found the server gone (``unanswered``), ``landed`` were in the box
    already when they asked again."""

    kills: int
    voters: int
    acknowledged: int
    unanswered: int
    landed: int
    lost: int
    in_box: int
    voted: int
    wrong_totals: int

    @property
    def holds(self) -> bool:
        return not self.lost and not self.wrong_totals and self.in_box == self.voted == self.voters


def kill_while_voting(campaign: Campaign, voters: Sequence[User], *, kills: int, folder: Path, seed: int = 1) -> Votes:
    """One round; the server is killed after every few votes, and whoever had no answer asks again and votes if his
    vote is not in. At the end the box is shut and counted."""
    chance, box = random.Random(seed), open_round(campaign, voters, questions=QUESTIONS)
    choices = {voter.pk: box.ballot(*chance.choices(CHOICES, k=QUESTIONS)) for voter in voters}
    left, receipts = list(voters), list[str]()
    unanswered: set[int] = set()
    killed = landed = 0
    while left:
        with serving.web(folder) as server:
            share = max(len(left) // max(kills - killed + 1, 1), 1)
            killer = threading.Event()
            counted = Reached(share if killed < kills else len(voters) + 1, killer)
            thread = threading.Thread(target=_kill, args=(server, killer, chance.random() / 100))
            thread.start()
            ended = _vote(server.port, box, left, choices, counted)
            hit = killer.is_set()
            killed += hit
            killer.set()
            thread.join()
            assert hit or all(outcome != serving.GONE for outcome, _receipt in ended), "the server went by itself"
        for voter, (outcome, receipt) in zip(list(left), ended, strict=True):
            if outcome == serving.GONE:
                unanswered.add(voter.pk)
                continue
            assert outcome in (serving.ACCEPTED, serving.KNOWN), outcome
            landed += outcome == serving.KNOWN
            receipts += [receipt] if receipt else []
            left.remove(voter)
    box.close()
    box.count()
    session = BallotSession.objects.get(pk=box.session.pk)
    return Votes(
        kills=killed,
        voters=len(voters),
        acknowledged=len(receipts),
        unanswered=len(unanswered),
        landed=landed,
        lost=sum((Counter(receipts) - Counter(session.receipts)).values()),
        in_box=session.cast or 0,
        voted=session.voters.filter(voted=True).count(),
        wrong_totals=_wrong_totals(box, list(choices.values())),
    )


def _vote(
    port: int, box: Round, voters: Sequence[User], choices: dict[int, dict[int, str]], counted: Reached
) -> list[tuple[str, str]]:
    def act(voter: User) -> tuple[str, str]:
        browser = serving.Browser(port, voter)
        try:
            outcome = serving.vote(browser, box, choices[voter.pk])
        finally:
            browser.close()
            connections.close_all()
        if outcome[0] == serving.ACCEPTED:
            counted.tell()
        return outcome

    with ThreadPoolExecutor(HANDS) as pool:
        return list(pool.map(act, voters))


def _kill(server: serving.Web, when: threading.Event, pause: float) -> None:
    when.wait()
    time.sleep(pause)
    server.kill()


def _wrong_totals(box: Round, ballots: Sequence[dict[int, str]]) -> int:
    """Questions whose counts are not those of these ballots."""
    expected = [Counter(ballot[question] for ballot in ballots) for question in box.questions]
    return sum(
        row != {choice: wanted[choice] for choice in CHOICES}
        for row, wanted in zip(box.totals(), expected, strict=True)
    )


@dataclass(frozen=True)
class Counts:
    """Kills while a box was counted. ``before`` left it closed and whole, ``after`` left it counted; ``inside`` of the
    kills fell while the count's transaction had begun to write. ``broken`` are neither."""

    kills: int
    inside: int
    before: int
    after: int
    broken: int
    wrong_totals: int
    proposed_twice: int
    left_in_box: int

    @property
    def holds(self) -> bool:
        return not (self.broken or self.wrong_totals or self.proposed_twice or self.left_in_box)


def kill_while_counting(
    campaign: Campaign, voters: Sequence[User], *, kills: int, folder: Path, seed: int = 1
) -> Counts:
    """A box each: it is counted through the web server, which is killed on the way; then it is counted by the next."""
    chance = random.Random(seed)
    inside = before = after = broken = wrong = twice = left = 0
    for number in range(kills):
        box = open_round(campaign, voters, questions=QUESTIONS)
        ballots = [box.ballot(*chance.choices(CHOICES, k=QUESTIONS)) for _ in voters]
        for voter, ballot in zip(voters, ballots, strict=True):
            box.cast(voter, ballot)
        box.close()
        Proposal.objects.all().delete()
        with serving.web(folder) as server:
            counting = threading.Thread(target=_count, args=(server.port, box))
            counting.start()
            if number % 4:
                inside += _until_it_writes()
                time.sleep(chance.random() / 5)
            else:
                time.sleep(chance.random() / 2)
            server.kill()
            counting.join()
        _until_it_is_gone()
        whole = box.session.envelopes.count() == len(voters)
        state = BallotSession.objects.values_list("state", flat=True).get(pk=box.session.pk)
        before += state == BallotState.CLOSED and whole
        after += state == BallotState.COUNTED and not box.session.envelopes.exists()
        broken += not (state == BallotState.CLOSED and whole) and state != BallotState.COUNTED
        if state == BallotState.CLOSED:
            box.count()
        wrong += _wrong_totals(box, ballots)
        proposed = Counter(Proposal.objects.values_list("question", flat=True))
        twice += sum(count > 1 for count in proposed.values())
        decided = box.session.questions.exclude(outcome="").values_list("pk", flat=True)
        twice += set(proposed) != set(decided)
        left += box.session.envelopes.count() + box.session.locks.count()
    return Counts(kills, inside, before, after, broken, wrong, twice, left)


def _count(port: int, box: Round) -> None:
    browser = serving.Browser(port, box.counter)
    path = reverse("ballot-count", args=(box.session.pk,))
    fields: dict[str, str] = {}
    for name, (person, phrase) in zip(("first", "second"), box.phrases.items(), strict=False):
        fields |= {f"holder-{name}": str(person), f"phrase-{name}": phrase}
    try:
        browser.get(path)
        browser.post(path, fields)
    except serving.Gone:
        pass
    finally:
        browser.close()
        connections.close_all()


def _writers() -> int:
    """Connections to this database, other than ours, whose transaction has begun to write."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid <> pg_backend_pid() AND backend_xid IS NOT NULL"
        )
        return int(cursor.fetchone()[0])


def _until_it_writes() -> bool:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        if _writers():
            return True
        time.sleep(0.0005)
    return False


def _until_it_is_gone() -> None:
    """PostgreSQL notices the dead client at its next word to it; a transaction half done is undone then."""
    deadline = time.monotonic() + 10
    while _writers():
        if time.monotonic() > deadline:
            raise AssertionError("a transaction of the killed server still runs")
        time.sleep(0.01)
