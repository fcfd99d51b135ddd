"""The figures of a count by hand, in the order of the paper: the sheets, then a line for each subject."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from crispy_forms.layout import Div, Fieldset, Layout, LayoutObject
from crispy_forms.utils import TEMPLATE_PACK
from django import forms
from django.forms import BoundField
from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from forms_templates.forms.layout import ErrorSummary
from reviews.rules.levels import Level
from reviews.rules.paper_count import ROW_LABELS, SHEET_LABELS, SheetRow, Sheets

from .base import PlainForm

#: More ballots than that in one round are a slip of the finger.
MOST = 99_999
#: These are counted in any case; a number left empty elsewhere is none.
_ASKED = ("issued", "collected", "valid")


class CountField(forms.IntegerField):
    """How many ballots; the keyboard of a phone shows digits only."""

    def __init__(self, *, label: str, required: bool) -> None:
        super().__init__(
            label=label,
            required=required,
            min_value=0,
            max_value=MOST,
            widget=forms.TextInput(
                attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": 5, "class": "count-input"}
            ),
            error_messages={
                "required": "Ghi số phiếu; không có phiếu nào thì ghi 0.",
                "invalid": "Ghi số phiếu bằng chữ số, ví dụ 12.",
                "min_value": "Số phiếu không thể nhỏ hơn 0.",
                "max_value": "Số phiếu quá lớn.",
            },
        )


class PaperCountForm(PlainForm):
    """``questions``: id and name of each, as on the ballot; ``without_excellent``: those whose line has no such box.

    Sums are the rules' to check.
    """

    #: The count that the page was opened for.
    attempt = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(
        self,
        *args: Any,
        questions: Sequence[tuple[int, str]],
        without_excellent: Collection[int] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        self.absent = {_name(question, Level.EXCELLENT) for question in without_excellent}
        for name, label in SHEET_LABELS.items():
            self.fields[name] = CountField(label=label, required=name in _ASKED)
        for question, title in questions:
            for name, label in ROW_LABELS.items():
                if _name(question, name) not in self.absent:
                    self.fields[_name(question, name)] = CountField(label=f"{title}: {label}", required=False)
        self.helper.layout = Layout(
            "attempt",
            ErrorSummary(),
            Fieldset(
                "Số phiếu của cả vòng",
                Div(*SHEET_LABELS, css_class="count-sheets"),
                SheetSums(),
                css_class="form-section",
            ),
            SubjectRows(),
        )

    def sheets(self) -> Sheets:
        """Needs ``is_valid()``."""
        data = self.cleaned_data
        rows = {
            question: SheetRow(**{name: data.get(_name(question, name)) or 0 for name in ROW_LABELS})
            for question, _title in self.questions
        }
        return Sheets(**{name: data[name] or 0 for name in SHEET_LABELS}, rows=rows)

    def subject_rows(self) -> list[SubjectRow]:
        return [
            SubjectRow(question, title, [(label, self._cell(question, name)) for name, label in ROW_LABELS.items()])
            for question, title in self.questions
        ]

    def _cell(self, question: int, figure: str) -> BoundField | None:
        name = _name(question, figure)
        return self[name] if name in self.fields else None


def _name(question: int, figure: str) -> str:
    return f"q{question}-{figure}"


@dataclass(frozen=True, slots=True)
class SubjectRow:
    """A cell without a field: no such box on the sheet."""

    question: int
    title: str
    cells: list[tuple[str, BoundField | None]]

    @property
    def ids(self) -> str:
        return " ".join(field.auto_id for _label, field in self.cells if field is not None)


class _Rendered(LayoutObject):  # type: ignore[misc]
    """A part of the form with a template of its own."""

    template = ""

    def __init__(self) -> None:
        self.fields: list[Any] = []

    def render(
        self, form: PaperCountForm, context: Context, template_pack: str = TEMPLATE_PACK, **kwargs: object
    ) -> SafeString:
        return render_to_string(self.template, {"form": form, "columns": list(ROW_LABELS.values())})


class SheetSums(_Rendered):
    """The two sums of the sheets, followed while one types."""

    template = "reviews/_paper_sums.html"


class SubjectRows(_Rendered):
    """A table with a line for each subject and a column for each level, as on paper; cards on a phone."""

    template = "reviews/_paper_rows.html"
