"""Planning a campaign."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from organizations.models import Organization
from reviews.choices import Inclusion, Period
from reviews.rules.changes import Value
from reviews.rules.periods import round_name
from reviews.rules.plan import Plan
from reviews.rules.vocabulary import QUARTERS
from reviews.rules.vocabulary import Period as RulePeriod

from .base import DayField, PlainForm, text_area

#: How the name of a campaign begins until somebody writes another.
CAMPAIGN_NAME = "Kiểm điểm, đánh giá, xếp loại chất lượng"


class CampaignForm(PlainForm):
    """``periods``: the rounds that one of the offered plans knows besides the year; without any nothing is asked."""

    issuer = forms.ModelChoiceField(label="Cấp ủy ban hành", queryset=Organization.objects.none(), empty_label=None)
    preset = forms.ChoiceField(label="Theo kế hoạch mẫu")
    period = forms.ChoiceField(
        label="Kỳ kiểm điểm",
        required=False,
        help_text="Kế hoạch mẫu không có kỳ vừa chọn thì chương trình báo lại.",
    )
    quarter = forms.TypedChoiceField(
        label="Quý",
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", "— Chọn quý —"), *QUARTERS.items()],
    )
    due_on = DayField(
        label="Hạn hoàn thành của quý",
        required=False,
        help_text="Kế hoạch không in thời hạn của từng quý; người lập kế hoạch đặt.",
    )
    occasion = forms.CharField(label="Lý do kiểm điểm khi cần thiết", max_length=300, required=False)
    name = forms.CharField(label="Tên đợt kiểm điểm", max_length=200)
    year = forms.IntegerField(label="Năm", min_value=2018, max_value=2100)
    number = forms.CharField(
        label="Số văn bản", max_length=40, required=False, help_text="Có thể để trống đến khi ban hành."
    )
    dated_on = DayField(label="Ngày văn bản", required=False)

    def __init__(
        self, *args: Any, issuers: Any, presets: list[tuple[str, str]], periods: Iterable[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["issuer"].queryset = issuers  # type: ignore[attr-defined]
        self.fields["preset"].choices = presets  # type: ignore[attr-defined]
        known = {Period.YEAR, *periods}
        self.fields["period"].choices = [row for row in Period.choices if row[0] in known]  # type: ignore[attr-defined]
        asked = {"period": len(known) > 1, "quarter": Period.QUARTER in known, "due_on": Period.QUARTER in known}
        for field, wanted in {**asked, "occasion": Period.AD_HOC in known}.items():
            if not wanted:
                del self.fields[field]

    def clean(self) -> dict[str, Any]:
        """A name left as it was offered takes up the round: “… Quý III năm 2025”."""
        cleaned = super().clean()
        cleaned["period"] = cleaned.get("period") or Period.YEAR
        offered = cleaned.get("name") == self.initial.get("name")
        if offered and cleaned["period"] == Period.QUARTER and cleaned.get("quarter") and cleaned.get("year"):
            named = round_name(RulePeriod.QUARTER, year=cleaned["year"], quarter=cleaned["quarter"])
            cleaned["name"] = f"{CAMPAIGN_NAME} {named}"
        return cleaned


class MilestoneForm(PlainForm):
    """One date of the plan. A date other than the printed one needs its basis."""

    due_on = DayField(label="Ngày")
    change_reason = forms.CharField(label="Căn cứ thay đổi", max_length=300, required=False)


class OverrideForm(PlainForm):
    """Include or leave out one subject by hand; the reason is kept and shown."""

    inclusion = forms.ChoiceField(label="Diện kiểm điểm", choices=Inclusion.choices, widget=forms.RadioSelect)
    override_reason = forms.CharField(label="Lý do điều chỉnh", max_length=400, widget=text_area(2))


class IssueForm(PlainForm):
    """The last page before issuing: the document's number and date, the defaults confirmed, the password."""

    number = forms.CharField(label="Số văn bản", max_length=40)
    dated_on = DayField(label="Ngày văn bản")
    password = forms.CharField(
        label="Mật khẩu của đồng chí",
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        help_text="Ban hành rồi thì chỉ thay đổi bằng văn bản bổ sung.",
    )

    def __init__(self, *args: Any, plan: Plan, confirmed: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.default_keys = []
        for default in plan.defaults_to_confirm:
            name = f"confirm_{default.key}"
            self.default_keys.append(default.key)
            self.fields[name] = forms.BooleanField(
                label=default.statement, required=False, initial=default.key in confirmed
            )
        self.order_fields(["number", "dated_on", *(f"confirm_{key}" for key in self.default_keys), "password"])

    def confirmed(self) -> list[str]:
        return [key for key in self.default_keys if self.cleaned_data.get(f"confirm_{key}")]


class PlanValueForm(PlainForm):
    """Another value than the preset's, with the paper that prints it."""

    written = forms.CharField(label="Giá trị của kế hoạch này", max_length=40)
    section = forms.CharField(
        label="Căn cứ: số văn bản, mục", max_length=120, help_text="Ví dụ: Công văn số 12-CV/HU, mục 3."
    )
    quote = forms.CharField(label="Nguyên văn", max_length=1_000, widget=text_area(3))

    def __init__(self, *args: Any, value: Value, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if value.choices:
            self.fields["written"] = forms.ChoiceField(
                label=self.fields["written"].label, choices=value.choices, widget=forms.RadioSelect
            )
        elif value.hint:
            self.fields["written"].help_text = value.hint
