"""Whom a cell proposes for reward, and what stands on the papers of its dossier."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from ratings.choices import ProposalSource
from ratings.models import Decision, Proposal
from reviews.choices import Level, Track
from reviews.models import Meeting, Review
from reviews.rules.cells import check_outstanding, check_reward_list
from reviews.rules.findings import Finding
from reviews.rules.levels import Level as RuleLevel
from reviews.selectors.cell_dossiers import CellRow
from reviews.selectors.names import told_apart
from reviews.selectors.papers import place_of
from reviews.selectors.signers import document_header
from reviews.selectors.venues import leading_posts


@dataclass(frozen=True, slots=True)
class Candidate:
    """A member whom the cell has rated; ``name`` tells him from a namesake. ``listed``: stands on the list."""

    review: Review
    name: str
    level: Level
    listed: bool
    outstanding: bool


def candidates(row: CellRow) -> list[Candidate]:
    """The members rated in the cell, in the order of their names, each with the level that counts now.

    The authority's decision where there is one, else what the cell voted.
    """
    if row.meeting is None:
        return []
    levels = levels_of(row.meeting)
    reviews = list(
        Review.objects.filter(pk__in=levels).select_related("person", "unit").order_by("person__given_name_key", "pk")
    )
    marked = {reward.review_id: reward.outstanding for reward in row.dossier.rewards.all()} if row.dossier else {}
    return [
        Candidate(review, name, levels[review.pk], review.pk in marked, marked.get(review.pk, False))
        for review, name in zip(reviews, told_apart(reviews), strict=True)
    ]


def levels_of(meeting: Meeting) -> dict[int, Level]:
    """Member levels by review: decided, else voted by the cell."""
    reviews = list(meeting.items.filter(review__person__isnull=False).values_list("review_id", flat=True))
    voted = Proposal.objects.filter(
        review__in=reviews, track=Track.MEMBER, source=ProposalSource.CELL_VOTE
    ).values_list("review_id", "level")
    decided = Decision.objects.in_force().filter(review__in=reviews, track=Track.MEMBER)
    found = {review: Level(level) for review, level in voted}
    return found | {review: Level(level) for review, level in decided.values_list("review_id", "level")}


def reward_findings(row: CellRow, listed: list[Candidate]) -> list[Finding]:
    """Whom the list may not hold, and who may not be marked (P4-III-c)."""
    plan = row.campaign.plan
    levels = {candidate.name: RuleLevel(candidate.level) for candidate in candidates(row)}
    names = [candidate.name for candidate in listed]
    marked = [candidate.name for candidate in listed if candidate.outstanding]
    wrong = check_reward_list(levels, names, plan)
    return [*wrong, *check_outstanding({name: levels[name] for name in names if name in levels}, marked, plan)]


def registration_payload(row: CellRow, on: date) -> dict[str, Any]:
    """Tờ trình: what the cell registers, to whom (P4-3-B4-e)."""
    assert row.dossier is not None
    step = next((passed for key, passed in row.passed.items() if key == "registration"), None)
    return heading(row, on) | {
        "year": row.campaign.year + 1,
        "addressee": str(row.campaign.issuer),
        "title": row.dossier.title,
        "reason": row.dossier.title_reason,
        "agreed": step.agreed if step else None,
        "present": step.present if step else None,
    }


def scores_payload(row: CellRow, on: date) -> dict[str, Any]:
    """Bảng điểm (P4-III-e)."""
    assert row.dossier is not None
    scores = list(row.dossier.scores.all())
    return heading(row, on) | {
        "year": row.campaign.year,
        "rows": [{"text": score.text, "most": score.most, "points": score.points} for score in scores],
        "most": sum(score.most for score in scores),
        "points": sum(score.points or 0 for score in scores),
    }


def rewards_payload(row: CellRow, on: date) -> dict[str, Any]:
    """Danh sách: the members of the best level, those marked as outstanding (P4-III-c)."""
    return heading(row, on) | {
        "year": row.campaign.year,
        "rows": [
            {"name": found.name, "level": found.level.label, "outstanding": found.outstanding}
            for found in candidates(row)
            if found.listed
        ],
    }


def support_payload(row: CellRow, on: date) -> dict[str, Any]:
    """The money for the cell's meeting, member by number (P4-IV.6-a)."""
    rules = row.campaign.plan.cells.support if row.campaign.plan.cells else None
    assert rules is not None
    return heading(row, on) | {
        "year": row.campaign.year,
        "registered": row.registered,
        "attending": row.attending,
        "counted": rules.counted.value,
        "amount": rules.amount,
        "sum": row.support,
        "fund": rules.fund,
    }


def heading(row: CellRow, on: date) -> dict[str, Any]:
    """The blocks above and below every paper of the cell."""
    leaders = leading_posts(collective=None, cell=row.cell)
    return {
        "header": document_header(row.cell),
        "place": place_of(row.cell),
        "date": on.isoformat(),
        "campaign": row.campaign.name,
        "document": row.campaign.document,
        "cell": str(row.cell),
        "secretary": str(leaders[0].person) if leaders else "",
    }
