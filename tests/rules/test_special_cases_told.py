"""What is told of special cases, word for word: P4 II.2.3."""

from __future__ import annotations

from datetime import date

from reviews.rules.findings import Severity
from reviews.rules.parts.special_cases import PostBefore
from reviews.rules.plan import load_preset
from reviews.rules.special_cases import (
    Absence,
    MemberPlaces,
    Move,
    NewPost,
    RankedPost,
    check_absence,
    check_cadre_place,
    check_member_ballot,
    check_new_post,
    still_rated,
)
from reviews.rules.vocabulary import Activity

P4 = load_preset("p4_xa_2023")
BLOCK, INFO = Severity.BLOCK, Severity.INFO
DAY = date(2023, 11, 24)
MOVE = Move(1, "Chi bộ A", date(2022, 6, 1), date(2023, 9, 1))
EQUALS = (RankedPost(1, "Bí thư", 1), RankedPost(2, "Chủ tịch", 1), RankedPost(3, "Ủy viên", 2))


def told(findings):
    return [(row.code, row.severity, row.message, row.clause) for row in findings]


def test_a_new_post_is_told_from_when_it_counts():
    findings = check_new_post(NewPost("An", date(2023, 8, 1), PostBefore.LOWER), P4, DAY)
    assert told(findings) == [
        (
            "special.former_result",
            BLOCK,
            "An giữ chức vụ từ ngày 01/08/2023, đến ngày 24/11/2023 chưa đủ 06 tháng (đủ từ ngày 01/02/2024): phải có "
            "kết quả đánh giá của đơn vị công tác trước đó.",
            "P4-2.3-n",
        ),
    ]


def test_a_cell_that_somebody_left_is_told_when():
    findings = check_member_ballot(MemberPlaces("An", 2, move=MOVE), 1, P4, DAY)
    assert told(findings) == [
        (
            "special.moved",
            BLOCK,
            "An chuyển sinh hoạt từ Chi bộ A ngày 01/09/2023: chi bộ nơi tiếp nhận xếp loại.",
            "P4-2.3-o",
        ),
        (
            "special.old_comment",
            BLOCK,
            "An ở Chi bộ A từ 06 tháng trở lên: chưa có ý kiến nhận xét của chi bộ nơi chuyển đi.",
            "P4-2.3-p",
        ),
    ]


def test_a_cell_where_somebody_is_for_a_time_is_told_what_it_does():
    findings = check_member_ballot(
        MemberPlaces("An", 2, temporary_cell=3, temporary_cell_name="Chi bộ thôn", rated_in=(2,)), 3, P4, DAY
    )
    assert told(findings) == [
        (
            "special.temporary",
            BLOCK,
            "An sinh hoạt tạm thời ở đây: kiểm điểm ở đây, xếp loại ở nơi sinh hoạt chính thức.",
            "P4-2.3-q",
        ),
        (
            "special.second_cell",
            BLOCK,
            "An đã được bỏ phiếu xếp loại đảng viên ở một chi bộ khác trong năm.",
            "P4-2.3-s",
        ),
        (
            "special.temporary_comment",
            BLOCK,
            "An chưa nộp nhận xét của Chi bộ thôn cho chi bộ nơi sinh hoạt chính thức.",
            "P4-2.3-r",
        ),
    ]


def test_a_strange_cell_is_told_where_he_belongs():
    findings = check_member_ballot(MemberPlaces("An", 2, temporary_cell=3), 9, P4, DAY)
    assert told(findings) == [
        (
            "special.other_cell",
            BLOCK,
            "An không sinh hoạt chính thức ở đây: xếp loại đảng viên tại chi bộ của mình.",
            "P4-2.3-s",
        ),
        (
            "special.temporary_comment",
            BLOCK,
            "An chưa nộp nhận xét của chi bộ nơi sinh hoạt tạm thời cho chi bộ nơi sinh hoạt chính thức.",
            "P4-2.3-r",
        ),
    ]


def test_an_official_of_equal_posts_is_told_to_have_a_place_chosen():
    findings = check_cadre_place("An", EQUALS, None, P4)
    assert told(findings) == [
        (
            "special.place_tie",
            BLOCK,
            "An giữ các chức vụ ngang nhau (Bí thư; Chủ tịch): phải chọn nơi đánh giá, xếp loại.",
            "P4-2.3-t",
        ),
    ]


def test_an_official_at_a_lower_place_is_told_so():
    findings = check_cadre_place("An", EQUALS, 3, P4)
    assert told(findings) == [
        ("special.lower_place", BLOCK, "An phải được đánh giá, xếp loại ở nơi giữ chức vụ cao nhất.", "P4-2.3-t"),
    ]


def test_an_official_with_a_result_elsewhere_is_told_so():
    findings = check_cadre_place("An", EQUALS, 1, P4, rated_in=(1, 2))
    assert told(findings) == [
        (
            "special.second_place",
            BLOCK,
            "An đã có kết quả xếp loại cán bộ ở nơi khác; mỗi người chỉ có một kết quả.",
            "P4-2.3-t",
        ),
    ]


def test_an_absence_without_printed_reason_is_told_the_reasons():
    findings = check_absence(Absence("An", "trip"), P4)
    assert told(findings) == [
        (
            "special.absent",
            BLOCK,
            "An vắng mặt không thuộc trường hợp: vắng mặt có lý do chính đáng; nghỉ ốm; nghỉ chế độ thai sản.",
            "P4-2.3-c",
        ),
    ]


def test_an_absence_without_report_is_told_so_by_its_reason():
    findings = check_absence(Absence("An", "reasonable"), P4)
    assert told(findings) == [
        (
            "special.absent_report",
            BLOCK,
            "An (vắng mặt có lý do chính đáng) chưa gửi báo cáo tự đánh giá cho nơi đang công tác.",
            "P4-2.3-c",
        ),
    ]


def test_an_absence_without_a_level_is_told_so_by_its_reason():
    findings = check_absence(Absence("An", "reasonable", True), P4)
    assert told(findings) == [
        (
            "special.absent_level",
            BLOCK,
            "An (vắng mặt có lý do chính đáng) chưa nhận mức xếp loại trong báo cáo tự đánh giá.",
            "P4-2.3-c",
        ),
    ]


def test_whoever_is_suspended_from_his_committee_only_is_told_to_be_rated():
    findings = [still_rated(name="An", activity=Activity.ACTIVE, admitted_on=date(2005, 5, 19), plan=P4, on=DAY)]
    assert told(findings) == [
        (
            "special.committee_suspension",
            INFO,
            "An bị đình chỉ sinh hoạt cấp ủy, không bị đình chỉ sinh hoạt đảng: vẫn phải đánh giá, xếp loại.",
            "P4-2.2.3.1-b",
        ),
    ]


def test_somebody_new_or_suspended_from_the_party_is_not_told_to_be_rated():
    def answer(activity, admitted_on, on=DAY):
        return still_rated(name="An", activity=activity, admitted_on=admitted_on, plan=P4, on=on)

    assert answer(Activity.ACTIVE, date(2023, 8, 1)) is None
    assert answer(Activity.ACTIVE, date(2023, 8, 1), date(2024, 2, 1)) is not None
    assert answer(Activity.SUSPENDED, date(2005, 5, 19)) is None
