"""The table: for each clause of a plan what carries it and which tests prove it, or why nothing does yet.

    P0-4.2-a:
      by: [data order.collective_first, rule order.check_order]
      test: ["tests/rules/test_order.py::test_person_before_the_collective_is_refused_naming_it"]

``by`` names a value of the plan's file (``data``), a function of ``reviews.rules`` (``rule``), an address (``page``) or
a field that keeps a record (``record``). ``waits`` says that the rule stands and is proven, but no page asks it yet;
``open`` that the clause as printed is not carried yet. Both begin with the issue that brings it: ``#6: …``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from reviews.rules.library import HERE as RULES
from reviews.rules.library import Clause, ClauseKind, Enforcement, load_clauses
from reviews.rules.plan import available_presets
from reviews.rules.strict import Node, read_text

HERE = Path(__file__).parent
PLANS = ("p0", "p1", "p2", "p3", "p4")

#: The issues that may still owe something: rules, papers, ballot, rights and audit, the board's desk and reports.
REASON = re.compile(r"#[3-7]: \S.{14,}", re.DOTALL)

#: Of these a place to record is never enough.
DEMANDING_KINDS = {ClauseKind.DEADLINE, ClauseKind.ORDER, ClauseKind.QUOTA, ClauseKind.THRESHOLD}
DEMANDING = {Enforcement.BLOCK, Enforcement.WARN, Enforcement.COMPUTE}


class Means(StrEnum):
    """By what a clause is carried."""

    DATA = "data"
    RULE = "rule"
    PAGE = "page"
    RECORD = "record"


class State(StrEnum):
    """How far the program has come with a clause."""

    ENFORCED = "enforced"
    RECORDED = "recorded"
    WAITING = "waiting"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Entry:
    """What the table says of one clause."""

    clause: str
    by: tuple[tuple[Means, str], ...] = ()
    tests: tuple[str, ...] = ()
    waits: str = ""
    open: str = ""

    def named(self, means: Means) -> list[str]:
        return [value for kind, value in self.by if kind is means]

    def state(self, clause: Clause) -> State:
        if self.open:
            return State.OPEN
        if self.waits:
            return State.WAITING
        return State.RECORDED if clause.enforce is Enforcement.RECORD else State.ENFORCED


def read_table(text: str, source: str) -> dict[str, Entry]:
    """Read strictly: an unknown or repeated key is refused with its place."""
    return {key: _entry(key, node) for key, node in read_text(text, source).mapping().items()}


def _entry(clause: str, node: Node) -> Entry:
    entries = node.mapping(("by", "test", "waits", "open"))
    by = []
    for item in entries["by"].items() if "by" in entries else []:
        kind, _space, value = item.filled().partition(" ")
        if kind not in list(Means) or not value:
            raise item.refuse("phải là data, rule, page hoặc record và một tên")
        by.append((Means(kind), value))
    tests = tuple(item.filled() for item in entries["test"].items()) if "test" in entries else ()
    return Entry(clause, tuple(by), tests, entries.text("waits"), entries.text("open"))


@cache
def load_table(plan: str) -> Mapping[str, Entry]:
    path = HERE / f"{plan}.yaml"
    return read_table(path.read_text(encoding="utf-8"), path.name)


def preset_name(plan: str) -> str:
    (slug,) = (slug for slug in available_presets() if slug.startswith(f"{plan}_"))
    return slug


@cache
def load_values(plan: str) -> Any:
    """The plan's file as it is written, before any reading: paths of the table lead into it."""
    return yaml.safe_load((RULES / "presets" / f"{preset_name(plan)}.yaml").read_text(encoding="utf-8"))


def table_faults(clauses: Mapping[str, Clause], entries: Mapping[str, Entry]) -> Iterator[str]:
    """Clauses without an entry, entries without a clause, and entries that claim more than they may."""
    yield from (f"{clause}: no entry" for clause in clauses if clause not in entries)
    yield from (f"{clause}: no such clause" for clause in entries if clause not in clauses)
    for clause, entry in entries.items():
        if clause in clauses:
            yield from (f"{clause}: {fault}" for fault in _claims(clauses[clause], entry))


def _claims(clause: Clause, entry: Entry) -> Iterator[str]:
    if entry.open and entry.waits:
        yield "either open or waiting, not both"
    for reason in filter(None, (entry.open, entry.waits)):
        if not REASON.fullmatch(reason):
            yield f"the reason names no issue and what is missing: {reason!r}"
    if entry.open:
        return
    if not entry.by:
        yield "nothing carries it and no reason is given"
    if not entry.tests:
        yield "no test proves it and no reason is given"
    demanding = clause.enforce in DEMANDING or clause.kind in DEMANDING_KINDS
    if demanding and entry.by and all(kind is Means.RECORD for kind, _value in entry.by):
        yield f"a place to record is not enough for a clause of {clause.kind}/{clause.enforce}"


def value_at(values: Any, path: str) -> Any:
    """The value at a dotted path; a key may itself hold dots (a clause id). ``KeyError`` where the path ends."""
    if not path:
        return values
    if isinstance(values, dict):
        for key in values:
            if path == key:
                return values[key]
            if path.startswith(f"{key}."):
                return value_at(values[key], path[len(key) + 1 :])
    if isinstance(values, list):
        head, _dot, rest = path.partition(".")
        if head.isdecimal() and int(head) < len(values):
            return value_at(values[int(head)], rest)
    raise KeyError(path)


def data_fault(values: Any, path: str, clause: str) -> str:
    """Why the path does not carry the clause: it leads nowhere, or what stands there cites another."""
    try:
        found = value_at(values, path)
    except KeyError as ended:
        return f"the plan has no {path} (at {ended})"
    if path == clause or path.endswith(f".{clause}"):
        return ""
    cited = list(found.values()) if isinstance(found, dict) else found if isinstance(found, list) else [found]
    return "" if clause in cited else f"{path} does not cite it"


def all_entries() -> list[tuple[str, Clause, Entry]]:
    """Every clause that has an entry, with its plan."""
    return [
        (plan, clause, load_table(plan)[clause.id])
        for plan in PLANS
        for clause in load_clauses(plan).values()
        if clause.id in load_table(plan)
    ]
