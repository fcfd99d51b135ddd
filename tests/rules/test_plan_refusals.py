"""Whatever is wrong in a plan file is refused in words: every kind of entry, missing, unknown, blank or nonsense."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from inspect import signature
from typing import Any

import pytest

from reviews.rules.parts import (
    attendance,
    cells,
    circulation,
    contents,
    corrections,
    feeds,
    information,
    lower_plans,
    named_forms,
    order,
    papers,
    periods,
    preparation,
    programmes,
    prompting,
    quota,
    rating_meetings,
    remedies,
    reports,
    scoring,
    signs,
    special_cases,
    subjects,
    ties,
    timing,
    topics,
    venues,
    voting,
)
from reviews.rules.parts.source import Source
from reviews.rules.plan import Plan, _plan, load_preset
from reviews.rules.strict import Node, PlanError
from tests.rules.golden import proof_read

#: From the shortest plan to the longest: an entry of each shape is taken from the first that has it.
PLANS = ("p3_thi_xa_2019", "p0_huyen_2023", "p1_tinh_2023", "p2_xa_2025", "p4_xa_2023")
UNKNOWN, NONSENSE = "màu", "?"

Way = tuple[str | int, ...]
PARTS = (
    attendance, cells, circulation, contents, corrections, feeds, information, lower_plans, named_forms, order, papers,
    periods,
    preparation, programmes, prompting, quota, rating_meetings, remedies, reports, scoring, signs, special_cases,
    subjects, ties, timing, topics, venues, voting,
)  # fmt: skip
#: What reads each part of a file, by its key.
READERS: dict[str, Callable[..., Any]] = {
    name.removeprefix("read_"): read
    for module in PARTS
    for name, read in vars(module).items()
    if name.startswith("read_")
}
READERS["quota"] = READERS.pop("quotas")
del READERS["cited"], READERS["posts"]  # which others call


def at(node: Node, way: Way) -> Node:
    for step in way:
        entries: Any = node.value
        node = entries[step]
    return node


def put(node: Node, way: Way, new: Node | None) -> Node:
    """The tree with another entry at the end of the way; without it for None."""
    if not way:
        assert new is not None
        return new
    step, rest = way[0], way[1:]
    if isinstance(node.value, dict):
        assert isinstance(step, str)
        below = node.value.get(step, Node("", node.source, node.line, f"{node.path}.{step}".strip(".")))
        entries = {**node.value, step: put(below, rest, new)} if rest or new else {**node.value}
        if not rest and new is None:
            del entries[step]
        return replace(node, value=entries)
    assert isinstance(node.value, list)
    assert isinstance(step, int)
    items = list(node.value)
    items[step : step + 1] = [put(items[step], rest, new)] if rest or new else []
    return replace(node, value=items)


def answer(plan: Plan, tree: Node, key: str) -> str:
    """What the reader of the part says, or of the whole file for none; empty where it takes it."""
    dated = {milestone.clause for milestone in plan.milestones}
    try:
        if key in READERS:
            read = READERS[key]
            offered = {
                "source": Source(plan.clauses, plan.document),
                "node": at(tree, (key,)),
                "regime": plan.regime,
                "dated": dated,
                "hanging": {milestone.clause for milestone in plan.relative_milestones},
                "scale": plan.scoring is not None,
            }
            read(**{name: value for name, value in offered.items() if name in signature(read).parameters})
        else:
            _plan(tree)
    except PlanError as error:
        return f"{error.path}: {error.reason}"
    return ""


def text(node: Node, value: str) -> Node:
    return replace(node, value=value)


def wrongs(plan: Plan, way: Way, shape: str, seen: set[str]) -> Iterator[tuple[str, str]]:
    """Each way to be wrong below ``way``, once for every shape of entry, with the answer.

    ``shape``: the place without the names and numbers that a plan chooses for itself.
    """
    tree, key, node = plan.tree, str(way[0]), at(plan.tree, way)

    def new(wrong: str) -> bool:
        known = wrong in seen
        seen.add(wrong)
        return not known

    if isinstance(node.value, dict):
        unknown = text(replace(node, path=f"{node.path}.{UNKNOWN}"), NONSENSE)
        said = answer(plan, put(tree, (*way, UNKNOWN), unknown), key)
        free = "không có trong quy ước" not in said
        if new(f"{shape} + {UNKNOWN}"):
            yield f"{shape} + {UNKNOWN}", said
        for entry in node.value:
            if not free and new(f"{shape} - {entry}"):
                yield f"{shape} - {entry}", answer(plan, put(tree, (*way, entry), None), key)
            yield from wrongs(plan, (*way, entry), f"{shape}.{'*' if free else entry}", seen)
        return
    if isinstance(node.value, list):
        for number in range(len(node.value)):
            yield from wrongs(plan, (*way, number), f"{shape}.*", seen)
    for value in (NONSENSE, ""):
        if new(f"{shape} = {value}"):
            yield f"{shape} = {value}", answer(plan, put(tree, way, text(node, value)), key)


def told_of(part: str) -> list[str]:
    """Of one part of the file, or of the keys of the whole file for none."""
    seen: set[str] = set()
    lines = []
    for plan in (load_preset(slug) for slug in PLANS):
        parts = [key for key in plan.tree.mapping().nodes if key == part]
        found = list(wrongs(plan, (part,), part, seen)) if parts else [] if part else list(of_the_whole(plan, seen))
        lines += [f"{wrong} → {said or 'được nhận'}" for wrong, said in found]
    return lines


def of_the_whole(plan: Plan, seen: set[str]) -> Iterator[tuple[str, str]]:
    """Every key once: unknown, missing; and what no reader of a part of its own reads."""
    for key in (UNKNOWN, *plan.tree.mapping().nodes):
        if key in seen:
            continue
        seen.add(key)
        if key == UNKNOWN:
            unknown = Node(NONSENSE, plan.slug, 0, UNKNOWN)
            yield f"+ {UNKNOWN}", answer(plan, put(plan.tree, (UNKNOWN,), unknown), "")
            continue
        yield f"- {key}", answer(plan, put(plan.tree, (key,), None), "")
        if key not in READERS:
            yield from wrongs(plan, (key,), key, seen)


@pytest.mark.parametrize("part", ["", *sorted(READERS)])
def test_every_wrong_entry_is_answered_as_was_proof_read_in_the_digests_beside(part):
    lines = told_of(part)
    assert lines == proof_read(f"refusals/{part or 'whole'}.txt", lines)
