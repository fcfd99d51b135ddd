"""Which periods a plan reviews, and on which sheet of criteria each subject is scored in each of them."""

from __future__ import annotations

from dataclasses import dataclass

from reviews.rules.strict import Node
from reviews.rules.vocabulary import Period, RatedKind

from .source import Source


@dataclass(frozen=True, slots=True)
class PeriodRules:
    """The kinds of campaign that the plan knows; each campaign is exactly one of them."""

    kinds: tuple[Period, ...]
    clause: str


@dataclass(frozen=True, slots=True)
class SheetRule:
    """``annexes``: the criteria for subjects of ``kinds`` in ``period``, the program's choice first.

    ``managed_above`` and ``in_system`` narrow it to those managed by the superior committee, or to those who work in
    the political system; None where it makes no difference.
    """

    key: str
    kinds: tuple[RatedKind, ...]
    periods: tuple[Period, ...]
    annexes: tuple[str, ...]
    clause: str
    managed_above: bool | None = None
    in_system: bool | None = None

    @property
    def annex(self) -> str:
        return self.annexes[0]


@dataclass(frozen=True, slots=True)
class SheetRules:
    """``package``: annexes that must be at hand before the plan is issued. ``statement``: what the author confirms."""

    document: str
    rows: tuple[SheetRule, ...]
    package: tuple[str, ...]
    package_clause: str
    statement: str


def read_periods(source: Source, node: Node) -> PeriodRules:
    entries = node.mapping(("kinds", "clause"), ("kinds", "clause"))
    return PeriodRules(entries["kinds"].some_of(Period), source.clause(entries["clause"]))


def read_sheets(source: Source, node: Node) -> SheetRules:
    keys = ("document", "rows", "package", "package_clause", "statement")
    entries = node.mapping(keys, keys)
    rows = source.keyed(entries["rows"], _sheet)
    package = tuple(item.filled() for item in entries["package"].items())
    for kind in (RatedKind.ORGANIZATION, RatedKind.COLLECTIVE, RatedKind.CADRE, RatedKind.MEMBER):
        for period in (Period.YEAR, Period.QUARTER):
            if not any(kind in row.kinds and period in row.periods for row in rows):
                raise entries["rows"].refuse(f"“{kind}” chưa có phụ lục tiêu chí cho “{period}”")
    for row in rows:
        for annex in row.annexes:
            if annex not in package:
                raise entries["package"].refuse(f"thiếu phụ lục {annex}")
    return SheetRules(
        entries["document"].filled(),
        rows,
        package,
        source.clause(entries["package_clause"]),
        entries["statement"].filled(),
    )


def _sheet(source: Source, key: str, node: Node) -> SheetRule:
    required = ("kinds", "periods", "annexes", "clause")
    entries = node.mapping((*required, "managed_above", "in_system"), required)
    annexes = tuple(item.filled() for item in entries["annexes"].items())
    if not annexes:
        raise entries["annexes"].refuse("chưa có phụ lục nào")
    return SheetRule(
        key=key,
        kinds=entries["kinds"].some_of(RatedKind),
        periods=entries["periods"].some_of(Period),
        annexes=annexes,
        clause=source.clause(entries["clause"]),
        managed_above=entries.flag("managed_above") if "managed_above" in entries else None,
        in_system=entries.flag("in_system") if "in_system" in entries else None,
    )
