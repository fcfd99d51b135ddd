from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connection, transaction

from config.demo.accounts import open_accounts
from config.demo.campaign import play_campaign
from config.demo.roster import RosterIndex, build_roster
from config.demo.stage import Stage

#: Read when tests are collected, before the test database takes its place in the settings.
RUNNING_PROGRAMS_DATABASE = str(settings.DATABASES["default"]["NAME"])


@pytest.fixture(scope="module")
def _rolled_back(django_db_setup: None, django_db_blocker) -> Iterator[None]:
    """A transaction around a whole module that only reads: the demo is built once and leaves nothing behind.

    The test database is made only when some test of the run carries the mark ``django_db``; a module that uses this
    carries it, or it would stand in the database of the running program.
    """
    assert str(connection.settings_dict["NAME"]) != RUNNING_PROGRAMS_DATABASE, "mark the module with django_db"
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
