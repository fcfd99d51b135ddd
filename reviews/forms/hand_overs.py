"""Keeping, giving and receiving dossiers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from organizations.models import Organization
from reviews.choices import Medium
from reviews.models import Review

from .base import DayField, PlainForm


class HandOverForm(PlainForm):
    """``reviews``: the dossiers that may be given; ``receivers``: to whom, the likeliest first."""

    receiver = forms.TypedChoiceField(label="Nơi nhận", coerce=int)
    handed_on = DayField(label="Ngày bàn giao")
    note = forms.CharField(label="Ghi chú (nếu có)", max_length=300, required=False)
    reviews = forms.TypedMultipleChoiceField(
        label="Hồ sơ bàn giao",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Chọn ít nhất một hồ sơ."},
    )

    def __init__(self, *args: Any, reviews: Sequence[Review], receivers: Sequence[Organization], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["receiver"].choices = [(row.pk, str(row)) for row in receivers]  # type: ignore[attr-defined]
        self.fields["reviews"].choices = [(row.pk, str(row)) for row in reviews]  # type: ignore[attr-defined]


class ReceiptForm(PlainForm):
    received_on = DayField(label="Ngày nhận")


class KeepingForm(PlainForm):
    """How one line of a dossier is kept; ``lines``: those of the dossier."""

    slot = forms.ChoiceField(label="Mục của hồ sơ")
    medium = forms.ChoiceField(label="Hình thức", choices=Medium.choices, widget=forms.RadioSelect)
    place = forms.CharField(label="Nơi lưu giữ", max_length=200)

    def __init__(self, *args: Any, lines: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slot"].choices = lines  # type: ignore[attr-defined]


class WaiverForm(PlainForm):
    """Why a line does not concern the subject; ``lines``: those that may be waived."""

    slot = forms.ChoiceField(label="Mục của hồ sơ")
    reason = forms.CharField(label="Lý do không thuộc diện", max_length=300)

    def __init__(self, *args: Any, lines: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slot"].choices = lines  # type: ignore[attr-defined]
