"""What stands on the ballots of a meeting, for those who vote on paper."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ratings.choices import BallotState
from ratings.models import BallotSession
from ratings.selectors.ballot_questions import Question, paper_of, questions_of, scope_of
from reviews.choices import Presence, Track
from reviews.models import Meeting
from reviews.selectors.names import told_apart
from reviews.selectors.papers import header


def voters_of(meeting: Meeting) -> int:
    """How many sheets there must be: the voters of the newest round, else those present who may vote, else those
    convened who may."""
    session = _newest(meeting)
    if session is not None:
        return session.voters.count()
    may_vote = meeting.attendees.filter(may_vote=True)
    return may_vote.filter(presence=Presence.PRESENT).count() or may_vote.count()


def asked_on_paper(meeting: Meeting) -> list[Question]:
    """The questions of the round that runs; before the first one, what it would ask; none once all is counted."""
    session = _newest(meeting)
    if session is None:
        return questions_of(meeting)
    if session.state != BallotState.OPEN:
        return []
    return questions_on(session)


def questions_on(session: BallotSession) -> list[Question]:
    rows = session.questions.select_related("review__person", "review__collective")
    return [Question(row.review, Track(row.track)) for row in rows]


def _newest(meeting: Meeting) -> BallotSession | None:
    return BallotSession.objects.filter(meeting=meeting).order_by("-round").first()


def sheet_payload(meeting: Meeting, questions: Sequence[Question]) -> dict[str, Any]:
    """One sheet: every subject in the order of the ballot, under what is rated, or the title that the plan gives it.

    Nothing on it is of one voter.
    """
    names = told_apart([question.review for question in questions])
    return {
        "header": header(meeting.organization),
        "period": meeting.campaign.round_name,
        "occasion": str(meeting),
        "subjects": [
            {
                "name": name,
                "track": paper_of(meeting, question.review) or question.track.label,
                **_scope(meeting, question),
            }
            for name, question in zip(names, questions, strict=True)
        ],
    }


def _scope(meeting: Meeting, question: Question) -> dict[str, str]:
    note = scope_of(meeting, question.review, question.track)
    return {"note": note.message} if note is not None else {}
