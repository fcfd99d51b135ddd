"""Levels of one review side by side, and the boards' tables."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from forms_templates.loader import get_definition
from organizations import clock
from organizations.models import Organization, User
from organizations.text import row_id
from ratings.forms import AnnulForm, AppraisalForm, CommentForm, DecisionForm, SuperiorForm, UnitRatingForm
from ratings.models import Decision
from ratings.permissions import (
    annulling_bodies,
    appraisal_refusal,
    awaits_superior,
    cell_comment_refusal,
    decision_refusal,
    notice_refusal,
    unit_rating_refusal,
)
from ratings.selectors.board import Chain, board_rows, chain_of, proposed_by_residence, seen_together
from ratings.selectors.cases import shown_cases, told_beside
from ratings.selectors.corrections import asks_corrections, correction_findings, late_findings
from ratings.selectors.figures import figure_findings, figures_beside, figures_of
from ratings.selectors.scores import asked_of, is_scored
from ratings.services import decisions, proposals
from reviews.choices import Level, Track
from reviews.models import Campaign, Review
from reviews.permissions import may_see_cases
from reviews.rules.findings import Finding, RuleViolation, Severity
from reviews.selectors.rating_sheets import sheet_of
from reviews.selectors.summaries import after_summary
from reviews.selectors.violations import asks_cases
from reviews.views.home import signed_in
from reviews.views.proofs import proof_findings

#: The forms of the page by which a level comes to be, or ceases to be, in force: whoever sends one proves himself.
UNDER_PROOF = ("decision", "superior", "annul")


def review_ratings(request: HttpRequest, review_id: int) -> HttpResponse:
    """The chain of one review: self, cell, unit head, consulted bodies, board, authority; and the form that is mine."""
    user = signed_in(request)
    review = get_object_or_404(
        Review.objects.visible_to(user).with_subject().select_related("authority", "member_authority"), pk=review_id
    )
    forms: dict[str, Any] = {
        "cell": CommentForm(prefix="cell"),
        "unit": UnitRatingForm(prefix="unit"),
        **{f"board-{track}": _appraisal_form(review, track) for track in review.tracks},
        **{
            f"decision-{track}": DecisionForm(prefix=f"decision-{track}", initial={"decided_on": clock.today()})
            for track in review.tracks
        },
        **{f"superior-{track}": SuperiorForm(prefix=f"superior-{track}") for track in review.tracks},
    }
    bodies = _annul_forms(user, review, forms)
    findings: tuple[Finding, ...] = ()
    if request.method == "POST":
        action = request.POST.get("action", "")
        if action in forms:
            form = forms[action]
            if isinstance(form, AppraisalForm):
                forms[action] = _appraisal_form(review, Track(action.removeprefix("board-")), request)
            elif isinstance(form, AnnulForm):
                forms[action] = _annul_form(review, action, bodies[action], request)
            else:
                forms[action] = type(form)(request.POST, prefix=action)
            findings = proof_findings(request) if action.partition("-")[0] in UNDER_PROOF else ()
            if not findings and forms[action].is_valid():
                try:
                    _write(request, review, action, forms[action])
                except RuleViolation as violation:
                    findings = violation.findings
                else:
                    messages.success(request, "Đã ghi mức xếp loại.")
                    return redirect("review-ratings", review.pk)
        else:
            findings = (Finding("rating.action", Severity.BLOCK, "Trang này không có việc vừa gửi; tải lại trang."),)
    chain = chain_of(review, user=user)
    sees_cases = may_see_cases(user, review)
    figures = figures_of(review, user=user)
    context = {
        "review": review,
        "chain": chain,
        "forms": forms,
        "may": {
            "cell": Track.MEMBER in review.tracks and not cell_comment_refusal(user, review),
            "unit": Track.CADRE in review.tracks and not unit_rating_refusal(user, review),
            "board": {
                track: (is_scored(review) or track != Track.MEMBER) and not appraisal_refusal(user, review)
                for track in review.tracks
            },
            "superior": {
                track: awaits_superior(review, track) and not appraisal_refusal(user, review) for track in review.tracks
            },
            "decide": {
                track: not awaits_superior(review, track) and not decision_refusal(user, review, track)
                for track in review.tracks
            },
            "annul": {
                line.track: line.decision is not None and bool(bodies.get(f"annul-{line.track}")) for line in chain
            },
        },
        "findings": findings,
        "beside": [
            *seen_together(review, user),
            *(_beside(review) if sees_cases else []),
            *figure_findings(review, figures),
            *proposed_by_residence(review, user),
            *summary_findings(review, chain),
        ],
        "sees_corrections": sees_cases and asks_corrections(review.campaign.plan),
        "may_notify": any(line.decision is not None and not notice_refusal(user, line.decision) for line in chain),
        "lacking": shown_cases(review) if sees_cases else {},
        "sees_cases": sees_cases and asks_cases(review),
        "figures": figures_beside(review, figures),
        "sheet": _sheet(review),
    }
    return render(request, "ratings/review_ratings.html", context, status=422 if request.method == "POST" else 200)


def _sheet(review: Review) -> dict[str, str] | None:
    """Title and mark of the sheet that the plan names for this subject; none elsewhere."""
    form = sheet_of(review)
    if not form:
        return None
    definition = get_definition(form, review.campaign.plan.forms_regulation)
    return {"title": definition.words, "mark": definition.mark}


def summary_findings(review: Review, chain: list[Chain]) -> list[Finding]:
    """What is rated after the unit has summed up its year, or not rated when that day has come (P1-II.4-a)."""
    decided = [line.decision.decided_on if line.decision is not None else None for line in chain]
    last = None if None in decided else max((day for day in decided if day is not None), default=None)
    return after_summary(review, decided_on=last, on=clock.today())


def _appraisal_form(review: Review, track: Track, request: HttpRequest | None = None) -> AppraisalForm:
    conditions, cases = asked_of(review, track)
    return AppraisalForm(
        None if request is None else request.POST,
        prefix=f"board-{track}",
        scored=is_scored(review),
        conditions=conditions,
        cases=cases,
    )


def _beside(review: Review) -> list[Finding]:
    """What the case means, what was violated, verified, ordered and found: for those who weigh the levels."""
    return [*told_beside(review), *correction_findings(review), *late_findings(review)]


def _annul_forms(user: User, review: Review, forms: dict[str, Any]) -> dict[str, list[Organization]]:
    """Add a form for each level in force; the bodies in whose name the user may annul, by the form's key."""
    bodies: dict[str, list[Organization]] = {f"annul-{track}": [] for track in review.tracks}
    for decision in Decision.objects.in_force().filter(review=review).select_related("authority"):
        decision.review = review
        bodies[f"annul-{decision.track}"] = annulling_bodies(user, decision)
    for key, mine in bodies.items():
        forms[key] = _annul_form(review, key, mine)
    return bodies


def _annul_form(review: Review, key: str, bodies: list[Organization], request: HttpRequest | None = None) -> AnnulForm:
    parts = review.campaign.plan.corrections
    return AnnulForm(
        None if request is None else request.POST,
        prefix=key,
        bodies=bodies,
        documented=parts is not None and parts.annul is not None,
        initial={"annulled_on": clock.today()},
    )


def _write(request: HttpRequest, review: Review, action: str, form: Any) -> None:
    """Hand one form of the page to its service; ``action`` is the form's key."""
    by, now, review_id, data = signed_in(request), clock.now(), review.pk, form.cleaned_data
    kind, _, of_track = action.partition("-")
    level = Level(data["level"]) if "level" in data else None
    if kind == "cell":
        proposals.comment_for_cell(review_id=review_id, comment=data["comment"], by=by, now=now)
        return
    if kind == "annul":
        decision = get_object_or_404(Decision.objects.in_force(), review=review, track=of_track)
        decisions.annul(decision_id=decision.pk, by=by, **data)
        return
    assert level is not None
    if kind == "unit":
        proposals.rate_as_unit_head(review_id=review_id, level=level, comment=data["comment"], by=by, now=now)
        return
    track = Track(of_track)
    if kind == "board":
        comment = data["comment"]
        proposals.appraise(
            review_id=review_id, track=track, level=level, comment=comment, by=by, now=now, **form.score()
        )
        return
    number, decided_on = data["document_number"], data["decided_on"]
    if kind == "superior":
        decisions.record_superior_decision(
            review_id=review_id,
            track=track,
            level=level,
            document_number=number,
            decided_on=decided_on,
            reason=data["reason"],
            by=by,
            now=now,
        )
        return
    decisions.decide(
        review_id=review_id,
        track=track,
        level=level,
        document_number=number,
        decided_on=decided_on,
        reason=data["reason"],
        by=by,
        now=now,
    )


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Bảng xếp loại: every subject with its levels so far, what is missing, and the quota."""
    user = signed_in(request)
    campaigns = Campaign.objects.visible_to(user).issued().select_related("issuer")
    chosen = row_id(request.GET.get("campaign", ""))
    campaign = campaigns.first() if chosen is None else campaigns.filter(pk=chosen).first()
    table = board_rows(campaign, user=user, query=request.GET) if campaign else None
    page = Paginator(table.reviews, 30).get_page(request.GET.get("page")) if table else None
    return render(
        request,
        "ratings/board.html",
        {
            "campaign": campaign,
            "campaigns": campaigns,
            "table": table,
            "page": page,
            "rows": table.rows(page.object_list) if table and page else [],
        },
    )
