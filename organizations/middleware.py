"""Sets the demo's clock for one request; asks strangers to sign in and remembers where they were."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import ip_address
from typing import TypeVar

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase, HttpResponseRedirectBase
from django.shortcuts import redirect, resolve_url
from django_htmx.http import HttpResponseClientRedirect

from organizations import clock
from organizations.addresses import page_behind
from organizations.services import audit
from organizations.services.demo_clock import current_shift

#: Stands in the address of the sign-in when a form was sent by somebody whose session had ended.
NOT_DONE = "chua-lam"
#: The same where the form may have been done before and was sent once more: its own page tells.
PERHAPS_DONE = "co-the-da-lam"

_telling: set[Callable[..., HttpResponseBase]] = set()

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def tells_if_done(view: View) -> View:
    """For a view that may end the session with what it does: sent again, its form is not called undone."""
    _telling.add(view)
    return view


class SignInMiddleware(LoginRequiredMiddleware):
    """Who is not signed in is asked to; who sent a form goes on to the page he sent it from, not to its address."""

    def handle_no_permission(  # type: ignore[override]  # htmx is led away by an answer of its own
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseRedirectBase:
        if request.method in ("GET", "HEAD"):
            return super().handle_no_permission(request, view_func)
        query = QueryDict(mutable=True)
        query[self.get_redirect_field_name(view_func)] = page_behind(request)
        query[PERHAPS_DONE if view_func in _telling else NOT_DONE] = "1"
        address = f"{resolve_url(self.get_login_url(view_func))}?{query.urlencode(safe='/')}"
        # A part of a page cannot show the sign-in: the whole page goes there.
        return HttpResponseClientRedirect(address) if "HX-Request" in request.headers else redirect(address)


class DemoClockMiddleware:
    """Present only where ``settings.DEMO_CLOCK`` is on; costs one query a request there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.DEMO_CLOCK:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with clock.shifted(current_shift()):
            return self.get_response(request)


class AddressMiddleware:
    """What is recorded while a request is answered bears the address of the machine that sent it.

    Behind the proxy it is the last one that the proxy itself has added: what a browser writes before it proves nothing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with audit.from_address(address_of(request)):
            return self.get_response(request)


def address_of(request: HttpRequest) -> str | None:
    """None where it is no address: through a socket of the machine itself."""
    told = request.META.get("REMOTE_ADDR", "")
    if settings.SECURE_PROXY_SSL_HEADER and "HTTP_X_FORWARDED_FOR" in request.META:
        told = request.META["HTTP_X_FORWARDED_FOR"].rpartition(",")[2].strip()
    try:
        return str(ip_address(told))
    except ValueError:
        return None
