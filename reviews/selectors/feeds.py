"""The figures of a campaign: which office owes what of which units, what is typed, what is sent and what lacks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property

from django.utils import timezone

from organizations.models import Organization, User
from reviews.choices import PlaceKind
from reviews.models import Campaign, FeedPlace, FeedSending, FeedValue
from reviews.permissions import acts_for, reads_figures
from reviews.rules.feeds import (
    FeedRow,
    FeedState,
    FeedUnit,
    check_appraisal,
    check_feed,
    check_rows,
    share,
    state_of,
    units_of,
)
from reviews.rules.feeds import template as template_of
from reviews.rules.findings import Finding
from reviews.rules.parts.feeds import Feed, FeedColumn, FeedUnitKind
from reviews.rules.plan import Plan
from reviews.rules.roster import RosterFacts
from reviews.selectors.campaigns import plan_as_amended
from reviews.selectors.offices import Offices
from reviews.selectors.roster import tree_facts

#: A cell by the unit's number in the rules and the column's key.
Cell = tuple[int, str]


@dataclass(frozen=True, slots=True)
class FeedLine:
    """One feed as the list shows it. ``sending`` is the last one, whether it stands or was sent back."""

    feed: Feed
    office: Organization | None
    due_on: date | None
    sending: FeedSending | None
    state: FeedState
    is_late: bool

    @property
    def is_sent(self) -> bool:
        return self.sending is not None and self.sending.stands

    @property
    def is_returned(self) -> bool:
        return self.sending is not None and not self.sending.stands


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that stands beside a review: only of what its office has sent; ``share`` of the count that bounds it."""

    feed: Feed
    unit: FeedUnit
    column: FeedColumn
    value: str
    share: Fraction | None


class Figures:
    """All figures of one campaign, each table read once when it is first asked for."""

    def __init__(self, campaign: Campaign, *, on: date) -> None:
        rules = campaign.plan.feeds
        assert rules is not None
        self.campaign, self.rules, self.on = campaign, rules, on
        self.offices = Offices([campaign])

    @cached_property
    def plan(self) -> Plan:
        return plan_as_amended(self.campaign)

    @cached_property
    def _tree(self) -> RosterFacts:
        rows = Organization.objects.on(self.on).subtree(self.campaign.issuer).order_by("path")
        return tree_facts(rows, self.campaign.issuer)

    @cached_property
    def _places(self) -> dict[str, list[FeedPlace]]:
        found: dict[str, list[FeedPlace]] = defaultdict(list)
        for place in FeedPlace.objects.filter(campaign=self.campaign):
            found[place.feed].append(place)
        return found

    @cached_property
    def _values(self) -> dict[str, dict[int, dict[str, str]]]:
        found: dict[str, dict[int, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
        for row in FeedValue.objects.filter(campaign=self.campaign):
            found[row.feed][row.unit_key][row.column] = row.value
        return found

    @cached_property
    def _sendings(self) -> dict[str, FeedSending]:
        rows = FeedSending.objects.filter(campaign=self.campaign).select_related("sent_by__person")
        return {row.feed: row for row in rows.order_by("id")}

    @cached_property
    def _units_of_the_tree(self) -> list[FeedUnit]:
        return units_of(self._tree)

    def due_on(self) -> date | None:
        milestone = self.plan.milestone(self.rules.milestone) if self.rules.milestone else None
        return milestone.last_good_day if milestone else None

    def marked(self, feed: Feed) -> set[int]:
        """The organizations that the office has marked as communes of the new kind."""
        return {place.organization_id for place in self._places[feed.key] if place.organization_id is not None}

    def places(self, feed: Feed) -> list[FeedPlace]:
        """What the office has added that stands in no tree."""
        return [place for place in self._places[feed.key] if place.organization_id is None]

    def units(self, feed: Feed) -> list[FeedUnit]:
        marked = self.marked(feed)
        units = units_of(self._tree, new_rural=marked) if marked else self._units_of_the_tree
        added = [FeedUnit(-place.pk, place.name, frozenset({FeedUnitKind(place.kind)})) for place in self.places(feed)]
        return [*units, *added]

    def values(self, feed: Feed) -> Mapping[int, Mapping[str, str]]:
        return self._values[feed.key]

    def rows(self, feed: Feed, units: list[FeedUnit] | None = None) -> list[FeedRow]:
        """What is typed in the cells of the template; a cell that a unit has no more is left out."""
        values = self._values[feed.key]
        return [
            FeedRow(unit.id, {key: text for key, text in values[unit.id].items() if key in {c.key for c in columns}})
            for unit, columns in template_of(feed, units if units is not None else self.units(feed))
            if unit.id in values
        ]

    def sending(self, feed: Feed) -> FeedSending | None:
        return self._sendings.get(feed.key)

    def sent_on(self, feed: Feed) -> date | None:
        sending = self.sending(feed)
        return timezone.localdate(sending.sent_at) if sending is not None and sending.stands else None

    def line(self, feed: Feed) -> FeedLine:
        due_on, units = self.due_on(), self.units(feed)
        day = self.sent_on(feed) or self.on
        return FeedLine(
            feed=feed,
            office=self.offices.of_feed(self.campaign, feed),
            due_on=due_on,
            sending=self.sending(feed),
            state=state_of(feed, self.rows(feed, units), units),
            is_late=due_on is not None and day > due_on,
        )

    def lines(self, user: User) -> list[FeedLine]:
        """The feeds that the user sees: all for those who appraise with them, else those of his own office."""
        return [self.line(feed) for feed in self.rules.feeds if self.is_seen(feed, user)]

    def is_seen(self, feed: Feed, user: User) -> bool:
        return reads_figures(user, self.campaign) or acts_for(user, self.offices.entering(self.campaign, feed))

    def wrong(self, feed: Feed, units: list[FeedUnit] | None = None) -> list[Finding]:
        """Values that cannot stand; with one of them nothing is sent."""
        units = self.units(feed) if units is None else units
        return check_rows(feed, self.rows(feed, units), units, self.plan)

    def open_points(self, feed: Feed, units: list[FeedUnit] | None = None) -> list[Finding]:
        """What the feed still lacks, and whether it is late: shown, and sent all the same (P3-III.2.5-b)."""
        units = self.units(feed) if units is None else units
        rows = self.rows(feed, units)
        return check_feed(feed, rows, units, plan=self.plan, on=self.on, sent_on=self.sent_on(feed))

    def appraisal_findings(self, *, unit_id: int, name: str) -> list[Finding]:
        """Which figures about the unit have not been sent yet (P3-III.2.5-c)."""
        units = self._every_unit()
        rows = {feed.key: self.rows(feed, units) for feed in self.rules.feeds if self.sent_on(feed) is not None}
        return check_appraisal(unit_id=unit_id, name=name, rows=rows, units=units, plan=self.plan)

    def about(self, unit_id: int) -> list[Figure]:
        """The figures sent about a unit, or about a Party organization and its bodies."""
        return [
            Figure(feed, unit, column, self._values[feed.key][unit.id][column.key], self._share(feed, unit, column))
            for feed in self.rules.feeds
            if self.sent_on(feed) is not None
            for unit, columns in template_of(feed, self.units(feed))
            if unit_id in (unit.id, unit.grassroots_id)
            for column in columns
            if column.key in self._values[feed.key].get(unit.id, {})
        ]

    def _share(self, feed: Feed, unit: FeedUnit, column: FeedColumn) -> Fraction | None:
        return share(feed, column.key, self._values[feed.key][unit.id]) if column.part_of else None

    def _every_unit(self) -> list[FeedUnit]:
        """The tree's units with the marks of all offices; an appraisal asks for no place that stands in no tree."""
        marked = {mark for feed in self.rules.feeds for mark in self.marked(feed)}
        return units_of(self._tree, new_rural=marked) if marked else self._units_of_the_tree


def sees_figures(user: User, campaign: Campaign) -> bool:
    """Has the campaign figures that the user sees? (One query, and none where the plan collects none.)"""
    rules = campaign.plan.feeds
    if rules is None or campaign.is_draft:
        return False
    if reads_figures(user, campaign):
        return True
    offices = Offices([campaign])
    return any(acts_for(user, offices.entering(campaign, feed)) for feed in rules.feeds)


def place_kinds(feed: Feed) -> list[PlaceKind]:
    """What the office of this feed adds itself: places that stand in no tree."""
    kinds = (PlaceKind.RESIDENTIAL_AREA, PlaceKind.ENTERPRISE)
    return [kind for kind in kinds if FeedUnitKind(kind) in feed.units]


def marks_new_rural(feed: Feed) -> bool:
    """Has the feed a column, or is it itself, of communes of the new kind?"""
    asked = {kind for column in feed.columns for kind in column.units} | set(feed.units)
    return FeedUnitKind.NEW_RURAL_COMMUNE in asked
