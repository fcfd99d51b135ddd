"""The bundle of counting minutes that the issuer sends up: what is there, what lacks, sending it."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from forms_templates.choices import DocumentState
from forms_templates.views import document_response
from organizations import clock
from organizations.permissions import holds
from organizations.text import row_id
from ratings.forms import BundleScanForm, BundleSendingForm
from ratings.selectors.bundle import Bundle, bundle_of, sees_bundle
from ratings.services import bundle as services
from reviews.models import BundlePaper
from reviews.rules.findings import Finding, RuleViolation
from reviews.views.campaigns import visible_campaign
from reviews.views.home import signed_in


def _bundle(request: HttpRequest, campaign_id: int) -> Bundle:
    campaign = visible_campaign(request, campaign_id)
    if not sees_bundle(signed_in(request), campaign):
        raise Http404
    return bundle_of(campaign)


def bundle(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """One line for each ballot that the plan names; ``action`` says what is done."""
    found = _bundle(request, campaign_id)
    items = [(line.item.key, line.item.ballot) for line in found.lines]
    scan_form = BundleScanForm(items=items)
    sending_form = BundleSendingForm(initial={"sent_on": clock.today()})
    findings: tuple[Finding, ...] = ()
    if request.method == "POST":
        action = request.POST.get("action", "")
        if action == "scan":
            scan_form = BundleScanForm(request.POST, request.FILES, items=items)
        if action == "send":
            sending_form = BundleSendingForm(request.POST)
        try:
            said = _act(request, found, action, scan_form, sending_form)
        except RuleViolation as violation:
            findings = violation.findings
        else:
            if said:
                messages.success(request, said)
                return redirect("bundle", campaign_id)
    user, issuer = signed_in(request), found.campaign.issuer
    rules = found.campaign.plan.rating_meetings
    assert rules is not None
    context = {
        "campaign": found.campaign,
        "bundle": found,
        "reference": found.campaign.plan.reference(rules.bundle_clause),
        "scan_form": scan_form,
        "sending_form": sending_form,
        "findings": findings,
        "may_make": (holds(user, "appraise", issuer) or holds(user, "lead_review", issuer)) and found.sending is None,
    }
    status = 422 if findings or scan_form.errors or sending_form.errors else 200
    return render(request, "ratings/bundle.html", context, status=status)


def _act(
    request: HttpRequest, found: Bundle, action: str, scan_form: BundleScanForm, sending_form: BundleSendingForm
) -> str:
    """What was done, in words; empty where a form is not filled in."""
    by, today, key = signed_in(request), clock.today(), found.campaign.pk
    if action == "scan":
        if not scan_form.is_valid():
            return ""
        content = scan_form.cleaned_data["file"].read()
        services.add_scan(campaign_id=key, item=scan_form.cleaned_data["item"], content=content, by=by, on=today)
        return "Đã thêm biên bản kiểm phiếu."
    if action == "counted":
        session_id = row_id(request.POST.get("session", "")) or 0
        services.add_counted(campaign_id=key, item=request.POST.get("item", ""), session_id=session_id, by=by, on=today)
        return "Đã lấy biên bản kiểm phiếu do chương trình lập."
    if action == "send":
        if not sending_form.is_valid():
            return ""
        services.send_bundle(campaign_id=key, by=by, on=today, **sending_form.cleaned_data)
        return "Đã ghi việc gửi bộ hồ sơ."
    raise Http404


@require_safe
def paper(request: HttpRequest, campaign_id: int, item: str) -> FileResponse:
    """The counting minutes of one ballot."""
    found = _bundle(request, campaign_id)
    row = get_object_or_404(BundlePaper.objects.select_related("document"), campaign=found.campaign, item=item)
    if row.document.state != DocumentState.READY:
        raise Http404
    return document_response(row.document, download="download" in request.GET)
