"""A round of the ballot taken through several steps at once, its phrases known."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from organizations.models import Person, User
from ratings import sealing
from ratings.choices import VotingMethod
from ratings.models import BallotSession
from ratings.selectors.ballot_questions import entitled_voters
from ratings.selectors.boxes import HOLDERS, NEEDED
from ratings.services import ballots, counting
from reviews.models import Meeting, Nomination
from reviews.selectors.nominees import leaders_of
from tests.kept import kept_step


@kept_step
def open_ballot(
    *,
    meeting_id: int,
    counting_team: Sequence[Person],
    by: User,
    now: datetime,
    method: VotingMethod = VotingMethod.ELECTRONIC,
    on_paper: Collection[Person] = (),
) -> BallotSession:
    """Prepared, every phrase taken, opened. A team too small for a box is filled up with voters."""
    team = list(counting_team)
    if team and method != VotingMethod.PAPER:
        others = [person for person in entitled_voters(Meeting.objects.get(pk=meeting_id)) if person not in team]
        team += others[: max(HOLDERS - len(team), 0)]
    session = ballots.prepare_ballot(meeting_id=meeting_id, counting_team=team, method=method, by=by, now=now)
    return _opened(session, by=by, now=now, on_paper=on_paper)


def open_reballot(*, session_id: int, by: User, now: datetime) -> BallotSession:
    session = ballots.prepare_reballot(session_id=session_id, by=by, now=now)
    return _opened(session, by=by, now=now)


def _opened(session: BallotSession, *, by: User, now: datetime, on_paper: Collection[Person] = ()) -> BallotSession:
    all_nominated(session.meeting, by=by, now=now)
    take_phrases(session, by=by, now=now)
    return ballots.open_ballot(session_id=session.pk, by=by, now=now, on_paper=on_paper)


def all_nominated(meeting: Meeting, *, by: User, now: datetime) -> None:
    """Where the plan has a list of nominees and none was recorded, every leader is on it."""
    for review in leaders_of(meeting):
        Nomination.objects.get_or_create(
            meeting=meeting,
            review=review,
            defaults={"qualifies": True, "basis": "Đủ điều kiện.", "recorded_by": by, "recorded_at": now},
        )


def take_phrases(session: BallotSession, *, by: User, now: datetime) -> None:
    """Each holder has the phrase that ``phrases_of`` tells, as if he had been given it."""
    for holder in session.holders.select_related("person__user"):
        holder.salt = sealing.new_salt()
        holder.public_key = sealing.public_bytes(sealing.holder_key(phrase_of(holder.person_id), holder.salt))
        holder.taken_at, holder.taken_by = now, getattr(holder.person, "user", by)
        holder.save()


def phrase_of(person_id: int) -> str:
    """Known from the person alone: a scene that is kept is opened by whoever is given it."""
    return f"{person_id:020}"


def phrases_of(session: BallotSession, *, count: int = NEEDED) -> dict[int, str]:
    """Those of the first ``count`` holders, by person."""
    people = list(session.holders.values_list("person_id", flat=True))[:count]
    return {person_id: phrase_of(person_id) for person_id in people}


def close_ballot(*, session_id: int, by: User, now: datetime) -> BallotSession:
    """Shut and counted."""
    session = ballots.close_ballot(session_id=session_id, by=by, now=now)
    return counting.count_ballot(session_id=session_id, phrases=phrases_of(session), by=by, now=now)
