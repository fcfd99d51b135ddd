"""Sets the demo's clock for one request."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse

from organizations import clock
from organizations.services.demo_clock import current_shift


class DemoClockMiddleware:
    """Present only where ``settings.DEMO_CLOCK`` is on; costs one query a request there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.DEMO_CLOCK:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with clock.shifted(current_shift()):
            return self.get_response(request)
