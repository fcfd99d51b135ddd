"""The figures of the paper ballots of a round: whose turn it is to enter them, and whether two entries agree."""

from __future__ import annotations

from organizations.models import User
from ratings.choices import Channel, VotingMethod
from ratings.models import BallotSession, PaperCount
from ratings.permissions import ENTRIES, who_may_enter
from ratings.selectors.ballot_names import asked_in
from reviews.rules.blind_entries import Entry, Turn, check_turn, turn_after
from reviews.rules.findings import Finding, Severity
from reviews.rules.paper_count import SheetRow, Sheets, check_few_sheets, check_sheets
from reviews.rules.parts import Topic


def handed_out(session: BallotSession) -> int:
    """Voters who took a paper ballot."""
    return session.voters.filter(channel=Channel.PAPER, voted=True).count()


def names_of(session: BallotSession) -> dict[int, str]:
    """The lines of the sheet, by question."""
    return {row.pk: f"{name} ({row.get_track_display()})" for row, name in asked_in(session).items()}


def without_excellent(session: BallotSession) -> list[int]:
    """The questions whose lines have no box EXCELLENT; no query where the plan has no list of nominees."""
    if session.meeting.campaign.plan.nominees is None:
        return []
    return list(session.questions.filter(excellent_offered=False).values_list("pk", flat=True))


def turn_of(session: BallotSession) -> Turn:
    counts = session.paper_counts.select_related("entered_by").prefetch_related("rows")
    return turn_after([_entry(count) for count in counts], names=names_of(session))


def _entry(count: PaperCount) -> Entry:
    return Entry(count.attempt, count.ordinal, count.entered_by.person_key, sheets_of(count), count.agreed)


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
    return check_turn(turn, by=user.person_key, name=str(user), attempt=attempt)


def sheet_findings(session: BallotSession, sheets: Sheets) -> list[Finding]:
    plan = session.meeting.campaign.plan
    findings = check_sheets(
        sheets,
        handed=handed_out(session),
        names=names_of(session),
        reference=plan.cite(Topic.VOTERS),
        without_excellent=without_excellent(session),
        nominees=plan.reference(plan.nominees.clause) if plan.nominees is not None else None,
    )
    if session.method == VotingMethod.MIXED:
        findings += check_few_sheets(sheets, least=plan.electorate.least)
    return findings


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
