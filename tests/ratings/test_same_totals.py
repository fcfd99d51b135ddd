"""The same votes give the same result, whichever way they are cast: one path counts all channels."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest
from django.db import transaction

from ratings.choices import VotingMethod
from ratings.models import BallotSession
from ratings.selectors.boxes import CHOICES
from ratings.services import casting, counting
from reviews.models import Meeting
from reviews.rules.paper_count import SheetRow, Sheets
from tests import steps
from tests.box import phrases_of
from tests.paper_round import FIRST, SECOND, enter, open_paper, shut
from tests.world import World, standing_on

#: By voter: what he marks for each question, in their order; whoever is not in it does not vote.
Votes = dict[str, list[str]]
VOTERS = ("head", "deputy", "third", "member1", "member2", "member3", "member4", "member5", "agencies_secretary")
LEAST = 3


def play(
    world: World, meeting: Meeting, votes: Votes, *, on_paper: tuple[str, ...], method: VotingMethod
) -> list[object]:
    """The result of the round, which is then undone."""
    with transaction.atomic():
        session = open_paper(world, meeting, method=method, on_paper=on_paper)
        takers = [world.people[key].pk for key in votes if key in on_paper]
        casting.hand_out_paper(session_id=session.pk, person_ids=takers, by=world.users["head"])
        questions = list(session.questions.order_by("position").values_list("pk", flat=True))
        for key, marks in votes.items():
            if key not in on_paper:
                choices = dict(zip(questions, marks, strict=True))
                casting.cast_vote(session_id=session.pk, voter=world.users[key], choices=choices)
        shut(world, session)
        if takers:
            figures = by_hand([marks for key, marks in votes.items() if key in on_paper], questions)
            enter(world, session, FIRST, figures)
            enter(world, session, SECOND, figures)
        session.refresh_from_db()
        if session.state != "counted":
            with standing_on(14, 12) as now:
                counting.count_ballot(
                    session_id=session.pk, phrases=phrases_of(session), by=world.users[FIRST], now=now
                )
        result = result_of(session)
        transaction.set_rollback(True)
    return result


def by_hand(ballots: list[list[str]], questions: list[int]) -> Sheets:
    rows = {}
    for place, question in enumerate(questions):
        marked = Counter(marks[place] or "blank" for marks in ballots)
        rows[question] = SheetRow(**marked)
    count = len(ballots)
    return Sheets(count, count, 0, 0, count, 0, rows)


def result_of(session: BallotSession) -> list[object]:
    fields = ("review_id", "track", "issued", "excellent", "good", "completed", "not_completed", "blank", "invalid")
    return list(session.questions.order_by("position").values_list(*fields, "outcome", "over_quota"))


@pytest.mark.parametrize("seed", range(4))
def test_the_same_votes_give_the_same_totals_and_levels_on_paper_in_the_box_and_in_both(world: World, seed: int):
    meeting = steps.ready_cell(world)
    random = Random(seed)
    asked = 3
    away = random.randint(0, 2)
    keys = random.sample(VOTERS, len(VOTERS) - away)
    votes = {key: random.choices(CHOICES, weights=(1, 4, 4, 2, 1), k=asked) for key in keys}
    part = tuple(keys[: random.randint(LEAST, len(keys) - LEAST)])
    paper = play(world, meeting, votes, on_paper=VOTERS, method=VotingMethod.PAPER)
    box = play(world, meeting, votes, on_paper=(), method=VotingMethod.ELECTRONIC)
    both = play(world, meeting, votes, on_paper=part, method=VotingMethod.MIXED)
    assert paper == box == both
    assert len(paper) == asked
