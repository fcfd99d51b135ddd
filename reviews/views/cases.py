"""Cases that are not the ordinary one: circumstances of the person reviewed, violations and discipline."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from organizations import clock
from reviews.choices import CircumstanceKind, Level
from reviews.forms import CircumstanceForm, ViolationForm
from reviews.models import Review
from reviews.permissions import case_refusal, may_see_cases
from reviews.rules.findings import Finding, RuleViolation, Severity
from reviews.selectors import cases as selectors
from reviews.selectors.violations import asks_cases, asks_violations, places_of, violation_findings, violations_of
from reviews.services import cases as services

from .home import signed_in


def _review(request: HttpRequest, review_id: int) -> Review:
    """One whose plan knows such cases, for those who write them down or weigh them."""
    user = signed_in(request)
    rows = Review.objects.visible_to(user).reviewed().with_subject()
    found = get_object_or_404(rows, pk=review_id)
    if not asks_cases(found) or not may_see_cases(user, found):
        raise Http404
    return found


def cases(request: HttpRequest, review_id: int) -> HttpResponse:
    """What the roster tells of the case, what was recorded, and the forms for what no row tells."""
    user, review = signed_in(request), _review(request, review_id)
    today = clock.today()
    facts = selectors.facts_of(review, on=today)
    forms = _forms(review, facts, request)
    findings: tuple[Finding, ...] = ()
    if request.method == "POST":
        action = request.POST.get("action", "")
        if action not in forms:
            findings = (Finding("case.action", Severity.BLOCK, "Trang này không có việc vừa gửi; tải lại trang."),)
        elif forms[action].is_valid():
            try:
                _write(request, review, action, forms[action])
            except RuleViolation as violation:
                findings = violation.findings
            else:
                messages.success(request, "Đã ghi.")
                return redirect("review-cases", review.pk)
    recorded = list(facts.recorded.values()) if facts is not None else []
    context = {
        "review": review,
        "told": [*selectors.told_cases(review, facts, on=today), *violation_findings(review)],
        "recorded": [
            (row, dict(selectors.cases_of_kind(review.campaign.plan, CircumstanceKind(row.kind))).get(row.case))
            for row in recorded
        ],
        "violations": violations_of(review),
        "asks_violations": asks_violations(review.campaign.plan),
        "forms": [(kind, CircumstanceKind(kind).label, form) for kind, form in forms.items() if kind != "violation"],
        "violation_form": forms.get("violation"),
        "may_record": not case_refusal(user, review),
        "findings": findings,
        "sent": request.POST.get("action", ""),
    }
    return render(request, "reviews/cases.html", context, status=422 if request.method == "POST" else 200)


def _forms(review: Review, facts: selectors.CaseFacts | None, request: HttpRequest) -> dict[str, Any]:
    """By kind; only the one that was sent is bound. A kind already recorded opens with what was written."""
    sent = request.POST.get("action", "") if request.method == "POST" else ""
    forms: dict[str, Any] = {}
    for kind in selectors.offered_kinds(review, facts, on=clock.today()):
        assert facts is not None
        row = facts.case_of(kind)
        forms[kind.value] = CircumstanceForm(
            request.POST if sent == kind.value else None,
            prefix=kind.value,
            kind=kind,
            cases=selectors.cases_of_kind(review.campaign.plan, kind),
            places=selectors.places_to_choose(facts) if kind == CircumstanceKind.HIGHEST_POST else (),
            initial=_initial(kind, facts)
            if row is None
            else {
                "case": row.case,
                "place": row.organization_id,
                "level": row.level,
                "text": row.text,
                "document": row.document,
                "dated_on": row.dated_on,
            },
        )
    if asks_violations(review.campaign.plan):
        forms["violation"] = ViolationForm(
            request.POST if sent == "violation" else None, prefix="violation", places=places_of(review)
        )
    return forms


def _initial(kind: CircumstanceKind, facts: selectors.CaseFacts) -> dict[str, Any]:
    if kind == CircumstanceKind.FORMER_RESULT and facts.new_post is not None:
        return {"case": facts.new_post.before.value}
    return {}


def _write(request: HttpRequest, review: Review, action: str, form: Any) -> None:
    by, now, data = signed_in(request), clock.now(), form.cleaned_data
    if action == "violation":
        services.record_violation(review_id=review.pk, by=by, now=now, **data)
        return
    level = Level(data.pop("level")) if data.get("level") else None
    data.pop("level", None)
    services.record_circumstance(
        review_id=review.pk, kind=CircumstanceKind(action), by=by, now=now, level=level, **data
    )


@require_POST
def withdraw_circumstance(request: HttpRequest, review_id: int, circumstance_id: int) -> HttpResponse:
    review = _review(request, review_id)
    found = get_object_or_404(review.circumstances, pk=circumstance_id)
    services.withdraw_circumstance(circumstance_id=found.pk, by=signed_in(request))
    messages.success(request, "Đã bỏ phần ghi nhầm.")
    return redirect("review-cases", review.pk)


@require_POST
def withdraw_violation(request: HttpRequest, review_id: int, violation_id: int) -> HttpResponse:
    review = _review(request, review_id)
    found = next((row for row in violations_of(review) if row.pk == violation_id), None)
    if found is None:
        raise Http404
    services.withdraw_violation(review_id=review.pk, violation_id=found.pk, by=signed_in(request))
    messages.success(request, "Đã bỏ vi phạm ghi nhầm.")
    return redirect("review-cases", review.pk)
