"""The fields of a form that take files: each says what it takes, and lets nothing else through."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from forms_templates.intake import MAX_BYTES, MEGABYTE, Kind, Unfit, refuse_unfit

#: What the browser's own dialogue offers.
_ACCEPT = {
    Kind.PDF: "application/pdf",
    Kind.PHOTO: "image/jpeg,image/png,image/webp",
    Kind.XLSX: ".xlsx",
    Kind.DOCX: ".docx",
    Kind.KEY: ".p12,.pfx",
}


class UploadField(forms.FileField):
    """One file of one of ``kinds``, told by its content. Whoever opens it looks closer (``intake``)."""

    widget = forms.ClearableFileInput

    def __init__(self, *kinds: Kind, max_bytes: int = MAX_BYTES, **options: Any) -> None:
        assert kinds, "a field says what it takes"
        self.kinds, self.max_bytes = kinds, max_bytes
        super().__init__(**options)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "accept": ",".join(_ACCEPT[kind] for kind in self.kinds)}

    def to_python(self, data: Any) -> Any:
        file = super().to_python(data)
        if file is None:
            return None
        if (file.size or 0) > self.max_bytes:
            limit = f"{self.max_bytes // MEGABYTE} MB" if self.max_bytes >= MEGABYTE else f"{self.max_bytes // 1024} KB"
            raise ValidationError(f"Tệp lớn hơn {limit}.", code="size")
        try:
            refuse_unfit(file.read(), *self.kinds)
        except Unfit as error:
            raise ValidationError(str(error), code="unfit") from error
        finally:
            file.seek(0)
        return file


class _ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFilesField(UploadField):
    """Several files in the order in which they were chosen; all of them together no larger than one may be."""

    widget = _ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        sent = data if isinstance(data, list | tuple) else [data]
        files = [self._one(file, initial, place) for place, file in enumerate(sent or [None], start=1)]
        if sum(file.size or 0 for file in files if file) > self.max_bytes:
            message = f"Các tệp lớn hơn {self.max_bytes // MEGABYTE} MB. Hãy quét hoặc chụp với độ nét thấp hơn."
            raise ValidationError(message, code="size")
        return files

    def _one(self, data: Any, initial: Any, place: int) -> Any:
        try:
            return super().clean(data, initial)
        except ValidationError as error:
            if error.code == "required":
                raise
            raise ValidationError(error.messages[0].replace("Tệp", f"Tệp thứ {place}", 1), code=error.code) from error
