"""Sổ văn bản: the register of one organization's numbers, its terms, and its Excel file."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from forms_templates.output import CONTENT_TYPES
from organizations import clock
from organizations.choices import PARTY_KINDS
from organizations.models import Organization
from organizations.names import committee_name, symbol_of
from reviews.forms.register import CancelNumberForm, EarlierNumbersForm, TermForm
from reviews.models import RegisterEntry
from reviews.permissions import reads_register, register_refusal
from reviews.register_sheet import register_workbook
from reviews.rules.findings import Finding, RuleViolation
from reviews.selectors import register as selectors
from reviews.services import register as services

from .home import signed_in


def _organization(request: HttpRequest, organization_id: int) -> Organization:
    """Of organizations whose register the user may not read there is no register page."""
    found: Organization = get_object_or_404(Organization.objects.select_related("parent"), pk=organization_id)
    if not reads_register(signed_in(request), found):
        raise Http404
    return found


@require_safe
def register(request: HttpRequest, organization_id: int) -> HttpResponse:
    return _page(request, _organization(request, organization_id))


def _page(
    request: HttpRequest,
    organization: Organization,
    *,
    findings: tuple[Finding, ...] = (),
    status: int = 200,
    term_form: TermForm | None = None,
    earlier_form: EarlierNumbersForm | None = None,
) -> HttpResponse:
    found = selectors.register_of(organization, request.GET)
    context = {
        "organization": organization,
        "committee": committee_name(organization),
        "symbol": symbol_of(organization),
        "register": found,
        "page": Paginator(found.entries, 50).get_page(request.GET.get("page")),
        "terms": selectors.terms_of(organization),
        "is_party": organization.kind in PARTY_KINDS,
        "series": selectors.rows_of(organization),
        "period": selectors.period_of(organization, clock.today()),
        "keeps": not register_refusal(signed_in(request), organization),
        "findings": findings,
        "term_form": term_form or TermForm(prefix="term"),
        "earlier_form": earlier_form or EarlierNumbersForm(prefix="earlier"),
        "query": request.GET.urlencode(),
    }
    return render(request, "reviews/register.html", context, status=status)


@require_safe
def export(request: HttpRequest, organization_id: int) -> HttpResponse:
    """The register as filtered, as an Excel file."""
    organization = _organization(request, organization_id)
    found = selectors.register_of(organization, request.GET)
    content = register_workbook(committee_name(organization), found.entries)
    response = HttpResponse(content, content_type=CONTENT_TYPES["xlsx"])
    response["Content-Disposition"] = f'attachment; filename="so-van-ban-{organization.pk}.xlsx"'
    response["Cache-Control"] = "private, no-store"
    return response


def _act(request: HttpRequest, organization: Organization, action: Callable[[], object], success: str) -> HttpResponse:
    try:
        action()
    except RuleViolation as violation:
        return _page(request, organization, findings=violation.findings, status=422)
    messages.success(request, success)
    return redirect("register", organization.pk)


@require_POST
def add_term(request: HttpRequest, organization_id: int) -> HttpResponse:
    organization = _organization(request, organization_id)
    form = TermForm(request.POST, prefix="term")
    if not form.is_valid():
        return _page(request, organization, status=422, term_form=form)
    return _act(
        request,
        organization,
        lambda: services.record_term(organization=organization, by=signed_in(request), **form.cleaned_data),
        "Đã ghi nhiệm kỳ.",
    )


@require_POST
def earlier_numbers(request: HttpRequest, organization_id: int) -> HttpResponse:
    organization = _organization(request, organization_id)
    form = EarlierNumbersForm(request.POST, prefix="earlier")
    if not form.is_valid():
        return _page(request, organization, status=422, earlier_form=form)
    return _act(
        request,
        organization,
        lambda: services.record_earlier_numbers(
            organization=organization, by=signed_in(request), now=clock.now(), **form.cleaned_data
        ),
        f"Số tiếp theo là {form.cleaned_data['last'] + 1:02d}.",
    )


@require_POST
def cancel(request: HttpRequest, organization_id: int, entry_id: int) -> HttpResponse:
    organization = _organization(request, organization_id)
    rows = RegisterEntry.objects.visible_to(signed_in(request)).filter(series__issuer=organization)
    entry = get_object_or_404(rows, pk=entry_id)
    form = CancelNumberForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    return _act(
        request,
        organization,
        lambda: services.cancel_number(entry_id=entry.pk, reason=reason, by=signed_in(request), now=clock.now()),
        f"Đã hủy số {entry.full_number}; số này không cấp lại.",
    )
