"""Reports that go up through another body: sent by the unit, taken in and passed on by the body in between."""

from __future__ import annotations

import hashlib
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from forms_templates.intake import NotAPdf
from forms_templates.models import Document
from forms_templates.services import store_upload
from organizations.choices import AuditAction
from organizations.models import Organization, User
from organizations.services.acts import recorded
from organizations.text import nfc
from reviews.models import Campaign, RelayedReport
from reviews.permissions import report_refusal
from reviews.rules.findings import Finding, Reference, RuleViolation, Severity, refuse_if_blocking
from reviews.rules.parts.reports import ReportRoute
from reviews.rules.reports import check_report
from reviews.selectors.reports import Reports


@recorded(AuditAction.REPORT_SEND)
def send_report(
    *,
    campaign_id: int,
    route_key: str,
    unit_id: int,
    number: str,
    dated_on: date,
    sent_on: date,
    by: User,
    now: datetime,
    scan: bytes | None = None,
) -> RelayedReport:
    """Record that a unit's report has gone out; the body that takes it in may record it for the unit.

    A report with a day of its own is sent once, one without as often as there is cause (P3-III.3-b). Refused for a unit
    that does not send on this route, for days to come, and for a scan that is no PDF; of two at once the database keeps
    one.
    """
    campaign = Campaign.objects.select_related("issuer").get(pk=campaign_id)
    today = timezone.localdate(now)
    reports = Reports(campaign, on=today)
    route, unit = _route(reports, route_key), Organization.objects.get(pk=unit_id)
    bodies = [body for body in (unit, reports.relay(route)) if body is not None]
    earlier = list(RelayedReport.objects.filter(campaign=campaign, route=route.key, unit=unit))
    findings = report_refusal(by, campaign, "Việc gửi báo cáo", *bodies)
    if unit.pk not in {row.pk for row in reports.every_sender(route)}:
        findings.append(
            Finding(
                "report.sender", Severity.BLOCK, f"{unit} không thuộc nơi gửi “{route.what}”.", _cite(reports, route)
            )
        )
    if not number.strip():
        findings.append(Finding("report.number", Severity.BLOCK, "Ghi số văn bản."))
    if sent_on > today or dated_on > sent_on:
        message = "Ngày gửi không được sau hôm nay và không được trước ngày văn bản."
        findings.append(Finding("report.day", Severity.BLOCK, message))
    if earlier and not route.is_occasional:
        findings.append(_sent_already(route, earlier[0]))
    refuse_if_blocking(findings)
    report = RelayedReport(
        campaign=campaign,
        route=route.key,
        unit=unit,
        turn=len(earlier) + 1,
        number=nfc(number.strip()),
        dated_on=dated_on,
        sent_on=sent_on,
        sent_by=by,
        scan=_store(campaign, route, unit, len(earlier) + 1, number, scan, by) if scan else None,
    )
    try:
        with transaction.atomic():
            report.save()
    except IntegrityError:
        standing = RelayedReport.objects.filter(campaign=campaign, route=route.key, unit=unit).last()
        if standing is not None:
            refuse_if_blocking([_sent_already(route, standing)])
        raise
    return report


def _route(reports: Reports, key: str) -> ReportRoute:
    route = reports.route(key)
    if route is None:
        message = "Kế hoạch không có loại báo cáo này."
        raise RuleViolation([Finding("report.route", Severity.BLOCK, message)])
    return route


def _cite(reports: Reports, route: ReportRoute) -> Reference:
    return reports.plan.reference(route.clause)


def _sent_already(route: ReportRoute, report: RelayedReport) -> Finding:
    message = f"{report.unit} đã gửi “{route.what}”: số {report.number} ngày {report.dated_on:%d/%m/%Y}."
    return Finding("report.sent", Severity.BLOCK, message)


def _store(
    campaign: Campaign, route: ReportRoute, unit: Organization, turn: int, number: str, scan: bytes, by: User
) -> Document:
    try:
        return store_upload(
            subject_key=f"report:{campaign.pk}:{route.key}:{unit.pk}:{turn}",
            source_version=hashlib.sha256(scan).hexdigest(),
            title=f"{route.what} – {unit}",
            number=number.strip(),
            content=scan,
            by=by,
        )
    except NotAPdf as error:
        raise RuleViolation([Finding("upload.not_a_pdf", Severity.BLOCK, str(error))]) from error


@recorded(AuditAction.REPORT_TAKE_IN)
def take_in(*, report_id: int, on: date, by: User, now: datetime) -> RelayedReport:
    """Record the day on which the body in between had the report; that day counts for the sender (P3-III.1.1-h)."""
    report, reports, route = _locked(report_id, now)
    relay = reports.relay(route)
    if relay is None:
        message = f"“{route.what}” gửi thẳng {route.to}, không qua cơ quan nào."
        raise RuleViolation([Finding("report.no_relay", Severity.BLOCK, message, _cite(reports, route))])
    findings = report_refusal(by, report.campaign, "Việc nhận báo cáo", relay)
    findings += _days(report, on, now)
    if report.relayed_on is not None:
        message = f"Báo cáo này đã ghi nhận ngày {report.relayed_on:%d/%m/%Y}."
        findings.append(Finding("report.taken_in", Severity.BLOCK, message))
    refuse_if_blocking(findings)
    report.relayed_on, report.relayed_by = on, by
    report.save(update_fields=("relayed_on", "relayed_by"))
    return report


@recorded(AuditAction.REPORT_SEND, of=(RelayedReport, "report_id"))
def pass_on(*, report_id: int, on: date, by: User, now: datetime) -> list[Finding]:
    """Record the day on which the report reached the body addressed; return the warnings.

    By the body in between once it has the report, else by the body addressed. A report that went round the body in
    between is refused or pointed out, as the plan has it (P3-III.1.1-b, P3-III.2.2-b).
    """
    report, reports, route = _locked(report_id, now)
    relay, end = reports.relay(route), reports.end(route)
    bodies = [end] if relay is None or report.relayed_on is None else [relay, end]
    findings = report_refusal(by, report.campaign, f"Việc chuyển đến {route.to}", *bodies)
    findings += _days(report, on, now)
    if report.arrived_on is not None:
        message = f"Báo cáo này đã đến {route.to} ngày {report.arrived_on:%d/%m/%Y}."
        findings.append(Finding("report.arrived", Severity.BLOCK, message))
    elif report.relayed_on is not None and on < report.relayed_on:
        message = f"Ngày chuyển không được trước ngày {route.via} nhận ({report.relayed_on:%d/%m/%Y})."
        findings.append(Finding("report.day", Severity.BLOCK, message))
    round_about = check_report(
        route, sender=str(report.unit), at_relay=report.relayed_on, at_end=on, plan=reports.plan, on=on
    )
    # A late paper is taken in and shown as late; only the way that it went may refuse it.
    findings += [row for row in round_about if row.code == "report.relay"]
    warnings = refuse_if_blocking(findings)
    report.arrived_on, report.arrived_by = on, by
    report.save(update_fields=("arrived_on", "arrived_by"))
    return warnings


def _locked(report_id: int, now: datetime) -> tuple[RelayedReport, Reports, ReportRoute]:
    rows = RelayedReport.objects.select_for_update(no_key=True, of=("self",))
    report = rows.select_related("campaign__issuer", "unit").get(pk=report_id)
    reports = Reports(report.campaign, on=timezone.localdate(now))
    return report, reports, _route(reports, report.route)


def _days(report: RelayedReport, on: date, now: datetime) -> list[Finding]:
    if report.sent_on <= on <= timezone.localdate(now):
        return []
    message = f"Ngày nhận không được trước ngày gửi ({report.sent_on:%d/%m/%Y}) và không được sau hôm nay."
    return [Finding("report.day", Severity.BLOCK, message)]
