"""On what alone a cell rates a member of a leadership above it."""

from __future__ import annotations

import pytest

from reviews.rules.findings import Severity
from reviews.rules.plan import available_presets, load_preset
from reviews.rules.scope import scope_note
from reviews.rules.vocabulary import Track, VenueKind

P0 = load_preset("p0_huyen_2023")


def test_leader_is_rated_in_his_cell_on_the_tasks_that_it_gave_him():
    """P0-4.4-c"""
    note = scope_note(venue=VenueKind.CELL, track=Track.MEMBER, leads=True, plan=P0)
    assert note is not None
    assert (note.message, note.clause, note.severity) == (
        "Chỉ đánh giá những nhiệm vụ được chi bộ giao.",
        "P0-4.4-c",
        Severity.INFO,
    )


@pytest.mark.parametrize(
    ("venue", "track", "leads"),
    [
        (VenueKind.CELL, Track.MEMBER, False),
        (VenueKind.COLLECTIVE, Track.CADRE, True),
        (VenueKind.COLLECTIVE, Track.MEMBER, True),
        (VenueKind.CELL, Track.COLLECTIVE, True),
    ],
)
def test_nobody_else_and_nowhere_else_is_rated_so(venue, track, leads):
    """P0-4.4-c"""
    assert scope_note(venue=venue, track=track, leads=leads, plan=P0) is None


@pytest.mark.parametrize("slug", [slug for slug in available_presets() if slug != "p0_huyen_2023"])
def test_other_plans_print_no_such_limit(slug):
    assert scope_note(venue=VenueKind.CELL, track=Track.MEMBER, leads=True, plan=load_preset(slug)) is None
