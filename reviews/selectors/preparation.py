"""Targets and criteria: what of them is there, and what is still missing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from reviews.models import Campaign, LevelCriteria, Review, Target
from reviews.rules.findings import Finding
from reviews.rules.preparation import asks_targets, check_criteria, check_targets, criteria_rules
from reviews.rules.vocabulary import RatedKind


def target_findings(review: Review) -> list[Finding]:
    """Whether the subject has anything to be reviewed against; no query where the plan does not ask (P4-2.3-a)."""
    plan = review.campaign.plan
    return check_targets(str(review), review.targets.count(), plan) if asks_targets(plan) else []


def targets_of(review: Review) -> list[Target]:
    """What the subject was given for the year; no query where the plan does not ask."""
    return list(review.targets.all()) if asks_targets(review.campaign.plan) else []


def criteria_findings(campaign: Campaign, rated: Iterable[RatedKind]) -> list[Finding]:
    """Which of the kinds now rated lack their criteria; no query where the plan does not ask (P4-2.2-a)."""
    if criteria_rules(campaign.plan) is None:
        return []
    entered = [RatedKind(kind) for kind in campaign.level_criteria.values_list("kind", flat=True)]
    return check_criteria(rated, entered, campaign.plan)


def criteria_missing(campaign: Campaign) -> int | None:
    """How many kinds of subjects lack their criteria; None where the plan does not refer to another regulation."""
    if criteria_rules(campaign.plan) is None:
        return None
    return sum(row.criteria is None for row in criteria_rows(campaign))


@dataclass(frozen=True, slots=True)
class CriteriaRow:
    """One kind of subject with its criteria; None while they are not entered."""

    kind: RatedKind
    criteria: LevelCriteria | None


def criteria_rows(campaign: Campaign) -> list[CriteriaRow]:
    """The kinds in the plan's order; none where the plan does not refer to another regulation."""
    rule = criteria_rules(campaign.plan)
    if rule is None:
        return []
    entered = {row.kind: row for row in campaign.level_criteria.select_related("entered_by__person")}
    return [CriteriaRow(kind, entered.get(kind.value)) for kind in rule.kinds]
