"""Dữ liệu của tôi: what is kept about oneself, who read it, what is wrong; and the keeper's list of requests."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from forms_templates.views import file_response
from organizations import clock
from organizations.models import DataCorrection
from organizations.permissions import holds_any
from reviews.forms.own_data import AnswerForm, CorrectionForm
from reviews.rules.findings import Finding, RuleViolation
from reviews.selectors.own_data import NOT_SHOWN, sections_of, unit_of
from reviews.services import own_data as services

from .home import signed_in


@never_cache
@require_safe
def own_data(request: HttpRequest) -> HttpResponse:
    return _page(request)


def _page(
    request: HttpRequest, *, form: CorrectionForm | None = None, findings: tuple[Finding, ...] = (), status: int = 200
) -> HttpResponse:
    user = signed_in(request)
    sections = sections_of(user)
    context = {
        "sections": [section for section in sections if section.rows],
        "empty": [section for section in sections if not section.rows],
        "not_shown": NOT_SHOWN,
        "unit": unit_of(user.person) if user.person is not None else None,
        "form": form or CorrectionForm(),
        "findings": findings,
        "keeps": holds_any(user, "keep_roster"),
    }
    return render(request, "reviews/own_data.html", context, status=status)


@require_POST
def ask_correction(request: HttpRequest) -> HttpResponse:
    """Refused, the page comes back with what was typed."""
    form = CorrectionForm(request.POST)
    if not form.is_valid():
        return _page(request, form=form, status=422)
    try:
        row = services.ask_correction(text=form.cleaned_data["text"], by=signed_in(request), now=clock.now())
    except RuleViolation as violation:
        return _page(request, form=form, findings=violation.findings, status=422)
    messages.success(request, f"Đã gửi đề nghị đến {row.unit}. Có trả lời thì báo ở trang Thông báo.")
    return redirect("own-data")


@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """The whole of it as Excel; by POST, because taking it is put on record."""
    content = services.export_own_data(by=signed_in(request), now=clock.now())
    return file_response(content, f"du-lieu-cua-toi-{clock.today():%Y-%m-%d}", "xlsx")


@never_cache
@require_safe
def corrections(request: HttpRequest) -> HttpResponse:
    """Requests that went to a unit whose roster one keeps; for others there is no such page."""
    return _requests(request)


def _requests(
    request: HttpRequest,
    *,
    refused: int = 0,
    form: AnswerForm | None = None,
    findings: tuple[Finding, ...] = (),
    status: int = 200,
) -> HttpResponse:
    user = signed_in(request)
    if not holds_any(user, "keep_roster"):
        raise Http404
    rows = DataCorrection.objects.visible_to(user).exclude(person_id=user.person_key)
    rows = rows.select_related("person", "unit", "settled_by__person")
    # What waits stands first, the oldest above; then what was settled last.
    rows = rows.order_by(F("settled_at").desc(nulls_first=True), "asked_at", "pk")
    page = Paginator(rows, 30).get_page(request.GET.get("page"))
    context = {"page": page, "refused": refused, "form": form, "findings": findings}
    return render(request, "reviews/corrections.html", context, status=status)


@require_POST
def settle(request: HttpRequest, correction_id: int) -> HttpResponse:
    """``settle``: ``accept`` or ``refuse``; refused, the answer comes back where it was typed."""
    user = signed_in(request)
    row = get_object_or_404(DataCorrection.objects.visible_to(user), pk=correction_id)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _requests(request, refused=row.pk, form=form, status=422)
    try:
        settled = services.settle_correction(
            correction_id=row.pk,
            accepted=request.POST.get("settle") == "accept",
            answer=form.cleaned_data["answer"],
            by=user,
            now=clock.now(),
        )
    except RuleViolation as violation:
        return _requests(request, refused=row.pk, form=form, findings=violation.findings, status=422)
    messages.success(request, f"Đã trả lời {settled.person}: {settled.get_state_display().lower()}.")
    return redirect("corrections")
