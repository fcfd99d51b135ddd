"""How ballots come into the box, and paper ballots to those who vote on paper.

A vote is one short transaction: the row of the round is locked so that closing waits for it and it for closing, the
voter's row is turned by a conditional update that must hit one row, and one envelope is laid in. The lock is `FOR NO
KEY UPDATE`: a shared one would let votes pass each other and starve whoever closes.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from django.db import transaction
from django.db.models import QuerySet
from django.views.decorators.debug import sensitive_variables

from organizations.choices import AuditAction
from organizations.models import User
from ratings import sealing
from ratings.choices import BallotState, Channel
from ratings.models import BallotQuestion, BallotSession, Envelope, Voter
from ratings.permissions import count_refusal
from ratings.selectors import boxes
from ratings.services.ballot_record import note
from ratings.services.ballots import invite_voters, locked_session
from reviews.permissions import meeting_refusal
from reviews.rules.findings import RuleViolation, refuse_if_blocking

#: All that a vote reads of its round: what it costs is paid by everybody who votes in the same minute.
_READ = ("state", "sign_out_after_vote", "public_key")


@dataclass(frozen=True, slots=True)
class Cast:
    """A vote that is in the box. ``receipt`` is that of its envelope, and stored nowhere; of ``session`` only what
    the box and the page after it need is loaded."""

    session: BallotSession
    receipt: str = field(repr=False)


@sensitive_variables()
def cast_vote(*, session_id: int, voter: User, choices: Mapping[int, str]) -> Cast:
    """Cast one person's ballot, a level or blank for every question of the round.

    Raises ``RuleViolation`` when the box is shut, the person is not on its list, votes on paper or has voted, or the
    ballot does not answer exactly the round's questions. Nothing is written then.
    """
    with transaction.atomic():
        session = BallotSession.objects.select_for_update(no_key=True, of=("self",)).only(*_READ).get(pk=session_id)
        refuse_if_blocking(boxes.voting_findings(session))
        if session.public_key is None:  # all vote on paper
            raise RuleViolation([boxes.why_no_vote(session, voter)])
        asked = _asked(session_id, bytes(session.public_key))
        refuse_if_blocking(boxes.ballot_findings(asked.questions, choices, asked.without_excellent))
        turned = Voter.objects.filter(
            session=session, person_id=voter.person_key, channel=Channel.ELECTRONIC, voted=False
        ).update(voted=True)
        if turned != 1:
            refuse_if_blocking([boxes.why_no_vote(session, voter)])
        ballot = [boxes.CHOICES.index(choices[question]) for question in asked.questions]
        envelope = sealing.seal(ballot, asked.box, name=session.box_name)
        Envelope.objects.create(session=session, sealed=envelope)
    return Cast(session, sealing.receipt_of(envelope))


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the box with this public key is asked: the ids in their order, and those that nobody was nominated for."""

    box: bytes
    questions: tuple[int, ...]
    without_excellent: tuple[int, ...]


@lru_cache(maxsize=256)
def _asked(session_id: int, box: bytes) -> _Asked:
    """Read once for a box: opening it fixes what is asked, and no other box has its key."""
    rows = list(
        BallotQuestion.objects.filter(session_id=session_id).order_by("position").values_list("pk", "excellent_offered")
    )
    return _Asked(box, tuple(pk for pk, _offered in rows), tuple(pk for pk, offered in rows if not offered))


@transaction.atomic
def hand_out_paper(*, session_id: int, person_ids: Collection[int], by: User) -> int:
    """Note who has taken a paper ballot; returns how many of these had none before."""
    return _note_taken(session_id, person_ids, taken=True, by=by)


@transaction.atomic
def take_back_paper(*, session_id: int, person_ids: Collection[int], by: User) -> int:
    """Strike off who brought his paper ballot back, or was noted by mistake; returns how many had one."""
    return _note_taken(session_id, person_ids, taken=False, by=by)


def _note_taken(session_id: int, person_ids: Collection[int], *, taken: bool, by: User) -> int:
    session = locked_session(session_id)
    refuse_if_blocking([*count_refusal(by, session), *boxes.state_findings(session, BallotState.OPEN)])
    rows = Voter.objects.filter(session=session, person__in=person_ids, channel=Channel.PAPER, voted=not taken)
    people = _names(rows)
    turned = rows.update(voted=taken)
    if turned:
        action = AuditAction.PAPER_GIVEN if taken else AuditAction.PAPER_TAKEN_BACK
        note(action, session, by=by, told={"của": people})
    return turned


def _names(voters: QuerySet[Voter]) -> str:
    return ", ".join(str(voter.person) for voter in voters.select_related("person").order_by("person_id"))


@transaction.atomic
def change_channel(*, session_id: int, person_ids: Collection[int], channel: Channel, by: User, now: datetime) -> int:
    """Let voters of a mixed round vote the other way, all or none of them; returns how many change.

    Several at once, so that the first three may move to an empty channel. Refused for whoever has voted or taken a
    ballot, and where a channel would keep so few that its count tells their votes.
    """
    session = locked_session(session_id)
    refuse_if_blocking([*meeting_refusal(by, session.meeting), *boxes.state_findings(session, BallotState.OPEN)])
    voters = list(session.voters.filter(person__in=person_ids).select_related("person__user"))
    refuse_if_blocking(boxes.change_findings(session, voters, channel, asked=len(set(person_ids))))
    moving = [voter for voter in voters if voter.channel != channel]
    turned = Voter.objects.filter(pk__in=[voter.pk for voter in moving], voted=False).update(channel=channel)
    assert turned == len(moving), "whoever votes takes the same row lock"
    if turned:
        people = ", ".join(str(voter.person) for voter in moving)
        note(AuditAction.CHANNEL, session, by=by, told={"của": people, "sang": channel.label})
    if channel == Channel.ELECTRONIC:
        invite_voters(session, [voter.person for voter in moving], now=now)
    return turned
