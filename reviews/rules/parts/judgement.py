"""Thresholds of the ballot and the share of EXCELLENT."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from reviews.rules.findings import Reference, Severity
from reviews.rules.levels import Level
from reviews.rules.strict import Node

from .source import Source


class QuotaBase(StrEnum):
    """What the share of EXCELLENT is taken of; the paper's words allow the first three readings."""

    GOOD_OR_BETTER = "good_or_better"
    GOOD_ONLY = "good_only"
    ALL_RATED = "all_rated"
    GROUP_SIZE = "group_size"


class GroupCounter(StrEnum):
    """What makes a group small: its members, or those of them rated GOOD or better."""

    GROUP_SIZE = "group_size"
    GOOD_OR_BETTER = "good_or_better"


@dataclass(frozen=True, slots=True)
class Threshold:
    """``level`` is proposed when at least (or more than) ``share`` of the votes propose it, or it and better."""

    level: Level
    share: Fraction
    strict: bool
    cumulative: bool


@dataclass(frozen=True, slots=True)
class VotingRules:
    """Checked from the top; the first level whose threshold holds is the outcome."""

    thresholds: tuple[Threshold, ...]
    reference: Reference
    is_program_default: bool
    statement: str
    least_voters: int
    few_voters: int


@dataclass(frozen=True, slots=True)
class QuotaRules:
    """The share of EXCELLENT, what it is taken of, and the seats of a group of ``small_at_most`` or fewer."""

    share: Fraction
    base: QuotaBase
    alternatives: tuple[QuotaBase, ...]
    base_is_program_default: bool
    statement: str
    small_counter: GroupCounter
    small_at_most: int
    small_seats: int
    whole_severity: Severity


@dataclass(frozen=True, slots=True)
class DefaultToConfirm:
    """A value that the plan does not print; its author confirms it before issuing."""

    key: str
    statement: str
    reference: Reference


def read_voting(source: Source, node: Node) -> VotingRules:
    """``printed`` is the clause that prints the thresholds, or ``none``: then they are the program's own."""
    keys = ("printed", "statement", "thresholds", "least_voters", "few_voters")
    entries = node.mapping(keys, keys)
    is_default = entries.text("printed") == "none"
    rows = entries["thresholds"].mapping(tuple(Level))
    thresholds = tuple(_threshold(source, level, rows[level]) for level in Level if level in rows)
    if not thresholds:
        raise entries["thresholds"].refuse("chưa có ngưỡng phiếu nào")
    return VotingRules(
        thresholds=thresholds,
        reference=Reference("", document="Mặc định của chương trình")
        if is_default
        else source.reference(source.clause(entries["printed"])),
        is_program_default=is_default,
        statement=entries["statement"].filled(),
        least_voters=entries["least_voters"].whole(1),
        few_voters=entries["few_voters"].whole(1),
    )


def _threshold(source: Source, level: Level, node: Node) -> Threshold:
    entries = node.mapping(("more_than", "at_least", "cumulative"), ("cumulative",))
    if ("more_than" in entries) is ("at_least" in entries):
        raise node.refuse("ghi một trong hai: more_than hoặc at_least")
    strict = "more_than" in entries
    share = entries["more_than" if strict else "at_least"].share()
    return Threshold(level, share, strict, entries.flag("cumulative"))


def read_quota(source: Source, node: Node) -> QuotaRules:
    keys = (
        "share",
        "base",
        "alternatives",
        "base_is_program_default",
        "statement",
        "small_group",
        "whole_severity",
    )
    entries = node.mapping(keys, keys)
    small = entries["small_group"].mapping(("counter", "at_most", "seats"), ("counter", "at_most", "seats"))
    base, alternatives = entries["base"].one_of(QuotaBase), entries["alternatives"].some_of(QuotaBase)
    if base not in alternatives:
        raise entries["base"].refuse(f"“{base}” không nằm trong alternatives")
    return QuotaRules(
        share=entries["share"].share(),
        base=base,
        alternatives=alternatives,
        base_is_program_default=entries.flag("base_is_program_default"),
        statement=entries["statement"].filled(),
        small_counter=small["counter"].one_of(GroupCounter),
        small_at_most=small["at_most"].whole(),
        small_seats=small["seats"].whole(),
        whole_severity=entries["whole_severity"].one_of(Severity),
    )
