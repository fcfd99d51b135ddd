"""Mẫu 01 and Mẫu 02 on the screen: typing, autosave, submitting, finishing, versions."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from forms_templates.forms import EntryForm
from forms_templates.loader import get_definition
from organizations import clock
from organizations.text import row_id
from reviews.choices import EntryState
from reviews.models import EntryVersion, FormEntry, Review
from reviews.permissions import entry_refusal, may_edit_entry, may_read_entry
from reviews.rules.findings import Finding, RuleViolation, refuse_if_blocking
from reviews.selectors.contents import shown_contents, shown_data
from reviews.selectors.entries import asked_columns, column_notes, differences, entry_context, has_annex
from reviews.selectors.preparation import target_findings, targets_of
from reviews.selectors.signs import text_findings
from reviews.services import entries as services

from .home import signed_in


def entry(request: HttpRequest, review_id: int) -> HttpResponse:
    """The form in the order and words of the paper. What is typed is saved before anything is checked."""
    user = signed_in(request)
    found = _readable(request, review_id)
    writing = may_edit_entry(user, found.review) and found.is_editable
    if request.method == "POST":
        return _post(request, found, writing=writing)
    form = _form(found)
    return render(request, "reviews/entry.html", _context(request, found, form, writing=writing))


def _post(request: HttpRequest, found: FormEntry, *, writing: bool) -> HttpResponse:
    user = signed_in(request)
    form = _form(found, request)
    if writing and (form.add_row or not form.is_valid()):
        status = 200 if form.add_row else 422
        return render(request, "reviews/entry.html", _context(request, found, form, writing=writing), status=status)
    action = request.POST.get("action", "save")
    version = _version(request)
    try:
        if not writing:
            refuse_if_blocking([*entry_refusal(user, found), *services.closed_findings(found)])
        saved = services.save_entry(entry_id=found.pk, by=user, data=form.to_data(), version=version, now=clock.now())
        if action == "save":
            messages.success(request, f"Đã lưu {timezone.localtime(clock.now()):%H:%M}. Bản kiểm điểm chưa nộp.")
            place = f"#rows-{form.filled_rest}" if form.filled_rest else ""
            return redirect(reverse("entry", args=(found.review_id,)) + place)
        act = services.finalize_entry if action == "finalize" else services.submit_entry
        warnings = act(entry_id=found.pk, by=user, data=saved.data, version=saved.version, now=clock.now())
    except services.StaleEntry as stale:
        return _stale(request, found, form, stale.current)
    except RuleViolation as violation:
        found.refresh_from_db()
        form = _form(found, request)
        form.is_valid()
        context = _context(request, found, form, writing=found.is_editable, findings=violation.findings)
        return render(request, "reviews/entry.html", context, status=422)
    for warning in warnings:
        messages.warning(request, warning.message)
    messages.success(request, "Đã nộp bản kiểm điểm." if action == "submit" else "Đã hoàn thiện bản kiểm điểm.")
    return redirect("review", found.review_id)


@require_POST
def autosave(request: HttpRequest, review_id: int) -> JsonResponse:
    """Save while typing. 409 when someone else saved in between, 422 when it is closed; the page keeps the text."""
    user = signed_in(request)
    review = get_object_or_404(Review.objects.visible_to(user).reviewed().with_subject(), pk=review_id)
    found = get_object_or_404(FormEntry, review=review)
    found.review = review
    form = _form(found, request)
    if not form.is_valid():
        errors = dict.fromkeys(str(error) for of_field in form.errors.values() for error in of_field)
        return JsonResponse({"message": " ".join(errors)}, status=422)
    try:
        saved = services.save_entry(
            entry_id=found.pk, by=user, data=form.to_data(), version=_version(request), now=clock.now()
        )
    except services.StaleEntry as stale:
        current = stale.current
        return JsonResponse(
            {
                "by": str(current.saved_by or ""),
                "at": f"{timezone.localtime(current.saved_at):%H:%M}" if current.saved_at else "",
                "compare_url": reverse("entry", args=(review.pk,)),
            },
            status=409,
        )
    except RuleViolation as violation:
        return JsonResponse({"message": str(violation)}, status=422)
    return JsonResponse({"version": saved.version, "saved_at": f"{timezone.localtime(clock.now()):%H:%M}"})


@require_safe
def versions(request: HttpRequest, review_id: int) -> HttpResponse:
    found = _written_by_me(request, review_id)
    review = found.review
    rows = list(found.versions.select_related("saved_by__person").defer("data"))
    return render(request, "reviews/entry_versions.html", {"review": review, "entry": found, "versions": rows})


@require_safe
def version(request: HttpRequest, review_id: int, version: int) -> HttpResponse:
    """What has changed since a kept version, field by field and word by word: up to the present text, or up to another
    version (``?den=3``)."""
    found = _written_by_me(request, review_id)
    rows = EntryVersion.objects.filter(entry=found).select_related("saved_by__person")
    kept = get_object_or_404(rows, version=version)
    wanted = row_id(request.GET.get("den", ""))
    other = get_object_or_404(rows, version=wanted) if wanted else None
    context = {
        "review": found.review,
        "entry": found,
        "kept": kept,
        "other": other,
        "others": found.versions.exclude(version=version).values_list("version", flat=True),
        "changes": differences(
            get_definition(found.form_code, found.regulation), kept.data, other.data if other else found.data
        ),
    }
    return render(request, "reviews/entry_version.html", context)


def _readable(request: HttpRequest, review_id: int) -> FormEntry:
    """The form as far as the user may read it; another person's draft does not exist for him."""
    user = signed_in(request)
    review = get_object_or_404(Review.objects.visible_to(user).reviewed().with_subject(), pk=review_id)
    found = get_object_or_404(FormEntry.objects.select_related("saved_by__person"), review=review)
    found.review = review
    if not may_read_entry(user, found):
        raise Http404
    return found


def _written_by_me(request: HttpRequest, review_id: int) -> FormEntry:
    """The form for those who write it: kept versions are theirs alone."""
    found = _readable(request, review_id)
    if not may_edit_entry(signed_in(request), found.review):
        raise Http404
    return found


def _version(request: HttpRequest) -> int:
    return row_id(request.POST.get("version", "")) or 0


def _form(found: FormEntry, request: HttpRequest | None = None) -> EntryForm:
    definition = get_definition(found.form_code, found.regulation)
    return EntryForm(
        definition,
        request.POST if request is not None else None,
        initial=shown_data(found),
        contents=shown_contents(found),
        annex=has_annex(found.review),
        asked=asked_columns(found),
        notes=column_notes(found),
    )


def _lacking(found: FormEntry) -> list[Finding]:
    """What others have not written yet, and he who writes must know."""
    signs = [] if found.review.is_collective else text_findings(found.review.campaign)
    return [*target_findings(found.review), *signs]


def _stale(request: HttpRequest, found: FormEntry, form: EntryForm, current: FormEntry) -> HttpResponse:
    """Show the typed text again, with the new version number: the next save is a decision of the writer.

    The text that it would replace is kept as a version first.
    """
    services.keep_current_text(entry_id=current.pk)
    context = _context(request, current, form, writing=True)
    context |= {"stale": current, "version": current.version}
    return render(request, "reviews/entry.html", context, status=409)


def _context(
    request: HttpRequest,
    found: FormEntry,
    form: EntryForm,
    *,
    writing: bool,
    findings: tuple[Finding, ...] = (),
) -> dict[str, Any]:
    return {
        "review": found.review,
        "entry": found,
        "form": form,
        "version": found.version,
        "writing": writing,
        "revising": found.state == EntryState.REVISING,
        "findings": findings,
        "facts": entry_context(found),
        "lacking": _lacking(found) if writing else [],
        "targets": targets_of(found.review),
        "autosave_url": reverse("entry-autosave", args=(found.review_id,)),
    }
