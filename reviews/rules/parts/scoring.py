"""The 100-point scale: bands of levels, cases that fix the level whatever the points, quarters (since 2025)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any

from reviews.rules.findings import Reference, Severity
from reviews.rules.levels import Level
from reviews.rules.library import NationalCase, Regime
from reviews.rules.strict import Node
from reviews.rules.vocabulary import RatedKind

from .source import Source


@dataclass(frozen=True, slots=True)
class Band:
    """``level`` needs at least ``least`` points; the next better band begins where this one ends."""

    level: Level
    least: Decimal
    reference: Reference


@dataclass(frozen=True, slots=True)
class Condition:
    """A fact that must hold for ``level`` and for every better one, besides the points.

    ``key`` as it is recorded with its evidence; ``kinds`` that it is asked of, all where empty.
    """

    key: str
    level: Level
    says: str
    reference: Reference
    kinds: tuple[RatedKind, ...] = ()


@dataclass(frozen=True, slots=True)
class Override:
    """A case that makes the level NOT_COMPLETED whatever the points; ``kinds`` it can befall, all where empty."""

    key: str
    says: str
    reference: Reference
    kinds: tuple[RatedKind, ...] = ()


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
    """Points from 0 to ``total`` with ``decimals`` digits; score and conditions propose, they never decide.

    ``cases_statement`` is what the author of a plan confirms that speaks of prescribed cases and prints none: those of
    the regime apply, each with its article. Empty where the plan prints its own.
    """

    total: Decimal
    decimals: int
    reference: Reference
    bands: tuple[Band, ...]
    overrides: tuple[Override, ...]
    conditions: tuple[Condition, ...]
    quarters: QuarterRules | None
    cases_statement: str = ""


def read_scoring(source: Source, node: Node, regime: Regime) -> ScoringRules:
    """``printed: regime`` adds the plan's own conditions and cases to the nation's; ``plan`` has only its own."""
    required = ("total", "decimals", "clause", "bands", "cases")
    entries = node.mapping((*required, "quarters"), required)
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
        quarters=_quarters(source, entries["quarters"]) if "quarters" in entries else None,
        **_cases(source, entries["cases"], regime),
    )


_POINTS = re.compile(r"\d{1,4}(\.\d{1,4})?", re.ASCII)


def _points(node: Node) -> Decimal:
    text = node.text().strip()
    if not _POINTS.fullmatch(text):
        raise node.refuse(f"phải là số điểm như 90 hoặc 89.5, không phải “{text}”")
    return Decimal(text)


def _cases(source: Source, node: Node, regime: Regime) -> dict[str, Any]:
    entries = node.mapping(("printed", "statement", "overrides", "conditions"), ("printed",))
    printed = entries.text("printed")
    if printed not in ("regime", "plan"):
        raise entries["printed"].refuse("phải là regime hoặc plan")
    overrides = source.keyed(entries["overrides"], _override) if "overrides" in entries else ()
    conditions = source.keyed(entries["conditions"], _condition) if "conditions" in entries else ()
    if printed == "plan":
        return {"overrides": overrides, "conditions": conditions}
    if not regime.score_overrides:
        raise entries["printed"].refuse(f"{regime.document} không chấm theo thang điểm")
    overrides = (*(_national_override(row, regime) for row in regime.score_overrides), *overrides)
    conditions = (*(_national_condition(row, regime) for row in regime.score_conditions), *conditions)
    keys = [*(row.key for row in overrides), *(row.key for row in conditions)]
    for key in keys:
        if keys.count(key) > 1:
            raise node.refuse(f"“{key}” đã có trong {regime.document}")
    if "statement" not in entries:
        raise node.refuse("thiếu khóa “statement”")
    return {"overrides": overrides, "conditions": conditions, "cases_statement": entries["statement"].filled()}


def _national_override(row: NationalCase, regime: Regime) -> Override:
    return Override(row.key, row.says, Reference(regime.key, row.article, regime.document), row.kinds)


def _national_condition(row: NationalCase, regime: Regime) -> Condition:
    assert row.level is not None
    return Condition(row.key, row.level, row.says, Reference(regime.key, row.article, regime.document), row.kinds)


def _band(source: Source, level: Level, node: Node) -> Band:
    entries = node.mapping(("at_least", "clause"), ("at_least", "clause"))
    return Band(level, _points(entries["at_least"]), source.reference(source.clause(entries["clause"])))


def _override(source: Source, key: str, node: Node) -> Override:
    entries = node.mapping(("says", "clause", "kinds"), ("says", "clause"))
    reference = source.reference(source.clause(entries["clause"]))
    return Override(key, entries["says"].filled(), reference, entries.some_of("kinds", RatedKind))


def _condition(source: Source, key: str, node: Node) -> Condition:
    required = ("level", "says", "clause")
    entries = node.mapping((*required, "kinds"), required)
    reference = source.reference(source.clause(entries["clause"]))
    level = entries["level"].one_of(Level)
    if level is Level.NOT_COMPLETED:
        raise entries["level"].refuse("mức thấp nhất không có điều kiện")
    return Condition(key, level, entries["says"].filled(), reference, entries.some_of("kinds", RatedKind))


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
