"""Figures that offices collect from many units for the appraisal: who, what, in which columns, of which units."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from reviews.rules.findings import Severity
from reviews.rules.strict import Node
from reviews.rules.vocabulary import OrganizationKind

from .source import Source


class FeedUnitKind(StrEnum):
    """What a plan says that figures are collected of."""

    COMMUNE = "commune"
    WARD = "ward"
    TOWNSHIP = "township"
    NEW_RURAL_COMMUNE = "new_rural_commune"
    AGENCY = "agency"
    GRASSROOTS = "grassroots"
    COMMUNE_GOVERNMENT = "commune_government"
    COMMUNE_FRONT = "commune_front"
    COMMUNE_MASS = "commune_mass"
    RESIDENTIAL_AREA = "residential_area"
    ENTERPRISE = "enterprise"
    SCHOOL = "school"

    @property
    def label(self) -> str:
        return _UNIT_LABELS[self]


_UNIT_LABELS = {
    FeedUnitKind.COMMUNE: "xã",
    FeedUnitKind.WARD: "phường",
    FeedUnitKind.TOWNSHIP: "thị trấn",
    FeedUnitKind.NEW_RURAL_COMMUNE: "xã nông thôn mới",
    FeedUnitKind.AGENCY: "cơ quan, đơn vị",
    FeedUnitKind.GRASSROOTS: "tổ chức cơ sở đảng",
    FeedUnitKind.COMMUNE_GOVERNMENT: "chính quyền cơ sở",
    FeedUnitKind.COMMUNE_FRONT: "Mặt trận cơ sở",
    FeedUnitKind.COMMUNE_MASS: "đoàn thể cơ sở",
    FeedUnitKind.RESIDENTIAL_AREA: "khu dân cư",
    FeedUnitKind.ENTERPRISE: "doanh nghiệp",
    FeedUnitKind.SCHOOL: "nhà trường",
}


class ColumnKind(StrEnum):
    """What a column takes. ``PERCENT`` lies between 0 and 100; ``RATE`` is a percentage that may be negative."""

    TEXT = "text"
    COUNT = "count"
    AMOUNT = "amount"
    PERCENT = "percent"
    RATE = "rate"
    YES_NO = "yes_no"
    PASSED = "passed"
    LEVEL = "level"

    @property
    def is_number(self) -> bool:
        return self in (ColumnKind.COUNT, ColumnKind.AMOUNT, ColumnKind.PERCENT, ColumnKind.RATE)


@dataclass(frozen=True, slots=True)
class FeedColumn:
    """One indicator; ``units`` that have it, all of the feed where empty. ``part_of``: the count that bounds it."""

    key: str
    label: str
    kind: ColumnKind
    units: tuple[FeedUnitKind, ...] = ()
    part_of: str = ""

    @property
    def is_number(self) -> bool:
        return self.kind.is_number


@dataclass(frozen=True, slots=True)
class Feed:
    """Figures of one office; ``office`` as printed, found in the tree by kind and name."""

    key: str
    title: str
    office: str
    office_kind: OrganizationKind
    columns: tuple[FeedColumn, ...]
    units: tuple[FeedUnitKind, ...]
    clause: str


@dataclass(frozen=True, slots=True)
class FeedRules:
    """All feeds of a plan, in the order printed; they go to ``recipient`` within one milestone.

    ``template_clause`` gives every feed its fixed columns and units, ``appraisal_clause`` says what they serve;
    ``appraisal_severity``: what an appraisal meets while they lack.
    """

    recipient: str
    milestone: str
    template_clause: str
    appraisal_clause: str
    appraisal_severity: Severity
    feeds: tuple[Feed, ...]

    def feed(self, key: str) -> Feed:
        return next(feed for feed in self.feeds if feed.key == key)


def read_feeds(source: Source, node: Node, dated: Collection[str]) -> FeedRules:
    keys = ("recipient", "milestone", "template_clause", "appraisal_clause", "appraisal_severity", "rows")
    entries = node.mapping(keys, keys)
    return FeedRules(
        recipient=entries["recipient"].filled(),
        milestone=source.milestone(entries["milestone"], dated),
        template_clause=source.clause(entries["template_clause"]),
        appraisal_clause=source.clause(entries["appraisal_clause"]),
        appraisal_severity=entries["appraisal_severity"].one_of(Severity),
        feeds=source.keyed(entries["rows"], _feed),
    )


def _feed(source: Source, key: str, node: Node) -> Feed:
    keys = ("title", "office", "office_kind", "columns", "units", "clause")
    entries = node.mapping(keys, keys)
    columns = source.keyed(entries["columns"], _column)
    units = entries["units"].some_of(FeedUnitKind)
    if not columns:
        raise entries["columns"].refuse("chưa có cột số liệu nào")
    if not units:
        raise entries["units"].refuse("chưa ghi tổng hợp số liệu của những đơn vị nào")
    counts = {column.key for column in columns if column.kind is ColumnKind.COUNT}
    for column in columns:
        if column.part_of and (column.key not in counts or column.part_of not in counts - {column.key}):
            raise entries["columns"].refuse(f"“{column.key}” và “{column.part_of}” phải là hai cột số đếm của bảng này")
    return Feed(
        key=key,
        title=entries["title"].filled(),
        office=entries["office"].filled(),
        office_kind=entries["office_kind"].one_of(OrganizationKind),
        columns=columns,
        units=units,
        clause=source.clause(entries["clause"]),
    )


def _column(_source: Source, key: str, node: Node) -> FeedColumn:
    entries = node.mapping(("label", "kind", "units", "part_of"), ("label", "kind"))
    return FeedColumn(
        key=key,
        label=entries["label"].filled(),
        kind=entries["kind"].one_of(ColumnKind),
        units=entries.some_of("units", FeedUnitKind),
        part_of=entries.text("part_of"),
    )
