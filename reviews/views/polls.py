"""Who is asked about leaders at work, on whom a poll is held, and on whom none is."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from organizations import clock
from organizations.models import Organization
from organizations.text import row_id
from reviews.forms import PollForm, PollWaiverForm
from reviews.models import Campaign, PollWaiver, WorkplacePoll
from reviews.permissions import may_see_polls, poll_refusal
from reviews.rules.deadlines import printed_day
from reviews.rules.findings import Finding, RuleViolation
from reviews.selectors.polls import has_polls, polled_agencies, polls_of
from reviews.selectors.workplace_polls import Asked, asked_leaders
from reviews.services import workplace_polls as services

from .campaigns import visible_campaign
from .home import signed_in
from .meetings import said_by


def _asked(request: HttpRequest, campaign_id: int) -> Campaign:
    user, found = signed_in(request), visible_campaign(request, campaign_id)
    if not has_polls(found) or not may_see_polls(user, found):
        raise Http404
    return found


def _unit(sent: str, units: list[Organization]) -> Organization | None:
    chosen = row_id(sent)
    return next((row for row in units if row.pk == chosen), None)


@require_safe
def polls(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Who is to be asked, each once, and on whom; for the leaders of an agency its staff: ``?unit=…``."""
    return _page(request, _asked(request, campaign_id), unit=request.GET.get("unit", ""))


def _page(
    request: HttpRequest, found: Campaign, *, unit: str, findings: tuple[Finding, ...] = (), status: int = 200
) -> HttpResponse:
    units = polled_agencies(found)
    chosen = _unit(unit, units)
    leaders = asked_leaders(found)
    rows = []
    for poll in polls_of(found, unit=chosen):
        of_unit = chosen if poll.of_unit else None
        on_whom = [row for row in leaders if row.row.key == poll.row.key and row.unit == of_unit]
        waiting = sum(row.is_waiting and row.has_statement for row in on_whom)
        rows.append((poll, printed_day(poll.milestone) if poll.milestone else "", on_whom, waiting))
    context = {
        "campaign": found,
        "rows": rows,
        "units": units,
        "unit": chosen,
        "elsewhere": _agencies_waiting(leaders),
        "held": WorkplacePoll.objects.filter(campaign=found).select_related("unit"),
        "may_hold": not poll_refusal(signed_in(request), found),
        "form": PollForm(request.POST if status != 200 and "held_on" in request.POST else None),
        "findings": findings,
    }
    return render(request, "reviews/polls.html", context, status=status)


def _agencies_waiting(leaders: list[Asked]) -> dict[Organization, int]:
    """The agencies whose leaders wait for their poll, with how many."""
    found: dict[Organization, int] = {}
    for row in leaders:
        if row.unit is not None and row.is_waiting:
            found[row.unit] = found.get(row.unit, 0) + 1
    return found


@require_POST
def prepare(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """A poll of the plan, of an agency where it is one of these, on a day."""
    found = _asked(request, campaign_id)
    unit = _unit(request.POST.get("unit", ""), polled_agencies(found))
    form = PollForm(request.POST)
    if not form.is_valid():
        return _page(request, found, unit=request.POST.get("unit", ""), findings=said_by(form), status=422)
    try:
        poll, warnings = services.prepare_poll(
            campaign_id=found.pk,
            key=request.POST.get("key", "")[:40],
            unit=unit,
            held_on=form.cleaned_data["held_on"],
            by=signed_in(request),
            now=clock.now(),
        )
    except RuleViolation as violation:
        return _page(request, found, unit=request.POST.get("unit", ""), findings=violation.findings, status=422)
    for finding in warnings:
        messages.warning(request, finding.message)
    messages.success(request, "Đã lập cuộc lấy ý kiến. In phiếu, rồi ghi ai đã nhận phiếu.")
    return redirect("poll", poll.pk)


@require_POST
def waive(request: HttpRequest, campaign_id: int, review_id: int) -> HttpResponse:
    """No poll on this leader: those who would be asked are those who meet."""
    found = _asked(request, campaign_id)
    sent = request.POST.get("unit", "")
    form = PollWaiverForm(request.POST)
    if not form.is_valid():
        return _page(request, found, unit=sent, findings=said_by(form), status=422)
    try:
        services.confirm_waiver(
            campaign_id=found.pk,
            review_id=review_id,
            key=request.POST.get("key", "")[:40],
            unit=_unit(sent, polled_agencies(found)),
            reason=form.cleaned_data["reason"],
            by=signed_in(request),
            now=clock.now(),
        )
    except RuleViolation as violation:
        return _page(request, found, unit=sent, findings=violation.findings, status=422)
    messages.success(request, "Đã xác nhận không lấy ý kiến nơi công tác.")
    return _back(found, sent)


@require_POST
def take_back_waiver(request: HttpRequest, campaign_id: int, waiver_id: int) -> HttpResponse:
    found = _asked(request, campaign_id)
    waiver = get_object_or_404(PollWaiver.objects.filter(review__campaign=found), pk=waiver_id)
    sent = request.POST.get("unit", "")
    try:
        services.take_back_waiver(campaign_id=found.pk, waiver_id=waiver.pk, by=signed_in(request))
    except RuleViolation as violation:
        return _page(request, found, unit=sent, findings=violation.findings, status=422)
    messages.success(request, "Đã rút xác nhận; phải lấy ý kiến nơi công tác.")
    return _back(found, sent)


def _back(found: Campaign, unit: str) -> HttpResponse:
    chosen = row_id(unit)
    query = f"?unit={chosen}" if chosen is not None else ""
    return redirect(reverse("campaign-polls", args=(found.pk,)) + query)
