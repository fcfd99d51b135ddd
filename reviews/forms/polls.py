"""Preparing a poll at work, and the figures of its count in the order of the paper."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms import BoundField

from reviews.rules.paper_count import ROW_LABELS, SHEET_LABELS, SheetRow, Sheets

from .base import DayField, PlainForm

#: More sheets than that are a slip of the finger.
MOST_SHEETS = 99_999
#: These are counted in any case; a number left empty elsewhere is none.
_ASKED = ("issued", "collected", "valid")


class PollForm(PlainForm):
    held_on = DayField(label="Ngày lấy ý kiến")


class PollWaiverForm(PlainForm):
    reason = forms.CharField(label="Lý do", max_length=300)


class PollCountForm(PlainForm):
    """``subjects``: the name of each line of the sheet, by its key. Sums are the rules' to check."""

    #: The count that the page was opened for.
    attempt = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, *args: Any, subjects: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.subjects = subjects
        for name, label in SHEET_LABELS.items():
            self.fields[name] = _count(label, required=name in _ASKED)
        for subject, title in subjects.items():
            for name, label in ROW_LABELS.items():
                self.fields[_name(subject, name)] = _count(f"{title}: {label}")

    def sheets(self) -> Sheets:
        """Needs ``is_valid()``."""
        data = self.cleaned_data
        rows = {
            subject: SheetRow(**{name: data[_name(subject, name)] or 0 for name in ROW_LABELS})
            for subject in self.subjects
        }
        return Sheets(**{name: data[name] or 0 for name in SHEET_LABELS}, rows=rows)

    def of_all(self) -> list[BoundField]:
        """The figures of all sheets together."""
        return [self[name] for name in SHEET_LABELS]

    def of_each(self) -> list[tuple[str, list[tuple[str, BoundField]]]]:
        """Each leader with the label and the field of each level."""
        return [
            (title, [(label, self[_name(subject, name)]) for name, label in ROW_LABELS.items()])
            for subject, title in self.subjects.items()
        ]


def _name(subject: int, figure: str) -> str:
    return f"s{subject}-{figure}"


def _count(label: str, *, required: bool = False) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=required,
        min_value=0,
        max_value=MOST_SHEETS,
        error_messages={
            "required": "Ghi số phiếu; không có phiếu nào thì ghi 0.",
            "invalid": "Ghi số phiếu bằng chữ số, ví dụ 12.",
            "min_value": "Số phiếu không thể nhỏ hơn 0.",
            "max_value": "Số phiếu quá lớn.",
        },
    )
