"""What every Excel table of the program has in common: the face, the lines, the page, and that no cell is a formula."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, Any, NoReturn

from forms_templates.cells import is_like_formula, text_of_cell

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

FACE: dict[str, Any] = {"font_name": "Times New Roman", "font_size": 12, "valign": "top"}
RULED: dict[str, Any] = {**FACE, "border": 1, "text_wrap": True}
HEAD: dict[str, Any] = {**RULED, "bold": True, "align": "center", "bg_color": "#F3E9E7"}

_AS_TYPED = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
#: The day of every file, so that the same table has the same bytes on any day.
_MOMENT = datetime.datetime(2000, 1, 1)  # noqa: DTZ001 (Excel knows no time zones)


@contextmanager
def new_workbook(title: str) -> Iterator[tuple[Workbook, BytesIO]]:
    """A workbook and where its bytes are once it is closed; what people typed is text in it."""
    target = BytesIO()
    with _book_class()(target, _AS_TYPED) as book:
        book.set_properties({"title": title, "created": _MOMENT})
        yield book, target


@lru_cache(maxsize=1)
def _book_class() -> type[Workbook]:
    """The library's own, but that a text stays one whichever way it is written, and that no way leads to a formula."""
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    class Sheet(Worksheet):  # type: ignore[misc]  # xlsxwriter ships no types
        def _write_string(self, row: int, col: int, string: str, cell_format: Format | None = None) -> int:
            text = text_of_cell(string)
            look = self.quoted(cell_format) if is_like_formula(text) else cell_format
            written: int = super()._write_string(row, col, text, look)
            return written

        def _refused(self, *args: object, **kwargs: object) -> NoReturn:
            raise TypeError("a table of the program holds text, numbers and days, never formulas or links")

        _write_formula = _write_array_formula = _write_url = _write_rich_string = _refused

    class Book(Workbook):  # type: ignore[misc]
        worksheet_class = Sheet

        def __init__(self, *args: Any, **options: Any) -> None:
            self._asked: dict[Format | None, dict[str, Any]] = {None: {}}
            self._quoted: dict[Format | None, Format] = {}
            super().__init__(*args, **options)

        def add_format(self, properties: dict[str, Any] | None = None) -> Format:
            look = super().add_format(properties)
            self._asked[look] = dict(properties or {})
            return look

        def add_worksheet(self, name: str | None = None, worksheet_class: Any = None) -> Worksheet:
            sheet = super().add_worksheet(name, worksheet_class or Sheet)
            sheet.quoted = self._quoted_look
            return sheet

        def _quoted_look(self, look: Format | None) -> Format:
            """The same look for a text that begins like a formula: Excel leaves it a text when it is edited."""
            if look not in self._quoted:
                self._quoted[look] = super().add_format({**self._asked[look], "quote_prefix": True})
            return self._quoted[look]

    return Book


def set_page(sheet: Worksheet, *, heads: tuple[int, int], lead: int) -> None:
    """A4 across, as wide as the table. The rows down to the last of ``heads`` and the first ``lead`` columns stay in
    sight; on paper the heads stand on every page."""
    first, last = heads
    sheet.freeze_panes(last + 1, lead)
    sheet.repeat_rows(first, last)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
