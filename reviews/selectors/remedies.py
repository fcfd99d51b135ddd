"""Plans of remedies: who is asked for one, since what day, and with what it begins."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Max

from organizations.models import User
from reviews.choices import RemedyState
from reviews.judgement import judgements
from reviews.models import AgendaItem, FormEntry, RemedyPlan, Review, ReviewPrompt
from reviews.permissions import remedy_refusal
from reviews.rules.remedies import Remedy, asks_remedies, last_remedy_day, waits_for_results
from reviews.rules.vocabulary import SubjectKind


@dataclass(frozen=True, slots=True)
class RemedyCall:
    """One review of which a plan is asked. ``event_on``: of its results, or of its last meeting; None while there is
    neither. ``due_on``: None where no day is printed."""

    review: Review
    event_on: date | None
    due_on: date | None


def remedy_calls(reviews: Iterable[Review]) -> dict[int, RemedyCall]:
    """Those of the reviews whose plan asks for remedies; a fixed number of queries, none where no plan asks."""
    rows = [review for review in reviews if review.campaign.plan.remedies is not None]
    if not rows:
        return {}
    ids = [review.pk for review in rows]
    prompted = dict(
        ReviewPrompt.objects.filter(review__in=ids).order_by().values_list("review_id").annotate(Count("pk"))
    )
    asked = [
        review
        for review in rows
        if asks_remedies(
            review.campaign.plan,
            SubjectKind(review.kind),
            prompted=review.pk in prompted or bool(review.violation_flags),
        )
    ]
    results = judgements([review for review in asked if waits_for_results(review.campaign.plan)])
    met = dict(
        AgendaItem.objects.filter(review__in=[review.pk for review in asked])
        .order_by()
        .values_list("review_id")
        .annotate(Max("meeting__starts_on"))
    )
    calls = {}
    for review in asked:
        plan = review.campaign.plan
        found = results.get(review.pk)
        event_on = found.results_on(review.tracks) if found is not None else met.get(review.pk)
        calls[review.pk] = RemedyCall(review, event_on, last_remedy_day(plan, event_on) if event_on else None)
    return calls


def remedy_call(review: Review) -> RemedyCall | None:
    return remedy_calls([review]).get(review.pk)


def shows_remedies(user: User, review: Review) -> bool:
    """Is there a page of remedies for this user: he writes it, or it was handed in?"""
    if review.campaign.plan.remedies is None or remedy_call(review) is None:
        return False
    if not remedy_refusal(user, review):
        return True
    return RemedyPlan.objects.filter(review=review).exclude(state=RemedyState.DRAFT).exists()


def first_lines(review: Review) -> list[dict[str, Any]]:
    """The shortcomings that the subject wrote in its own form, to begin with; a person answers for his own."""
    entry = FormEntry.objects.filter(review=review).first()
    rows = entry.shortcomings if entry is not None and entry.is_submitted else []
    return [
        {
            "shortcoming": row.get("text") or "",
            "remedy": row.get("remedy") or "",
            "responsible": "" if review.is_collective else str(review),
            "due_by": row.get("remedy_by") or "",
        }
        for row in rows
    ]


def lines_of(plan: RemedyPlan) -> list[dict[str, Any]]:
    return [dict(row) for row in plan.lines.values("shortcoming", "remedy", "responsible", "due_by")]


def as_remedies(rows: Iterable[dict[str, Any]]) -> list[Remedy]:
    """Rows with at least one word in them."""
    keys = ("shortcoming", "remedy", "responsible", "due_by")
    found = [Remedy(*(" ".join(str(row.get(key) or "").split()) for key in keys)) for row in rows]
    return [row for row in found if any((row.shortcoming, row.remedy, row.responsible, row.due_by))]
