"""The register of numbers as an Excel file. Every cell is text, a number or a day, never a formula."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from forms_templates.excel import HEAD, RULED, new_workbook, set_page
from reviews.models import RegisterEntry

_COLUMNS = (
    ("Số", 6),
    ("Số, ký hiệu", 18),
    ("Ngày văn bản", 14),
    ("Loại văn bản", 16),
    ("Trích yếu", 60),
    ("Nhiệm kỳ, năm", 22),
    ("Người cấp số", 24),
    ("Hủy ngày", 14),
    ("Lý do hủy", 40),
)


def register_workbook(name: str, entries: Iterable[RegisterEntry]) -> bytes:
    """One row a number, in the order given; ``series__term``, ``issued_by__person`` fetched."""
    with new_workbook(f"Sổ văn bản – {name}") as (book, target):
        text = book.add_format({**RULED, "num_format": "@"})
        day = book.add_format({**RULED, "num_format": "dd/mm/yyyy"})
        head = book.add_format(HEAD)
        sheet = book.add_worksheet("Sổ văn bản")
        for at, (title, width) in enumerate(_COLUMNS):
            sheet.write_string(0, at, title, head)
            sheet.set_column(at, at, width)
        for row, entry in enumerate(entries, start=1):
            sheet.write_number(row, 0, entry.number, text)
            sheet.write_string(row, 1, entry.full_number, text)
            sheet.write_datetime(row, 2, datetime.datetime.combine(entry.dated_on, datetime.time()), day)
            words = (entry.series.document_name, entry.title, entry.series.period, str(entry.issued_by))
            for at, word in enumerate(words, start=3):
                sheet.write_string(row, at, word, text)
            if entry.cancelled_on is not None:
                sheet.write_datetime(row, 7, datetime.datetime.combine(entry.cancelled_on, datetime.time()), day)
            else:
                sheet.write_blank(row, 7, None, day)
            sheet.write_string(row, 8, entry.cancelled_reason, text)
        set_page(sheet, heads=(0, 0), lead=2)
    return target.getvalue()
