"""A whole hall votes within a minute, through the web server as operators run it."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from organizations.models import User
from ratings.selectors.boxes import CHOICES
from reviews.models import Campaign
from tests.load.ballot import serving
from tests.load.ballot.rounds import open_round

QUESTIONS = 8


@dataclass(frozen=True)
class Crowd:
    """Seconds of all answers, and of those to the vote itself; ``late`` is the longest that a voter of the test came
    after his time, because the machine was busy with others."""

    voters: int
    accepted: int
    errors: int
    seconds: float
    late: float
    middle: float
    most: float
    slowest: float
    vote_middle: float
    vote_most: float
    vote_slowest: float
    in_box: int

    @property
    def holds(self) -> bool:
        return self.accepted == self.in_box == self.voters and not self.errors and self.most < 0.5


class _Timed(serving.Browser):
    """Notes how long each answer took."""

    def __init__(self, port: int, session_key: str) -> None:
        super().__init__(port)
        self._cookies = {"sessionid": session_key}
        self.took: list[float] = []

    def _ask(self, method: str, path: str, body: str | None) -> serving.Answer:
        began = time.perf_counter()
        answer = super()._ask(method, path, body)
        self.took.append(time.perf_counter() - began)
        return answer


def vote(campaign: Campaign, voters: Sequence[User], *, within: float, folder: Path, seed: int = 1) -> Crowd:
    """Each comes at a moment of his own, drawn evenly, opens the ballot, looks back at it and casts it."""
    chance, box = random.Random(seed), open_round(campaign, voters, questions=QUESTIONS)
    keys = [serving.session_of(voter) for voter in voters]
    ballots = [box.ballot(*chance.choices(CHOICES, k=QUESTIONS)) for _ in voters]
    moments = [chance.uniform(0, within) for _ in voters]
    ended: list[tuple[str, float, list[float]]] = []

    def come(place: int, start: float) -> None:
        time.sleep(max(start + moments[place] - time.perf_counter(), 0))
        late = time.perf_counter() - start - moments[place]
        browser = _Timed(port, keys[place])
        try:
            outcome, _receipt = serving.vote(browser, box, ballots[place])
        except AssertionError as error:
            outcome = repr(error)
        browser.close()
        ended.append((outcome, late, browser.took))

    with serving.web(folder) as server:
        port = server.port
        for _ in range(20):  # the workers have read what they read once
            serving.Browser(port, voters[0]).get("/")
        start = time.perf_counter()
        threads = [threading.Thread(target=come, args=(place, start)) for place in range(len(voters))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        seconds = time.perf_counter() - start
    answers = sorted(took for _outcome, _late, all_ in ended for took in all_)
    votes = sorted(took[-1] for outcome, _late, took in ended if outcome == serving.ACCEPTED)
    accepted = sum(outcome == serving.ACCEPTED for outcome, _late, _took in ended)
    return Crowd(
        voters=len(voters),
        accepted=accepted,
        errors=len(voters) - accepted,
        seconds=round(seconds, 1),
        late=round(max(late for _outcome, late, _took in ended), 3),
        middle=_share(answers, 0.5),
        most=_share(answers, 0.95),
        slowest=_share(answers, 1),
        vote_middle=_share(votes, 0.5),
        vote_most=_share(votes, 0.95),
        vote_slowest=_share(votes, 1),
        in_box=box.session.envelopes.count(),
    )


def _share(ordered: Sequence[float], share: float) -> float:
    """What that share of them stays within."""
    return round(ordered[min(int(len(ordered) * share), len(ordered) - 1)], 3) if ordered else 0.0
