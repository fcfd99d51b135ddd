"""Reports on their way up: who sends which, how far each has come, what is late."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Q

from organizations import clock
from organizations.models import Organization, User
from organizations.permissions import granted, led_organizations
from reviews.models import Campaign, RelayedReport
from reviews.permissions import acts_for, reads_figures
from reviews.rules.findings import Finding
from reviews.rules.parts.reports import ReportRoute
from reviews.rules.plan import Plan
from reviews.rules.reports import check_report, may_open, received_on, senders_of
from reviews.rules.roster import Roster
from reviews.selectors.campaigns import plan_as_amended
from reviews.selectors.offices import Offices
from reviews.selectors.roster import tree_facts

_NONE_YET: tuple[RelayedReport | None, ...] = (None,)


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One unit on one route; without ``report`` nothing has been sent yet.

    ``is_open``: the user may read number and paper, which the body addressed does once the relay has it.
    """

    unit: Organization
    report: RelayedReport | None
    received_on: date | None
    due_on: date | None
    findings: tuple[Finding, ...]
    is_open: bool

    @property
    def is_late(self) -> bool:
        return any(finding.code == "report.late" for finding in self.findings)

    @property
    def is_in(self) -> bool:
        """With the body whose day of receipt counts."""
        return self.received_on is not None

    @property
    def is_done(self) -> bool:
        return self.report is not None and self.report.arrived_on is not None


@dataclass(frozen=True, slots=True)
class RouteLine:
    """One route as the list shows it, counted over the units that the user sees."""

    route: ReportRoute
    relay: Organization | None
    due_on: date | None
    total: int
    sent: int
    received: int
    late: int


class Reports:
    """All reports of one campaign, each table read once."""

    def __init__(self, campaign: Campaign, *, on: date) -> None:
        self.campaign, self.on = campaign, on
        self.offices = Offices([campaign])

    @cached_property
    def plan(self) -> Plan:
        return plan_as_amended(self.campaign)

    @cached_property
    def _units(self) -> dict[int, Organization]:
        rows = Organization.objects.on(self.on).subtree(self.campaign.issuer).order_by("path")
        return {row.pk: row for row in rows}

    @cached_property
    def _roster(self) -> Roster:
        return Roster(tree_facts(self._units.values(), self.campaign.issuer))

    @cached_property
    def _sent(self) -> dict[tuple[str, int], list[RelayedReport]]:
        found: dict[tuple[str, int], list[RelayedReport]] = defaultdict(list)
        rows = RelayedReport.objects.filter(campaign=self.campaign).select_related("unit", "scan").order_by("turn")
        for row in rows:
            row.campaign = self.campaign
            found[row.route, row.unit_id].append(row)
        return found

    def route(self, key: str) -> ReportRoute | None:
        return next((route for route in self.plan.reports if route.key == key), None)

    def relay(self, route: ReportRoute) -> Organization | None:
        return self.offices.relay(self.campaign, route)

    def end(self, route: ReportRoute) -> Organization:
        """Who records that a paper is there: the issuer, also for one that goes above it, from the superior's word."""
        return self.campaign.issuer

    def due_on(self, route: ReportRoute) -> date | None:
        return self.plan.milestone(route.milestone).last_good_day if route.milestone else None

    def senders(self, route: ReportRoute, user: User) -> list[Organization]:
        """The units whose reports the user sees: all for the bodies they go to, else those that he acts for."""
        units = self.every_sender(route)
        if self.sees_all(route, user):
            return units
        return [unit for unit in units if acts_for(user, unit)]

    def every_sender(self, route: ReportRoute) -> list[Organization]:
        return [self._units[row.id] for row in senders_of(route, self._roster)]

    def sees_all(self, route: ReportRoute, user: User) -> bool:
        relay = self.relay(route)
        return reads_figures(user, self.campaign) or (relay is not None and acts_for(user, relay))

    def lines(self, route: ReportRoute, user: User, units: Iterable[Organization] | None = None) -> list[ReportLine]:
        """Each unit's reports of the route; a unit that has sent none has one line all the same."""
        return [
            self.line(route, unit, report, user)
            for unit in (self.senders(route, user) if units is None else units)
            for report in self._sent.get((route.key, unit.pk)) or _NONE_YET
        ]

    def line(self, route: ReportRoute, unit: Organization, report: RelayedReport | None, user: User) -> ReportLine:
        relayed = report.relayed_on if report else None
        arrived = report.arrived_on if report else None
        return ReportLine(
            unit=unit,
            report=report,
            received_on=received_on(route, at_relay=relayed, at_end=arrived),
            due_on=self.due_on(route),
            findings=tuple(
                check_report(route, sender=str(unit), at_relay=relayed, at_end=arrived, plan=self.plan, on=self.on)
            ),
            is_open=self._is_open(route, unit, report, user),
        )

    def _is_open(self, route: ReportRoute, unit: Organization, report: RelayedReport | None, user: User) -> bool:
        if report is None:
            return False
        relay = self.relay(route)
        handling = [unit] if relay is None else [unit, relay]
        return (
            any(acts_for(user, body) for body in handling)
            or may_open(route, at_relay=report.relayed_on)
            or report.arrived_on is not None
        )

    def routes(self, user: User) -> list[RouteLine]:
        """The routes on which the user sees a unit; what is sent when there is cause is never owed."""
        found = []
        for route in self.plan.reports:
            units = self.senders(route, user)
            if not units:
                continue
            lines = self.lines(route, user, units)
            found.append(
                RouteLine(
                    route=route,
                    relay=self.relay(route),
                    due_on=self.due_on(route),
                    total=len(units),
                    sent=sum(1 for line in lines if line.report is not None),
                    received=sum(1 for line in lines if line.is_in),
                    late=sum(1 for line in lines if line.is_late),
                )
            )
        return found


def sees_reports(user: User, campaign: Campaign) -> bool:
    """Has the campaign reports that the user sends, passes on or reads?"""
    if not campaign.plan.reports or campaign.is_draft:
        return False
    if reads_figures(user, campaign):
        return True
    offices = Offices([campaign])
    relays = [offices.relay(campaign, route) for route in campaign.plan.reports]
    if any(relay is not None and acts_for(user, relay) for relay in relays):
        return True
    return _sends(user, campaign)


def _sends(user: User, campaign: Campaign) -> bool:
    """Does the user act for a unit that sends on one of the routes? (One query.)"""
    wanted = Q(pk__in=[])
    for route in campaign.plan.reports:
        tiers = Q(tier__in=route.senders.tiers) if route.senders.tiers else Q()
        wanted |= Q(kind__in=route.senders.kinds) & tiers
    own = Q(pk__in=[row.pk for row in led_organizations(user)]) | granted(user, "path", "lead_review")
    return Organization.objects.on(clock.today()).subtree(campaign.issuer).filter(wanted).filter(own).exists()
