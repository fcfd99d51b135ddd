"""The record of acts: who did what, when, from where and by what right; and the head of its chain."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.dateparse import parse_date
from django.utils.timezone import make_aware
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from organizations.choices import AuditAction
from organizations.models import AuditEntry
from organizations.models.audit import AuditEntryQuerySet
from organizations.permissions import holds_any
from organizations.services import audit
from organizations.text import nfc


@never_cache
@require_safe
def audit_trail(request: HttpRequest) -> HttpResponse:
    """What the reader may see of it, newest first, fifty to a page. Nobody sees a ballot here: none is recorded.

    Whoever inspects sees what was done below, and the head of the chain; everybody his own acts.
    """
    assert not isinstance(request.user, AnonymousUser)
    rows = _filtered(AuditEntry.objects.visible_to(request.user), request.GET).select_related("link")
    inspects = holds_any(request.user, "inspect")
    sought = {name: request.GET.get(name, "").strip() for name in ("q", "action", "from", "to")}
    return render(
        request,
        "organizations/audit.html",
        {
            "page": Paginator(rows.order_by("-at", "-pk"), 50).get_page(request.GET.get("page")),
            "inspects": inspects,
            "head": audit.head() if inspects else "",
            "actions": AuditAction.choices,
            "sought": sought,
            "is_sought": any(sought.values()),
        },
    )


def _filtered(rows: AuditEntryQuerySet, sought: QueryDict) -> AuditEntryQuerySet:
    """Words in the names of who and what, one kind of act, days from and to; what is no day is as if not given."""
    for word in nfc(sought.get("q", "")).split()[:8]:
        rows = rows.filter(Q(actor__icontains=word) | Q(object_name__icontains=word))
    if sought.get("action", "") in AuditAction.values:
        rows = rows.filter(action=sought["action"])
    if first := _day(sought.get("from", "")):
        rows = rows.filter(at__gte=make_aware(datetime.combine(first, time.min)))
    if last := _day(sought.get("to", "")):
        rows = rows.filter(at__lt=make_aware(datetime.combine(last, time.min)) + timedelta(days=1))
    return rows


def _day(text: str) -> date | None:
    try:
        day = parse_date(text.strip())
    except ValueError:
        return None
    # The first and the last days that exist have no moment before or after them in every time zone.
    return day if day is not None and 1900 <= day.year < 9999 else None
