"""What a meeting records before it votes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField

from reviews.choices import Level
from reviews.models import Review
from reviews.selectors.nominees import Nominee

from .base import PlainForm, text_area


class SelfLevelForm(PlainForm):
    level = forms.ChoiceField(label="Mức tự nhận", choices=Level.choices, widget=forms.RadioSelect)
    basis = forms.CharField(label="Căn cứ tự nhận mức (nếu có)", required=False, widget=text_area(3), max_length=20_000)


class DiscussionForm(PlainForm):
    text = forms.CharField(label="Nội dung thảo luận", widget=text_area(4), max_length=20_000)


class EmployerResultForm(PlainForm):
    """``members``: those whose employer's result may be recorded."""

    review = forms.TypedChoiceField(label="Đảng viên", coerce=int)
    level = forms.ChoiceField(label="Mức cơ quan sử dụng xếp loại", choices=Level.choices)
    document = forms.CharField(label="Văn bản (số, ngày, cơ quan)", max_length=200)

    def __init__(self, *args: Any, members: Sequence[Review], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["review"].choices = [(review.pk, str(review)) for review in members]  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class NomineeRow:
    """A leader with the two fields of his line."""

    nominee: Nominee
    qualifies: BoundField
    basis: BoundField


class NomineesForm(PlainForm):
    """A line for each leader; ``leaders`` are those that the page showed, so that nobody new passes unseen."""

    leaders = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, nominees: Sequence[Nominee], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.nominees = nominees
        for nominee in nominees:
            pk, row = nominee.review.pk, nominee.row
            self.fields[f"{pk}-qualifies"] = forms.BooleanField(
                label=f"Đủ điều kiện: {nominee.name}", required=False, initial=row is not None and row.qualifies
            )
            self.fields[f"{pk}-basis"] = forms.CharField(
                label=f"Căn cứ: {nominee.name}",
                required=False,
                max_length=2_000,
                widget=forms.Textarea(attrs={"rows": 2}),
                initial=row.basis if row is not None else "",
            )

    @property
    def shown(self) -> str:
        """Whom the page shows now; not what was sent, or a list that changed could never be sent again."""
        return " ".join(str(nominee.review.pk) for nominee in self.nominees)

    @property
    def rows(self) -> list[NomineeRow]:
        return [
            NomineeRow(row, self[f"{row.review.pk}-qualifies"], self[f"{row.review.pk}-basis"]) for row in self.nominees
        ]

    def said(self) -> dict[int, tuple[bool, str]]:
        """Of each leader that both the page and the agenda have; needs ``is_valid()``."""
        data, shown = self.cleaned_data, self.cleaned_data["leaders"].split()
        return {
            row.review.pk: (data[f"{row.review.pk}-qualifies"], data[f"{row.review.pk}-basis"])
            for row in self.nominees
            if str(row.review.pk) in shown
        }
