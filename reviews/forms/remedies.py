"""The lines of a plan of remedies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from forms_templates.definition import FieldKind, FormField, Section
from forms_templates.forms import DefinedForm
from reviews.rules.remedies import Remedy
from reviews.selectors.remedies import as_remedies

_ROWS = FormField(
    key="lines",
    kind=FieldKind.ROWS,
    screen_label="Nội dung khắc phục",
    help="Mỗi hạn chế, khuyết điểm một dòng. Dòng để trống thì bỏ.",
    columns=(
        FormField(key="shortcoming", kind=FieldKind.LONG_TEXT, screen_label="Hạn chế, khuyết điểm"),
        FormField(key="remedy", kind=FieldKind.LONG_TEXT, screen_label="Biện pháp khắc phục"),
        FormField(key="responsible", kind=FieldKind.SHORT_TEXT, screen_label="Người chịu trách nhiệm"),
        FormField(key="due_by", kind=FieldKind.SHORT_TEXT, screen_label="Thời hạn"),
    ),
)


class RemedyForm(DefinedForm):
    """Nothing is required here: what lacks is said when the plan is handed in."""

    def __init__(self, data: Mapping[str, Any] | None = None, *, lines: Sequence[Mapping[str, Any]]) -> None:
        rows = [dict(line) for line in lines]
        super().__init__([Section(key="lines", fields=(_ROWS,))], data, initial={"lines": rows}, extra_rows=not rows)

    def remedies(self) -> list[Remedy]:
        return as_remedies(self.to_data()["lines"])
