"""How far the levels of many reviews have come, for the pages and progress of ``reviews``."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

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
    counted = asked.filter(session__state=BallotState.COUNTED)
    columns = ("review_id", "session__meeting_id", "outcome", "over_quota")
    for review_id, meeting_id, outcome, is_over in counted.order_by("session__round").values_list(*columns):
        balloted[review_id].add(meeting_id)
        if outcome:
            (over if is_over else voted)[review_id].add(meeting_id)
            (voted if is_over else over)[review_id].discard(meeting_id)
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
