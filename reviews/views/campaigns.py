"""The campaign: planning wizard for staff, the plan as issued and its progress for everybody who takes part."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from organizations import clock, proofs
from organizations.models import Organization
from organizations.permissions import granted
from reviews.forms import CampaignForm, IssueForm, MilestoneForm
from reviews.forms.campaigns import CAMPAIGN_NAME
from reviews.models import Campaign
from reviews.permissions import (
    draft_refusal,
    forms_refusal,
    may_see_polls,
    plan_refusal,
    reads_figures,
    reads_register,
    speaks_for,
)
from reviews.rules.findings import Finding, RuleViolation, blocking
from reviews.rules.preparation import has_own_days
from reviews.selectors.campaigns import (
    campaign_board,
    consequences,
    consistency_findings,
    days_after_superior,
    offered_periods,
    offered_presets,
    subject_list,
)
from reviews.selectors.cell_dossiers import has_cell_dossiers
from reviews.selectors.directors import assigning_bodies
from reviews.selectors.due_days import milestones_of
from reviews.selectors.feeds import sees_figures
from reviews.selectors.lower_plans import lower_plans
from reviews.selectors.polls import has_polls, poll_steps
from reviews.selectors.preparation import criteria_missing
from reviews.selectors.proposals import has_proposals
from reviews.selectors.reports import sees_reports
from reviews.selectors.signs import text_findings
from reviews.selectors.summaries import summaries
from reviews.services import campaigns as services
from reviews.services.batches import FORM_CHOICES

from .home import signed_in
from .proofs import proof_findings


@require_safe
def campaign_list(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    rows = Campaign.objects.visible_to(user).select_related("issuer")
    context = {
        "page": Paginator(rows, 30).get_page(request.GET.get("page")),
        "may_plan": _issuers(request).exists(),
    }
    return render(request, "reviews/campaigns.html", context)


def _issuers(request: HttpRequest) -> QuerySet[Organization]:
    """Committees for which the user may plan a campaign."""
    rows = Organization.objects.filter(granted(signed_in(request), "path", "lead_review"))
    return rows.filter(collectives__kind__in=("standing_committee", "executive_committee")).distinct()


def new_campaign(request: HttpRequest) -> HttpResponse:
    """Step one of the wizard: choose the plan, its number and date."""
    issuers = _issuers(request)
    if not issuers.exists():
        raise Http404
    presets = offered_presets(issuers)
    initial = {"year": clock.today().year, "name": f"{CAMPAIGN_NAME} năm {clock.today().year}"}
    form = CampaignForm(
        request.POST if request.method == "POST" else None,
        issuers=issuers,
        presets=presets,
        periods=offered_periods(slug for slug, _title in presets),
        initial=initial,
    )
    findings: tuple[Finding, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            campaign = services.create_campaign(by=signed_in(request), **form.cleaned_data)
        except RuleViolation as violation:
            findings = violation.findings
        else:
            messages.success(request, "Đã lập dự thảo. Kiểm tra mốc thời hạn và đối tượng, rồi ban hành.")
            return redirect("campaign", campaign.pk)
    context = {"form": form, "findings": findings}
    return render(request, "reviews/campaign_new.html", context, status=422 if request.method == "POST" else 200)


def visible_campaign(request: HttpRequest, campaign_id: int) -> Campaign:
    rows = Campaign.objects.visible_to(signed_in(request)).select_related("issuer", "superior", "issued_by__person")
    return get_object_or_404(rows, pk=campaign_id)


@require_safe
def campaign(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """One status line, the timeline, progress by unit and step, what is late."""
    user = signed_in(request)
    found = visible_campaign(request, campaign_id)
    board = campaign_board(found, user=user, on=clock.today(), unit_id=request.GET.get("unit", ""))
    return render(
        request,
        "reviews/campaign.html",
        {
            "campaign": found,
            "board": board,
            "summaries": summaries(found, user=user, on=clock.today(), unit=board.unit),
            "may_plan": not plan_refusal(user, found),
            "writes_papers": reads_register(user, found.issuer),
            "may_report": not found.is_draft and speaks_for(user, found, board.unit),
            "sees_figures": sees_figures(user, found),
            "sees_reports": sees_reports(user, found),
            "lower_plans": lower_plans(found, user=user, on=clock.today()),
            "criteria_missing": criteria_missing(found),
            "signs_wanted": found.plan.signs,
            "signs_lacking": text_findings(found),
            "has_directors": bool(assigning_bodies(user, found)),
            "has_proposals": has_proposals(user, found),
            "has_polls": has_polls(found) and may_see_polls(user, found),
            "print_choices": [] if found.is_draft or forms_refusal(user, found, board.unit) else FORM_CHOICES.items(),
            "has_cell_dossiers": has_cell_dossiers(found),
            "sees_bundle": found.plan.rating_meetings is not None and reads_figures(user, found),
        },
    )


@require_safe
def milestones(request: HttpRequest, campaign_id: int) -> HttpResponse:
    found = visible_campaign(request, campaign_id)
    context = {
        "campaign": found,
        "milestones": milestones_of(found),
        "may_plan": not plan_refusal(signed_in(request), found),
        "has_own_days": has_own_days(found.plan),
        "poll_steps": poll_steps(found) if may_see_polls(signed_in(request), found) else (),
        "plan": found.plan,
        "hindrances": blocking(days_after_superior(found)) if found.is_draft else [],
    }
    return render(request, "reviews/campaign_milestones.html", context)


def milestone(request: HttpRequest, campaign_id: int, milestone_id: int) -> HttpResponse:
    user = signed_in(request)
    found = visible_campaign(request, campaign_id)
    row = get_object_or_404(found.milestones, pk=milestone_id)
    initial = {"due_on": row.due_on, "change_reason": row.change_reason}
    form = MilestoneForm(request.POST if request.method == "POST" else None, initial=initial)
    findings: tuple[Finding, ...] = tuple(draft_refusal(user, found))
    # Whoever typed before the plan was issued still sees his words.
    may_type = not findings or request.method == "POST"
    context = {"campaign": found, "milestone": row, "form": form, "may_type": may_type}
    if request.method == "POST" and form.is_valid():
        try:
            services.change_milestone(milestone_id=row.pk, by=user, **form.cleaned_data)
        except RuleViolation as violation:
            findings = violation.findings
        else:
            messages.success(request, "Đã đổi mốc thời hạn.")
            return redirect("campaign-milestones", found.pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "reviews/milestone_edit.html", {**context, "findings": findings}, status=status)


@require_safe
def subjects(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Who is reviewed, where and why; who is not, and why."""
    found = visible_campaign(request, campaign_id)
    listing = subject_list(found, request.GET, user=signed_in(request))
    context = {
        "campaign": found,
        "page": Paginator(listing.rows, 50).get_page(request.GET.get("page")),
        "listing": listing,
        "may_plan": not plan_refusal(signed_in(request), found),
    }
    return render(request, "reviews/campaign_subjects.html", context)


@require_POST
def regenerate(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Derive the subjects of a draft anew after the roster was corrected."""
    found = visible_campaign(request, campaign_id)
    services.regenerate_subjects(campaign_id=found.pk, by=signed_in(request))
    messages.success(request, "Đã lập lại danh sách theo chức vụ và nơi sinh hoạt hiện nay.")
    return redirect("campaign-subjects", found.pk)


@sensitive_post_parameters("password", proofs.CODE, proofs.RECOVERY)
@sensitive_variables()
def issue(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """What issuing will do, in numbers; it cannot be undone, so it asks for the password, and for a code of late."""
    user = signed_in(request)
    found = visible_campaign(request, campaign_id)
    form = IssueForm(
        request.POST if request.method == "POST" else None,
        plan=found.plan,
        confirmed=found.confirmed_defaults,
        initial={"number": found.number, "dated_on": found.dated_on},
    )
    findings: tuple[Finding, ...] = tuple(plan_refusal(user, found))
    if request.method == "POST":
        knows_password = proofs.knows_password(request, request.POST.get("password", ""))
        lacking = proof_findings(request) if knows_password else ()
        if form.is_valid() and not knows_password:
            form.add_error("password", "Mật khẩu không đúng.")
        if form.is_valid() and not lacking:
            try:
                services.issue_campaign(
                    campaign_id=found.pk,
                    number=form.cleaned_data["number"],
                    dated_on=form.cleaned_data["dated_on"],
                    confirmed_defaults=form.confirmed(),
                    by=user,
                    now=clock.now(),
                )
            except RuleViolation as violation:
                findings = violation.findings
            else:
                messages.success(request, f"Đã ban hành {found.name}.")
                return redirect("campaign", found.pk)
        else:
            findings += lacking
    hindrances = blocking(days_after_superior(found)) if found.is_draft else []
    context = {
        "campaign": found,
        "form": form,
        "findings": findings,
        "consequences": consequences(found),
        "hindrances": [row for row in hindrances if row not in findings],
        "consistency": [row for row in consistency_findings(found) if row not in hindrances] if found.is_draft else [],
    }
    return render(request, "reviews/campaign_issue.html", context, status=422 if request.method == "POST" else 200)
