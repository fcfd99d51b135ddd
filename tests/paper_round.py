"""A round with paper ballots taken through its steps by services."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ratings.choices import VotingMethod
from ratings.models import BallotSession, PaperCount
from ratings.selectors.paper_counts import turn_of
from ratings.services import ballots, casting
from ratings.services.counting import enter_paper_count
from reviews.models import Meeting
from reviews.rules.paper_count import SheetRow, Sheets
from tests.box import open_ballot
from tests.world import World, standing_on

#: Who enters the figures first, and who second: the counting team.
FIRST, SECOND = "member2", "member3"


def open_paper(
    world: World,
    meeting: Meeting,
    *,
    method: VotingMethod = VotingMethod.PAPER,
    on_paper: Sequence[str] = (),
    team: Sequence[str] = (FIRST, SECOND),
) -> BallotSession:
    with standing_on(14, 10) as now:
        return open_ballot(
            meeting_id=meeting.pk,
            counting_team=[world.people[key] for key in team],
            by=world.users["head"],
            now=now,
            method=method,
            on_paper=[world.people[key] for key in on_paper],
        )


def paper_people(session: BallotSession) -> list[int]:
    return list(session.voters.filter(channel="paper").order_by("person_id").values_list("person_id", flat=True))


def hand_out(world: World, session: BallotSession, *, count: int | None = None) -> int:
    """To the first ``count`` paper voters, or all."""
    return casting.hand_out_paper(
        session_id=session.pk, person_ids=paper_people(session)[:count], by=world.users["head"]
    )


def shut(world: World, session: BallotSession) -> BallotSession:
    with standing_on(14, 11) as now:
        return ballots.close_ballot(session_id=session.pk, by=world.users["head"], now=now)


def sheets(
    session: BallotSession,
    rows: Mapping[int, SheetRow] | SheetRow,
    *,
    unused: int = 0,
    spoiled: int = 0,
    invalid: int = 0,
) -> Sheets:
    """Figures whose sums agree; one row for every question, or one by question."""
    questions = list(session.questions.values_list("pk", flat=True))
    found = dict.fromkeys(questions, rows) if isinstance(rows, SheetRow) else dict(rows)
    valid = next(iter(found.values())).total
    collected = valid + invalid
    return Sheets(collected + unused + spoiled, collected, unused, spoiled, valid, invalid, found)


def enter(world: World, session: BallotSession, key: str, figures: Sheets, *, attempt: int | None = None) -> PaperCount:
    with standing_on(14, 12) as now:
        return enter_paper_count(
            session_id=session.pk,
            sheets=figures,
            attempt=attempt or turn_of(session).attempt,
            by=world.users[key],
            now=now,
        )


def closed_paper(world: World, meeting: Meeting) -> BallotSession:
    """All on paper, everybody took a ballot, the box is shut."""
    session = open_paper(world, meeting)
    hand_out(world, session)
    return shut(world, session)
