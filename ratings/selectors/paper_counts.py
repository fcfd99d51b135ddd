"""The figures of the paper ballots of a round: whose turn it is to enter them, and whether two entries agree."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from organizations import clock
from organizations.choices import PostRole
from organizations.models import Person, Post, User
from ratings.choices import Channel
from ratings.models import BallotSession, PaperCount
from ratings.permissions import ENTRIES
from reviews.rules.findings import Finding, Severity
from reviews.rules.paper_count import SheetRow, Sheets, check_sheets, differences
from reviews.rules.parts import Topic


@dataclass(frozen=True, slots=True)
class Turn:
    """The next entry. ``first``: the other entry of this attempt, for the comparison only, and who made it;
    ``apart``: what the entries of the attempt before did not agree on; ``is_settled``: nothing is left to enter."""

    attempt: int
    ordinal: int
    first: Sheets | None
    first_by: User | None
    apart: tuple[str, ...]
    is_settled: bool


def handed_out(session: BallotSession) -> int:
    """Voters who took a paper ballot."""
    return session.voters.filter(channel=Channel.PAPER, voted=True).count()


def names_of(session: BallotSession) -> dict[int, str]:
    rows = session.questions.select_related("review__person", "review__collective")
    return {row.pk: str(row) for row in rows}


def turn_of(session: BallotSession) -> Turn:
    counts = list(session.paper_counts.select_related("entered_by__person").prefetch_related("rows"))
    if not counts:
        return Turn(1, 1, None, None, (), is_settled=False)
    last = counts[-1]
    if last.agreed:
        return Turn(last.attempt, 2, None, None, (), is_settled=True)
    if last.ordinal == 1:
        return Turn(last.attempt, 2, sheets_of(last), last.entered_by, (), is_settled=False)
    apart = differences(sheets_of(counts[-2]), sheets_of(last), names=names_of(session))
    return Turn(last.attempt + 1, 1, None, None, tuple(apart), is_settled=False)


def sheets_of(count: PaperCount) -> Sheets:
    rows = {
        row.question_id: SheetRow(row.excellent, row.good, row.completed, row.not_completed, row.blank)
        for row in count.rows.all()
    }
    return Sheets(count.issued, count.collected, count.unused, count.spoiled, count.valid, count.invalid, rows)


def agreed_count(session: BallotSession) -> Sheets | None:
    """The figures both entries agree on; None while there are none."""
    count = session.paper_counts.filter(agreed=True, ordinal=1).prefetch_related("rows").first()
    return sheets_of(count) if count is not None else None


def turn_findings(turn: Turn, user: User, *, attempt: int) -> list[Finding]:
    """``attempt``: the count that the page was opened for; figures of an earlier one are none of the recount."""
    if turn.is_settled:
        message = "Hai lần nhập số phiếu giấy đã khớp nhau; không nhập thêm."
        return [Finding("paper.settled", Severity.BLOCK, message)]
    if turn.first_by is not None and turn.first_by.pk == user.pk:
        message = f"{user} đã nhập lần thứ nhất; lần thứ hai do người khác nhập, không xem số liệu lần trước."
        return [Finding("paper.same_person", Severity.BLOCK, message)]
    if attempt != turn.attempt:
        message = f"Số liệu này là của lần đếm {attempt}; nay là lần đếm {turn.attempt}. Đếm lại rồi nhập từ đầu."
        return [Finding("paper.attempt", Severity.BLOCK, message)]
    return []


def sheet_findings(session: BallotSession, sheets: Sheets) -> list[Finding]:
    plan = session.meeting.campaign.plan
    return check_sheets(sheets, handed=handed_out(session), names=names_of(session), reference=plan.cite(Topic.VOTERS))


def who_may_enter(session: BallotSession) -> list[Person]:
    """Of the counting team whoever can sign in; while these are fewer than two, also those who run the meeting."""
    team = list(session.counting_team.filter(user__is_active=True))
    if len(team) >= ENTRIES:
        return team
    meeting = session.meeting
    leading = Post.objects.on(clock.today()).filter(
        collective__organization=meeting.organization, role__in=(PostRole.HEAD, PostRole.DEPUTY)
    )
    running = Q(pk__in=(meeting.chair_id, meeting.clerk_id)) | Q(pk__in=leading.values("person_id"))
    others = Person.objects.filter(running, user__is_active=True).exclude(pk__in=[person.pk for person in team])
    return [*team, *others.order_by("given_name_key", "pk")]


def two_people_findings(session: BallotSession) -> list[Finding]:
    """Said in time, where only one person could enter the figures: what a second one needs."""
    able = who_may_enter(session)
    if len(able) >= ENTRIES:
        return []
    alone = f"Chỉ {able[0]} nhập được số phiếu giấy" if able else "Chưa ai có tài khoản để nhập số phiếu giấy"
    without = [person for person in session.counting_team.all() if person not in able]
    message = (
        f"{alone}; số liệu phải do hai người nhập riêng. Đề nghị Văn phòng cấp ủy lập tài khoản cho người trong tổ "
        f"kiểm phiếu: {', '.join(map(str, without))}. Người ấy đăng nhập, mở trang này rồi nhập; số liệu đã nhập "
        "trước đó được giữ nguyên."
    )
    return [Finding("paper.two_people", Severity.WARN, message)]


def missing_findings(session: BallotSession) -> list[Finding]:
    """Where somebody took a paper ballot, its figures are settled before the box is opened."""
    if not handed_out(session) or agreed_count(session) is not None:
        return []
    message = "Số phiếu giấy chưa được hai người nhập khớp nhau; nhập xong mới mở hòm phiếu điện tử."
    return [Finding("paper.missing", Severity.BLOCK, message)]
