"""Papers that others made: assessment sheets, the vertical superior's rating (P0-4.5-d, P0-6-e)."""

from __future__ import annotations

import hashlib

from forms_templates.intake import NotAPdf
from forms_templates.services import MAX_UPLOAD_BYTES, store_upload
from organizations.choices import AuditAction
from organizations.models import User
from organizations.services.acts import recorded
from organizations.text import nfc
from reviews.models import DossierClosing, Paper, Review
from reviews.permissions import may_attach, refusal
from reviews.rules.findings import Finding, RuleViolation, Severity, refuse_if_blocking
from reviews.selectors.dossier import lines_by_hand


@recorded(AuditAction.PAPER_FILED)
def attach_paper(*, review_id: int, title: str, content: bytes, by: User, slot: str = "") -> Paper:
    """Keep a PDF with the dossier, in the line that it fills or in none.

    Refused with the reason when it is no PDF, is too large, has no title, or the dossier has no such line.
    """
    review = Review.objects.select_related("unit", "campaign__issuer").get(pk=review_id)
    findings = refusal(may_attach(by, review), "dossier.attach", f"Tài liệu kèm theo hồ sơ do {review.unit} nộp.")
    if DossierClosing.objects.filter(review=review).exists():
        findings.append(Finding("dossier.closed", Severity.BLOCK, f"Hồ sơ của {review} đã đóng, không thêm tài liệu."))
    if not title.strip():
        findings.append(Finding("upload.title", Severity.BLOCK, "Ghi tên tài liệu."))
    if slot and slot not in dict(lines_by_hand(review)):
        findings.append(Finding("upload.slot", Severity.BLOCK, "Chọn lại mục của hồ sơ."))
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
    paper, _created = Paper.objects.get_or_create(document=document, defaults={"review": review, "slot": slot})
    if paper.slot != slot:
        Paper.objects.filter(pk=paper.pk).update(slot=slot)
        paper.slot = slot
    return paper
