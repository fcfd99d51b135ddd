"""What the loader refuses, and how it says so."""

from __future__ import annotations

import textwrap

import pytest

from forms_templates.loader import get_definition, parse_definition
from forms_templates.strict import DefinitionError

GOOD = textwrap.dedent("""\
    code: mau_x
    regulation: qd_x
    mark: Mẫu X
    title: BÁO CÁO
    subtitle: Năm {year}
    citation: {document: Kế hoạch}
    header: {left: [A], right: [B]}
    sections:
      - key: i
        fields:
          - key: i_1
            kind: long_text
            label: Nội dung
    signatures:
      - key: head
        heading: [T/M]
        note: (Ký)
    """)


def refused(text: str) -> DefinitionError:
    with pytest.raises(DefinitionError) as caught:
        parse_definition(text, source="qd_x/mau_x.yaml")
    return caught.value


def test_a_small_definition_is_read():
    definition = parse_definition(GOOD, source="x")
    assert definition.field("i_1").title == "Nội dung"


def test_unknown_key_is_refused_with_file_line_and_reason():
    error = refused(GOOD.replace("  label: Nội dung", "  labels: Nội dung"))
    assert str(error).startswith("qd_x/mau_x.yaml:13: không có khóa 'labels'")


def test_duplicate_key_is_refused_where_it_stands_the_second_time():
    error = refused(GOOD.replace("title: BÁO CÁO\n", "title: BÁO CÁO\ntitle: KHÁC\n"))
    assert (error.line, error.reason) == (5, "khóa 'title' ghi hai lần")


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("mark: Mẫu X\n", "", "thiếu khóa 'mark'"),
        ("kind: long_text", "kind: essay", "'essay' không thuộc"),
        ("kind: long_text", "kind: choice", "cần có lựa chọn"),
        ("kind: long_text", "kind: rows", "chỉ có ở trường loại 'rows'"),
        ("label: Nội dung", "locked: perhaps\n        label: x", "phải là true hoặc false"),
        ("label: Nội dung", "blank_lines: two\n        label: x", "phải là số nguyên"),
        ("        label: Nội dung\n", "", "không có label lẫn screen_label"),
        ("heading: [T/M]", "heading: T/M", "phải là danh sách"),
        ("citation: {document: Kế hoạch}", "citation: Kế hoạch", "phải là các mục"),
        ("mark: Mẫu X", "mark: [Mẫu X]", "phải là một dòng chữ"),
        ("mark: Mẫu X", "mark: 'Mẫu X", "unexpected end"),
        ("label: Nội dung", "label: x\n      - {key: i_1, kind: date, label: y}", "trường: khóa 'i_1' ghi hai lần"),
    ],
)
def test_a_wrong_definition_is_refused(old, new, reason):
    assert old in GOOD
    assert reason in str(refused(GOOD.replace(old, new)))


def test_the_same_key_in_two_sections_is_refused():
    second = "  - key: ii\n    fields:\n      - {key: i_1, kind: date, label: y}\nsignatures:"
    assert "hai trường cùng khóa 'i_1'" in str(refused(GOOD.replace("signatures:", second)))


def test_a_column_prints_only_in_a_long_text_of_the_form():
    """A misspelt place would leave what people wrote off the paper."""
    rows = """      - key: ii
        kind: rows
        label: Hạn chế
        columns:
          - {key: cause, kind: long_text, label: Nguyên nhân, printed_in: PLACE}
signatures:"""
    read = parse_definition(GOOD.replace("signatures:", rows.replace("PLACE", "i_1")), source="small.yaml")
    assert read.field("ii").columns[0].printed_in == "i_1"
    assert "in trong 'i_9', không phải là đoạn văn dài" in str(
        refused(GOOD.replace("signatures:", rows.replace("PLACE", "i_9")))
    )


ANSWERED = GOOD.replace(
    "signatures:",
    """\
      - key: signs
        kind: rows
        label: Biểu hiện
        fixed_rows: true
        rest_column: grade
        rest_label: Còn lại không có
        columns:
          - {key: grade, kind: grade, screen_label: Cấp độ}
          - {key: remedy, kind: long_text, screen_label: Biện pháp}
signatures:""",
)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("rest_column: grade", "rest_column: remedy"),
        ("rest_column: grade", "rest_column: level"),
        ("fixed_rows: true", "fixed_rows: false"),
        ("rest_label: Còn lại không có", "help: Còn lại không có"),
    ],
)
def test_button_for_the_rest_fills_a_column_with_options_of_fixed_rows(old, new):
    assert parse_definition(ANSWERED, source="x").field("signs").rest_column == "grade"
    assert refused(ANSWERED.replace(old, new)).reason.startswith("rest_column là một cột có lựa chọn")


def test_an_empty_file_is_refused():
    assert refused("").reason == "tệp trống"


def test_decomposed_letters_are_composed():
    decomposed = GOOD.replace("Nội dung", "Ke\u0301m")
    assert parse_definition(decomposed, source="x").field("i_1").label == "Kém"


@pytest.mark.parametrize(("code", "regulation"), [("mau_99", "qd_124"), ("mau_01", "qd_9"), ("../mau_01", "qd_124")])
def test_an_unknown_form_is_no_form(code, regulation):
    with pytest.raises(LookupError):
        get_definition(code, regulation)


def test_a_definition_is_read_once():
    assert get_definition("mau_01", "qd_124") is get_definition("mau_01", "qd_124")
