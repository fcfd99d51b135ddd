"""Signing a paper and keeping its signed copy."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from forms_templates.choices import Seal

from .base import DayField, PlainForm


class _ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several files in the order in which they were chosen."""

    widget = _ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        sent = data if isinstance(data, list | tuple) else [data]
        return [super(ManyFilesField, self).clean(file, initial) for file in sent or [None]]


class _CopyForm(PlainForm):
    #: The copy that the page showed as current: another one since then is not overwritten.
    replaces = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)
    note = forms.CharField(label="Ghi chú", max_length=500, required=False)


class ScanForm(_CopyForm):
    scans = ManyFilesField(
        label="Bản quét hoặc ảnh chụp",
        widget=_ManyFilesInput(attrs={"accept": "application/pdf,image/jpeg,image/png,image/webp"}),
        help_text="Một tệp PDF, hoặc các ảnh chụp theo thứ tự trang; ảnh được xoay thẳng và đóng thành một PDF.",
    )
    signer = forms.CharField(label="Người ký", max_length=300, help_text="Ghi đủ những người đã ký trên văn bản.")
    signed_on = DayField(label="Ngày ký")
    seal = forms.ChoiceField(label="Con dấu", choices=Seal.choices, widget=forms.RadioSelect)

    field_order = ("scans", "signer", "signed_on", "seal", "note", "replaces")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.initial.get("replaces"):
            self.fields["note"].label = "Lý do thay bản đang lưu"


class SignedPdfForm(_CopyForm):
    file = forms.FileField(
        label="Tệp PDF đã ký số", widget=forms.ClearableFileInput(attrs={"accept": "application/pdf"})
    )

    field_order = ("file", "note", "replaces")


class SignForm(_CopyForm):
    """``rooms``: number and caption of each room for a signature; ``has_token``: whether the server has one."""

    block = forms.TypedChoiceField(label="Khối ký", coerce=int)
    role = forms.ChoiceField(
        label="Ai ký",
        choices=[("Ky", "Người có thẩm quyền"), ("Dau", "Cơ quan, tổ chức (con dấu số)")],
        widget=forms.RadioSelect,
        initial="Ky",
        help_text="Người có thẩm quyền ký trước, con dấu số của cơ quan ký sau.",
    )
    final = forms.BooleanField(
        label="Là chữ ký cuối cùng", required=False, help_text="Sau chữ ký này không ai ký thêm được."
    )
    key = forms.FileField(
        label="Tệp chứng thư số (.p12, .pfx)",
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ".p12,.pfx"}),
        help_text="Chỉ dùng cho lần ký này; chương trình không lưu tệp, không lưu mật khẩu.",
    )
    secret = forms.CharField(
        label="Mật khẩu của tệp chứng thư",
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )

    field_order = ("block", "role", "final", "key", "secret", "note", "replaces")

    def __init__(self, *args: Any, rooms: list[tuple[int, str]], has_token: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["block"].choices = rooms  # type: ignore[attr-defined]
        if has_token:
            self.fields["secret"].label = "Mật khẩu của tệp chứng thư, hoặc mã PIN của thiết bị"
            usual = self.fields["key"].help_text
            self.fields["key"].help_text = f"Để trống nếu ký bằng thiết bị cắm ở máy chủ. {usual}"
        else:
            self.fields["key"].required = True
