"""What Mẫu 01, Mẫu 02 and the reply of Mẫu 3-213 are told to lack, word for word and in the order of the form."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from reviews.rules.entries import (
    EntryContext,
    achieved,
    check_entry,
    rows_of,
)
from reviews.rules.findings import Severity
from reviews.rules.plan import load_preset
from reviews.rules.residence import check_residence_reply, residence_proposal
from tests.rules.test_entries import PRIOR, PROMPTS, REPORT, check

P0, P1, P2 = load_preset("p0_huyen_2023"), load_preset("p1_tinh_2023"), load_preset("p2_xa_2025")
P3, P4 = load_preset("p3_thi_xa_2019"), load_preset("p4_xa_2023")
BLOCK, WARN, INFO = Severity.BLOCK, Severity.WARN, Severity.INFO
#: Two shortcomings without a day, an earlier one that is not mended yet.
OPEN = {
    "ii_shortcomings": [{"content": 1, "text": "A"}, {"content": 1, "text": "B"}],
    "iii_items": [{"id": "2", "status": "in_progress", "shortcoming": "x"}],
}


def told(findings):
    return [(row.code, row.severity, row.message, row.clause) for row in findings]


def test_an_empty_report_is_told_everything_in_the_order_of_the_form():
    findings = check_entry(
        "mau_01",
        {},
        EntryContext(
            prompts=PROMPTS, prior=PRIOR[:2], has_annex=True, flags=("complaint", "subordinate_discipline", "?")
        ),
        P0,
    )
    assert told(findings) == [
        ("entry.contents", BLOCK, "Mục I.1 chưa viết nội dung.", "P0-3.1-a"),
        ("entry.contents", BLOCK, "Mục I.2 chưa viết nội dung.", "P0-3.1-b"),
        ("entry.contents", BLOCK, "Mục I.3 chưa viết nội dung.", "P0-3.1-c"),
        ("entry.contents", BLOCK, "Mục I.4 chưa viết nội dung.", "P0-3.1-d"),
        (
            "entry.grades",
            BLOCK,
            "Mới tự đánh giá cấp độ thực hiện ở 0/5 nơi; còn thiếu ở mục I.1, I.2, I.3, I.4, III.",
            "P0-M01-a",
        ),
        ("entry.ii_none", BLOCK, "Mục II chưa ghi hạn chế, khuyết điểm; nếu không có thì chọn “Không có”.", "P0-M01-b"),
        (
            "entry.iii_missing",
            BLOCK,
            "Mục III mới ghi kết quả khắc phục 0/2 hạn chế, khuyết điểm; còn thiếu: Hạn chế 1; Hạn chế 2.",
            "P0-6-d",
        ),
        (
            "entry.iv_missing",
            BLOCK,
            "Mục IV chưa giải trình vấn đề nào trong 3 vấn đề được gợi ý: Vấn đề 1; Vấn đề 2; Vấn đề 3.",
            "P0-III.1-e",
        ),
        ("entry.flag", BLOCK, "Mục V phải làm rõ trách nhiệm: có đơn, thư khiếu nại, tố cáo.", "P0-3.3-a"),
        (
            "entry.flag",
            BLOCK,
            "Mục V phải làm rõ trách nhiệm: có tập thể, cá nhân thuộc quyền quản lý bị kỷ luật, khởi tố.",
            "P0-3.3-b",
        ),
        ("entry.vii_level", BLOCK, "Mục VII chưa chọn mức đề nghị xếp loại.", "P0-M01-e"),
        (
            "entry.annex",
            WARN,
            "Chưa bổ sung giải trình theo Mẫu 01: phụ lục kết quả thực hiện các chỉ tiêu, nhiệm vụ còn trống.",
            "P0-6-a",
        ),
    ]


def test_an_empty_statement_is_told_everything_in_the_order_of_the_form():
    findings = check_entry("mau_02", {}, EntryContext(collective_shortcomings=2, flags=("complaint",)), P0)
    assert told(findings) == [
        ("entry.contents", BLOCK, "Mục I.1, I.2, I.4, I.5, I.6 chưa viết nội dung.", "P0-3.2-b"),
        ("entry.contents", BLOCK, "Mục I.3 chưa viết nội dung.", "P0-3.2-d"),
        (
            "entry.grades",
            BLOCK,
            "Mới tự đánh giá cấp độ thực hiện ở 0/6 nơi; còn thiếu ở mục I.1, I.2, I.4, I.5, I.6, III.",
            "P0-M02-b",
        ),
        (
            "entry.self_examination",
            WARN,
            "Mục I.1 chưa liên hệ các biểu hiện về suy thoái, “tự diễn biến”, “tự chuyển hóa”; nếu không có thì ghi "
            "rõ là không có.",
            "P0-3.2-c",
        ),
        ("entry.ii_none", BLOCK, "Mục II chưa ghi hạn chế, khuyết điểm; nếu không có thì chọn “Không có”.", "P0-M02-c"),
        (
            "entry.iii_empty",
            BLOCK,
            "Mục III chưa ghi kết quả khắc phục; nếu không có gì phải khắc phục thì chọn “Không có”.",
            "P0-M02-d",
        ),
        (
            "entry.v",
            WARN,
            "Mục V chưa làm rõ trách nhiệm của cá nhân đối với 2 hạn chế, khuyết điểm của tập thể.",
            "P0-M02-e",
        ),
        ("entry.flag", BLOCK, "Mục V phải làm rõ trách nhiệm: có đơn, thư khiếu nại, tố cáo.", "P0-3.3-a"),
        (
            "entry.vii_cadre_level",
            BLOCK,
            "Mục VII.1 chưa tự nhận mức xếp loại cán bộ, công chức, viên chức.",
            "P0-M02-f",
        ),
        ("entry.vii_member_level", BLOCK, "Mục VII.2 chưa tự nhận mức xếp loại đảng viên.", "P0-M02-f"),
    ]


def test_rows_are_named_by_their_number_and_what_they_lack():
    findings = check(
        "mau_01",
        P0,
        EntryContext(prior=PRIOR[:3], head_name="An"),
        v="",
        vi="",
        ii_none=True,
        ii_causes=" ",
        ii_shortcomings=[{"content": 2, "text": "A"}, {"content": 9}, {"text": "B"}, {"content": 0, "text": "C"}],
        iii_none=True,
        iii_items=[
            {"id": "1", "status": "fixed", "shortcoming": "x"},
            {"id": "3"},
            {"id": "2", "status": "in_progress", "shortcoming": ""},
            {"id": "9", "status": "gone", "shortcoming": "x"},
            {"id": "8", "status": "not_fixed", "shortcoming": "y"},
        ],
    )
    assert told(findings) == [
        (
            "entry.grades",
            BLOCK,
            "Mới tự đánh giá cấp độ thực hiện ở 4/5 nơi; còn thiếu ở mục III.",
            "P0-M01-a",
        ),
        (
            "entry.ii_both",
            BLOCK,
            "Mục II vừa chọn “Không có” vừa ghi 4 hạn chế, khuyết điểm.",
            "P0-M01-b",
        ),
        (
            "entry.ii_text",
            BLOCK,
            "Mục II, dòng 2: chưa ghi hạn chế, khuyết điểm.",
            "P0-M01-b",
        ),
        (
            "entry.ii_content",
            BLOCK,
            "Mục II, dòng 2: chọn nội dung từ 1 đến 4 của mục I (đang ghi “9”).",
            "P0-M01-b",
        ),
        (
            "entry.ii_content",
            BLOCK,
            "Mục II, dòng 3: chọn nội dung từ 1 đến 4 của mục I (đang ghi “”).",
            "P0-M01-b",
        ),
        (
            "entry.ii_content",
            BLOCK,
            "Mục II, dòng 4: chọn nội dung từ 1 đến 4 của mục I (đang ghi “”).",
            "P0-M01-b",
        ),
        (
            "entry.ii_collective",
            WARN,
            "Mục II, dòng 1: chưa làm rõ trách nhiệm của tập thể, người đứng đầu (An) trong hạn chế, khuyết điểm này.",
            "P0-3.1-f",
        ),
        (
            "entry.ii_collective",
            WARN,
            "Mục II, dòng 2: chưa làm rõ trách nhiệm của tập thể, người đứng đầu (An) trong hạn chế, khuyết điểm này.",
            "P0-3.1-f",
        ),
        (
            "entry.ii_collective",
            WARN,
            "Mục II, dòng 3: chưa làm rõ trách nhiệm của tập thể, người đứng đầu (An) trong hạn chế, khuyết điểm này.",
            "P0-3.1-f",
        ),
        (
            "entry.ii_collective",
            WARN,
            "Mục II, dòng 4: chưa làm rõ trách nhiệm của tập thể, người đứng đầu (An) trong hạn chế, khuyết điểm này.",
            "P0-3.1-f",
        ),
        (
            "entry.ii_causes",
            BLOCK,
            "Mục II có 4 hạn chế, khuyết điểm nhưng chưa ghi nguyên nhân.",
            "P0-M01-b",
        ),
        (
            "entry.iii_missing",
            BLOCK,
            "Mục III mới ghi kết quả khắc phục 2/3 hạn chế, khuyết điểm; còn thiếu: Hạn chế 3.",
            "P0-6-d",
        ),
        (
            "entry.iii_none",
            BLOCK,
            "Mục III chọn “Không có” nhưng còn 3 hạn chế, khuyết điểm phải khắc phục.",
            "P0-6-d",
        ),
        (
            "entry.iii_shortcoming",
            BLOCK,
            "Mục III, dòng 3: chưa ghi hạn chế, khuyết điểm.",
            "P0-M01-c",
        ),
        (
            "entry.iii_degree",
            BLOCK,
            "Mục III, dòng 3: đang khắc phục thì phải ghi mức độ khắc phục.",
            "P0-M01-c",
        ),
        (
            "entry.iii_responsible",
            BLOCK,
            "Mục III, dòng 3: chưa khắc phục xong thì phải làm rõ trách nhiệm của tập thể, cá nhân.",
            "P0-3.1-g",
        ),
        (
            "entry.iii_status",
            BLOCK,
            "Mục III, dòng 4: chọn đã được khắc phục, đang khắc phục hoặc chưa được khắc phục.",
            "P0-M01-c",
        ),
        (
            "entry.iii_responsible",
            BLOCK,
            "Mục III, dòng 5: chưa khắc phục xong thì phải làm rõ trách nhiệm của tập thể, cá nhân.",
            "P0-3.1-g",
        ),
        (
            "entry.vi",
            BLOCK,
            "Mục VI chưa ghi biện pháp cho 2 hạn chế, khuyết điểm chưa khắc phục xong ở mục III.",
            "P0-3.1-g",
        ),
    ]


def test_a_prompt_half_answered_is_told_by_the_form_and_one_not_at_all_by_the_plan():
    findings = check(
        "mau_01",
        P0,
        EntryContext(prompts=PROMPTS),
        iv_items=[
            {"prompt_id": "1", "explanation": "a", "cause": "b", "responsibility": "c"},
            {"prompt_id": "2", "cause": "x"},
        ],
    )
    assert told(findings) == [
        (
            "entry.iv_incomplete",
            BLOCK,
            "Mục IV mới giải trình xong 1/3 vấn đề được gợi ý; “Vấn đề 2” còn thiếu giải trình, trách nhiệm.",
            "P0-M01-d",
        ),
        (
            "entry.iv_missing",
            BLOCK,
            "Mục IV mới giải trình xong 1/3 vấn đề được gợi ý; “Vấn đề 3” còn thiếu giải trình, nguyên nhân, trách "
            "nhiệm.",
            "P0-III.1-e",
        ),
    ]


def test_an_annex_half_filled_is_told_indicator_by_indicator():
    findings = check(
        "mau_01",
        P0,
        EntryContext(has_annex=True, head_name="An"),
        v=" ",
        annex=[
            {"indicator": "Khác", "result": "tốt"},
            {"indicator": "Lạ"},
            {"indicator": "THU  NGÂN SÁCH", "result": "95"},
        ],
    )
    assert told(findings) == [
        (
            "entry.annex_indicators",
            WARN,
            "Phụ lục mới có 1/6 chỉ tiêu; còn thiếu: xây dựng nông thôn mới, giải quyết việc làm, an ninh "
            "trật tự, kết quả phát triển đảng viên, kết quả đánh giá, xếp loại TCCSĐ.",
            "P0-6-b",
        ),
        (
            "entry.annex_figures",
            WARN,
            "Phụ lục, “Khác”: kết quả “tốt” chưa có số liệu.",
            "P0-6-c",
        ),
        (
            "entry.annex_evidence",
            WARN,
            "Phụ lục, “Khác”: chưa ghi số liệu, tài liệu minh chứng.",
            "P0-6-c",
        ),
        (
            "entry.annex_evidence",
            WARN,
            "Phụ lục, “THU  NGÂN SÁCH”: chưa ghi số liệu, tài liệu minh chứng.",
            "P0-6-c",
        ),
    ]


def test_no_shortcoming_at_all_is_pointed_out():
    findings = check("mau_01", P0, ii_shortcomings=[], ii_none=True, ii_causes="", vi="")
    assert told(findings) == [
        ("entry.ii_declared_none", WARN, "Mục II ghi không có hạn chế, khuyết điểm nào.", "P0-M01-b"),
    ]


def test_a_statement_that_declares_nothing_is_told_where():
    findings = check(
        "mau_02",
        P0,
        EntryContext(rated_as_cadre=False),
        ii_shortcomings=[],
        iii_none=False,
        vi="",
        vii_member_level="x",
    )
    assert told(findings) == [
        ("entry.grades", BLOCK, "Mới tự đánh giá cấp độ thực hiện ở 5/6 nơi; còn thiếu ở mục III.", "P0-M02-b"),
        ("entry.ii_none", BLOCK, "Mục II chưa ghi hạn chế, khuyết điểm; nếu không có thì chọn “Không có”.", "P0-M02-c"),
        (
            "entry.iii_empty",
            BLOCK,
            "Mục III chưa ghi kết quả khắc phục; nếu không có gì phải khắc phục thì chọn “Không có”.",
            "P0-M02-d",
        ),
        ("entry.vii_member_level", BLOCK, "Mục VII.2 chưa tự nhận mức xếp loại đảng viên.", "P0-M02-f"),
    ]


def test_shortcomings_without_remedies_are_only_warned_of_where_the_plan_prints_nothing_else():
    findings = check("mau_01", P0, vi="")
    assert told(findings) == [
        (
            "entry.vi",
            WARN,
            "Mục VI chưa ghi phương hướng, biện pháp khắc phục hạn chế, khuyết điểm ở mục II.",
            "P0-M01-b",
        ),
    ]


def test_a_report_of_the_province_is_reminded_of_what_to_dwell_on():
    findings = check_entry("mau_01", REPORT | OPEN | {"i_2": "An ninh", "i_4": "Chuyển đổi  số"}, EntryContext(), P1)
    assert told(findings) == [
        ("entry.iii_degree", BLOCK, "Mục III, dòng 1: đang khắc phục thì phải ghi mức độ khắc phục.", "P1-II.3-c"),
        (
            "entry.iii_responsible",
            BLOCK,
            "Mục III, dòng 1: chưa khắc phục xong thì phải làm rõ trách nhiệm của tập thể, cá nhân.",
            "P1-II.3-b",
        ),
        (
            "entry.focus",
            INFO,
            "Mục I chưa nhắc đến nội dung cần chú trọng: phát triển kinh tế - xã hội; xây dựng Đảng; chương trình "
            "hành động; sắp xếp tổ chức bộ máy; đội ngũ cán bộ; cải cách hành chính.",
            "P1-II.1-c",
        ),
    ]


def test_a_report_of_the_commune_says_by_when_it_mends_what():
    findings = check_entry("mau_01", REPORT | OPEN | {"vi": ""}, EntryContext(), P2)
    assert told(findings) == [
        (
            "entry.contents",
            BLOCK,
            "Mục I.5 chưa viết nội dung.",
            "P2-III.1-a",
        ),
        (
            "entry.ii_remedy_by",
            BLOCK,
            "Mục II, dòng 1: chưa ghi thời gian khắc phục.",
            "P2-III-a",
        ),
        (
            "entry.ii_remedy_by",
            BLOCK,
            "Mục II, dòng 2: chưa ghi thời gian khắc phục.",
            "P2-III-a",
        ),
        (
            "entry.iii_degree",
            BLOCK,
            "Mục III, dòng 1: đang khắc phục thì phải ghi mức độ khắc phục.",
            "P2-III.1-b",
        ),
        (
            "entry.vi",
            BLOCK,
            "Mục VI chưa ghi phương hướng, biện pháp khắc phục hạn chế, khuyết điểm ở mục II.",
            "P2-III-a",
        ),
        (
            "entry.score_criteria",
            BLOCK,
            "Bảng điểm chưa có tiêu chí nào. Đề nghị cơ quan lập kế hoạch nhập các tiêu chí của phụ lục trước khi nộp.",
            "P2-IV.2-k",
        ),
    ]


def test_a_plan_that_prints_nothing_of_unfinished_remedies_refuses_nothing_for_them():
    tasks = [{"task": "Trồng rừng", "product": "120 ha", "result": "132 ha"}]
    findings = check_entry("mau_01", REPORT | OPEN | {"vi": "", "tasks": tasks}, EntryContext(), P3)
    assert told(findings) == [
        ("entry.iii_degree", BLOCK, "Mục III, dòng 1: đang khắc phục thì phải ghi mức độ khắc phục.", "P3-II-a"),
        (
            "entry.vi",
            WARN,
            "Mục VI chưa ghi phương hướng, biện pháp khắc phục hạn chế, khuyết điểm ở mục II.",
            "P3-II-a",
        ),
    ]


def test_a_commune_of_2023_asks_who_answers_for_what_is_not_mended():
    findings = check_entry("mau_01_xa", REPORT | OPEN | {"vi": ""}, EntryContext(), P4)
    assert told(findings) == [
        (
            "entry.ii_collective",
            BLOCK,
            "Mục II, dòng 1: chưa làm rõ trách nhiệm của tập thể, người đứng đầu trong hạn chế, khuyết điểm này.",
            "P4-1.3.1-e",
        ),
        (
            "entry.ii_remedy",
            BLOCK,
            "Mục II, dòng 1: chưa ghi biện pháp khắc phục, thời gian khắc phục.",
            "P4-1.3-a",
        ),
        (
            "entry.ii_collective",
            BLOCK,
            "Mục II, dòng 2: chưa làm rõ trách nhiệm của tập thể, người đứng đầu trong hạn chế, khuyết điểm này.",
            "P4-1.3.1-e",
        ),
        (
            "entry.ii_remedy",
            BLOCK,
            "Mục II, dòng 2: chưa ghi biện pháp khắc phục, thời gian khắc phục.",
            "P4-1.3-a",
        ),
        (
            "entry.iii_degree",
            BLOCK,
            "Mục III, dòng 1: đang khắc phục thì phải ghi mức độ khắc phục.",
            "P4-1.3.1-c",
        ),
        (
            "entry.iii_responsible",
            BLOCK,
            "Mục III, dòng 1: chưa khắc phục xong thì phải làm rõ trách nhiệm của tập thể, cá nhân.",
            "P4-2.3-ae",
        ),
        (
            "entry.vi",
            BLOCK,
            "Mục VI chưa ghi biện pháp cho 1 hạn chế, khuyết điểm chưa khắc phục xong ở mục III.",
            "P4-2.3-ae",
        ),
    ]


def test_a_reply_of_the_residence_chooses_one_level_for_each_item():
    findings = check_residence_reply({"item_1": "good", "item_2": ["a"]}, plan=P0)
    assert told(findings) == [
        ("residence.items", BLOCK, "Phiếu nhận xét mới chọn 2/6 nội dung; còn thiếu nội dung 3, 4, 5, 6.", "P0-M213-c"),
        ("residence.single", BLOCK, "Nội dung 2 chỉ được chọn một mức.", "P0-M213-c"),
        (
            "residence.meeting",
            WARN,
            "Chưa ghi ngày chi ủy họp với ban công tác mặt trận thôn, bản, khu dân cư, tổ dân phố.",
            "P0-M213-b",
        ),
    ]


def test_a_residence_meets_before_it_replies():
    findings = check_residence_reply(
        {"meeting_on": "2023-11-20", **dict.fromkeys(P0.entries.residence_items, "good")},
        plan=P0,
        on=date(2023, 11, 19),
    )
    assert told(findings) == [
        (
            "residence.meeting",
            WARN,
            "Ngày họp với ban công tác mặt trận 20/11/2023 sau ngày nhận xét 19/11/2023.",
            "P0-M213-b",
        ),
    ]


def test_what_the_residence_proposes_is_told_by_name():
    item = "item_6"
    words = ("consider_handling", "commend")
    handling, commendation = (residence_proposal({item: word}, name="An", plan=P0) for word in words)
    assert told([handling, commendation]) == [
        (
            "residence.handling",
            WARN,
            "Chi ủy nơi cư trú đề nghị xem xét xử lý theo quy định đối với An.",
            "P0-M213-d",
        ),
        ("residence.commendation", INFO, "Chi ủy nơi cư trú đề nghị biểu dương An.", "P0-M213-d"),
    ]
    assert residence_proposal({item: "none"}, name="An", plan=P0) is None


def test_rows_left_wholly_empty_are_no_rows():
    assert rows_of({"a": [{"x": " ", "y": None}, {"x": "", "y": 0}, "x", None]}, "a") == [{"x": "", "y": 0}]
    assert rows_of({"a": {"x": 1}}, "a") == rows_of({}, "a") == []


@pytest.mark.parametrize(
    ("target", "result", "share"),
    [
        ("1.250", "1.000", Fraction(4, 5)),
        ("95,5", "191", Fraction(2)),
        (" 80 % ", "60%", Fraction(3, 4)),
        ("100", "0", Fraction(0)),
        ("0", "5", None),
        ("100", "", None),
        ("100", "tốt", None),
        ("100", "1,2,3", None),
        ("٣", "1", None),
        ("%5", "1", None),
    ],
)
def test_an_indicator_is_reached_to_an_exact_share_of_plain_figures(target, result, share):
    assert achieved(target, result) == share


def test_several_items_with_several_levels_are_numbered_and_the_day_of_the_reply_is_in_time():
    items = dict.fromkeys(P0.entries.residence_items, "good") | {"item_2": ["a"], "item_5": ["a", "b"]}
    day = date(2023, 11, 20)
    (finding,) = check_residence_reply({"meeting_on": day, **items}, plan=P0, on=day)
    assert finding.message == "Nội dung 2, 5 chỉ được chọn một mức."


def test_a_report_whose_head_is_not_known_names_nobody():
    (finding,) = check("mau_01", P0, ii_shortcomings=[{"content": 2, "text": "Còn chậm."}])
    assert finding.message == (
        "Mục II, dòng 1: chưa làm rõ trách nhiệm của tập thể, người đứng đầu trong hạn chế, khuyết điểm này."
    )


def test_what_to_dwell_on_is_looked_for_in_each_part_by_itself():
    over = {"i_1": "chuyển đổi", "i_2": "số", "i_0": "an ninh", "i_5": "xây dựng Đảng"}
    (finding,) = check_entry("mau_01", REPORT | over, EntryContext(), P1)
    assert "an ninh; xây dựng Đảng" in finding.message
    assert "chuyển đổi số" not in finding.message
