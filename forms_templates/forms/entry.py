"""The web form of an official paper. Saving asks for nothing; what a submitted form needs is a rule's business."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from forms_templates.definition import FieldKind, FormDefinition, FormField, Section
from forms_templates.forms.fields import build_field
from forms_templates.forms.layout import build_layout, rows_context, rows_template
from forms_templates.forms.rows import (
    MAX_ROWS,
    Row,
    bound_rows,
    fill_rest,
    is_blank,
    row_name,
    unbound_rows,
)

ADD_ROW, FILL_REST = "add_row", "fill_rest"


class DefinedForm(forms.Form):
    """A form built from sections of a definition.

    ``initial`` and ``to_data()`` have the same shape: the JSON that is stored. ``helper`` is the crispy helper; the
    page brings the ``<form>`` tag, the CSRF token and its own buttons.
    """

    def __init__(
        self,
        sections: Sequence[Section],
        data: Mapping[str, Any] | None = None,
        *,
        initial: Mapping[str, Any] | None = None,
        extra_rows: int = 1,
        add_row_url: str = "",
    ) -> None:
        self.sections = tuple(sections)
        self.add_row_url = add_row_url
        self.rows: dict[str, list[Row]] = {}
        self._stored: dict[str, Any] = dict(initial or {})
        # A QueryDict gives the last value of each name, which is what every widget here reads.
        sent = None if data is None else {name: data[name] for name in data}
        self.add_row = self._row_to_add(sent)
        self.filled_rest = self._list_to_fill(sent)
        self._lay_rows(sent, extra_rows)
        super().__init__(data=self._aligned(sent), initial=self._flat_initial())
        self._add_fields()
        self.helper = FormHelper(self)
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = build_layout(self)

    # What the form holds ----------------------------------------------------------------------------------------

    def defined_fields(self) -> list[FormField]:
        return [field for section in self.sections for field in section.fields]

    def clean(self) -> dict[str, Any]:
        """Refuses a list that was let grow over ``MAX_ROWS`` rows; every text is already in NFC."""
        for field in self.defined_fields():
            count = len(self.rows.get(field.key, ()))
            if count > MAX_ROWS and not field.fixed_rows:
                self.add_error(
                    None,
                    f"Mục “{field.title}” có {count} dòng, vượt quá {MAX_ROWS} dòng cho phép. Hãy gộp bớt các dòng.",
                )
        return self.cleaned_data

    def to_data(self) -> dict[str, Any]:
        """The JSON to store: what was sent, and untouched whatever this form does not show. Needs ``is_valid()``."""
        if not self.is_valid():
            raise ValueError("to_data() needs a valid form")
        data = dict(self._stored)
        for field in self.defined_fields():
            if field.kind is FieldKind.ROWS:
                data[field.key] = self._rows_data(field)
            else:
                data[field.key] = _stored_value(self.cleaned_data[field.key])
        return data

    def render_rows(self, key: str) -> SafeString:
        """The HTML of one list alone, for a page that swaps it in after “Thêm dòng”."""
        field = next(field for field in self.defined_fields() if field.key == key and field.kind is FieldKind.ROWS)
        return render_to_string(rows_template(field), rows_context(self, field))

    # How it is built --------------------------------------------------------------------------------------------

    def _row_to_add(self, sent: Mapping[str, Any] | None) -> str:
        wanted = "" if sent is None else sent.get(ADD_ROW, "")
        growing = [f.key for f in self.defined_fields() if f.kind is FieldKind.ROWS and not f.fixed_rows]
        return str(wanted) if wanted in growing else ""

    def _list_to_fill(self, sent: Mapping[str, Any] | None) -> str:
        wanted = "" if sent is None else sent.get(FILL_REST, "")
        return str(wanted) if wanted in [field.key for field in self.defined_fields() if field.rest_column] else ""

    def _lay_rows(self, sent: Mapping[str, Any] | None, extra: int) -> None:
        for field in self.defined_fields():
            if field.kind is not FieldKind.ROWS:
                continue
            if sent is None:
                self.rows[field.key] = unbound_rows(field, self._stored, extra=extra)
            else:
                self.rows[field.key] = bound_rows(field, sent, self._stored, added=field.key == self.add_row)
                if field.key == self.filled_rest:
                    fill_rest(field, self.rows[field.key])

    def _cells(self) -> dict[str, Any]:
        return {
            row_name(field.key, row.index, column.key): row.values.get(column.key, "")
            for field in self.defined_fields()
            for row in self.rows.get(field.key, ())
            for column in field.columns
        }

    def _aligned(self, sent: dict[str, Any] | None) -> dict[str, Any] | None:
        if sent is None:
            return None
        prefixes = tuple(f"{key}-" for key in self.rows)
        return {name: value for name, value in sent.items() if not name.startswith(prefixes)} | self._cells()

    def _flat_initial(self) -> dict[str, Any]:
        return {key: value for key, value in self._stored.items() if key not in self.rows} | self._cells()

    def _add_fields(self) -> None:
        for section in self.sections:
            place = section.number
            for field in section.fields:
                if field.kind is FieldKind.ROWS:
                    for row in self.rows[field.key]:
                        self._add_row_fields(field, row)
                    continue
                if field.kind is FieldKind.LONG_TEXT and field.number.isdecimal():
                    place = f"{section.number}.{field.number}"
                hint = f"(mục {place})" if field.kind is FieldKind.GRADE and place else ""
                self.fields[field.key] = build_field(field, value=self._value(field.key), hint=hint)

    def _add_row_fields(self, field: FormField, row: Row) -> None:
        for column in field.columns:
            if row.editable(column) or column.kind is FieldKind.HIDDEN:
                name = row_name(field.key, row.index, column.key)
                value, place = self._value(name), "tiêu chí" if field.is_score_table else "dòng"
                self.fields[name] = build_field(column, value=value, hint=f"({place} {row.index + 1})")
                if (column.when_asked or field.rest_column) and not value and column.kind is FieldKind.LONG_TEXT:
                    # A row of many answers stays short on a phone; the area grows with the text.
                    self.fields[name].widget.attrs["rows"] = 2

    def _value(self, name: str) -> object:
        return self.data.get(name) if self.is_bound else self.initial.get(name)

    def _rows_data(self, field: FormField) -> list[dict[str, Any]]:
        rows = []
        for row in self.rows[field.key]:
            values = {}
            for column in field.columns:
                if row.editable(column):
                    values[column.key] = _stored_value(self.cleaned_data[row_name(field.key, row.index, column.key)])
                else:
                    values[column.key] = row.values.get(column.key, "")
            if not is_blank(field, row, values):
                rows.append(values)
        return rows


class EntryForm(DefinedForm):
    """The form a collective or a person fills in. ``annex`` shows the optional annex of party committees.

    ``asked``: columns that stand in a row only where the plan asks for them; one that holds a word is always shown.
    ``notes``: what the program knows about a column, by its key. ``contents``: those asked of the writer; answers to
    others stay stored and are not shown.
    """

    def __init__(
        self,
        definition: FormDefinition,
        data: Mapping[str, Any] | None = None,
        *,
        initial: Mapping[str, Any] | None = None,
        annex: bool = False,
        asked: Collection[str] = (),
        notes: Mapping[str, str] | None = None,
        contents: Collection[str] | None = None,
        extra_rows: int = 1,
        add_row_url: str = "",
    ) -> None:
        self.definition = definition.for_contents(contents)
        sections = [section for section in self.definition.sections if annex or not section.optional]
        super().__init__(
            list(_as_asked(sections, initial or {}, asked, notes or {})),
            data,
            initial=initial,
            extra_rows=extra_rows,
            add_row_url=add_row_url,
        )


def _as_asked(
    sections: Sequence[Section], stored: Mapping[str, Any], asked: Collection[str], notes: Mapping[str, str]
) -> Iterator[Section]:
    """The sections with the columns that this form shows, and a word in each text among which their answers print."""
    shown = [
        replace(section, fields=tuple(_with_columns(field, stored, asked, notes) for field in section.fields))
        for section in sections
    ]
    places = {
        column.printed_in: section.number
        for section in shown
        for field in section.fields
        for column in field.columns
        if column.printed_in
    }
    for section in shown:
        fields = (_with_place(field, places[field.key]) if field.key in places else field for field in section.fields)
        yield replace(section, fields=tuple(fields))


def _with_columns(
    field: FormField, stored: Mapping[str, Any], asked: Collection[str], notes: Mapping[str, str]
) -> FormField:
    if field.kind is not FieldKind.ROWS:
        return field
    rows = [row for row in stored.get(field.key) or () if isinstance(row, Mapping)]
    return replace(
        field,
        columns=tuple(
            replace(column, help=" ".join(filter(None, (notes.get(column.key), column.help))))
            for column in field.columns
            if not column.when_asked or column.key in asked or any(row.get(column.key) for row in rows)
        ),
    )


def _with_place(field: FormField, section: str) -> FormField:
    word = f"Phần ghi ở từng dòng của mục {section} được in ở đây; chỉ ghi thêm phần chung, nếu có."
    return replace(field, help=f"{field.help} {word}".strip())


class AuthorityForm(DefinedForm):
    """The part of Mẫu 02 that a manager, a cell or a committee fills in: ``block_1``, ``block_2``, ``block_3``."""

    def __init__(
        self,
        definition: FormDefinition,
        block: str,
        data: Mapping[str, Any] | None = None,
        *,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        self.definition = definition
        self.block = definition.block(block)
        section = Section(key=self.block.key, label=self.block.screen_heading, fields=self.block.fields)
        super().__init__([section], data, initial=initial)


def _stored_value(value: Any) -> Any:
    if isinstance(value, datetime.date):
        return value.isoformat()
    return value
