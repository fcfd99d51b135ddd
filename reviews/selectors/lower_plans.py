"""Who below has drawn up the plan that the superior's plan asks of it (P1-III.3-a)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from organizations.models import Organization, User
from organizations.permissions import granted
from reviews.choices import CampaignState
from reviews.models import Campaign
from reviews.permissions import PLAN_READERS
from reviews.rules.findings import Finding, Reference
from reviews.rules.plan_checks import day_of_level, later_than_superior
from reviews.rules.vocabulary import OrganizationKind
from reviews.selectors.campaigns import plan_as_amended


@dataclass(frozen=True, slots=True)
class LowerPlan:
    """One unit; ``campaign`` is its plan as issued, else its draft, else None.

    ``due_on``: the superior's last day for its level. ``later``: days of its plan that come after the superior's.
    """

    unit: Organization
    campaign: Campaign | None
    due_on: date | None
    later: list[Finding]

    @property
    def is_issued(self) -> bool:
        return self.campaign is not None and not self.campaign.is_draft


@dataclass(frozen=True, slots=True)
class LowerPlans:
    """The units that must plan, those without a plan first; ``due_on``: by when, None where no day is printed."""

    rows: list[LowerPlan]
    due_on: date | None
    reference: Reference

    @property
    def issued(self) -> int:
        return sum(row.is_issued for row in self.rows)

    @property
    def drafts(self) -> int:
        return sum(row.campaign is not None and not row.is_issued for row in self.rows)

    @property
    def all_issued(self) -> bool:
        return self.issued == len(self.rows)

    @property
    def missing(self) -> int:
        return sum(row.campaign is None for row in self.rows)


def lower_plans(campaign: Campaign, *, user: User, on: date) -> LowerPlans | None:
    """The units right below that the user may look into; None where there are none, or the plan asks for no such plans.

    Four queries, however many units.
    """
    rules = campaign.plan.lower_plans
    if rules is None or campaign.is_draft:
        return None
    units = list(
        Organization.objects.on(on)
        .filter(granted(user, "path", *PLAN_READERS), parent_id=campaign.issuer_id, kind__in=rules.organizations)
        .order_by("path")
    )
    if not units:
        return None
    plan = plan_as_amended(campaign)
    found = _plan_of_each(units, campaign)
    rows = []
    for unit in units:
        level = day_of_level(plan, OrganizationKind(unit.kind))
        own = found.get(unit.pk)
        later = later_than_superior(plan_as_amended(own), plan) if own is not None else []
        rows.append(LowerPlan(unit, own, level.last_good_day if level else None, later))
    rows.sort(key=lambda row: (row.is_issued, row.campaign is not None))
    due = plan.milestone(rules.milestone).last_good_day if rules.milestone else None
    return LowerPlans(rows, due, plan.reference(rules.clause))


def _plan_of_each(units: Iterable[Organization], of: Campaign) -> dict[int, Campaign]:
    """By unit: its plan for the same round that was issued last, else the newest draft."""
    rows = Campaign.objects.filter(
        issuer__in=[unit.pk for unit in units], year=of.year, period=of.period, quarter=of.quarter
    ).prefetch_related("milestones")
    found: dict[int, Campaign] = {}
    for row in rows.order_by("id"):
        known = found.get(row.issuer_id)
        if known is None or known.is_draft or row.state == CampaignState.ISSUED:
            found[row.issuer_id] = row
    return found
