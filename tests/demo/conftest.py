from __future__ import annotations

import pytest

from config.demo.accounts import open_accounts
from config.demo.roster import RosterIndex, build_roster


@pytest.fixture
def roster(db: None) -> RosterIndex:
    index = build_roster()
    open_accounts(index)
    return index
