"""Figures collected for the appraisal: which rows an office owes, what a row may hold, what lacks and what is late."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from reviews.rules.feeds import (
    FeedRow,
    FeedUnit,
    check_appraisal,
    check_feed,
    check_offices,
    check_rows,
    columns_for,
    share,
    state_of,
    template,
    units_of,
)
from reviews.rules.findings import Severity
from reviews.rules.parts.feeds import FeedUnitKind
from reviews.rules.plan import PlanError
from reviews.rules.vocabulary import CollectiveKind, OrganizationKind, Tier

from .district import HUYEN, TINH, District

K, U = OrganizationKind, FeedUnitKind
SCHOOLS = {
    "title": "Trường đạt chuẩn",
    "office": "Phòng Giáo dục-Đào tạo",
    "office_kind": "department",
    "units": ["commune", "ward"],
    "columns": {
        "schools": {"label": "Tổng số trường", "kind": "count"},
        "standard": {"label": "Số trường đạt chuẩn", "kind": "count", "part_of": "schools"},
        "town": {"label": "Văn minh đô thị", "kind": "passed", "units": ["ward"]},
    },
    "clause": "P0-6-b",
}
FEEDS = {
    "recipient": "Ban Tổ chức Huyện ủy",
    "milestone": "P0-III.3-a",
    "template_clause": "P0-6-a",
    "appraisal_clause": "P0-III.2-g",
    "appraisal_severity": "warn",
    "rows": {"schools": SCHOOLS},
}
XA = FeedUnit(1, "Xã A", frozenset({U.COMMUNE}), 11)
PHUONG = FeedUnit(2, "Phường B", frozenset({U.WARD}), 12)
AGENCY = FeedUnit(3, "Phòng Tư pháp", frozenset({U.AGENCY}))
UNITS = (XA, PHUONG, AGENCY)
FULL = (
    FeedRow(1, {"schools": "4", "standard": "3"}),
    FeedRow(2, {"schools": "5", "standard": "5", "town": "Không đạt"}),
)
IN_TIME, TOO_LATE = date(2023, 12, 4), date(2023, 12, 5)


@pytest.fixture(scope="module")
def fed(plan):
    return plan.with_overrides({"feeds": FEEDS})


@pytest.fixture(scope="module")
def feed(fed):
    return fed.feeds.feed("schools")


def one_column(plan, kind):
    """A feed whose only column takes values of ``kind``."""
    columns = {"schools": {"label": "Cột", "kind": kind}}
    rows = {"schools": {**SCHOOLS, "columns": columns}}
    return plan.with_overrides({"feeds": {**FEEDS, "rows": rows}})


def test_plan_without_feeds_owes_nothing(plan):
    assert plan.feeds is None
    assert check_offices(District().facts, plan) == []
    assert check_appraisal(unit_id=1, name="Xã A", rows={}, units=UNITS, plan=plan) == []


def test_template_has_a_row_for_each_unit_concerned_with_its_own_columns_only(feed):
    rows = {unit.name: [column.key for column in columns] for unit, columns in template(feed, UNITS)}
    assert rows == {"Xã A": ["schools", "standard"], "Phường B": ["schools", "standard", "town"]}
    assert columns_for(feed, AGENCY) == ()


def test_feed_is_incomplete_until_every_unit_has_every_column_and_names_what_lacks(fed, feed):
    rows = (FULL[0], FeedRow(2, {"schools": "5", "town": " "}))
    (finding,) = check_feed(feed, rows, UNITS, plan=fed, on=IN_TIME)
    assert (finding.code, finding.severity, finding.clause) == ("feed.incomplete", Severity.WARN, "P0-6-b")
    assert "mới có 1/2 đơn vị, còn thiếu: Phường B (Số trường đạt chuẩn, Văn minh đô thị)" in finding.message
    (finding,) = check_feed(feed, (), UNITS, plan=fed, on=IN_TIME)
    assert finding.message.endswith("mới có 0/2 đơn vị, còn thiếu: Xã A; Phường B.")
    many = [FeedUnit(number, f"Xã {number}", frozenset({U.COMMUNE})) for number in range(1, 13)]
    (finding,) = check_feed(feed, (), many, plan=fed, on=IN_TIME)
    assert finding.message.endswith("; Xã 9; Xã 10 và 2 đơn vị khác.")
    assert check_feed(feed, FULL, UNITS, plan=fed, on=IN_TIME) == []


def test_value_that_cannot_stand_leaves_the_row_incomplete(feed):
    rows = (FULL[0], FeedRow(2, {"schools": "5", "standard": "6", "town": "đạt"}))
    found = state_of(feed, rows, UNITS)
    assert (found.done, found.total, found.is_complete) == (1, 2, False)
    assert [column.key for _unit, columns in found.missing for column in columns] == ["standard"]


def test_feed_is_late_by_the_day_it_was_sent_else_by_today(fed, feed):
    assert check_feed(feed, FULL, UNITS, plan=fed, on=date(2024, 1, 1), sent_on=IN_TIME) == []
    (sent,) = check_feed(feed, FULL, UNITS, plan=fed, on=date(2024, 1, 1), sent_on=TOO_LATE)
    assert (sent.code, sent.severity, sent.clause) == ("feed.late", Severity.WARN, "P0-III.3-a")
    assert "gửi ngày 05/12/2023, quá hạn 1 ngày" in sent.message
    (unsent,) = check_feed(feed, FULL, UNITS, plan=fed, on=date(2023, 12, 6))
    assert "đến ngày 06/12/2023 chưa gửi, quá hạn 2 ngày" in unsent.message


def test_feed_without_a_printed_day_is_never_late(plan):
    undated = plan.with_overrides({"feeds": {**FEEDS, "milestone": "none"}})
    assert check_feed(undated.feeds.feeds[0], FULL, UNITS, plan=undated, on=date(2030, 1, 1)) == []


def test_unknown_unit_and_foreign_column_are_refused(fed, feed):
    rows = (FeedRow(9, {"schools": "1"}), FeedRow(3, {"schools": "1"}), FeedRow(1, {"town": "đạt", "điểm": "1"}))
    findings = check_rows(feed, rows, UNITS, fed)
    assert [row.code for row in findings] == ["feed.unit", "feed.unit", "feed.column", "feed.column"]
    assert all(row.blocks and row.clause == "P0-6-a" for row in findings)
    assert "Văn minh đô thị" in findings[2].message


def test_part_above_its_whole_is_refused_and_its_share_is_exact(fed, feed):
    (finding,) = check_rows(feed, [FeedRow(1, {"schools": "4", "standard": "5"})], UNITS, fed)
    assert (finding.code, finding.blocks, finding.clause) == ("feed.value", True, "P0-6-b")
    assert "5 nhiều hơn Tổng số trường (4)" in finding.message
    assert check_rows(feed, FULL, UNITS, fed) == []
    assert share(feed, "standard", FULL[0].values) == Fraction(3, 4)
    assert share(feed, "standard", {"standard": "0", "schools": "0"}) is None
    assert share(feed, "standard", {"schools": "4"}) is None
    assert share(feed, "schools", FULL[0].values) is None


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("text", ["Loại A", "112%"], []),
        ("count", ["0", "12", "1.250"], ["-1", "1,5", "mười", "٣", "1/2", "1e3"]),
        ("amount", ["0", "1.250.000,5", "12,5"], ["-0,1", "nghìn"]),
        ("percent", ["0", "8.5%", "8,5", "100 %"], ["112%", "100,1", "-1", "1.250"]),
        ("rate", ["-0,3", "1,02%", "-100", "100"], ["-100,1", "101"]),
        ("yes_no", ["Có", "không"], ["đạt", "1"]),
        ("passed", ["Đạt", "không  đạt"], ["có", "chưa"]),
        ("level", ["good", "Hoàn thành tốt nhiệm vụ", "hoàn thành xuất sắc nhiệm vụ"], ["tốt", "A"]),
    ],
)
def test_column_takes_only_values_of_its_kind(plan, kind, good, bad):
    changed = one_column(plan, kind)
    feed = changed.feeds.feeds[0]
    for value in good:
        assert check_rows(feed, [FeedRow(1, {"schools": value})], UNITS, changed) == [], value
        assert state_of(feed, [FeedRow(1, {"schools": value})], [XA]).is_complete
    for value in bad:
        (finding,) = check_rows(feed, [FeedRow(1, {"schools": value})], UNITS, changed)
        assert value in finding.message
        assert not state_of(feed, [FeedRow(1, {"schools": value})], [XA]).is_complete
    assert check_rows(feed, [FeedRow(1, {"schools": " "})], UNITS, changed) == []


def test_appraisal_waits_for_the_feeds_about_the_unit_or_its_bodies_and_names_the_office(fed):
    def appraise(unit_id, *rows):
        return check_appraisal(unit_id=unit_id, name="Đảng bộ xã A", rows={"schools": rows}, units=UNITS, plan=fed)

    for unit_id in (1, 11):
        (finding,) = appraise(unit_id, FULL[1])
        assert (finding.code, finding.severity, finding.clause) == ("feed.appraisal", Severity.WARN, "P0-III.2-g")
        assert "0/1 loại số liệu" in finding.message
        assert finding.message.endswith("còn thiếu: Phòng Giáo dục-Đào tạo.")
        assert appraise(unit_id, FULL[0]) == []
    assert appraise(3) == []


def test_office_that_owes_several_feeds_is_named_with_each(plan):
    rows = {"schools": SCHOOLS, "teachers": {**SCHOOLS, "title": "Giáo viên"}}
    two = plan.with_overrides({"feeds": {**FEEDS, "rows": rows}})
    (finding,) = check_appraisal(unit_id=1, name="Đảng bộ xã A", rows={"schools": FULL}, units=UNITS, plan=two)
    assert finding.message.endswith("còn thiếu: Phòng Giáo dục-Đào tạo (Giáo viên).")


def test_plan_may_have_the_appraisal_wait_for_its_figures(plan):
    strict = plan.with_overrides({"feeds": {**FEEDS, "appraisal_severity": "block"}})
    (finding,) = check_appraisal(unit_id=1, name="Đảng bộ xã A", rows={}, units=UNITS, plan=strict)
    assert (finding.code, finding.blocks, finding.clause) == ("feed.appraisal", True, "P0-III.2-g")


def test_units_are_read_from_the_tree_by_kind_tier_and_name():
    district = District()
    party = district.unit(K.COMMUNE_PARTY, "Đảng bộ phường B", tier=Tier.COMMUNE)
    ward = district.unit(K.PEOPLES_COMMITTEE, "UBND Phường B", tier=Tier.COMMUNE, parent=party)
    front = district.unit(K.FATHERLAND_FRONT, "UBMTTQVN phường B", tier=Tier.COMMUNE, parent=party)
    mass = district.unit(K.MASS_ORGANIZATION, "Hội Phụ nữ phường B", tier=Tier.COMMUNE, parent=party)
    commune = district.unit(K.PEOPLES_COMMITTEE, "UBND xã A", tier=Tier.COMMUNE)
    renewed = district.unit(K.PEOPLES_COMMITTEE, "UBND xã C", tier=Tier.COMMUNE)
    township = district.unit(K.PEOPLES_COMMITTEE, "UBND thị trấn D", tier=Tier.COMMUNE)
    office = district.unit(K.DEPARTMENT, "Phòng Tư pháp")
    school = district.unit(K.PUBLIC_SERVICE_UNIT, "Trường Tiểu học 1", tier=Tier.GRASSROOTS, parent=office)
    centre = district.unit(K.PUBLIC_SERVICE_UNIT, "Trung tâm Văn hóa")
    district.unit(K.PEOPLES_COMMITTEE, "UBND huyện")
    district.unit(K.PARTY_CELL, "Chi bộ tổ 1", tier=Tier.CELL, parent=party)
    district.unit(K.DEPARTMENT, "Sở Nội vụ", parent=TINH)
    found = {row.id: row for row in units_of(district.facts, new_rural=(renewed, ward))}
    assert {id: row.kinds for id, row in found.items()} == {
        party: {U.GRASSROOTS},
        ward: {U.WARD, U.COMMUNE_GOVERNMENT},
        front: {U.COMMUNE_FRONT},
        mass: {U.COMMUNE_MASS},
        commune: {U.COMMUNE, U.COMMUNE_GOVERNMENT},
        renewed: {U.COMMUNE, U.NEW_RURAL_COMMUNE, U.COMMUNE_GOVERNMENT},
        township: {U.TOWNSHIP, U.COMMUNE_GOVERNMENT},
        office: {U.AGENCY},
        school: {U.SCHOOL},
        centre: {U.AGENCY},
    }
    assert {row.id for row in found.values() if row.grassroots_id == party} == {party, ward, front, mass}
    assert all(kind.label for kind in U)


def test_office_that_the_tree_lacks_is_named(fed):
    district = District()
    district.unit(K.DEPARTMENT, "Phòng Giáo dục-Đào tạo xã", tier=Tier.COMMUNE)
    district.unit(K.ADVISORY_BOARD, "Phòng Giáo dục-Đào tạo")
    district.unit(K.DEPARTMENT, "Phòng Giáo dục-Đào tạo huyện khác", parent=TINH)
    (finding,) = check_offices(district.facts, fed)
    assert (finding.code, finding.severity, finding.clause) == ("feed.no_office", Severity.WARN, "P0-6-b")
    assert "Phòng Giáo dục-Đào tạo" in finding.message
    office = district.unit(K.DEPARTMENT, "Phòng Giáo dục - Đào tạo huyện", parent=HUYEN)
    district.body(office, CollectiveKind.AGENCY_LEADERSHIP, "Lãnh đạo Phòng")
    assert check_offices(district.facts, fed) == []


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"milestone": "P0-6-b"}, "feeds.milestone"),
        ({"milestone": "P9-1"}, "feeds.milestone"),
        ({"appraisal_clause": "P9-1"}, "feeds.appraisal_clause"),
        ({"appraisal_severity": "strict"}, "feeds.appraisal_severity"),
        ({"rows": {"schools": {**SCHOOLS, "columns": {}}}}, "feeds.rows.schools.columns"),
        ({"rows": {"schools": {**SCHOOLS, "units": []}}}, "feeds.rows.schools.units"),
        ({"rows": {"schools": {**SCHOOLS, "units": ["village"]}}}, "feeds.rows.schools.units[1]"),
        (
            {"rows": {"schools": {**SCHOOLS, "columns": {"a": {"label": "A", "kind": "count", "part_of": "b"}}}}},
            "feeds.rows.schools.columns",
        ),
        (
            {"rows": {"schools": {**SCHOOLS, "columns": {"a": {"label": "A", "kind": "count", "part_of": "a"}}}}},
            "feeds.rows.schools.columns",
        ),
    ],
)
def test_feeds_are_read_strictly(plan, change, path):
    with pytest.raises(PlanError) as caught:
        plan.with_overrides({"feeds": {**FEEDS, **change}})
    assert caught.value.path == path
