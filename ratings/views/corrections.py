"""Verification, a review ordered again, shortcomings found after recognition."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from organizations import clock
from ratings.forms import (
    LateFindingForm,
    ReviewAgainForm,
    ReviewOrderForm,
    SettleForm,
    VerificationForm,
    VerificationStepForm,
)
from ratings.models import Decision, LateFinding
from ratings.permissions import order_bodies
from ratings.selectors import corrections as selectors
from ratings.services import corrections as services
from reviews.choices import Track
from reviews.models import Review
from reviews.permissions import case_refusal, may_see_cases
from reviews.rules.findings import Finding, RuleViolation, Severity
from reviews.views.home import signed_in


def corrections(request: HttpRequest, review_id: int) -> HttpResponse:
    """What is being verified, ordered again, found afterwards, and the form for each next step."""
    user = signed_in(request)
    review = get_object_or_404(Review.objects.visible_to(user).reviewed().with_subject(), pk=review_id)
    if not selectors.asks_corrections(review.campaign.plan) or not may_see_cases(user, review):
        raise Http404
    verifications = list(review.verifications.select_related("recorded_by__person"))
    orders = selectors.orders_of(review)
    late = list(LateFinding.objects.filter(decision__review=review).select_related("decision", "recorded_by__person"))
    forms = _forms(request, review, verifications, orders, late)
    findings: tuple[Finding, ...] = ()
    if request.method == "POST":
        action = request.POST.get("action", "")
        if action not in forms:
            findings = (
                Finding("correction.action", Severity.BLOCK, "Trang này không có việc vừa gửi; tải lại trang."),
            )
        elif forms[action].is_valid():
            try:
                _write(request, review, action, forms[action].cleaned_data)
            except RuleViolation as violation:
                findings = violation.findings
            else:
                messages.success(request, "Đã ghi.")
                return redirect("review-corrections", review.pk)
    outcomes = dict(_outcomes(review))
    context = {
        "review": review,
        "told": [*selectors.correction_findings(review), *selectors.late_findings(review)],
        "verifications": [(row, forms.get(f"verification-{row.pk}")) for row in verifications],
        "orders": [(row, forms.get(f"again-{row.pk}")) for row in orders],
        "late": [(row, outcomes.get(row.outcome, ""), forms.get(f"settle-{row.pk}")) for row in late],
        "forms": forms,
        "findings": findings,
        "sent": request.POST.get("action", ""),
        "may_record": not case_refusal(user, review),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "ratings/review_corrections.html", context, status=status)


def _outcomes(review: Review) -> tuple[tuple[str, str], ...]:
    parts = review.campaign.plan.corrections
    return parts.recognized.outcomes if parts is not None and parts.recognized is not None else ()


def _forms(request: HttpRequest, review: Review, verifications: Any, orders: Any, late: Any) -> dict[str, Any]:
    """The steps that are open, by key; only the one that was sent is bound."""
    user, parts = signed_in(request), review.campaign.plan.corrections
    assert parts is not None
    sent = request.POST.get("action", "") if request.method == "POST" else ""
    forms: dict[str, Any] = {}

    def offer(key: str, kind: Any, **kwargs: Any) -> None:
        forms[key] = kind(request.POST if sent == key else None, prefix=key, **kwargs)

    if not case_refusal(user, review):
        running = [row for row in verifications if row.closed_on is None]
        if parts.verification is not None and not running:
            offer("verify", VerificationForm)
        for row in running:
            kept = {"reported_on": row.reported_on, "report": row.report, "override": row.override}
            offer(f"verification-{row.pk}", VerificationStepForm, initial=kept)
        for row in orders:
            if row.reviewed_on is None:
                offer(f"again-{row.pk}", ReviewAgainForm, initial={"reviewed_on": clock.today()})
        decided = [
            (row.pk, f"{Track(row.track).label}: {row.get_level_display()} (số {row.document_number})")
            for row in Decision.objects.in_force().filter(review=review)
        ]
        if parts.recognized is not None and decided:
            offer("late", LateFindingForm, decisions=decided, initial={"found_on": clock.today()})
        for row in late:
            if not row.outcome:
                offer(f"settle-{row.pk}", SettleForm, outcomes=_outcomes(review))
    bodies = order_bodies(user, review)
    if bodies and all(row.reviewed_on is not None for row in orders):
        offer("order", ReviewOrderForm, bodies=bodies, initial={"ordered_on": clock.today()})
    return forms


def _write(request: HttpRequest, review: Review, action: str, data: dict[str, Any]) -> None:
    by, now = signed_in(request), clock.now()
    kind, _, pk = action.partition("-")
    if kind == "verify":
        services.begin_verification(review_id=review.pk, by=by, now=now, **data)
    elif kind == "verification":
        services.carry_on_verification(verification_id=int(pk), by=by, now=now, **data)
    elif kind == "order":
        services.order_review(review_id=review.pk, by=by, now=now, **data)
    elif kind == "again":
        services.record_review_again(order_id=int(pk), by=by, now=now, **data)
    elif kind == "late":
        services.record_late_finding(by=by, now=now, **data)
    else:
        services.settle_late_finding(late_finding_id=int(pk), by=by, now=now, **data)
