"""Which rating sheet is a subject's, and who of a campaign has none (P4-2.2.2-c)."""

from __future__ import annotations

from collections.abc import Iterable

from forms_templates.loader import has_definition
from organizations import clock
from organizations.models import Post
from reviews.choices import Inclusion
from reviews.models import Campaign, Review
from reviews.rules.findings import Finding
from reviews.rules.named_forms import check_rating_sheets, rating_sheet
from reviews.rules.vocabulary import CollectiveKind, SubjectKind


def sheet_of(review: Review) -> str:
    """The code of the subject's sheet; empty where the plan names none, or one that there is not.

    One query for a person, none elsewhere.
    """
    plan = review.campaign.plan
    if plan.named_forms is None or not plan.named_forms.sheets:
        return ""
    form = rating_sheet(SubjectKind(review.kind), _bodies(review), plan)
    return form if has_definition(form, plan.forms_regulation) else ""


def _bodies(review: Review) -> list[CollectiveKind]:
    if review.collective is not None:
        return [CollectiveKind(review.collective.kind)]
    posts = Post.objects.on(clock.today()).filter(person_id=review.person_id)
    return [CollectiveKind(kind) for kind in posts.values_list("collective__kind", flat=True)]


def sheet_findings(campaign: Campaign) -> list[Finding]:
    """Leaders and bodies of the campaign that no sheet serves (two queries; none where the plan names no sheets)."""
    plan = campaign.plan
    if plan.named_forms is None or not plan.named_forms.sheets:
        return []
    rated = Review.objects.filter(campaign=campaign, inclusion=Inclusion.INCLUDED).with_subject()
    reviews = [review for review in rated if review.is_collective or review.rated_as_cadre]
    posts: dict[int, list[CollectiveKind]] = {}
    rows = Post.objects.on(clock.today()).filter(person__in=[row.person_id for row in reviews if row.person_id])
    for person, kind in rows.values_list("person_id", "collective__kind"):
        posts.setdefault(person, []).append(CollectiveKind(kind))
    return check_rating_sheets(_subjects(reviews, posts), plan)


def _subjects(
    reviews: Iterable[Review], posts: dict[int, list[CollectiveKind]]
) -> Iterable[tuple[str, SubjectKind, list[CollectiveKind]]]:
    for review in reviews:
        if review.collective is not None:
            yield str(review), SubjectKind.COLLECTIVE, [CollectiveKind(review.collective.kind)]
        else:
            yield str(review), SubjectKind.PERSON, posts.get(review.person_id or 0, [])
