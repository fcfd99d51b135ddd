"""Forms of the ballot in its meeting: the counting team, the way of voting, who votes on paper."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.html import format_html
from django.utils.safestring import SafeString

from organizations.models import Person
from organizations.text import row_id
from ratings.choices import VotingMethod
from ratings.selectors.boxes import HOLDERS, NEEDED, has_account
from reviews.forms.base import PlainForm

#: What each way of voting means for the people in the room.
METHOD_SAYS = {
    VotingMethod.ELECTRONIC: (
        "Mỗi người bỏ phiếu trên điện thoại hoặc máy tính, bằng tài khoản của mình. Tổ kiểm phiếu đúng "
        f"{HOLDERS} người, ít nhất {NEEDED} người có tài khoản, mỗi người giữ một mã; {NEEDED} trong {HOLDERS} mã mới "
        "mở được hòm phiếu."
    ),
    VotingMethod.PAPER: (
        "In phiếu, đóng dấu, phát từng người. Hai người của tổ kiểm phiếu nhập số phiếu riêng; khớp nhau mới có "
        "kết quả."
    ),
    VotingMethod.MIXED: (
        "Mỗi người một cách: ai không dùng tài khoản thì bỏ phiếu giấy. Kết quả cộng chung, một biên bản. Tổ kiểm "
        f"phiếu đúng {HOLDERS} người, ít nhất {NEEDED} người có tài khoản, mỗi người giữ một mã."
    ),
}


class _People(forms.ModelMultipleChoiceField[Person]):
    widget = forms.CheckboxSelectMultiple

    def clean(self, value: Any) -> QuerySet[Person]:
        """What no row can have for its number is told as a choice that there is not, and reaches no database."""
        if any(row_id(str(sent)) is None for sent in value or ()):
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return super().clean(value)


def _methods() -> list[tuple[str, SafeString]]:
    return [
        (method.value, format_html('{} <span class="clause">{}</span>', method.label, says))
        for method, says in METHOD_SAYS.items()
    ]


class _Counters(_People):
    """``voted_on``: whose names are on the ballot; said beside them."""

    voted_on: frozenset[int] = frozenset()

    def label_from_instance(self, person: Person) -> str:
        return f"{person} (có tên trong phiếu)" if person.pk in self.voted_on else str(person)


class PrepareForm(PlainForm):
    """``people``: those present, from whom the counting team is chosen. What the team must be, the service says.

    ``voted_on``: people on the ballot; ``may_lack``: some of them may have to count.
    """

    counting_team = _Counters(
        label="Tổ kiểm phiếu",
        help_text="Người có tên trong phiếu chỉ kiểm phiếu khi không còn đủ người khác.",
        queryset=Person.objects.none(),
        required=False,
        error_messages={"invalid_choice": "Có người được chọn không có mặt tại hội nghị này."},
    )
    none_else = forms.BooleanField(
        label="Không còn người khác: hội nghị thống nhất cử cả người có tên trong phiếu",
        help_text="Đánh dấu khi người có mặt không có tên trong phiếu chưa đủ số người kiểm phiếu. Việc này ghi vào "
        "nhật ký và biên bản kiểm phiếu.",
        required=False,
    )
    method = forms.ChoiceField(
        label="Cách bỏ phiếu",
        choices=_methods,
        widget=forms.RadioSelect,
        required=False,
        initial=VotingMethod.ELECTRONIC,
    )
    sign_out_after_vote = forms.BooleanField(
        label="Dùng chung máy: đăng xuất ngay sau khi bỏ phiếu",
        help_text="Người bỏ phiếu xong được đăng xuất khỏi máy, người tiếp theo đăng nhập bằng tài khoản của mình.",
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        people: QuerySet[Person],
        voted_on: frozenset[int] = frozenset(),
        may_lack: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        team = self.fields["counting_team"]
        team.queryset, team.voted_on = people, voted_on  # type: ignore[attr-defined]
        if not may_lack:
            self.fields["none_else"].widget = forms.HiddenInput()

    def clean_method(self) -> VotingMethod:
        return VotingMethod(self.cleaned_data["method"] or VotingMethod.ELECTRONIC)


class _Voters(_People):
    def label_from_instance(self, person: Person) -> str:
        return str(person) if has_account(person) else f"{person} (chưa có tài khoản: bỏ phiếu giấy)"


class OnPaperForm(PlainForm):
    """Who of a mixed round votes on paper; ``voters`` with their accounts fetched."""

    on_paper = _Voters(
        label="Ai bỏ phiếu giấy",
        queryset=Person.objects.none(),
        required=False,
        error_messages={"invalid_choice": "Có người được chọn không được bỏ phiếu tại hội nghị này."},
    )

    def __init__(self, *args: Any, voters: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on_paper"].queryset = voters  # type: ignore[attr-defined]
