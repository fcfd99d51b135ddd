"""What stands on the ballots of a meeting, for those who vote on paper."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ratings.choices import RUNNING, BallotState, Channel, VotingMethod
from ratings.models import BallotSession
from ratings.selectors.ballot_names import known_subjects
from ratings.selectors.ballot_opening import questions_for
from ratings.selectors.ballot_orders import nominee_findings
from ratings.selectors.ballot_questions import Question, paper_of, questions_of, scope_of
from reviews.choices import Presence, Track
from reviews.models import Meeting
from reviews.rules.findings import Finding, Severity
from reviews.selectors.names import told_apart
from reviews.selectors.papers import header


def voters_of(meeting: Meeting) -> int:
    """How many sheets there must be, the spare ones apart.

    Of an open round its voters on paper. Before that whoever is present and may vote, as long as it is not said that
    all vote electronically: who of a mixed round takes paper is known when it opens. Before the meeting, those
    convened.
    """
    session = _newest(meeting)
    if session is not None and session.method == VotingMethod.ELECTRONIC:
        return 0
    if session is not None and session.opened_at is not None:
        return session.voters.filter(channel=Channel.PAPER).count()
    may_vote = meeting.attendees.filter(may_vote=True)
    return may_vote.filter(presence=Presence.PRESENT).count() or may_vote.count()


def electronic_findings(meeting: Meeting) -> list[Finding]:
    """No sheet is printed for a round in which everybody votes electronically: it would be a vote twice."""
    session = _newest(meeting)
    if session is None or session.state not in RUNNING or session.method != VotingMethod.ELECTRONIC:
        return []
    message = f"Vòng {session.round} bỏ phiếu điện tử, không có phiếu giấy để in."
    return [Finding("ballot.electronic", Severity.BLOCK, message)]


def unlisted_findings(meeting: Meeting, questions: Sequence[Question]) -> list[Finding]:
    """No sheet of the first round is printed before it is known whose line offers which levels."""
    session = _newest(meeting)
    if session is not None and (session.round > 1 or session.state != BallotState.PREPARING):
        return []
    return nominee_findings(meeting, questions)


def asked_on_paper(meeting: Meeting) -> list[Question]:
    """The questions of the round that runs; before the first one, what it would ask; none once all is counted."""
    session = _newest(meeting)
    if session is None:
        return questions_of(meeting)
    if session.state == BallotState.PREPARING:
        return questions_for(session)
    if session.state != BallotState.OPEN:
        return []
    return questions_on(session)


def questions_on(session: BallotSession) -> list[Question]:
    rows = session.questions.select_related("review__person", "review__collective", "review__unit")
    return [Question(row.review, Track(row.track), row.excellent_offered) for row in rows]


def _newest(meeting: Meeting) -> BallotSession | None:
    rows = BallotSession.objects.filter(meeting=meeting).standing().select_related("meeting")
    return rows.order_by("-round").first()


def sheet_payload(meeting: Meeting, questions: Sequence[Question]) -> dict[str, Any]:
    """One sheet: every subject in the order of the ballot, under what is rated, or the title that the plan gives it.

    Nothing on it is of one voter.
    """
    names = told_apart([question.review for question in questions], among=known_subjects(meeting))
    return {
        "header": header(meeting.organization),
        "period": meeting.campaign.round_name,
        "occasion": str(meeting),
        "subjects": [
            {
                "name": name,
                "track": paper_of(meeting, question.review) or question.track.label,
                **_scope(meeting, question),
                **({} if question.excellent else {"excellent": False}),
            }
            for name, question in zip(names, questions, strict=True)
        ],
    }


def _scope(meeting: Meeting, question: Question) -> dict[str, str]:
    note = scope_of(meeting, question.review, question.track)
    return {"note": note.message} if note is not None else {}
