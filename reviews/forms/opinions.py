"""Prompts and opinions."""

from __future__ import annotations

from typing import Any

from django import forms

from reviews.choices import Level
from reviews.rules.parts import Topic
from reviews.rules.plan import Plan

from .base import DayField, PlainForm, text_area


class PromptForm(PlainForm):
    text = forms.CharField(label="Vấn đề gợi ý kiểm điểm", widget=text_area(4), max_length=20_000)
    document_number = forms.CharField(
        label="Số văn bản gợi ý của Thường trực cấp ủy", max_length=40, help_text="Ví dụ: 512-CV/HU"
    )
    from_above = forms.BooleanField(label="Là văn bản gợi ý của cấp trên quản lý", required=False)

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        """Whose document it is, is asked only where the plan prints who prompts whom."""
        super().__init__(*args, **kwargs)
        if plan.cite(Topic.PROMPT_MANAGED) is None:
            del self.fields["from_above"]
        else:
            self.fields["document_number"].label = f"Số văn bản gợi ý của {plan.prompts.issuer} hoặc của cấp trên"


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
