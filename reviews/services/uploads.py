"""Papers that others made: assessment sheets, the vertical superior's rating (P0-4.5-d, P0-6-e)."""

from __future__ import annotations

import hashlib

from django.db import transaction

from forms_templates.binding import NotAPdf
from forms_templates.services import MAX_UPLOAD_BYTES, store_upload
from organizations.models import User
from organizations.text import nfc
from reviews.models import Paper, Review
from reviews.permissions import may_attach, refusal
from reviews.rules.findings import Finding, RuleViolation, Severity, refuse_if_blocking


@transaction.atomic
def attach_paper(*, review_id: int, title: str, content: bytes, by: User) -> Paper:
    """Keep a PDF with the dossier. Refused with the reason when it is not one, is too large, or has no title."""
    review = Review.objects.select_related("unit", "campaign__issuer").get(pk=review_id)
    findings = refusal(may_attach(by, review), "dossier.attach", f"Tài liệu kèm theo hồ sơ do {review.unit} nộp.")
    if not title.strip():
        findings.append(Finding("upload.title", Severity.BLOCK, "Ghi tên tài liệu."))
    if len(content) > MAX_UPLOAD_BYTES:
        size = MAX_UPLOAD_BYTES // (1024 * 1024)
        findings.append(Finding("upload.size", Severity.BLOCK, f"Tệp lớn hơn {size} MB; quét lại với độ nét thấp hơn."))
    refuse_if_blocking(findings)
    try:
        document = store_upload(
            subject_key=f"review:{review.pk}",
            source_version=hashlib.sha256(content).hexdigest(),
            title=nfc(title.strip()),
            content=content,
            by=by,
        )
    except NotAPdf as error:
        raise RuleViolation([Finding("upload.not_a_pdf", Severity.BLOCK, str(error))]) from error
    paper, _created = Paper.objects.get_or_create(document=document, defaults={"review": review})
    return paper
