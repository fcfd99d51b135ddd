"""The draft of the issuer's own report goes round for opinion: to whom, since when, and what they say."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from organizations import clock
from reviews.models import CirculatedDraft, FormEntry, Review
from reviews.permissions import circulation_refusal, open_for_opinion, reply_refusal, sees_circulation
from reviews.rules.findings import Finding, RuleViolation
from reviews.selectors.circulation import circulates, circulation_rows
from reviews.selectors.entries import entry_context
from reviews.services import circulation as services

from .home import signed_in


def _report(request: HttpRequest, review_id: int) -> Review:
    rows = open_for_opinion(Review.objects.reviewed(), signed_in(request))
    found = get_object_or_404(rows.with_subject().select_related("entry"), pk=review_id)
    if not circulates(found):
        raise Http404
    return found


@require_safe
def circulation(request: HttpRequest, review_id: int) -> HttpResponse:
    """The whole round for those who prepare it and for the members; each addressee sees his own line."""
    return _page(request, _report(request, review_id))


def _page(
    request: HttpRequest, review: Review, *, findings: tuple[Finding, ...] = (), typed: str = "", row_id: int = 0
) -> HttpResponse:
    user = signed_in(request)
    rows = circulation_rows(review)
    sent_count = sum(row.sent is not None for row in rows)
    prepares = not circulation_refusal(user, review)
    answers = [row.sent for row in rows if row.sent is not None and not reply_refusal(user, _with(row.sent, review))]
    sees_all = sees_circulation(user, review)
    rule = review.campaign.plan.circulation
    entry: FormEntry | None = getattr(review, "entry", None)
    written = entry is not None and entry.saved_at is not None
    assert rule is not None
    context = {
        "review": review,
        "rows": rows if sees_all else [],
        "sees_all": sees_all,
        "own": answers if not prepares else [],
        "answerable": {row.pk for row in answers},
        "waiting": sum(row.sent is None for row in rows),
        "sent_count": sent_count,
        "reply_count": sum(row.sent is not None and row.sent.replied_on is not None for row in rows),
        "total": len(rows),
        "prepares": prepares,
        "findings": findings,
        "typed": typed,
        "typed_row": row_id,
        "entry": entry if written and (prepares or sent_count) else None,
        "facts": entry_context(entry) if entry is not None and written else None,
        "is_visible": Review.objects.visible_to(user).filter(pk=review.pk).exists(),
        "reference": review.campaign.plan.reference(rule.clause),
    }
    return render(request, "reviews/circulation.html", context, status=422 if findings else 200)


def _with(row: CirculatedDraft, review: Review) -> CirculatedDraft:
    row.review = review
    return row


@require_POST
def send(request: HttpRequest, review_id: int) -> HttpResponse:
    review = _report(request, review_id)
    try:
        count = services.circulate_draft(review_id=review.pk, by=signed_in(request), on=clock.today(), now=clock.now())
    except RuleViolation as violation:
        return _page(request, review, findings=violation.findings)
    messages.success(request, f"Đã gửi dự thảo lấy ý kiến {count} nơi.")
    return redirect("review-circulation", review.pk)


@require_POST
def reply(request: HttpRequest, review_id: int, circulated_id: int) -> HttpResponse:
    review = _report(request, review_id)
    row = get_object_or_404(CirculatedDraft, pk=circulated_id, review=review)
    text = request.POST.get("text", "")
    try:
        services.reply_to_draft(circulated_id=row.pk, text=text, by=signed_in(request), on=clock.today())
    except RuleViolation as violation:
        return _page(request, review, findings=violation.findings, typed=text, row_id=row.pk)
    messages.success(request, "Đã ghi ý kiến đóng góp.")
    return redirect("review-circulation", review.pk)
