"""Targets of the year, criteria, own days of some sectors."""

from __future__ import annotations

from typing import Any

from django import forms

from organizations.models import Organization

from .base import DayField, PlainForm, text_area


class TargetForm(PlainForm):
    text = forms.CharField(label="Chỉ tiêu, nhiệm vụ cụ thể", widget=text_area(3), max_length=5_000)
    basis = forms.CharField(label="Theo nghị quyết, chương trình, kế hoạch (nếu có)", max_length=200, required=False)


class CriteriaForm(PlainForm):
    document = forms.CharField(
        label="Số, ngày quy định", max_length=200, help_text="Ví dụ: Quy định số 1-QĐ/TU ngày 01/9/2023."
    )
    text = forms.CharField(label="Tiêu chí của từng mức", widget=text_area(10), max_length=50_000)


class SummaryDayForm(PlainForm):
    organization = forms.ModelChoiceField(label="Cơ quan, đơn vị", queryset=Organization.objects.none())
    held_on = DayField(label="Ngày hội nghị tổng kết công tác năm")

    def __init__(self, *args: Any, units: list[Organization], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keys = [unit.pk for unit in units]
        self.fields["organization"].queryset = Organization.objects.filter(pk__in=keys)  # type: ignore[attr-defined]


class OwnDayForm(PlainForm):
    organization = forms.ModelChoiceField(label="Cơ quan, đơn vị (và cấp dưới)", queryset=Organization.objects.none())
    sector = forms.CharField(label="Ngành, lĩnh vực", max_length=120)
    guidance = forms.CharField(label="Hướng dẫn của Trung ương, Tỉnh ủy (số, ngày)", max_length=200, required=False)
    due_on = DayField(label="Ngày riêng")

    def __init__(self, *args: Any, organizations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization"].queryset = organizations  # type: ignore[attr-defined]
