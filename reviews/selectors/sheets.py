"""The criteria of each annex as a campaign has them, and the rows in which a subject scores itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from reviews.models import Campaign
from reviews.rules.findings import Finding
from reviews.rules.periods import check_package, for_whom


@dataclass(frozen=True, slots=True)
class Criterion:
    """``id`` names it within the campaign: annex and place."""

    id: str
    group: str
    text: str
    most: Decimal


@dataclass(frozen=True, slots=True)
class Sheet:
    """One annex that somebody is scored on. Not ``is_written``: the groups of the national regulation stand in."""

    annex: str
    used_for: tuple[str, ...]
    criteria: tuple[Criterion, ...]
    is_written: bool

    @property
    def total(self) -> Decimal:
        return sum((criterion.most for criterion in self.criteria), Decimal(0))


def sheets_of(campaign: Campaign) -> list[Sheet]:
    """The annexes on which the campaign's subjects are scored, in the printed order (one query)."""
    rules = campaign.plan.sheets
    if rules is None:
        return []
    written = _written(campaign)
    period = campaign.plan.period.of_papers
    used: dict[str, list[str]] = defaultdict(list)
    for row in rules.rows:
        if period in row.periods:
            used[row.annex].append(for_whom(row))
    return [
        Sheet(annex, tuple(used[annex]), written.get(annex) or national_criteria(campaign, annex), annex in written)
        for annex in rules.package
        if annex in used
    ]


def _written(campaign: Campaign) -> dict[str, tuple[Criterion, ...]]:
    found: dict[str, list[Criterion]] = defaultdict(list)
    for row in campaign.criteria.all():
        found[row.annex].append(Criterion(f"{row.annex}-{row.place}", row.group, row.text, row.most))
    return {annex: tuple(rows) for annex, rows in found.items()}


def national_criteria(campaign: Campaign, annex: str) -> tuple[Criterion, ...]:
    """The groups that the national regulation gives every annex; what an annex starts from."""
    return tuple(
        Criterion(f"{annex}-{group.key}", "", group.says, group.most) for group in campaign.plan.regime.score_groups
    )


def sheet_findings(campaign: Campaign) -> list[Finding]:
    """The annexes of the round that nobody has written yet (P2-VI.2-c); lists the program makes itself."""
    rules = campaign.plan.sheets
    if rules is None:
        return []
    scored = {annex for row in rules.rows for annex in row.annexes}
    asked = {sheet.annex for sheet in sheets_of(campaign)}
    held = set(rules.package) - (scored & asked - set(_written(campaign)))
    return check_package(held, campaign.plan)


def score_rows(criteria: Iterable[Criterion]) -> list[dict[str, Any]]:
    """The rows of a form's score table: the criteria as fixed words, points and evidence still blank."""
    return [
        {
            "criterion_id": criterion.id,
            "group": criterion.group,
            "criterion": criterion.text,
            "most": f"{criterion.most.normalize():f}",
            "points": "",
            "evidence": "",
        }
        for criterion in criteria
    ]
