"""Counting a closed round: two phrases open the box, paper figures come in twice, and one path makes the result.

Whatever fails or is killed on the way leaves the round closed and uncounted, with everything still in its box: the
whole count is one transaction, and counting a counted round is refused.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from organizations.choices import AuditAction
from organizations.models import User
from ratings import sealing
from ratings.choices import BallotState, ProposalSource
from ratings.models import (
    BallotQuestion,
    BallotSession,
    Envelope,
    KeyLock,
    PaperCount,
    PaperQuestionCount,
    Proposal,
    Voter,
)
from ratings.permissions import box_refusal, paper_entry_refusal
from ratings.selectors import ballots as selectors
from ratings.selectors import boxes, paper_counts
from ratings.services.ballot_record import note
from ratings.services.ballots import locked_session
from ratings.services.proposals import record_proposal
from reviews.choices import Level, Track, VenueKind
from reviews.models import Meeting
from reviews.rules.findings import RuleViolation, refuse_if_blocking
from reviews.rules.paper_count import Sheets

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

#: Wrong phrases that cost nothing; each further one makes the next attempt wait twice as long.
FREE_ATTEMPTS = 5
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(minutes=30)


@sensitive_variables()
def count_ballot(*, session_id: int, phrases: Mapping[int, str], by: User, now: datetime) -> BallotSession:
    """Open the box and count: totals per question, outcomes by the plan's thresholds, the quota per collective.

    ``phrases``: of two key holders, by their person's id; none are needed for an empty box. Irreversible: envelopes and
    keys are deleted, the level voted becomes the proposal of the cell or of the collective, except in a meeting that
    only votes: what it says of its leaders is told where they are reviewed (P4-3-B3-e). Every listed voter was
    issued a ballot (P0-4.4-j): those not cast stay in the base. Raises ``RuleViolation`` for a wrong phrase (each is
    noted, and after some the next attempt must wait), while paper figures are missing, and for a box that is not as it
    was when it was closed.
    """
    keys = _holder_keys(session_id, phrases, by=by, now=now)
    with transaction.atomic():
        session = locked_session(session_id)
        refuse_if_blocking(
            [
                *box_refusal(by, session),
                *boxes.state_findings(session, BallotState.CLOSED),
                *paper_counts.missing_findings(session),
            ]
        )
        ballots = _opened(session, keys)
        return _finish(session, ballots, by=by, now=now)


@transaction.atomic
def enter_paper_count(*, session_id: int, sheets: Sheets, attempt: int, by: User, now: datetime) -> PaperCount:
    """One of the two entries of the paper ballots' figures, made without seeing the other; ``attempt`` counts recounts.

    The second entry of the same figures settles them, and counts the round where nobody voted electronically. Figures
    that differ settle nothing: the next entry is the first of a recount. Raises ``RuleViolation`` for sums that do not
    agree, more ballots than were handed out, figures of an earlier attempt, for whoever made the first entry, and for
    an empty box into which somebody is noted to have voted; nothing is written then.
    """
    session = locked_session(session_id)
    refuse_if_blocking([*paper_entry_refusal(by, session), *boxes.state_findings(session, BallotState.CLOSED)])
    turn = paper_counts.turn_of(session)
    refuse_if_blocking(paper_counts.turn_findings(turn, by, attempt=attempt))
    refuse_if_blocking(paper_counts.sheet_findings(session, sheets))
    count = PaperCount.objects.create(
        session=session,
        attempt=turn.attempt,
        ordinal=turn.ordinal,
        entered_by=by,
        entered_at=now,
        issued=sheets.issued,
        collected=sheets.collected,
        unused=sheets.unused,
        spoiled=sheets.spoiled,
        valid=sheets.valid,
        invalid=sheets.invalid,
    )
    PaperQuestionCount.objects.bulk_create(
        PaperQuestionCount(
            count=count,
            question_id=question_id,
            valid=sheets.valid,
            excellent=row.excellent,
            good=row.good,
            completed=row.completed,
            not_completed=row.not_completed,
            blank=row.blank,
        )
        for question_id, row in sheets.rows.items()
    )
    # Never the figures: whoever reads the record would know the first entry before he makes the second.
    told = {"lần đếm": turn.attempt, "lần nhập": turn.ordinal}
    note(AuditAction.BALLOT_FIGURES, session, by=by, told=told)
    if turn.first is not None and turn.first == sheets:
        PaperCount.objects.filter(session=session, attempt=turn.attempt).update(agreed=True)
        count.agreed = True
        if not session.cast:
            _finish(session, _opened(session, {}), by=by, now=now)
    return count


# The box -------------------------------------------------------------------------------------------------------------


@sensitive_variables()
def _holder_keys(
    session_id: int, phrases: Mapping[int, str], *, by: User, now: datetime
) -> dict[int, X25519PrivateKey]:
    """Keys of the holders whose phrases are right, by holder. Outside the transaction: deriving them takes its time,
    and an attempt is noted although the count is refused."""
    session = BallotSession.objects.select_related("meeting").get(pk=session_id)
    if not session.cast or session.state != BallotState.CLOSED:
        return {}
    refuse_if_blocking([*box_refusal(by, session), *boxes.wait_findings(session, now)])
    holders = {holder.person_id: holder for holder in session.holders.select_related("person")}
    refuse_if_blocking(boxes.two_phrases_findings(holders, phrases))
    refuse_if_blocking(boxes.phrase_length_findings(holders, phrases))
    count, wait = _note_attempt(session_id, now)
    keys, wrong = {}, []
    for person_id, phrase in phrases.items():
        holder = holders[person_id]
        key = sealing.holder_key(phrase, bytes(holder.salt))
        if sealing.public_bytes(key) == bytes(holder.public_key):
            keys[holder.pk] = key
        else:
            wrong.append(holder)
    if wrong:
        raise RuleViolation(boxes.wrong_phrase_findings(wrong, left=FREE_ATTEMPTS - count, wait=wait))
    BallotSession.objects.filter(pk=session_id).update(wrong_phrases=0, phrases_wait_until=None)
    return keys


@transaction.atomic
def _note_attempt(session_id: int, now: datetime) -> tuple[int, timedelta | None]:
    """Count an attempt as wrong until its phrases turn out to be right; returns the attempts so far and the wait before
    the next one. Noted before anything is tried: of many guesses sent at once only so many are tried as one by one."""
    session = BallotSession.objects.select_for_update(no_key=True).get(pk=session_id)
    refuse_if_blocking([*boxes.state_findings(session, BallotState.CLOSED), *boxes.wait_findings(session, now)])
    count = session.wrong_phrases + 1
    wait = min(FIRST_WAIT * 2 ** min(count - FREE_ATTEMPTS, 10), LONGEST_WAIT) if count >= FREE_ATTEMPTS else None
    session.wrong_phrases = count
    session.phrases_wait_until = now + wait if wait else None
    session.save(update_fields=("wrong_phrases", "phrases_wait_until"))
    return count, wait


@sensitive_variables()
def _opened(session: BallotSession, keys: Mapping[int, X25519PrivateKey]) -> list[bytes]:
    """What is in the box, a byte for each question of each ballot; checked against what was fixed when it was shut."""
    envelopes = [bytes(sealed) for sealed in session.envelopes.values_list("sealed", flat=True)]
    refuse_if_blocking(boxes.box_findings(session, envelopes, turnout=boxes.electronic_turnout(session)))
    if not envelopes:
        return []
    if len(keys) != boxes.NEEDED:
        # Shut only after the phrases were looked at, so that none were: they are asked for again.
        holders = {holder.person_id: holder for holder in session.holders.select_related("person")}
        refuse_if_blocking(boxes.two_phrases_findings(holders, {}))
    first, second = sorted(keys)
    lock = KeyLock.objects.get(session=session, first=first, second=second)
    questions = session.questions.count()
    try:
        key = sealing.unlock(bytes(lock.locked), keys[first], keys[second], name=session.box_name)
        ballots = [sealing.unseal(envelope, key, name=session.box_name) for envelope in envelopes]
    except sealing.CannotOpen as error:
        raise RuleViolation(boxes.damaged_findings()) from error
    if any(len(ballot) != questions or max(ballot) >= len(boxes.CHOICES) for ballot in ballots):
        raise RuleViolation(boxes.damaged_findings())
    return ballots


# The result ----------------------------------------------------------------------------------------------------------


@sensitive_variables()
def _finish(session: BallotSession, ballots: Sequence[bytes], *, by: User, now: datetime) -> BallotSession:
    """Add up all channels, write the totals, forget the box."""
    issued = session.voters.count()
    questions = list(session.questions.select_related("review__campaign", "review__person", "review__collective"))
    paper = paper_counts.agreed_count(session)
    for place, question in enumerate(questions):
        counted = Counter(boxes.CHOICES[ballot[place]] for ballot in ballots)
        invalid = 0
        if paper is not None:
            row = paper.rows[question.pk]
            counted.update({level: getattr(row, level) for level in Level.values} | {boxes.BLANK: row.blank})
            invalid = paper.invalid
        _freeze(question, counted, issued=issued, invalid=invalid, session=session)
    _forget(session)
    session.state = BallotState.COUNTED
    session.counted_at = now
    session.counted_by = by
    over = selectors.mark_over_quota(session, questions)
    session.save(update_fields=("state", "counted_at", "counted_by", "public_key", "group_size", "group_aside"))
    for question in questions:
        if question.outcome and not question.over_quota and not session.meeting.only_votes:
            _propose(question, session.meeting, by=by, now=now)
    BallotQuestion.objects.bulk_update(over, ("over_quota",))
    _withdraw(over, session.meeting)
    note(AuditAction.BALLOT_COUNT, session, by=by)
    return session


def _freeze(
    question: BallotQuestion, counted: Counter[str], *, issued: int, invalid: int, session: BallotSession
) -> None:
    question.issued = issued
    question.excellent = counted[Level.EXCELLENT]
    question.good = counted[Level.GOOD]
    question.completed = counted[Level.COMPLETED]
    question.not_completed = counted[Level.NOT_COMPLETED]
    question.blank = counted[boxes.BLANK]
    question.invalid = invalid
    question.outcome = selectors.outcome_of(question, session)
    question.save()


def _forget(session: BallotSession) -> None:
    """Nothing is kept that opens a ballot or tells who voted when: the list of voters is written anew, by person."""
    forget_box(session)
    voters = list(session.voters.order_by("person_id"))
    session.voters.all().delete()
    Voter.objects.bulk_create(
        Voter(session=session, person_id=row.person_id, channel=row.channel, voted=row.voted) for row in voters
    )


def forget_box(session: BallotSession) -> None:
    """Delete envelopes, locks and keys; the holders' names stay."""
    Envelope.objects.filter(session=session).delete()
    KeyLock.objects.filter(session=session).delete()
    session.holders.update(salt=b"", public_key=b"")
    session.public_key = None


def _propose(question: BallotQuestion, meeting: Meeting, *, by: User, now: datetime) -> None:
    in_cell = meeting.kind == VenueKind.CELL
    record_proposal(
        review=question.review,
        track=Track(question.track),
        source=ProposalSource.CELL_VOTE if in_cell else ProposalSource.COLLECTIVE_VOTE,
        organization=meeting.organization,
        level=Level(question.outcome),
        question=question,
        signer_name=str(meeting.chair),
        by=by,
        now=now,
    )


def _withdraw(over: Sequence[BallotQuestion], meeting: Meeting) -> None:
    """What an earlier round proposed is no proposal while it is rated again; its counts stay readable."""
    Proposal.objects.filter(
        review__in=[question.review_id for question in over],
        track=Track.CADRE,
        source=ProposalSource.COLLECTIVE_VOTE,
        organization=meeting.organization,
    ).delete()
