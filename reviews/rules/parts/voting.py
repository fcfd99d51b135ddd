"""Thresholds of the ballots, as a plan prints them or as the program proposes them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from reviews.rules.findings import Reference
from reviews.rules.levels import Level
from reviews.rules.strict import Node
from reviews.rules.vocabulary import RatedKind

from .source import Source


class BallotBase(StrEnum):
    """What a share of the votes is taken of: ballots issued to those present, ballots returned, valid ballots."""

    ISSUED = "issued"
    RETURNED = "returned"
    VALID = "valid"


@dataclass(frozen=True, slots=True)
class Threshold:
    """``level`` is proposed when at least (or more than) ``share`` of the votes propose it, or it and better.

    ``reference`` is None where the program proposes the threshold itself.
    """

    level: Level
    share: Fraction
    strict: bool
    cumulative: bool
    reference: Reference | None = None


@dataclass(frozen=True, slots=True)
class VotingRules:
    """Checked from the top; the first level whose threshold holds is the outcome. ``kinds``: what is voted on so."""

    key: str
    kinds: tuple[RatedKind, ...]
    base: BallotBase
    thresholds: tuple[Threshold, ...]
    reference: Reference
    is_program_default: bool
    statement: str


@dataclass(frozen=True, slots=True)
class Electorate:
    """Fewer than ``least`` voters cannot vote in secret, fewer than ``few`` only nearly."""

    least: int
    few: int


@dataclass(frozen=True, slots=True)
class DefaultToConfirm:
    """A value that the plan does not print, or a day mended; its author confirms it before issuing."""

    key: str
    statement: str
    reference: Reference


def read_voting(source: Source, node: Node) -> tuple[Electorate, tuple[VotingRules, ...]]:
    """One set of thresholds for each kind of what is rated; ``printed: none`` marks those of the program."""
    keys = ("least_voters", "few_voters", "ballots")
    entries = node.mapping(keys, keys)
    electorate = Electorate(entries["least_voters"].whole(1), entries["few_voters"].whole(1))
    ballots = source.keyed(entries["ballots"], _ballot)
    refuse_gaps(entries["ballots"], [kind for ballot in ballots for kind in ballot.kinds])
    return electorate, ballots


def refuse_gaps(node: Node, kinds: list[RatedKind]) -> None:
    """Every kind of what is rated has one rule, and only one."""
    for kind in RatedKind:
        if kinds.count(kind) != 1:
            raise node.refuse(f"“{kind}” phải có đúng một quy định, đang có {kinds.count(kind)}")


def _ballot(source: Source, key: str, node: Node) -> VotingRules:
    keys = ("kinds", "printed", "base", "statement", "thresholds")
    entries = node.mapping(keys, keys)
    is_default = entries.text("printed") == "none"
    rows = entries["thresholds"].mapping(tuple(Level))
    thresholds = tuple(
        _threshold(source, level, rows[level], is_default=is_default) for level in Level if level in rows
    )
    if not thresholds:
        raise entries["thresholds"].refuse("chưa có ngưỡng phiếu nào")
    return VotingRules(
        key=key,
        kinds=entries["kinds"].some_of(RatedKind),
        base=entries["base"].one_of(BallotBase),
        thresholds=thresholds,
        reference=Reference("", document="Mặc định của chương trình")
        if is_default
        else source.reference(source.clause(entries["printed"])),
        is_program_default=is_default,
        statement=entries["statement"].filled(),
    )


def _threshold(source: Source, level: Level, node: Node, *, is_default: bool) -> Threshold:
    required = ("cumulative",) if is_default else ("cumulative", "clause")
    entries = node.mapping(("more_than", "at_least", *required), required)
    if ("more_than" in entries) is ("at_least" in entries):
        raise node.refuse("ghi một trong hai: more_than hoặc at_least")
    strict = "more_than" in entries
    share = entries["more_than" if strict else "at_least"].share()
    reference = None if is_default else source.reference(source.clause(entries["clause"]))
    return Threshold(level, share, strict, entries.flag("cumulative"), reference)
