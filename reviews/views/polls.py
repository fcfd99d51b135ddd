"""The composition of the polls on leaders."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from forms_templates.choices import DocumentKind
from forms_templates.papers import print_paper
from forms_templates.views.catalogue import file_response
from organizations.models import Organization
from organizations.text import row_id
from reviews.models import Campaign
from reviews.permissions import may_see_polls
from reviews.rules.deadlines import printed_day
from reviews.selectors.polls import has_polls, poll_ballot_payload, polled_agencies, polls_of

from .campaigns import visible_campaign
from .home import signed_in

#: More sheets than that to spare are a slip of the keyboard.
MOST_SPARE = 200


def _asked(request: HttpRequest, campaign_id: int) -> Campaign:
    user, found = signed_in(request), visible_campaign(request, campaign_id)
    if not has_polls(found) or not may_see_polls(user, found):
        raise Http404
    return found


def _unit(request: HttpRequest, units: list[Organization]) -> Organization | None:
    chosen = row_id(request.GET.get("unit", ""))
    return next((row for row in units if row.pk == chosen), None)


@require_safe
def ballots(request: HttpRequest, campaign_id: int, key: str) -> HttpResponse:
    """The sheets of one poll, one for everybody asked: ``?unit=…&spare=…``. A file made for this one request."""
    found = _asked(request, campaign_id)
    unit = _unit(request, polled_agencies(found))
    poll = next((row for row in polls_of(found, unit=unit) if row.row.key == key), None)
    sent = request.GET.get("spare", "")
    spare = int(sent) if sent.isascii() and sent.isdecimal() and len(sent) < 4 else 0
    if poll is None or not poll.people or not poll.subjects or spare > MOST_SPARE:
        raise Http404
    payload = poll_ballot_payload(found, poll, unit=unit if poll.of_unit else None, spare=spare)
    content = print_paper(DocumentKind.BALLOT, payload, title=f"Phiếu lấy ý kiến – {poll.row.label}")
    return file_response(content, f"phieu-lay-y-kien-{found.pk}", "pdf")


@require_safe
def polls(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Who is to be asked, each once; for the leaders of an agency its staff: ``?unit=…``."""
    found = _asked(request, campaign_id)
    units = polled_agencies(found)
    unit = _unit(request, units)
    rows = [(poll, printed_day(poll.milestone) if poll.milestone else "") for poll in polls_of(found, unit=unit)]
    return render(request, "reviews/polls.html", {"campaign": found, "rows": rows, "units": units, "unit": unit})
