"""A person's own data as an Excel file: a sheet for each table. Every cell is text, never a formula."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone

from forms_templates.excel import FACE, HEAD, RULED, new_workbook, set_page

if TYPE_CHECKING:
    from reviews.selectors.own_data import NotShown, Section

#: What Excel takes as the name of a sheet.
_NAME_LIMIT = 31


def own_data_workbook(name: str, sections: Sequence[Section], not_shown: Iterable[NotShown], *, on: datetime) -> bytes:
    with new_workbook(f"Dữ liệu của {name}") as (book, target):
        text, head = book.add_format({**RULED, "num_format": "@"}), book.add_format(HEAD)
        plain = book.add_format({**FACE, "text_wrap": True})
        first = book.add_worksheet("Giới thiệu")
        first.set_column(0, 0, 100)
        lines = [
            f"Dữ liệu chương trình Kiểm điểm lưu về {name}, lập lúc {timezone.localtime(on):%d/%m/%Y %H:%M}.",
            "Không có trong tệp, vì kế hoạch hoặc bỏ phiếu kín không cho người được kiểm điểm xem:",
            *(f"- {row.what}: {row.why}" for row in not_shown),
        ]
        for at, line in enumerate(lines):
            first.write_string(at, 0, line, plain)
        for number, section in enumerate(sections, start=1):
            sheet = book.add_worksheet(f"{number}. {section.title}"[:_NAME_LIMIT])
            for column, title in enumerate(section.columns):
                sheet.write_string(0, column, title, head)
            sheet.set_column(0, len(section.columns) - 1, 30)
            for at, row in enumerate(section.rows, start=1):
                for column, cell in enumerate(row):
                    sheet.write_string(at, column, cell, text)
            set_page(sheet, heads=(0, 0), lead=1)
    return target.getvalue()
