from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction

from config.demo.accounts import open_accounts
from config.demo.campaign import play_campaign
from config.demo.roster import RosterIndex, build_roster
from config.demo.stage import Stage


@pytest.fixture(scope="module")
def _rolled_back(django_db_setup: None, django_db_blocker) -> Iterator[None]:
    """A transaction around a whole module that only reads: the demo is built once and leaves nothing behind."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def roster(_rolled_back: None) -> RosterIndex:
    index = build_roster()
    open_accounts(index)
    return index


@pytest.fixture(scope="module")
def stage(roster: RosterIndex) -> Stage:
    return play_campaign(roster)
