"""The desk of a meeting's ballot: who is there, who votes and why not, how many have voted, which step is next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from organizations.formats import vi_datetime
from organizations.models import Person
from ratings.choices import BallotState, Channel, VotingMethod
from ratings.models import BallotSession, Voter
from ratings.selectors.ballots import SessionView
from reviews.choices import CONVENED, Presence
from reviews.models import Meeting, MeetingAttendee

# Turnout -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ChannelTurnout:
    """``done``: have voted electronically, or taken a paper ballot."""

    channel: Channel
    voters: int
    done: int

    @property
    def words(self) -> str:
        return "đã nhận phiếu giấy" if self.channel == Channel.PAPER else "đã bỏ phiếu điện tử"


@dataclass(frozen=True, slots=True)
class Turnout:
    """Who has voted, never what nor when; the list of voters in the order of their names."""

    session: BallotSession
    voters: tuple[Voter, ...]

    @property
    def count(self) -> int:
        return len(self.voters)

    @property
    def voted(self) -> int:
        return sum(1 for voter in self.voters if voter.voted)

    @property
    def left(self) -> int:
        return self.count - self.voted

    @property
    def waiting(self) -> list[Voter]:
        """Those who have not voted, and have not taken a paper ballot."""
        return [voter for voter in self.voters if not voter.voted]

    @property
    def channels(self) -> list[ChannelTurnout]:
        """Told apart only where there are both."""
        if self.session.method != VotingMethod.MIXED:
            return []
        return [self._channel(channel) for channel in Channel]

    def _channel(self, channel: Channel) -> ChannelTurnout:
        rows = [voter for voter in self.voters if voter.channel == channel]
        return ChannelTurnout(channel, len(rows), sum(1 for voter in rows if voter.voted))

    @property
    def paper_left(self) -> int:
        paper = self._channel(Channel.PAPER)
        return paper.voters - paper.done

    def of(self, person_id: int | None) -> Voter | None:
        return next((voter for voter in self.voters if voter.person_id == person_id), None)


def turnout_of(session: BallotSession) -> Turnout:
    """One query."""
    voters = session.voters.select_related("person").order_by("person__given_name_key", "person__full_name", "pk")
    return Turnout(session, tuple(voters))


# Who is there, who votes ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Attendance:
    """The members convened and those present; ``least`` voters make a ballot secret at all.

    No plan prints how many must be present; the page says so.
    """

    convened: int
    present: int
    voters: int
    least: int


@dataclass(frozen=True, slots=True)
class Elector:
    """Somebody of the meeting: whether he votes and, if not, why."""

    person: Person
    role: str
    votes: bool
    channel: str
    reason: str


@dataclass(frozen=True, slots=True)
class Electorate:
    """``frozen``: the list was fixed when the round opened, and no later attendance changes it."""

    rows: tuple[Elector, ...]
    attendance: Attendance
    frozen: bool


def electorate_of(meeting: Meeting, turnout: Turnout | None) -> Electorate:
    """Everybody convened, and whoever else is present. One query; ``turnout``: of the round that is open or over."""
    attendees = list(meeting.attendees.select_related("person"))
    members = [row for row in attendees if row.role in CONVENED]
    shown = [row for row in attendees if row.role in CONVENED or row.presence == Presence.PRESENT]
    rows = [_elector(row, turnout) for row in shown]
    if turnout is not None:
        known = {row.person_id for row in shown}
        rows += [
            Elector(voter.person, "", True, voter.get_channel_display(), "")
            for voter in turnout.voters
            if voter.person_id not in known
        ]
    return Electorate(
        rows=tuple(rows),
        attendance=Attendance(
            convened=len(members),
            present=sum(1 for row in members if row.presence == Presence.PRESENT),
            voters=sum(1 for row in rows if row.votes),
            least=meeting.campaign.plan.electorate.least,
        ),
        frozen=turnout is not None,
    )


def _elector(row: MeetingAttendee, turnout: Turnout | None) -> Elector:
    voter = turnout.of(row.person_id) if turnout is not None else None
    votes = voter is not None if turnout is not None else row.may_vote and row.presence == Presence.PRESENT
    return Elector(
        person=row.person,
        role=row.get_role_display(),
        votes=votes,
        channel=voter.get_channel_display() if voter is not None else "",
        reason="" if votes else _why_not(row, turnout),
    )


def _why_not(row: MeetingAttendee, turnout: Turnout | None) -> str:
    if not row.may_vote:
        return row.no_vote_reason
    if row.presence == Presence.ABSENT_WITH_REASON:
        return f"Vắng mặt: {row.absence_reason}."
    if row.presence != Presence.PRESENT:
        return f"{row.get_presence_display()}."
    assert turnout is not None
    return f"Ghi có mặt sau khi danh sách đã chốt (mở bỏ phiếu lúc {vi_datetime(turnout.session.opened_at)})."


# Steps ---------------------------------------------------------------------------------------------------------------

STEPS = ("Cử tổ kiểm phiếu", "Nhận mã", "Mở bỏ phiếu", "Đóng hòm phiếu", "Kiểm phiếu", "Kết quả")
_TAKING = 1


def steps_of(view: SessionView | None) -> list[dict[str, Any]]:
    """The steps of the round that stands, as the stepper draws them; the first one is next where there is none yet."""
    current = _place(view)
    rows: list[dict[str, Any]] = [
        {"label": label, "state": "done" if place < current else "current" if place == current else "todo"}
        for place, label in enumerate(STEPS)
    ]
    if view is None:
        return rows
    if view.session.method == VotingMethod.PAPER:
        rows[_TAKING] |= {"state": "not_applicable", "note": "Bỏ phiếu giấy"}
    if view.session.state == BallotState.OPEN:
        rows[current]["state_label"] = "Đang bỏ phiếu"
    if view.may_repeat:
        rows[-1] |= {"state": "current", "state_label": "Phải bỏ phiếu lại"}
    return rows


def _place(view: SessionView | None) -> int:
    if view is None:
        return 0
    taking = _TAKING if missing_holders(view.session) else _TAKING + 1
    return {
        BallotState.PREPARING: taking,
        BallotState.OPEN: 3,
        BallotState.CLOSED: 4,
        BallotState.COUNTED: len(STEPS),
    }[BallotState(view.session.state)]


def missing_holders(session: BallotSession) -> list[Any]:
    """Key holders without their phrase; of rows fetched before."""
    return [holder for holder in session.holders.all() if not holder.taken_at]


def standing_view(views: Sequence[SessionView]) -> SessionView | None:
    """The newest round that is not void."""
    return next((view for view in views if view.session.state != BallotState.VOID), None)


def newest_results(views: Iterable[SessionView]) -> list[tuple[int, Any]]:
    """Round and result: the last one of each subject, in the order in which the subjects were first asked about.

    ``views``: the newest first.
    """
    newest: dict[tuple[int, str], tuple[int, Any]] = {}
    for view in reversed(list(views)):
        for result in view.results:
            newest[result.question.review_id, result.question.track] = (view.session.round, result)
    return list(newest.values())
