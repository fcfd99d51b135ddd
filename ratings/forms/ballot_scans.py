"""The scan of what the counting team has in its hands."""

from __future__ import annotations

from typing import Any

from django import forms

from ratings.choices import ScanKind
from reviews.forms.base import PlainForm
from reviews.forms.signatures import ManyFilesField


class BallotScanForm(PlainForm):
    kind = forms.ChoiceField(label="Bản quét của", choices=ScanKind.choices, widget=forms.RadioSelect)
    scans = ManyFilesField(
        label="Bản quét hoặc ảnh chụp",
        help_text="Một tệp PDF, hoặc các ảnh chụp theo thứ tự trang; ảnh được xoay thẳng và đóng thành một PDF.",
    )
    note = forms.CharField(label="Ghi chú (thay bản đã lưu thì ghi lý do)", max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scans"].widget.attrs["accept"] = "application/pdf,image/jpeg,image/png,image/webp"
