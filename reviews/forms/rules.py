"""Numbers to put to a plan: the same questions as on the command line."""

from __future__ import annotations

from typing import Any

from django import forms

from reviews.rules.vocabulary import Activity, RatedKind

from .base import DayField, PlainForm

_KINDS = [(kind.value, f"{kind.label[:1].upper()}{kind.label[1:]}") for kind in RatedKind]
_ACTIVITIES = [
    (Activity.ACTIVE.value, "Sinh hoạt bình thường"),
    (Activity.EXEMPT.value, "Được miễn công tác và sinh hoạt đảng"),
    (Activity.SUSPENDED.value, "Bị đình chỉ sinh hoạt đảng"),
]


def _count(label: str, *, required: bool = True) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=1_000_000, required=required)


class _Question(PlainForm):
    """``tinh`` in the address says which of the page's questions is asked; the others stay empty."""

    key = ""
    title = ""
    button = "Tính"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id=f"id_{self.key}_%s", **kwargs)


class BallotQuestionForm(_Question):
    key, title = "phieu", "Mức xếp loại theo số phiếu"

    kind = forms.ChoiceField(label="Đối tượng", choices=_KINDS)
    present = _count("Số người có mặt được phát phiếu")
    excellent = _count("Hoàn thành xuất sắc nhiệm vụ")
    good = _count("Hoàn thành tốt nhiệm vụ")
    completed = _count("Hoàn thành nhiệm vụ")
    not_completed = _count("Không hoàn thành nhiệm vụ")
    blank = _count("Phiếu trắng", required=False)
    invalid = _count("Phiếu không hợp lệ", required=False)


class SeatsQuestionForm(_Question):
    key, title = "ty-le", "Số được xếp loại “Hoàn thành xuất sắc nhiệm vụ”"

    kind = forms.ChoiceField(label="Đối tượng", choices=_KINDS)
    members = _count("Số thành viên của tập thể, hoặc số cùng nhóm")
    rated = _count("Số được xếp loại (để trống nếu tất cả)", required=False)
    good_or_better = _count("Trong đó từ “Hoàn thành tốt nhiệm vụ” trở lên, kể cả xuất sắc")
    excellent = _count("Trong đó đề nghị xuất sắc")


class ScoreQuestionForm(_Question):
    key, title = "diem", "Mức theo điểm"

    points = forms.DecimalField(label="Tổng điểm", min_value=0, max_digits=6, localize=True)
    facts = forms.MultipleChoiceField(
        label="Trường hợp, điều kiện đã xác nhận", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, facts: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["facts"].choices = facts  # type: ignore[attr-defined]


class EligibilityQuestionForm(_Question):
    key, title, button = "doi-tuong", "Có thuộc diện kiểm điểm, xếp loại không", "Xem"

    activity = forms.ChoiceField(label="Sinh hoạt đảng", choices=_ACTIVITIES)
    admitted_on = DayField(label="Ngày kết nạp", required=False)
    on = DayField(label="Ngày họp xếp loại")
