"""The crispy layout: sections as fieldsets in printed order, rows as groups that work without JavaScript."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crispy_forms.bootstrap import InlineRadios
from crispy_forms.layout import HTML, Field, Fieldset, Layout, LayoutObject
from crispy_forms.utils import TEMPLATE_PACK, render_field
from django.template import Context
from django.template.loader import render_to_string
from django.utils.html import escape, format_html_join
from django.utils.safestring import SafeString

from forms_templates.definition import FieldKind, FormField, Section
from forms_templates.forms.rows import Row, count_name, row_name
from forms_templates.scores import sum_of
from forms_templates.text import written_points

if TYPE_CHECKING:
    from forms_templates.forms.entry import DefinedForm


#: From so many characters on, the options of a choice stand one under the other.
_LONG_OPTION = 50


def build_layout(form: DefinedForm) -> Layout:
    """Error summary, then each section with its printed heading, note and fields."""
    return Layout(ErrorSummary(), *(_section(section) for section in form.sections))


def _section(section: Section) -> Fieldset:
    parts: list[Any] = []
    if section.note:
        # Labels hold braces nowhere, and are escaped: they reach crispy as a template string.
        parts.append(HTML(f'<p class="form-note">{escape(section.note)}</p>'))
    parts += [_part(field) for field in section.fields]
    return Fieldset(escape(section.heading), *parts, css_class="form-section", css_id=f"section-{section.key}")


def _part(field: FormField) -> Any:
    if field.kind is FieldKind.ROWS:
        return RowsLayout(field)
    # Short choices stand in one line, as on paper; levels and long words one under the other.
    short = field.kind in (FieldKind.GRADE, FieldKind.CHOICE)
    short = short and all(len(option.label) < _LONG_OPTION for option in field.options)
    return InlineRadios(field.key) if short else Field(field.key)


class ErrorSummary(LayoutObject):  # type: ignore[misc]
    """What is wrong, above the form, each line a link to its field."""

    def render(
        self, form: DefinedForm, context: Context, template_pack: str = TEMPLATE_PACK, **kwargs: object
    ) -> SafeString:
        wrong = [bound for bound in form if bound.errors] if form.is_bound else []
        if not wrong:
            return SafeString("")
        return render_to_string("forms_templates/_error_summary.html", {"fields": wrong})


class RowsLayout(LayoutObject):  # type: ignore[misc]
    """One list of rows with its “Thêm dòng” button."""

    def __init__(self, field: FormField) -> None:
        self.field = field
        self.fields: list[Any] = []

    def render(
        self, form: DefinedForm, context: Context, template_pack: str = TEMPLATE_PACK, **kwargs: object
    ) -> SafeString:
        return render_to_string(rows_template(self.field), rows_context(form, self.field, context, template_pack))


def rows_template(field: FormField) -> str:
    """A table of points looks like one, a list to be answered throughout like cards; others are groups of rows."""
    if field.is_score_table:
        return "forms_templates/_scores.html"
    return "forms_templates/_cards.html" if field.rest_column else "forms_templates/_rows.html"


def rows_context(
    form: DefinedForm, field: FormField, context: Context | None = None, template_pack: str = TEMPLATE_PACK
) -> dict[str, Any]:
    """What the template of one list shows."""
    base = context if context is not None else Context({"form_show_errors": True, "form_show_labels": True})
    rows = form.rows[field.key]
    if field.is_score_table:
        return scores_context(form, field, base, template_pack)
    answered = sum(bool(field.rest_column and row.values.get(field.rest_column)) for row in rows)
    return {
        "field": field,
        "label": field.screen_label or field.numbered_label,
        "rows": [
            {
                "number": row.index + 1,
                "answered": bool(field.rest_column and row.values.get(field.rest_column)),
                "locked": [c for c in _locked_texts(field, row) if c],
                "cells": _cells(form, field, row, base, template_pack),
            }
            for row in rows
        ],
        "count_name": count_name(field.key),
        "count": len(rows),
        "answered": answered,
        "open": len(rows) - answered,
        "add_row_url": form.add_row_url,
    }


def scores_context(form: DefinedForm, field: FormField, context: Context, template_pack: str) -> dict[str, Any]:
    """A card for each criterion, under the heading of its group where a new one begins, and the sum of the points."""
    cards, heading = [], ""
    for row in form.rows[field.key]:
        group = str(row.values.get("group") or "").strip()
        cards.append(
            {
                "number": row.index + 1,
                "heading": group if group != heading else "",
                "criterion": str(row.values.get("criterion") or ""),
                "most": written_points(row.values.get("most")),
                "cells": _cells(form, field, row, context, template_pack),
            }
        )
        heading = group
    return {
        "field": field,
        "label": field.screen_label or field.numbered_label,
        "rows": cards,
        "count_name": count_name(field.key),
        "count": len(cards),
        "total": sum_of(row.values for row in form.rows[field.key]),
    }


def _locked_texts(field: FormField, row: Row) -> list[str]:
    return [str(row.values.get(column.key, "")) for column in field.columns if column.locked and row.anchored]


def _cells(form: DefinedForm, field: FormField, row: Row, context: Context, template_pack: str) -> SafeString:
    shown = [c for c in field.columns if row.editable(c) or c.kind is FieldKind.HIDDEN]
    rendered = (
        render_field(row_name(field.key, row.index, column.key), form, context, template_pack=template_pack)
        for column in shown
    )
    return format_html_join("", "{}", ((cell,) for cell in rendered))
