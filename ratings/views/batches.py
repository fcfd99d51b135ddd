"""Asking for many papers that carry levels at once."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from organizations.models import Organization
from ratings.services.batches import print_dossier_papers, print_forms
from reviews.models import Campaign, Review
from reviews.permissions import forms_refusal
from reviews.services.batches import FORM_CHOICES
from reviews.views.home import signed_in


@require_POST
def print_campaign_forms(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """``what``: a key of ``FORM_CHOICES``; ``unit``: the unit whose forms are wanted, or nothing for all."""
    user = signed_in(request)
    campaign = get_object_or_404(Campaign.objects.visible_to(user).issued().select_related("issuer"), pk=campaign_id)
    what, wanted = request.POST.get("what", "all"), request.POST.get("unit", "")
    if what not in FORM_CHOICES or not (wanted == "" or (wanted.isascii() and wanted.isdigit())):
        raise Http404
    unit = get_object_or_404(Organization.objects.visible_to(user), pk=wanted) if wanted else None
    if forms_refusal(user, campaign, unit):
        raise Http404  # the page offers it to nobody else
    return redirect("batch", print_forms(campaign=campaign, unit=unit, what=what, by=user).pk)


@require_POST
def print_dossier(request: HttpRequest, review_id: int) -> HttpResponse:
    user = signed_in(request)
    rows = (
        Review.objects.visible_to(user)
        .reviewed()
        .select_related("campaign", "collective", "person", "unit__parent", "entry")
    )
    return redirect("batch", print_dossier_papers(review=get_object_or_404(rows, pk=review_id), by=user).pk)
