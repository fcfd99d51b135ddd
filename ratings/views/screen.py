"""The screen of the hall: what everybody in the room may read of the ballot, from the last row."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from organizations import clock
from ratings.selectors import desk as desks
from ratings.views.ballots import meeting_or_404, seen_rounds
from reviews.permissions import meeting_refusal
from reviews.views.home import signed_in


@never_cache
@require_safe
def ballot_screen(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """State, turnout and time, and after the count the results; nobody's name but the subjects'.

    For those who run the meeting, and of the rounds that they may see for others.
    """
    user, meeting = signed_in(request), meeting_or_404(request, meeting_id)
    runs = not meeting_refusal(user, meeting)
    views, _withheld = seen_rounds(user, meeting, runs=runs)
    if not runs and not views:
        raise Http404
    standing = desks.standing_view(views)
    context = {
        "meeting": meeting,
        "standing": standing,
        "void": next((view for view in views if view.is_void), None) if standing is None else None,
        "results": desks.newest_results(views) if standing is not None and standing.is_counted else [],
        "several": sum(view.is_counted for view in views) > 1,
        "attendance": desks.electorate_of(meeting, None).attendance,
        "now": clock.now(),
    }
    return render(request, "ratings/ballot_screen.html", context)
