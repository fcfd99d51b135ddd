"""Offices that plans name in words, found in the trees of many campaigns at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

from organizations import clock
from organizations.models import Organization
from organizations.models.organization import within
from reviews.models import Campaign
from reviews.rules.offices import closest
from reviews.rules.parts.feeds import Feed
from reviews.rules.parts.reports import ReportRoute


class Offices:
    """The offices of these campaigns' figures and reports: one query, and none where no plan asks for any.

    An office that the tree lacks is stood in for by the issuer itself: somebody must be able to record its papers.
    """

    def __init__(self, campaigns: Sequence[Campaign]) -> None:
        self.campaigns = [campaign for campaign in campaigns if campaign.plan.feeds or campaign.plan.reports]

    @cached_property
    def _rows(self) -> list[Organization]:
        if not self.campaigns:
            return []
        kinds = {kind for campaign in self.campaigns for kind in _kinds(campaign)}
        paths = {campaign.issuer.path for campaign in self.campaigns}
        tiers = {campaign.issuer.tier for campaign in self.campaigns}
        rows = Organization.objects.on(clock.today()).filter(within("path", *paths), kind__in=kinds, tier__in=tiers)
        return list(rows.order_by("path"))

    def of_feed(self, campaign: Campaign, feed: Feed) -> Organization | None:
        return self._named(campaign, feed.office, feed.office_kind)

    def entering(self, campaign: Campaign, feed: Feed) -> Organization:
        """Who enters and sends the figures of a feed."""
        return self.of_feed(campaign, feed) or campaign.issuer

    def relay(self, campaign: Campaign, route: ReportRoute) -> Organization | None:
        """Who takes the papers of a route in and passes them on; None where they go straight."""
        if route.via_kind is None:
            return None
        return self._named(campaign, route.via, route.via_kind) or campaign.issuer

    def _named(self, campaign: Campaign, printed: str, kind: str) -> Organization | None:
        issuer = campaign.issuer
        return closest(
            printed,
            (row for row in self._rows if row.kind == kind and row.tier == issuer.tier and issuer.contains(row)),
        )


def _kinds(campaign: Campaign) -> Iterable[str]:
    yield from (feed.office_kind for feed in (campaign.plan.feeds.feeds if campaign.plan.feeds else ()))
    yield from (route.via_kind for route in campaign.plan.reports if route.via_kind is not None)
