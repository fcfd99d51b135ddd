"""Printing what carries levels, and the dossier."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from ratings.models import BallotSession
from ratings.selectors.papers import dossier_slots_of
from ratings.services import papers as services
from reviews.models import Paper, Review
from reviews.views.home import signed_in
from reviews.views.papers import paper_card


def _review(request: HttpRequest, review_id: int) -> Review:
    rows = Review.objects.visible_to(signed_in(request)).select_related(
        "campaign__issuer", "collective__organization__parent", "person__workplace", "unit__parent"
    )
    return get_object_or_404(rows, pk=review_id)


@require_POST
def print_review(request: HttpRequest, review_id: int, kind: str) -> HttpResponse:
    """``kind``: ``ban-kiem-diem`` (the form) or ``bo-ho-so`` (the whole dossier)."""
    printers = {"ban-kiem-diem": services.print_entry, "bo-ho-so": services.print_dossier}
    if kind not in printers:
        raise Http404
    review = _review(request, review_id)
    return redirect("paper", printers[kind](review=review, by=signed_in(request)).pk)


def dossier(request: HttpRequest, review_id: int) -> HttpResponse:
    """The checklist of P0 4.5 with what is there and what is missing, and the papers made so far."""
    review = _review(request, review_id)
    papers = Paper.objects.visible_to(signed_in(request)).filter(review=review).select_related("document")
    context = {
        "review": review,
        "slots": dossier_slots_of(review),
        "cards": [paper_card(paper) for paper in papers],
    }
    return render(request, "ratings/dossier.html", context)


@require_POST
def print_counting(request: HttpRequest, session_id: int) -> HttpResponse:
    rows = BallotSession.objects.visible_to(signed_in(request)).select_related(
        "meeting__campaign",
        "meeting__collective__organization__parent",
        "meeting__cell__parent",
        "meeting__chair",
        "meeting__clerk",
    )
    session = get_object_or_404(rows, pk=session_id)
    return redirect("paper", services.print_counting(session=session, by=signed_in(request)).pk)
