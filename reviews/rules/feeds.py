"""Figures for the appraisal: which rows each office owes, what a row may hold, what is still missing and late."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from .findings import Finding, Severity
from .levels import Level
from .offices import office_named
from .parts.feeds import ColumnKind, Feed, FeedColumn, FeedRules, FeedUnitKind
from .plan import Plan
from .roster import OrganizationFact, Roster, RosterFacts
from .vocabulary import GRASSROOTS_KINDS, OrganizationKind, Tier

_AGENCIES = frozenset(
    {
        OrganizationKind.ADVISORY_BOARD,
        OrganizationKind.DEPARTMENT,
        OrganizationKind.PUBLIC_SERVICE_UNIT,
        OrganizationKind.FATHERLAND_FRONT,
        OrganizationKind.MASS_ORGANIZATION,
    }
)
_COMMUNE_BODIES = {
    OrganizationKind.PEOPLES_COMMITTEE: FeedUnitKind.COMMUNE_GOVERNMENT,
    OrganizationKind.FATHERLAND_FRONT: FeedUnitKind.COMMUNE_FRONT,
    OrganizationKind.MASS_ORGANIZATION: FeedUnitKind.COMMUNE_MASS,
}
#: So many units that lack figures are named; the rest are counted.
MISSING_SHOWN = 10
_GROUPED = re.compile(r"-?\d{1,3}(?:\.\d{3})+(?:,\d{1,4})?", re.ASCII)
_PLAIN = re.compile(r"-?\d{1,15}(?:[.,]\d{1,4})?", re.ASCII)
_ANSWERS = {ColumnKind.YES_NO: ("có", "không"), ColumnKind.PASSED: ("đạt", "không đạt")}


@dataclass(frozen=True, slots=True)
class FeedUnit:
    """Something that figures are collected of; they serve the appraisal of the Party organization ``grassroots_id``."""

    id: int
    name: str
    kinds: frozenset[FeedUnitKind]
    grassroots_id: int | None = None


@dataclass(frozen=True, slots=True)
class FeedRow:
    """What an office has entered for one unit: texts by column, as typed."""

    unit_id: int
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class FeedState:
    """``missing``: the units whose row is not complete, each with the columns that lack a value that can stand."""

    feed: Feed
    total: int
    missing: tuple[tuple[FeedUnit, tuple[FeedColumn, ...]], ...]

    @property
    def done(self) -> int:
        return self.total - len(self.missing)

    @property
    def is_complete(self) -> bool:
        return not self.missing


def units_of(facts: RosterFacts, *, new_rural: Collection[int] = ()) -> list[FeedUnit]:
    """What the issuer's tree knows of; ``new_rural`` are the communes' people's committees so recognized.

    Residential areas and enterprises stand in no tree: the office adds them.
    """
    roster = Roster(facts)
    units = []
    for row in facts.organizations:
        kinds = _kinds(row, roster, new_rural) if roster.is_under_issuer(row.id) else set()
        if kinds:
            grassroots = roster.grassroots_of(row.id)
            units.append(FeedUnit(row.id, row.name, frozenset(kinds), grassroots.id if grassroots else None))
    return units


def _kinds(row: OrganizationFact, roster: Roster, new_rural: Collection[int]) -> set[FeedUnitKind]:
    kinds = {FeedUnitKind.GRASSROOTS} if row.kind in GRASSROOTS_KINDS else set()
    words = row.name.casefold().split()
    if row.tier is Tier.COMMUNE and row.kind in _COMMUNE_BODIES:
        kinds.add(_COMMUNE_BODIES[row.kind])
        if row.kind is OrganizationKind.PEOPLES_COMMITTEE:
            locality = FeedUnitKind.COMMUNE
            if "phường" in words:
                locality = FeedUnitKind.WARD
            elif "trấn" in words:
                locality = FeedUnitKind.TOWNSHIP
            kinds.add(locality)
            if locality is FeedUnitKind.COMMUNE and row.id in new_rural:
                kinds.add(FeedUnitKind.NEW_RURAL_COMMUNE)
    if row.tier is roster.issuer.tier and row.kind in _AGENCIES:
        kinds.add(FeedUnitKind.AGENCY)
    if row.kind is OrganizationKind.PUBLIC_SERVICE_UNIT and words[:1] == ["trường"]:
        kinds.add(FeedUnitKind.SCHOOL)
    return kinds


def columns_for(feed: Feed, unit: FeedUnit) -> tuple[FeedColumn, ...]:
    """The columns that this unit's row has; none where the feed does not concern it."""
    if not unit.kinds & set(feed.units):
        return ()
    return tuple(column for column in feed.columns if not column.units or unit.kinds & set(column.units))


def template(feed: Feed, units: Iterable[FeedUnit]) -> list[tuple[FeedUnit, tuple[FeedColumn, ...]]]:
    """One row for each unit that the feed concerns, with the columns to be filled in it."""
    rows = ((unit, columns_for(feed, unit)) for unit in units)
    return [(unit, columns) for unit, columns in rows if columns]


def office_of(feed: Feed, roster: Roster) -> OrganizationFact | None:
    """The office in the issuer's own tree; its name may say more than the plan prints."""
    return office_named(feed.office, feed.office_kind, roster)


def check_offices(facts: RosterFacts, plan: Plan) -> list[Finding]:
    """Offices that owe figures and are not in the tree: nobody could be asked for them."""
    roster = Roster(facts)
    return [
        Finding(
            "feed.no_office",
            Severity.WARN,
            f"{feed.office} phải gửi số liệu “{feed.title}” nhưng chưa có trong cây tổ chức.",
            plan.reference(feed.clause),
        )
        for feed in (plan.feeds.feeds if plan.feeds else ())
        if office_of(feed, roster) is None
    ]


def share(feed: Feed, key: str, values: Mapping[str, str]) -> Fraction | None:
    """480 of 500 → 24/25: the share that a count makes of the count that bounds it; None while one is wanting."""
    column = next(row for row in feed.columns if row.key == key)
    part, whole = _figure(values.get(key, "")), _figure(values.get(column.part_of, ""))
    return part / whole if part is not None and whole else None


def check_rows(feed: Feed, rows: Iterable[FeedRow], units: Iterable[FeedUnit], plan: Plan) -> list[Finding]:
    """What cannot be taken over: an unknown unit, a column that the unit does not have, a value that cannot be."""
    known = {unit.id: (unit, columns) for unit, columns in template(feed, units)}
    findings = []
    for row in rows:
        if row.unit_id not in known:
            message = f"{feed.office}, “{feed.title}”: không có đơn vị mã {row.unit_id} trong mẫu số liệu."
            findings.append(_refusal("unit", message, _rules(plan).template_clause, plan))
            continue
        unit, columns = known[row.unit_id]
        labels = {column.key: column.label for column in feed.columns}
        for key in row.values:
            if key not in {column.key for column in columns}:
                message = f"{unit.name}: mẫu “{feed.title}” không có cột “{labels.get(key, key)}” đối với đơn vị này."
                findings.append(_refusal("column", message, _rules(plan).template_clause, plan))
        for column in columns:
            wrong = _wrong(column, row.values, labels)
            if wrong:
                findings.append(_refusal("value", f"{unit.name}, {column.label}: {wrong}.", feed.clause, plan))
    return findings


def _refusal(code: str, message: str, clause: str, plan: Plan) -> Finding:
    return Finding(f"feed.{code}", Severity.BLOCK, message, plan.reference(clause))


def _wrong(column: FeedColumn, values: Mapping[str, str], labels: Mapping[str, str]) -> str:
    """Why the value cannot stand; empty for one that can, and for none at all."""
    text = values.get(column.key, "").strip()
    if not text:
        return ""
    if column.kind in _ANSWERS:
        answers = _ANSWERS[column.kind]
        return "" if _fold(text) in answers else f"“{text}” phải là {' hoặc '.join(answers)}"
    if column.kind is ColumnKind.LEVEL:
        known = {level.value for level in Level} | {_fold(level.label) for level in Level}
        return "" if _fold(text) in known else f"“{text}” không phải là một mức xếp loại"
    if column.kind is ColumnKind.TEXT:
        return ""
    figure = _figure(text)
    if figure is None:
        return f"“{text}” không phải là số"
    if column.kind is ColumnKind.RATE:
        return "" if -100 <= figure <= 100 else f"“{text}” phải từ -100% đến 100%"
    if column.kind is ColumnKind.PERCENT:
        return "" if 0 <= figure <= 100 else f"“{text}” phải từ 0% đến 100%"
    if figure < 0 or (column.kind is ColumnKind.COUNT and figure.denominator != 1):
        return f"“{text}” không phải là {'số đếm' if column.kind is ColumnKind.COUNT else 'số không âm'}"
    whole = _figure(values.get(column.part_of, "")) if column.part_of else None
    if whole is not None and figure > whole:
        return f"{text} nhiều hơn {labels[column.part_of]} ({values[column.part_of].strip()})"
    return ""


def state_of(feed: Feed, rows: Iterable[FeedRow], units: Iterable[FeedUnit]) -> FeedState:
    """How far the office has come. A row counts once every column of its unit has a value that can stand."""
    entered = {row.unit_id: row.values for row in rows}
    labels = {column.key: column.label for column in feed.columns}
    expected = template(feed, units)
    missing = []
    for unit, columns in expected:
        values = entered.get(unit.id, {})
        open_columns = tuple(
            column for column in columns if not values.get(column.key, "").strip() or _wrong(column, values, labels)
        )
        if open_columns:
            missing.append((unit, open_columns))
    return FeedState(feed, len(expected), tuple(missing))


def check_feed(
    feed: Feed,
    rows: Iterable[FeedRow],
    units: Iterable[FeedUnit],
    *,
    plan: Plan,
    on: date,
    sent_on: date | None = None,
) -> list[Finding]:
    """What the office still owes, unit by unit, and whether it is late; ``sent_on`` once it has sent the feed."""
    rules = _rules(plan)
    found = state_of(feed, rows, units)
    findings = []
    if not found.is_complete:
        lacking = "; ".join(_lacking(feed, unit, columns) for unit, columns in found.missing[:MISSING_SHOWN])
        if len(found.missing) > MISSING_SHOWN:
            lacking += f" và {len(found.missing) - MISSING_SHOWN} đơn vị khác"
        message = f"{feed.office}, “{feed.title}”: mới có {found.done}/{found.total} đơn vị, còn thiếu: {lacking}."
        findings.append(Finding("feed.incomplete", Severity.WARN, message, plan.reference(feed.clause)))
    milestone = plan.milestone(rules.milestone) if rules.milestone else None
    last, day = milestone.last_good_day if milestone else None, sent_on or on
    if milestone and last is not None and day > last:
        happened = f"gửi ngày {sent_on:%d/%m/%Y}" if sent_on else f"đến ngày {on:%d/%m/%Y} chưa gửi"
        message = (
            f"{feed.office}, “{feed.title}”: {happened}, quá hạn {(day - last).days} ngày; hạn cuối gửi "
            f"{rules.recipient} là ngày {last:%d/%m/%Y}."
        )
        findings.append(Finding("feed.late", milestone.severity, message, milestone.reference))
    return findings


def _lacking(feed: Feed, unit: FeedUnit, columns: Sequence[FeedColumn]) -> str:
    """The unit, and its open columns unless the whole row is open."""
    if len(columns) == len(columns_for(feed, unit)):
        return unit.name
    return f"{unit.name} ({', '.join(column.label for column in columns)})"


def check_appraisal(
    *,
    unit_id: int,
    name: str,
    rows: Mapping[str, Sequence[FeedRow]],
    units: Iterable[FeedUnit],
    plan: Plan,
) -> list[Finding]:
    """Appraising a unit, or a Party organization with its bodies, while figures about it lack; the offices are named.

    ``rows`` by the key of the feed. A feed that does not concern the unit is not waited for. The plan says whether the
    appraisal waits for the figures or is only told of what lacks (P3-III.2.5-c).
    """
    if plan.feeds is None:
        return []
    own = [unit for unit in units if unit_id in (unit.id, unit.grassroots_id)]
    states = [state_of(feed, rows.get(feed.key, ()), own) for feed in plan.feeds.feeds]
    concerned = [state for state in states if state.total]
    lacking = [_owed(state.feed, plan.feeds) for state in concerned if not state.is_complete]
    if not lacking:
        return []
    message = (
        f"{name} mới có {len(concerned) - len(lacking)}/{len(concerned)} loại số liệu phục vụ thẩm định; còn thiếu: "
        f"{'; '.join(lacking)}."
    )
    severity, clause = plan.feeds.appraisal_severity, plan.feeds.appraisal_clause
    return [Finding("feed.appraisal", severity, message, plan.reference(clause))]


def _owed(feed: Feed, rules: FeedRules) -> str:
    """The office, and which of its figures where it owes several."""
    several = sum(1 for row in rules.feeds if row.office == feed.office) > 1
    return f"{feed.office} ({feed.title})" if several else feed.office


def _rules(plan: Plan) -> FeedRules:
    if plan.feeds is None:
        raise ValueError(f"{plan.slug} asks for no figures")
    return plan.feeds


def _figure(text: str) -> Fraction | None:
    """1.250, 95,5, 8.5% and -0,3 as exact numbers; a point before three digits groups thousands."""
    plain = text.strip().removesuffix("%").strip()
    if _GROUPED.fullmatch(plain):
        return Fraction(plain.replace(".", "").replace(",", "."))
    return Fraction(plain.replace(",", ".")) if _PLAIN.fullmatch(plain) else None


def _fold(text: str) -> str:
    return " ".join(text.split()).casefold()
