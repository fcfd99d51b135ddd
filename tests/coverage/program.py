"""What the program itself has of what the table names: addresses, fields, and rules that it asks."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Set

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.urls import URLPattern, URLResolver, get_resolver

from . import evidence
from .table import Entry, Means


def means_fault(means: Means, value: str) -> str:
    """Why that rule, page or field does not stand; empty when it does."""
    checks = {Means.RULE: rule_stands, Means.PAGE: page_stands, Means.RECORD: field_stands}
    return "" if checks[means](value) else f"there is no {means} {value}"


def rule_stands(dotted: str) -> bool:
    module, _dot, name = dotted.rpartition(".")
    try:
        return callable(getattr(importlib.import_module(f"reviews.rules.{module}"), name, None))
    except ImportError:
        return False


def page_stands(name: str) -> bool:
    return name in set(_addresses(get_resolver().url_patterns))


def _addresses(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    for row in patterns:
        if isinstance(row, URLResolver):
            prefix = f"{row.namespace}:" if row.namespace else ""
            yield from (f"{prefix}{name}" for name in _addresses(row.url_patterns))
        elif row.name:
            yield row.name


def field_stands(dotted: str) -> bool:
    try:
        app, model, field = dotted.split(".")
        apps.get_model(app, model)._meta.get_field(field)
    except (LookupError, ValueError, FieldDoesNotExist):
        return False
    return True


def reach_fault(entry: Entry, reached: Set[evidence.Rule] | None = None) -> str:
    """Whether the program asks the rules that the entry's tests prove: where it does not, the entry must wait."""
    if entry.open:
        return ""
    reached = evidence.rules_reached() if reached is None else reached
    called = {test: evidence.rules_called(test) for test in entry.tests}
    unreached = set().union(*called.values()) - reached
    # A test of services or pages names no rule: it goes through the program itself. One of the rules proves nothing so.
    asked = any(rules & reached or not (rules or test.startswith("tests/rules/")) for test, rules in called.items())
    if unreached and not asked and not entry.waits:
        names = ", ".join(sorted(".".join(rule) for rule in unreached))
        return f"nothing in the program asks {names}: it waits"
    if entry.waits and not unreached:
        return "the program asks every rule that its tests prove: it waits no longer"
    return ""
