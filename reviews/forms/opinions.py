"""Prompts and opinions."""

from __future__ import annotations

from django import forms

from reviews.choices import Level

from .base import DayField, PlainForm, text_area


class PromptForm(PlainForm):
    text = forms.CharField(label="Vấn đề gợi ý kiểm điểm", widget=text_area(4), max_length=20_000)
    document_number = forms.CharField(
        label="Số văn bản gợi ý của Thường trực cấp ủy", max_length=40, help_text="Ví dụ: 512-CV/HU"
    )


class ConsulteeReplyForm(PlainForm):
    comment = forms.CharField(label="Nhận xét, đánh giá", widget=text_area(5), max_length=20_000, required=False)
    level = forms.ChoiceField(
        label="Mức đề nghị xếp loại",
        choices=[("", "Không đề nghị"), *Level.choices],
        widget=forms.RadioSelect,
        required=False,
    )
    document_number = forms.CharField(label="Số văn bản", max_length=40, required=False)
    document_on = DayField(label="Ngày văn bản", required=False)
