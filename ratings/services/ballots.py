"""The simple secret ballot of a meeting.

Each voter votes once: casting turns ``Voter.voted`` by a conditional update that must hit one row, in the transaction
that inserts the votes, under the lock of the session's row. Closing takes the same lock, counts, deletes the votes and
freezes the totals; before that no total exists anywhere.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from organizations.models import Person, User
from ratings.choices import BallotState, ProposalSource
from ratings.models import BallotQuestion, BallotSession, Proposal, Vote, Voter
from ratings.selectors import ballots as selectors
from ratings.selectors.ballot_questions import Question, entitled_voters, questions_of
from ratings.services.proposals import record_proposal
from reviews.choices import Level, NoticeKind, Track, VenueKind
from reviews.models import Meeting
from reviews.permissions import meeting_refusal
from reviews.rules.findings import Finding, Severity, refuse_if_blocking
from reviews.services.meetings import locked_meeting
from reviews.services.notices import notify, users_of

#: What a voter's form sends for a ballot left empty.
BLANK = ""


@transaction.atomic
def open_ballot(*, meeting_id: int, counting_team: Sequence[Person], by: User, now: datetime) -> BallotSession:
    """Freeze the list of voters and open the first round on every subject of the meeting."""
    meeting = locked_meeting(meeting_id)
    questions = questions_of(meeting)
    voters = entitled_voters(meeting)
    refuse_if_blocking(
        [
            *meeting_refusal(by, meeting),
            *selectors.opening_findings(meeting, questions=questions, voters=voters, team=counting_team),
        ]
    )
    return _open(meeting, questions, voters, counting_team, by=by, now=now, round_number=1, reason="")


@transaction.atomic
def open_reballot(*, session_id: int, by: User, now: datetime) -> BallotSession:
    """A new round where the last one ended undecided or over the quota (P0-4.4-k); the old round stays readable."""
    last = BallotSession.objects.get(pk=session_id)
    meeting = last.meeting = locked_meeting(last.meeting_id)
    questions, reason = selectors.questions_to_repeat(last)
    voters = entitled_voters(meeting)
    refuse_if_blocking(
        [*meeting_refusal(by, meeting), *selectors.reballot_findings(last, questions=questions, voters=voters)]
    )
    return _open(
        meeting,
        questions,
        voters,
        list(last.counting_team.all()),
        by=by,
        now=now,
        round_number=last.round + 1,
        reason=reason,
    )


def _open(
    meeting: Meeting,
    questions: Sequence[Question],
    voters: Sequence[Person],
    counting_team: Sequence[Person],
    *,
    by: User,
    now: datetime,
    round_number: int,
    reason: str,
) -> BallotSession:
    session = BallotSession.objects.create(
        meeting=meeting, round=round_number, reason=reason, opened_at=now, opened_by=by
    )
    session.counting_team.set(counting_team)
    BallotQuestion.objects.bulk_create(
        BallotQuestion(session=session, review=question.review, track=question.track, position=position)
        for position, question in enumerate(questions, start=1)
    )
    Voter.objects.bulk_create(Voter(session=session, person=person) for person in voters)
    notify(
        campaign=meeting.campaign,
        recipients=users_of(voters),
        kind=NoticeKind.BALLOT,
        key=f"ballot:{session.pk}",
        subject=f"Mời bỏ phiếu: {meeting}",
        body="Phiếu kín; mỗi đồng chí bỏ phiếu một lần.",
        path=reverse("ballot-vote", args=(session.pk,)),
        now=now,
    )
    return session


def cast_vote(*, session_id: int, voter: User, choices: Mapping[int, str]) -> None:
    """Cast one person's ballot: a level or blank for every question of the session.

    Raises ``RuleViolation`` when the session is closed, the person is not on its list or has voted, or the ballot does
    not answer exactly the session's questions. Nothing is written then.
    """
    with transaction.atomic():
        session = BallotSession.objects.select_for_update(no_key=True).get(pk=session_id)
        questions = set(session.questions.values_list("pk", flat=True))
        refuse_if_blocking([*_is_open(session), *_well_formed(questions, choices)])
        turned = Voter.objects.filter(session=session, person_id=voter.person_key, voted=False).update(voted=True)
        if turned != 1:
            refuse_if_blocking([_why_not(session, voter)])
        votes = [Vote(question_id=question, level=level) for question, level in choices.items()]
        secrets.SystemRandom().shuffle(votes)
        Vote.objects.bulk_create(votes)


def _why_not(session: BallotSession, voter: User) -> Finding:
    if Voter.objects.filter(session=session, person_id=voter.person_key).exists():
        return Finding("ballot.voted", Severity.BLOCK, "Đồng chí đã bỏ phiếu; mỗi người bỏ phiếu một lần.")
    return Finding(
        "ballot.not_listed", Severity.BLOCK, "Đồng chí không có tên trong danh sách bỏ phiếu của hội nghị này."
    )


def _well_formed(questions: set[int], choices: Mapping[int, str]) -> list[Finding]:
    if set(choices) != questions:
        return [
            Finding(
                "ballot.incomplete",
                Severity.BLOCK,
                f"Phiếu có {len(questions)} nội dung, mới chọn {len(set(choices) & questions)}. "
                "Nội dung nào không chọn mức thì đánh dấu “Phiếu trắng”.",
            )
        ]
    if any(level != BLANK and level not in Level.values for level in choices.values()):
        return [Finding("ballot.level", Severity.BLOCK, "Phiếu có mức xếp loại không hợp lệ.")]
    return []


def _is_open(session: BallotSession) -> list[Finding]:
    if session.state == BallotState.OPEN:
        return []
    return [Finding("ballot.closed", Severity.BLOCK, "Cuộc bỏ phiếu đã kết thúc; phiếu này chưa được ghi nhận.")]


@transaction.atomic
def close_ballot(*, session_id: int, by: User, now: datetime) -> BallotSession:
    """Close, count and freeze: totals per question, outcomes by the plan's thresholds, the quota per collective.

    Irreversible. The level voted becomes the proposal of the cell or of the collective. Every listed voter was issued a
    ballot (P0-4.4-j): those not cast stay in the base. Refused while so few are in the box that it tells its voters.
    """
    session = (
        BallotSession.objects.select_for_update(no_key=True, of=("self",)).select_related("meeting").get(pk=session_id)
    )
    meeting = locked_meeting(session.meeting_id)
    refuse_if_blocking([*_may_close(by, session, meeting), *_is_open(session)])
    session.meeting = meeting
    refuse_if_blocking(selectors.closing_findings(session))
    issued = session.voters.count()
    counts: dict[int, Counter[str]] = {}
    for question_id, level in Vote.objects.filter(question__session=session).values_list("question_id", "level"):
        counts.setdefault(question_id, Counter())[level] += 1
    questions = list(session.questions.select_related("review__campaign", "review__person", "review__collective"))
    for question in questions:
        _freeze(question, counts.get(question.pk, Counter()), issued=issued, session=session)
    Vote.objects.filter(question__session=session).delete()
    session.state = BallotState.CLOSED
    session.closed_at = now
    session.closed_by = by
    session.save(update_fields=("state", "closed_at", "closed_by"))
    over = selectors.mark_over_quota(session, questions)
    for question in questions:
        if question.outcome and not question.over_quota:
            _propose(question, meeting, by=by, now=now)
    BallotQuestion.objects.bulk_update(over, ("over_quota",))
    _withdraw(over, meeting)
    return session


def _freeze(question: BallotQuestion, counted: Counter[str], *, issued: int, session: BallotSession) -> None:
    question.issued = issued
    question.excellent = counted[Level.EXCELLENT]
    question.good = counted[Level.GOOD]
    question.completed = counted[Level.COMPLETED]
    question.not_completed = counted[Level.NOT_COMPLETED]
    question.blank = counted[BLANK]
    question.outcome = selectors.outcome_of(question, session)
    question.save()


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


def _may_close(by: User, session: BallotSession, meeting: Meeting) -> list[Finding]:
    """The counting team counts; where it has no account, the chair or clerk closes for it."""
    if by.person_id is not None and session.counting_team.filter(pk=by.person_id).exists():
        return []
    return meeting_refusal(by, meeting)
