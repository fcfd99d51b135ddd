"""What must have been reviewed, reported and rated before a meeting votes."""

from __future__ import annotations

from collections.abc import Sequence

from organizations import clock
from ratings.choices import BallotState
from ratings.models import BallotQuestion
from ratings.selectors.ballot_questions import Question
from reviews.choices import MeetingState, Track, VenueKind
from reviews.models import AgendaItem, Meeting, ReviewVenue
from reviews.rules import order
from reviews.rules.findings import Finding, Severity
from reviews.rules.parts import Topic
from reviews.selectors.cases import rating_cells
from reviews.selectors.cell_dossiers import ballot_steps
from reviews.selectors.meetings import unfinished_items
from reviews.selectors.party_groups import report_findings


def order_findings(meeting: Meeting, questions: Sequence[Question]) -> list[Finding]:
    """Everything that stands before the first round of this meeting in the order that the plan prints."""
    findings = [*_reviewed_first(meeting), *report_findings(meeting), *ballot_steps(meeting)]
    return findings if meeting.kind == VenueKind.CELL else [*findings, *_cell_first(questions, meeting)]


def _reviewed_first(meeting: Meeting) -> list[Finding]:
    unfinished = [str(item.review) for item in unfinished_items(meeting)]
    if not unfinished:
        return []
    return [
        Finding(
            "order.rate_after_review",
            Severity.BLOCK,
            f"Còn {len(unfinished)} nội dung chưa kiểm điểm xong: {', '.join(unfinished)}. "
            "Kiểm điểm xong tập thể, cá nhân mới đánh giá, xếp loại.",
            meeting.campaign.plan.cite(Topic.REVIEW_BEFORE_RATING),
        )
    ]


def _cell_first(questions: Sequence[Question], meeting: Meeting) -> list[Finding]:
    """Members of a leadership collective are rated in their cell first (P0-4.4-b).

    A cell has rated when its ballot gave a level, or when its meeting is over: what stayed undecided there, or could
    not be voted on, is the authority's.
    """
    people = [question.review for question in questions if question.review.person_id is not None]
    voted = BallotQuestion.objects.filter(review__in=people, track=Track.MEMBER, session__state=BallotState.COUNTED)
    over = AgendaItem.objects.filter(
        review__in=people, meeting__kind=VenueKind.CELL, meeting__state=MeetingState.CONCLUDED
    )
    cells = rating_cells(meeting.campaign, people, on=clock.today())
    rated = {
        *voted.exclude(outcome="").values_list("review_id", flat=True),
        *(
            review
            for review, cell in over.values_list("review_id", "meeting__cell_id")
            if cells.get(review, cell) == cell
        ),
    }
    in_cell = set(
        ReviewVenue.objects.filter(review__in=people, kind=VenueKind.CELL, waived_reason="").values_list(
            "review_id", flat=True
        )
    )
    in_cells = [
        order.cell_rating(name=str(review), done=review.pk in rated)
        for review in people
        if review.rated_as_member and review.pk in in_cell
    ]
    turn = order.leadership_rating(name=meeting.venue_name)
    return order.check_order(turn, of_person=in_cells, plan=meeting.campaign.plan)
