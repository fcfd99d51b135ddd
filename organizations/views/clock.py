"""The demo's day: shown on every page of a demo, moved by whoever tries the program."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from organizations import clock
from organizations.services.demo_clock import stand_at


class DemoClockForm(forms.Form):
    moment = forms.DateTimeField(
        label="Ngày, giờ của bản trình diễn",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "class": "form-control"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%d/%m/%Y %H:%M"],
    )

    def clean_moment(self) -> datetime:
        moment: datetime = self.cleaned_data["moment"]
        if not 2000 <= moment.year <= 2100:
            raise forms.ValidationError("Chọn ngày từ năm 2000 đến năm 2100.")
        return moment


def demo_clock(request: HttpRequest) -> HttpResponse:
    """Move the demo to another day, to see what is due, late or refused then. A real installation has no such page."""
    if not settings.DEMO_CLOCK:
        raise Http404
    form = DemoClockForm(
        request.POST if request.method == "POST" else None, initial={"moment": timezone.localtime(clock.now())}
    )
    if request.method == "POST" and form.is_valid():
        stand_at(form.cleaned_data["moment"])
        messages.success(request, f"Bản trình diễn đang ở ngày {form.cleaned_data['moment']:%d/%m/%Y}.")
        return redirect("home")
    context: dict[str, Any] = {"form": form}
    return render(request, "organizations/demo_clock.html", context, status=422 if request.method == "POST" else 200)
