"""The scan of what the counting team has in its hands."""

from __future__ import annotations

from django import forms

from forms_templates.forms.uploads import ManyFilesField
from forms_templates.intake import Kind
from ratings.choices import ScanKind
from reviews.forms.base import PlainForm


class BallotScanForm(PlainForm):
    kind = forms.ChoiceField(label="Bản quét của", choices=ScanKind.choices, widget=forms.RadioSelect)
    scans = ManyFilesField(
        Kind.PDF,
        Kind.PHOTO,
        label="Bản quét hoặc ảnh chụp",
        help_text="Một tệp PDF, hoặc các ảnh chụp theo thứ tự trang; ảnh được xoay thẳng và đóng thành một PDF.",
    )
    note = forms.CharField(label="Ghi chú (thay bản đã lưu thì ghi lý do)", max_length=300, required=False)
