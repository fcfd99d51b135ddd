"""What a person asks about his own data: a correction, its answer, and a file of all of it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from organizations.choices import AuditAction, CorrectionState
from organizations.models import DataCorrection, User
from organizations.services.acts import recorded
from organizations.services.audit import record
from organizations.text import nfc
from reviews.choices import NoticeKind
from reviews.own_data_sheet import own_data_workbook
from reviews.permissions import correction_refusal
from reviews.rules.findings import Finding, RuleViolation, Severity, refuse_if_blocking
from reviews.selectors.own_data import NOT_SHOWN, sections_of, unit_of
from reviews.selectors.people import holding
from reviews.services.notices import notify

#: So many requests of one person wait at most: the keeper answers them one by one.
MOST_WAITING = 10


@recorded(AuditAction.CORRECTION_ASKED)
def ask_correction(*, text: str, by: User, now: datetime) -> DataCorrection:
    """Ask for something about oneself to be put right; the keepers of the unit's roster are told."""
    person = by.person
    unit = unit_of(person) if person is not None else None
    findings = []
    if not text.strip():
        findings.append(Finding("correction.text", Severity.BLOCK, "Ghi rõ điều cần sửa và nội dung đúng."))
    if unit is None:
        message = "Tài khoản chưa gắn với chi bộ, đơn vị nào; đề nghị báo người quản trị tài khoản."
        findings.append(Finding("correction.unit", Severity.BLOCK, message))
    if person is not None:
        User.objects.select_for_update(no_key=True).get(pk=by.pk)  # of two tabs at once the second counts the first
        if DataCorrection.objects.waiting().filter(person=person).count() >= MOST_WAITING:
            message = f"Đã có {MOST_WAITING} đề nghị chờ giải quyết; chờ trả lời rồi gửi tiếp."
            findings.append(Finding("correction.many", Severity.BLOCK, message))
    refuse_if_blocking(findings)
    assert person is not None
    assert unit is not None
    row = DataCorrection.objects.create(
        person=person, asked_by=by, unit=unit, text=nfc(text.strip()), asked_at=now, state=CorrectionState.ASKED
    )
    notify(
        campaign=None,
        recipients=User.objects.filter(holding("keep_roster", unit)).exclude(pk=by.pk).select_related("person"),
        kind=NoticeKind.OWN_DATA,
        key=f"correction:{row.pk}:asked",
        subject="Có đề nghị sửa dữ liệu chờ giải quyết",
        path=reverse("corrections"),
        now=now,
    )
    return row


@recorded(AuditAction.CORRECTION_SETTLED, of=(DataCorrection, "correction_id"), watch=("state",))
def settle_correction(*, correction_id: int, accepted: bool, answer: str, by: User, now: datetime) -> DataCorrection:
    """Answer a request once: put right, or refused with its reason. Of two at once the database keeps the first."""
    row = DataCorrection.objects.select_related("unit", "asked_by__person", "person").get(pk=correction_id)
    findings = correction_refusal(by, row)
    if not accepted and not answer.strip():
        findings.append(Finding("correction.answer", Severity.BLOCK, "Ghi lý do không sửa."))
    refuse_if_blocking(findings)
    state = CorrectionState.ACCEPTED if accepted else CorrectionState.REFUSED
    settled = (
        DataCorrection.objects.waiting()
        .filter(pk=row.pk)
        .update(state=state, answer=nfc(answer.strip()), settled_by=by, settled_at=now)
    )
    if not settled:
        raise RuleViolation([Finding("correction.settled", Severity.BLOCK, "Đề nghị này vừa được giải quyết rồi.")])
    row.refresh_from_db(fields=("state", "answer", "settled_by", "settled_at"))
    notify(
        campaign=None,
        recipients=[row.asked_by],
        kind=NoticeKind.OWN_DATA,
        key=f"correction:{row.pk}:settled",
        subject=f"Trả lời đề nghị sửa dữ liệu: {state.label.lower()}",
        path=reverse("own-data"),
        now=now,
    )
    return row


@transaction.atomic
def export_own_data(*, by: User, now: datetime) -> bytes:
    """All that the page shows, without its limits, as an Excel file; that it was taken is on record."""
    content = own_data_workbook(str(by), sections_of(by, whole=True), NOT_SHOWN, on=now)
    record(AuditAction.DATA_EXPORT, by, by=by, unit_path=by.unit_path)
    return content
