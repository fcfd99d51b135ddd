"""Paper ballots: every sum is told apart, with its numbers; two entries agree only when every figure does."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from reviews.rules.findings import Severity
from reviews.rules.paper_count import (
    ROW_LABELS,
    SHEET_LABELS,
    SheetRow,
    Sheets,
    check_few_sheets,
    check_sheets,
    differences,
)
from reviews.rules.parts import Topic
from reviews.rules.plan import load_preset

NAMES = {1: "Chi ủy Chi bộ thôn 1 (Tập thể)", 2: "Hà Văn Đông (Đảng viên)"}
#: Eleven given out to ten voters, one of them in exchange; nine in the box, one of them invalid.
SHEETS = Sheets(
    issued=11,
    collected=9,
    unused=1,
    spoiled=1,
    valid=8,
    invalid=1,
    rows={1: SheetRow(2, 5, 0, 0, 1), 2: SheetRow(0, 6, 2, 0, 0)},
)
HANDED = 10
COUNTS = st.integers(0, 40)
LEVELS = [field.name for field in fields(SheetRow)]


def codes(sheets, *, handed=HANDED, names=NAMES):
    return [finding.code for finding in check_sheets(sheets, handed=handed, names=names)]


def test_one_or_two_sheets_beside_another_channel_are_refused_and_none_are_not():
    def refused(collected):
        return [finding.code for finding in check_few_sheets(replace(SHEETS, collected=collected), least=3)]

    assert [refused(collected) for collected in range(4)] == [[], ["paper.few_collected"], ["paper.few_collected"], []]
    (finding,) = check_few_sheets(replace(SHEETS, collected=1), least=3)
    assert (finding.severity, "Chỉ thu về 1 phiếu giấy, ít nhất phải có 3 phiếu" in finding.message) == (
        Severity.BLOCK,
        True,
    )
    assert "hủy vòng này và bỏ phiếu lại" in finding.message


def told(sheets, *, handed=HANDED):
    (finding,) = check_sheets(sheets, handed=handed, names=NAMES)
    return finding.code, finding.severity, finding.message


@st.composite
def rows(draw, valid):
    """The valid sheets of one question, spread over the levels and blank."""
    cuts = sorted(draw(st.lists(st.integers(0, valid), min_size=4, max_size=4)))
    return SheetRow(*(after - before for before, after in zip([0, *cuts], [*cuts, valid], strict=True)))


@st.composite
def counted(draw):
    """What a careful team counts, with how many took a ballot."""
    valid, invalid, unused, spoiled = (draw(COUNTS) for _ in range(4))
    collected = valid + invalid
    found = {question: draw(rows(valid)) for question in NAMES}
    return Sheets(collected + unused + spoiled, collected, unused, spoiled, valid, invalid, found), collected + unused


def test_every_label_is_a_figure_of_the_sheet_or_of_a_row():
    assert list(SHEET_LABELS) == [field.name for field in fields(Sheets)][:-1]
    assert list(ROW_LABELS) == LEVELS


def test_figures_that_agree_are_accepted():
    assert codes(SHEETS) == []


@given(counted())
def test_whatever_a_careful_team_counts_is_accepted(found):
    sheets, handed = found
    assert codes(sheets, handed=handed) == []


@given(counted(), st.sampled_from(list(SHEET_LABELS)), st.integers(-3, 3).filter(bool))
def test_one_wrong_figure_of_the_sheets_breaks_every_sum_it_stands_in(found, name, slip):
    sheets, handed = found
    slipped = getattr(sheets, name) + slip
    assume(slipped >= 0)
    wrong = replace(sheets, **{name: slipped})
    blocking = {row.code for row in check_sheets(wrong, handed=handed, names=NAMES) if row.severity is Severity.BLOCK}
    expected = {
        "issued": {"paper.issued"},
        "collected": {"paper.issued", "paper.collected"},
        "unused": {"paper.issued"},
        "spoiled": {"paper.issued"},
        "valid": {"paper.collected", "paper.levels"},
        "invalid": {"paper.collected"},
    }[name]
    assert blocking - {"paper.handed", "paper.too_many"} == expected


@given(counted(), st.sampled_from(LEVELS), st.integers(1, 3))
def test_one_wrong_figure_of_a_row_is_told_for_that_subject_alone(found, name, slip):
    sheets, handed = found
    row = replace(sheets.rows[2], **{name: getattr(sheets.rows[2], name) + slip})
    (finding,) = check_sheets(replace(sheets, rows={**sheets.rows, 2: row}), handed=handed, names=NAMES)
    assert finding.message.startswith("Hà Văn Đông (Đảng viên): ")
    assert f"cộng lại là {sheets.valid + slip}, phải bằng {sheets.valid} phiếu hợp lệ." in finding.message


@pytest.mark.parametrize(
    ("changes", "code", "message"),
    [
        (
            {"issued": 12},
            "paper.issued",
            "Phát ra 12 phiếu, nhưng thu về 9 + không sử dụng 1 + hỏng 1 = 11.",
        ),
        ({"invalid": 2}, "paper.collected", "Thu về 9 phiếu, nhưng hợp lệ 8 + không hợp lệ 2 = 10."),
    ],
)
def test_a_sum_is_told_with_its_numbers(changes, code, message):
    assert told(replace(SHEETS, **changes), handed=11) == (code, Severity.BLOCK, message)


def test_more_ballots_in_the_box_than_were_taken_cannot_be():
    assert told(SHEETS, handed=8) == (
        "paper.too_many",
        Severity.BLOCK,
        "Thu về 9 phiếu, nhiều hơn 8 người đã nhận phiếu giấy. Kiểm lại; nếu đúng như vậy thì lập biên bản, hủy vòng "
        "này và bỏ phiếu lại.",
    )


def test_more_ballots_given_out_than_people_took_cannot_be_but_for_those_exchanged():
    assert codes(SHEETS, handed=10) == []
    assert told(SHEETS, handed=9) == (
        "paper.handed",
        Severity.BLOCK,
        "Phát ra 11 phiếu, trong đó 1 phiếu hỏng đã đổi: nhiều hơn 9 người đã nhận phiếu giấy. Kiểm lại; nếu đúng như "
        "vậy thì lập biên bản, hủy vòng này và bỏ phiếu lại.",
    )


def test_fewer_ballots_than_were_taken_are_warned_of_but_only_when_all_sums_hold():
    assert told(SHEETS, handed=11) == (
        "paper.fewer",
        Severity.WARN,
        "Danh sách ghi 11 người đã nhận phiếu, nhưng trừ phiếu hỏng đã đổi chỉ phát ra 10 phiếu.",
    )
    assert codes(replace(SHEETS, issued=10), handed=11) == ["paper.issued"]


def test_numbers_below_nothing_are_named_each():
    sheets = replace(SHEETS, unused=-1, rows={**SHEETS.rows, 2: SheetRow(0, 9, -1, 0, 0)})
    found = {finding.code: finding.message for finding in check_sheets(sheets, handed=HANDED, names=NAMES)}
    assert found["paper.negative"] == (
        "Không thể nhỏ hơn 0: Số phiếu không sử dụng, không nộp lại; Hà Văn Đông (Đảng viên), Hoàn thành nhiệm vụ."
    )
    assert "paper.levels" not in found, "the row adds up, by a number that cannot be"


def test_a_subject_left_out_and_one_that_nobody_asked_about_are_told_apart():
    assert told(replace(SHEETS, rows={1: SHEETS.rows[1]}))[2] == "Thiếu số liệu của: Hà Văn Đông (Đảng viên)."
    strange = replace(SHEETS, rows={**SHEETS.rows, 3: SheetRow(blank=-2)})
    messages = [finding.message for finding in check_sheets(strange, handed=HANDED, names=NAMES)]
    assert messages == [
        "Không thể nhỏ hơn 0: Nội dung khác, Phiếu trắng.",
        "Có số liệu của nội dung không có trên phiếu; tải lại trang rồi nhập.",
    ]


def test_a_finding_says_where_it_stands_when_it_is_told():
    reference = load_preset("p0_huyen_2023").cite(Topic.VOTERS)
    findings = check_sheets(replace(SHEETS, issued=12), handed=HANDED, names=NAMES, reference=reference)
    assert [finding.reference for finding in findings] == [reference, reference]
    (warned,) = check_sheets(SHEETS, handed=11, names=NAMES, reference=reference)
    assert warned.reference == reference


@given(counted(), counted())
def test_two_entries_agree_exactly_when_they_are_the_same(first, second):
    one, other = first[0], second[0]
    assert differences(one, one, names=NAMES) == []
    assert bool(differences(one, other, names=NAMES)) == (one != other)
    assert differences(one, other, names=NAMES) == differences(other, one, names=NAMES)


def test_only_the_lines_that_differ_are_named_and_no_number():
    other = replace(SHEETS, unused=0, spoiled=2, rows={**SHEETS.rows, 2: SheetRow(0, 5, 3, 0, 0)})
    assert differences(SHEETS, other, names=NAMES) == [
        "Số phiếu không sử dụng, không nộp lại",
        "Số phiếu hỏng đã đổi",
        "Hà Văn Đông (Đảng viên): Hoàn thành tốt nhiệm vụ",
        "Hà Văn Đông (Đảng viên): Hoàn thành nhiệm vụ",
    ]


def test_a_row_that_one_entry_lacks_differs_in_every_line():
    other = replace(SHEETS, rows={1: SHEETS.rows[1]})
    apart = differences(SHEETS, other, names=NAMES)
    assert apart == [f"Hà Văn Đông (Đảng viên): {label}" for label in ROW_LABELS.values()]


def test_mark_in_a_box_that_the_sheet_does_not_have_is_pointed_to_the_blanks():
    """P0-4.4-i"""
    plan = load_preset("p0_huyen_2023")
    assert plan.nominees is not None
    reference = plan.reference(plan.nominees.clause)
    (finding,) = check_sheets(SHEETS, handed=HANDED, names=NAMES, without_excellent=[1, 2, 9], nominees=reference)
    assert (finding.code, finding.severity, finding.clause) == ("paper.not_nominated", Severity.BLOCK, "P0-4.4-i")
    assert finding.message == (
        f"{NAMES[1]}: không có ô “Hoàn thành xuất sắc nhiệm vụ” trên phiếu; 2 phiếu ấy ghi vào “Phiếu trắng”."
    )
    moved = replace(SHEETS, rows={**SHEETS.rows, 1: SheetRow(0, 5, 0, 0, 3)})
    assert check_sheets(moved, handed=HANDED, names=NAMES, without_excellent=[1, 2], nominees=reference) == []
