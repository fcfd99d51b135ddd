"""The minutes by which papers are destroyed."""

from __future__ import annotations

from django import forms

from .base import DayField, PlainForm


class DestroyForm(PlainForm):
    document_number = forms.CharField(label="Số biên bản tiêu hủy", max_length=60)
    decided_on = DayField(label="Ngày biên bản")
    key = forms.CharField(widget=forms.HiddenInput)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=10**9)
