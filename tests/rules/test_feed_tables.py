"""Tables pasted from a spreadsheet: read by the unit's name and the template's columns, or refused line by line."""

from __future__ import annotations

import pytest

from reviews.rules.feed_tables import headings, read_table
from reviews.rules.feeds import FeedRow, FeedUnit
from reviews.rules.parts.feeds import FeedUnitKind
from reviews.rules.plan import load_preset

U = FeedUnitKind
XA = FeedUnit(1, "UBND xã A", frozenset({U.COMMUNE, U.NEW_RURAL_COMMUNE}))
PHUONG = FeedUnit(2, "UBND phường B", frozenset({U.WARD}))
SAME = (FeedUnit(3, "UBND xã C", frozenset({U.COMMUNE})), FeedUnit(4, "UBND xã  c", frozenset({U.COMMUNE})))


@pytest.fixture(scope="module")
def plan():
    return load_preset("p3_thi_xa_2019")


@pytest.fixture(scope="module")
def culture(plan):
    return plan.feeds.feed("cultural_life")


def read(plan, feed, *lines, units=(XA, PHUONG)):
    return read_table(feed, "\n".join("\t".join(line) for line in lines), units, plan)


def test_lines_are_read_by_the_units_name_in_the_templates_columns(plan, culture):
    rows, findings = read(
        plan,
        culture,
        headings(culture),
        ("ubnd  Phường B", "Tốt", "Đạt", ""),
        ("", "", "", ""),
        ("UBND xã A", "", "", " không đạt "),
    )
    assert findings == []
    assert rows == [
        FeedRow(2, {"movement": "Tốt", "civilised_ward": "Đạt"}),
        FeedRow(1, {"cultural_commune": "không đạt"}),
    ]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (("UBND xã Z", "Tốt"), "feed.unit"),
        (("UBND xã C", "Tốt"), "feed.unit"),
        (("UBND xã A", "Tốt", "Đạt"), "feed.column"),
        (("UBND xã A", "Tốt", "", "đạt", "thừa"), "feed.column"),
        (("UBND phường B", "Khá"), "feed.twice"),
    ],
)
def test_line_that_does_not_fit_the_template_is_refused_with_its_number_and_the_clause(plan, culture, line, code):
    """P3-III.2.5-a"""
    _rows, findings = read(plan, culture, ("UBND phường B", "Tốt"), line, units=(XA, PHUONG, *SAME))
    assert [(row.code, row.clause, row.blocks) for row in findings] == [(code, "P3-III.2.5-a", True)]
    assert findings[0].message.startswith("Dòng 2: ")


def test_nothing_pasted_is_refused(plan, culture):
    rows, findings = read(plan, culture, headings(culture))
    assert rows == []
    assert [row.code for row in findings] == ["feed.empty"]
