"""What hangs on an event, told once both days are known."""

from __future__ import annotations

from datetime import date

from reviews.rules.calendar import Calendar
from reviews.rules.findings import Severity
from reviews.rules.plan import load_preset
from reviews.rules.relative import check_relative

P0, P1 = load_preset("p0_huyen_2023"), load_preset("p1_tinh_2023")
CONFERENCE = date(2023, 12, 27)
OFF = Calendar(frozenset({date(2023, 12, 26)}))


def told(plan, clause, done_on, event_on, calendar=P0.calendar, **more):
    (row,) = [row for row in plan.relative_milestones if row.clause == clause]
    findings = check_relative(row, done_on=done_on, event_on=event_on, calendar=calendar, **more)
    return [(found.code, found.severity, found.message, found.clause) for found in findings]


def test_what_is_late_is_told_with_its_last_day():
    title = "Gửi tài liệu hội nghị kiểm điểm cho các đồng chí Ủy viên Ban Thường vụ Tỉnh ủy"
    assert told(P1, "P1-III.4-c", date(2023, 12, 25), CONFERENCE) == [
        (
            "deadline.late",
            Severity.BLOCK,
            f"{title}: ngày 25/12/2023, hội nghị kiểm điểm ngày 27/12/2023 thì phải xong chậm nhất ngày 24/12/2023.",
            "P1-III.4-c",
        )
    ]


def test_what_is_not_done_at_all_is_told_so_with_whose_it_is():
    title = "Hoàn thành kiểm điểm, đánh giá, xếp loại chất lượng tập thể, cá nhân"
    assert told(P1, "P1-II.4-a", None, date(2023, 12, 15), name="Sở Y tế") == [
        (
            "deadline.late",
            Severity.WARN,
            f"Sở Y tế: {title}: chưa xong, tổng kết công tác năm của đơn vị ngày 15/12/2023 thì phải xong chậm nhất "
            "ngày 14/12/2023.",
            "P1-II.4-a",
        )
    ]


def test_what_is_early_is_told_what_it_had_to_wait_for():
    assert told(P0, "P0-4.2-c", date(2023, 11, 20), date(2023, 11, 21)) == [
        (
            "deadline.early",
            Severity.BLOCK,
            "Cấp ủy, tổ chức đảng kiểm điểm: ngày 20/11/2023, trước khi các tập thể chính quyền, chuyên môn, đoàn thể "
            "kiểm điểm xong ngày 21/11/2023.",
            "P0-4.2-c",
        )
    ]


def test_working_days_are_those_of_the_calendar_that_is_given():
    assert told(P0, "P0-4.1-b", date(2023, 12, 22), CONFERENCE) == []
    ((_code, _severity, message, clause),) = told(P0, "P0-4.1-b", date(2023, 12, 22), CONFERENCE, OFF)
    assert message.endswith("hội nghị kiểm điểm ngày 27/12/2023 thì phải xong chậm nhất ngày 21/12/2023.")
    assert clause == "P0-4.1-b"
