"""The web server is killed in the middle, by SIGKILL: what was acknowledged counts, once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.load.ballot import killing, racing, serving
from tests.load.ballot.rounds import Round, make_campaign, make_people, open_round

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

KILLS = 2


def test_no_acknowledged_vote_is_lost_or_doubled_by_kills_while_people_vote(tmp_path: Path) -> None:
    voters = make_people(24, name="killed")
    outcome = killing.kill_while_voting(make_campaign(), voters, kills=KILLS, folder=tmp_path)
    assert outcome.kills == KILLS
    assert outcome.acknowledged > 0
    assert outcome.holds, outcome


def test_a_count_that_is_killed_is_done_once_by_the_next(tmp_path: Path) -> None:
    voters = make_people(24, name="counted")
    outcome = killing.kill_while_counting(make_campaign(), voters, kills=KILLS, folder=tmp_path)
    assert outcome.before + outcome.after == KILLS
    assert outcome.holds, outcome


def test_a_vote_sent_many_times_through_the_web_server_is_in_the_box_once(tmp_path: Path) -> None:
    box: Round = open_round(make_campaign(), make_people(12, name="web"), questions=3)
    with serving.web(tmp_path) as server:
        outcome = racing.double(box, racing.by_web(server.port, box), times=5, connections_at_once=8)
    assert outcome.holds, outcome
    assert sum(outcome.outcomes.values()) == 5 * 12, "every attempt has an answer"
