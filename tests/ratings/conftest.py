from __future__ import annotations

import pytest

from tests.world import World, issued_world


@pytest.fixture
def world(db: None) -> World:
    return issued_world()
