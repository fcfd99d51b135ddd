"""One review: where it stands, what comes next, its papers."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from forms_templates.views import file_response
from organizations import clock
from organizations.models import Organization
from reviews.choices import Inclusion, SubjectKind
from reviews.forms import OverrideForm
from reviews.models import Campaign, Review
from reviews.permissions import draft_refusal, may_edit_entry, may_see_cases, plan_refusal, prompt_refusal
from reviews.rules.findings import Finding, RuleViolation
from reviews.selectors.circulation import circulates
from reviews.selectors.exports import MOST_ROWS, entries_workbook, exportable_forms
from reviews.selectors.remedies import shows_remedies
from reviews.selectors.reviews import filtered_reviews, review_card
from reviews.selectors.signs import sees_signs
from reviews.selectors.violations import asks_cases
from reviews.services.campaigns import override_subject
from reviews.services.submissions import submit_to_board

from .home import signed_in


@require_safe
def review_list(request: HttpRequest) -> HttpResponse:
    """Every review one may see, by campaign, unit, kind and step."""
    user = signed_in(request)
    listing = filtered_reviews(user, request.GET, on=clock.today())
    page = Paginator(listing.rows, 30).get_page(request.GET.get("page"))
    return render(
        request,
        "reviews/reviews.html",
        {
            "page": page,
            "cards": listing.cards(page.object_list),
            "listing": listing,
            "campaigns": Campaign.objects.visible_to(user).issued(),
            "kinds": [choice for choice in SubjectKind.choices if choice[0] != SubjectKind.ORGANIZATION],
            "units": Organization.objects.visible_to(user).filter(reviews__isnull=False).distinct()[:200],
            "exports": exportable_forms(listing.rows),
            "filter": request.GET.urlencode(),
            "most_rows": MOST_ROWS,
        },
    )


@require_safe
def export(request: HttpRequest, regulation: str, code: str) -> HttpResponse:
    """What the filtered reviews handed in on one form, as Excel."""
    listing = filtered_reviews(signed_in(request), request.GET, on=clock.today())
    content = entries_workbook(listing.rows, code, regulation)
    if content is None:
        raise Http404
    return file_response(content, f"{code}-{clock.today():%Y-%m-%d}", "xlsx")


@require_safe
def review(request: HttpRequest, review_id: int) -> HttpResponse:
    """One status line, the stepper, the next step; then opinions, places, prompts and papers."""
    user = signed_in(request)
    found = get_object_or_404(Review.objects.visible_to(user).with_subject(), pk=review_id)
    if found.is_organization:  # it has no report, so its levels are all there is to show
        return redirect("review-ratings", found.pk)
    return render(
        request,
        "reviews/review.html",
        {
            "review": found,
            "card": review_card(found, user=user, on=clock.today()),
            "may_write": may_edit_entry(user, found),
            "may_prompt": not prompt_refusal(user, found.campaign),
            "circulates": circulates(found),
            "has_remedies": shows_remedies(user, found),
            "may_plan": not plan_refusal(user, found.campaign),
            "sees_cases": asks_cases(found) and may_see_cases(user, found),
            "sees_signs": sees_signs(user, found),
            "is_own": found.person_id is not None and found.person_id == user.person_id,
        },
    )


@require_POST
def submit_dossier(request: HttpRequest, review_id: int) -> HttpResponse:
    """Send the dossier to the organization board and, the same day, to the bodies to be consulted (P0-III.2)."""
    user = signed_in(request)
    found = get_object_or_404(Review.objects.visible_to(user).reviewed().with_subject(), pk=review_id)
    for warning in submit_to_board(review_id=found.pk, by=user, on=clock.today(), now=clock.now()):
        messages.warning(request, warning.message)
    messages.success(request, f"Đã gửi hồ sơ của {found} đến Ban Tổ chức.")
    return redirect("review", found.pk)


def override(request: HttpRequest, review_id: int) -> HttpResponse:
    """Change by hand whether a subject is reviewed; the reason is kept and shown."""
    user = signed_in(request)
    found = get_object_or_404(
        Review.objects.visible_to(user).with_subject()
        | Review.objects.filter(campaign__in=_planned_by(request)).with_subject(),
        pk=review_id,
    )
    form = OverrideForm(
        request.POST if request.method == "POST" else None,
        initial={
            "inclusion": Inclusion.EXEMPT if found.is_included else Inclusion.INCLUDED,
            "override_reason": found.override_reason,
        },
    )
    findings: tuple[Finding, ...] = tuple(draft_refusal(user, found.campaign))
    # Whoever typed before the plan was issued still sees his words.
    may_type = not findings or request.method == "POST"
    context = {"review": found, "form": form, "may_type": may_type}
    if request.method == "POST" and form.is_valid():
        try:
            override_subject(review_id=found.pk, by=user, **form.cleaned_data)
        except RuleViolation as violation:
            findings = violation.findings
        else:
            messages.success(request, f"Đã điều chỉnh: {found}.")
            return redirect("campaign-subjects", found.campaign_id)
    status = 422 if request.method == "POST" else 200
    return render(request, "reviews/override.html", {**context, "findings": findings}, status=status)


def _planned_by(request: HttpRequest) -> list[int]:
    user = signed_in(request)
    return [
        campaign.pk
        for campaign in Campaign.objects.visible_to(user).select_related("issuer")
        if not plan_refusal(user, campaign)
    ]
