"""Before the review: targets of a subject, criteria of a campaign, own days of a milestone."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from organizations import clock
from organizations.models import Organization
from reviews.forms import CriteriaForm, OwnDayForm, TargetForm
from reviews.models import Campaign, Milestone, Review
from reviews.permissions import plan_refusal, target_refusal
from reviews.rules.findings import Finding, RuleViolation
from reviews.rules.preparation import asks_targets, criteria_rules, has_own_days
from reviews.rules.vocabulary import RatedKind
from reviews.selectors.preparation import criteria_rows, target_findings
from reviews.services import preparation as services

from .campaigns import visible_campaign
from .home import signed_in


def _review(request: HttpRequest, review_id: int) -> Review:
    rows = Review.objects.visible_to(signed_in(request)).reviewed().with_subject().select_related("unit__parent")
    found = get_object_or_404(rows, pk=review_id)
    if not asks_targets(found.campaign.plan):
        raise Http404
    return found


def targets(request: HttpRequest, review_id: int) -> HttpResponse:
    """What the head gave the subject for the year; a refused target keeps its text on the page."""
    user, review = signed_in(request), _review(request, review_id)
    form = TargetForm(request.POST if request.method == "POST" else None)
    findings: tuple[Finding, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            services.give_target(review_id=review.pk, by=user, on=clock.today(), **form.cleaned_data)
        except RuleViolation as violation:
            findings = violation.findings
        else:
            messages.success(request, f"Đã ghi chỉ tiêu, nhiệm vụ giao {review}.")
            return redirect("review-targets", review.pk)
    context = {
        "review": review,
        "form": form,
        "findings": findings,
        "lacking": target_findings(review),
        "targets": review.targets.select_related("given_by__person"),
        "may_give": not target_refusal(user, review),
    }
    return render(request, "reviews/targets.html", context, status=422 if request.method == "POST" else 200)


@require_POST
def withdraw_target(request: HttpRequest, review_id: int, target_id: int) -> HttpResponse:
    review = _review(request, review_id)
    target = get_object_or_404(review.targets, pk=target_id)
    services.withdraw_target(target_id=target.pk, by=signed_in(request))
    messages.success(request, "Đã bỏ chỉ tiêu, nhiệm vụ ghi nhầm.")
    return redirect("review-targets", review.pk)


def _with_criteria(request: HttpRequest, campaign_id: int) -> Campaign:
    found = visible_campaign(request, campaign_id)
    if criteria_rules(found.plan) is None:
        raise Http404
    return found


@require_safe
def criteria(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """The criteria of each kind of subject, and which are not entered yet."""
    found = _with_criteria(request, campaign_id)
    rule = criteria_rules(found.plan)
    assert rule is not None
    context = {
        "campaign": found,
        "rows": criteria_rows(found),
        "rule": rule,
        "reference": found.plan.reference(rule.clause),
        "may_enter": not plan_refusal(signed_in(request), found),
    }
    return render(request, "reviews/criteria.html", context)


def enter_criteria(request: HttpRequest, campaign_id: int, kind: str) -> HttpResponse:
    """Enter or correct the criteria of one kind of subject."""
    user, found = signed_in(request), _with_criteria(request, campaign_id)
    row = next((row for row in criteria_rows(found) if row.kind.value == kind), None)
    if row is None:
        raise Http404
    initial = {"document": row.criteria.document, "text": row.criteria.text} if row.criteria else {}
    form = CriteriaForm(request.POST if request.method == "POST" else None, initial=initial)
    findings: tuple[Finding, ...] = tuple(plan_refusal(user, found))
    may_type = not findings or request.method == "POST"
    if request.method == "POST" and form.is_valid():
        try:
            services.enter_criteria(campaign_id=found.pk, kind=kind, by=user, now=clock.now(), **form.cleaned_data)
        except RuleViolation as violation:
            findings = violation.findings
        else:
            messages.success(request, f"Đã ghi tiêu chí xếp loại {row.kind.label}.")
            return redirect("campaign-criteria", found.pk)
    context = {"campaign": found, "kind": RatedKind(kind), "form": form, "findings": findings, "may_type": may_type}
    return render(request, "reviews/criteria_edit.html", context, status=422 if request.method == "POST" else 200)


def _milestone(request: HttpRequest, campaign_id: int, milestone_id: int) -> Milestone:
    found = visible_campaign(request, campaign_id)
    if not has_own_days(found.plan):
        raise Http404
    milestone = get_object_or_404(found.milestones, pk=milestone_id)
    milestone.campaign = found
    return milestone


def own_days(request: HttpRequest, campaign_id: int, milestone_id: int) -> HttpResponse:
    """Which organizations go by another day than the plan's, and by which guidance of their sector."""
    user, milestone = signed_in(request), _milestone(request, campaign_id, milestone_id)
    found = milestone.campaign
    below = Organization.objects.subtree(found.issuer).exclude(pk=found.issuer_id)
    form = OwnDayForm(
        request.POST if request.method == "POST" else None, organizations=below, initial={"due_on": milestone.due_on}
    )
    findings: tuple[Finding, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            services.set_own_day(milestone_id=milestone.pk, by=user, **form.cleaned_data)
        except RuleViolation as violation:
            findings = violation.findings
        else:
            messages.success(request, "Đã ghi ngày riêng.")
            return redirect("milestone-own-days", found.pk, milestone.pk)
    context = {
        "campaign": found,
        "milestone": milestone,
        "form": form,
        "findings": findings,
        "own_days": milestone.own_days.select_related("organization", "set_by__person"),
        "may_set": not plan_refusal(user, found),
    }
    return render(request, "reviews/own_days.html", context, status=422 if request.method == "POST" else 200)


@require_POST
def drop_own_day(request: HttpRequest, campaign_id: int, milestone_id: int, own_day_id: int) -> HttpResponse:
    milestone = _milestone(request, campaign_id, milestone_id)
    own_day = get_object_or_404(milestone.own_days, pk=own_day_id)
    services.drop_own_day(own_day_id=own_day.pk, by=signed_in(request))
    messages.success(request, "Đã bỏ ngày riêng; nơi này thực hiện theo ngày của kế hoạch.")
    return redirect("milestone-own-days", milestone.campaign_id, milestone.pk)
