"""Results that a plan wants seen together without capping one by the other."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from reviews.rules.findings import Severity
from reviews.rules.strict import Node

from .source import Source


class Tie(StrEnum):
    """The same person's two levels; a person's review and that of the collectives he belongs to."""

    CADRE_AND_MEMBER = "cadre_and_member"
    PERSON_AND_COLLECTIVE = "person_and_collective"


@dataclass(frozen=True, slots=True)
class TieRule:
    tie: Tie
    severity: Severity
    clause: str


def read_ties(source: Source, node: Node) -> tuple[TieRule, ...]:
    rows = node.mapping(tuple(Tie))
    return tuple(_tie(source, Tie(key), item) for key, item in rows.items())


def _tie(source: Source, tie: Tie, node: Node) -> TieRule:
    entries = node.mapping(("severity", "clause"), ("severity", "clause"))
    return TieRule(tie, entries["severity"].one_of(Severity), source.clause(entries["clause"]))
