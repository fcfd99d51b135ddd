"""What every Excel table of the program has in common: the face, the lines, the page, and that nothing is a formula."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

#: What Excel takes for one cell.
CELL_LIMIT = 32_767
FACE: dict[str, Any] = {"font_name": "Times New Roman", "font_size": 12, "valign": "top"}
RULED: dict[str, Any] = {**FACE, "border": 1, "text_wrap": True}
HEAD: dict[str, Any] = {**RULED, "bold": True, "align": "center", "bg_color": "#F3E9E7"}

_AS_TYPED = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
#: The day of every file, so that the same table has the same bytes on any day.
_MOMENT = datetime.datetime(2000, 1, 1)  # noqa: DTZ001 (Excel knows no time zones)


@contextmanager
def new_workbook(title: str) -> Iterator[tuple[Workbook, BytesIO]]:
    """A workbook and where its bytes are once it is closed; what people typed is text in it."""
    import xlsxwriter

    target = BytesIO()
    with xlsxwriter.Workbook(target, _AS_TYPED) as book:
        book.set_properties({"title": title, "created": _MOMENT})
        yield book, target


def set_page(sheet: Worksheet, *, heads: tuple[int, int], lead: int) -> None:
    """A4 across, as wide as the table. The rows down to the last of ``heads`` and the first ``lead`` columns stay in
    sight; on paper the heads stand on every page."""
    first, last = heads
    sheet.freeze_panes(last + 1, lead)
    sheet.repeat_rows(first, last)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)


def write_text(sheet: Worksheet, row: int, column: int, text: str, look: Any) -> None:
    """As much of the text as a cell holds."""
    sheet.write_string(row, column, text[:CELL_LIMIT], look)
