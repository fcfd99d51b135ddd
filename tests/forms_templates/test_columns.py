"""The Excel columns of a form."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from forms_templates.cells import CELL_LIMIT
from forms_templates.columns import EntryRow, columns_of, lists_of, workbook
from forms_templates.loader import all_definitions, get_definition
from tests.forms_templates.samples import ENTRY_02

FORMS = [pytest.param(form, id=f"{form.regulation}-{form.code}") for form in all_definitions()]
LEAD = ("Họ và tên", "Chi bộ")


def sheets(content: bytes) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_has_a_column_for_each_field_and_a_sheet_for_each_list(form):
    book = sheets(workbook(form, [], lead_titles=LEAD))
    first, *lists = book.values()
    titles = [row[3:] for row in first[1:2]]
    assert titles == ([[column.title for column in columns_of(form)]] if columns_of(form) else titles)
    assert first[0][:3] == ["TT", *LEAD]
    assert len(lists) == len(lists_of(form))


def test_an_entry_is_a_row_in_the_words_of_the_form():
    form = get_definition("mau_02")
    book = sheets(workbook(form, [EntryRow(("Nguyễn Thị Thưởng", "Chi bộ thôn Đông"), ENTRY_02)], lead_titles=LEAD))
    first, *lists = book.values()
    row = dict(zip([column.key for column in columns_of(form)], first[2][3:], strict=True))
    assert first[2][:3] == [1.0, "Nguyễn Thị Thưởng", "Chi bộ thôn Đông"]
    assert row["i_1_grade"] == "Tốt"
    assert row["vii_member_level"] == "Hoàn thành xuất sắc nhiệm vụ"
    assert row["i_1"] == "Giữ vững lập trường.\nĐoàn kết nội bộ."
    assert lists[0][1][:5] == [1.0, "Nguyễn Thị Thưởng", "Chi bộ thôn Đông", "Nội dung 2", "Chậm báo cáo."]


@pytest.mark.parametrize("typed", ["=1+1", "@SUM(A1)", "+84", "-2", "http://example.com", "{=A1}"])
def test_what_people_type_never_becomes_a_formula_or_a_link(typed):
    form = get_definition("mau_02")
    content = workbook(form, [EntryRow((typed, ""), {"i_1": typed})], lead_titles=LEAD)
    row = next(iter(sheets(content).values()))[2]
    assert (row[1], row[3]) == (typed, typed)
    import zipfile

    with zipfile.ZipFile(BytesIO(content)) as package:
        sheet = package.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet


def test_a_text_longer_than_a_cell_is_cut_and_the_file_still_opens():
    content = workbook(get_definition("mau_02"), [EntryRow(("x", ""), {"i_1": "ạ" * 40_000})], lead_titles=LEAD)
    assert len(next(iter(sheets(content).values()))[2][3]) == CELL_LIMIT


def test_points_are_numbers_to_add_up():
    form = get_definition("quy_ca_nhan", "qd_366")
    items = [{"criterion_id": "1", "criterion": "A", "most": "30", "points": "27.5"}]
    book = sheets(workbook(form, [EntryRow(("x", ""), {"score_items": items})], lead_titles=LEAD))
    row = next(rows for name, rows in book.items() if name.startswith("Điểm"))[1]
    assert 27.5 in row


def test_the_same_entries_give_the_same_bytes():
    rows = [EntryRow(("a", "b"), ENTRY_02)]
    form = get_definition("mau_02")
    assert workbook(form, rows, lead_titles=LEAD) == workbook(form, rows, lead_titles=LEAD)
