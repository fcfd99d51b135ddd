"""What leaders and the board write down of a case that is not the ordinary one: circumstances, violations."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

from organizations.choices import AuditAction
from organizations.models import Organization, User
from organizations.services.acts import recorded
from organizations.text import nfc
from reviews.choices import CircumstanceKind, Level
from reviews.models import Circumstance, Review, Violation
from reviews.permissions import case_refusal
from reviews.rules.findings import Finding, Severity, refuse_if_blocking
from reviews.rules.levels import Level as RuleLevel
from reviews.rules.special_cases import Absence, check_absence, check_cadre_place
from reviews.selectors import cases as selectors
from reviews.selectors.violations import asks_violations, unit_on


def _locked(review_id: int) -> Review:
    rows = Review.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("campaign__issuer", "person", "collective", "unit").get(pk=review_id)


@recorded(AuditAction.CASE)
def record_circumstance(
    *,
    review_id: int,
    kind: CircumstanceKind,
    document: str,
    dated_on: date,
    by: User,
    now: datetime,
    case: str = "",
    place: Organization | None = None,
    text: str = "",
    level: Level | None = None,
) -> Circumstance:
    """Write down what no post or membership tells of a person, with its paper; the same kind again replaces it.

    Raises ``RuleViolation`` for a kind that his posts and cells do not call for, an absence for no printed reason
    (P4-2.3-c), a place other than that of the highest post (P4-2.3-t), and without a basis.
    """
    review, on = _locked(review_id), timezone.localdate(now)
    facts = selectors.facts_of(review, on=on)
    findings = case_refusal(by, review)
    if facts is None or kind not in selectors.offered_kinds(review, facts, on=on):
        message = f"Hồ sơ của {review} không có trường hợp “{kind.label}”."
        refuse_if_blocking([*findings, Finding("case.kind", Severity.BLOCK, message)])
    assert facts is not None
    plan = review.campaign.plan
    if not document.strip():
        findings.append(Finding("case.document", Severity.BLOCK, "Ghi căn cứ: số, ngày văn bản hoặc đơn."))
    if dated_on > on:
        findings.append(Finding("case.date", Severity.BLOCK, f"Ngày {dated_on:%d/%m/%Y} chưa đến."))
    if kind == CircumstanceKind.ABSENCE:
        findings += check_absence(Absence(str(review), case, report_in=True, self_level=RuleLevel.GOOD), plan)
    elif kind == CircumstanceKind.FORMER_RESULT and case not in dict(selectors.cases_of_kind(plan, kind)):
        findings.append(Finding("case.before", Severity.BLOCK, "Chọn chức vụ trước đó so với chức vụ hiện nay."))
    elif kind == CircumstanceKind.HIGHEST_POST:
        findings += check_cadre_place(str(review), facts.posts, place.pk if place else None, plan)
    if kind not in (CircumstanceKind.ABSENCE, CircumstanceKind.FORMER_RESULT):
        case = ""
    if kind in (CircumstanceKind.OLD_COMMENT, CircumstanceKind.TEMPORARY_COMMENT) and not text.strip():
        findings.append(Finding("case.text", Severity.BLOCK, "Ghi nội dung nhận xét."))
    refuse_if_blocking(findings)
    circumstance, _created = Circumstance.objects.update_or_create(
        review=review,
        kind=kind,
        defaults={
            "case": case,
            "organization_id": _whose(kind, facts, place),
            "document": nfc(document.strip()),
            "dated_on": dated_on,
            "text": nfc(text.strip()),
            "level": level or "",
            "recorded_by": by,
            "recorded_at": now,
        },
    )
    return circumstance


def _whose(kind: CircumstanceKind, facts: selectors.CaseFacts, place: Organization | None) -> int | None:
    """Whose comment it is follows from his memberships."""
    if kind == CircumstanceKind.HIGHEST_POST:
        return place.pk if place else None
    if facts.places is None:
        return None
    if kind == CircumstanceKind.OLD_COMMENT and facts.places.move is not None:
        return facts.places.move.old_cell
    return facts.places.temporary_cell if kind == CircumstanceKind.TEMPORARY_COMMENT else None


@recorded(AuditAction.CASE_END, of=(Circumstance, "circumstance_id"))
def withdraw_circumstance(*, circumstance_id: int, by: User) -> None:
    """Take back what was written down by mistake."""
    circumstance = Circumstance.objects.select_related("review__campaign__issuer", "review__unit").get(
        pk=circumstance_id
    )
    refuse_if_blocking(case_refusal(by, circumstance.review))
    circumstance.delete()


@recorded(AuditAction.VIOLATION, of=(Review, "review_id"))
def record_violation(
    *,
    review_id: int,
    content: str,
    committed_on: date,
    penalty: str,
    document: str,
    disciplined_on: date,
    by: User,
    now: datetime,
    unit: Organization | None = None,
    handled_in: Organization | None = None,
    increased_on: date | None = None,
) -> Violation:
    """Write down a violation of the review's subject and the discipline for it (P4-2.3-u, v, w).

    It is kept with the person or body, not with the year: other years' reviews read it too. ``unit`` and
    ``handled_in`` follow from posts and memberships on both days unless given. Refused with days out of order, without
    the decision that disciplines, where no row tells the unit, and a second time in the same words.
    """
    review, today = _locked(review_id), timezone.localdate(now)
    findings = case_refusal(by, review)
    if not asks_violations(review.campaign.plan):
        message = "Kế hoạch không quy định việc tính vi phạm theo năm, theo đơn vị."
        findings.append(Finding("violation.plan", Severity.BLOCK, message))

    def no(code: str, message: str) -> None:
        findings.append(Finding(f"violation.{code}", Severity.BLOCK, message))

    if not content.strip():
        no("content", "Ghi nội dung khuyết điểm, vi phạm.")
    if not penalty.strip() or not document.strip():
        no("document", "Ghi hình thức kỷ luật và số, ngày quyết định của cấp có thẩm quyền.")
    if disciplined_on < committed_on:
        no("order", f"Ngày kỷ luật {disciplined_on:%d/%m/%Y} trước ngày vi phạm {committed_on:%d/%m/%Y}.")
    if increased_on is not None and increased_on < disciplined_on:
        no("increased", f"Ngày tăng nặng {increased_on:%d/%m/%Y} trước ngày kỷ luật {disciplined_on:%d/%m/%Y}.")
    if max(disciplined_on, increased_on or disciplined_on) > today:
        no("date", "Ngày quyết định chưa đến.")
    unit = unit or unit_on(review, committed_on)
    handled_in = handled_in or unit_on(review, disciplined_on)
    if unit is None or handled_in is None:
        no("unit", "Chọn cơ quan, đơn vị: chức vụ, nơi sinh hoạt đã ghi không cho biết một nơi vào ngày đó.")
    own = Violation.objects.filter(person=review.person, collective=review.collective)
    if own.filter(document=nfc(document.strip()), committed_on=committed_on, content=nfc(content.strip())).exists():
        no("again", "Vi phạm này đã ghi.")
    refuse_if_blocking(findings)
    assert unit is not None
    assert handled_in is not None
    return Violation.objects.create(
        person=review.person,
        collective=review.collective,
        content=nfc(content.strip()),
        unit=unit,
        committed_on=committed_on,
        handled_in=handled_in,
        penalty=nfc(penalty.strip()),
        document=nfc(document.strip()),
        disciplined_on=disciplined_on,
        increased_on=increased_on,
        recorded_by=by,
        recorded_at=now,
    )


@recorded(AuditAction.VIOLATION_END, of=(Review, "review_id"))
def withdraw_violation(*, review_id: int, violation_id: int, by: User) -> None:
    """Take back a violation written down by mistake, from the page of one review of its subject."""
    review = _locked(review_id)
    refuse_if_blocking(case_refusal(by, review))
    Violation.objects.filter(person=review.person, collective=review.collective).get(pk=violation_id).delete()
