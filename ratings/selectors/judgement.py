"""How far the levels of many reviews have come, for the pages and progress of ``reviews``."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from django.db.models import QuerySet

from ratings.choices import RUNNING, BallotState, ProposalSource
from ratings.models import BallotQuestion, Decision, Proposal
from reviews.judgement import Judgement
from reviews.models import Review


def read_judgements(reviews: list[Review]) -> dict[int, Judgement]:
    """Four queries, however many reviews. A meeting that only votes has no part in anybody's rating."""
    ids = [review.pk for review in reviews]
    balloted: dict[int, set[int]] = defaultdict(set)
    voted: dict[int, set[int]] = defaultdict(set)
    over: dict[int, set[int]] = defaultdict(set)
    asked = BallotQuestion.objects.of_ratings().filter(review__in=ids)
    for (review_id, meeting_id), levels in _newest_levels(asked).items():
        balloted[review_id].add(meeting_id)
        if any(is_over for _outcome, is_over in levels):
            over[review_id].add(meeting_id)
        elif any(outcome for outcome, _is_over in levels):
            voted[review_id].add(meeting_id)
    running: dict[int, set[int]] = defaultdict(set)
    now = asked.filter(session__state__in=RUNNING).values_list("review_id", "session__meeting_id")
    for review_id, meeting_id in now:
        running[review_id].add(meeting_id)
    sources: dict[int, set[str]] = defaultdict(set)
    for review_id, source in Proposal.objects.filter(review__in=ids).values_list("review_id", "source"):
        sources[review_id].add(source)
    decided: dict[int, dict[str, str]] = defaultdict(dict)
    days: dict[int, dict[str, date]] = defaultdict(dict)
    for review_id, track, level, day in (
        Decision.objects.in_force().filter(review__in=ids).values_list("review_id", "track", "level", "decided_on")
    ):
        decided[review_id][track] = level
        days[review_id][track] = day
    return {
        review_id: Judgement(
            balloted_meetings=frozenset(balloted[review_id]),
            voted_meetings=frozenset(voted[review_id]),
            open_ballots=frozenset(running[review_id]),
            over_quota_meetings=frozenset(over[review_id]),
            over_quota=bool(over[review_id]),
            unit_rated=ProposalSource.UNIT_HEAD in sources[review_id],
            appraised=ProposalSource.BOARD in sources[review_id],
            decided=decided[review_id],
            decided_on=days[review_id],
        )
        for review_id in ids
    }


def _newest_levels(asked: QuerySet[BallotQuestion]) -> dict[tuple[int, int], list[tuple[str, bool]]]:
    """By review and meeting, for each track what its newest counted round says: the level, and whether it is over the
    quota.

    A round that ends undecided takes the place of the one before: what was over the quota is so no more, and the level
    is left to another round or to the authority.
    """
    newest: dict[tuple[int, int, str], tuple[str, bool]] = {}
    counted = asked.filter(session__state=BallotState.COUNTED)
    columns = ("review_id", "session__meeting_id", "track", "outcome", "over_quota")
    rows = counted.order_by("session__round").values_list(*columns)
    for review_id, meeting_id, track, outcome, is_over in rows:
        newest[review_id, meeting_id, track] = (outcome, is_over)
    levels: dict[tuple[int, int], list[tuple[str, bool]]] = defaultdict(list)
    for (review_id, meeting_id, _track), level in newest.items():
        levels[review_id, meeting_id].append(level)
    return levels
