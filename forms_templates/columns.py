"""The Excel columns of a form: a sheet with one row an entry, and one sheet for each list within it.

Everything is written as text or as a date, never as a formula, whatever a person typed.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from forms_templates.definition import FieldKind, FormDefinition, FormField
from forms_templates.excel import HEAD, RULED, new_workbook, set_page
from forms_templates.printing import as_date
from forms_templates.text import points_of

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

_SHEET_NAME_LIMIT = 31


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One entry: who (``lead``, as many as ``lead_titles``) and the stored data."""

    lead: tuple[str, ...]
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Column:
    """``section`` stands above ``title`` where several columns belong together."""

    key: str
    section: str
    title: str
    field: FormField


def columns_of(definition: FormDefinition) -> list[Column]:
    """The columns of the first sheet, in the order of the form: everything but lists and hidden values."""
    return [
        Column(item.key, section.heading, item.numbered_label if item.label else item.title, item)
        for section in definition.sections
        for item in section.fields
        if item.kind not in (FieldKind.ROWS, FieldKind.HIDDEN)
    ]


def lists_of(definition: FormDefinition) -> list[FormField]:
    """The lists of a form, a sheet each."""
    return [item for item in definition.fields() if item.kind is FieldKind.ROWS]


def workbook(definition: FormDefinition, entries: Iterable[EntryRow], *, lead_titles: Sequence[str]) -> bytes:
    """The entries as ``.xlsx``; without any, the empty table with its columns. The same input gives the same bytes."""
    with new_workbook(definition.name.capitalize()) as (book, target):
        rows, looks = list(entries), _looks(book)
        _main_sheet(book, looks, definition, rows, lead_titles)
        for item in lists_of(definition):
            _list_sheet(book, looks, item, rows, lead_titles)
    return target.getvalue()


@dataclass(frozen=True, slots=True)
class _Looks:
    head: Format
    text: Format
    day: Format
    points: Format


def _looks(book: Workbook) -> _Looks:
    return _Looks(
        head=book.add_format({**HEAD, "valign": "vcenter"}),
        text=book.add_format({**RULED, "num_format": "@"}),
        day=book.add_format({**RULED, "num_format": "dd/mm/yyyy"}),
        points=book.add_format({**RULED, "num_format": "0.##"}),
    )


def _main_sheet(
    book: Workbook, looks: _Looks, definition: FormDefinition, rows: Sequence[EntryRow], lead_titles: Sequence[str]
) -> None:
    sheet = book.add_worksheet(_sheet_name(book, definition.words.capitalize()))
    columns = columns_of(definition)
    titles = ["TT", *lead_titles]
    for at, title in enumerate(titles):
        sheet.merge_range(0, at, 1, at, title, looks.head)
    start = len(titles)
    for heading, first, last in _spans(columns):
        if first == last:
            sheet.write_string(0, start + first, heading, looks.head)
        else:
            sheet.merge_range(0, start + first, 0, start + last, heading, looks.head)
    for at, column in enumerate(columns):
        sheet.write_string(1, start + at, column.title, looks.head)
    for number, row in enumerate(rows, start=1):
        _lead(sheet, number + 1, number, row, looks)
        for at, column in enumerate(columns):
            _cell(sheet, number + 1, start + at, column.field, row.data.get(column.key), looks)
    _finish(sheet, heads=2, lead=len(titles), width=start + len(columns))


def _spans(columns: Sequence[Column]) -> list[tuple[str, int, int]]:
    spans: list[tuple[str, int, int]] = []
    for at, column in enumerate(columns):
        if spans and spans[-1][0] == column.section:
            spans[-1] = (column.section, spans[-1][1], at)
        else:
            spans.append((column.section, at, at))
    return spans


def _list_sheet(
    book: Workbook, looks: _Looks, item: FormField, rows: Sequence[EntryRow], lead_titles: Sequence[str]
) -> None:
    sheet = book.add_worksheet(_sheet_name(book, item.screen_label or item.label))
    columns = [column for column in item.columns if column.kind is not FieldKind.HIDDEN]
    titles = ["TT", *lead_titles, *(column.title for column in columns)]
    for at, title in enumerate(titles):
        sheet.write_string(0, at, title, looks.head)
    at_row = 0
    for number, row in enumerate(rows, start=1):
        for line in row.data.get(item.key) or ():
            at_row += 1
            _lead(sheet, at_row, number, row, looks)
            for at, column in enumerate(columns, start=1 + len(lead_titles)):
                _cell(sheet, at_row, at, column, line.get(column.key), looks)
    _finish(sheet, heads=1, lead=1 + len(lead_titles), width=len(titles))


def _lead(sheet: Worksheet, at_row: int, number: int, row: EntryRow, looks: _Looks) -> None:
    sheet.write_number(at_row, 0, number, looks.text)
    for at, text in enumerate(row.lead, start=1):
        sheet.write_string(at_row, at, text, looks.text)


def _cell(sheet: Worksheet, at_row: int, at: int, item: FormField, value: Any, looks: _Looks) -> None:
    """A day as a day, points as a number, a choice in its printed words, everything else as text."""
    if item.kind is FieldKind.DATE and (day := as_date(value)):
        sheet.write_datetime(at_row, at, datetime.datetime.combine(day, datetime.time()), looks.day)
    elif item.kind is FieldKind.POINTS and (points := points_of(value)) is not None:
        sheet.write_number(at_row, at, float(points), looks.points)
    else:
        sheet.write_string(at_row, at, cell_text(item, value), looks.text)


def cell_text(item: FormField, value: Any) -> str:
    """What a person reads of one value."""
    if value is None or value is False:
        return ""
    if item.options:
        return item.option_label(value)
    return "Có" if value is True else str(value)


def _finish(sheet: Worksheet, *, heads: int, lead: int, width: int) -> None:
    set_page(sheet, heads=(0, heads - 1), lead=lead)
    sheet.set_column(0, 0, 5)
    sheet.set_column(1, max(lead - 1, 1), 24)
    if width > lead:
        sheet.set_column(lead, width - 1, 36)


def _sheet_name(book: Workbook, wanted: str) -> str:
    """A name Excel accepts: at most 31 letters, none of ``[]:*?/\\``, each once."""
    plain = "".join(" " if letter in "[]:*?/\\'" else letter for letter in wanted).strip() or "Bảng"
    taken = {sheet.get_name().casefold() for sheet in book.worksheets()}
    name, number = plain[:_SHEET_NAME_LIMIT].strip(), 2
    while name.casefold() in taken:
        name = f"{plain[: _SHEET_NAME_LIMIT - 4].strip()} ({number})"
        number += 1
    return name
