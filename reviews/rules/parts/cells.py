"""What a cell hands in as its dossier, the money that supports its meeting, and what it leaves to its groups."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from reviews.rules.findings import Severity
from reviews.rules.strict import Node

from .source import Source
from .special_cases import CitedRule, read_cited


class PartHolds(StrEnum):
    """``PAPER``: one paper. ``LIST``: a list that may say "không có". ``STATEMENTS``: the committee's report and the
    statements of members paid by the State. ``SCORES``: the cell's score sheet.
    """

    PAPER = "paper"
    LIST = "list"
    STATEMENTS = "statements"
    SCORES = "scores"


@dataclass(frozen=True, slots=True)
class CellPartRow:
    key: str
    title: str
    holds: PartHolds
    severity: Severity
    clause: str


@dataclass(frozen=True, slots=True)
class CellDossierRules:
    """``marked``: only members of the best level are put forward as outstanding; ``scores_first``: before the ballot.

    ``milestone``: the clause of the last day, empty where none is printed.
    """

    parts: tuple[CellPartRow, ...]
    marked: CitedRule
    scores_first: CitedRule
    milestone: str
    note: str


@dataclass(frozen=True, slots=True)
class CellStepRow:
    """What the cell's meeting passes; ``part``: the part of the dossier that it passes."""

    key: str
    title: str
    part: str
    severity: Severity
    clause: str


class Counted(StrEnum):
    REGISTERED = "registered"
    ATTENDING = "attending"


@dataclass(frozen=True, slots=True)
class SupportRules:
    """``amount`` đồng a member, from ``fund``."""

    amount: int
    fund: str
    counted: Counted
    clause: str
    note: str


@dataclass(frozen=True, slots=True)
class CellRules:
    """``groups``: members may be reviewed in their party group, which then reports to the cell.

    ``steps``: what the cell's meeting passes besides the review and the ballot, in the order of its programme.
    """

    dossier: CellDossierRules | None = None
    steps: tuple[CellStepRow, ...] = ()
    support: SupportRules | None = None
    groups: CitedRule | None = None


def read_cells(source: Source, node: Node, dated: Collection[str]) -> CellRules:
    entries = node.mapping(("dossier", "steps", "support", "groups"))
    dossier = _dossier(source, entries["dossier"], dated) if "dossier" in entries else None
    parts = {row.key for row in dossier.parts} if dossier else set()
    return CellRules(
        dossier=dossier,
        steps=source.keyed(entries["steps"], partial(_step, parts)) if "steps" in entries else (),
        support=_support(source, entries["support"]) if "support" in entries else None,
        groups=source.optional(entries, "groups", read_cited),
    )


def _step(parts: Collection[str], source: Source, key: str, node: Node) -> CellStepRow:
    keys = ("title", "part", "severity", "clause")
    entries = node.mapping(keys, keys)
    part = entries["part"].filled()
    if part not in parts:
        raise entries["part"].refuse(f"hồ sơ của chi bộ không có phần “{part}”")
    return CellStepRow(
        key, entries["title"].filled(), part, entries["severity"].one_of(Severity), source.clause(entries["clause"])
    )


def _dossier(source: Source, node: Node, dated: Collection[str]) -> CellDossierRules:
    required = ("parts", "marked", "scores_first", "milestone")
    entries = node.mapping((*required, "note"), required)
    return CellDossierRules(
        source.keyed(entries["parts"], _part),
        read_cited(source, entries["marked"]),
        read_cited(source, entries["scores_first"]),
        source.milestone(entries["milestone"], dated),
        entries.text("note"),
    )


def _part(source: Source, key: str, node: Node) -> CellPartRow:
    keys = ("title", "holds", "severity", "clause")
    entries = node.mapping(keys, keys)
    return CellPartRow(
        key,
        entries["title"].filled(),
        entries["holds"].one_of(PartHolds),
        entries["severity"].one_of(Severity),
        source.clause(entries["clause"]),
    )


def _support(source: Source, node: Node) -> SupportRules:
    required = ("amount", "fund", "counted", "clause")
    entries = node.mapping((*required, "note"), required)
    return SupportRules(
        entries["amount"].whole(1),
        entries["fund"].filled(),
        entries["counted"].one_of(Counted),
        source.clause(entries["clause"]),
        entries.text("note"),
    )
