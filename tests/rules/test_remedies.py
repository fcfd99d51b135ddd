"""Plans of remedies: who draws one up, what each line says, by when it is handed in."""

from __future__ import annotations

from datetime import date

import pytest

from reviews.rules.findings import Severity
from reviews.rules.plan import PlanError, load_preset
from reviews.rules.remedies import Remedy, asks_remedies, check_remedies, check_remedies_day, last_remedy_day
from reviews.rules.vocabulary import SubjectKind

P0, P1, P2, P4 = (load_preset(slug) for slug in ("p0_huyen_2023", "p1_tinh_2023", "p2_xa_2025", "p4_xa_2023"))
LINE = Remedy("Giải ngân chậm.", "Giao ban hằng tuần.", "Giám đốc Sở", "Quý I năm 2024")


@pytest.mark.parametrize(
    ("plan", "kind", "prompted", "asked"),
    [
        (P0, SubjectKind.COLLECTIVE, True, False),
        (P1, SubjectKind.COLLECTIVE, False, False),  # P1-II.3-b
        (P1, SubjectKind.PERSON, True, True),  # P1-II.3-b
        (P2, SubjectKind.COLLECTIVE, False, True),  # P2-VI.2-b
        (P2, SubjectKind.PERSON, False, False),  # P2-VI.2-b
        (P4, SubjectKind.PERSON, False, True),  # P4-2.3-y
    ],
)
def test_each_plan_asks_those_whom_it_names(plan, kind, prompted, asked):
    assert asks_remedies(plan, kind, prompted=prompted) is asked


def test_every_line_says_what_how_who_and_until_when():  # P4-2.3-y
    assert check_remedies([LINE], P4) == []
    (finding,) = check_remedies([LINE, Remedy("Họp thưa.", " ", "", "Tháng 3")], P4)
    assert (finding.clause, finding.severity) == ("P4-2.3-y", Severity.BLOCK)
    assert finding.message == "Dòng 2: chưa ghi biện pháp khắc phục, người chịu trách nhiệm."
    assert [row.code for row in check_remedies([], P2)] == ["remedies.none"]


def test_plan_that_hangs_on_the_results_is_refused_before_them_and_reminded_after():  # P2-VI.2-b
    results = date(2025, 12, 24)
    assert last_remedy_day(P2, results) == date(2025, 12, 31)
    for event_on in (None, results):
        (early,) = check_remedies_day(name="UBND xã", done_on=date(2025, 12, 23), event_on=event_on, plan=P2)
        assert (early.clause, early.severity) == ("P2-VI.2-b", Severity.BLOCK)
    assert check_remedies_day(name="UBND xã", done_on=date(2025, 12, 31), event_on=results, plan=P2) == []
    (late,) = check_remedies_day(name="UBND xã", done_on=date(2026, 1, 2), event_on=results, plan=P2)
    assert (late.clause, late.severity) == ("P2-VI.2-b", Severity.WARN)


def test_plan_of_the_prompted_comes_with_the_review_and_after_it_is_late():  # P1-II.3-b
    review = date(2023, 12, 5)
    assert last_remedy_day(P1, review) == review
    assert check_remedies_day(name="Sở Y tế", done_on=review, event_on=review, plan=P1) == []
    assert check_remedies_day(name="Sở Y tế", done_on=review, event_on=None, plan=P1) == []
    (late,) = check_remedies_day(name="Sở Y tế", done_on=date(2023, 12, 6), event_on=review, plan=P1)
    assert (late.clause, late.severity) == ("P1-II.3-b", Severity.WARN)


def test_at_once_after_the_results_prints_no_day_to_be_late_by():  # P4-2.3-y
    results = date(2023, 11, 30)
    assert last_remedy_day(P4, results) is None
    assert check_remedies_day(name="Chi bộ", done_on=date(2023, 12, 20), event_on=results, plan=P4) == []


def test_remedies_of_a_clause_that_is_no_relative_milestone_are_refused_at_their_place():
    with pytest.raises(PlanError) as caught:
        P1.with_overrides({"remedies": {"clause": "P1-II.3-a1"}})
    assert caught.value.path == "remedies.clause"
    with pytest.raises(PlanError) as caught:
        P1.with_overrides({"remedies": {"clause": "P1-II.1-a"}})
    assert caught.value.path == "remedies.clause"
