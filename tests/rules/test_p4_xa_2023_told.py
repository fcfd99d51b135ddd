"""What a commune is told by its plan of 2023, word for word: P4 II.1.3.2, II.1.4, II.2.2, II.2.3, III."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from reviews.rules.cells import CellFacts, check_cell_ballot, check_cell_dossier
from reviews.rules.channels import SheetRow, check_member_counts, check_sheet, check_statements
from reviews.rules.consultations import (
    Request,
    check_compilation,
    check_consultation,
    check_poll_list,
    check_submission,
    participants,
    poll_row,
)
from reviews.rules.corrections import (
    LateFinding,
    Order,
    RatingRecord,
    Standing,
    Verification,
    annulled,
    check_annulment,
    check_late_finding,
    check_review_order,
    check_verification,
    over_share,
    suspended,
)
from reviews.rules.findings import Severity
from reviews.rules.levels import Level
from reviews.rules.places import check_places
from reviews.rules.plan import load_preset
from reviews.rules.roster import Roster
from reviews.rules.signs import SignAnswer, check_signs
from reviews.rules.vocabulary import RatedKind
from reviews.rules.voting import Tally
from tests.rules.district import District

P4 = load_preset("p4_xa_2023")
BLOCK, WARN, INFO = Severity.BLOCK, Severity.WARN, Severity.INFO
ROSTER = Roster(District().facts)
BARE = Order(4711, 1, " ", " ", date(2024, 2, 10))
NOTHING = CellFacts("Chi bộ xóm 3", (), score_rows={}, committee_report_in=False, statements_due=6, statements_in=2)
#: Every sign answered, at the first grade.
NONE = {number: SignAnswer(1, "") for number in range(1, 28)}
WAITING = Verification("An", reported_on=date(2023, 11, 20))
LATE = LateFinding("An", date(2023, 11, 30), date(2024, 1, 15))


def told(findings):
    return [(row.code, row.severity, row.message, row.clause) for row in findings]


def test_a_cell_dossier_without_anything_is_told_part_by_part():
    findings = check_cell_dossier(NOTHING, P4)
    assert told(findings) == [
        (
            "cell.title_registration",
            BLOCK,
            "Hồ sơ của Chi bộ xóm 3 mới đủ 0/8 loại. Tờ trình đăng ký danh hiệu thi đua năm 2024: chưa có.",
            "P4-III-a",
        ),
        (
            "cell.summary_report",
            BLOCK,
            "Hồ sơ của Chi bộ xóm 3 mới đủ 0/8 loại. Báo cáo tổng kết công tác xây dựng Đảng năm 2023: chưa có.",
            "P4-III-a",
        ),
        (
            "cell.score_sheet",
            BLOCK,
            "Hồ sơ của Chi bộ xóm 3 mới đủ 0/8 loại. Bảng điểm đánh giá xếp loại chi bộ: chưa chấm điểm.",
            "P4-III-e",
        ),
        (
            "cell.member_summary",
            BLOCK,
            "Hồ sơ của Chi bộ xóm 3 mới đủ 0/8 loại. Biểu tổng hợp xếp loại đảng viên (Mẫu số 04): chưa có.",
            "P4-III-a",
        ),
        (
            "cell.reward_list",
            BLOCK,
            "Hồ sơ của Chi bộ xóm 3 mới đủ 0/8 loại. Danh sách đảng viên HTXSNV và HTXSNV “tiêu biểu” đề nghị khen "
            "thưởng: chưa có.",
            "P4-III-c",
        ),
        (
            "cell.minutes",
            BLOCK,
            "Hồ sơ của Chi bộ xóm 3 mới đủ 0/8 loại. Biên bản hội nghị tổng kết chi bộ: chưa có.",
            "P4-III-a",
        ),
        (
            "cell.self_reviews",
            BLOCK,
            "Hồ sơ của Chi bộ xóm 3 mới đủ 0/8 loại. Bản tự kiểm điểm của chi ủy, đảng viên là cán bộ, công chức, "
            "viên chức: mới có 2/7 bản.",
            "P4-III-b",
        ),
        (
            "cell.minute_book",
            BLOCK,
            "Hồ sơ của Chi bộ xóm 3 mới đủ 0/8 loại. Sổ ghi biên bản sinh hoạt của chi bộ: chưa có.",
            "P4-III-a",
        ),
    ]


def test_a_cell_dossier_sent_late_is_told_the_printed_day():
    findings = check_cell_dossier(NOTHING, P4, sent_on=date(2023, 11, 28))[-1:]
    assert told(findings) == [
        (
            "cell.late",
            WARN,
            "Hồ sơ của Chi bộ xóm 3 gửi ngày 28/11/2023 là chậm: chậm nhất ngày 27/11/2023.",
            "P4-III-d",
        ),
    ]


def test_a_cell_votes_on_itself_after_its_scores():
    findings = check_cell_ballot("Chi bộ xóm 3", {}, P4)
    assert told(findings) == [
        (
            "cell.scores",
            BLOCK,
            "Thông qua bảng chấm điểm của Chi bộ xóm 3 rồi mới bỏ phiếu xếp loại chi bộ.",
            "P4-III-e",
        ),
    ]


def test_more_counts_than_voters_are_told_with_the_name():
    findings = check_member_counts("An", Tally(5, good=6), P4)
    assert told(findings) == [
        ("channel.too_many", BLOCK, "An: 6 phiếu, nhiều hơn 5 người bỏ phiếu.", "P4-2.2.3.2-e"),
    ]


def test_members_without_a_proposal_are_named():
    findings = check_sheet([SheetRow("An"), SheetRow("Bình")], P4)
    assert told(findings) == [
        ("channel.sheet", WARN, "Bảng tổng hợp mới đủ 0/2 đảng viên, còn thiếu: An, Bình.", "P4-1.4.1-p"),
    ]


def test_a_second_statement_is_told_that_one_serves():
    findings = check_statements("An", 2, P4)
    assert told(findings) == [
        (
            "channel.second_statement",
            BLOCK,
            "An đã có bản tự kiểm điểm; mỗi cá nhân chuẩn bị 01 bản, dùng ở mọi nơi kiểm điểm.",
            "P4-1.4.1-g",
        ),
    ]


def test_whoever_has_not_answered_on_a_draft_is_named():
    findings = check_consultation("UBND xã", [Request("HĐND", True, True), Request("MTTQ", True), Request("Đoàn")], P4)
    assert told(findings) == [
        ("consult.open", BLOCK, "UBND xã: mới có 1/3 ý kiến góp ý, còn chờ: MTTQ; Đoàn.", "P4-1.4.1-c"),
    ]


def test_a_draft_that_nobody_was_asked_about_is_told_so():
    findings = check_consultation("UBND xã", [], P4)
    assert told(findings) == [
        ("consult.open", BLOCK, "UBND xã: dự thảo báo cáo chưa gửi lấy ý kiến góp ý.", "P4-1.4.1-c"),
    ]


def test_classifications_that_lack_are_named():
    findings = check_compilation(["council", "committee"], P4)
    assert told(findings) == [
        (
            "consult.compilation",
            WARN,
            "Chưa tổng hợp kết quả phân loại của: UBND; các ban, phòng, ngành; MTTQ; các tổ chức chính trị - xã hội.",
            "P4-2.2.1-b",
        ),
    ]


def test_boards_that_have_not_answered_are_named():
    findings = check_submission([], P4)
    assert told(findings) == [
        (
            "consult.submission",
            BLOCK,
            "Chưa có ý kiến của: các Ban của Huyện ủy; Ủy ban Kiểm tra Huyện ủy; Văn phòng Huyện ủy.",
            "P4-2.2.1-f",
        ),
    ]


def test_a_leader_without_statement_is_told_not_to_be_put_to_the_poll():
    findings = check_poll_list({"An": False, "Bình": True}, P4)
    assert told(findings) == [
        (
            "poll.statement",
            BLOCK,
            "An chưa nộp bản tự kiểm điểm: chưa đưa vào danh sách lấy ý kiến nơi công tác.",
            "P4-1.4.1-v",
        ),
    ]


def test_an_annulment_without_anything_is_told_part_by_part():
    findings = check_annulment(BARE, ROSTER, P4)
    assert told(findings) == [
        ("correction.annul_reason", BLOCK, "Hủy bỏ kết quả xếp loại phải ghi rõ lý do.", "P4-2.3-l"),
        (
            "correction.annul_document",
            BLOCK,
            "Hủy bỏ kết quả xếp loại phải ghi số, ngày văn bản của cấp có thẩm quyền.",
            "P4-2.3-l",
        ),
        (
            "correction.annul_authority",
            BLOCK,
            "Hủy bỏ kết quả xếp loại do cấp trên có thẩm quyền quyết định; Nơi này không phải là cấp trên.",
            "P4-2.3-l",
        ),
    ]


def test_a_review_ordered_without_reason_by_a_stranger_is_told_so():
    findings = check_review_order(BARE, ROSTER, P4)
    assert told(findings) == [
        ("correction.review_again_reason", BLOCK, "Yêu cầu kiểm điểm lại phải ghi rõ lý do.", "P4-1.4.4-d"),
        (
            "correction.review_again_authority",
            BLOCK,
            "Yêu cầu kiểm điểm lại do cấp trên có thẩm quyền quyết định; Nơi này không phải là cấp trên.",
            "P4-1.4.4-d",
        ),
    ]


def test_a_sign_of_violation_that_nobody_reported_is_told_what_to_do():
    findings = check_verification(Verification("An"), P4)
    assert told(findings) == [
        (
            "correction.unreported",
            BLOCK,
            "An có dấu hiệu vi phạm chưa đủ cơ sở kết luận: phải báo cáo cấp có thẩm quyền xác minh.",
            "P4-1.4.4-e",
        ),
    ]


def test_a_ballot_before_the_end_of_a_verification_is_told_since_when_it_waits():
    findings = check_verification(WAITING, P4)
    assert told(findings) == [
        (
            "correction.unverified",
            BLOCK,
            "An đang chờ xác minh từ ngày 20/11/2023: chưa bỏ phiếu xếp loại.",
            "P4-1.4.4-e",
        ),
    ]


def test_a_ballot_held_all_the_same_is_told_why():
    findings = check_verification(replace(WAITING, override=" Ban Thường vụ cho phép "), P4)
    assert told(findings) == [
        (
            "correction.unverified",
            INFO,
            "An đang chờ xác minh, vẫn bỏ phiếu xếp loại: Ban Thường vụ cho phép.",
            "P4-1.4.4-e",
        ),
    ]


def test_a_shortcoming_found_later_is_told_with_both_days():
    findings = check_late_finding(LATE, P4)
    assert told(findings) == [
        (
            "correction.not_reviewed",
            BLOCK,
            "An được công nhận ngày 30/11/2023, ngày 15/01/2024 phát hiện có khuyết điểm: phải kiểm điểm, làm rõ mức "
            "độ vi phạm.",
            "P4-1.4.4-f",
        ),
    ]


def test_a_shortcoming_reviewed_again_is_told_how_it_may_end():
    findings = check_late_finding(replace(LATE, reviewed_on=date(2024, 2, 1)), P4)
    assert told(findings) == [
        (
            "correction.no_outcome",
            BLOCK,
            "An đã kiểm điểm lại; ghi kết quả xử lý: xử lý kỷ luật; không công nhận kết quả xếp loại.",
            "P4-1.4.4-f",
        ),
    ]


def test_a_unit_over_its_share_is_told_to_rate_again():
    findings = over_share({"Chi bộ A": [Level.EXCELLENT] * 3 + [Level.GOOD] * 7}, RatedKind.MEMBER, P4)
    assert told(findings) == [
        (
            "correction.over_share",
            WARN,
            "Chi bộ A có 3 “Hoàn thành xuất sắc nhiệm vụ”, nhiều nhất 2, vượt 1: cấp trên chỉ đạo xếp loại lại. 20% "
            "của 10 (số được xếp loại từ “Hoàn thành tốt nhiệm vụ” trở lên) là 2, lấy phần nguyên: nhiều nhất 2.",
            "P4-2.3-ab",
        ),
    ]


def test_a_few_over_their_one_place_are_told_too():
    findings = over_share({"Chi bộ A": [Level.EXCELLENT] * 2 + [Level.COMPLETED] * 7}, RatedKind.MEMBER, P4)
    assert told(findings) == [
        (
            "correction.over_share",
            WARN,
            "Chi bộ A có 2 “Hoàn thành xuất sắc nhiệm vụ”, nhiều nhất 1, vượt 1: cấp trên chỉ đạo xếp loại lại. Có 2 "
            "được xếp loại từ “Hoàn thành tốt nhiệm vụ” trở lên (dưới 05): chọn nhiều nhất 01 trong 2 đạt từ “Hoàn "
            "thành tốt nhiệm vụ” trở lên.",
            "P4-2.3-ab",
        ),
    ]


def test_signs_left_open_are_numbered():
    findings = check_signs("An", {n: row for n, row in NONE.items() if n not in (3, 5)}, P4)
    assert told(findings) == [
        ("signs.rows", BLOCK, "An mới tự đối chiếu 25/27 biểu hiện (còn thiếu: 3, 5).", "P4-1.3.2-b"),
    ]


def test_signs_that_there_are_not_are_numbered():
    findings = check_signs("An", {**NONE, 28: SignAnswer(1, ""), 0: SignAnswer(1, "")}, P4)
    assert told(findings) == [
        ("signs.rows", BLOCK, "An trả lời ngoài 27 biểu hiện (biểu hiện: 0, 28).", "P4-1.3.2-b"),
    ]


def test_grades_that_there_are_not_are_numbered_by_their_signs():
    findings = check_signs("An", {**NONE, 2: SignAnswer(0, ""), 4: SignAnswer(6, "x")}, P4)
    assert told(findings) == [
        ("signs.grade", BLOCK, "An: cấp độ phải từ 1 đến 5 (biểu hiện: 2, 4).", "P4-1.3.2-b"),
    ]


def test_signs_without_remedy_are_numbered():
    findings = check_signs("An", {**NONE, 2: SignAnswer(2, " "), 4: SignAnswer(5, "")}, P4)
    assert told(findings) == [
        ("signs.remedy", BLOCK, "An chưa đề ra biện pháp khắc phục, phòng ngừa (biểu hiện: 2, 4).", "P4-1.3.2-c"),
    ]


def test_shortcomings_beside_no_sign_are_told():
    findings = check_signs("An", NONE, P4, shortcomings=2)
    assert told(findings) == [
        (
            "signs.contradiction",
            WARN,
            "An tự nhận 2 hạn chế, khuyết điểm nhưng đối chiếu cả 27 biểu hiện đều ở cấp độ (1) Không có biểu hiện: "
            "đó có thể là biểu hiện suy thoái ở các cấp độ tương ứng.",
            "P4-1.3.2-d",
        ),
    ]


def test_four_posts_and_four_places_are_refused():
    findings = check_places(name="An", posts=4, places=4, plan=P4)
    assert told(findings) == [
        (
            "venue.too_many",
            BLOCK,
            "An giữ 4 chức vụ, kiểm điểm ở 4 nơi; giữ quá 03 chức vụ thì kiểm điểm tối đa ở 03 nơi.",
            "P4-1.2-k",
        ),
    ]


def test_three_posts_and_four_places_are_pointed_out():
    findings = check_places(name="An", posts=3, places=4, plan=P4)
    assert told(findings) == [
        (
            "venue.too_many",
            WARN,
            "An giữ 3 chức vụ, kiểm điểm ở 4 nơi; giữ quá 03 chức vụ thì kiểm điểm tối đa ở 03 nơi.",
            "P4-1.2-k",
        ),
    ]


def test_a_level_given_anew_names_the_document_and_no_old_reason():
    given = Order(1, 5, "không bảo đảm điều kiện", "Quyết định số 12", date(2024, 2, 10))
    record = RatingRecord("An", 5, Level.EXCELLENT, date(2023, 11, 30))
    old, new = annulled([record], "An", given, new_level=Level.GOOD)
    assert (old.standing, old.reason, old.document) == (Standing.CANCELLED, given.reason, given.document)
    assert (new.standing, new.reason, new.document, new.round) == (Standing.OFFICIAL, "", given.document, 2)
    resting = replace(record, standing=Standing.SUSPENDED, reason="chờ")
    _old, again = annulled([resting], "An", given, new_level=Level.GOOD)
    assert (again.standing, again.reason) == (Standing.OFFICIAL, "")
    ((row,), number) = suspended([record], given)
    assert (row.standing, row.reason, row.document, number) == (Standing.SUSPENDED, given.reason, given.document, 2)


def test_a_group_that_is_not_there_asks_nobody():
    row = poll_row("committee_members", P4)
    assert participants({}, row) == []
    assert participants({key: [7, 8] for key, _label in row.groups}, row) == [7, 8]
