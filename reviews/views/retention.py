"""Thời hạn bảo quản: how long each kind is kept, how many papers are due, and destroying them by a decision."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from organizations import clock
from organizations.models import Organization
from reviews.forms.retention import DestroyForm
from reviews.models import Destruction
from reviews.permissions import destroy_refusal, reads_retention
from reviews.retention import kind_of
from reviews.rules.findings import Finding, RuleViolation
from reviews.selectors.retention import due_at
from reviews.services.retention import destroy_due

from .home import signed_in


def _organization(request: HttpRequest, organization_id: int) -> Organization:
    """For those who are no staff there the page does not exist."""
    found: Organization = get_object_or_404(Organization, pk=organization_id)
    if not reads_retention(signed_in(request), found):
        raise Http404
    return found


@require_safe
def retention(request: HttpRequest, organization_id: int) -> HttpResponse:
    return _page(request, _organization(request, organization_id))


def _page(
    request: HttpRequest,
    organization: Organization,
    *,
    form: DestroyForm | None = None,
    findings: tuple[Finding, ...] = (),
    status: int = 200,
) -> HttpResponse:
    kept = Destruction.objects.filter(organization=organization).select_related("decided_by__person")
    context = {
        "organization": organization,
        "due": due_at(organization, today=clock.today()),
        "decides": not destroy_refusal(signed_in(request), organization),
        "destroyed": [(row, kind_of(row.kind)) for row in kept[:50]],
        "form": form,
        "sent": form.data.get("key", "") if form is not None else "",
        "findings": findings,
    }
    return render(request, "reviews/retention.html", context, status=status)


@require_POST
def destroy(request: HttpRequest, organization_id: int) -> HttpResponse:
    """Refused, the form comes back as it was typed and nothing is erased."""
    organization = _organization(request, organization_id)
    form = DestroyForm(request.POST)
    if not form.is_valid():
        return _page(request, organization, form=form, status=422)
    try:
        done = destroy_due(organization_id=organization.pk, by=signed_in(request), now=clock.now(), **form.cleaned_data)
    except RuleViolation as violation:
        return _page(request, organization, form=form, findings=violation.findings, status=422)
    messages.success(request, f"Đã tiêu hủy {done.count} tài liệu theo biên bản số {done.document_number}.")
    return redirect("retention", organization.pk)
