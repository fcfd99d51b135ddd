"""A committee's own plan file: read, and held against itself and against the superior plan."""

from __future__ import annotations

import pytest

from reviews.rules.calculators import BadInput
from reviews.rules.findings import Severity
from reviews.rules.library import HERE
from reviews.rules.plan import load_preset
from reviews.rules.plan_checks import check_file, contradictions, later_than_superior, read_file
from reviews.rules.strict import MAX_CHARACTERS

PRESETS = HERE / "presets"
P1, P3, P4 = load_preset("p1_tinh_2023"), load_preset("p3_thi_xa_2019"), load_preset("p4_xa_2023")


def told(findings):
    return [(row.code, row.severity, row.message, row.clause) for row in findings]


def refusal(path):
    with pytest.raises(BadInput) as refused:
        read_file(path)
    return str(refused.value)


def test_a_plan_file_is_answered_with_what_it_holds():
    answer = check_file(PRESETS / "p0_huyen_2023.yaml", superior=None)
    title = "Kiểm điểm và đánh giá, xếp loại đối với tập thể, cá nhân diện Ban Thường vụ Huyện ủy quản lý năm 2023"
    assert answer.facts == {
        "plan": "P0",
        "slug": "p0_huyen_2023",
        "title": title,
        "milestones": 3,
        "clauses": 108,
        "superior": "",
    }
    assert answer.lines == (f"{title}: 3 mốc thời hạn, 9 quy định về thứ tự.",)
    assert answer.holds


def test_a_plan_file_is_held_against_itself_and_the_superior_that_is_named():
    answer = check_file(PRESETS / "p4_xa_2023.yaml", superior="P1")
    assert answer.facts["superior"] == "P1"
    assert [*answer.findings] == [*contradictions(P4), *later_than_superior(P4, P1)]
    assert {row.code for row in contradictions(P4)} == {"plan.contradiction"}


def test_an_unknown_superior_is_refused():
    with pytest.raises(BadInput, match="Không có kế hoạch “P9”"):
        check_file(PRESETS / "p0_huyen_2023.yaml", superior="P9")


def test_a_file_that_is_no_plan_is_refused_with_its_name_line_and_reason(tmp_path):
    path = tmp_path / "ke-hoach.yaml"
    path.write_text("code: P0\ncolour: red\n", encoding="utf-8")
    with pytest.raises(BadInput, match=r"^ke-hoach\.yaml, dòng 2, mục colour: khóa “colour” không có trong quy ước"):
        check_file(path, superior=None)


def test_a_file_that_cannot_be_read_is_refused_by_its_name(tmp_path):
    binary = tmp_path / "anh.png"
    binary.write_bytes(b"\xff\xfe\xfa")
    assert refusal(binary) == "anh.png: không phải là tệp chữ UTF-8."
    assert refusal(tmp_path / "thieu.yaml") == "thieu.yaml: không đọc được tệp (No such file or directory)."


def test_a_file_may_be_as_long_as_any_text_of_so_many_characters(tmp_path):
    longest = tmp_path / "dai.yaml"
    longest.write_text("𝄞" * MAX_CHARACTERS, encoding="utf-8")  # a character of four bytes
    assert len(read_file(longest)) == MAX_CHARACTERS
    longest.write_text("𝄞" * MAX_CHARACTERS + "a", encoding="utf-8")
    assert refusal(longest) == "dai.yaml: tệp quá lớn, không phải là kế hoạch."


def test_a_slip_of_the_pen_is_told_with_both_days():
    (slip,) = [row for row in contradictions(P3) if row.code == "plan.slip"]
    milestone = P3.milestone("P3-III.2.4-k")
    assert told([slip]) == [
        (
            "plan.slip",
            Severity.WARN,
            f"Báo cáo kết quả với Ban Thường vụ Tỉnh ủy: kế hoạch in ngày 15/01/2019, áp dụng ngày 15/01/2020. "
            f"{milestone.note}",
            "P3-III.2.4-k",
        )
    ]


def test_a_day_that_contradicts_another_is_told_with_its_note():
    (row,) = [row for row in contradictions(P4) if row.clause == "P4-3-B5-a"]
    assert told([row]) == [
        (
            "plan.contradiction",
            Severity.WARN,
            "Bước 5: tổng hợp, kiểm điểm Ban Chấp hành, hoàn thiện hồ sơ: Trùng với bước 4 ở các ngày 24 và "
            "25/11/2023.",
            "P4-3-B5-a",
        )
    ]


def test_a_last_day_after_the_superiors_is_told_with_both():
    late = P4.with_overrides({"milestones": {"P4-3-B6-a": {"due_on": "2023-12-20"}}})
    assert told(later_than_superior(late, P1)) == [
        (
            "deadline.after_superior",
            Severity.BLOCK,
            "Bước 6: hội nghị tổng kết của MTTQ, các đoàn thể và của Đảng bộ: hạn 20/12/2023 (mục II.3 Bước 6) sau "
            "hạn của "
            "cấp trên 19/12/2023 (Kế hoạch kiểm điểm, đánh giá, xếp loại chất lượng năm 2023 của Ban Thường vụ Tỉnh "
            "ủy, "
            "mục II.5: Cấp ủy, tổ chức đảng, tập thể lãnh đạo, quản lý cấp cơ sở hoàn thành kiểm điểm, đánh giá). "
            "Kế hoạch ở cấp dưới bảo đảm tiến độ cấp trên đề ra (mục III.3 của kế hoạch cấp trên).",
            "P4-3-B6-a",
        )
    ]
    assert later_than_superior(late, None) == []
