"""Printing what carries levels, and the dossier."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from ratings.forms import AttachmentForm
from ratings.models import BallotSession
from ratings.selectors.summaries import lists_for
from ratings.services import papers as services
from reviews.models import FormEntry, Paper, Review
from reviews.permissions import dossier_refusal, may_attach, may_read_entry
from reviews.rules.findings import Finding, RuleViolation
from reviews.selectors.dossier import lines_by_hand, slots_of
from reviews.services.uploads import attach_paper
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
    entry: FormEntry | None = getattr(review, "entry", None)
    if kind == "ban-kiem-diem" and entry is not None and not may_read_entry(signed_in(request), entry):
        raise Http404
    return redirect("paper", printers[kind](review=review, by=signed_in(request)).pk)


def dossier(request: HttpRequest, review_id: int) -> HttpResponse:
    """The checklist of P0 4.5 with what is there and what is missing; a POST attaches a PDF that others made."""
    review = _review(request, review_id)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = AttachmentForm(*sent, lines=lines_by_hand(review))
    findings: tuple[Finding, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            attach_paper(
                review_id=review.pk,
                title=form.cleaned_data["title"],
                content=form.cleaned_data["file"].read(),
                by=signed_in(request),
                slot=form.cleaned_data.get("slot", ""),
            )
        except RuleViolation as violation:
            findings = violation.findings
        else:
            messages.success(request, "Đã thêm tài liệu vào hồ sơ.")
            return redirect("dossier", review.pk)
    papers = Paper.objects.visible_to(signed_in(request)).filter(review=review).select_related("document")
    context = {
        "review": review,
        "slots": slots_of(review),
        "cards": [paper_card(paper) for paper in papers],
        "form": form,
        "findings": findings,
        "may_attach": may_attach(signed_in(request), review),
        "lists": lists_for(signed_in(request), review),
        "print_refusal": dossier_refusal(signed_in(request), review),
    }
    return render(request, "ratings/dossier.html", context, status=422 if request.method == "POST" else 200)


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
