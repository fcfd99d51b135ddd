"""Small settlements on the page of one review."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from organizations.models import Person
from organizations.text import row_id
from reviews.models import Review, ReviewVenue
from reviews.services import assignments as services

from .home import signed_in


def _visible(request: HttpRequest, review_id: int) -> Review:
    return get_object_or_404(Review.objects.visible_to(signed_in(request)).reviewed(), pk=review_id)


@require_POST
def drafter(request: HttpRequest, review_id: int) -> HttpResponse:
    """``person`` empty takes the assignment back."""
    review = _visible(request, review_id)
    chosen = request.POST.get("person", "")
    person = get_object_or_404(Person.objects.filter(workplace=review.unit), pk=row_id(chosen)) if chosen else None
    services.assign_drafter(review_id=review.pk, person=person, by=signed_in(request))
    messages.success(request, f"Đã giao {person} soạn báo cáo." if person else "Đã thôi giao người soạn báo cáo.")
    return redirect("review", review.pk)


@require_POST
def waive_venue(request: HttpRequest, review_id: int, venue_id: int) -> HttpResponse:
    review = _visible(request, review_id)
    venue = get_object_or_404(ReviewVenue, pk=venue_id, review=review)
    services.waive_venue(venue_id=venue.pk, reason=request.POST.get("reason", ""), by=signed_in(request))
    messages.success(request, f"Đã điều chỉnh nơi kiểm điểm: {venue}.")
    return redirect("review", review.pk)


@require_POST
def flags(request: HttpRequest, review_id: int) -> HttpResponse:
    review = _visible(request, review_id)
    services.set_flags(review_id=review.pk, flags=request.POST.getlist("flags"), by=signed_in(request))
    messages.success(request, "Đã ghi các dấu hiệu phải làm rõ trách nhiệm.")
    return redirect("review-prompts", review.pk)
