"""The plan of remedies of one review."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from organizations import clock
from reviews.choices import RemedyState
from reviews.forms.remedies import RemedyForm
from reviews.models import RemedyPlan, Review
from reviews.permissions import remedy_approval_refusal, remedy_refusal
from reviews.rules.findings import Finding, RuleViolation
from reviews.selectors.remedies import RemedyCall, first_lines, lines_of, remedy_call
from reviews.services import remedies as services
from reviews.services.named_papers import print_remedies

from .home import signed_in


def _asked(request: HttpRequest, review_id: int) -> tuple[RemedyCall, RemedyPlan | None]:
    """What is asked of the review and its plan; a draft is its writers' and does not exist for others."""
    user = signed_in(request)
    rows = Review.objects.visible_to(user).reviewed().with_subject().select_related("authority", "remedy_plan")
    review = get_object_or_404(rows, pk=review_id)
    call = remedy_call(review)
    plan: RemedyPlan | None = getattr(review, "remedy_plan", None)
    written = plan is not None and plan.state != RemedyState.DRAFT
    if call is None or not (written or not remedy_refusal(user, review)):
        raise Http404
    return call, plan


def remedies(request: HttpRequest, review_id: int) -> HttpResponse:
    """Write and hand in; “Thêm dòng” saves nothing. Handed in it is read by whoever sees the review."""
    call, plan = _asked(request, review_id)
    review, user = call.review, signed_in(request)
    lines = lines_of(plan) if plan is not None else first_lines(review)
    form = RemedyForm(request.POST if request.method == "POST" else None, lines=lines)
    findings: tuple[Finding, ...] = ()
    if request.method == "POST" and not form.add_row and form.is_valid():
        handing_in = request.POST.get("action") == "hand-in"
        try:
            if handing_in:
                for warning in services.hand_in_remedies(
                    review_id=review.pk, remedies=form.remedies(), by=user, on=clock.today(), now=clock.now()
                ):
                    messages.warning(request, warning.message)
            else:
                services.write_remedies(review_id=review.pk, remedies=form.remedies(), by=user)
        except RuleViolation as violation:
            findings = violation.findings
        else:
            messages.success(request, "Đã trình kế hoạch khắc phục." if handing_in else "Đã lưu kế hoạch khắc phục.")
            return redirect("review-remedies", review.pk)
    status = 422 if request.method == "POST" and not form.add_row else 200
    return _page(request, call, plan, form, findings, status)


def _page(
    request: HttpRequest,
    call: RemedyCall,
    plan: RemedyPlan | None,
    form: RemedyForm,
    findings: tuple[Finding, ...],
    status: int,
) -> HttpResponse:
    user, review = signed_in(request), call.review
    rules = review.campaign.plan.remedies
    assert rules is not None
    is_draft = plan is None or plan.state == RemedyState.DRAFT
    context = {
        "review": review,
        "plan": plan,
        "call": call,
        "form": form,
        "findings": findings,
        "lines": [] if is_draft or plan is None else plan.lines.select_related("item"),
        "is_draft": is_draft,
        "may_write": is_draft and not remedy_refusal(user, review),
        "may_approve": plan is not None
        and plan.state == RemedyState.HANDED_IN
        and not remedy_approval_refusal(user, review),
        "approved": rules.approved,
        "reference": review.campaign.plan.reference(rules.clause),
    }
    return render(request, "reviews/remedies.html", context, status=status)


@require_POST
def settle(request: HttpRequest, review_id: int) -> HttpResponse:
    """The authority approves, or gives the plan back with a reason."""
    call, plan = _asked(request, review_id)
    user, review = signed_in(request), call.review
    try:
        if request.POST.get("action") == "return":
            reason = request.POST.get("reason", "")
            services.return_remedies(review_id=review.pk, reason=reason, by=user, now=clock.now())
            messages.success(request, "Đã trả lại kế hoạch khắc phục.")
            return redirect("review", review.pk)
        services.approve_remedies(
            review_id=review.pk,
            document_number=request.POST.get("document_number", ""),
            by=user,
            on=clock.today(),
            now=clock.now(),
        )
    except RuleViolation as violation:
        form = RemedyForm(lines=lines_of(plan) if plan is not None else [])
        return _page(request, call, plan, form, violation.findings, 422)
    messages.success(request, "Đã phê duyệt kế hoạch khắc phục.")
    return redirect("review-remedies", review.pk)


@require_POST
def print_plan(request: HttpRequest, review_id: int) -> HttpResponse:
    """The plan as a paper to sign."""
    _call, plan = _asked(request, review_id)
    if plan is None:
        raise Http404
    return redirect("paper", print_remedies(plan=plan, by=signed_in(request)).pk)
