"""A summary as an Excel file: the table that stands on its paper, one sheet a table.

Everything is written as text or as a number, never as a formula. The same payload gives the same bytes.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any

from forms_templates.choices import DocumentKind
from forms_templates.columns import CELL_LIMIT
from forms_templates.definition import BUILT_NOTE
from forms_templates.printing import Values, as_date, short_date
from forms_templates.records.summaries import LAYOUTS, Column

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook

_MOMENT = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)
_WIDTHS = {"wide": 32, "short": 12, "": 24}


def summary_workbook(kind: DocumentKind, payload: Values) -> bytes:
    """Mẫu số 04, Mẫu 11, Phụ lục 13 or 14 as ``.xlsx``: counts as numbers, levels in their words."""
    import xlsxwriter

    layout = LAYOUTS[kind]
    target = BytesIO()
    book = xlsxwriter.Workbook(
        target,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    book.set_properties({"title": layout.title, "created": _MOMENT.replace(tzinfo=None)})
    taken = as_date(payload.get("taken_on"))
    above = [
        f"{layout.mark} – {layout.title}",
        *payload.get("about", ()),
        f"Số liệu lấy ngày {short_date(taken)}" if taken else "",
        BUILT_NOTE,
    ]
    _sheet(book, layout.mark, layout.columns, payload.get("rows") or (), above=[line for line in above if line])
    if layout.others:
        _sheet(book, layout.others_title, layout.others, payload.get("others") or (), above=[layout.others_title])
    book.close()
    return target.getvalue()


def _sheet(
    book: Workbook, name: str, columns: Sequence[Column], rows: Sequence[Values], *, above: Sequence[str]
) -> None:
    face = {"font_name": "Times New Roman", "font_size": 12, "valign": "top"}
    plain = book.add_format({**face, "border": 1, "text_wrap": True})
    heading = book.add_format(
        {**face, "border": 1, "text_wrap": True, "bold": True, "align": "center", "bg_color": "#F3E9E7"}
    )
    bold, lead = book.add_format({**face, "bold": True}), book.add_format(face)
    sheet = book.add_worksheet(name)
    for at, line in enumerate(above):
        sheet.write_string(at, 0, line, lead if at else bold)
    start = len(above) + 1
    for at, title in enumerate(["TT", *(column.title for column in columns)]):
        sheet.write_string(start, at, title, heading)
    for number, row in enumerate(rows, start=1):
        sheet.write_number(start + number, 0, number, plain)
        for at, column in enumerate(columns, start=1):
            _cell(sheet, start + number, at, row.get(column.key), plain)
    sheet.set_column(0, 0, 5)
    for at, column in enumerate(columns, start=1):
        sheet.set_column(at, at, _WIDTHS[column.look])
    sheet.freeze_panes(start + 1, 2)
    sheet.repeat_rows(start)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)


def _cell(sheet: Any, at_row: int, at: int, value: object, look: Any) -> None:
    if isinstance(value, int):
        sheet.write_number(at_row, at, value, look)
    else:
        sheet.write_string(at_row, at, ("" if value is None else str(value))[:CELL_LIMIT], look)
