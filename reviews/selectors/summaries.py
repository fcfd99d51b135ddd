"""The year-end summary of each unit: its day, and what of its reviews and ratings is not finished."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from organizations.models import Organization, User
from reviews.choices import AuthorityKind, Track
from reviews.judgement import Judgement, judgements
from reviews.models import Campaign, Review, SummaryDay
from reviews.permissions import manages_venue
from reviews.rules import order
from reviews.rules.findings import Finding, Reference, Severity
from reviews.rules.parts import RelativeMilestone
from reviews.rules.parts.timing import Event
from reviews.rules.plan import Plan
from reviews.rules.relative import check_relative


def summary_milestone(plan: Plan) -> RelativeMilestone | None:
    """The plan's line that wants everything finished before the summary; None where it prints none."""
    return next((row for row in plan.relative_milestones if row.event is Event.YEAR_END_SUMMARY), None)


@dataclass(frozen=True, slots=True)
class UnitSummary:
    """One unit: ``day`` None while none was set; ``pending`` of its subjects by name; what breaks the plan's order."""

    organization: Organization
    day: SummaryDay | None
    total: int
    pending: tuple[str, ...]
    findings: tuple[Finding, ...]
    may_set: bool = False

    def is_late(self, on: date) -> bool:
        return self.day is not None and on >= self.day.held_on and bool(self.pending)


@dataclass(frozen=True, slots=True)
class Summaries:
    """The units that the user may look into, those whose summary has come before their ratings first."""

    rows: list[UnitSummary]
    on: date
    reference: Reference

    @property
    def with_day(self) -> int:
        return sum(row.day is not None for row in self.rows)

    @property
    def late(self) -> int:
        return sum(row.is_late(self.on) for row in self.rows)


def summaries(campaign: Campaign, *, user: User, on: date, unit: Organization | None = None) -> Summaries | None:
    """Every unit with reviews that the user sees; a fixed number of queries, none where the plan asks nothing of it.

    ``unit``: only that one and what lies below it.
    """
    row = summary_milestone(campaign.plan)
    if row is None or campaign.is_draft:
        return None
    reviews = Review.objects.visible_to(user).included().filter(campaign=campaign).with_subject()
    if unit is not None:
        reviews = reviews.under(unit)
    by_unit: dict[int, list[Review]] = {}
    for review in reviews:
        by_unit.setdefault(review.unit_id, []).append(review)
    known = judgements([review for found in by_unit.values() for review in found])
    days = {day.organization_id: day for day in campaign.summary_days.select_related("set_by__person")}
    rows = [_unit_summary(campaign, found, known, days.get(pk), user, on) for pk, found in by_unit.items()]
    rows.sort(key=lambda found: (not found.is_late(on), found.organization.path))
    return Summaries(rows, on, row.reference)


def _unit_summary(
    campaign: Campaign,
    reviews: Sequence[Review],
    known: dict[int, Judgement],
    day: SummaryDay | None,
    user: User,
    on: date,
) -> UnitSummary:
    unit = reviews[0].unit
    turns = rating_turns(reviews, known)
    return UnitSummary(
        organization=unit,
        day=day,
        total=len(reviews),
        pending=tuple(str(review) for review in reviews if not is_rated(review, known.get(review.pk, Judgement()))),
        findings=tuple(order_findings(unit, turns, campaign.plan)) if day is not None and on >= day.held_on else (),
        may_set=manages_venue(user, unit),
    )


def rating_turns(reviews: Iterable[Review], known: dict[int, Judgement]) -> list[order.Turn]:
    """The ratings of a unit's bodies and leaders as the rules of order see them."""
    turns = []
    for review in reviews:
        done = is_rated(review, known.get(review.pk, Judgement()))
        if review.is_collective or review.rated_as_cadre:
            turns.append(order.awaited_rating(name=str(review), of_collective=review.is_collective, done=done))
    return turns


def is_rated(review: Review, judgement: Judgement) -> bool:
    """Decided on every track; whom a superior decides, as soon as the issuer has appraised what goes up to it."""
    superior = review.authority_kind in (AuthorityKind.SELF_RATED, AuthorityKind.EXTERNAL)
    tracks = [track for track in review.tracks if track == Track.MEMBER or not superior]
    return judgement.is_decided(tracks) and (not superior or judgement.appraised)


def order_findings(unit: Organization, turns: Iterable[order.Turn], plan: Plan) -> list[Finding]:
    summary = order.year_end_summary(name=f"hội nghị tổng kết công tác năm của {unit}")
    return order.check_order(summary, in_unit=turns, plan=plan)


def setting_findings(campaign: Campaign, unit: Organization, held_on: date, *, on: date) -> list[Finding]:
    """What is not rated when the day is set; while the day is still to come this only warns (P1-II.4-a)."""
    reviews = list(Review.objects.included().filter(campaign=campaign, unit=unit).with_subject())
    findings = order_findings(unit, rating_turns(reviews, judgements(reviews)), campaign.plan)
    if held_on <= on:
        return findings
    return [replace(row, severity=Severity.WARN) if row.blocks else row for row in findings]


def after_summary(review: Review, *, decided_on: date | None, on: date) -> list[Finding]:
    """A level decided on or after the unit's summary, or not decided when that day has come (P1-II.4-a, P4-2.3-ac).

    One query; none where the plan asks nothing of it.
    """
    row = summary_milestone(review.campaign.plan)
    if row is None:
        return []
    days = SummaryDay.objects.filter(campaign=review.campaign_id, organization=review.unit_id)
    held_on = days.values_list("held_on", flat=True).first()
    if held_on is None or (decided_on or on) < held_on:
        return []
    return check_relative(
        row, done_on=decided_on, event_on=held_on, calendar=review.campaign.plan.calendar, name=str(review)
    )
