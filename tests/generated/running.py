"""So many generated requests and filled-in forms, and what was wrong with any of them."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from tests.generated.bound_forms import filled_in, look_at, maker
from tests.generated.places import Place, Scenery
from tests.generated.sending import Sender, fault_of
from tests.generated.values import Request, all_odd, paths, requests

Faults = dict[str, str]


def generate(strategy: SearchStrategy[Any], use: Callable[[Any], None], *, examples: int, turn: int) -> None:
    """Nothing is made smaller and nothing kept: what is found is written down and looked at by a person."""

    @seed(turn)
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def run(made: Any) -> None:
        use(made)

    run()


def send_odd_forms(sender: Sender, places: Sequence[Place], faults: Faults) -> None:
    """Each form once, with something odd in every field."""
    for turn, place in enumerate(places):
        if place.address:
            _note(sender, place, place.address, all_odd(place.fields, turn), faults)


def send_generated(
    scenery: Scenery, sender: Sender, places: Sequence[Place], faults: Faults, *, examples: int, turn: int = 1
) -> None:
    """So many requests over all places. Where no row is known for an address, one of somebody else's is named."""

    def use(made: tuple[Place, tuple[str | int, ...], Request]) -> None:
        place, arguments, request = made
        _note(sender, place, place.at(arguments), request, faults)

    def of(place: Place) -> SearchStrategy[Any]:
        arguments = paths(place.kinds, scenery.ids)
        return st.tuples(st.just(place), arguments, requests(place.fields, place.files, scenery.ids))

    generate(st.sampled_from(places).flatmap(of), use, examples=examples, turn=turn)


def _note(sender: Sender, place: Place, address: str, request: Request, faults: Faults) -> None:
    if fault := fault_of(sender.send(place.user, address, request)):
        said = f"{place.name}, {request.kind}, {request.content_type[:60]}: {request.body[:300]!r}"
        faults.setdefault(said, fault[-2_500:])


def fill_in(form_class: type[forms.BaseForm], faults: Faults, *, examples: int, turn: int = 1) -> int:
    """How many times it was filled in."""
    make, count = maker(form_class), 0
    names = tuple(make(QueryDict(), MultiValueDict()).fields)

    def use(sent: tuple[QueryDict, MultiValueDict[str, Any]]) -> None:
        nonlocal count
        count += 1
        try:
            look_at(make(*sent))
        except Exception:
            faults.setdefault(f"{form_class.__name__}: {sent[0].urlencode()[:300]}", traceback.format_exc()[-2_500:])

    generate(filled_in(names), use, examples=examples, turn=turn)
    return count
