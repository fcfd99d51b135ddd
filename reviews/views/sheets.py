"""Phụ lục chấm điểm: the criteria of each annex, written while the plan is a draft, read by everybody afterwards."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from reviews.forms.sheets import SheetForm
from reviews.models import Campaign
from reviews.permissions import draft_refusal
from reviews.rules.findings import Finding, RuleViolation
from reviews.selectors.sheets import Sheet, sheets_of
from reviews.services import sheets as services

from .campaigns import visible_campaign
from .home import signed_in


@require_safe
def sheets(request: HttpRequest, campaign_id: int) -> HttpResponse:
    found = _scored_campaign(request, campaign_id)
    context = {
        "campaign": found,
        "document": found.plan.sheets.document if found.plan.sheets else "",
        "sheets": sheets_of(found),
        "regime": found.plan.regime,
        "may_change": not draft_refusal(signed_in(request), found),
    }
    return render(request, "reviews/sheets.html", context)


def sheet(request: HttpRequest, campaign_id: int, annex: str) -> HttpResponse:
    """Write one annex. “Thêm dòng” saves nothing; without any row the nation's groups stand in again."""
    found = _scored_campaign(request, campaign_id)
    current = _sheet(found, annex)
    form = SheetForm(request.POST if request.method == "POST" else None, criteria=current.criteria)
    findings: tuple[Finding, ...] = tuple(draft_refusal(signed_in(request), found))
    may_type = not findings or request.method == "POST"
    if request.method == "POST" and not form.add_row and form.is_valid():
        try:
            services.write_sheet(campaign_id=found.pk, annex=annex, criteria=form.criteria(), by=signed_in(request))
        except RuleViolation as violation:
            findings = violation.findings
        else:
            messages.success(request, f"Đã ghi tiêu chí của Phụ lục {annex}.")
            return redirect("campaign-sheets", found.pk)
    context = {"campaign": found, "sheet": current, "form": form, "findings": findings, "may_type": may_type}
    status = 422 if request.method == "POST" and not form.add_row else 200
    return render(request, "reviews/sheet_edit.html", context, status=status)


def _scored_campaign(request: HttpRequest, campaign_id: int) -> Campaign:
    """A campaign whose plan scores; of any other this page does not exist."""
    found = visible_campaign(request, campaign_id)
    if found.plan.sheets is None:
        raise Http404
    return found


def _sheet(campaign: Campaign, annex: str) -> Sheet:
    found = next((sheet for sheet in sheets_of(campaign) if sheet.annex == annex), None)
    if found is None:
        raise Http404
    return found
