"""The table needs no settings, no cache and no database: what the other tests set up is not set up here."""

from __future__ import annotations

import pytest


@pytest.fixture(scope="session", autouse=True)
def _own_folders() -> None:
    """Replaces the folders that tests of the program write to."""


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    """Replaces the emptying of Django's cache."""
