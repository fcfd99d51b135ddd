"""The lawful order as edges between stages; no subject may have to wait for itself."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from graphlib import CycleError, TopologicalSorter

from reviews.rules.findings import Severity
from reviews.rules.strict import Node

from .source import Source

#: What an edge of order may speak of; ``order`` gives them to subjects.
STAGES = frozenset(
    {
        "review.collective",
        "review.administrative_collective",
        "review.party_collective",
        "review.person",
        "review.head",
        "review.deputy",
        "review.member",
        "review.leader",
        "review.committee_member",
        "review.commune_official",
        "review.branch_official",
        "review.ordinary",
        "review.cell",
        "review.leadership",
        "review.issuer",
        "discuss",
        "opinion.workplace",
        "rate.collective",
        "rate.lower",
        "rate.higher",
        "rate.organization",
        "rate.cadre",
        "rate.member",
        "year_end_summary",
        "rate.cell",
        "rate.leadership",
        "rate.head",
    }
)
#: The general stage that each special one is a case of: an edge to the general one binds them all.
PARTS_OF_STAGES = {
    "review.administrative_collective": "review.collective",
    "review.party_collective": "review.collective",
    "review.head": "review.person",
    "review.deputy": "review.person",
    "review.member": "review.person",
    "review.leader": "review.person",
    "review.committee_member": "review.person",
    "review.commune_official": "review.person",
    "review.branch_official": "review.person",
    "review.ordinary": "review.person",
    "review.cell": "review.person",
    "review.issuer": "review.person",
    "review.leadership": "review.person",
    "rate.cell": "rate.member",
}


class Scope(StrEnum):
    """Among which objects an edge of order holds: one venue, one unit, one person."""

    VENUE = "venue"
    UNIT = "unit"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class OrderEdge:
    """``before`` is done before ``after`` starts, among the objects of one ``scope``; ``says`` is the printed rule."""

    key: str
    before: str
    after: str
    scope: Scope
    severity: Severity
    clause: str
    says: str


def read_order(source: Source, node: Node) -> tuple[OrderEdge, ...]:
    edges = source.keyed(node, _edge)
    refuse_cycles(edges, node)
    return edges


def _edge(source: Source, key: str, node: Node) -> OrderEdge:
    keys = ("before", "after", "scope", "severity", "clause", "says")
    entries = node.mapping(keys, keys)
    for side in ("before", "after"):
        if entries.text(side) not in STAGES:
            raise entries[side].refuse(f"“{entries.text(side)}” không phải là một trong: {', '.join(sorted(STAGES))}")
    return OrderEdge(
        key=key,
        before=entries.text("before"),
        after=entries.text("after"),
        scope=entries["scope"].one_of(Scope),
        severity=entries["severity"].one_of(Severity),
        clause=source.clause(entries["clause"]),
        says=entries["says"].filled(),
    )


def refuse_cycles(edges: tuple[OrderEdge, ...], node: Node) -> None:
    """No subject may have to wait for itself."""
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for edge in edges:
        for after in (edge.after, *_cases(edge.after)):
            for before in (edge.before, *_cases(edge.before)):
                sorter.add(after, before)
    try:
        sorter.prepare()
    except CycleError as error:
        circle: list[str] = error.args[1]
        raise node.refuse(f"thứ tự quay vòng: {' → '.join(circle)}") from None


def _cases(stage: str) -> list[str]:
    return [case for case, general in PARTS_OF_STAGES.items() if general == stage]
