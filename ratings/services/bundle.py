"""Putting the counting minutes together and sending them up (P1-III.1-d)."""

from __future__ import annotations

import hashlib
from datetime import date

from forms_templates.intake import NotAPdf
from forms_templates.models import Document
from forms_templates.services import MAX_UPLOAD_BYTES, store_upload
from organizations.choices import AuditAction
from organizations.models import User
from organizations.permissions import holds
from organizations.services.acts import recorded
from organizations.text import nfc
from ratings.selectors.bundle import Bundle, BundleLine, bundle_of
from ratings.services.papers import print_counting
from reviews.choices import CampaignState
from reviews.models import BundlePaper, BundleSending, Campaign
from reviews.permissions import refusal
from reviews.rules.findings import Finding, RuleViolation, Severity, refuse_if_blocking


@recorded(AuditAction.PAPER_FILED)
def add_scan(*, campaign_id: int, item: str, content: bytes, by: User, on: date) -> BundlePaper:
    """The signed counting minutes of one ballot as a PDF; a later scan takes the place of an earlier."""
    bundle, line = _open_line(campaign_id, item, by)
    if len(content) > MAX_UPLOAD_BYTES:
        size = MAX_UPLOAD_BYTES // (1024 * 1024)
        message = f"Tệp lớn hơn {size} MB; quét lại với độ nét thấp hơn."
        refuse_if_blocking([Finding("upload.size", Severity.BLOCK, message)])
    try:
        document = store_upload(
            subject_key=f"bundle:{bundle.campaign.pk}:{item}",
            source_version=hashlib.sha256(content).hexdigest(),
            title=f"Biên bản kiểm phiếu: {line.item.ballot}",
            content=content,
            by=by,
        )
    except NotAPdf as error:
        raise RuleViolation([Finding("upload.not_a_pdf", Severity.BLOCK, str(error))]) from error
    return _put(bundle, line, document, by, on)


@recorded(AuditAction.PAPER_FILED)
def add_counted(*, campaign_id: int, item: str, session_id: int, by: User, on: date) -> BundlePaper:
    """The counting minutes that the program writes of a counted ballot of that body on that subject."""
    bundle, line = _open_line(campaign_id, item, by)
    session = next((row for row in line.counted if row.pk == session_id), None)
    if session is None:
        message = "Chọn lại lần kiểm phiếu của nội dung này."
        raise RuleViolation([Finding("bundle.ballot", Severity.BLOCK, message)])
    return _put(bundle, line, print_counting(session=session, by=by).document, by, on)


@recorded(AuditAction.REPORT_SEND)
def send_bundle(*, campaign_id: int, number: str, sent_on: date, by: User, on: date) -> BundleSending:
    """Record that the bundle went up with a letter; refused while the minutes of a ballot lack (P1-III.1-d)."""
    bundle = _open_bundle(campaign_id, by)
    findings = bundle.findings
    number = nfc(number.strip())
    if not number or len(number) > 40:
        findings.append(Finding("bundle.number", Severity.BLOCK, "Ghi số văn bản gửi hồ sơ, không quá 40 ký tự."))
    if sent_on > on:
        findings.append(Finding("bundle.day", Severity.BLOCK, f"Ngày gửi {sent_on:%d/%m/%Y} chưa đến."))
    refuse_if_blocking(findings)
    return BundleSending.objects.create(campaign=bundle.campaign, number=number, sent_on=sent_on, sent_by=by)


def _open_bundle(campaign_id: int, by: User) -> Bundle:
    """The bundle with its campaign's row locked; refused for others, and once it was sent."""
    rows = Campaign.objects.select_for_update(no_key=True, of=("self",)).select_related("issuer")
    campaign = rows.get(pk=campaign_id)
    issuer = campaign.issuer
    findings = refusal(
        holds(by, "appraise", issuer) or holds(by, "lead_review", issuer),
        "bundle",
        f"Bộ hồ sơ do Ban Tổ chức, Văn phòng của {issuer} lập.",
    )
    if campaign.state != CampaignState.ISSUED or campaign.plan.rating_meetings is None:
        message = "Kế hoạch không có bộ hồ sơ này, chưa ban hành hoặc đã kết thúc."
        findings.append(Finding("bundle.none", Severity.BLOCK, message))
    refuse_if_blocking(findings)
    bundle = bundle_of(campaign)
    if bundle.sending is not None:
        message = f"Bộ hồ sơ đã gửi ngày {bundle.sending.sent_on:%d/%m/%Y}, văn bản số {bundle.sending.number}."
        raise RuleViolation([Finding("bundle.sent", Severity.BLOCK, message)])
    return bundle


def _open_line(campaign_id: int, item: str, by: User) -> tuple[Bundle, BundleLine]:
    bundle = _open_bundle(campaign_id, by)
    line = next((row for row in bundle.lines if row.item.key == item), None)
    if line is None:
        raise RuleViolation([Finding("bundle.item", Severity.BLOCK, "Chọn lại nội dung bỏ phiếu.")])
    return bundle, line


def _put(bundle: Bundle, line: BundleLine, document: Document, by: User, on: date) -> BundlePaper:
    paper, _created = BundlePaper.objects.update_or_create(
        campaign=bundle.campaign,
        item=line.item.key,
        defaults={"document": document, "added_on": on, "added_by": by},
    )
    return paper
