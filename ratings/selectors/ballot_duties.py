"""What a sitting meeting waits for: phrases taken, the ballot opened, votes, the count, a second approval."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.urls import reverse

from ratings.choices import RUNNING, BallotState, Channel
from ratings.models import BallotSession, Voter
from ratings.selectors.boxes import has_account
from reviews.duties import Duty
from reviews.models import Campaign
from reviews.selectors.actors import Actors


def ballot_duties(campaigns: Sequence[Campaign], actors: Actors) -> Iterator[Duty]:
    """A fixed number of queries, however many rounds run."""
    yield from _votes(campaigns, actors)
    sessions = (
        BallotSession.objects.filter(meeting__campaign__in=campaigns, state__in=RUNNING)
        .select_related("meeting__collective__organization", "meeting__cell", "void_asked_by")
        .prefetch_related("counting_team", "holders__person__user")
    )
    for session in sessions:
        if session.state == BallotState.PREPARING:
            yield from _phrases(session, actors)
        else:
            yield from _counting(session, actors)
        yield from _approval(session, actors)


def _votes(campaigns: Sequence[Campaign], actors: Actors) -> Iterator[Duty]:
    """Whoever votes on paper is called by the counting team, not by the program."""
    waiting = Voter.objects.filter(
        session__meeting__campaign__in=campaigns,
        session__state=BallotState.OPEN,
        channel=Channel.ELECTRONIC,
        voted=False,
    ).select_related("session__meeting__collective__organization", "session__meeting__cell")
    if actors.user is not None:
        waiting = waiting.filter(person_id=actors.user.person_key)
    for voter in waiting:
        yield from _duty(
            f"vote:{voter.session_id}:{voter.person_id}",
            voter.session,
            actors.person(voter.person_id),
            "Bỏ phiếu kín",
            "Bỏ phiếu",
            reverse("ballot-vote", args=(voter.session_id,)),
        )


def _phrases(session: BallotSession, actors: Actors) -> Iterator[Duty]:
    """Each holder for himself; for one without an account chair and clerk, unless they know another phrase. With all
    phrases taken: to open."""
    desk, meeting = reverse("meeting-ballots", args=(session.meeting_id,)), session.meeting
    run = actors.person(meeting.chair_id, meeting.clerk_id)
    holders = list(session.holders.all())
    missing = [holder for holder in holders if not holder.taken_at]
    outside = {meeting.chair_id, meeting.clerk_id} - {holder.person_id for holder in holders}
    for holder in missing:
        fetched = {other.taken_by_id for other in holders if other != holder}
        who = actors.person(holder.person_id) if has_account(holder.person) else actors.person(*outside) - fetched
        key = f"phrase:{session.pk}:{holder.person_id}"
        title = "Nhận mã mở hòm phiếu" if has_account(holder.person) else f"Nhận mã mở hòm phiếu cùng {holder.person}"
        yield from _duty(key, session, who, title, "Nhận mã", desk)
    if not missing:
        yield from _duty(f"open:{session.pk}", session, run, "Mở bỏ phiếu", "Mở bỏ phiếu", desk)


def _counting(session: BallotSession, actors: Actors) -> Iterator[Duty]:
    who = _running(session, actors)
    desk = reverse("meeting-ballots", args=(session.meeting_id,))
    if session.state == BallotState.OPEN:
        yield from _duty(f"follow:{session.pk}", session, who, "Theo dõi bỏ phiếu, đóng hòm phiếu", "Xem", desk)
    else:
        yield from _duty(f"count:{session.pk}", session, who, "Kiểm phiếu", "Kiểm phiếu", desk)


def _approval(session: BallotSession, actors: Actors) -> Iterator[Duty]:
    """The second of the two who make a round void."""
    if session.void_asked_by_id is None:
        return
    who = _running(session, actors) - {session.void_asked_by_id}
    path = reverse("ballot-void", args=(session.pk,))
    yield from _duty(f"void:{session.pk}", session, who, "Đồng ý hay không: hủy vòng bỏ phiếu", "Xem", path)


def _running(session: BallotSession, actors: Actors) -> frozenset[int]:
    meeting = session.meeting
    return actors.person(meeting.chair_id, meeting.clerk_id, *(person.pk for person in session.counting_team.all()))


def _duty(key: str, session: BallotSession, who: frozenset[int], title: str, action: str, path: str) -> Iterator[Duty]:
    if who:
        yield Duty(
            key=key,
            user_ids=who,
            title=title,
            subject=str(session.meeting),
            action=action,
            path=path,
            reminded=False,
            in_session=True,
        )
