"""The year-end summary of each unit of a campaign."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from organizations import clock
from reviews.forms import SummaryDayForm
from reviews.rules.findings import Finding, RuleViolation
from reviews.selectors.summaries import summaries
from reviews.services.summaries import set_summary_day

from .campaigns import visible_campaign
from .home import signed_in


def summary_days(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Each unit with its day and what of it is not rated; a form for those whose day one may set."""
    user, found = signed_in(request), visible_campaign(request, campaign_id)
    listing = summaries(found, user=user, on=clock.today())
    if listing is None:
        raise Http404
    settable = [row.organization for row in listing.rows if row.may_set]
    form = SummaryDayForm(request.POST if request.method == "POST" else None, units=settable)
    findings: tuple[Finding, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            warnings = set_summary_day(campaign_id=found.pk, by=user, on=clock.today(), **form.cleaned_data)
        except RuleViolation as violation:
            findings = violation.findings
        else:
            for warning in warnings:
                messages.warning(request, warning.message)
            messages.success(request, "Đã ghi ngày tổng kết công tác năm.")
            return redirect("campaign-summaries", found.pk)
    context = {
        "campaign": found,
        "summaries": listing,
        "form": form,
        "findings": findings,
        "may_set": bool(settable),
    }
    return render(request, "reviews/summaries.html", context, status=422 if request.method == "POST" else 200)
