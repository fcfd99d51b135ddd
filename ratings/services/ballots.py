"""A round of the secret ballot: prepared, opened, closed.

Preparing names the counting team; its key holders then take their phrases. Opening freezes questions and voters and
makes the box. Closing takes the same row lock as every vote, so that what was accepted is in the box and what comes
later is told so.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.views.decorators.debug import sensitive_variables

from organizations.choices import AuditAction
from organizations.models import Person, User
from ratings import sealing
from ratings.choices import BallotState, Channel, VotingMethod
from ratings.models import BallotQuestion, BallotSession, CountingMember, Envelope, KeyHolder, KeyLock, Voter
from ratings.permissions import count_refusal
from ratings.selectors import ballot_opening as opening
from ratings.selectors import boxes
from ratings.selectors import counting_teams as teams
from ratings.selectors.ballot_questions import entitled_voters, questions_of
from ratings.selectors.ballots import closing_findings
from ratings.services.ballot_record import note
from reviews.choices import NoticeKind
from reviews.models import Meeting
from reviews.permissions import meeting_refusal
from reviews.rules.findings import Finding, Severity, refuse_if_blocking
from reviews.services.meetings import locked_meeting
from reviews.services.notices import notify, users_of


@transaction.atomic
def prepare_ballot(
    *,
    meeting_id: int,
    counting_team: Sequence[Person],
    by: User,
    now: datetime,
    method: VotingMethod = VotingMethod.ELECTRONIC,
    sign_out_after_vote: bool = False,
    none_else: bool = False,
) -> BallotSession:
    """The first round of a meeting with its counting team; where people vote electronically, the team holds the keys.

    ``none_else``: the meeting says that nobody is left who is not on the ballot. Raises ``RuleViolation`` when the
    meeting does not sit, has a round already, or the team is not what the box needs; and while somebody on the ballot
    is in the team although others could be.
    """
    meeting = locked_meeting(meeting_id)
    found = teams.candidates(meeting, questions_of(meeting))
    refuse_if_blocking(
        [
            *meeting_refusal(by, meeting),
            *opening.preparing_findings(meeting),
            *boxes.team_findings(counting_team, method),
            *teams.team_findings(found, counting_team, method, none_else=none_else),
        ]
    )
    return _prepare(
        meeting,
        counting_team,
        found,
        method=method,
        sign_out=sign_out_after_vote,
        by=by,
        now=now,
        round_number=1,
        reason="",
    )


@transaction.atomic
def prepare_reballot(
    *,
    session_id: int,
    by: User,
    now: datetime,
    counting_team: Sequence[Person] | None = None,
    method: VotingMethod | None = None,
    sign_out_after_vote: bool | None = None,
    none_else: bool | None = None,
) -> BallotSession:
    """A new round where the last one ended undecided or over the quota (P0-4.4-k); the old round stays readable.

    The team and the way of voting are the last round's where no others are named: somebody of the team may have left,
    or lost his phrase. The box is another one, and so are its phrases. ``none_else`` as before the first round, and as
    it was said there where nothing is said now.
    """
    last = BallotSession.objects.get(pk=session_id)
    meeting = last.meeting = locked_meeting(last.meeting_id)
    questions, reason = opening.questions_to_repeat(last)
    voters = entitled_voters(meeting)
    team = list(last.counting_team.all() if counting_team is None else counting_team)
    way = method or VotingMethod(last.method)
    found = teams.candidates(meeting, questions)
    if none_else is None:
        none_else = last.counting_members.filter(voted_on=True).exists()
    refuse_if_blocking(
        [
            *meeting_refusal(by, meeting),
            *opening.reballot_findings(last, questions=questions, voters=voters),
            *boxes.team_findings(team, way),
            *teams.team_findings(found, team, way, none_else=none_else),
        ]
    )
    return _prepare(
        meeting,
        team,
        found,
        method=way,
        sign_out=last.sign_out_after_vote if sign_out_after_vote is None else sign_out_after_vote,
        by=by,
        now=now,
        round_number=last.round + 1,
        reason=reason,
    )


def _prepare(
    meeting: Meeting,
    counting_team: Sequence[Person],
    found: teams.Candidates,
    *,
    method: VotingMethod,
    sign_out: bool,
    by: User,
    now: datetime,
    round_number: int,
    reason: str,
) -> BallotSession:
    session = BallotSession.objects.create(
        meeting=meeting,
        round=round_number,
        reason=reason,
        method=method,
        sign_out_after_vote=sign_out,
        prepared_at=now,
        prepared_by=by,
    )
    members = teams.members_of(session, found, counting_team, method)
    CountingMember.objects.bulk_create(members)
    if method != VotingMethod.PAPER:
        KeyHolder.objects.bulk_create(KeyHolder(session=session, person=person) for person in counting_team)
    team = ", ".join(str(person) for person in counting_team)
    told: dict[str, str | int] = {"cách bỏ phiếu": session.get_method_display(), "tổ kiểm phiếu": team}
    if own := [row for row in members if row.voted_on]:
        told["có tên trong phiếu"] = f"{', '.join(str(row.person) for row in own)}: {own[0].why}"
    note(AuditAction.BALLOT_PREPARE, session, by=by, told=told)
    return session


@sensitive_variables()
@transaction.atomic
def open_ballot(*, session_id: int, by: User, now: datetime, on_paper: Collection[Person] = ()) -> BallotSession:
    """Freeze the list of voters and what they are asked, and make the box.

    ``on_paper``: in a mixed round, who votes on paper. Raises ``RuleViolation`` while anything stands in the way: a
    subject not yet reviewed, a key holder without his phrase, so few voters in a channel that it tells their votes.
    """
    session = locked_session(session_id)
    meeting = session.meeting
    questions = opening.questions_for(session)
    voters = entitled_voters(meeting)
    channels = boxes.channels_of(session, voters, on_paper)
    refuse_if_blocking(
        [
            *meeting_refusal(by, meeting),
            *boxes.state_findings(session, BallotState.PREPARING),
            *opening.opening_findings(session, questions=questions, voters=voters),
            *teams.unsaid_findings(session, questions),
            *boxes.holder_findings(session),
            *boxes.channel_findings(channels, meeting.campaign.plan),
        ]
    )
    _make_box(session)
    session.state = BallotState.OPEN
    session.opened_at = now
    session.opened_by = by
    session.save(update_fields=("state", "opened_at", "opened_by", "public_key"))
    BallotQuestion.objects.bulk_create(
        BallotQuestion(
            session=session,
            review=question.review,
            track=question.track,
            position=position,
            excellent_offered=question.excellent,
        )
        for position, question in enumerate(questions, start=1)
    )
    Voter.objects.bulk_create(Voter(session=session, person=person, channel=channels[person.pk]) for person in voters)
    invite_voters(session, [person for person in voters if channels[person.pk] == Channel.ELECTRONIC], now=now)
    told = {"người bỏ phiếu": len(voters), "nội dung": len(questions)}
    note(AuditAction.BALLOT_OPEN, session, by=by, told=told)
    return session


def invite_voters(session: BallotSession, people: Iterable[Person], *, now: datetime) -> None:
    """Tell those who vote electronically where; nobody is told twice of one round."""
    notify(
        campaign=session.meeting.campaign,
        recipients=users_of(people),
        kind=NoticeKind.BALLOT,
        key=f"ballot:{session.pk}",
        subject=f"Mời bỏ phiếu: {session.meeting}",
        body="Phiếu kín; mỗi đồng chí bỏ phiếu một lần.",
        path=reverse("ballot-vote", args=(session.pk,)),
        now=now,
    )


def _make_box(session: BallotSession) -> None:
    holders = list(session.holders.all())
    if not holders:
        return
    box = sealing.new_box({holder.pk: bytes(holder.public_key) for holder in holders}, name=session.box_name)
    session.public_key = box.public_key
    KeyLock.objects.bulk_create(
        KeyLock(session=session, first_id=first, second_id=second, locked=locked)
        for (first, second), locked in box.locks.items()
    )


@transaction.atomic
def close_ballot(*, session_id: int, by: User, now: datetime) -> BallotSession:
    """Shut the box: nobody votes any more, and the list of what is in it is fixed. Nothing is opened yet.

    Irreversible. Refused while so few are in the box, or so few took a paper ballot, that the count tells its voters;
    and where the box does not hold as many envelopes as people voted: such a round can only be void.
    """
    session = locked_session(session_id)
    refuse_if_blocking([*count_refusal(by, session), *boxes.state_findings(session, BallotState.OPEN)])
    refuse_if_blocking(closing_findings(session))
    receipts = sorted(
        sealing.receipt_of(bytes(sealed))
        for sealed in Envelope.objects.filter(session=session).values_list("sealed", flat=True)
    )
    refuse_if_blocking(boxes.turnout_findings(len(receipts), turnout=boxes.electronic_turnout(session)))
    session.state = BallotState.CLOSED
    session.closed_at = now
    session.closed_by = by
    session.cast = len(receipts)
    session.receipts = receipts
    session.receipts_root = sealing.root_of(receipts)
    session.save(update_fields=("state", "closed_at", "closed_by", "cast", "receipts", "receipts_root"))
    told: dict[str, str | int] = {"phiếu điện tử": session.cast, "mã băm danh sách mã phiếu": session.receipts_root}
    note(AuditAction.BALLOT_CLOSE, session, by=by, told=told)
    return session


@sensitive_variables()
@transaction.atomic
def take_phrase(*, session_id: int, person_id: int, by: User, now: datetime) -> str:
    """A new phrase for one key holder, told this once and kept nowhere; an earlier one of his opens nothing any more.

    Whoever has an account takes it himself; for the others chair or clerk fetch it in their presence. Raises
    ``RuleViolation`` for whoever would then know two phrases of the round, and once the round is open: its box knows
    the keys it was made for.
    """
    session = locked_session(session_id)
    holder = session.holders.select_related("person__user").filter(person_id=person_id).first()
    refuse_if_blocking(
        [*boxes.phrase_refusal(by, session, holder), *boxes.state_findings(session, BallotState.PREPARING)]
    )
    assert holder is not None
    phrase, salt = sealing.new_phrase(), sealing.new_salt()
    holder.salt = salt
    holder.public_key = sealing.public_bytes(sealing.holder_key(phrase, salt))
    holder.taken_at = now
    holder.taken_by = by
    holder.save(update_fields=("salt", "public_key", "taken_at", "taken_by"))
    note(AuditAction.BALLOT_PHRASE, session, by=by, told={"người giữ mã": str(holder.person)})
    return phrase


def locked_session(session_id: int) -> BallotSession:
    """The round under its row lock, taken after its meeting's: every act but a vote takes both, in this order."""
    meeting = locked_meeting(BallotSession.objects.values_list("meeting_id", flat=True).get(pk=session_id))
    session = BallotSession.objects.select_for_update(no_key=True, of=("self",)).get(pk=session_id)
    session.meeting = meeting
    return session


def refused(code: str, message: str) -> list[Finding]:
    return [Finding(code, Severity.BLOCK, message)]
