"""Verification, a review ordered again, shortcomings found after recognition: written down as they come about."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

from organizations.choices import AuditAction
from organizations.models import Organization, User
from organizations.services.acts import recorded
from organizations.text import nfc
from ratings.choices import DecisionState
from ratings.models import Decision, LateFinding, ReviewOrder, Verification
from ratings.permissions import order_bodies
from ratings.selectors import corrections as selectors
from reviews.choices import EntryState
from reviews.models import FormEntry, Review
from reviews.permissions import case_refusal, refusal
from reviews.rules import corrections as rules
from reviews.rules.findings import Finding, Severity, refuse_if_blocking


def _locked(review_id: int) -> Review:
    rows = Review.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("campaign__issuer", "person", "collective", "unit").get(pk=review_id)


def _no(code: str, message: str) -> Finding:
    return Finding(f"correction.{code}", Severity.BLOCK, message)


def _not_printed(found: object | None) -> list[Finding]:
    return [] if found is not None else [_no("plan", "Kế hoạch không quy định việc này.")]


@recorded(AuditAction.VERIFY)
def begin_verification(
    *, review_id: int, sign: str, by: User, now: datetime, reported_on: date | None = None, report: str = ""
) -> Verification:
    """Write down a sign of violation without enough basis; the ballot on its subject waits from now (P4-1.4.4-e)."""
    review = _locked(review_id)
    parts = review.campaign.plan.corrections
    findings = [*case_refusal(by, review), *_not_printed(parts and parts.verification)]
    if not sign.strip():
        findings.append(_no("sign", "Ghi dấu hiệu vi phạm cần xác minh."))
    if review.verifications.filter(closed_on__isnull=True).exists():
        findings.append(_no("open", f"{review} đang có việc xác minh chưa kết luận."))
    findings += _dated(report=(reported_on, report), today=timezone.localdate(now))
    refuse_if_blocking(findings)
    return Verification.objects.create(
        review=review,
        sign=nfc(sign.strip()),
        reported_on=reported_on,
        report=nfc(report.strip()),
        recorded_by=by,
        recorded_at=now,
    )


@recorded(AuditAction.VERIFY)
def carry_on_verification(
    *,
    verification_id: int,
    by: User,
    now: datetime,
    reported_on: date | None = None,
    report: str = "",
    closed_on: date | None = None,
    outcome: str = "",
    override: str = "",
) -> Verification:
    """Report it, close it with its outcome, or say why the ballot is held before that."""
    row = Verification.objects.select_for_update(no_key=True).get(pk=verification_id)
    review = _locked(row.review_id)
    findings, today = case_refusal(by, review), timezone.localdate(now)
    if row.closed_on is not None:
        findings.append(_no("closed", "Việc xác minh này đã kết luận."))
    findings += _dated(report=(reported_on, report), today=today)
    if closed_on is not None and reported_on is None:
        findings.append(_no("unreported", "Ghi ngày báo cáo cấp có thẩm quyền trước khi ghi kết luận."))
    elif closed_on is not None and reported_on is not None and not reported_on <= closed_on <= today:
        findings.append(_no("closed_on", "Ngày kết luận không trước ngày báo cáo và không sau hôm nay."))
    if closed_on is not None and not outcome.strip():
        findings.append(_no("outcome", "Ghi kết luận xác minh."))
    refuse_if_blocking(findings)
    row.reported_on, row.report = reported_on, nfc(report.strip())
    row.closed_on, row.outcome, row.override = closed_on, nfc(outcome.strip()), nfc(override.strip())
    row.save(update_fields=("reported_on", "report", "closed_on", "outcome", "override"))
    return row


def _dated(*, report: tuple[date | None, str], today: date) -> list[Finding]:
    on, document = report
    if on is not None and (on > today or not document.strip()):
        return [_no("report", "Ghi văn bản báo cáo cấp có thẩm quyền và ngày đã báo cáo.")]
    return []


@recorded(AuditAction.REVIEW_AGAIN)
def order_review(
    *, review_id: int, authority: Organization, reason: str, document: str, ordered_on: date, by: User, now: datetime
) -> ReviewOrder:
    """A superior has a subject reviewed again: its levels rest, its form and dossier are open again (P4-1.4.4-d).

    The levels stay readable. Refused without a reason, by who does not stand above the unit, and while an earlier
    order is open.
    """
    review = _locked(review_id)
    parts = review.campaign.plan.corrections
    allowed = any(body.pk == authority.pk for body in order_bodies(by, review))
    findings = [
        *_not_printed(parts and parts.review_again),
        *selectors.order_findings(review, authority=authority, reason=reason, document=document, ordered_on=ordered_on),
        *refusal(allowed, "rating.order", f"Yêu cầu kiểm điểm lại do cấp trên của {review.unit} ghi."),
    ]
    if ordered_on > timezone.localdate(now):
        findings.append(_no("ordered_on", f"Ngày {ordered_on:%d/%m/%Y} chưa đến."))
    if selectors.open_order(review) is not None:
        findings.append(_no("ordered", f"{review} đang kiểm điểm lại theo yêu cầu trước."))
    refuse_if_blocking(findings)
    at_rest, number = selectors.rests(review, rules.Order(authority.pk, review.unit_id, reason, document, ordered_on))
    order = ReviewOrder.objects.create(
        review=review,
        ordered_by=authority,
        reason=nfc(reason.strip()),
        document=nfc(document.strip()),
        ordered_on=ordered_on,
        round=number,
        recorded_by=by,
        recorded_at=now,
    )
    Decision.objects.filter(pk__in=[row.pk for row in at_rest]).update(
        state=DecisionState.SUSPENDED, suspending_order=order
    )
    FormEntry.objects.filter(review=review, state=EntryState.FINAL).update(state=EntryState.REVISING)
    Review.objects.filter(pk=review.pk).update(submitted_to_board_at=None)
    return order


@recorded(AuditAction.REVIEW_AGAIN)
def record_review_again(*, order_id: int, reviewed_on: date, conclusion: str, by: User, now: datetime) -> ReviewOrder:
    """The subject was reviewed again; from now its level may be given anew. The earlier round stays readable."""
    order = ReviewOrder.objects.select_for_update(no_key=True).get(pk=order_id)
    review = _locked(order.review_id)
    findings = case_refusal(by, review)
    if order.reviewed_on is not None:
        findings.append(_no("reviewed", "Lần kiểm điểm lại này đã ghi kết luận."))
    if not order.ordered_on <= reviewed_on <= timezone.localdate(now):
        findings.append(_no("reviewed_on", "Ngày kiểm điểm lại không trước ngày yêu cầu và không sau hôm nay."))
    if not conclusion.strip():
        findings.append(_no("conclusion", "Ghi kết luận kiểm điểm lại."))
    refuse_if_blocking(findings)
    order.reviewed_on, order.conclusion = reviewed_on, nfc(conclusion.strip())
    order.save(update_fields=("reviewed_on", "conclusion"))
    return order


@recorded(AuditAction.LATE_FINDING)
def record_late_finding(*, decision_id: int, content: str, found_on: date, by: User, now: datetime) -> LateFinding:
    """A shortcoming found after the level was recognized; it must be reviewed (P4-1.4.4-f)."""
    decision = Decision.objects.get(pk=decision_id)
    review = _locked(decision.review_id)
    parts = review.campaign.plan.corrections
    findings = [*case_refusal(by, review), *_not_printed(parts and parts.recognized)]
    if decision.state != DecisionState.IN_FORCE:
        findings.append(_no("decision", "Quyết định này không còn hiệu lực."))
    if not content.strip():
        findings.append(_no("content", "Ghi khuyết điểm phát hiện."))
    if not decision.decided_on <= found_on <= timezone.localdate(now):
        message = f"Ghi ở đây khuyết điểm phát hiện sau khi công nhận ngày {decision.decided_on:%d/%m/%Y}, đến hôm nay."
        findings.append(_no("found_on", message))
    refuse_if_blocking(findings)
    return LateFinding.objects.create(
        decision=decision, content=nfc(content.strip()), found_on=found_on, recorded_by=by, recorded_at=now
    )


@recorded(AuditAction.LATE_FINDING)
def settle_late_finding(
    *, late_finding_id: int, reviewed_on: date, outcome: str, document: str, by: User, now: datetime
) -> LateFinding:
    """It was reviewed, and ended in discipline or in the level's not being recognized, by which document.

    A level not recognized is annulled by its own act; until then the pages say so.
    """
    row = (
        LateFinding.objects.select_for_update(no_key=True, of=("self",))
        .select_related("decision")
        .get(pk=late_finding_id)
    )
    review = _locked(row.decision.review_id)
    findings = case_refusal(by, review)
    row.reviewed_on, row.outcome, row.document = reviewed_on, outcome, nfc(document.strip())
    findings += rules.check_late_finding(selectors.late_case(row, str(review)), review.campaign.plan)
    if reviewed_on > timezone.localdate(now):
        findings.append(_no("reviewed_on", f"Ngày {reviewed_on:%d/%m/%Y} chưa đến."))
    if not row.document:
        findings.append(_no("document", "Ghi số, ngày văn bản xử lý."))
    refuse_if_blocking(findings)
    row.save(update_fields=("reviewed_on", "outcome", "document"))
    return row
