"""Nobody votes twice and nothing falls between a vote and the close, with many connections at the same box."""

from __future__ import annotations

import pytest

from tests.load.ballot import racing
from tests.load.ballot.rounds import make_campaign, make_people, open_round

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_of_sixteen_attempts_each_over_many_connections_one_of_each_voter_is_in_the_box() -> None:
    box = open_round(make_campaign(), make_people(40, name="double"), questions=3)
    outcome = racing.double(box, racing.by_service(box), times=16, connections_at_once=24)
    assert outcome.holds, outcome
    assert outcome.outcomes == {racing.ACCEPTED: 40, "ballot.voted": 600}


def test_a_close_loses_no_accepted_vote_and_accepts_none_after_it() -> None:
    outcome = racing.close_against_votes(make_campaign(), make_people(20, name="race"), races=4, hands=10)
    assert outcome.holds, outcome
    assert outcome.accepted + outcome.refused == 4 * 17
