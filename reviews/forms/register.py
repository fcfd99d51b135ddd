"""The register of numbers: a term, the numbers given before it, a cancelled number."""

from __future__ import annotations

from typing import Any

from django import forms

from forms_templates.formats import profiles
from reviews.selectors.register import NUMBERED

from .base import PlainForm


class TermForm(PlainForm):
    starts_on = forms.DateField(label="Từ ngày", widget=forms.DateInput(attrs={"type": "date"}))
    ends_on = forms.DateField(label="Đến ngày", widget=forms.DateInput(attrs={"type": "date"}))


class EarlierNumbersForm(PlainForm):
    """The kinds that share a row of numbers are one line."""

    document_kind = forms.ChoiceField(label="Loại văn bản")
    last = forms.IntegerField(
        label="Số cuối đã cấp trên giấy", min_value=1, max_value=9999, help_text="Số tiếp theo do chương trình cấp."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = {profiles()[-1].kinds[kind].name: kind.value for kind in reversed(NUMBERED)}
        self.fields["document_kind"].choices = sorted((kind, name) for name, kind in names.items())  # type: ignore[attr-defined]


class CancelNumberForm(PlainForm):
    reason = forms.CharField(label="Lý do hủy số", max_length=300)
