"""What a plan wants before it reviews and rates: targets given, criteria entered, own days of some sectors."""

from __future__ import annotations

from dataclasses import dataclass, fields

from reviews.rules.findings import Severity
from reviews.rules.strict import Node
from reviews.rules.vocabulary import RatedKind

from .source import Source
from .special_cases import CitedRule, read_cited


@dataclass(frozen=True, slots=True)
class CriteriaRules:
    """The plan does not print the criteria of these kinds: they are entered from ``source``."""

    kinds: tuple[RatedKind, ...]
    source: str
    clause: str
    severity: Severity
    note: str


@dataclass(frozen=True, slots=True)
class PreparationRules:
    """``targets``: each subject has some for the year; ``own_days``: of sectors with a guidance of their own."""

    targets: CitedRule | None = None
    criteria: CriteriaRules | None = None
    own_days: CitedRule | None = None


def read_preparation(source: Source, node: Node) -> PreparationRules:
    entries = node.mapping(tuple(field.name for field in fields(PreparationRules)))
    return PreparationRules(
        targets=source.optional(entries, "targets", read_cited),
        criteria=source.optional(entries, "criteria", _criteria),
        own_days=source.optional(entries, "own_days", read_cited),
    )


def _criteria(source: Source, node: Node) -> CriteriaRules:
    required = ("kinds", "source", "clause", "severity")
    entries = node.mapping((*required, "note"), required)
    return CriteriaRules(
        entries["kinds"].some_of(RatedKind),
        entries["source"].filled(),
        source.clause(entries["clause"]),
        entries["severity"].one_of(Severity),
        entries.text("note"),
    )
