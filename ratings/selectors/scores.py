"""Points of a review: its own, those of the appraisal, and what they and the recorded facts allow."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from forms_templates.text import points_of
from ratings.choices import ProposalSource
from ratings.models import Decision, Proposal
from reviews.choices import Level, Period, Track
from reviews.models import FormEntry, Review
from reviews.rules import scoring
from reviews.rules.findings import Finding, RuleViolation, Severity
from reviews.rules.levels import Level as RuleLevel
from reviews.rules.parts import Condition, Override, Topic
from reviews.rules.score_tables import SCORE_ROWS
from reviews.rules.vocabulary import RatedKind


def is_scored(review: Review) -> bool:
    """Does the plan score this subject on an annex?"""
    return bool(review.annex) and review.campaign.plan.scoring is not None


def points_in(entry: FormEntry) -> Decimal | None:
    """The sum that the subject gives itself; None unless every criterion is scored."""
    rows = entry.data.get(SCORE_ROWS) or []
    scored = [points_of(row.get("points", "")) for row in rows]
    given = [points for points in scored if points is not None]
    return sum(given, Decimal(0)) if given and len(given) == len(scored) else None


def asked_of(review: Review, track: Track) -> tuple[tuple[Condition, ...], tuple[Override, ...]]:
    """The conditions of levels and the overriding cases that concern such a subject."""
    rules = review.campaign.plan.scoring
    if rules is None or not is_scored(review):
        return (), ()
    return scoring.asked_of(rules, RatedKind(track))


def proposal_of(review: Review, track: Track, points: Decimal, facts: Mapping[str, bool]) -> scoring.Proposal:
    """What points and facts allow; ``RuleViolation`` for points outside the scale or facts the plan does not know."""
    rules = review.campaign.plan.scoring
    assert rules is not None
    return scoring.propose(points, rules, facts=facts, kind=RatedKind(track))


def score_findings(
    review: Review, *, track: Track, level: Level, points: Decimal | None, facts: Mapping[str, bool]
) -> list[Finding]:
    """The appraisal names its points, and no level above what they and the facts allow (P2-IV.2-f, P2-IV.2-l)."""
    if not is_scored(review):
        return []
    if points is None:
        message = f"Ghi tổng điểm thẩm định của {review} theo Phụ lục {review.annex}."
        return [Finding("appraisal.points", Severity.BLOCK, message, review.campaign.plan.cite(Topic.APPRAISAL))]
    try:
        proposal = proposal_of(review, track, points, facts)
    except RuleViolation as violation:
        return list(violation.findings)
    return scoring.check_decision(decided=RuleLevel(level), proposal=proposal)


def appraisal_of(review: Review, track: Track) -> Proposal | None:
    """What the board proposes for this level; None before it has appraised."""
    return review.proposals.filter(track=track, source=ProposalSource.BOARD).first()


def appraised_score_findings(review: Review, track: Track, level: Level) -> list[Finding]:
    """Whether the appraised points bear out a level that is about to be decided."""
    appraisal = appraisal_of(review, track)
    if appraisal is None or appraisal.points is None:
        return []
    return score_findings(review, track=track, level=level, points=appraisal.points, facts=appraisal.facts)


def quarter_levels(review: Review, track: Track) -> dict[int, Level | None]:
    """The decided level of each quarter of that year for the same subject; None where it has none yet."""
    rules = review.campaign.plan.scoring
    if rules is None or rules.quarters is None or review.campaign.period == Period.QUARTER:
        return {}
    rows = Decision.objects.in_force().filter(
        review__campaign__issuer_id=review.campaign.issuer_id,
        review__campaign__year=review.campaign.year,
        review__campaign__period=Period.QUARTER,
        track=track,
    )
    if review.is_organization:
        rows = rows.filter(review__kind=review.kind, review__unit_id=review.unit_id)
    elif review.collective_id is not None:
        rows = rows.filter(review__collective_id=review.collective_id)
    else:
        rows = rows.filter(review__person_id=review.person_id or 0)
    found = {quarter: Level(level) for quarter, level in rows.values_list("review__campaign__quarter", "level")}
    return {quarter: found.get(quarter) for quarter in rules.quarters.rated}


def quarter_findings(review: Review, levels: Mapping[int, Level | None]) -> list[Finding]:
    """Quarters without a level, which the year is to be judged on (P2-I.2-c). Nothing is averaged."""
    rules = review.campaign.plan.scoring
    if rules is None or not levels:
        return []
    return scoring.check_quarters(
        {quarter: RuleLevel(level) if level else None for quarter, level in levels.items()}, rules
    )
