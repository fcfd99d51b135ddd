"""Everything but the phrases tells nobody's choice; the phrases tell all; and a box that leaks is found out."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from organizations.models import User
from reviews.models import Campaign
from tests.load.ballot import attack, leaks, traces
from tests.load.ballot.attack import VOTERS
from tests.load.ballot.rounds import make_campaign, make_people
from tests.load.ballot.traces import WriteAheadLog

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 6
#: So rarely does a box without a leak fail here; the long run counts more rounds and says how rare.
LUCK = 1e-6


@pytest.fixture
def campaign() -> Campaign:
    return make_campaign()


@pytest.fixture
def voters() -> list[User]:
    return make_people(VOTERS, name="watched")


@pytest.fixture
def log() -> Iterator[WriteAheadLog | None]:
    with traces.write_ahead_log() as opened:
        yield opened


def test_no_voter_is_linked_to_a_choice_without_phrases_and_every_one_with_two(
    campaign: Campaign, voters: list[User], log: WriteAheadLog | None
) -> None:
    watched = attack.open_rounds(campaign, voters, rounds=ROUNDS, seed=1, log=log)
    verdict = attack.attack(watched[: ROUNDS // 2], watched[ROUNDS // 2 :])
    assert not verdict.links(LUCK), verdict
    assert not attack.alike(watched)
    for seen in watched:
        assert sorted(seen.by_phrases) == sorted(seen.truth)
        assert log is None or seen.by_phrases == seen.truth


@pytest.mark.postgres  # the attack is the same on both; that it finds a leak is shown where it has most to look at
@pytest.mark.parametrize("leak", sorted(leaks.LEAKS))
def test_a_ballot_that_leaks_is_found_out(
    campaign: Campaign, voters: list[User], log: WriteAheadLog | None, leak: str
) -> None:
    chance = random.Random(2)
    watched = [
        attack.watch(campaign, voters, chance=chance, log=log, leak=leaks.LEAKS[leak], count=False) for _ in range(5)
    ]
    verdict = attack.attack(watched[:3], watched[3:])
    assert verdict.links_all, verdict
