"""Who is sent to attend and direct the reviews of the units of one campaign."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from organizations import clock
from organizations.models import Organization
from organizations.text import row_id
from reviews.forms import DirectorForm
from reviews.models import Campaign, ReviewDirector
from reviews.rules.findings import Finding, RuleViolation
from reviews.selectors import directors as selectors
from reviews.services import directors as services

from .campaigns import visible_campaign
from .home import signed_in


def _assigned(request: HttpRequest, campaign_id: int) -> tuple[Campaign, list[Organization]]:
    """The campaign and for which bodies the user writes assignments down; no such page for anybody else."""
    found = visible_campaign(request, campaign_id)
    bodies = selectors.assigning_bodies(signed_in(request), found)
    if not bodies:
        raise Http404
    return found, bodies


def directors(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Units with a prompt or with somebody assigned, what each lacks, and the form of one assignment."""
    found, bodies = _assigned(request, campaign_id)
    units = selectors.units_of(found)
    chosen = row_id(request.GET.get("unit", ""))
    people = selectors.may_be_sent(found, bodies)
    form = DirectorForm(
        request.POST if request.method == "POST" else None,
        units=units,
        bodies=bodies,
        people=people,
        replaced=selectors.may_be_replaced(found, people),
        initial={"organization": chosen},
    )
    findings: tuple[Finding, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            services.assign_director(campaign_id=found.pk, by=signed_in(request), now=clock.now(), **form.cleaned_data)
        except RuleViolation as violation:
            findings = violation.findings
        else:
            messages.success(request, "Đã ghi phân công dự chỉ đạo kiểm điểm.")
            return redirect("campaign-directors", found.pk)
    rules = found.plan.attendance
    assert rules is not None
    clauses = [rules.prompted.clause, *(row.clause for row in rules.delegated)]
    context = {
        "campaign": found,
        "units": selectors.directed_units(found),
        "bodies": bodies,
        "form": form,
        "findings": findings,
        "references": [found.plan.reference(clause) for clause in clauses],
    }
    return render(request, "reviews/directors.html", context, status=422 if request.method == "POST" else 200)


@require_POST
def take_back(request: HttpRequest, campaign_id: int, director_id: int) -> HttpResponse:
    found, _bodies = _assigned(request, campaign_id)
    row = get_object_or_404(ReviewDirector, pk=director_id, campaign=found)
    services.take_back_director(director_id=row.pk, by=signed_in(request))
    messages.success(request, "Đã bỏ phân công ghi nhầm.")
    return redirect("campaign-directors", found.pk)
