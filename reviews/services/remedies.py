"""Kế hoạch khắc phục: written by the subject, handed in, approved where asked; its lines live on in the next review."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from organizations.choices import AuditAction
from organizations.models import User
from organizations.services.acts import recorded
from organizations.text import nfc
from reviews.choices import NoticeKind, RemedyState
from reviews.models import RemediationItem, RemedyLine, RemedyPlan, Review
from reviews.permissions import remedy_approval_refusal, remedy_refusal
from reviews.rules.findings import Finding, Severity, refuse_if_blocking
from reviews.rules.remedies import Remedy, check_remedies, check_remedies_day
from reviews.selectors.people import writers_of
from reviews.selectors.remedies import remedy_call
from reviews.services.notices import notify

MAX_LENGTH = {"responsible": 200, "due_by": 120}


@transaction.atomic
def write_remedies(*, review_id: int, remedies: Sequence[Remedy], by: User) -> RemedyPlan:
    """Keep the lines as they are; nothing is required until they are handed in."""
    review, plan = _open(review_id)
    refuse_if_blocking([*remedy_refusal(by, review), *_asked(review), *_still_draft(plan), *_short(remedies)])
    return _write(review, remedies)


@recorded(AuditAction.REMEDY_HAND_IN, of=(Review, "review_id"))
def hand_in_remedies(*, review_id: int, remedies: Sequence[Remedy], by: User, on: date, now: datetime) -> list[Finding]:
    """Hand the plan in; returns the warnings. Late it is taken and marked (P2-VI.2-b).

    Refused with an open line, and before there are results where the campaign's plan hangs on them. Where nobody has to
    approve, it is in force at once.
    """
    review, plan = _open(review_id)
    call = remedy_call(review)
    warnings = refuse_if_blocking(
        [
            *remedy_refusal(by, review),
            *_asked(review),
            *_still_draft(plan),
            *_short(remedies),
            *check_remedies(remedies, review.campaign.plan),
            *check_remedies_day(
                name=str(review),
                done_on=on,
                event_on=call.event_on if call is not None else None,
                plan=review.campaign.plan,
            ),
        ]
    )
    plan = _write(review, remedies)
    plan.handed_in_on, plan.handed_in_by, plan.return_reason = on, by, ""
    rules = review.campaign.plan.remedies
    assert rules is not None
    plan.state = RemedyState.HANDED_IN if rules.approved else RemedyState.IN_FORCE
    plan.save(update_fields=("handed_in_on", "handed_in_by", "return_reason", "state"))
    if plan.state == RemedyState.IN_FORCE:
        _open_items(plan)
    return warnings


@recorded(AuditAction.REMEDY_APPROVE)
def approve_remedies(*, review_id: int, document_number: str, by: User, on: date, now: datetime) -> RemedyPlan:
    """The authority approves by a numbered document; from now on the lines are to be mended (P2-VI.2-b)."""
    review, plan = _open(review_id)
    findings = [*remedy_approval_refusal(by, review), *_handed_in(plan)]
    if not document_number.strip():
        findings.append(Finding("remedies.document", Severity.BLOCK, "Ghi số văn bản phê duyệt kế hoạch khắc phục."))
    refuse_if_blocking(findings)
    assert plan is not None
    plan.state, plan.document_number = RemedyState.IN_FORCE, document_number.strip()
    plan.approved_on, plan.approved_by = on, by
    plan.save(update_fields=("state", "document_number", "approved_on", "approved_by"))
    _open_items(plan)
    body = f"Văn bản số {plan.document_number}."
    _tell(review, f"approved:{plan.pk}", "Kế hoạch khắc phục đã được phê duyệt", body, now)
    return plan


@recorded(AuditAction.REMEDY_RETURN)
def return_remedies(*, review_id: int, reason: str, by: User, now: datetime) -> RemedyPlan:
    """Give the plan back to be improved; its writer reads why."""
    review, plan = _open(review_id)
    findings = [*remedy_approval_refusal(by, review), *_handed_in(plan)]
    if not reason.strip() or len(reason.strip()) > 300:
        findings.append(Finding("remedies.reason", Severity.BLOCK, "Ghi lý do trả lại, không quá 300 ký tự."))
    refuse_if_blocking(findings)
    assert plan is not None
    plan.state, plan.return_reason = RemedyState.DRAFT, nfc(reason.strip())
    plan.save(update_fields=("state", "return_reason"))
    key = f"returned:{plan.pk}:{now:%Y%m%d%H%M%S%f}"
    _tell(review, key, "Kế hoạch khắc phục được trả lại để hoàn thiện", plan.return_reason, now)
    return plan


def _open(review_id: int) -> tuple[Review, RemedyPlan | None]:
    """The review, its row locked, and its plan of remedies if there is one."""
    review = (
        Review.objects.select_for_update(no_key=True, of=("self",))
        .select_related("campaign__issuer", "collective__organization", "person", "unit", "authority")
        .get(pk=review_id)
    )
    plan = RemedyPlan.objects.filter(review=review).first()
    if plan is not None:
        plan.review = review
    return review, plan


def _write(review: Review, remedies: Sequence[Remedy]) -> RemedyPlan:
    plan, _created = RemedyPlan.objects.get_or_create(review=review)
    plan.lines.all().delete()
    RemedyLine.objects.bulk_create(
        RemedyLine(
            plan=plan,
            position=position,
            shortcoming=nfc(row.shortcoming),
            remedy=nfc(row.remedy),
            responsible=nfc(row.responsible),
            due_by=nfc(row.due_by),
        )
        for position, row in enumerate(remedies, start=1)
    )
    return plan


def _open_items(plan: RemedyPlan) -> None:
    """What is to be mended stands in section III of the next review until it is (``carried_shortcomings``)."""
    review = plan.review
    for line in plan.lines.all():
        line.item = RemediationItem.objects.create(
            collective=review.collective,
            person=review.person,
            raised_year=review.campaign.year,
            raised_by=review.campaign.name[:200],
            shortcoming=line.shortcoming,
        )
        line.save(update_fields=("item",))


def _tell(review: Review, key: str, subject: str, body: str, now: datetime) -> None:
    notify(
        campaign=review.campaign,
        recipients=writers_of(review),
        kind=NoticeKind.DECISION,
        key=f"remedies:{key}",
        subject=subject,
        body=f"{review}. {body}",
        path=reverse("review-remedies", args=(review.pk,)),
        now=now,
    )


def _asked(review: Review) -> list[Finding]:
    if remedy_call(review) is not None:
        return []
    return [Finding("remedies.asked", Severity.BLOCK, f"Kế hoạch không yêu cầu {review} lập kế hoạch khắc phục.")]


def _still_draft(plan: RemedyPlan | None) -> list[Finding]:
    if plan is None or plan.state == RemedyState.DRAFT:
        return []
    return [Finding("remedies.closed", Severity.BLOCK, "Kế hoạch khắc phục đã trình, không sửa được nữa.")]


def _handed_in(plan: RemedyPlan | None) -> list[Finding]:
    if plan is not None and plan.state == RemedyState.HANDED_IN:
        return []
    return [Finding("remedies.not_handed_in", Severity.BLOCK, "Không có kế hoạch khắc phục nào chờ phê duyệt.")]


def _short(remedies: Sequence[Remedy]) -> list[Finding]:
    """Names and days are kept to their length; the texts are free."""
    return [
        Finding("remedies.long", Severity.BLOCK, f"Dòng {number}: người chịu trách nhiệm, thời hạn ghi quá dài.")
        for number, row in enumerate(remedies, start=1)
        if any(len(getattr(row, name)) > most for name, most in MAX_LENGTH.items())
    ]
