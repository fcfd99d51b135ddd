"""What a meeting records before it votes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from reviews.choices import Level
from reviews.models import Review

from .base import PlainForm, text_area


class SelfLevelForm(PlainForm):
    level = forms.ChoiceField(label="Mức tự nhận", choices=Level.choices, widget=forms.RadioSelect)
    basis = forms.CharField(label="Căn cứ tự nhận mức (nếu có)", required=False, widget=text_area(3), max_length=20_000)


class DiscussionForm(PlainForm):
    text = forms.CharField(label="Nội dung thảo luận", widget=text_area(4), max_length=20_000)


class EmployerResultForm(PlainForm):
    """``members``: those whose employer's result may be recorded."""

    review = forms.TypedChoiceField(label="Đảng viên", coerce=int)
    level = forms.ChoiceField(label="Mức cơ quan sử dụng xếp loại", choices=Level.choices)
    document = forms.CharField(label="Văn bản (số, ngày, cơ quan)", max_length=200)

    def __init__(self, *args: Any, members: Sequence[Review], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["review"].choices = [(review.pk, str(review)) for review in members]  # type: ignore[attr-defined]
