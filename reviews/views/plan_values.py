"""Giá trị của kế hoạch: what a committee changes in a preset while it writes its own plan, each with its basis."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from reviews.forms import PlanValueForm
from reviews.models import Campaign
from reviews.permissions import draft_refusal
from reviews.rules.changes import Change, Value, changeable
from reviews.rules.findings import Finding, RuleViolation
from reviews.rules.plan import load_preset
from reviews.services import plan_values as services

from .campaigns import visible_campaign
from .home import signed_in


@dataclass(frozen=True, slots=True)
class Row:
    """One value as the page lists it: what the preset says, and what this plan says instead."""

    value: Value
    change: Change | None

    @property
    def shown(self) -> str:
        return self.value.say(self.change.written if self.change else self.value.written)


def _rows(campaign: Campaign) -> list[Row]:
    changes = {change.key: change for change in services.changes_of(campaign)}
    return [Row(value, changes.get(value.key)) for value in changeable(load_preset(campaign.preset))]


@require_safe
def values(request: HttpRequest, campaign_id: int) -> HttpResponse:
    found = visible_campaign(request, campaign_id)
    context = {
        "campaign": found,
        "rows": _rows(found),
        "may_change": not draft_refusal(signed_in(request), found),
    }
    return render(request, "reviews/plan_values.html", context)


def value(request: HttpRequest, campaign_id: int, key: str) -> HttpResponse:
    user, found = signed_in(request), visible_campaign(request, campaign_id)
    row = next((row for row in _rows(found) if row.value.key == key), None)
    if row is None:
        raise Http404
    change = row.change
    initial = {
        "written": change.written if change else row.value.written,
        "section": change.section if change else "",
        "quote": change.quote if change else "",
    }
    form = PlanValueForm(request.POST if request.method == "POST" else None, value=row.value, initial=initial)
    findings: tuple[Finding, ...] = tuple(draft_refusal(user, found))
    may_type = not findings or request.method == "POST"
    if request.method == "POST" and form.is_valid():
        try:
            services.change_value(campaign_id=found.pk, key=key, by=user, **form.cleaned_data)
        except RuleViolation as violation:
            findings = violation.findings
        else:
            messages.success(request, f"Đã đổi: {row.value.label}.")
            return redirect("plan-values", found.pk)
    context = {"campaign": found, "row": row, "form": form, "findings": findings, "may_type": may_type}
    status = 422 if request.method == "POST" else 200
    return render(request, "reviews/plan_value_edit.html", context, status=status)


@require_POST
def reset(request: HttpRequest, campaign_id: int, key: str) -> HttpResponse:
    found = visible_campaign(request, campaign_id)
    services.reset_value(campaign_id=found.pk, key=key, by=signed_in(request))
    messages.success(request, "Đã lấy lại giá trị của kế hoạch mẫu.")
    return redirect("plan-values", found.pk)
