"""A plan read for one round: what a quarter, a term or one matter needs, and what of the plan holds in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from reviews.rules.findings import Severity
from reviews.rules.parts import Topic
from reviews.rules.periods import (
    annex_of,
    check_period,
    check_round,
    for_whom,
    in_period,
    quarter_day,
    round_name,
    sheet_for,
)
from reviews.rules.plan import load_preset
from reviews.rules.vocabulary import Period, RatedKind

P0, P2 = load_preset("p0_huyen_2023"), load_preset("p2_xa_2025")
DUE = date(2025, 12, 10)


def told(findings):
    return [(row.code, row.severity, row.message, row.clause) for row in findings]


def of_quarter(quarter=3, *, due_on=DUE, plan=P2):
    return told(check_round(Period.QUARTER, quarter=quarter, reason="", due_on=due_on, plan=plan))


def test_a_quarter_is_refused_until_it_has_its_number_and_its_day():
    """P2-I.2-a"""
    assert of_quarter() == []
    assert of_quarter(None, due_on=None) == [
        ("period.quarter", Severity.BLOCK, "Chọn quý được đánh giá, xếp loại.", "P2-I.2-a"),
        (
            "period.due_on",
            Severity.BLOCK,
            "Kế hoạch không in thời hạn của từng quý: ghi hạn hoàn thành.",
            "P2-I.2-a",
        ),
    ]


def test_the_fourth_quarter_and_a_fifth_are_refused():
    """P2-I.2-b"""
    message = "Không xếp loại riêng Quý IV; kết quả tính vào xếp loại cuối năm."
    assert of_quarter(4) == [("quarter.merged", Severity.BLOCK, message, "P2-I.2-b")]
    assert of_quarter(5) == [("quarter.unknown", Severity.BLOCK, "Không có Quý 5.", "")]


def test_a_plan_that_prints_no_periods_is_the_years():
    assert check_period(Period.YEAR, reason="", plan=P0) == []
    message = "Kế hoạch không kiểm điểm hằng quý (có: hằng năm)."
    assert of_quarter(plan=P0) == [("period.unknown", Severity.BLOCK, message, "")]


def test_a_year_a_term_and_one_matter_need_no_day():
    for period, reason in ((Period.YEAR, ""), (Period.TERM, ""), (Period.AD_HOC, "Kết luận thanh tra")):
        assert check_round(period, quarter=None, reason=reason, due_on=None, plan=P2) == []
    (wrong,) = check_round(Period.AD_HOC, quarter=None, reason=" ", due_on=None, plan=P2)
    assert (wrong.code, wrong.clause) == ("period.reason", "P2-II.1-a")


def test_quarters_of_a_plan_that_does_not_score_ask_for_nothing_more():
    quarters = replace(P2, scoring=None)
    assert check_round(Period.QUARTER, quarter=None, reason="", due_on=None, plan=quarters) == []


@pytest.mark.parametrize(
    ("period", "quarter", "name"),
    [
        (Period.QUARTER, 1, "Quý I năm 2025"),
        (Period.QUARTER, 3, "Quý III năm 2025"),
        (Period.YEAR, None, "Năm 2025"),
        (Period.YEAR, 3, "Năm 2025"),
        (Period.QUARTER, None, "Năm 2025"),
        (Period.TERM, None, "Nhiệm kỳ, năm 2025"),
        (Period.AD_HOC, None, "Khi cần thiết, năm 2025"),
    ],
)
def test_a_round_is_called_by_its_quarter_and_year(period, quarter, name):
    assert round_name(period, year=2025, quarter=quarter) == name


def test_the_authors_day_is_the_one_day_of_the_quarter_and_binds_every_dossier():
    """P2-I.2-a"""
    own = P2.with_overrides(quarter_day(P2, quarter=3, year=2025, due_on=DUE))
    (day,) = in_period(own, Period.QUARTER).milestones
    assert (day.clause, day.last_good_day, day.severity) == ("P2-I.2-a", DUE, Severity.WARN)
    assert day.title == "Đánh giá và đề xuất mức xếp loại Quý III năm 2025"
    assert day.responsible == "Tập thể, cá nhân thuộc diện đánh giá"
    assert (day.standing_committee, day.binds, day.note) == (False, (), "")
    assert {row.clause for row in own.milestones} > {row.clause for row in P2.milestones}


def test_days_and_residence_of_the_year_do_not_hold_in_a_quarter():
    """P2-V.2.1-a lists no opinion of the residence."""
    quarter = in_period(P2, Period.QUARTER)
    assert quarter.period is Period.QUARTER
    assert quarter.milestones == ()
    assert quarter.relative_milestones
    assert "P2-I.2-a" not in {row.clause for row in quarter.relative_milestones}
    assert (P2.asks_residence, quarter.asks_residence) == (True, False)
    assert [quarter.citations[topic] for topic in Topic if topic.startswith("residence_")] == [""] * 6
    assert {topic: clause for topic, clause in quarter.citations.items() if not topic.startswith("residence_")} == {
        topic: clause for topic, clause in P2.citations.items() if not topic.startswith("residence_")
    }
    assert quarter.dossier == P2.dossier


def test_a_quarter_asks_no_prompt_by_the_years_day():
    assert P0.prompts.milestone
    assert in_period(P0, Period.QUARTER).prompts.milestone == ""
    assert in_period(P0, Period.QUARTER).milestones == ()


def test_a_quarters_dossier_that_lists_the_residence_has_it_asked():
    listed = tuple(replace(rule, period=Period.QUARTER) if rule.holds == "residence" else rule for rule in P2.dossier)
    assert in_period(replace(P2, dossier=listed), Period.QUARTER).asks_residence


@pytest.mark.parametrize("period", [Period.YEAR, Period.TERM, Period.AD_HOC])
def test_every_other_round_is_read_as_the_year(period):
    assert in_period(P2, period) == replace(P2, period=period)
    assert period.of_papers is Period.YEAR


@pytest.mark.parametrize(
    ("kind", "period", "more", "annex"),
    [
        (RatedKind.COLLECTIVE, Period.YEAR, {}, "3"),
        (RatedKind.CADRE, Period.QUARTER, {"managed_above": True}, "5"),
        (RatedKind.CADRE, Period.YEAR, {"managed_above": True}, "7"),
        (RatedKind.CADRE, Period.YEAR, {}, "8"),
        (RatedKind.CADRE, Period.TERM, {}, "8"),
        (RatedKind.MEMBER, Period.YEAR, {}, "9"),
        (RatedKind.MEMBER, Period.QUARTER, {"in_system": False}, "10"),
    ],
)
def test_the_annex_follows_the_round_the_plan_is_read_for(kind, period, more, annex):
    """P2-IV.2-b, P2-IV.2-c, P2-IV.2-d"""
    assert annex_of(kind, in_period(P2, period), **more) == annex


def test_a_plan_that_does_not_score_has_no_annex():
    assert annex_of(RatedKind.CADRE, P0) == ""


def test_who_is_scored_on_an_annex_is_said_in_words():
    def said(kind, period=Period.YEAR, **more):
        row = sheet_for(kind, period, P2, **more)
        assert row is not None
        return for_whom(row)

    assert said(RatedKind.COLLECTIVE) == "tổ chức đảng, tập thể"
    assert said(RatedKind.CADRE, Period.QUARTER) == "cán bộ lãnh đạo, quản lý"
    assert said(RatedKind.CADRE) == "cán bộ lãnh đạo, quản lý diện cấp ủy ban hành quản lý"
    assert said(RatedKind.CADRE, managed_above=True) == "cán bộ lãnh đạo, quản lý diện cấp trên quản lý"
    assert said(RatedKind.MEMBER) == "cá nhân không giữ chức vụ"
    assert (
        said(RatedKind.MEMBER, in_system=False) == "cá nhân không giữ chức vụ không làm việc trong hệ thống chính trị"
    )
