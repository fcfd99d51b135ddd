"""What a meeting and its minutes tell of the rounds of its ballot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from organizations.formats import vi_datetime
from ratings.choices import RUNNING, BallotState
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
        told = void_words(session)
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


def void_words(session: BallotSession) -> str:
    """What is on record of a void round: when, why, and the two who said so."""
    return (
        f"Vòng {session.round} đã hủy lúc {vi_datetime(session.voided_at)}: {session.void_reason.rstrip('.')}. "
        f"Người đề nghị hủy: {session.void_asked_by}; người đồng ý: {session.voided_by}. "
        "Phiếu trong hòm không mở."
    )


def _collected(question: BallotQuestion) -> int:
    counts = (*(getattr(question, level) for level in Level.values), question.blank, question.invalid)
    return sum(count or 0 for count in counts)


def _result(question: BallotQuestion, name: str) -> str:
    level = Level(question.outcome).label if question.outcome else "chưa đủ tỷ lệ phiếu cho mức nào"
    over = ", vượt tỷ lệ, phải xếp loại lại" if question.over_quota else ""
    return f"{name} ({question.get_track_display().lower()}): {level}{over}"
