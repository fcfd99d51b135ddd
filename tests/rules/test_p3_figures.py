"""The figures that thirteen offices owe the town (P3), and the ways reports go."""

from __future__ import annotations

from fractions import Fraction

import pytest

from reviews.rules.feeds import FeedRow, FeedUnit, check_appraisal, check_feed, check_rows, share, template, units_of
from reviews.rules.findings import Severity
from reviews.rules.reports import check_report, may_open
from reviews.rules.vocabulary import (
    Tier,
)

from .district import District
from .test_p3_subjects import PHUONG, RURAL, XA
from .town import DECEMBER, FIRST, JANUARY, NOVEMBER, K, U, plan, told

__all__ = ["plan"]


def places(*kinds, start=1):
    return [FeedUnit(n, f"Đơn vị {n}", frozenset(kind), 900 + n) for n, kind in enumerate(kinds, start=start)]


def filled(feed, units, **values):
    """A row for each unit with a value that can stand in every column."""
    plain = {"text": "Loại A", "yes_no": "có", "passed": "đạt", "level": "good"}
    return [
        FeedRow(unit.id, {column.key: values.get(column.key, plain.get(column.kind, "3")) for column in columns})
        for unit, columns in template(feed, units)
    ]


FEEDS = {
    "administrative_reform": ("Phòng Nội vụ", "P3-III.2.1-b"),
    "budget": ("Phòng Tài chính-Kế hoạch", "P3-III.2.1-c"),
    "new_rural": ("Phòng Kinh tế", "P3-III.2.1-d"),
    "cultural_life": ("Phòng Văn hóa-Thông tin", "P3-III.2.1-e"),
    "standard_schools": ("Phòng Giáo dục và Đào tạo", "P3-III.2.1-f"),
    "health": ("Phòng Y tế", "P3-III.2.1-g"),
    "poverty": ("Phòng Lao động-Thương binh và xã hội", "P3-III.2.1-h"),
    "defence": ("Quân sự thị xã", "P3-III.2.3-a"),
    "security": ("Công an thị xã", "P3-III.2.3-b"),
    "discipline": ("Uỷ ban Kiểm tra Thị ủy", "P3-III.2.4-c"),
    "study": ("Ban Tuyên giáo Thị ủy", "P3-III.2.4-d"),
    "grassroots_levels": ("Ban Dân vận Thị ủy", "P3-III.2.4-e"),
    "reporting": ("Văn phòng Thị ủy", "P3-III.2.4-f"),
}


EVERYTHING = places(
    XA,
    RURAL,
    PHUONG,
    {U.AGENCY},
    {U.GRASSROOTS},
    {U.COMMUNE_GOVERNMENT},
    {U.COMMUNE_FRONT},
    {U.COMMUNE_MASS},
    {U.RESIDENTIAL_AREA},
    {U.ENTERPRISE},
    {U.SCHOOL},
)


def test_thirteen_offices_owe_thirteen_feeds_in_the_order_printed(plan):
    assert {feed.key: (feed.office, feed.clause) for feed in plan.feeds.feeds} == FEEDS
    assert [feed.key for feed in plan.feeds.feeds] == list(FEEDS)
    assert (plan.feeds.recipient, plan.feeds.milestone) == ("Ban Tổ chức Thị ủy", "P3-III.2.5-b")


@pytest.mark.parametrize("key", FEEDS)
def test_feed_with_one_unit_missing_is_incomplete_and_sent_on_the_25th_late(plan, key):
    """P3-III.2.5-b: 24/12/2019 is the last good day for each of the thirteen."""
    feed = plan.feeds.feed(key)
    rows = filled(feed, EVERYTHING)
    assert rows
    assert check_rows(feed, rows, EVERYTHING, plan) == []
    assert check_feed(feed, rows, EVERYTHING, plan=plan, on=DECEMBER(30), sent_on=DECEMBER(24)) == []
    office, clause = FEEDS[key]
    (lacking,) = check_feed(feed, rows[1:], EVERYTHING, plan=plan, on=DECEMBER(24))
    assert (lacking.code, lacking.clause, lacking.severity) == ("feed.incomplete", clause, Severity.WARN)
    assert office in lacking.message
    assert f"còn thiếu: Đơn vị {rows[0].unit_id}." in lacking.message
    (late_one,) = check_feed(feed, rows, EVERYTHING, plan=plan, on=DECEMBER(25), sent_on=DECEMBER(25))
    assert (late_one.code, late_one.clause) == ("feed.late", "P3-III.2.5-b")


def lacking(plan, key, units, rows):
    return [row.message for row in check_feed(plan.feeds.feed(key), rows, units, plan=plan, on=DECEMBER(24))]


def test_reform_ranking_of_19_of_20_units_is_incomplete(plan):
    """P3-III.2.1-b: localities and units."""
    units = places(*[XA] * 7, *[PHUONG] * 5, *[{U.AGENCY}] * 8)
    rows = filled(plan.feeds.feed("administrative_reform"), units)
    assert "mới có 19/20 đơn vị" in lacking(plan, "administrative_reform", units, rows[:-1])[0]
    assert lacking(plan, "administrative_reform", units, rows) == []


def test_budget_needs_revenue_and_expenditure_of_each_commune_and_ward(plan):
    """P3-III.2.1-c."""
    units = places(XA, PHUONG, {U.AGENCY})
    rows = [FeedRow(1, {"revenue": "1.250,5", "expenditure": "1.100"}), FeedRow(2, {"revenue": "900"})]
    assert "mới có 1/2 đơn vị, còn thiếu: Đơn vị 2 (Chi ngân sách)" in lacking(plan, "budget", units, rows)[0]


def test_new_rural_criteria_are_of_communes_only(plan):
    """P3-III.2.1-d: 7 communes and 5 wards give 7 rows."""
    assert len(template(plan.feeds.feed("new_rural"), places(*[XA] * 7, *[PHUONG] * 5))) == 7


def test_ward_commune_and_new_rural_commune_have_their_own_cultural_columns(plan):
    """P3-III.2.1-e."""
    rows = template(plan.feeds.feed("cultural_life"), places(XA, RURAL, PHUONG))
    assert [[column.key for column in columns] for _unit, columns in rows] == [
        ["movement"],
        ["movement", "cultural_commune"],
        ["movement", "civilised_ward"],
    ]


@pytest.mark.parametrize(
    ("key", "good", "bad", "clause"),
    [
        ("standard_schools", {"schools": "4", "standard": "3"}, {"schools": "4", "standard": "5"}, "P3-III.2.1-f"),
        ("health", {"third_child": "8.5%"}, {"third_child": "112%"}, "P3-III.2.1-g"),
        ("health", {"population_growth": "-0,4"}, {"standard_kept": "90%"}, "P3-III.2.1-g"),
        ("poverty", {"poor": "3,1", "near_poor": "4,2"}, {"poor": "103"}, "P3-III.2.1-h"),
        ("security", {"safe": "không đạt"}, {"safe": "khá"}, "P3-III.2.3-b"),
        ("discipline", {"members_disciplined": "2"}, {"members_disciplined": "-2"}, "P3-III.2.4-c"),
        ("study", {"called": "500", "attended": "480"}, {"called": "500", "attended": "510"}, "P3-III.2.4-d"),
        ("grassroots_levels", {"level": "Hoàn thành tốt nhiệm vụ"}, {"level": "khá"}, "P3-III.2.4-e"),
        ("reporting", {"reports_due": "12", "reports_on_time": "11"}, {"reports_due": "11,5"}, "P3-III.2.4-f"),
    ],
)
def test_figure_that_cannot_be_is_refused_with_the_clause_of_its_feed(plan, key, good, bad, clause):
    feed = plan.feeds.feed(key)
    unit = next(unit for unit, _columns in template(feed, EVERYTHING))
    assert check_rows(feed, [FeedRow(unit.id, good)], EVERYTHING, plan) == []
    findings = check_rows(feed, [FeedRow(unit.id, bad)], EVERYTHING, plan)
    assert [(row.code, row.clause, row.severity) for row in findings] == [("feed.value", clause, Severity.BLOCK)]


def test_poverty_of_11_of_12_units_is_incomplete(plan):
    """P3-III.2.1-h."""
    units = places(*[XA] * 7, *[PHUONG] * 5)
    rows = filled(plan.feeds.feed("poverty"), units)
    assert "mới có 11/12 đơn vị" in lacking(plan, "poverty", units, rows[1:])[0]


def test_defence_and_security_count_their_units(plan):
    """P3-III.2.3-a: 18 of 18; P3-III.2.3-b: one blank of 30."""
    agencies = places(*[{U.AGENCY}] * 18)
    assert lacking(plan, "defence", agencies, filled(plan.feeds.feed("defence"), agencies)) == []
    areas = places(*[{U.RESIDENTIAL_AREA}] * 27, {U.ENTERPRISE}, {U.SCHOOL}, PHUONG)
    rows = filled(plan.feeds.feed("security"), areas)
    assert "mới có 29/30 đơn vị" in lacking(plan, "security", areas, [*rows[:-1], FeedRow(30, {"safe": ""})])[0]


def test_attendance_and_punctuality_are_kept_as_exact_shares(plan):
    """P3-III.2.4-d: 480 of 500 is 96%; P3-III.2.4-f: 11 of 12 reports."""
    study, reporting = plan.feeds.feed("study"), plan.feeds.feed("reporting")
    assert share(study, "attended", {"called": "500", "attended": "480"}) == Fraction(96, 100)
    assert share(reporting, "reports_on_time", {"reports_due": "12", "reports_on_time": "11"}) == Fraction(11, 12)


def test_levels_of_grassroots_government_front_and_mass_bodies_are_60_rows(plan):
    """P3-III.2.4-e: 12 localities with government, Front and three mass organizations."""
    units = places(*[{U.COMMUNE_GOVERNMENT}, {U.COMMUNE_FRONT}, *[{U.COMMUNE_MASS}] * 3] * 12)
    rows = filled(plan.feeds.feed("grassroots_levels"), units)
    assert len(rows) == 60
    assert lacking(plan, "grassroots_levels", units, rows) == []


def test_template_has_a_row_per_unit_and_refuses_an_unknown_one(plan):
    """P3-III.2.5-a."""
    feed = plan.feeds.feed("poverty")
    (finding,) = check_rows(feed, [FeedRow(77, {"poor": "3"})], places(XA, PHUONG), plan)
    assert (finding.code, finding.clause, finding.blocks) == ("feed.unit", "P3-III.2.5-a", True)


def test_appraisal_with_12_of_13_feeds_is_warned_naming_the_office(plan):
    """P3-III.2.5-c."""
    whole = [FeedUnit(unit.id, unit.name, unit.kinds, 500) for unit in EVERYTHING]
    rows = {feed.key: filled(feed, whole) for feed in plan.feeds.feeds}
    asked = {"unit_id": 500, "name": "Đảng bộ phường A", "units": whole, "plan": plan}
    assert check_appraisal(rows=rows, **asked) == []
    (finding,) = check_appraisal(rows={**rows, "health": rows["health"][1:]}, **asked)
    assert (finding.clause, finding.severity) == ("P3-III.2.5-c", Severity.WARN)
    assert "mới có 12/13 loại số liệu" in finding.message
    assert "Phòng Y tế" in finding.message


def test_disciplined_members_concern_the_appraisal_of_their_own_grassroots_organization_only(plan):
    """P3-III.2.4-c."""
    place = District()
    parties = [place.unit(K.COMMUNE_PARTY, f"Đảng bộ phường {n}", tier=Tier.COMMUNE) for n in "AB"]
    units = units_of(place.facts)
    rows = {key: filled(plan.feeds.feed(key), units) for key in ("study", "reporting")}
    rows["discipline"] = filled(plan.feeds.feed("discipline"), units[:1], members_disciplined="2")
    asked = {"rows": rows, "units": units, "plan": plan}
    assert check_appraisal(unit_id=parties[0], name="A", **asked) == []
    (finding,) = check_appraisal(unit_id=parties[1], name="B", **asked)
    assert "mới có 2/3 loại số liệu" in finding.message
    assert "Uỷ ban Kiểm tra Thị ủy" in finding.message


# --- routes ----------------------------------------------------------------------------------------------------------


def report(plan, key, *, relay=None, end=None, on=FIRST):
    (route,) = [row for row in plan.reports if row.key == key]
    findings = check_report(route, sender="Đơn vị A", at_relay=relay, at_end=end, plan=plan, on=on)
    return told(findings)


@pytest.mark.parametrize(
    ("key", "via", "clause", "severity"),
    [
        ("own_plan", "Ban Tổ chức Thị ủy", "P3-III.1.1-b", Severity.BLOCK),
        ("results", "Ban Tổ chức Thị ủy", "P3-III.1.1-h", Severity.WARN),
        ("agency_results", "Ban Tổ chức Thị ủy", "P3-III.1.2-c", Severity.WARN),
        ("mass_results", "Ban Dân vận Thị ủy", "P3-III.2.2-b", Severity.BLOCK),
        ("obstacles", "Ban Tổ chức Thị ủy", "P3-III.3-b", Severity.WARN),
    ],
)
def test_paper_that_goes_round_its_relay_is_found(plan, key, via, clause, severity):
    (route,) = [row for row in plan.reports if row.key == key]
    assert (route.via, route.to) == (via, "Ban Thường vụ Thị ủy")
    assert not may_open(route, at_relay=None)
    assert may_open(route, at_relay=NOVEMBER(14))
    assert report(plan, key, end=NOVEMBER(14)) == [("report.relay", clause, severity)]
    assert report(plan, key, relay=NOVEMBER(14), end=NOVEMBER(15)) == []


def test_result_received_on_the_25th_and_passed_on_the_27th_is_in_time(plan):
    """P3-III.1.1-h: the day of Ban Tổ chức counts for P3-III.1.1-g."""
    assert report(plan, "results", relay=DECEMBER(25), end=DECEMBER(27), on=DECEMBER(30)) == []
    assert report(plan, "results", relay=DECEMBER(26), end=DECEMBER(27), on=DECEMBER(30)) == [
        ("report.late", "P3-III.1.1-g", Severity.WARN)
    ]


def test_report_to_the_province_goes_straight_and_before_the_15th(plan):
    """P3-III.2.4-k."""
    assert report(plan, "aggregate", end=JANUARY(14), on=JANUARY(20)) == []
    assert report(plan, "aggregate", end=JANUARY(15), on=JANUARY(20)) == [
        ("report.late", "P3-III.2.4-k", Severity.WARN)
    ]
