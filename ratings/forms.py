"""Forms of the judgement."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from forms_templates.forms.fields import PointsField
from forms_templates.text import points_of
from reviews.choices import Level
from reviews.forms.base import DayField, PlainForm, text_area
from reviews.rules.parts import Condition, Override


class AttachmentForm(PlainForm):
    """``lines``: those of the dossier list whose paper is handed in; other papers are taken all the same."""

    slot = forms.ChoiceField(label="Thuộc mục nào của hồ sơ", required=False)
    title = forms.CharField(label="Tên tài liệu", max_length=200)
    file = forms.FileField(
        label="Tệp PDF", widget=forms.ClearableFileInput(attrs={"accept": "application/pdf"}), help_text="Bản quét PDF."
    )

    def __init__(self, *args: Any, lines: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slot"].choices = [*lines, ("", "Tài liệu khác")]  # type: ignore[attr-defined]
        if not lines:
            del self.fields["slot"]


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
    """``scored``: the plan scores this subject, so the appraisal names its points and what it has confirmed."""

    points = PointsField(label="Tổng điểm thẩm định")
    cases = forms.MultipleChoiceField(
        label="Thuộc trường hợp xếp loại “Không hoàn thành nhiệm vụ”",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    comment = forms.CharField(
        label="Ý kiến thẩm định (bắt buộc khi khác mức đề xuất)", widget=text_area(3), required=False, max_length=20_000
    )

    def __init__(
        self,
        *args: Any,
        scored: bool = False,
        conditions: Sequence[Condition] = (),
        cases: Sequence[Override] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.conditions = {f"condition_{row.key}": row.key for row in conditions}
        for row in conditions:
            self.fields[f"condition_{row.key}"] = forms.ChoiceField(
                label=f"Điều kiện mức “{row.level.label}”: {row.says}",
                required=False,
                choices=[("", "Chưa xác nhận"), ("met", "Đạt"), ("unmet", "Không đạt")],
            )
        self.fields["cases"].choices = [(row.key, row.says) for row in cases]  # type: ignore[attr-defined]
        if not scored:
            del self.fields["points"]
        if not cases:
            del self.fields["cases"]
        self.order_fields(["points", *self.conditions, "cases", "level", "comment"])

    def score(self) -> dict[str, Any]:
        """``points`` and ``facts`` as the appraisal takes them; needs ``is_valid()``."""
        data = self.cleaned_data
        facts = {key: data[name] == "met" for name, key in self.conditions.items() if data[name]}
        facts |= dict.fromkeys(data.get("cases", ()), True)
        return {"points": points_of(data.get("points", "")), "facts": facts}


class SuperiorForm(_LevelForm):
    document_number = forms.CharField(label="Số văn bản của cấp trên", max_length=40)
    decided_on = DayField(label="Ngày văn bản")
    reason = forms.CharField(
        label="Nội dung cấp trên điều chỉnh (khi khác mức đề xuất)",
        widget=text_area(2),
        required=False,
        max_length=20_000,
    )


class AnnulForm(PlainForm):
    reason = forms.CharField(label="Lý do hủy bỏ", max_length=300)


class DecisionForm(_LevelForm):
    document_number = forms.CharField(label="Số văn bản", max_length=40)
    decided_on = DayField(label="Ngày quyết định")
    reason = forms.CharField(
        label="Lý do, căn cứ (bắt buộc khi khác mức đề xuất)", widget=text_area(3), required=False, max_length=20_000
    )
