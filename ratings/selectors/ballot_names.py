"""What the subjects of a ballot are called: alike on every sheet, page and paper of the meeting, namesakes apart."""

from __future__ import annotations

from collections.abc import Iterable

from ratings.models import BallotQuestion, BallotSession
from reviews.models import Meeting, Review
from reviews.selectors.names import told_apart


def asked_in(session: BallotSession) -> dict[BallotQuestion, str]:
    """The questions of a round in their order, each with the name of its subject (one query).

    Told apart among all that the meeting asked about: of two namesakes one alone may be voted on again.
    """
    rows = BallotQuestion.objects.filter(session__meeting_id=session.meeting_id).select_related(
        "review__person", "review__collective", "review__unit"
    )
    return {
        question: name
        for question, name in names_of_subjects(rows.order_by("position", "pk")).items()
        if question.session_id == session.pk
    }


def names_of_subjects(questions: Iterable[BallotQuestion]) -> dict[BallotQuestion, str]:
    """Of questions with their subjects fetched, in the given order."""
    rows = list(questions)
    return dict(zip(rows, told_apart([row.review for row in rows]), strict=True))


def known_subjects(meeting: Meeting) -> list[Review]:
    """Whom the rounds so far asked about (one query)."""
    rows = Review.objects.filter(ballot_questions__session__meeting=meeting).distinct()
    return list(rows.select_related("person", "collective", "unit"))
