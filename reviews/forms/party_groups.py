"""Members of a cell reviewed in a party group, and its report."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from organizations.models import Organization
from reviews.models import AgendaItem

from .base import DayField, PlainForm, text_area


class GroupForm(PlainForm):
    group = forms.ModelChoiceField(label="Tổ đảng", queryset=Organization.objects.none())
    held_on = DayField(label="Ngày kiểm điểm ở tổ đảng")
    item_ids = forms.TypedMultipleChoiceField(
        label="Đảng viên kiểm điểm ở tổ đảng", coerce=int, widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, groups: Any, items: Iterable[AgendaItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].queryset = groups  # type: ignore[attr-defined]
        self.fields["item_ids"].choices = [(item.pk, str(item.review)) for item in items]  # type: ignore[attr-defined]


class GroupReportForm(PlainForm):
    """One text for each member, named by his item."""

    def __init__(self, *args: Any, items: Iterable[AgendaItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.item_ids = []
        for item in items:
            self.item_ids.append(item.pk)
            self.fields[f"item_{item.pk}"] = forms.CharField(
                label=f"Kết quả kiểm điểm: {item.review}", widget=text_area(2), required=False, max_length=20_000
            )

    def results(self) -> dict[int, str]:
        return {pk: self.cleaned_data[f"item_{pk}"] for pk in self.item_ids}
