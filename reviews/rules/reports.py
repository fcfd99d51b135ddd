"""Reports on their way up: through the body that the plan names, and in time at that body."""

from __future__ import annotations

from datetime import date

from .findings import Finding, Severity
from .offices import office_named
from .parts.reports import ReportRoute
from .plan import Plan
from .roster import OrganizationFact, Roster


def senders_of(route: ReportRoute, roster: Roster) -> list[OrganizationFact]:
    """The organizations of the issuer's tree, itself included, that the plan has send this paper."""
    return [
        row
        for row in roster.facts.organizations
        if row.kind in route.senders.kinds
        and (not route.senders.tiers or row.tier in route.senders.tiers)
        and roster.is_under_issuer(row.id)
    ]


def relay_of(route: ReportRoute, roster: Roster) -> OrganizationFact | None:
    """The body of the tree that passes the paper on; None where it goes straight or the tree lacks that body."""
    return office_named(route.via, route.via_kind, roster) if route.via_kind else None


def check_relays(plan: Plan, roster: Roster) -> list[Finding]:
    """Bodies that pass papers on and are not in the tree: nobody could take them in."""
    return [
        Finding(
            "report.no_relay",
            Severity.WARN,
            f"{route.via} nhận và chuyển “{route.what}” nhưng chưa có trong cây tổ chức.",
            plan.reference(route.clause),
        )
        for route in plan.reports
        if route.via and relay_of(route, roster) is None
    ]


def received_on(route: ReportRoute, *, at_relay: date | None, at_end: date | None) -> date | None:
    """The day that counts for the sender: when the relaying body had it, however long that kept it (P3-III.1.1-h)."""
    return at_relay if route.via else at_end


def check_report(
    route: ReportRoute, *, sender: str, at_relay: date | None, at_end: date | None, plan: Plan, on: date
) -> list[Finding]:
    """A report that went round its relay, that is late, or that still lacks when its last day is past."""
    findings = []
    if route.via and at_end is not None and (at_relay is None or at_relay > at_end):
        message = f"{sender}: {_lower(route.what)} gửi {route.to} phải qua {route.via}."
        findings.append(Finding("report.relay", route.severity, message, plan.reference(route.clause)))
    if not route.milestone:
        return findings
    milestone = plan.milestone(route.milestone)
    last, came = milestone.last_good_day, received_on(route, at_relay=at_relay, at_end=at_end)
    day = came or on
    if last is not None and day > last:
        where = route.via or route.to
        state = f"{where} nhận ngày {day:%d/%m/%Y}" if came else f"đến ngày {on:%d/%m/%Y} {where} chưa nhận được"
        message = (
            f"{sender}: {_lower(route.what)} {state}, quá hạn {(day - last).days} ngày (hạn cuối là ngày "
            f"{last:%d/%m/%Y})."
        )
        findings.append(Finding("report.late", milestone.severity, message, milestone.reference))
    return findings


def may_open(route: ReportRoute, *, at_relay: date | None) -> bool:
    """The body addressed sees the report once the relay has passed it on."""
    return not route.via or at_relay is not None


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
