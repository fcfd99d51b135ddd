"""A summary as an Excel file: the table that stands on its paper, one sheet a table.

Everything is written as text or as a number, never as a formula. The same payload gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from forms_templates.choices import DocumentKind
from forms_templates.definition import BUILT_NOTE
from forms_templates.excel import FACE, HEAD, RULED, new_workbook, set_page
from forms_templates.printing import Values, as_date, short_date
from forms_templates.records.summaries import LAYOUTS, Column

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook

_WIDTHS = {"wide": 32, "short": 12, "": 24}


def summary_workbook(kind: DocumentKind, payload: Values) -> bytes:
    """Mẫu số 04, Mẫu 11, Phụ lục 13 or 14 as ``.xlsx``: counts as numbers, levels in their words."""
    layout = LAYOUTS[kind]
    taken = as_date(payload.get("taken_on"))
    above = [
        f"{layout.mark} – {layout.title}",
        *payload.get("about", ()),
        f"Số liệu lấy ngày {short_date(taken)}" if taken else "",
        BUILT_NOTE,
    ]
    with new_workbook(layout.title) as (book, target):
        _sheet(book, layout.mark, layout.columns, payload.get("rows") or (), above=[line for line in above if line])
        if layout.others:
            _sheet(book, layout.others_title, layout.others, payload.get("others") or (), above=[layout.others_title])
    return target.getvalue()


def _sheet(
    book: Workbook, name: str, columns: Sequence[Column], rows: Sequence[Values], *, above: Sequence[str]
) -> None:
    plain, heading = book.add_format(RULED), book.add_format(HEAD)
    bold, lead = book.add_format({**FACE, "bold": True}), book.add_format(FACE)
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
    set_page(sheet, heads=(start, start), lead=2)


def _cell(sheet: Any, at_row: int, at: int, value: object, look: Any) -> None:
    if isinstance(value, int):
        sheet.write_number(at_row, at, value, look)
    else:
        sheet.write_string(at_row, at, "" if value is None else str(value), look)
