"""The blanks of a form outside its sections: head, place and day, particulars, the words with gaps."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Field, Fieldset, Layout
from django import forms

from forms_templates.definition import FormDefinition
from forms_templates.forms.fields import CleanTextField

_BLANK = re.compile(r"\{\??(\w+)\}")
#: Blanks of the line “place, day”: one field for the day, whatever its parts.
_DAY_PARTS = frozenset({"day", "month", "date_year"})
_TITLES = {
    "place": "Nơi lập văn bản",
    "year": "Năm",
    "period": "Kỳ kiểm điểm",
    "annex_number": "Số phụ lục",
    "collective": "Tên tập thể",
    "birth_date": "Ngày sinh",
}
_MAX_LENGTH = 300


class BlanksForm(forms.Form):
    """One short field for each blank of ``definition`` that no field of its sections fills."""

    def __init__(self, definition: FormDefinition, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data=data, prefix="blank")
        own = {field.key for field in definition.fields()}
        self.fields["date"] = forms.DateField(
            required=False,
            label="Ngày lập văn bản",
            input_formats=["%Y-%m-%d", "%d/%m/%Y"],
            widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            error_messages={"invalid": "Ngày chưa đúng. Hãy nhập ngày/tháng/năm, ví dụ 20/11/2023."},
        )
        for name, title in blanks_of(definition):
            if name not in own:
                self.fields[name] = CleanTextField(label=title, max_length=_MAX_LENGTH)
        self.helper = FormHelper(self)
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        cells = (Div(Field(name), css_class="col-md-6") for name in self.fields)
        self.helper.layout = Layout(
            Fieldset("Phần đầu văn bản", Div(*cells, css_class="row"), css_class="form-section")
        )

    def payload(self) -> dict[str, Any]:
        """What ``form_context`` takes: every blank by its name. Needs ``is_valid()``."""
        values = {name: text for name, text in self.cleaned_data.items() if name != "date" and text}
        day = self.cleaned_data.get("date")
        header = {"date": day.isoformat()} if day else {}
        return {**values, "header": header}


def blanks_of(definition: FormDefinition) -> Iterator[tuple[str, str]]:
    """Each blank once, with the printed words before it as its title."""
    seen = set(_DAY_PARTS)
    identity = (cell for row in definition.identity for cell in row)
    head = (*definition.header.left, *definition.header.right)
    for line in (definition.mark, *head, definition.subtitle, *identity, *definition.lead, *definition.body):
        start = 0
        for match in _BLANK.finditer(line):
            name, before = match[1], line[start : match.start()]
            start = match.end()
            if name not in seen:
                seen.add(name)
                yield name, _TITLES.get(name) or _title(before) or name.replace("_", " ").capitalize()


def _title(before: str) -> str:
    """The words right before a gap: of a sentence its last few, so that the label stays short."""
    words = before.strip(" ,.;:…").split()
    text = " ".join(words[-6:])
    return f"{text[:1].upper()}{text[1:]}"
