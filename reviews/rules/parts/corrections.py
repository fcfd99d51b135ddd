"""What undoes or repeats a review or a rating, and for which year and unit a violation counts."""

from __future__ import annotations

from dataclasses import dataclass, fields

from reviews.rules.findings import Severity
from reviews.rules.strict import Node

from .source import Source
from .special_cases import CitedRule, read_cited


@dataclass(frozen=True, slots=True)
class ViolationRules:
    """Three cases: of an earlier year, of an old unit but handled at the new one, at both units."""

    earlier_clause: str
    old_unit_clause: str
    both_units_clause: str
    severity: Severity


@dataclass(frozen=True, slots=True)
class VerificationRules:
    """A sign of violation without enough basis goes to the authority; ``note``: what is open."""

    clause: str
    severity: Severity
    note: str


@dataclass(frozen=True, slots=True)
class RecognizedRules:
    """A shortcoming found after recognition is reviewed; ``outcomes`` of that by key, in printed words."""

    outcomes: tuple[tuple[str, str], ...]
    clause: str
    severity: Severity


@dataclass(frozen=True, slots=True)
class Corrections:
    """``annul``: a level found wrong; ``superior``: the superior annuls; ``review_again``: he orders a new review;
    ``over_share``: he has a unit rate again whose share of the best level is too large.
    """

    violations: ViolationRules | None = None
    annul: CitedRule | None = None
    superior: CitedRule | None = None
    review_again: CitedRule | None = None
    over_share: CitedRule | None = None
    verification: VerificationRules | None = None
    recognized: RecognizedRules | None = None


def read_corrections(source: Source, node: Node) -> Corrections:
    entries = node.mapping(tuple(field.name for field in fields(Corrections)))
    return Corrections(
        violations=source.optional(entries, "violations", _violations),
        annul=source.optional(entries, "annul", read_cited),
        superior=source.optional(entries, "superior", read_cited),
        review_again=source.optional(entries, "review_again", read_cited),
        over_share=source.optional(entries, "over_share", read_cited),
        verification=source.optional(entries, "verification", _verification),
        recognized=source.optional(entries, "recognized", _recognized),
    )


def _violations(source: Source, node: Node) -> ViolationRules:
    clauses = ("earlier_clause", "old_unit_clause", "both_units_clause")
    entries = node.mapping((*clauses, "severity"), (*clauses, "severity"))
    return ViolationRules(
        earlier_clause=source.clause(entries["earlier_clause"]),
        old_unit_clause=source.clause(entries["old_unit_clause"]),
        both_units_clause=source.clause(entries["both_units_clause"]),
        severity=entries["severity"].one_of(Severity),
    )


def _verification(source: Source, node: Node) -> VerificationRules:
    entries = node.mapping(("clause", "severity", "note"), ("clause", "severity"))
    return VerificationRules(
        source.clause(entries["clause"]), entries["severity"].one_of(Severity), entries.text("note")
    )


def _recognized(source: Source, node: Node) -> RecognizedRules:
    keys = ("outcomes", "clause", "severity")
    entries = node.mapping(keys, keys)
    return RecognizedRules(
        tuple((key, item.filled()) for key, item in entries["outcomes"].mapping().items()),
        source.clause(entries["clause"]),
        entries["severity"].one_of(Severity),
    )
