"""Days: strictly before, working days, reminders."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.rules.calendar import Calendar, working_days_before, working_days_between
from reviews.rules.deadlines import (
    Timing,
    check_milestone,
    dossier_milestone,
    draft_notice,
    earliest_meeting_day,
    is_on_time,
    last_draft_day,
    prompt_issue,
    reminder_stage,
    state,
)
from reviews.rules.findings import Severity
from reviews.rules.parts import Comparator
from reviews.rules.plan import load_preset

MONDAY = date(2023, 11, 20)
DAYS = st.dates(date(2023, 10, 1), date(2024, 3, 31))


@pytest.mark.parametrize(
    ("clause", "last"),
    [
        ("P0-III.1-d", date(2023, 11, 9)),
        ("P0-III.3-c", date(2023, 11, 24)),
        ("P0-III.3-a", date(2023, 12, 4)),
    ],
)
def test_last_good_day_of_before_is_the_day_before(plan, clause, last):
    milestone = plan.milestone(clause)
    assert milestone.last_good_day == last
    assert is_on_time(milestone, last)
    assert not is_on_time(milestone, last + timedelta(days=1))


@given(day=DAYS, due=DAYS, start=DAYS, comparator=st.sampled_from(Comparator))
def test_comparators_agree_with_plain_reading(day, due, start, comparator):
    milestone = replace(
        load_preset("p0_huyen_2023").milestones[0],
        comparator=comparator,
        due_on=due,
        starts_on=start if comparator is Comparator.WITHIN else None,
    )
    oracle = {
        Comparator.BEFORE: day < due,
        Comparator.BY: day <= due,
        Comparator.WITHIN: start <= day <= due,
        Comparator.AFTER: day > due,
    }
    assert is_on_time(milestone, day) is oracle[comparator]
    assert (check_milestone(milestone, day) == []) is oracle[comparator]


def test_prompt_of_9_november_is_on_time_and_of_the_10th_refused_with_the_clause(plan):
    assert prompt_issue(on=date(2023, 11, 9), plan=plan) == []
    (finding,) = prompt_issue(on=date(2023, 11, 10), plan=plan)
    assert finding.severity is Severity.BLOCK
    assert finding.clause == "P0-III.1-d"
    assert "10/11/2023 đã quá hạn 1 ngày" in finding.message
    assert "09/11/2023" in finding.message


def test_severity_of_a_late_prompt_is_data(plan):
    lenient = plan.with_overrides({"milestones": {"P0-III.1-d": {"severity": "warn"}}})
    assert [row.severity for row in prompt_issue(on=date(2023, 11, 12), plan=lenient)] == [Severity.WARN]


def test_campaigns_own_day_counts(plan):
    moved = plan.milestone("P0-III.1-d").moved(starts_on=None, due_on=date(2023, 11, 15))
    assert prompt_issue(on=date(2023, 11, 14), plan=plan, milestone=moved) == []


def test_dossiers_of_the_standing_committee_have_their_own_day(plan):
    assert dossier_milestone(plan, standing_committee=True) == plan.milestone("P0-III.3-c")
    assert dossier_milestone(plan, standing_committee=False) == plan.milestone("P0-III.3-a")


def test_late_dossier_is_accepted_and_marked(plan):
    findings = check_milestone(plan.milestone("P0-III.3-a"), date(2023, 12, 5))
    assert [row.severity for row in findings] == [Severity.WARN]


@pytest.mark.parametrize(
    ("on", "timing", "left"),
    [
        (date(2023, 11, 1), Timing.OPEN, 33),
        (date(2023, 11, 27), Timing.DUE, 7),
        (date(2023, 12, 4), Timing.DUE, 0),
        (date(2023, 12, 5), Timing.LATE, -1),
    ],
)
def test_state_of_a_milestone(plan, on, timing, left):
    found = state(plan.milestone("P0-III.3-a"), on)
    assert (found.timing, found.days_left) == (timing, left)


def test_done_late_is_done_and_stays_marked(plan):
    milestone = plan.milestone("P0-III.3-a")
    assert state(milestone, date(2024, 1, 1), date(2023, 12, 4)).on_time
    late = state(milestone, date(2024, 1, 1), date(2023, 12, 5))
    assert late.timing is Timing.DONE
    assert not late.on_time


def test_window_that_has_not_begun(plan):
    window = replace(plan.milestones[0], comparator=Comparator.WITHIN, starts_on=date(2023, 11, 6))
    assert state(window, date(2023, 11, 5)).timing is Timing.NOT_YET
    assert [row.code for row in check_milestone(window, date(2023, 11, 5))] == ["deadline.early"]


@pytest.mark.parametrize(
    ("sent", "passes"),
    [(date(2023, 11, 15), True), (date(2023, 11, 16), False), (date(2023, 11, 10), True)],
)
def test_draft_reaches_everybody_three_working_days_before_the_meeting(plan, sent, passes):
    findings = draft_notice(MONDAY, {"An": date(2023, 11, 10), "Bình": sent}, plan)
    assert (findings == []) is passes
    if not passes:
        (finding,) = findings
        assert finding.blocks
        assert finding.clause == "P0-4.1-b"
        assert "mới được 2 ngày làm việc, ít nhất phải 3 ngày (chậm nhất ngày 15/11/2023)" in finding.message
        assert "Bình (ngày 16/11/2023)" in finding.message
        assert "An (" not in finding.message


def test_meeting_on_monday_27_november_needs_the_draft_by_wednesday(plan):
    assert last_draft_day(date(2023, 11, 27), plan) == date(2023, 11, 22)


def test_clear_days_leave_the_day_of_sending_out(plan):
    clear = plan.with_overrides({"notice": {"counting": "clear"}})
    assert last_draft_day(MONDAY, clear) == date(2023, 11, 14)
    assert draft_notice(MONDAY, {"An": date(2023, 11, 15)}, clear)


def test_whoever_got_no_draft_is_named(plan):
    (finding,) = draft_notice(MONDAY, {"An": date(2023, 11, 10), "Bình": None}, plan)
    assert finding.code == "notice.unsent"
    assert "Bình" in finding.message
    assert "15/11/2023" in finding.message


def test_holiday_and_swap_move_the_last_day(plan):
    holiday = Calendar(frozenset({date(2023, 11, 16)}))
    assert last_draft_day(MONDAY, plan, holiday) == date(2023, 11, 14)
    worked = Calendar(extra_workdays=frozenset({date(2023, 11, 18)}))
    assert last_draft_day(MONDAY, plan, worked) == date(2023, 11, 16)


def test_new_year_is_no_working_day():
    assert working_days_before(date(2024, 1, 3), 3) == date(2023, 12, 28)


@given(day=DAYS, count=st.integers(0, 12))
def test_working_days_before_counts_exactly_that_many(day, count):
    found = working_days_before(day, count)
    assert working_days_between(found, day) == count
    assert found <= day


@given(sent=DAYS)
def test_earliest_meeting_is_the_first_lawful_day(sent):
    plan = load_preset("p0_huyen_2023")
    day = earliest_meeting_day(sent, plan)
    assert draft_notice(day, {"An": sent}, plan) == []
    assert draft_notice(day - timedelta(days=1), {"An": sent}, plan)


@pytest.mark.parametrize(
    ("left", "stage"),
    [(8, None), (7, "d7"), (5, "d7"), (3, "d3"), (2, "d3"), (1, "d1"), (0, "d1"), (-1, "late"), (-30, "late")],
)
def test_reminder_stage(left, stage):
    assert reminder_stage(left) == stage
