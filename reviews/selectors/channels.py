"""What the meeting is told of a leader before it reviews him, as far as the program holds it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date

from reviews.choices import OpinionKind, OpinionState, PollState
from reviews.judgement import classified
from reviews.models import Opinion, PollSubject, Review, ReviewPrompt
from reviews.rules import channels as rules
from reviews.rules.findings import Finding
from reviews.rules.plan import Plan

#: An opinion that has come in.
_IN = (OpinionState.ANSWERED, OpinionState.CONFIRMED)


def channel_reports(reviews: Iterable[Review], plan: Plan) -> dict[int, list[Finding]]:
    """By review, of leaders only (P4-1.4.3-i): three queries, and none where the plan orders no such report.

    A fourth where bodies reviewed elsewhere meet to vote on their leaders first (P4-3-B3-e).
    """
    leaders = [review for review in reviews if review.person_id is not None and review.rated_as_cadre]
    if plan.information is None or plan.information.reported is None or not leaders:
        return {}
    residence = dict(
        Opinion.objects.filter(review__in=leaders, kind=OpinionKind.RESIDENCE).values_list("review_id", "state")
    )
    prompts = Counter(ReviewPrompt.objects.filter(review__in=leaders).values_list("review_id", flat=True))
    polled: dict[int, list[date]] = defaultdict(list)
    counted = PollSubject.objects.filter(review__in=leaders, poll__state=PollState.COUNTED)
    for review_id, held_on in counted.order_by("poll__held_on").values_list("review_id", "poll__held_on"):
        polled[review_id].append(held_on)
    before = any(row.ballot is not None for row in plan.venues.held_at)
    said = classified(leaders) if before else {}
    return {
        review.pk: rules.report_channels(
            rules.Reported(
                name=str(review),
                residence_in=residence.get(review.pk) in _IN,
                residence_waived=residence.get(review.pk) == OpinionState.WAIVED,
                prompts=prompts[review.pk],
                polled_on=tuple(polled[review.pk]),
                classified=tuple(said.get(review.pk, ())),
            ),
            plan,
        )
        for review in leaders
    }
