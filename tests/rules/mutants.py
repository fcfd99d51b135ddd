"""For `make mutants` only: every test reads its plans anew, so that a mutant in the reading of a plan reaches it.

A plan is read once and kept. Without this plugin only the first test would be known to reach the functions that read
it, and the plans that the test modules hold would still be those of the unchanged program.
"""

from __future__ import annotations

import os
from types import ModuleType

import pytest

from reviews.rules.library import load_clauses, load_regimes
from reviews.rules.plan import Plan, available_presets, load_preset

#: Test modules that hold plans of this process's program.
_renewed: set[str] = set()


def pytest_sessionstart() -> None:
    _renewed.clear()
    _forget()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Function) -> None:
    # While it is learnt which test reaches which function, each test has to read for itself.
    learning = os.environ.get("MUTANT_UNDER_TEST") == "stats"
    if learning:
        _forget()
    module = item.module
    if learning or module.__name__ not in _renewed:
        _renew(module)
        _renewed.add(module.__name__)
    if learning and "plan" in item.fixturenames:
        load_preset("p0_huyen_2023")
    callspec = getattr(item, "callspec", None)
    if callspec is not None:
        for name, value in callspec.params.items():
            if isinstance(value, Plan):
                callspec.params[name] = load_preset(value.slug)


def _forget() -> None:
    for read in (load_preset, available_presets, load_clauses, load_regimes):
        read.cache_clear()


def _renew(module: ModuleType) -> None:
    for name, value in list(vars(module).items()):
        if isinstance(value, Plan):
            setattr(module, name, load_preset(value.slug))
