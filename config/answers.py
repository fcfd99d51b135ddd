"""What every answer of the program says of itself, what is too large to be read, and how both are refused."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.defaults import bad_request as unreadable

#: What is left of a request that is too large is taken in and dropped, so that the browser comes to read the refusal.
_DROPPED_BYTES = 256 * 1024 * 1024
_CHUNK = 1024 * 1024

#: No page asks for any of these.
_NO_DEVICES = ", ".join(f"{device}=()" for device in ("camera", "geolocation", "microphone", "payment", "usb"))


class AnswerMiddleware:
    """Every page and file of the program is kept by nobody: neither by a shared computer nor by a proxy.

    Static files are answered before and may be kept. A request longer than ``REQUEST_MAX_BYTES`` is refused unread.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = too_large(request) if _is_too_large(request) else self.get_response(request)
        kept = response.headers.get("Cache-Control", "")
        if "no-store" not in kept or "private" not in kept:
            response.headers["Cache-Control"] = "private, no-store"
        response.headers.setdefault("Permissions-Policy", _NO_DEVICES)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


def _is_too_large(request: HttpRequest) -> bool:
    try:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return False  # Django takes it for none and reads nothing
    if length <= settings.REQUEST_MAX_BYTES:
        return False
    left = min(length, _DROPPED_BYTES)
    while left > 0 and (dropped := len(request.read(min(_CHUNK, left)))):
        left -= dropped
    return True


def too_large(request: HttpRequest) -> HttpResponse:
    """413: nothing of what was sent has been read."""
    limit = settings.REQUEST_MAX_BYTES // 1024 // 1024
    files = settings.DATA_UPLOAD_MAX_NUMBER_FILES
    return HttpResponse(render_to_string("413.html", {"limit": limit, "files": files}), status=413)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, or 413 where the request was only too much."""
    if isinstance(exception, RequestDataTooBig | TooManyFilesSent):
        return too_large(request)
    return unreadable(request, exception)
