"""Bàn giao hồ sơ: which copies went where, and their receipt."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from organizations import clock
from organizations.models import Organization
from reviews.forms import HandOverForm, ReceiptForm
from reviews.models import HandOver, Paper, Review
from reviews.permissions import acts_for, reads_cell_dossier, receipt_refusal
from reviews.rules.findings import Finding, RuleViolation
from reviews.selectors import hand_overs as selectors
from reviews.selectors.cell_dossiers import has_cell_dossiers
from reviews.services import hand_overs as services

from .campaigns import visible_campaign
from .home import signed_in
from .papers import paper_card


@require_safe
def hand_overs(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """What was given and received of one campaign, the newest first."""
    campaign = visible_campaign(request, campaign_id)
    if not (campaign.plan.copies or has_cell_dossiers(campaign)) or campaign.is_draft:
        raise Http404
    user = signed_in(request)
    rows = selectors.hand_overs_of(campaign, user)
    context = {
        "campaign": campaign,
        "page": Paginator(rows, 30).get_page(request.GET.get("page")),
        "waiting": rows.filter(received_on__isnull=True).count(),
        "givers": selectors.givers(user, campaign),
        "copies": {row.key: row.title for row in campaign.plan.copies},
    }
    return render(request, "reviews/hand_overs.html", context)


def new(request: HttpRequest, campaign_id: int, unit_id: int, copy: str) -> HttpResponse:
    """Give one copy of the unit's dossiers: to whom, on which day, which dossiers."""
    campaign = visible_campaign(request, campaign_id)
    user = signed_in(request)
    unit = get_object_or_404(Organization, pk=unit_id)
    rule = next((row for row in campaign.plan.copies if row.key == copy), None)
    if rule is None or campaign.is_draft or not acts_for(user, unit):
        raise Http404
    reviews = list(selectors.not_given(campaign, unit, copy)[: services.MOST_DOSSIERS])
    receivers = selectors.receivers(campaign, unit, copy)
    form = HandOverForm(
        request.POST if request.method == "POST" else None,
        reviews=reviews,
        receivers=receivers,
        initial={"handed_on": clock.today(), "receiver": receivers[0].pk},
    )
    findings: tuple[Finding, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            found = services.hand_over(
                campaign_id=campaign.pk,
                giver_id=unit.pk,
                copy=copy,
                receiver_id=form.cleaned_data["receiver"],
                review_ids=form.cleaned_data["reviews"],
                handed_on=form.cleaned_data["handed_on"],
                note=form.cleaned_data["note"],
                by=user,
                on=clock.today(),
            )
        except RuleViolation as violation:
            findings = violation.findings
        else:
            messages.success(request, "Đã ghi bàn giao hồ sơ.")
            return redirect("hand-over", found.pk)
    context = {
        "campaign": campaign,
        "unit": unit,
        "rule": rule,
        "reference": campaign.plan.reference(rule.clause),
        "form": form,
        "reviews": reviews,
        "findings": findings,
    }
    return render(request, "reviews/hand_over_new.html", context, status=422 if request.method == "POST" else 200)


def _visible(request: HttpRequest, hand_over_id: int) -> HandOver:
    rows = HandOver.objects.visible_to(signed_in(request)).select_related(
        "campaign__issuer",
        "giver__parent",
        "receiver",
        "handed_by__person",
        "received_by__person",
        "cell_dossier__meeting__cell",
        "cell_dossier__meeting__campaign__issuer",
    )
    return get_object_or_404(rows, pk=hand_over_id)


def hand_over(request: HttpRequest, hand_over_id: int) -> HttpResponse:
    """One hand-over: both sides, its dossiers, its receipt; a POST records the receipt."""
    found = _visible(request, hand_over_id)
    user = signed_in(request)
    form = ReceiptForm(request.POST if request.method == "POST" else None, initial={"received_on": clock.today()})
    findings: tuple[Finding, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            services.receive(
                hand_over_id=found.pk, received_on=form.cleaned_data["received_on"], by=user, on=clock.today()
            )
        except RuleViolation as violation:
            findings = violation.findings
        else:
            messages.success(request, "Đã ghi nhận hồ sơ.")
            return redirect("hand-over", found.pk)
    papers = Paper.objects.visible_to(user).filter(hand_over=found).select_related("document")
    dossier = getattr(found, "cell_dossier", None)
    context = {
        "hand_over": found,
        "campaign": found.campaign,
        "copy": next((row for row in found.campaign.plan.copies if row.key == found.copy), None),
        "items": found.items.select_related("review__person", "review__collective"),
        "readable": set(
            Review.objects.visible_to(user).filter(hand_over_items__hand_over=found).values_list("pk", flat=True)
        ),
        "cell_dossier": dossier,
        "reads_cell_dossier": dossier is not None and reads_cell_dossier(user, found.giver, found),
        "form": form,
        "findings": findings,
        "may_receive": found.received_on is None and not receipt_refusal(user, found),
        "cards": [paper_card(paper) for paper in papers],
    }
    return render(request, "reviews/hand_over.html", context, status=422 if request.method == "POST" else 200)


@require_POST
def print_record(request: HttpRequest, hand_over_id: int) -> HttpResponse:
    found = _visible(request, hand_over_id)
    return redirect("paper", services.print_hand_over(found=found, by=signed_in(request)).pk)
