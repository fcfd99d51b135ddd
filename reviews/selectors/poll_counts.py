"""A prepared poll as its page and papers show it: who took a sheet, whose turn it is to enter figures, the result."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from organizations.models import User
from reviews.choices import Level, PollState
from reviews.models import PollCount, PollParticipant, PollSubject, WorkplacePoll
from reviews.rules.blind_entries import Entry, Turn, check_turn, turn_after
from reviews.rules.findings import Finding, Reference, Severity
from reviews.rules.paper_count import SheetRow, Sheets, check_fewer, check_sheets
from reviews.rules.workplace_polls import check_own
from reviews.selectors.names import told_apart
from reviews.selectors.papers import header
from reviews.selectors.polls import poll_rows
from reviews.selectors.signers import document_header

TITLE = "Lấy ý kiến đánh giá nơi công tác đối với cán bộ lãnh đạo, quản lý"


@dataclass(frozen=True, slots=True)
class PollDesk:
    """Everything on the page of one poll."""

    poll: WorkplacePoll
    label: str
    participants: list[PollParticipant]
    subjects: list[PollSubject]
    names: dict[int, str]
    turn: Turn
    attempts: list[PollCount]
    noted: list[Finding]

    @property
    def lines(self) -> list[tuple[PollSubject, str]]:
        return [(row, self.names[row.pk]) for row in self.subjects]

    @property
    def took(self) -> int:
        return sum(row.took_sheet for row in self.participants)


def poll_desk(poll: WorkplacePoll) -> PollDesk:
    """Four queries, however many people."""
    subjects = subjects_of(poll)
    names = names_of(subjects)
    counts = _counts(poll)
    participants = list(poll.participants.select_related("person"))
    took = sum(row.took_sheet for row in participants)
    return PollDesk(
        poll=poll,
        label=label_of(poll),
        participants=participants,
        subjects=subjects,
        names=names,
        turn=turn_after([_entry(row) for row in counts], names=names),
        attempts=counts,
        noted=_noted(poll, counts, took=took) if poll.state == PollState.COUNTED else [],
    )


def _noted(poll: WorkplacePoll, counts: Sequence[PollCount], *, took: int) -> list[Finding]:
    """What stands on record beside the figures that both entries agree on."""
    sheets = _entry(next(row for row in counts if row.agreed)).sheets
    return check_fewer(sheets, handed=took, reference=_ballot_clause(poll))


def _ballot_clause(poll: WorkplacePoll) -> Reference | None:
    plan = poll.campaign.plan
    polls = plan.information.polls if plan.information else None
    return plan.reference(polls.ballot.clause) if polls is not None else None


def label_of(poll: WorkplacePoll) -> str:
    return next((row.label for row in poll_rows(poll.campaign) if row.key == poll.key), poll.key)


def subjects_of(poll: WorkplacePoll) -> list[PollSubject]:
    return list(poll.subjects.select_related("review__person", "review__collective", "review__unit"))


def names_of(subjects: Sequence[PollSubject]) -> dict[int, str]:
    """By line of the sheet; namesakes told apart."""
    names = told_apart([row.review for row in subjects])
    return {row.pk: name for row, name in zip(subjects, names, strict=True)}


def _counts(poll: WorkplacePoll) -> list[PollCount]:
    return list(poll.counts.select_related("entered_by__person").prefetch_related("rows"))


def _entry(count: PollCount) -> Entry:
    rows = {
        row.subject_id: SheetRow(row.excellent, row.good, row.completed, row.not_completed, row.blank)
        for row in count.rows.all()
    }
    sheets = Sheets(count.issued, count.collected, count.unused, count.spoiled, count.valid, count.invalid, rows)
    return Entry(count.attempt, count.ordinal, count.entered_by.person_key, sheets, count.agreed)


def turn_of(poll: WorkplacePoll) -> Turn:
    return turn_after([_entry(row) for row in _counts(poll)], names=names_of(subjects_of(poll)))


def state_findings(poll: WorkplacePoll) -> list[Finding]:
    """Nothing of a poll with a result or a void one changes any more."""
    if poll.state == PollState.PREPARED:
        return []
    message = f"Cuộc lấy ý kiến này {poll.get_state_display().lower()}, không sửa được nữa."
    return [Finding(f"poll.{poll.state}", Severity.BLOCK, message)]


def entry_findings(poll: WorkplacePoll, turn: Turn, by: User, *, attempt: int) -> list[Finding]:
    """Who may enter figures now: not whoever entered the others, nor whom the poll is on."""
    return [
        *check_turn(turn, by=by.person_key, name=str(by), attempt=attempt),
        *own_findings(poll, by),
        *_attended(poll),
    ]


def own_findings(poll: WorkplacePoll, by: User) -> list[Finding]:
    """Nobody has a hand in a poll on himself."""
    own = poll.subjects.filter(review__person_id=by.person_key).exists()
    return check_own(str(by), is_subject=own, plan=poll.campaign.plan)


def _attended(poll: WorkplacePoll) -> list[Finding]:
    if poll.participants.filter(took_sheet=True).exists():
        return []
    message = "Chưa ghi ai đã nhận phiếu lấy ý kiến; ghi danh sách rồi mới nhập kết quả kiểm phiếu."
    return [Finding("poll.nobody", Severity.BLOCK, message)]


def sheet_findings(poll: WorkplacePoll, sheets: Sheets) -> list[Finding]:
    """The sums of the sheets, and each leader's levels against those who gave in a sheet (P4-1.4.1-u)."""
    names = names_of(subjects_of(poll))
    took = poll.participants.filter(took_sheet=True).count()
    return check_sheets(sheets, handed=took, names=names, reference=_ballot_clause(poll))


# Papers -------------------------------------------------------------------------------------------------------------


def poll_sheet_payload(poll: WorkplacePoll, *, spare: int) -> dict[str, Any]:
    """The sheets: one for everybody asked and the spare ones, all the same (P4-1.4.1-u)."""
    body = poll.unit or poll.campaign.issuer
    return {
        "header": header(body),
        "period": poll.campaign.round_name,
        "heading": "PHIẾU LẤY Ý KIẾN ĐÁNH GIÁ CÁN BỘ LÃNH ĐẠO, QUẢN LÝ",
        "occasion": str(poll.unit) if poll.unit is not None else label_of(poll),
        "subjects": [{"name": name, "track": ""} for name in names_of(subjects_of(poll)).values()],
        "copies": poll.participants.count() + spare,
    }


def result_payload(poll: WorkplacePoll) -> dict[str, Any]:
    """The minutes of the count: figures and whoever entered them, nobody who wrote on a sheet."""
    subjects = subjects_of(poll)
    names = names_of(subjects)
    entered = _counts(poll)
    team = list(dict.fromkeys(str(row.entered_by) for row in entered if row.agreed))
    sheets = _entry(next(row for row in entered if row.agreed)).sheets
    body = poll.unit or poll.campaign.issuer
    took = poll.participants.filter(took_sheet=True).count()
    return {
        "header": document_header(poll.campaign.issuer),
        "place": poll.campaign.issuer.place,
        "date": poll.held_on.isoformat(),
        "title": f"{TITLE}: {label_of(poll)}" if poll.unit is None else f"{TITLE} của {body}",
        "campaign": poll.campaign.name,
        "convened": poll.participants.count(),
        "present": took,
        "team": team,
        "only_counts": True,
        "results_heading": "Kết quả lấy ý kiến",
        "questions": [_question(row, names[row.pk], sheets) for row in subjects],
        "notes": [
            *(finding.message for finding in _noted(poll, entered, took=took)),
            "Kế hoạch không in tỷ lệ phải đạt của phiếu lấy ý kiến: chỉ ghi số phiếu theo từng mức.",
        ],
    }


def _question(row: PollSubject, name: str, sheets: Sheets) -> dict[str, Any]:
    issued = row.issued or 0
    counts = {level: getattr(row, level) for level in Level.values}
    return {
        "subject": name,
        "issued": issued,
        "collected": sheets.collected,
        "valid": sheets.valid,
        "invalid": row.invalid,
        "blank": row.blank,
        **counts,
    }


def opinion_at_work(reviews: Sequence[int]) -> dict[int, str]:
    """By review: what the counted polls said of a leader, in words for the summaries (one query)."""
    found: dict[int, list[str]] = {}
    rows = PollSubject.objects.filter(review__in=reviews, poll__state=PollState.COUNTED).select_related("poll__unit")
    for row in rows.order_by("poll__held_on", "poll_id"):
        counts = f"{row.excellent}/{row.good}/{row.completed}/{row.not_completed} trong {row.issued} phiếu"
        found.setdefault(row.review_id, []).append(f"{counts}, ngày {row.poll.held_on:%d/%m/%Y}")
    return {review: "; ".join(said) for review, said in found.items()}
