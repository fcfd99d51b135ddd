"""The province plan of 2023: which place comes first, and the days that hang on a meeting or on the year's end."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import permutations

import pytest

from reviews.rules.calendar import Calendar
from reviews.rules.deadlines import days_before
from reviews.rules.findings import Severity
from reviews.rules.order import check_order, held_review
from reviews.rules.parts import Counting
from reviews.rules.plan import load_preset
from reviews.rules.relative import check_relative, last_relative_day, last_working_day
from reviews.rules.vocabulary import VenueKind

P0, P1, P4 = load_preset("p0_huyen_2023"), load_preset("p1_tinh_2023"), load_preset("p4_xa_2023")
CONFERENCE = date(2023, 12, 27)


def relative(clause, plan=P1):
    return next(row for row in plan.relative_milestones if row.clause == clause)


def late(clause, done_on, event_on, plan=P1):
    findings = check_relative(relative(clause, plan), done_on=done_on, event_on=event_on, calendar=Calendar())
    return [(row.clause, row.severity) for row in findings]


def cell(done):
    return held_review(name="chi bộ", venue=VenueKind.CELL, done=done)


def agency(done):
    return held_review(name="Ban Tổ chức Tỉnh ủy", venue=VenueKind.COLLECTIVE, done=done)


STANDING = held_review(name="Ban Thường vụ Tỉnh ủy", venue=VenueKind.COLLECTIVE, of_issuer=True)


@pytest.mark.parametrize(
    ("in_cell", "in_agency", "pending"),
    [
        (True, True, []),
        (True, False, ["Ban Tổ chức Tỉnh ủy"]),
        (False, True, ["chi bộ"]),
        (False, False, ["chi bộ", "Ban Tổ chức Tỉnh ủy"]),
    ],
)
def test_standing_committee_reviews_its_member_after_cell_and_agency(in_cell, in_agency, pending):  # P1-8.1-e
    findings = check_order(STANDING, of_person=[cell(in_cell), agency(in_agency)], plan=P1)
    assert [(row.clause, row.severity) for row in findings] == [("P1-8.1-e", Severity.BLOCK)] * len(pending)
    assert all(name in row.message for name, row in zip(pending, findings, strict=True))


def test_cell_and_agency_come_in_either_order():  # P1-8.1-e
    for first, second in permutations([cell(False), agency(False)]):
        assert check_order(first, of_person=[second, STANDING], plan=P1) == []


def test_places_are_not_ordered_by_a_plan_that_prints_nothing():
    assert check_order(STANDING, of_person=[cell(False), agency(False)], plan=P0) == []


@pytest.mark.parametrize(("done_on", "is_late"), [(date(2023, 12, 14), False), (date(2023, 12, 18), True)])
def test_review_after_the_units_summary_breaks_ii_4_although_ii_5_is_met(done_on, is_late):  # P1-II.4-a
    assert late("P1-II.4-a", done_on, date(2023, 12, 15)) == ([("P1-II.4-a", Severity.WARN)] if is_late else [])
    assert done_on <= (P1.milestone("P1-II.5-a").last_good_day or date.min)


def test_summary_day_itself_is_too_late():  # P1-II.4-a
    assert late("P1-II.4-a", date(2023, 12, 15), date(2023, 12, 15)) == [("P1-II.4-a", Severity.WARN)]


@pytest.mark.parametrize("clause", ["P1-8.1-c", "P1-8.1-e", "P1-II.7-c"])
def test_what_comes_before_the_conference_is_refused_on_its_day(clause):
    assert late(clause, CONFERENCE - timedelta(days=1), CONFERENCE) == []
    assert late(clause, CONFERENCE, CONFERENCE) == [(clause, Severity.BLOCK)]
    assert late(clause, None, CONFERENCE) == [(clause, Severity.BLOCK)]


@pytest.mark.parametrize(("sent", "is_late"), [(date(2023, 12, 24), False), (date(2023, 12, 25), True)])
def test_papers_leave_three_calendar_days_before(sent, is_late):  # P1-III.4-c
    assert late("P1-III.4-c", sent, CONFERENCE) == ([("P1-III.4-c", Severity.BLOCK)] if is_late else [])


def test_remediation_plan_is_expected_with_the_review_itself():  # P1-II.3-b
    concluded = date(2023, 12, 5)
    assert late("P1-II.3-b", concluded, concluded) == []
    (finding,) = check_relative(
        relative("P1-II.3-b"), done_on=None, event_on=concluded, calendar=Calendar(), name="Sở Y tế"
    )
    assert (finding.clause, finding.severity) == ("P1-II.3-b", Severity.WARN)
    assert "Sở Y tế" in finding.message
    assert "05/12/2023" in finding.message


def test_aggregate_of_the_boards_comes_before_the_rating():  # P1-8.2-a
    assert late("P1-8.2-a", date(2024, 1, 28), date(2024, 1, 29)) == []
    assert late("P1-8.2-a", None, date(2024, 1, 29)) == [("P1-8.2-a", Severity.WARN)]


def test_what_comes_after_an_event_is_early_before_it():
    assert late("P0-4.2-c", date(2023, 11, 20), date(2023, 11, 21), P0) == [("P0-4.2-c", Severity.BLOCK)]
    assert late("P0-4.2-c", date(2023, 11, 21), date(2023, 11, 21), P0) == []
    assert late("P0-4.2-c", None, date(2023, 11, 21), P0) == []
    assert last_relative_day(relative("P0-4.2-c", P0), date(2023, 11, 21), Calendar()) is None


def test_working_days_before_a_meeting_are_counted_as_the_draft_is():
    assert last_relative_day(relative("P0-4.1-b", P0), date(2023, 11, 27), Calendar()) == date(2023, 11, 22)


@pytest.mark.parametrize(
    ("clause", "last", "at_work"),
    [
        ("P1-II.5-c", date(2023, 12, 24), date(2023, 12, 22)),
        ("P1-8.1-f", date(2023, 12, 24), date(2023, 12, 22)),
        ("P1-II.5-b", date(2023, 12, 26), date(2023, 12, 26)),
        ("P1-II.5-g", date(2024, 2, 14), date(2024, 2, 7)),
    ],
)
def test_reminder_counts_to_the_last_day_at_work_and_the_day_itself_stays(clause, last, at_work):
    milestone = P1.milestone(clause)
    assert milestone.last_good_day == last
    assert last_working_day(milestone, P1.calendar) == at_work


def test_swap_of_days_moves_the_last_day_at_work():  # P1-II.5-c
    worked = Calendar(extra_workdays=frozenset({date(2023, 12, 23)}))
    assert last_working_day(P1.milestone("P1-II.5-c"), worked) == date(2023, 12, 23)


@pytest.mark.parametrize(("length", "start", "papers"), [(3, date(2023, 12, 27), 24), (2, date(2023, 12, 28), 25)])
def test_longest_conference_leaves_no_day_between_statement_and_papers(length, start, papers):  # P1-8.1-f, P1-III.4-c
    end = start + timedelta(days=length - 1)
    assert end == P1.milestone("P1-II.5-d").last_good_day
    last_paper = days_before(start, 3, Counting.CALENDAR, Calendar())
    assert last_paper == date(2023, 12, papers)
    spare = (last_paper - date(2023, 12, 24)).days
    assert spare == 3 - length
