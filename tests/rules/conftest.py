"""The rules need no settings, no cache and no database: what the other tests set up is not set up here."""

from __future__ import annotations

import pytest
from hypothesis import settings

from reviews.rules.plan import Plan, load_preset

settings.register_profile("rules", max_examples=20, deadline=None, database=None, derandomize=True)
settings.load_profile("rules")


@pytest.fixture(scope="session")
def plan() -> Plan:
    return load_preset("p0_huyen_2023")


@pytest.fixture(scope="session", autouse=True)
def _own_folders() -> None:
    """Replaces the folders that tests of the program write to."""


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    """Replaces the emptying of Django's cache."""
