"""The forms of accounts. Secrets are never sent back to the page."""

from __future__ import annotations

from typing import Any

from django import forms


class ActivationForm(forms.Form):
    """The name and the code of the letter, and a password of one's own."""

    username = forms.CharField(
        label="Tên đăng nhập",
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    code = forms.CharField(
        label="Mã kích hoạt",
        max_length=40,
        help_text="Bốn nhóm, mỗi nhóm bốn chữ; gõ hoa hay thường, có dấu cách hay không đều được.",
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
    password = forms.CharField(
        label="Mật khẩu mới",
        max_length=128,
        strip=False,
        help_text=(
            "Ít nhất 10 chữ. Nên dùng vài từ không liên quan, dễ nhớ với riêng mình, có dấu cách cũng được; không dùng "
            "số điện thoại, ngày sinh."
        ),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label="Gõ lại mật khẩu mới",
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "password" in cleaned and "again" in cleaned and cleaned["password"] != cleaned["again"]:
            self.add_error("again", "Hai lần gõ không giống nhau.")
        return cleaned

    def without_secrets(self) -> ActivationForm:
        """The same form with its errors, and of what was typed only the name."""
        assert self.is_bound
        self.data = {"username": self.data.get("username", "")}
        return self


class ClosingForm(forms.Form):
    reason = forms.CharField(
        label="Lý do",
        max_length=300,
        widget=forms.TextInput(attrs={"placeholder": "Ví dụ: nghỉ hưu, chuyển công tác"}),
    )
