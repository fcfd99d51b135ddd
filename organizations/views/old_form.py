"""The answer to a form whose security token is not this browser's any more: what to do, and that nothing was done."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache

from organizations.addresses import page_behind


@never_cache
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """``reason`` is for developers; people are led back to the page from which they sent the form."""
    return HttpResponse(render_to_string("403_csrf.html", {"back_url": page_behind(request)}), status=403)
