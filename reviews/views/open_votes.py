"""Shows of hands in the meeting room: recording one, and recording it anew."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from organizations import clock
from reviews.forms import HandsForm, OpenVoteForm, VoteCorrectionForm
from reviews.models import OpenVote
from reviews.services import open_votes as services

from .home import signed_in
from .meetings import act_in_room, room_page, said_by, visible_meeting


@require_POST
def record(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """A vote on a question of its own."""
    found = visible_meeting(request, meeting_id)
    form = OpenVoteForm(request.POST)
    if not form.is_valid():
        return room_page(request, found, findings=said_by(form), status=422)
    hands = form.hands
    assert hands is not None
    return act_in_room(
        request,
        found,
        lambda: services.record_vote(
            meeting_id=found.pk,
            question=form.cleaned_data["question"],
            hands=hands,
            by=signed_in(request),
            now=clock.now(),
        ),
        "Đã ghi số biểu quyết.",
    )


@require_POST
def record_conclusion(request: HttpRequest, meeting_id: int, item_id: int) -> HttpResponse:
    """The vote on a conclusion, left out when the item was concluded."""
    found = visible_meeting(request, meeting_id)
    item = get_object_or_404(found.items, pk=item_id)
    form = HandsForm(request.POST)
    if not form.is_valid():
        return room_page(request, found, findings=said_by(form), status=422)
    hands = form.hands
    assert hands is not None
    return act_in_room(
        request,
        found,
        lambda: services.record_conclusion_vote(item_id=item.pk, hands=hands, by=signed_in(request), now=clock.now()),
        "Đã ghi số biểu quyết về kết luận.",
    )


@require_POST
def correct(request: HttpRequest, meeting_id: int, vote_id: int) -> HttpResponse:
    found = visible_meeting(request, meeting_id)
    vote = get_object_or_404(OpenVote.objects.filter(meeting=found), pk=vote_id)
    form = VoteCorrectionForm(request.POST)
    if not form.is_valid():
        return room_page(request, found, findings=said_by(form), status=422)
    hands = form.hands
    assert hands is not None
    return act_in_room(
        request,
        found,
        lambda: services.correct_vote(
            vote_id=vote.pk, hands=hands, reason=form.cleaned_data["reason"], by=signed_in(request), now=clock.now()
        ),
        "Đã ghi lại số biểu quyết; số ghi trước vẫn xem được.",
    )
