"""Báo cáo: what each unit sends up, through whom, and how far it has come."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from forms_templates.views import document_response
from organizations import clock
from organizations.models import Organization
from organizations.text import row_id
from reviews.forms.feeds import ArrivalForm, ReportForm
from reviews.permissions import acts_for
from reviews.rules.findings import Finding, RuleViolation, Severity
from reviews.rules.parts.reports import ReportRoute
from reviews.selectors.reports import Reports, sees_reports
from reviews.services import reports as services

from .campaigns import visible_campaign
from .home import signed_in


def _reports(request: HttpRequest, campaign_id: int) -> Reports:
    found = visible_campaign(request, campaign_id)
    if not sees_reports(signed_in(request), found):
        raise Http404
    return Reports(found, on=clock.today())


def _route(request: HttpRequest, campaign_id: int, route_key: str) -> tuple[Reports, ReportRoute, list[Organization]]:
    """A route with the units whose reports the user sees; without any it does not exist for him."""
    reports = _reports(request, campaign_id)
    route = reports.route(route_key)
    units = reports.senders(route, signed_in(request)) if route is not None else []
    if route is None or not units:
        raise Http404
    return reports, route, units


@require_safe
def reports(request: HttpRequest, campaign_id: int) -> HttpResponse:
    found = _reports(request, campaign_id)
    lines = found.routes(signed_in(request))
    context = {"campaign": found.campaign, "lines": lines, "late": sum(line.late for line in lines)}
    return render(request, "reviews/reports.html", context)


@require_safe
def of_route(request: HttpRequest, campaign_id: int, route_key: str) -> HttpResponse:
    """One kind of report by unit: sent, taken in, passed on, late or lacking."""
    found, route, units = _route(request, campaign_id, route_key)
    lines = found.lines(route, signed_in(request), units)
    context = {
        "campaign": found.campaign,
        "route": route,
        "reference": found.plan.reference(route.clause),
        "page": Paginator(lines, 60).get_page(request.GET.get("page")),
        "total": len(units),
        "sent": sum(1 for line in lines if line.report is not None),
        "late": sum(1 for line in lines if line.is_late),
        "due_on": found.due_on(route),
    }
    return render(request, "reviews/reports_of_route.html", context)


def report(request: HttpRequest, campaign_id: int, route_key: str, unit_id: int) -> HttpResponse:
    """A unit's reports of one kind, and the step that is mine: send, take in, pass on."""
    found, route, units = _route(request, campaign_id, route_key)
    unit = next((row for row in units if row.pk == unit_id), None)
    if unit is None:
        raise Http404
    user, action = signed_in(request), request.POST.get("action", "")
    today = clock.today()
    sending = (
        ReportForm(request.POST, request.FILES, initial={"sent_on": today})
        if action == "send"
        else ReportForm(initial={"sent_on": today, "dated_on": today})
    )
    arrival = ArrivalForm(
        request.POST if action.startswith(("take", "pass")) else None, label="Ngày", initial={"on": today}
    )
    findings: tuple[Finding, ...] = ()
    if request.method == "POST":
        try:
            if _act(request, found, route, unit, action, sending, arrival):
                return redirect("report", found.campaign.pk, route.key, unit.pk)
        except RuleViolation as violation:
            findings = violation.findings
        found = Reports(found.campaign, on=today)
    lines = found.lines(route, user, [unit])
    relay, end = found.relay(route), found.end(route)
    sent = [line for line in lines if line.report is not None]
    context = {
        "campaign": found.campaign,
        "route": route,
        "reference": found.plan.reference(route.clause),
        "unit": unit,
        "lines": sent,
        "owed": lines[0] if not sent else None,
        "due_on": found.due_on(route),
        "sending": sending,
        "arrival": arrival,
        "action": action,
        "findings": findings,
        "may_send": (route.is_occasional or not sent)
        and (acts_for(user, unit) or (relay is not None and acts_for(user, relay))),
        "may_take_in": relay is not None and acts_for(user, relay),
        "may_pass_on": acts_for(user, end) or (relay is not None and acts_for(user, relay)),
        "may_take_directly": acts_for(user, end),
    }
    return render(request, "reviews/report.html", context, status=422 if request.method == "POST" else 200)


def _act(
    request: HttpRequest,
    found: Reports,
    route: ReportRoute,
    unit: Organization,
    action: str,
    sending: ReportForm,
    arrival: ArrivalForm,
) -> bool:
    """Do what the button says; False where its form is not filled in."""
    by, now = signed_in(request), clock.now()
    kind, _, number = action.partition("-")
    if kind == "send":
        if not sending.is_valid():
            return False
        values: dict[str, Any] = dict(sending.cleaned_data)
        scan = values.pop("scan")
        services.send_report(
            campaign_id=found.campaign.pk,
            route_key=route.key,
            unit_id=unit.pk,
            scan=scan.read() if scan else None,
            by=by,
            now=now,
            **values,
        )
        messages.success(request, "Đã ghi việc gửi báo cáo.")
        return True
    own = {line.report.pk for line in found.lines(route, by, [unit]) if line.report is not None}
    report_id = row_id(number) or 0
    if kind not in ("take", "pass") or report_id not in own:
        message = "Trang này không có việc vừa gửi; tải lại trang."
        raise RuleViolation([Finding("report.action", Severity.BLOCK, message)])
    if not arrival.is_valid():
        return False
    step = services.take_in if kind == "take" else services.pass_on
    step(report_id=report_id, on=arrival.cleaned_data["on"], by=by, now=now)
    messages.success(request, "Đã ghi ngày nhận." if kind == "take" else "Đã ghi ngày đến.")
    return True


@require_safe
def scan(request: HttpRequest, campaign_id: int, route_key: str, unit_id: int, turn: int) -> FileResponse:
    """The paper as scanned, for whoever may open the report."""
    found, route, units = _route(request, campaign_id, route_key)
    unit = next((row for row in units if row.pk == unit_id), None)
    lines = found.lines(route, signed_in(request), [unit]) if unit is not None else []
    line = next((row for row in lines if row.report is not None and row.report.turn == turn), None)
    if line is None or line.report is None or line.report.scan is None or not line.is_open:
        raise Http404
    return document_response(line.report.scan, download="download" in request.GET)
