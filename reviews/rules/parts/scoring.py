"""The 100-point scale: bands of levels, cases that fix the level whatever the points, quarters (since 2025)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import pairwise

from reviews.rules.findings import Reference, Severity
from reviews.rules.levels import Level
from reviews.rules.strict import Node

from .source import Source


@dataclass(frozen=True, slots=True)
class Band:
    """``level`` needs at least ``least`` points; the next better band begins where this one ends."""

    level: Level
    least: Decimal
    reference: Reference


@dataclass(frozen=True, slots=True)
class Condition:
    """A fact that must hold for ``level``, besides the points; ``key`` as it is recorded with its evidence."""

    key: str
    level: Level
    says: str
    reference: Reference


@dataclass(frozen=True, slots=True)
class Override:
    """A case that makes the level NOT_COMPLETED whatever the points."""

    key: str
    says: str
    reference: Reference


@dataclass(frozen=True, slots=True)
class QuarterRules:
    """``rated``: quarters that get a level of their own; ``merged``: those judged within the year (P2-I.2-a, b)."""

    rated: tuple[int, ...]
    merged: tuple[int, ...]
    rated_reference: Reference
    merged_reference: Reference
    basis_reference: Reference
    missing_severity: Severity


@dataclass(frozen=True, slots=True)
class ScoringRules:
    """Points from 0 to ``total`` with ``decimals`` digits; score and conditions propose, they never decide."""

    total: Decimal
    decimals: int
    reference: Reference
    bands: tuple[Band, ...]
    overrides: tuple[Override, ...]
    conditions: tuple[Condition, ...]
    quarters: QuarterRules | None


def read_scoring(source: Source, node: Node) -> ScoringRules:
    required = ("total", "decimals", "clause", "bands", "overrides")
    entries = node.mapping((*required, "conditions", "quarters"), required)
    total = _points(entries["total"])
    rows = entries["bands"].mapping(tuple(Level), tuple(Level))
    bands = tuple(_band(source, level, rows[level]) for level in Level)
    if bands[-1].least != 0 or any(above.least <= below.least for above, below in pairwise(bands)):
        raise entries["bands"].refuse("các mức phải giảm dần và mức cuối bắt đầu từ 0 điểm")
    if bands[0].least > total:
        raise entries["bands"].refuse(f"mức cao nhất không được quá {total} điểm")
    return ScoringRules(
        total=total,
        decimals=entries["decimals"].whole(),
        reference=source.reference(source.clause(entries["clause"])),
        bands=bands,
        overrides=source.keyed(entries["overrides"], _override),
        conditions=source.keyed(entries["conditions"], _condition) if "conditions" in entries else (),
        quarters=_quarters(source, entries["quarters"]) if "quarters" in entries else None,
    )


def _points(node: Node) -> Decimal:
    text = node.text().strip()
    try:
        points = Decimal(text)
    except InvalidOperation:
        points = Decimal("NaN")
    if not points.is_finite() or not 0 <= points <= 1000:
        raise node.refuse(f"phải là số điểm, không phải “{text}”")
    return points


def _band(source: Source, level: Level, node: Node) -> Band:
    entries = node.mapping(("at_least", "clause"), ("at_least", "clause"))
    return Band(level, _points(entries["at_least"]), source.reference(source.clause(entries["clause"])))


def _override(source: Source, key: str, node: Node) -> Override:
    entries = node.mapping(("says", "clause"), ("says", "clause"))
    return Override(key, entries["says"].filled(), source.reference(source.clause(entries["clause"])))


def _condition(source: Source, key: str, node: Node) -> Condition:
    entries = node.mapping(("level", "says", "clause"), ("level", "says", "clause"))
    reference = source.reference(source.clause(entries["clause"]))
    level = entries["level"].one_of(Level)
    if level is Level.NOT_COMPLETED:
        raise entries["level"].refuse("mức thấp nhất không có điều kiện")
    return Condition(key, level, entries["says"].filled(), reference)


def _quarters(source: Source, node: Node) -> QuarterRules:
    keys = ("rated", "merged", "rated_clause", "merged_clause", "basis_clause", "missing_severity")
    entries = node.mapping(keys, keys)
    rated = tuple(item.whole(1) for item in entries["rated"].items())
    merged = tuple(item.whole(1) for item in entries["merged"].items())
    if sorted((*rated, *merged)) != [1, 2, 3, 4]:
        raise node.refuse("mỗi quý từ 1 đến 4 phải có đúng một chỗ")
    return QuarterRules(
        rated=rated,
        merged=merged,
        rated_reference=source.reference(source.clause(entries["rated_clause"])),
        merged_reference=source.reference(source.clause(entries["merged_clause"])),
        basis_reference=source.reference(source.clause(entries["basis_clause"])),
        missing_severity=entries["missing_severity"].one_of(Severity),
    )
