"""Generated input, as much of it as there is time for; ``python -m tests.load.inputs`` sends a hundred thousand."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.generated.bound_forms import form_classes, is_filled_in
from tests.generated.places import build_scenery, find_places
from tests.generated.running import fill_in, send_generated, send_odd_forms
from tests.generated.sending import Sender
from tests.world import standing_on

#: What a run of all tests has time for.
REQUESTS, FILLED_IN = 150, 12


@pytest.mark.postgres
def test_whatever_is_sent_to_any_address_is_no_error_and_what_is_refused_leaves_no_trace(db: None) -> None:
    """On PostgreSQL, which is the stricter one: it knows no NUL, no number too large and no text too long."""
    faults: dict[str, str] = {}
    with standing_on(14, 10):
        scenery, sender = build_scenery(), Sender()
        places = find_places(scenery, sender)
        send_odd_forms(sender, places, faults)
        send_generated(scenery, sender, places, faults, examples=REQUESTS)
    assert faults == {}
    names = {place.name for place in places}
    # Forms on the pages of all five plans, the administrator's desk, and what no page of the scenery leads to.
    assert {"entry", "dossier", "campaign-new", "feed-paste", "bundle", "review-remedies", "ballot-vote"} <= names
    assert {"admin:organizations_grant_add", "login", "password_change", "entry-autosave", "item-conclude"} <= names
    assert sender.wrote > 10, "what is done is seen to write"
    assert min(sender.statuses[status] for status in (302, 404, 422)) > 10, "refused, done and not found, all of them"


@pytest.mark.postgres
def test_every_form_reads_whatever_is_typed_into_it_without_an_error(db: None) -> None:
    faults: dict[str, str] = {}
    with standing_on(14, 10):
        build_scenery()
        seen = Counter(
            {form.__name__: fill_in(form, faults, examples=FILLED_IN) for form in form_classes() if is_filled_in(form)}
        )
    assert faults == {}
    assert len(seen) >= 80
    assert min(seen.values()) >= FILLED_IN // 2
