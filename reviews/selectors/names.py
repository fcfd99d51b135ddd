"""Names of subjects on papers that list many of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from reviews.models import Review


def told_apart(reviews: Sequence[Review]) -> list[str]:
    """The subjects' names; namesakes with the year of birth, so that no cross goes to the wrong one."""
    count = Counter({str(review): 0 for review in reviews})
    count.update(str(subject) for subject in {review.pk: review for review in reviews}.values())
    return [_with_year(review) if count[str(review)] > 1 else str(review) for review in reviews]


def _with_year(review: Review) -> str:
    person = review.person
    if person is None:
        return f"{review} ({review.unit})"
    return f"{review} (sinh năm {person.birth_date.year})" if person.birth_date else f"{review} ({review.unit})"
