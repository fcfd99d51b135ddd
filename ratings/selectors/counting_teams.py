"""Who may count a round: nobody whose own level it asks about, unless nobody else is left."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from organizations.models import Person
from ratings.choices import VotingMethod
from ratings.models import BallotSession, CountingMember
from ratings.selectors.ballot_questions import Question
from ratings.selectors.boxes import HOLDERS, NEEDED, has_account
from reviews.choices import CONVENED, Presence
from reviews.models import Meeting
from reviews.rules import duties_apart
from reviews.rules.findings import Finding, Severity


@dataclass(frozen=True, slots=True)
class Candidates:
    """``voted_on``: people on the ballot; ``others``: members present who are not, and do not run the meeting."""

    voted_on: frozenset[int]
    others: tuple[Person, ...]

    def places(self, team: Sequence[Person], method: VotingMethod) -> int:
        """How many places nobody off the ballot can take."""
        there = {person.pk: person for person in (*self.others, *team) if person.pk not in self.voted_on}
        able = sum(has_account(person) for person in there.values())
        return duties_apart.places_left(
            needed=needed_for(method),
            able=able,
            unable=len(there) - able,
            unable_at_most=_without_account(method),
        )

    def free(self, team: Sequence[Person], method: VotingMethod) -> list[Person]:
        """Who is not in the team, not on the ballot, and could take a place."""
        chosen = {person.pk for person in team}
        full = sum(not has_account(person) for person in team) >= _without_account(method)
        return [person for person in self.others if person.pk not in chosen and (has_account(person) or not full)]

    def own(self, team: Iterable[Person]) -> list[Person]:
        return [person for person in team if person.pk in self.voted_on]

    @property
    def may_lack(self) -> bool:
        """Is there a way of voting for which those voted on may have to count?"""
        return self.places((), VotingMethod.ELECTRONIC) > 0


def needed_for(method: VotingMethod) -> int:
    return NEEDED if method == VotingMethod.PAPER else HOLDERS


def _without_account(method: VotingMethod) -> int:
    """So many of the team need not sign in: two of the three who hold a box must."""
    return NEEDED if method == VotingMethod.PAPER else HOLDERS - NEEDED


def candidates(meeting: Meeting, questions: Iterable[Question]) -> Candidates:
    """One query beside the questions."""
    voted_on = frozenset(question.review.person_id for question in questions if question.review.person_id is not None)
    rows = meeting.attendees.filter(presence=Presence.PRESENT, role__in=CONVENED).select_related("person__user")
    apart = {*voted_on, meeting.chair_id, meeting.clerk_id}
    return Candidates(voted_on, tuple(row.person for row in rows if row.person_id not in apart))


def team_findings(found: Candidates, team: Sequence[Person], method: VotingMethod, *, none_else: bool) -> list[Finding]:
    """``none_else``: the meeting has said that nobody else is left."""
    return duties_apart.check_team(
        own=[str(person) for person in found.own(team)],
        free=[str(person) for person in found.free(team, method)],
        needed=needed_for(method),
        places=found.places(team, method),
        agreed=none_else,
    )


def members_of(
    session: BallotSession, found: Candidates, team: Sequence[Person], method: VotingMethod
) -> list[CountingMember]:
    """The team as it is kept: beside whoever is on the ballot, why."""
    why = duties_apart.why_own(needed=needed_for(method), places=found.places(team, method))
    return [
        CountingMember(
            ballotsession=session,
            person=person,
            voted_on=person.pk in found.voted_on,
            why=why if person.pk in found.voted_on else "",
        )
        for person in team
    ]


def unsaid_findings(session: BallotSession, questions: Iterable[Question]) -> list[Finding]:
    """Before the round opens: nobody has come onto the ballot who was named to the team as one who is not on it."""
    asked = {question.review.person_id for question in questions}
    rows = session.counting_members.filter(voted_on=False, person__in=[pk for pk in asked if pk is not None])
    names = ", ".join(str(row.person) for row in rows.select_related("person"))
    if not names:
        return []
    message = f"{names} nay có tên trong phiếu nên không kiểm phiếu của vòng này; hủy vòng, cử lại tổ kiểm phiếu."
    return [Finding("ballot.own_count", Severity.BLOCK, message)]


def own_counters(session: BallotSession) -> list[str]:
    """Who counted although he was on the ballot, and why; for the minutes. Three queries at most."""
    rows = list(session.counting_members.filter(voted_on=True).select_related("person"))
    names = ", ".join(str(row.person) for row in rows)
    lines = [f"{names} có tên trong phiếu, tham gia kiểm phiếu vì {rows[0].why}."] if rows else []
    team = session.counting_members.values("person_id")
    asked = session.questions.filter(review__person__isnull=False).values("review__person_id")
    entered = session.paper_counts.filter(entered_by__person__in=asked).exclude(entered_by__person__in=team)
    people = dict.fromkeys(str(count.entered_by) for count in entered.select_related("entered_by__person"))
    why = "không còn đủ hai người khác có tài khoản"
    return [*lines, *(f"{name} có tên trong phiếu, nhập số phiếu giấy vì {why}." for name in people)]
