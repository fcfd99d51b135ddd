"""The administration asks for the same proof as the program's pages before it gives somebody power."""

from __future__ import annotations

from typing import Any, TypeVar

from django import forms
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.views.decorators.debug import sensitive_variables

from organizations import proofs
from organizations.refusals import Refused

_Row = TypeVar("_Row", bound=Model)


class Proven(admin.ModelAdmin[_Row]):
    """Adding and changing need a proof of late; refused, the form comes back filled, with the field it asks for."""

    def get_form(self, request: HttpRequest, obj: _Row | None = None, change: bool = False, **kwargs: Any) -> Any:
        if kwargs.get("fields"):  # those of the model: the form brings the field of the proof itself
            own = (proofs.CODE, proofs.PASSWORD)
            kwargs["fields"] = [name for name in kwargs["fields"] if name not in own]
        form = super().get_form(request, obj, change=change, **kwargs)
        return type(form.__name__, (_ProofForm, form), {"request": request})

    def get_fieldsets(self, request: HttpRequest, obj: _Row | None = None) -> Any:
        rows = list(super().get_fieldsets(request, obj))
        writes = self.has_add_permission(request) if obj is None else self.has_change_permission(request, obj)
        wanted = proofs.asked(request) if writes else ""
        if not wanted:
            return rows
        return [*rows, ("Xác nhận", {"fields": (proofs.PASSWORD if wanted == "password" else proofs.CODE,)})]

    def render_change_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer = super().render_change_form(request, *args, **kwargs)
        if request.method == "POST":
            answer.status_code = 422
        return answer


class _NotSentBack(forms.PasswordInput):
    input_type = "text"


class _Unkept(forms.CharField):
    """No part of what is changed."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


class _ProofForm(forms.ModelForm):  # type: ignore[type-arg]
    """Mixed into whatever form the administration has made for the model."""

    request: HttpRequest

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[proofs.CODE] = _Unkept(
            label="Mã xác thực",
            help_text="6 số đang hiện trong ứng dụng xác thực, hoặc một mã dự phòng.",
            required=False,
            max_length=20,
            widget=_NotSentBack(attrs={"autocomplete": "one-time-code", "autocapitalize": "none"}),
        )
        self.fields[proofs.PASSWORD] = _Unkept(
            label="Mật khẩu của đồng chí",
            help_text="Việc này cần xác nhận lại.",
            required=False,
            widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        )

    @sensitive_variables()
    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        try:
            proofs.prove(self.request)
        except Refused as refusal:
            self.add_error(None, str(refusal))
        return cleaned
