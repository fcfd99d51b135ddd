"""Circumstances of a person, violations and discipline."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from organizations.models import Organization
from reviews.choices import CircumstanceKind, Level

from .base import DayField, PlainForm, text_area


class CircumstanceForm(PlainForm):
    """One kind of circumstance: only what no post or membership tells is asked.

    ``cases``: the plan's own; ``places``: of equal highest posts, where one must be picked.
    """

    case = forms.ChoiceField(label="Trường hợp", widget=forms.RadioSelect)
    place = forms.ModelChoiceField(label="Nơi đánh giá, xếp loại", queryset=Organization.objects.none())
    level = forms.ChoiceField(
        label="Mức đơn vị cũ đánh giá, xếp loại (nếu có)",
        choices=[("", "Không nêu mức"), *Level.choices],
        required=False,
    )
    text = forms.CharField(label="Nội dung nhận xét, đánh giá", widget=text_area(3), max_length=20_000)
    document = forms.CharField(label="Căn cứ (số văn bản, đơn, giấy)", max_length=200)
    dated_on = DayField(label="Ngày của căn cứ")

    def __init__(
        self,
        *args: Any,
        kind: CircumstanceKind,
        cases: Sequence[tuple[str, str]] = (),
        places: Sequence[Organization] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["case"].choices = cases  # type: ignore[attr-defined]
        self.fields["place"].queryset = Organization.objects.filter(  # type: ignore[attr-defined]
            pk__in=[place.pk for place in places]
        )
        comment = kind in (CircumstanceKind.OLD_COMMENT, CircumstanceKind.TEMPORARY_COMMENT)
        asked = {
            "case": bool(cases),
            "place": kind == CircumstanceKind.HIGHEST_POST,
            "level": kind == CircumstanceKind.FORMER_RESULT,
            "text": comment or kind == CircumstanceKind.FORMER_RESULT,
        }
        for name, wanted in asked.items():
            if not wanted:
                del self.fields[name]
        if "text" in self.fields and not comment:
            self.fields["text"].required = False


class ViolationForm(PlainForm):
    content = forms.CharField(label="Nội dung khuyết điểm, vi phạm", widget=text_area(3), max_length=20_000)
    committed_on = DayField(label="Ngày xảy ra")
    unit = forms.ModelChoiceField(
        label="Cơ quan, đơn vị khi vi phạm",
        queryset=Organization.objects.none(),
        required=False,
        empty_label="Theo chức vụ, nơi sinh hoạt vào ngày đó",
    )
    penalty = forms.CharField(label="Hình thức kỷ luật", max_length=120)
    document = forms.CharField(label="Quyết định kỷ luật (số, cơ quan)", max_length=200)
    disciplined_on = DayField(label="Ngày quyết định kỷ luật")
    handled_in = forms.ModelChoiceField(
        label="Nơi thi hành kỷ luật",
        queryset=Organization.objects.none(),
        required=False,
        empty_label="Theo chức vụ, nơi sinh hoạt vào ngày đó",
    )
    increased_on = DayField(label="Ngày quyết định tăng nặng (nếu có)", required=False)

    def __init__(self, *args: Any, places: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("unit", "handled_in"):
            self.fields[name].queryset = places  # type: ignore[attr-defined]
