"""Việc của tôi and the notices."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from organizations import clock
from organizations.models import User
from reviews.duties import duties
from reviews.models import Campaign, Notice
from reviews.services.notices import mark_read


def signed_in(request: HttpRequest) -> User:
    """The account behind the request; ``LoginRequiredMiddleware`` has turned strangers away."""
    assert not isinstance(request.user, AnonymousUser)
    return request.user


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What is to be done, by when, why it is blocked; empty means "không còn việc"."""
    user = signed_in(request)
    today = clock.today()
    campaigns = list(Campaign.objects.visible_to(user).issued().select_related("issuer"))
    found = duties(*campaigns, on=today, user=user)
    others = [duty for duty in found if not duty.in_session]
    return render(
        request,
        "reviews/home.html",
        {
            "in_session": [duty for duty in found if duty.in_session],
            "late": [duty for duty in others if duty.is_late(today)],
            "duties": [duty for duty in others if not duty.is_late(today) and not duty.is_blocked],
            "blocked": [duty for duty in others if not duty.is_late(today) and duty.is_blocked],
            "count": len(found),
            "campaigns": campaigns,
            "notices": Notice.objects.filter(recipient=user)[:5],
        },
    )


@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    rows = Notice.objects.visible_to(signed_in(request)).select_related("campaign")
    return render(request, "reviews/notices.html", {"page": Paginator(rows, 30).get_page(request.GET.get("page"))})


@require_POST
def open_notice(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Mark as read and go to the page it speaks of."""
    user = signed_in(request)
    notice = get_object_or_404(Notice.objects.visible_to(user), pk=notice_id)
    mark_read(user=user, now=clock.now(), notice_id=notice.pk)
    return redirect(notice.path or "notices")


@require_POST
def read_all_notices(request: HttpRequest) -> HttpResponse:
    mark_read(user=signed_in(request), now=clock.now())
    return redirect("notices")
