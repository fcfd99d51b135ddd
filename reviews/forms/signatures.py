"""Signing a paper and keeping its signed copy."""

from __future__ import annotations

from typing import Any

from django import forms

from forms_templates.choices import Seal
from forms_templates.forms.uploads import ManyFilesField, UploadField
from forms_templates.intake import MAX_KEY_BYTES, Kind

from .base import DayField, PlainForm


class _CopyForm(PlainForm):
    #: The copy that the page showed as current: another one since then is not overwritten.
    replaces = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)
    note = forms.CharField(label="Ghi chú", max_length=500, required=False)


class ScanForm(_CopyForm):
    scans = ManyFilesField(
        Kind.PDF,
        Kind.PHOTO,
        label="Bản quét hoặc ảnh chụp",
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
    file = UploadField(Kind.PDF, label="Tệp PDF đã ký số")

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
    key = UploadField(
        Kind.KEY,
        max_bytes=MAX_KEY_BYTES,
        label="Tệp chứng thư số (.p12, .pfx)",
        required=False,
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
