"""Why a ballot or a poll is called off."""

from __future__ import annotations

from django import forms

from reviews.rules.voiding import LONGEST_REASON

from .base import PlainForm, text_area


class VoidForm(PlainForm):
    """An empty reason is refused by the service, with what else stands in the way."""

    reason = forms.CharField(
        label="Lý do hủy", widget=text_area(3), max_length=LONGEST_REASON, required=False, strip=True
    )
