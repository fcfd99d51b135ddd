"""The figures of a show of hands."""

from __future__ import annotations

from typing import Any

from django import forms

from reviews.rules.open_votes import Hands

from .base import PlainForm

_NAMES = ("agree", "disagree", "abstain")
_MOST = 100_000


def _count(label: str) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=_MOST, required=False)


class HandsForm(PlainForm):
    """All three figures, or none of them where the vote can be recorded later."""

    agree = _count("Đồng ý")
    disagree = _count("Không đồng ý")
    abstain = _count("Không có ý kiến")

    def __init__(self, *args: Any, optional: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.optional = optional

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        given = [name for name in _NAMES if cleaned.get(name) is not None]
        if len(given) < len(_NAMES) and (given or not self.optional):
            for name in _NAMES:
                if name not in given and name not in self.errors:
                    self.add_error(name, "Ghi đủ ba số; không có ai thì ghi 0.")
        return cleaned

    @property
    def hands(self) -> Hands | None:
        """None where nothing was written."""
        if self.cleaned_data.get("agree") is None:
            return None
        return Hands(*(self.cleaned_data[name] for name in _NAMES))


class OpenVoteForm(HandsForm):
    question = forms.CharField(label="Nội dung biểu quyết", max_length=500)


class VoteCorrectionForm(HandsForm):
    reason = forms.CharField(label="Lý do ghi lại", max_length=300)
