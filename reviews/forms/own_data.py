"""Asking for one's data to be put right, and answering."""

from __future__ import annotations

from django import forms

from .base import PlainForm, text_area


class CorrectionForm(PlainForm):
    text = forms.CharField(
        label="Điều cần sửa và nội dung đúng",
        max_length=2000,
        widget=text_area(4),
        help_text="Ví dụ: ngày vào Đảng ghi 03/02/1999, đúng là 03/02/1998 theo lý lịch đảng viên.",
    )


class AnswerForm(PlainForm):
    answer = forms.CharField(label="Trả lời", max_length=2000, required=False, widget=text_area(3))
