"""Days as people are told them: where a milestone stands, the words for it, and who got the draft too late."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from reviews.rules.calendar import Calendar
from reviews.rules.deadlines import (
    MilestoneState,
    Timing,
    check_milestone,
    check_reminder,
    describe,
    describe_relative,
    draft_notice,
    earliest_meeting_day,
    reminder_day,
    state,
)
from reviews.rules.findings import Severity
from reviews.rules.parts import Comparator, Counting, Event
from reviews.rules.plan import load_preset

P0, P1, P2 = load_preset("p0_huyen_2023"), load_preset("p1_tinh_2023"), load_preset("p2_xa_2025")
P4 = load_preset("p4_xa_2023")
WINDOW = P4.milestone("P4-3-B4-a")  # from 19/11/2023 to 25/11/2023
OPEN_END = replace(WINDOW, comparator=Comparator.AFTER, starts_on=None)  # after 25/11/2023
MONDAY = date(2023, 11, 20)


def told(findings):
    return [(row.code, row.severity, row.message, row.clause) for row in findings]


@pytest.mark.parametrize(
    ("milestone", "on", "expected", "words"),
    [
        (WINDOW, date(2023, 11, 18), MilestoneState(Timing.NOT_YET, 7, True), "chưa đến"),
        (WINDOW, date(2023, 11, 19), MilestoneState(Timing.DUE, 6, True), "còn 6 ngày"),
        (WINDOW, date(2023, 11, 25), MilestoneState(Timing.DUE, 0, True), "hôm nay là hạn cuối"),
        (WINDOW, date(2023, 11, 26), MilestoneState(Timing.LATE, -1, False), "quá hạn 1 ngày"),
        (OPEN_END, date(2023, 11, 25), MilestoneState(Timing.NOT_YET, None, True), "chưa đến"),
        (OPEN_END, date(2023, 11, 26), MilestoneState(Timing.OPEN, None, True), "đang thực hiện"),
    ],
)
def test_a_milestone_stands_where_its_window_says(milestone, on, expected, words):
    found = state(milestone, on)
    assert found == expected
    assert describe(milestone, found).endswith(f" 25/11/2023, {words}")


def test_a_milestone_that_is_done_keeps_the_day_on_which_it_was():
    found = state(WINDOW, date(2023, 12, 1), date(2023, 11, 24))
    assert found == MilestoneState(Timing.DONE, None, True, date(2023, 11, 24))
    assert describe(WINDOW, found) == "từ ngày 19/11/2023 đến ngày 25/11/2023, đã xong"


def test_an_act_before_its_window_is_told_when_that_begins():
    assert told(check_milestone(OPEN_END, date(2023, 11, 25))) == [
        (
            "deadline.early",
            WINDOW.severity,
            f"{WINDOW.title}: ngày 25/11/2023 chưa đến thời gian thực hiện, bắt đầu từ ngày 26/11/2023.",
            "P4-3-B4-a",
        )
    ]


@pytest.mark.parametrize(
    ("comparator", "event", "words"),
    [
        (Comparator.BEFORE, Event.RATING, "trước khi xếp loại"),
        (Comparator.BY, Event.RESULTS, "ngay sau khi có kết quả đánh giá, xếp loại"),
        (Comparator.AFTER, Event.UNIT_RATED, "sau khi đơn vị đánh giá, xếp loại xong"),
        (Comparator.WITHIN, Event.LEADER_REVIEW, "trong khi kiểm điểm cán bộ lãnh đạo, quản lý"),
        (Comparator.BEFORE, Event.MEETING, "trước hội nghị kiểm điểm"),
    ],
)
def test_a_day_without_number_is_told_by_what_it_hangs_on(comparator, event, words):
    row = replace(P4.relative_milestones[0], comparator=comparator, event=event, days=0)
    assert describe_relative(row) == words


def test_the_program_reminds_by_the_calendar_of_the_plan():
    (row,) = [row for row in P2.relative_milestones if row.reminder_days]
    assert (row.clause, row.reminder_days) == ("P2-VI.2-b", 5)
    rated_on = date(2025, 12, 8)
    assert reminder_day(row, event_on=rated_on, plan=P2) == date(2025, 12, 15)
    holiday = P2.with_overrides({"calendar": {"holidays": ["2025-12-10"]}})
    assert reminder_day(row, event_on=rated_on, plan=holiday) == date(2025, 12, 16)
    late = check_reminder(row, event_on=rated_on, done_on=None, on=date(2025, 12, 16), plan=P2)
    assert told(late) == [
        (
            "deadline.reminder",
            Severity.WARN,
            f"{row.title}: 5 ngày làm việc sau ngày 08/12/2025 là ngày 15/12/2025 (mức nhắc của chương trình, kế hoạch "
            "không in số ngày).",
            "P2-VI.2-b",
        )
    ]


def test_all_who_got_no_draft_and_all_who_got_it_late_are_named():
    sent = [("An", None), ("Bình", date(2023, 11, 16)), ("Chi", date(2023, 11, 17)), ("An", None)]
    assert told(draft_notice(MONDAY, sent, P0)) == [
        (
            "notice.unsent",
            Severity.BLOCK,
            "Chưa gửi dự thảo báo cáo kiểm điểm cho: An, An; họp ngày 20/11/2023 thì phải gửi chậm nhất ngày "
            "15/11/2023.",
            "P0-4.1-b",
        ),
        (
            "notice.late",
            Severity.BLOCK,
            "Dự thảo gửi trước hội nghị ngày 20/11/2023 mới được 1 ngày làm việc, ít nhất phải 3 ngày (chậm nhất ngày "
            "15/11/2023): Bình (ngày 16/11/2023), Chi (ngày 17/11/2023).",
            "P0-4.1-b",
        ),
    ]


def test_the_calendar_of_a_meeting_counts_before_that_of_the_plan():
    worked = Calendar(extra_workdays=frozenset({date(2023, 11, 18)}))
    assert draft_notice(MONDAY, {"An": date(2023, 11, 16)}, P0, worked) == []
    off = Calendar(frozenset({date(2023, 11, 17)}))
    (finding,) = draft_notice(MONDAY, {"An": date(2023, 11, 15)}, P0, off)
    assert "mới được 2 ngày làm việc" in finding.message
    assert earliest_meeting_day(date(2023, 11, 15), P0) == date(2023, 11, 18)
    assert earliest_meeting_day(date(2023, 11, 15), P0, off) == date(2023, 11, 21)


def test_the_plans_own_holidays_count_where_the_meeting_brings_none():
    holiday = P0.with_overrides({"calendar": {"holidays": ["2023-11-17"]}})
    (finding,) = draft_notice(MONDAY, {"An": date(2023, 11, 15)}, holiday)
    assert "mới được 2 ngày làm việc, ít nhất phải 3 ngày (chậm nhất ngày 14/11/2023)" in finding.message


def test_clear_days_told_leave_out_the_day_of_sending():
    clear = P0.with_overrides({"notice": {"counting": "clear"}})
    (finding,) = draft_notice(MONDAY, {"An": date(2023, 11, 15)}, clear)
    assert "mới được 2 ngày làm việc, ít nhất phải 3 ngày (chậm nhất ngày 14/11/2023)" in finding.message


def test_calendar_days_are_counted_over_the_weekend():
    assert P1.notice.counting is Counting.CALENDAR
    (finding,) = draft_notice(MONDAY, {"An": date(2023, 11, 18)}, P1)
    assert "mới được 2 ngày, ít nhất phải 3 ngày (chậm nhất ngày 17/11/2023)" in finding.message
    assert finding.clause == "P1-III.4-c"


def test_a_notice_printed_for_the_issuer_binds_no_other_meeting():
    assert earliest_meeting_day(MONDAY, P1) == date(2023, 11, 23)
    assert earliest_meeting_day(MONDAY, P1, of_issuer=False) == MONDAY
    assert draft_notice(MONDAY, {"An": None}, P1, of_issuer=False) == []
