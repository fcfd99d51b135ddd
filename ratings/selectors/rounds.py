"""What a meeting and its minutes tell of the rounds of its ballot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from organizations.formats import vi_datetime
from ratings.choices import RUNNING, BallotState, VotingMethod
from ratings.models import BallotQuestion, BallotSession
from ratings.selectors.ballot_names import names_of_subjects
from reviews.choices import Level
from reviews.judgement import Round
from reviews.models import Meeting


def rounds_of(meeting: Meeting) -> list[Round]:
    """Two queries, however many rounds and subjects: the rounds as they were prepared, each with its results."""
    sessions = list(
        BallotSession.objects.filter(meeting=meeting)
        .select_related("void_asked_by__person", "voided_by__person")
        .noting_counts_by_hand()
        .order_by("prepared_at", "pk")
    )
    if not sessions:
        return []
    questions: dict[int, list[BallotQuestion]] = {session.pk: [] for session in sessions}
    counted = [session.pk for session in sessions if session.state == BallotState.COUNTED]
    rows = BallotQuestion.objects.filter(session__in=counted).select_related(
        "review__person", "review__collective", "review__unit"
    )
    names = names_of_subjects(rows.order_by("position", "pk"))
    for row in names:
        questions[row.session_id].append(row)
    return [_round(session, questions[session.pk], names) for session in sessions]


def _round(session: BallotSession, questions: Sequence[BallotQuestion], names: Mapping[BallotQuestion, str]) -> Round:
    told: str = ""
    results: tuple[str, ...] = ()
    if session.state == BallotState.COUNTED:
        told, results = _counted(session, questions), tuple(_result(row, names[row]) for row in questions)
    elif session.state == BallotState.VOID:
        told = _void(session)
    return Round(
        session.round,
        session.get_state_display(),
        session.state in RUNNING,
        told,
        results,
        is_counted=session.state == BallotState.COUNTED,
    )


def _counted(session: BallotSession, questions: Sequence[BallotQuestion]) -> str:
    first = questions[0] if questions else None
    sheets = f"; phát ra {first.issued} phiếu, thu về {_collected(first)} phiếu" if first else ""
    again = f" Bỏ phiếu lại vì {session.reason}." if session.reason else ""
    return (
        f"Vòng {session.round}: {session.get_method_display().lower()}, mở lúc {vi_datetime(session.opened_at)}, "
        f"kiểm phiếu lúc {vi_datetime(session.counted_at)}{sheets}.{again} "
        "Số phiếu từng mức ghi ở biên bản kiểm phiếu."
    )


def _void(session: BallotSession) -> str:
    """What is on record of a void round: when, why, the two who said so, and what became of its ballots."""
    return (
        f"Vòng {session.round} đã hủy lúc {vi_datetime(session.voided_at)}: {session.void_reason.rstrip('.')}. "
        f"Người đề nghị hủy: {session.void_asked_by}; người đồng ý: {session.voided_by}. "
        f"{fate_of_ballots(session, counted_by_hand=session.counted_by_hand)}"
    )


def fate_of_ballots(session: BallotSession, *, counted_by_hand: bool) -> str:
    """What becomes of the ballots of a round that is void: nobody opens a box, but paper may have been counted.

    ``counted_by_hand``: somebody entered figures of the paper ballots.
    """
    if session.opened_at is None:
        return "Chưa mở bỏ phiếu."
    told = []
    if session.method != VotingMethod.PAPER:
        what = "Phiếu điện tử" if session.method == VotingMethod.MIXED else "Phiếu"
        told.append(f"{what} trong hòm bị xóa, không ai mở.")
    if session.method != VotingMethod.ELECTRONIC:
        counted = "đã đếm; số liệu đã nhập không được công nhận" if counted_by_hand else "chưa có số liệu kiểm phiếu"
        told.append(f"Phiếu giấy {counted}.")
    return " ".join(told)


def _collected(question: BallotQuestion) -> int:
    counts = (*(getattr(question, level) for level in Level.values), question.blank, question.invalid)
    return sum(count or 0 for count in counts)


def _result(question: BallotQuestion, name: str) -> str:
    level = Level(question.outcome).label if question.outcome else "chưa đủ tỷ lệ phiếu cho mức nào"
    over = ", vượt tỷ lệ, phải xếp loại lại" if question.over_quota else ""
    return f"{name} ({question.get_track_display().lower()}): {level}{over}"
