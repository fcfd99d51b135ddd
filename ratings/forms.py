"""Forms of the judgement."""

from __future__ import annotations

from django import forms

from reviews.choices import Level
from reviews.forms.base import DayField, PlainForm, text_area


class AttachmentForm(PlainForm):
    title = forms.CharField(label="Tên tài liệu", max_length=200)
    file = forms.FileField(
        label="Tệp PDF", widget=forms.ClearableFileInput(attrs={"accept": "application/pdf"}), help_text="Bản quét PDF."
    )


class CommentForm(PlainForm):
    comment = forms.CharField(label="Nhận xét, đánh giá của chi ủy", widget=text_area(4), max_length=20_000)


class _LevelForm(PlainForm):
    level = forms.ChoiceField(label="Mức xếp loại chất lượng", choices=Level.choices, widget=forms.RadioSelect)


class UnitRatingForm(_LevelForm):
    comment = forms.CharField(
        label="Nhận xét, đánh giá của người quản lý, sử dụng cán bộ, công chức, viên chức",
        widget=text_area(4),
        max_length=20_000,
    )


class AppraisalForm(_LevelForm):
    comment = forms.CharField(
        label="Ý kiến thẩm định (bắt buộc khi khác mức đề xuất)", widget=text_area(3), required=False, max_length=20_000
    )


class SuperiorForm(_LevelForm):
    document_number = forms.CharField(label="Số văn bản của cấp trên", max_length=40)
    decided_on = DayField(label="Ngày văn bản")


class AnnulForm(PlainForm):
    reason = forms.CharField(label="Lý do hủy bỏ", max_length=300)


class DecisionForm(_LevelForm):
    document_number = forms.CharField(label="Số văn bản", max_length=40)
    decided_on = DayField(label="Ngày quyết định")
    reason = forms.CharField(
        label="Lý do, căn cứ (bắt buộc khi khác mức đề xuất)", widget=text_area(3), required=False, max_length=20_000
    )
