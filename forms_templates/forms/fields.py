"""The Django field for each kind of field a definition knows. Nothing is required: only submitting checks."""

from __future__ import annotations

import math
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.safestring import SafeString

from forms_templates.definition import FieldKind, FormField
from forms_templates.text import MAX_LENGTH, clean_text, points_of, stored_points, thousands, written_points

_CHARACTERS_A_LINE = 80
_BAD_CHOICE = {"invalid_choice": "Lựa chọn “%(value)s” không có trong biểu mẫu. Hãy chọn lại."}


class CleanTextField(forms.CharField):
    """Text as typed, in NFC and without control characters; longer than ``MAX_LENGTH`` is refused, never cut."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, strip=False, **kwargs)

    def to_python(self, value: Any) -> str:
        return clean_text("" if value is None else str(value))

    def validate(self, value: str) -> None:
        if len(value) > MAX_LENGTH:
            raise ValidationError(
                "Nội dung dài %(length)s ký tự, vượt quá %(limit)s ký tự cho phép. "
                "Hãy rút gọn, hoặc chuyển phần chi tiết sang tài liệu kèm theo.",
                code="too_long",
                params={"length": thousands(len(value)), "limit": thousands(MAX_LENGTH)},
            )


class PointsField(CleanTextField):
    """Points with at most two decimals, typed with comma or dot; ``"27.5"``, or ``""`` when blank."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}), **kwargs)

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        if not text:
            return ""
        points = points_of(text)
        if points is None:
            raise ValidationError("Điểm chưa đúng. Ghi số, ví dụ 27,5.", code="invalid")
        return stored_points(points)

    def prepare_value(self, value: Any) -> Any:
        """With a comma, as it is read; what was typed wrongly stays as typed."""
        return written_points(value)


class NumberChoiceField(forms.TypedChoiceField):
    """A choice whose values are whole numbers; ``None`` when nothing is chosen."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(coerce=int, empty_value=None, **kwargs)


def line_count(text: str) -> int:
    """How many lines a text area needs to show the text without scrolling, within reason."""
    lines = sum(max(1, math.ceil(len(line) / _CHARACTERS_A_LINE)) for line in text.split("\n"))
    return min(max(lines + 1, 3), 30)


def build_field(field: FormField, *, value: object, hint: str = "") -> forms.Field:
    """The Django field for ``field``. ``hint`` is heard, not seen: it tells equal labels apart to screen readers."""
    label = _label(field, hint)
    if field.kind is FieldKind.LONG_TEXT:
        area = forms.Textarea(attrs={"rows": line_count(str(value or ""))})
        return CleanTextField(label=label, help_text=field.help, widget=area)
    if field.kind is FieldKind.SHORT_TEXT:
        return CleanTextField(label=label, help_text=field.help)
    if field.kind is FieldKind.POINTS:
        return PointsField(label=label, help_text=field.help)
    if field.kind is FieldKind.HIDDEN:
        return CleanTextField(label=label, widget=forms.HiddenInput())
    if field.kind is FieldKind.DATE:
        return forms.DateField(
            required=False,
            label=label,
            help_text=field.help,
            input_formats=["%Y-%m-%d", "%d/%m/%Y"],
            widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            error_messages={"invalid": "Ngày chưa đúng. Hãy nhập ngày/tháng/năm, ví dụ 20/11/2023."},
        )
    if field.kind is FieldKind.FLAG:
        return forms.BooleanField(required=False, label=label, help_text=field.help)
    if field.kind is FieldKind.NUMBER_CHOICE:
        numbered = [("", "— Chọn —"), *((option.value, _option_label(option)) for option in field.options)]
        return NumberChoiceField(
            required=False, label=label, help_text=field.help, choices=numbered, error_messages=_BAD_CHOICE
        )
    return forms.ChoiceField(
        required=False,
        label=label,
        help_text=field.help,
        choices=[(option.value, option.label) for option in field.options],
        widget=forms.RadioSelect(),
        error_messages=_BAD_CHOICE,
    )


def _label(field: FormField, hint: str) -> str | SafeString:
    text = field.numbered_label if field.label and not field.screen_label else field.screen_label
    if field.kind in (FieldKind.LEVEL, FieldKind.LONG_TEXT) and field.screen_label and field.number not in ("", "-"):
        text = f"{field.number}. {field.screen_label}"
    if not hint:
        return text
    return format_html('{}<span class="visually-hidden"> {}</span>', text, hint)


def _option_label(option: Any) -> str:
    return f"{option.label}: {option.note}" if option.note else str(option.label)
