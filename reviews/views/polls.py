"""The composition of the polls on leaders."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from organizations.text import row_id
from reviews.permissions import may_see_polls
from reviews.rules.deadlines import printed_day
from reviews.selectors.polls import has_polls, polled_agencies, polls_of

from .campaigns import visible_campaign
from .home import signed_in


@require_safe
def polls(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Who is to be asked, each once; for the leaders of an agency its staff: ``?unit=…``."""
    user, found = signed_in(request), visible_campaign(request, campaign_id)
    if not has_polls(found) or not may_see_polls(user, found):
        raise Http404
    units = polled_agencies(found)
    chosen = row_id(request.GET.get("unit", ""))
    unit = next((row for row in units if row.pk == chosen), None)
    rows = [(poll, printed_day(poll.milestone) if poll.milestone else "") for poll in polls_of(found, unit=unit)]
    return render(request, "reviews/polls.html", {"campaign": found, "rows": rows, "units": units, "unit": unit})
