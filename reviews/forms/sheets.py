"""The criteria of one annex as rows: group, words, points."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from forms_templates.definition import FieldKind, FormField, Section
from forms_templates.forms import DefinedForm
from forms_templates.text import points_of, stored_points
from reviews.selectors.sheets import Criterion
from reviews.services.sheets import WrittenCriterion

_ROWS = FormField(
    key="criteria",
    kind=FieldKind.ROWS,
    screen_label="Tiêu chí",
    help="Mỗi tiêu chí một dòng, theo thứ tự của phụ lục. Dòng để trống thì bỏ.",
    columns=(
        FormField(
            key="group",
            kind=FieldKind.SHORT_TEXT,
            screen_label="Nhóm tiêu chí (nếu có)",
        ),
        FormField(key="text", kind=FieldKind.LONG_TEXT, screen_label="Tiêu chí"),
        FormField(key="most", kind=FieldKind.POINTS, screen_label="Điểm tối đa"),
    ),
)


class SheetForm(DefinedForm):
    """All criteria of an annex; nothing is required here, the service says what lacks."""

    def __init__(self, data: Mapping[str, Any] | None = None, *, criteria: Iterable[Criterion]) -> None:
        rows = [{"group": row.group, "text": row.text, "most": stored_points(row.most)} for row in criteria]
        super().__init__([Section(key="criteria", fields=(_ROWS,))], data, initial={"criteria": rows}, extra_rows=0)

    def criteria(self) -> list[WrittenCriterion]:
        return [
            WrittenCriterion(str(row["group"]), str(row["text"]), points_of(row["most"]))
            for row in self.to_data()["criteria"]
        ]
