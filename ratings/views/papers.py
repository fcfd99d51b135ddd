"""Printing what carries levels, and the dossier."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from organizations import clock
from ratings.forms import AttachmentForm
from ratings.models import BallotSession
from ratings.selectors.summaries import lists_for
from ratings.services import papers as services
from reviews.forms import KeepingForm, WaiverForm
from reviews.forms.base import PlainForm
from reviews.models import FormEntry, Paper, Review
from reviews.permissions import closing_refusal, dossier_refusal, may_attach, may_read_entry
from reviews.rules.dossier import Slot
from reviews.rules.findings import Finding, RuleViolation
from reviews.selectors.dossier import lines_by_hand, slots_of
from reviews.selectors.hand_overs import KeptSlot, closes, closing_findings, closing_of, copy_rows, kept_slots
from reviews.services.hand_overs import close_dossier, keep_slot, take_back_waiver, waive_slot
from reviews.services.uploads import attach_paper
from reviews.views.home import signed_in
from reviews.views.papers import paper_card


def _review(request: HttpRequest, review_id: int) -> Review:
    rows = (
        Review.objects.visible_to(signed_in(request))
        .reviewed()
        .select_related("campaign__issuer", "collective__organization__parent", "person__workplace", "unit__parent")
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
    return _dossier_page(request, review, form=form, findings=findings, refused=request.method == "POST")


def _dossier_page(
    request: HttpRequest,
    review: Review,
    *,
    form: AttachmentForm,
    findings: tuple[Finding, ...],
    refused: bool,
    **extra: Any,
) -> HttpResponse:
    user = signed_in(request)
    slots = slots_of(review)
    papers = Paper.objects.visible_to(user).filter(review=review).select_related("document")
    closing = closing_of(review)
    keeps = review.campaign.plan.keeping is not None and bool(slots)
    # In a quarter the unit has a dossier, its people have none.
    has_end = bool(slots) and closes(review.campaign)
    lines = [(slot.key, slot.label) for slot in slots]
    waivable = _waivable(review, slots)
    context = {
        "review": review,
        "slots": kept_slots(review, slots) if keeps else [KeptSlot(slot, "", "") for slot in slots],
        "keeping_form": KeepingForm(lines=lines) if keeps else None,
        "waiver_form": WaiverForm(lines=waivable) if waivable else None,
        "waived": list(review.waived_slots.values_list("slot", flat=True)) if _may_waive(review) else [],
        "copies": copy_rows(review) if slots else [],
        "closes": has_end,
        "closing": closing,
        "closing_findings": closing_findings(review) if has_end and closing is None else [],
        "may_close": not closing_refusal(user, review),
        "cards": [paper_card(paper) for paper in papers],
        "form": form,
        "findings": findings,
        "may_attach": may_attach(user, review) and closing is None,
        "print_refusal": dossier_refusal(user, review),
        "lists": lists_for(user, review),
        **extra,
    }
    return render(request, "ratings/dossier.html", context, status=422 if refused else 200)


def _may_waive(review: Review) -> bool:
    return any(rule.waivable and rule.holds == "upload" for rule in review.campaign.plan.dossier)


def _waivable(review: Review, slots: list[Slot]) -> list[tuple[str, str]]:
    """The lines of which it may still be said that they do not concern the subject."""
    keys = {rule.key for rule in review.campaign.plan.dossier if rule.waivable and rule.holds == "upload"}
    return [(slot.key, slot.label) for slot in slots if slot.key in keys and not slot.is_present]


@require_POST
def record_dossier(request: HttpRequest, review_id: int) -> HttpResponse:
    """``action``: how a line is kept, that it does not concern the subject, or that the dossier is closed."""
    review = _review(request, review_id)
    form = AttachmentForm(lines=lines_by_hand(review))
    action, by = request.POST.get("action", ""), signed_in(request)
    slots = slots_of(review)
    keeping = KeepingForm(request.POST, lines=[(slot.key, slot.label) for slot in slots])
    waiver = WaiverForm(request.POST, lines=_waivable(review, slots))
    sent: dict[str, dict[str, PlainForm]] = {"keep": {"keeping_form": keeping}, "waive": {"waiver_form": waiver}}
    typed = sent.get(action, {})
    if any(not row.is_valid() for row in typed.values()):
        return _dossier_page(request, review, form=form, findings=(), refused=True, **typed)
    try:
        if action == "keep":
            keep_slot(review_id=review.pk, by=by, **keeping.cleaned_data)
            said = "Đã ghi cách lưu giữ."
        elif action == "waive":
            waive_slot(review_id=review.pk, by=by, **waiver.cleaned_data)
            said = "Đã ghi không thuộc diện."
        elif action.startswith("unwaive-"):
            take_back_waiver(review_id=review.pk, slot=action.removeprefix("unwaive-"), by=by)
            said = "Đã bỏ ghi không thuộc diện."
        elif action == "close":
            close_dossier(review_id=review.pk, by=by, on=clock.today())
            said = "Đã đóng hồ sơ."
        else:
            raise Http404
    except RuleViolation as violation:
        return _dossier_page(request, review, form=form, findings=violation.findings, refused=True, **typed)
    messages.success(request, said)
    return redirect("dossier", review.pk)


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
