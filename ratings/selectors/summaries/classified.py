"""What meetings that only vote said of leaders: told where these are reviewed, and nobody's rating."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from ratings.choices import BallotState
from ratings.models import BallotQuestion
from ratings.selectors.summaries.common import words
from reviews.models import Review


def classified(reviews: Iterable[Review]) -> dict[int, list[str]]:
    """By review: the body, the level and the counts of its last counted round, in words (one query; P4-3-B3-e)."""
    rows = BallotQuestion.objects.filter(
        review__in=list(reviews), session__meeting__only_votes=True, session__state=BallotState.COUNTED
    ).select_related("session__meeting__collective__organization")
    last = {(row.review_id, row.session.meeting_id): row for row in rows.order_by("session__round")}
    found: dict[int, list[str]] = defaultdict(list)
    for (review_id, _meeting), row in last.items():
        found[review_id].append(f"{row.session.meeting.venue_name}: {level_and_counts(row)}")
    return found


def level_and_counts(row: BallotQuestion) -> str:
    """Of a counted question: ``Hoàn thành tốt nhiệm vụ (1/6/0/0 trong 7 phiếu)``."""
    counts = f"{row.excellent}/{row.good}/{row.completed}/{row.not_completed} trong {row.issued} phiếu"
    return f"{words(row.outcome) or 'chưa đủ tỷ lệ cho mức nào'} ({counts})"
