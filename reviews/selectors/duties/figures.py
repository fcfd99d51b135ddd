"""Figures to collect and send, reports to send, to take in and to pass on; nothing where a plan asks for none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from organizations import clock
from organizations.models import Organization
from organizations.models.organization import within
from reviews.duties import Duty, listed
from reviews.models import Campaign, FeedSending, RelayedReport
from reviews.rules.findings import Finding, Severity
from reviews.rules.parts.reports import ReportRoute
from reviews.selectors.actors import Actors
from reviews.selectors.due_days import DueDays
from reviews.selectors.offices import Offices


def figures_to_send(campaigns: Sequence[Campaign], actors: Actors, due_days: Mapping[int, DueDays]) -> Iterator[Duty]:
    """Each office sends its figures to the organization board before the plan's day (P3-III.2.5-b)."""
    collecting = [campaign for campaign in campaigns if campaign.plan.feeds is not None]
    if not collecting:
        return
    offices = Offices(collecting)
    sendings: dict[tuple[int, str], list[FeedSending]] = defaultdict(list)
    for sending in FeedSending.objects.filter(campaign__in=collecting).order_by("id"):
        sendings[sending.campaign_id, sending.feed].append(sending)
    for campaign in collecting:
        rules = campaign.plan.feeds
        assert rules is not None
        due_on = due_days[campaign.pk].days.get(rules.milestone)
        for feed in rules.feeds:
            earlier = sendings[campaign.pk, feed.key]
            who = actors.acting_for(offices.entering(campaign, feed))
            if who and not any(sending.stands for sending in earlier):
                yield Duty(
                    key=f"feed:{feed.key}:{len(earlier)}",
                    user_ids=who,
                    title=f"Gửi số liệu phục vụ thẩm định đến {rules.recipient}",
                    subject=feed.title,
                    action="Ghi số liệu",
                    path=reverse("feed", args=(campaign.pk, feed.key)),
                    due_on=due_on,
                    findings=tuple(_sent_back(sending, rules.recipient) for sending in earlier[-1:]),
                )


def _sent_back(sending: FeedSending, recipient: str) -> Finding:
    assert sending.returned_at is not None
    day = timezone.localdate(sending.returned_at)
    return Finding("feed.returned", Severity.WARN, f"{recipient} trả lại ngày {day:%d/%m/%Y}: {sending.return_reason}")


def reports_to_send(campaigns: Sequence[Campaign], actors: Actors, due_days: Mapping[int, DueDays]) -> Iterator[Duty]:
    """Each unit sends the reports that have a day; what is sent when there is cause is nobody's duty."""
    asking = [campaign for campaign in campaigns if any(not route.is_occasional for route in campaign.plan.reports)]
    if not asking:
        return
    units = list(_senders(asking, actors))
    sent = set(RelayedReport.objects.filter(campaign__in=asking).values_list("campaign_id", "route", "unit_id"))
    for campaign in asking:
        for route in campaign.plan.reports:
            if route.is_occasional:
                continue
            due_on = due_days[campaign.pk].days.get(route.milestone)
            for unit in units:
                if (campaign.pk, route.key, unit.pk) in sent or not _sends(campaign, route, unit):
                    continue
                who = actors.acting_for(unit)
                if who:
                    yield Duty(
                        key=f"report:{route.key}:{unit.pk}",
                        user_ids=who,
                        title=f"Gửi {route.via or route.to}: {route.what}",
                        subject=str(unit),
                        action="Ghi đã gửi",
                        path=reverse("report", args=(campaign.pk, route.key, unit.pk)),
                        due_on=due_on,
                    )


def _senders(campaigns: Sequence[Campaign], actors: Actors) -> Iterator[Organization]:
    """The units that send on one of the routes; for one user only those that he acts for."""
    paths = {campaign.issuer.path for campaign in campaigns}
    kinds = {kind for campaign in campaigns for route in campaign.plan.reports for kind in route.senders.kinds}
    rows = Organization.objects.on(clock.today()).filter(within("path", *paths), kind__in=kinds)
    if actors.user is not None:
        granted = [grant.organization_id for _user, grant in actors.grants if grant.codename == "lead_review"]
        rows = rows.filter(Q(pk__in=list(actors.leaders)) | Q(pk__in=granted))
    yield from rows.order_by("path")


def _sends(campaign: Campaign, route: ReportRoute, unit: Organization) -> bool:
    rule = route.senders
    return unit.kind in rule.kinds and (not rule.tiers or unit.tier in rule.tiers) and campaign.issuer.contains(unit)


def reports_to_pass_on(
    campaigns: Sequence[Campaign], actors: Actors, due_days: Mapping[int, DueDays]
) -> Iterator[Duty]:
    """The body in between takes reports in and passes them on, one duty for all of a route (P3-III.1.1-h)."""
    relaying = [campaign for campaign in campaigns if any(route.via for route in campaign.plan.reports)]
    if not relaying:
        return
    offices = Offices(relaying)
    waiting: dict[tuple[int, str, bool], list[RelayedReport]] = defaultdict(list)
    rows = RelayedReport.objects.filter(campaign__in=relaying, arrived_on__isnull=True).select_related("unit")
    for report in rows.order_by("sent_on", "id"):
        waiting[report.campaign_id, report.route, report.relayed_on is not None].append(report)
    for campaign in relaying:
        for route in campaign.plan.reports:
            relay = offices.relay(campaign, route)
            who = actors.acting_for(relay) if relay is not None else frozenset()
            for is_here, title, action in (
                (False, f"Ghi ngày nhận: {route.what}", "Ghi nhận"),
                (True, f"Chuyển {route.to}: {route.what}", "Ghi đã chuyển"),
            ):
                reports = waiting[campaign.pk, route.key, is_here]
                if who and reports:
                    yield Duty(
                        key=f"relay:{route.key}:{is_here}:{max(report.pk for report in reports)}",
                        user_ids=who,
                        title=title,
                        subject=listed([report.unit for report in reports], "đơn vị"),
                        action=action,
                        path=reverse("reports-of-route", args=(campaign.pk, route.key)),
                        due_on=None if is_here else due_days[campaign.pk].days.get(route.milestone),
                    )
