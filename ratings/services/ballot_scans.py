"""Keeping what was counted by hand: scans of the signed paper and of the ballots, with their hash."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from forms_templates.intake import NotAPdf
from forms_templates.services import store_upload
from forms_templates.signatures.faults import Refused
from forms_templates.signatures.scans import scan_pdf
from organizations.choices import AuditAction
from organizations.models import User
from organizations.text import nfc
from ratings.choices import ScanKind
from ratings.models import BallotScan, BallotSession
from ratings.permissions import count_refusal
from ratings.selectors.ballot_scans import scan_findings
from ratings.services.ballot_record import note as record_of_ballot
from ratings.services.ballots import locked_session
from reviews.rules.findings import Finding, RuleViolation, Severity, refuse_if_blocking


def attach_ballot_scan(
    *,
    session_id: int,
    kind: ScanKind,
    files: Sequence[bytes],
    note: str,
    replaces: int | None,
    by: User,
    now: datetime,
) -> BallotScan:
    """Keep a PDF, or photos as one PDF, with the round; the earlier scan of its kind stays as replaced.

    Before the count or after it. ``replaces`` is the scan that the sender saw as current: another one since then is
    not replaced unseen. Raises ``RuleViolation`` for a file that is neither, is broken or too large, for a round that
    still votes or has no paper ballots, and for a replacement without its reason (``note``); nothing is kept then.
    """
    session = BallotSession.objects.select_related("meeting").get(pk=session_id)
    refuse_if_blocking([*count_refusal(by, session), *scan_findings(session)])
    try:
        content = scan_pdf(files)
    except Refused as error:
        raise RuleViolation([Finding(error.code, Severity.BLOCK, str(error))]) from error
    note = nfc(note.strip())[:300]
    digest = hashlib.sha256(content).hexdigest()
    with transaction.atomic():
        session = locked_session(session_id)
        refuse_if_blocking([*count_refusal(by, session), *scan_findings(session)])
        held = session.scans.current().filter(kind=kind).select_related("document").first()
        if held is not None and held.document.sha256 == digest:
            return held  # sent twice
        refuse_if_blocking(_replacing(held, replaces, note))
        try:
            document = store_upload(
                subject_key=f"ballot-scan:{session.pk}:{kind}",
                source_version=digest,
                title=f"{kind.label}: {session}",
                content=content,
                by=by,
            )
        except NotAPdf as error:
            raise RuleViolation([Finding("scan.not_a_pdf", Severity.BLOCK, str(error))]) from error
        if held is not None:
            BallotScan.objects.filter(pk=held.pk).update(replaced_at=now)
        scan = BallotScan.objects.create(
            session=session, kind=kind, document=document, note=note, added_by=by, added_at=now
        )
        told = {"loại": kind.label, "SHA-256": digest} | ({"lý do thay": note} if held is not None else {})
        record_of_ballot(AuditAction.BALLOT_SCAN, session, by=by, told=told)
        return scan


def _replacing(held: BallotScan | None, replaces: int | None, note: str) -> list[Finding]:
    if (held.pk if held else None) != replaces:
        message = "Vừa có bản quét khác được lưu. Hãy xem lại rồi gửi lại nếu vẫn cần."
        return [Finding("scan.meanwhile", Severity.BLOCK, message)]
    if held is not None and not note:
        return [Finding("scan.reason", Severity.BLOCK, "Đã có bản quét; thay bản khác thì ghi lý do.")]
    return []
