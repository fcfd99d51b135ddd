"""Giving one of one's rights to another for some days."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError

from organizations.formats import vi_date
from organizations.models import Grant, Post, User
from organizations.text import nfc, row_id


def _day(**kwargs: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(widget=widget, input_formats=["%Y-%m-%d", "%d/%m/%Y"], **kwargs)


class _Receiver(forms.ModelChoiceField[User]):
    """Namesakes are told apart by where they work."""

    def label_from_instance(self, user: User) -> str:
        assert user.person is not None
        return f"{user} ({user.person.workplace})" if user.person.workplace is not None else str(user)

    def clean(self, value: Any) -> User | None:
        if value not in (None, "") and row_id(str(value)) is None:
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        found: User | None = super().clean(value)
        return found


class DeputationForm(forms.Form):
    """``rights``: what the giver may give, by the name of each; ``receivers``: whom he may choose."""

    right = forms.ChoiceField(label="Quyền, chức vụ ủy quyền")
    receiver = _Receiver(
        label="Người được ủy quyền",
        queryset=User.objects.none(),
        empty_label="Chọn",
        help_text="Người có chức vụ, công tác, sinh hoạt hoặc được giao quyền ở cùng tổ chức, cấp trên trực tiếp, cơ "
        "quan tham mưu.",
    )
    valid_from = _day(label="Từ ngày")
    valid_to = _day(label="Đến hết ngày")
    reason = forms.CharField(label="Lý do", max_length=300, help_text="Ví dụ: đi học, đi công tác, nghỉ phép, nghỉ ốm.")
    document = forms.CharField(label="Số giấy ủy quyền (nếu có)", max_length=60, required=False)

    def __init__(self, *args: Any, rights: Mapping[str, Grant | Post], receivers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["right"].choices = [("", "Chọn"), *((key, _words(right)) for key, right in rights.items())]  # type: ignore[attr-defined]
        self.fields["receiver"].queryset = receivers  # type: ignore[attr-defined]
        self.helper = FormHelper(self)
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        return {name: nfc(value) if isinstance(value, str) else value for name, value in cleaned.items()}


def _words(right: Grant | Post) -> str:
    words = right.words if isinstance(right, Grant) else f"{right.title} – {right.collective}"
    return f"{words} (đến {vi_date(right.valid_to)})" if right.valid_to is not None else words
