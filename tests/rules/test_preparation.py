"""Before the review: targets of the year, criteria that a plan only refers to, own days of some sectors."""

from __future__ import annotations

from datetime import date

import pytest

from reviews.rules.findings import Severity
from reviews.rules.plan import load_preset
from reviews.rules.preparation import (
    asks_targets,
    check_criteria,
    check_own_day,
    check_targets,
    criteria_rules,
    has_own_days,
    with_own_day,
)
from reviews.rules.vocabulary import RatedKind

P0, P4 = load_preset("p0_huyen_2023"), load_preset("p4_xa_2023")
ORGANIZATION, COLLECTIVE, CADRE, MEMBER, UNIT = RatedKind


def told(findings):
    return [(row.code, row.clause, row.severity) for row in findings]


@pytest.mark.parametrize(("given", "warned"), [(0, True), (1, False), (7, False)])
def test_subject_without_a_target_is_warned(given, warned):  # P4-2.3-a
    found = told(check_targets("Chi ủy xóm 3", given, P4))
    assert found == ([("targets.none", "P4-2.3-a", Severity.WARN)] if warned else [])
    assert asks_targets(P4)


def test_what_is_rated_without_criteria_is_warned_kind_by_kind():  # P4-2.2-a
    found = check_criteria([MEMBER, CADRE, MEMBER], [CADRE], P4)
    assert told(found) == [("criteria.none", "P4-2.2-a", Severity.WARN)]
    assert found[0].message == (
        "Chưa nhập tiêu chí xếp loại đảng viên theo các quy định của Ban Thường vụ Tỉnh ủy ban hành năm 2023."
    )
    assert len(check_criteria([ORGANIZATION, COLLECTIVE], [], P4)) == 2
    assert check_criteria([ORGANIZATION, MEMBER], [MEMBER, ORGANIZATION], P4) == []


def test_criteria_of_units_that_others_classify_are_not_the_committees():  # P4-2.2-a
    assert check_criteria([UNIT], [], P4) == []


@pytest.mark.parametrize(
    ("sector", "guidance", "codes"),
    [
        ("Giáo dục", "Hướng dẫn số 8-HD/TU ngày 15/5/2023", []),
        ("Giáo dục", " ", ["own_day.guidance"]),
        (" ", "Hướng dẫn số 8-HD/TU ngày 15/5/2023", ["own_day.sector"]),
        ("", "", ["own_day.sector", "own_day.guidance"]),
    ],
)
def test_own_day_without_sector_or_guidance_is_refused(sector, guidance, codes):
    assert told(check_own_day(sector=sector, guidance=guidance, plan=P4)) == [
        (code, "P4-2.3-ad", Severity.BLOCK) for code in codes
    ]


@pytest.mark.parametrize(
    ("clause", "own", "starts", "last"),
    [
        ("P4-III-d", date(2023, 12, 31), None, date(2023, 12, 31)),
        ("P4-1.4.5-a", date(2023, 12, 31), None, date(2023, 12, 30)),
        ("P4-3-B4-a", date(2023, 12, 10), date(2023, 11, 19), date(2023, 12, 10)),
        ("P4-3-B4-a", date(2023, 6, 10), date(2023, 6, 10), date(2023, 6, 10)),
    ],
)
def test_own_day_is_read_as_the_milestone_is(clause, own, starts, last):  # P4-2.3-ad
    found = with_own_day(P4.milestone(clause), own)
    assert (found.first_good_day, found.last_good_day) == (starts, last)
    assert found.reference.clause == clause


def test_plan_silent_on_all_of_it_asks_nothing():
    assert check_targets("An", 0, P0) == check_criteria([MEMBER], [], P0) == []
    assert not asks_targets(P0)
    assert not has_own_days(P0)
    assert criteria_rules(P0) is None
    assert [row.code for row in check_own_day(sector="Giáo dục", guidance="8-HD/TU", plan=P0)] == ["own_day.none"]
