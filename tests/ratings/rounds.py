"""Rounds of the ballot of the world's cell, taken as far as a test needs them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import cycle

from ratings.choices import BallotState, VotingMethod
from ratings.models import BallotSession
from ratings.selectors.boxes import HOLDERS
from ratings.services import ballots, casting, counting
from reviews.models import Meeting
from tests.box import phrases_of, take_phrases
from tests.world import World, standing_on

#: All of them with an account; neither chair nor clerk.
TEAM = ("member2", "member3", "member4")


def prepared(
    world: World,
    meeting: Meeting,
    *,
    method: VotingMethod = VotingMethod.ELECTRONIC,
    team: Sequence[str] = TEAM,
) -> BallotSession:
    with standing_on(14, 10) as now:
        return ballots.prepare_ballot(
            meeting_id=meeting.pk,
            counting_team=[world.people[key] for key in team],
            method=method,
            by=world.users["head"],
            now=now,
        )


def opened(world: World, session: BallotSession, *, on_paper: tuple[str, ...] = ()) -> BallotSession:
    with standing_on(14, 10) as now:
        take_phrases(session, by=world.users["head"], now=now)
        people = [world.people[key] for key in on_paper]
        return ballots.open_ballot(session_id=session.pk, by=world.users["head"], now=now, on_paper=people)


def voted(session: BallotSession, *levels: str, count: int | None = None) -> None:
    """The first ``count`` electronic voters vote, all questions alike, the levels in turn."""
    questions = list(session.questions.values_list("pk", flat=True))
    voters = session.voters.filter(channel="electronic").select_related("person__user").order_by("pk")
    for voter, level in zip(voters[:count], cycle(levels), strict=False):
        casting.cast_vote(session_id=session.pk, voter=voter.person.user, choices=dict.fromkeys(questions, level))


def shut(world: World, session: BallotSession) -> BallotSession:
    with standing_on(14, 11) as now:
        return ballots.close_ballot(session_id=session.pk, by=world.users["member2"], now=now)


def counted(world: World, session: BallotSession) -> BallotSession:
    """Shut, unless it is already, and counted."""
    if BallotSession.objects.filter(pk=session.pk, state=BallotState.OPEN).exists():
        shut(world, session)
    with standing_on(14, 11) as now:
        return counting.count_ballot(
            session_id=session.pk, phrases=phrases_of(session), by=world.users["member2"], now=now
        )


def phrase(session: BallotSession, world: World, key: str) -> str:
    return phrases_of(session, count=HOLDERS)[world.people[key].pk]
