"""Repeated rows without JavaScript: ``ii_shortcomings-0-text`` and so on, aligned with what is stored.

A row whose anchor (a prompt's or an older shortcoming's id) is stored keeps its locked words whatever a browser sends.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from forms_templates.definition import FieldKind, FormField

#: The most rows one list accepts.
MAX_ROWS = 30

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """One row on the page: what the columns hold now, and whether its locked columns are out of the user's hands."""

    index: int
    values: dict[str, Any]
    anchored: bool

    def editable(self, column: FormField) -> bool:
        """Whether the user may change this column of this row."""
        return column.kind is not FieldKind.HIDDEN and not (column.locked and self.anchored)


def row_name(key: str, index: int, column: str) -> str:
    """The HTML name of one cell: ``ii_shortcomings-0-text``."""
    return f"{key}-{index}-{column}"


def count_name(key: str) -> str:
    """The HTML name of the hidden row count."""
    return f"{key}-TOTAL"


def stored_rows(field: FormField, initial: Values) -> list[dict[str, Any]]:
    """The stored rows, or the preset ones when nothing was ever stored."""
    rows = initial.get(field.key)
    if not rows:
        return [dict(row) for row in field.preset]
    return [dict(row) for row in rows if isinstance(row, Mapping)]


def blank_row(field: FormField) -> dict[str, Any]:
    return {column.key: "" for column in field.columns}


def unbound_rows(field: FormField, initial: Values, *, extra: int) -> list[Row]:
    """The stored rows and, where the user may add some, ``extra`` blank ones."""
    rows = stored_rows(field, initial)
    blanks = 0 if field.fixed_rows else max(extra, 1 if not rows else 0)
    return _numbered(field, [*rows, *(blank_row(field) for _ in range(blanks))])


def bound_rows(field: FormField, data: Values, initial: Values, *, added: bool) -> list[Row]:
    """What the browser sent, laid over the stored rows.

    Anchored rows are matched by their anchor, so an answer never slips to another prompt when the list changed
    meanwhile; a stored row that was not sent stays as stored. ``added`` appends one blank row.
    """
    sent = _sent_rows(field, data)
    kept: list[dict[str, Any]] = []
    taken: set[int] = set()
    for position, stored in enumerate(_anchored(field, stored_rows(field, initial))):
        index = _match(field, stored, sent, position)
        if index is None:
            kept.append(stored)
            continue
        taken.add(index)
        locked = {column.key for column in field.columns if column.locked or column.kind is FieldKind.HIDDEN}
        kept.append({**stored, **{key: value for key, value in sent[index].items() if key not in locked}})
    if not field.fixed_rows:
        for index, values in sent.items():
            if index not in taken:
                kept.append({**blank_row(field), **values, **({field.anchor: ""} if field.anchor else {})})
        if added or not kept:
            kept.append(blank_row(field))
    return _numbered(field, kept)


def is_blank(field: FormField, row: Row, cleaned: Values) -> bool:
    """A row in which the user wrote nothing and which stands for nothing stored."""
    return not row.anchored and not any(cleaned.get(column.key) for column in field.columns)


def fill_rest(field: FormField, rows: Sequence[Row]) -> None:
    """Give the rows that have no answer in the list's own column its first option."""
    column = next(column for column in field.columns if column.key == field.rest_column)
    for row in rows:
        if not str(row.values.get(column.key) or "").strip():
            row.values[column.key] = column.options[0].value


def _anchored(field: FormField, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row for row in rows if field.anchor and row.get(field.anchor)]


def _numbered(field: FormField, rows: Sequence[dict[str, Any]]) -> list[Row]:
    return [
        Row(index=index, values=values, anchored=bool(field.anchor and values.get(field.anchor)))
        for index, values in enumerate(rows)
    ]


def _match(field: FormField, stored: Values, sent: Mapping[int, Values], position: int) -> int | None:
    if any(values.get(field.anchor) for values in sent.values()):
        wanted = str(stored[field.anchor])
        return next((index for index, values in sent.items() if str(values.get(field.anchor)) == wanted), None)
    return position if position in sent else None


def _sent_rows(field: FormField, data: Values) -> dict[int, dict[str, Any]]:
    columns = "|".join(re.escape(column.key) for column in field.columns)
    pattern = re.compile(rf"{re.escape(field.key)}-(\d{{1,4}})-({columns})")
    rows: dict[int, dict[str, Any]] = {}
    for name in data:
        if match := pattern.fullmatch(name):
            rows.setdefault(int(match[1]), {})[match[2]] = data[name]
    count = str(data.get(count_name(field.key), ""))
    if count.isdecimal() and len(count) <= 4:
        for index in range(min(int(count), MAX_ROWS)):
            rows.setdefault(index, {})
    return dict(sorted(rows.items()))
