"""What the program's own forms share: crispy without its form tag, Vietnamese dates, NFC text."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms

from organizations.text import nfc


class PlainForm(forms.Form):
    """The page brings the form tag, the CSRF token and the buttons."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(self)
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        return {name: nfc(value) if isinstance(value, str) else value for name, value in cleaned.items()}


class DayField(forms.DateField):
    """A calendar day; the browser's own date picker, dd/mm/yyyy where it has none."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d", "%d/%m/%Y"], **kwargs)


def text_area(rows: int = 4) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})
