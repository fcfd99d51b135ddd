"""A new meeting of one venue: one that reviews, or one that only votes on the leaders of a body."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from organizations.models import Collective, Organization
from organizations.text import row_id
from reviews.choices import VenueKind
from reviews.forms import MeetingForm
from reviews.models import Campaign
from reviews.permissions import manages_venue
from reviews.rules.findings import RuleViolation
from reviews.selectors import venues
from reviews.selectors.meetings import may_only_vote, venue_findings
from reviews.selectors.secretariat import clerks_of, secretariat_of
from reviews.selectors.venues import Venue
from reviews.services import meetings as preparing

from .home import signed_in

#: In the address: the meeting only votes.
ONLY_VOTES = "phan-loai"


def new_meeting(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Prepare the meeting of one venue, named in the address: ``?collective=…`` or ``?cell=…``.

    ``viec=phan-loai``: one that only votes on the leaders of the body (P4-3-B3-e).
    """
    user = signed_in(request)
    campaign = get_object_or_404(Campaign.objects.visible_to(user).select_related("issuer"), pk=campaign_id)
    venue = _venue(request, campaign)
    if not manages_venue(user, venue.organization):
        raise Http404
    only_votes = request.GET.get("viec") == ONLY_VOTES
    initial = {"place": venue.organization.place, **venues.default_officers(venue)}
    form = MeetingForm(
        request.POST or None,
        people=venues.people_of_venue(venue),
        clerks=clerks_of(campaign, venue),
        initial={**initial, "half_days": 1} if only_votes else initial,
    )
    findings = tuple(venue_findings(campaign, venue, only_votes=only_votes))
    if request.method == "POST" and form.is_valid():
        try:
            meeting = preparing.plan_meeting(
                campaign=campaign, venue=venue, by=user, only_votes=only_votes, **form.cleaned_data
            )
        except RuleViolation as violation:
            findings = violation.findings
        else:
            sending = "giấy mời" if only_votes else "dự thảo"
            messages.success(request, f"Đã lập hội nghị. Kiểm tra thành phần dự và chương trình, rồi gửi {sending}.")
            return redirect("meeting", meeting.pk)
    status = 422 if request.method == "POST" else 200
    secretariat = secretariat_of(campaign, venue)
    context = {
        "campaign": campaign,
        "venue": venue,
        "form": form,
        "findings": findings,
        "secretariat": secretariat,
        "only_votes": only_votes,
        "may_only_vote": not only_votes and may_only_vote(campaign, venue),
        "work": ONLY_VOTES,
    }
    return render(request, "reviews/meeting_new.html", context, status=status)


def _venue(request: HttpRequest, campaign: Campaign) -> Venue:
    sent = request.GET
    if (cell_id := row_id(sent.get("cell", ""))) is not None:
        cell = get_object_or_404(
            Organization.objects.cells().filter(venue_of__review__campaign=campaign).distinct(), pk=cell_id
        )
        return Venue(kind=VenueKind.CELL, cell=cell)
    if (collective_id := row_id(sent.get("collective", ""))) is not None:
        collective = get_object_or_404(
            Collective.objects.select_related("organization")
            .filter(Q(venue_of__review__campaign=campaign) | Q(reviews__campaign=campaign))
            .distinct(),
            pk=collective_id,
        )
        return Venue(kind=venues.kind_of_venue(campaign, collective), collective=collective)
    raise Http404
