"""The texts of the signs, and what a cell concludes on one of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from .base import PlainForm, text_area


class SignListForm(PlainForm):
    document = forms.CharField(
        label="Số, ngày văn bản in các biểu hiện",
        max_length=200,
        help_text="Ví dụ: Nghị quyết số 1-NQ/TW ngày 01/9/2016.",
    )
    texts = forms.CharField(label="Các biểu hiện, mỗi biểu hiện một dòng", widget=text_area(18), max_length=50_000)

    def __init__(self, *args: Any, count: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[
            "texts"
        ].help_text = (
            f"Dán đúng {count} dòng theo thứ tự của văn bản; số thứ tự ở đầu dòng được bỏ đi, dòng trống được bỏ qua."
        )


class SignConclusionForm(PlainForm):
    number = forms.TypedChoiceField(label="Biểu hiện", coerce=int)
    grade = forms.TypedChoiceField(label="Cấp độ chi bộ kết luận", coerce=int)
    written = forms.CharField(
        label="Kết quả (để trống thì ghi theo kế hoạch)", widget=text_area(2), max_length=5_000, required=False
    )

    def __init__(self, *args: Any, grades: Sequence[str], numbers: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        number, grade = self.fields["number"], self.fields["grade"]
        assert isinstance(number, forms.TypedChoiceField)
        assert isinstance(grade, forms.TypedChoiceField)
        number.choices = numbers
        if len(numbers) == 1:
            number.widget = forms.HiddenInput()
        grade.choices = [("", "— Chọn —"), *((at, f"({at}) {words}") for at, words in enumerate(grades, start=1))]
