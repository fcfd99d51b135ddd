"""The authority's documents of one campaign: decisions to draw up, decisions made, the report of results."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from organizations import clock
from organizations.models import Organization
from organizations.text import row_id
from ratings.selectors import outcomes as selectors
from ratings.services import outcomes as services
from reviews.models import Campaign, Paper, Review
from reviews.permissions import speaks_for
from reviews.rules.findings import Finding, RuleViolation
from reviews.selectors.register import period_of
from reviews.views.home import signed_in

#: As many subjects as one decision may list at once.
PAGE = 100


def _campaign(request: HttpRequest, campaign_id: int) -> Campaign:
    rows = Campaign.objects.visible_to(signed_in(request)).issued().select_related("issuer__parent")
    return get_object_or_404(rows, pk=campaign_id)


@require_safe
def outcomes(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """What waits for a decision of mine, what was decided by which document; for others the page does not exist."""
    campaign = _campaign(request, campaign_id)
    if not selectors.sees_outcomes(signed_in(request), campaign):
        raise Http404
    return _page(request, campaign)


def _page(
    request: HttpRequest, campaign: Campaign, *, findings: tuple[Finding, ...] = (), status: int = 200
) -> HttpResponse:
    user = signed_in(request)
    page = Paginator(selectors.decidable(campaign, user), PAGE).get_page(request.GET.get("page"))
    bodies = {body.pk: body for row in page.object_list if (body := selectors.authority_for(row)) is not None}
    context = {
        "campaign": campaign,
        "page": page,
        "sections": [
            (body, [row for row in page.object_list if selectors.authority_for(row) == body])
            for body in bodies.values()
        ],
        "without_term": [body for body in bodies.values() if period_of(body, clock.today()) is None],
        "groups": selectors.decided_groups(campaign, user),
        "papers": Paper.objects.visible_to(user)
        .filter(issuer__isnull=False, document__subject_key__startswith=f"decision:{campaign.pk}:")
        .exclude(document__number="")
        .select_related("document")[:20],
        "findings": findings,
        "left_out": selectors.left_out(campaign, user),
    }
    return render(request, "ratings/outcomes.html", context, status=status)


@require_POST
def draft(request: HttpRequest, campaign_id: int) -> HttpResponse:
    campaign = _campaign(request, campaign_id)
    if not selectors.sees_outcomes(signed_in(request), campaign):
        raise Http404
    chosen = [pk for text in request.POST.getlist("row") if (pk := row_id(text)) is not None]
    try:
        paper = services.draft_decision(campaign=campaign, proposal_ids=chosen, by=signed_in(request))
    except RuleViolation as violation:
        return _page(request, campaign, findings=violation.findings, status=422)
    return redirect("paper", paper.pk)


def _organization(request: HttpRequest, name: str) -> Organization:
    rows = Organization.objects.visible_to(signed_in(request)).select_related("parent")
    found: Organization = get_object_or_404(rows, pk=row_id(request.POST.get(name, "")))
    return found


@require_POST
def print_decision(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """The decision of the number in the form, as it was entered; one issued here, as it was issued."""
    campaign = _campaign(request, campaign_id)
    authority = _organization(request, "authority")
    if not any(group.authority == authority for group in selectors.decided_groups(campaign, signed_in(request))):
        raise Http404
    paper = services.print_decision(
        campaign=campaign, authority=authority, number=request.POST.get("number", ""), by=signed_in(request)
    )
    return redirect("paper", paper.pk)


@require_POST
def print_notice(request: HttpRequest, review_id: int) -> HttpResponse:
    rows = Review.objects.visible_to(signed_in(request)).select_related(
        "campaign__issuer", "person", "collective__organization", "unit"
    )
    return redirect(
        "paper", services.print_notice(review=get_object_or_404(rows, pk=review_id), by=signed_in(request)).pk
    )


@require_POST
def print_report(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """``unit`` in the form: the unit with everything below it; without one the whole campaign."""
    campaign = _campaign(request, campaign_id)
    unit = _organization(request, "unit") if request.POST.get("unit") else campaign.issuer
    if not speaks_for(signed_in(request), campaign, unit):
        raise Http404
    return redirect("paper", services.print_report(campaign=campaign, unit=unit, by=signed_in(request)).pk)
