"""Making the dossier of a cell part by part, and passing its parts in the meeting."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from forms_templates.intake import NotAPdf
from forms_templates.services import MAX_UPLOAD_BYTES, store_upload
from organizations.choices import AuditAction
from organizations.models import User
from organizations.services.acts import recorded
from organizations.text import nfc
from reviews.choices import AttendeeRole, MeetingState, Presence, VenueKind
from reviews.models import CellDossier, CellScore, Meeting, MeetingStep, Paper
from reviews.permissions import cell_dossier_refusal, meeting_refusal
from reviews.rules.cells import cell_steps, check_step
from reviews.rules.findings import Finding, RuleViolation, Severity, refuse_if_blocking
from reviews.rules.parts.cells import CellStepRow, PartHolds
from reviews.selectors.before_ballot import has_voted
from reviews.selectors.cell_dossiers import cell_row, has_cell_dossiers
from reviews.services.meetings import locked_meeting

#: Of the words that go with the registered title.
MOST_LETTERS = 20_000
_MOST_POINTS = 1000


@dataclass(frozen=True, slots=True)
class WrittenScore:
    """One line of the score sheet as typed; None where no whole number was written."""

    text: str
    most: int | None
    points: int | None


def locked_dossier(meeting_id: int, *, by: User) -> CellDossier:
    """The dossier of that meeting's cell, made when first asked for, its meeting's row locked.

    Refused for other meetings, for whoever does not make it, and once it was sent.
    """
    meeting = locked_meeting(meeting_id)
    if meeting.kind != VenueKind.CELL or meeting.cell is None or not has_cell_dossiers(meeting.campaign):
        raise RuleViolation([Finding("cell_dossier.none", Severity.BLOCK, "Hội nghị này không lập hồ sơ của chi bộ.")])
    refuse_if_blocking(cell_dossier_refusal(by, meeting.cell))
    dossier, _created = CellDossier.objects.select_related("hand_over").get_or_create(meeting=meeting)
    dossier.meeting = meeting
    if dossier.hand_over is not None:
        message = f"Hồ sơ của {meeting.cell} đã gửi ngày {dossier.hand_over.handed_on:%d/%m/%Y}, không sửa được nữa."
        raise RuleViolation([Finding("cell_dossier.sent", Severity.BLOCK, message)])
    return dossier


@recorded(AuditAction.CELL_DOSSIER)
def register_title(*, meeting_id: int, title: str, reason: str, by: User) -> CellDossier:
    """What the cell registers for next year (P4-3-B4-e); not changed once the meeting has passed it."""
    dossier = locked_dossier(meeting_id, by=by)
    findings = _passed(dossier.meeting, "title_registration")
    title = nfc(title.strip())
    if not title:
        findings.append(Finding("cell.title", Severity.BLOCK, "Ghi danh hiệu đăng ký."))
    if len(title) > 200:
        findings.append(Finding("cell.title", Severity.BLOCK, "Danh hiệu đăng ký dài quá 200 ký tự."))
    if len(reason) > MOST_LETTERS:
        findings.append(Finding("cell.title", Severity.BLOCK, f"Nội dung dài quá {MOST_LETTERS} ký tự."))
    refuse_if_blocking(findings)
    dossier.title, dossier.title_reason = title, nfc(reason.strip())
    dossier.save(update_fields=("title", "title_reason"))
    return dossier


@recorded(AuditAction.CELL_DOSSIER, of=(Meeting, "meeting_id"))
def write_scores(*, meeting_id: int, rows: Sequence[WrittenScore], by: User) -> None:
    """Put these lines in the place of the earlier ones (P4-III-e); not once the meeting has passed the sheet."""
    dossier = locked_dossier(meeting_id, by=by)
    findings = _passed(dossier.meeting, "score_sheet")
    for number, row in enumerate(rows, start=1):
        findings += _score_faults(number, row)
    refuse_if_blocking(findings)
    dossier.scores.all().delete()
    CellScore.objects.bulk_create(
        CellScore(dossier=dossier, place=place, text=nfc(row.text.strip()), most=row.most or 0, points=row.points)
        for place, row in enumerate(rows, start=1)
    )


def _score_faults(number: int, row: WrittenScore) -> list[Finding]:
    said = []
    if not row.text.strip():
        said.append("chưa ghi tiêu chí")
    if len(row.text) > 500:
        said.append("tiêu chí dài quá 500 ký tự")
    if row.most is None or not 0 < row.most <= _MOST_POINTS:
        said.append(f"điểm tối đa là số nguyên từ 1 đến {_MOST_POINTS}")
    elif row.points is not None and not 0 <= row.points <= row.most:
        said.append(f"điểm chấm là số nguyên từ 0 đến {row.most}")
    return [Finding("cell.score", Severity.BLOCK, f"Dòng {number}: {'; '.join(said)}.")] if said else []


@recorded(AuditAction.PAPER_FILED)
def attach_cell_paper(*, meeting_id: int, part: str, content: bytes, by: User) -> Paper:
    """Keep the PDF of a part that people make or sign on paper; a later one stands beside the earlier."""
    dossier = locked_dossier(meeting_id, by=by)
    meeting = dossier.meeting
    plan = meeting.campaign.plan
    rules = plan.cells.dossier if plan.cells else None
    row = next((row for row in (rules.parts if rules else ()) if row.key == part), None)
    findings = []
    if row is None or row.holds is not PartHolds.PAPER or part == "minute_book":
        findings.append(Finding("upload.slot", Severity.BLOCK, "Chọn lại phần của hồ sơ."))
    if len(content) > MAX_UPLOAD_BYTES:
        size = MAX_UPLOAD_BYTES // (1024 * 1024)
        findings.append(Finding("upload.size", Severity.BLOCK, f"Tệp lớn hơn {size} MB; quét lại với độ nét thấp hơn."))
    refuse_if_blocking(findings)
    assert row is not None
    try:
        document = store_upload(
            subject_key=f"meeting:{meeting.pk}:{part}",
            source_version=hashlib.sha256(content).hexdigest(),
            title=f"{row.title} – {meeting.venue_name}",
            content=content,
            by=by,
        )
    except NotAPdf as error:
        raise RuleViolation([Finding("upload.not_a_pdf", Severity.BLOCK, str(error))]) from error
    paper, _created = Paper.objects.get_or_create(document=document, defaults={"meeting": meeting, "slot": part})
    return paper


@recorded(AuditAction.CELL_DOSSIER)
def put_minute_book(*, meeting_id: int, there: bool, by: User, on: date) -> CellDossier:
    """The book itself lies with the dossier, or not any more; it is never copied (P4-III-a)."""
    dossier = locked_dossier(meeting_id, by=by)
    dossier.minute_book_on = on if there else None
    dossier.save(update_fields=("minute_book_on",))
    return dossier


@recorded(AuditAction.STEP)
def pass_step(*, meeting_id: int, step: str, agreed: int, note: str, by: User, now: datetime) -> MeetingStep:
    """The meeting passes a part of its programme by more than half of those present (P4-3-B4-b, P4-3-B4-e).

    Refused while the meeting does not sit or its paper is not there; said again while it sits, the later count stands.
    """
    meeting = locked_meeting(meeting_id)
    row = _step(meeting, step)
    findings = [*meeting_refusal(by, meeting), *_sitting(meeting)]
    findings += check_step(row, cell_row(meeting).facts, meeting.campaign.plan)
    present = meeting.attendees.filter(role=AttendeeRole.MEMBER, presence=Presence.PRESENT).count()
    if not present < agreed * 2 <= present * 2:
        message = f"Có mặt {present}: số đồng ý phải quá nửa và không quá {present}; đã ghi {agreed}."
        findings.append(Finding("cell.step.agreed", Severity.BLOCK, message))
    refuse_if_blocking(findings)
    passed, _created = MeetingStep.objects.update_or_create(
        meeting=meeting,
        step=row.key,
        defaults={
            "agreed": agreed,
            "present": present,
            "note": nfc(note.strip())[:300],
            "passed_at": now,
            "recorded_by": by,
        },
    )
    return passed


@recorded(AuditAction.STEP_END, of=(Meeting, "meeting_id"))
def take_back_step(*, meeting_id: int, step: str, by: User) -> None:
    """Recorded by mistake: taken back while the meeting sits and has not voted on the strength of it."""
    meeting = locked_meeting(meeting_id)
    row = _step(meeting, step)
    findings = [*meeting_refusal(by, meeting), *_sitting(meeting)]
    if row.part == "score_sheet" and has_voted(meeting):
        message = "Hội nghị đã bỏ phiếu sau khi thông qua bảng chấm điểm, không rút lại được."
        findings.append(Finding("cell.step.voted", Severity.BLOCK, message))
    refuse_if_blocking(findings)
    MeetingStep.objects.filter(meeting=meeting, step=row.key).delete()


def _step(meeting: Meeting, key: str) -> CellStepRow:
    steps = cell_steps(meeting.campaign.plan) if meeting.kind == VenueKind.CELL else ()
    found = next((row for row in steps if row.key == key), None)
    if found is None:
        raise RuleViolation([Finding("cell.step", Severity.BLOCK, "Chương trình hội nghị không có phần này.")])
    return found


def _sitting(meeting: Meeting) -> list[Finding]:
    if meeting.state == MeetingState.OPEN:
        return []
    return [Finding("meeting.not_open", Severity.BLOCK, "Chỉ thông qua khi hội nghị đang họp.")]


def _passed(meeting: Meeting, part: str) -> list[Finding]:
    """What the meeting has passed stays as it was passed."""
    keys = [row.key for row in cell_steps(meeting.campaign.plan) if row.part == part]
    if not MeetingStep.objects.filter(meeting=meeting, step__in=keys).exists():
        return []
    return [Finding("cell.passed", Severity.BLOCK, "Hội nghị đã thông qua phần này, không sửa được nữa.")]
