"""Preparing and running a meeting."""

from __future__ import annotations

from typing import Any

from django import forms

from organizations.models import Organization, Person
from reviews.choices import AttendeeRole, Presence

from .base import DayField, PlainForm, text_area


def _people(form: PlainForm, name: str, people: Any) -> None:
    form.fields[name].queryset = people  # type: ignore[attr-defined]


class MeetingForm(PlainForm):
    starts_on = DayField(label="Ngày họp")
    half_days = forms.IntegerField(
        label="Số buổi dự kiến", min_value=1, max_value=10, initial=2, help_text="Một ngày là hai buổi."
    )
    place = forms.CharField(label="Địa điểm", max_length=200, required=False)
    chair = forms.ModelChoiceField(label="Chủ trì", queryset=Person.objects.none())
    clerk = forms.ModelChoiceField(label="Thư ký hội nghị", queryset=Person.objects.none())

    def __init__(self, *args: Any, people: Any, clerks: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _people(self, "chair", people)
        _people(self, "clerk", clerks)


class StepForm(PlainForm):
    """A part of the programme that the meeting passes."""

    agreed = forms.IntegerField(label="Số đồng ý", min_value=0, max_value=100_000)
    note = forms.CharField(label="Ghi chú", max_length=300, required=False)


class RescheduleForm(PlainForm):
    starts_on = DayField(label="Ngày họp mới")
    reason = forms.CharField(label="Lý do đổi ngày", max_length=300)


class GuestForm(PlainForm):
    """``wider``: what the plan calls the committee that sits and votes with the body; empty where it has none."""

    person = forms.ModelChoiceField(label="Đại biểu", queryset=Person.objects.none())
    role = forms.ChoiceField(
        label="Thành phần",
        choices=[
            (AttendeeRole.BOARD_REPRESENTATIVE, AttendeeRole.BOARD_REPRESENTATIVE.label),
            (AttendeeRole.SUPERVISOR, AttendeeRole.SUPERVISOR.label),
            (AttendeeRole.GUEST, AttendeeRole.GUEST.label),
        ],
    )

    def __init__(self, *args: Any, people: Any, wider: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _people(self, "person", people)
        if wider:
            role = self.fields["role"]
            role.choices = [(AttendeeRole.COMMITTEE, f"{wider}, được bỏ phiếu"), *role.choices]  # type: ignore[attr-defined]


class DirectorForm(PlainForm):
    """Who is sent to direct the reviews of a unit, by which body and document."""

    organization = forms.ModelChoiceField(label="Nơi dự chỉ đạo kiểm điểm", queryset=Organization.objects.none())
    body = forms.ModelChoiceField(label="Nơi phân công", queryset=Organization.objects.none())
    person = forms.ModelChoiceField(label="Đồng chí được phân công", queryset=Person.objects.none())
    stands_in_for = forms.ModelChoiceField(
        label="Thay đồng chí (nếu có)", queryset=Person.objects.none(), required=False
    )
    document_number = forms.CharField(label="Số văn bản phân công", max_length=40)
    document_on = DayField(label="Ngày văn bản")

    def __init__(
        self, *args: Any, units: Any, bodies: list[Organization], people: Any, replaced: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization"].queryset = units  # type: ignore[attr-defined]
        keys = [body.pk for body in bodies]
        self.fields["body"].queryset = Organization.objects.filter(pk__in=keys)  # type: ignore[attr-defined]
        self.fields["body"].initial = keys[0] if keys else None
        _people(self, "person", people)
        _people(self, "stands_in_for", replaced)


class PresenceForm(PlainForm):
    presence = forms.ChoiceField(label="Điểm danh", choices=Presence.choices)
    absence_reason = forms.CharField(label="Lý do vắng", max_length=200, required=False)


class ItemChairForm(PlainForm):
    chair = forms.ModelChoiceField(label="Chủ trì nội dung này", queryset=Person.objects.none())
    reason = forms.CharField(label="Lý do (khi người chủ trì không phải cấp phó)", max_length=300, required=False)

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _people(self, "chair", people)


class StartItemForm(PlainForm):
    presenter = forms.ModelChoiceField(label="Người trình bày", queryset=Person.objects.none())
    authorization = forms.CharField(
        label="Căn cứ ủy quyền (khi không phải người đứng đầu)", max_length=300, required=False
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _people(self, "presenter", people)


class ConcludeMeetingForm(PlainForm):
    half_days = forms.IntegerField(label="Số buổi đã họp", min_value=1, max_value=20, help_text="Một ngày là hai buổi.")
    conclusion = forms.CharField(label="Kết luận hội nghị", widget=text_area(4), required=False)
