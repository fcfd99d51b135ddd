"""Proposals of prompts in one campaign: sent by the printed bodies, weighed by the board."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from organizations import clock
from organizations.text import row_id
from reviews.forms import ProposalDayForm, ProposalForm
from reviews.models import Campaign, PromptProposal
from reviews.permissions import plan_refusal, prompt_refusal
from reviews.rules.findings import Finding, RuleViolation
from reviews.selectors import proposals as selectors
from reviews.selectors.proposals import Proposer
from reviews.services import proposals as services

from .campaigns import visible_campaign
from .home import signed_in


def _asked(request: HttpRequest, campaign_id: int) -> tuple[Campaign, list[Proposer]]:
    """The campaign and for whom the user may propose in it; no such page for whoever neither proposes nor weighs."""
    user, found = signed_in(request), visible_campaign(request, campaign_id)
    proposers = selectors.proposers_of(user, found)
    if found.plan.proposals is None or not (proposers or selectors.sees_all_proposals(user, found)):
        raise Http404
    return found, proposers


def proposals(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """What one proposes; for the board everything, equal proposals joined."""
    found, proposers = _asked(request, campaign_id)
    return _page(request, found, proposers)


def _page(
    request: HttpRequest,
    found: Campaign,
    proposers: list[Proposer],
    *,
    day_form: ProposalDayForm | None = None,
    refused: tuple[Finding, ...] = (),
) -> HttpResponse:
    user = signed_in(request)
    posted = request.POST if request.method == "POST" and day_form is None else None
    form = ProposalForm(
        posted,
        plan=found.plan,
        proposers=[(row.key, str(row)) for row in proposers],
        reviews=selectors.proposable(found),
        initial={"review": row_id(request.GET.get("review", ""))},
    )
    findings: tuple[Finding, ...] = refused
    if posted is not None and form.is_valid():
        chosen = next(row for row in proposers if row.key == form.cleaned_data["proposer"])
        try:
            _proposal, warnings = services.propose_prompt(
                review_id=form.cleaned_data["review"].pk,
                organization=chosen.organization,
                category=form.cleaned_data["category"],
                text=form.cleaned_data["text"],
                by=user,
                on=clock.today(),
            )
        except RuleViolation as violation:
            findings = violation.findings
        else:
            for warning in warnings:
                messages.warning(request, warning.message)
            messages.success(request, "Đã gửi đề xuất đến Ban Tổ chức.")
            return redirect("campaign-proposals", found.pk)
    everything = PromptProposal.objects.filter(review__campaign=found)
    sees_all = selectors.sees_all_proposals(user, found)
    due_on = selectors.proposal_day(found)
    rules = found.plan.proposals
    assert rules is not None
    context = {
        "campaign": found,
        "form": form,
        "findings": findings,
        "day_form": day_form or ProposalDayForm(initial={"due_on": due_on}),
        "due_on": due_on,
        "proposers": proposers,
        "sent": selectors.with_names(selectors.sent_by(everything, proposers)),
        "lines": selectors.merged(selectors.waiting(everything), found) if sees_all else [],
        "settled": selectors.with_names(selectors.settled(everything)) if sees_all else [],
        "flagged": selectors.flagged_findings(found) if sees_all else [],
        "silent": selectors.silent_bodies(found) if sees_all else [],
        "sees_all": sees_all,
        "references": [found.plan.reference(rules.clause), found.plan.reference(rules.content_clause)],
        "may_weigh": not prompt_refusal(user, found),
        "may_plan": not plan_refusal(user, found),
    }
    return render(request, "reviews/proposals.html", context, status=422 if request.method == "POST" else 200)


@require_POST
def set_day(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """The author's day; refused, the page shows why and keeps what was typed."""
    found, proposers = _asked(request, campaign_id)
    form = ProposalDayForm(request.POST)
    if not form.is_valid():
        return _page(request, found, proposers, day_form=form)
    try:
        services.set_proposal_day(campaign_id=found.pk, by=signed_in(request), **form.cleaned_data)
    except RuleViolation as violation:
        return _page(request, found, proposers, day_form=form, refused=violation.findings)
    messages.success(request, "Đã ghi hạn đề xuất nội dung gợi ý.")
    return redirect("campaign-proposals", found.pk)


@require_POST
def set_aside(request: HttpRequest, campaign_id: int, proposal_id: int) -> HttpResponse:
    found, _proposers = _asked(request, campaign_id)
    if not selectors.sees_all_proposals(signed_in(request), found):
        raise Http404
    row = get_object_or_404(PromptProposal, pk=proposal_id, review__campaign=found)
    services.set_aside(proposal_id=row.pk, reason=request.POST.get("reason", ""), by=signed_in(request))
    messages.success(request, "Đã ghi việc xử lý đề xuất.")
    return redirect("campaign-proposals", found.pk)
