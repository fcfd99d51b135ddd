"""A round of the ballot taken through several steps at once, its phrases known."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from organizations.models import Person, User
from ratings import sealing
from ratings.choices import VotingMethod
from ratings.models import BallotSession
from ratings.selectors.ballot_opening import questions_to_repeat
from ratings.selectors.ballot_questions import Question, entitled_voters, questions_of
from ratings.selectors.boxes import HOLDERS, NEEDED
from ratings.selectors.counting_teams import candidates
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
    """Prepared, every phrase taken, opened. A team too small for a box is filled up with voters; those on the ballot
    count only where nobody else is there."""
    team = list(counting_team)
    if team and method != VotingMethod.PAPER:
        meeting = Meeting.objects.get(pk=meeting_id)
        team = _off_the_ballot_first(team, meeting, questions_of(meeting))[: max(HOLDERS, len(team))]
    session = ballots.prepare_ballot(
        meeting_id=meeting_id, counting_team=team, method=method, by=by, now=now, none_else=True
    )
    return _opened(session, by=by, now=now, on_paper=on_paper)


def open_reballot(*, session_id: int, by: User, now: datetime) -> BallotSession:
    """By the same team, with whoever is now on the ballot exchanged where that can be."""
    last = BallotSession.objects.select_related("meeting__campaign").get(pk=session_id)
    before = list(last.counting_team.all())
    team = _off_the_ballot_first(before, last.meeting, questions_to_repeat(last)[0])[: len(before)]
    session = ballots.prepare_reballot(session_id=session_id, counting_team=team, by=by, now=now, none_else=True)
    return _opened(session, by=by, now=now)


def _off_the_ballot_first(team: list[Person], meeting: Meeting, questions: Sequence[Question]) -> list[Person]:
    """The team, then the other voters; those on the ballot behind all of them."""
    own = candidates(meeting, questions).voted_on
    there = [*team, *(person for person in entitled_voters(meeting) if person not in team)]
    return sorted(there, key=lambda person: person.pk in own)


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
    """Shut, and counted by one of the team who can sign in."""
    session = ballots.close_ballot(session_id=session_id, by=by, now=now)
    counter = User.objects.filter(person__in=session.counting_team.all(), is_active=True).order_by("pk").first() or by
    return counting.count_ballot(session_id=session_id, phrases=phrases_of(session), by=counter, now=now)
