"""A hall votes at once through the web server: everybody is answered, everybody's vote is in the box."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.load.ballot import crowd
from tests.load.ballot.rounds import make_campaign, make_people

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_twelve_who_come_within_two_seconds_all_vote_and_meet_no_error(tmp_path: Path) -> None:
    """How long the answers took is for the long run on a machine of its own."""
    outcome = crowd.vote(make_campaign(), make_people(12, name="hall"), within=2, folder=tmp_path)
    assert (outcome.accepted, outcome.in_box, outcome.errors) == (12, 12, 0), outcome
