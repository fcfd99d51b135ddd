"""Prompts and opinions."""

from __future__ import annotations

from typing import Any

from django import forms

from organizations.text import row_id
from reviews.choices import Level
from reviews.models import Review
from reviews.rules.parts import Topic
from reviews.rules.plan import Plan

from .base import DayField, PlainForm, text_area


class PromptForm(PlainForm):
    text = forms.CharField(label="Vấn đề gợi ý kiểm điểm", widget=text_area(4), max_length=20_000)
    document_number = forms.CharField(
        label="Số văn bản gợi ý của Thường trực cấp ủy", max_length=40, help_text="Ví dụ: 512-CV/HU"
    )
    proposals = forms.CharField(widget=forms.HiddenInput, required=False)
    from_above = forms.BooleanField(label="Là văn bản gợi ý của cấp trên quản lý", required=False)

    def clean_proposals(self) -> list[int]:
        """Ids of the proposals that the prompt takes in, as the page wrote them."""
        written = self.cleaned_data["proposals"].split(",")
        return [pk for part in written if (pk := row_id(part)) is not None]

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        """Whose document it is, is asked only where the plan prints who prompts whom."""
        super().__init__(*args, **kwargs)
        if plan.cite(Topic.PROMPT_MANAGED) is None:
            del self.fields["from_above"]
        else:
            self.fields["document_number"].label = f"Số văn bản gợi ý của {plan.prompts.issuer} hoặc của cấp trên"


class ProposalForm(PlainForm):
    """One proposal of a prompt: for whom one proposes, about whom, of what kind, and what exactly."""

    proposer = forms.ChoiceField(label="Đề xuất của")
    review = forms.ModelChoiceField(label="Tập thể, cá nhân được đề xuất gợi ý", queryset=Review.objects.none())
    category = forms.ChoiceField(label="Loại nội dung")
    text = forms.CharField(label="Nội dung đề xuất gợi ý kiểm điểm", widget=text_area(4), max_length=20_000)

    def __init__(self, *args: Any, plan: Plan, proposers: list[tuple[str, str]], reviews: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["proposer"].choices = proposers  # type: ignore[attr-defined]
        self.fields["review"].queryset = reviews  # type: ignore[attr-defined]
        rules = plan.proposals
        self.fields["category"].choices = [  # type: ignore[attr-defined]
            ("", "Chọn loại nội dung"),
            *((key, f"{label[:1].upper()}{label[1:]}") for key, label in (rules.categories if rules else ())),
        ]


class ProposalDayForm(PlainForm):
    due_on = DayField(label="Ngày cuối nhận đề xuất")
    basis = forms.CharField(label="Căn cứ (văn bản, nếu có)", max_length=200, required=False)


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
