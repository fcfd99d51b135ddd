"""Sets the demo's clock for one request; asks strangers to sign in, and staff for their second factor, and remembers
where they were."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import ip_address
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase, HttpResponseRedirectBase
from django.shortcuts import redirect, resolve_url
from django_htmx.http import HttpResponseClientRedirect

from organizations import clock, proofs
from organizations.addresses import page_behind
from organizations.models import User
from organizations.services import audit, reads
from organizations.services.demo_clock import current_shift
from organizations.sessions import SessionStore

#: Stands in the address of the sign-in when a form was sent by somebody whose session had ended.
NOT_DONE = "chua-lam"
#: The same where the form may have been done before and was sent once more: its own page tells.
PERHAPS_DONE = "co-the-da-lam"

#: What opens to whoever still owes the second factor, besides the pages marked with `at_the_door` and those for all.
ALWAYS_OPEN = ("logout",)
#: By where the session stands: the address at which it pays what it owes.
DOORS = {"code": "factor", "set_up": "factor-set-up"}

_telling: set[Callable[..., HttpResponseBase]] = set()
_doors: set[Callable[..., HttpResponseBase]] = set()

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def tells_if_done(view: View) -> View:
    """For a view that may end the session with what it does: sent again, its form is not called undone."""
    _telling.add(view)
    return view


def at_the_door(view: View) -> View:
    """For a view that opens to whoever has signed in by password and still owes the second factor."""
    _doors.add(view)
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
        return _led_to(request, resolve_url(self.get_login_url(view_func)), query)


def _led_to(request: HttpRequest, address: str, query: QueryDict) -> HttpResponseRedirectBase:
    """A part of a page cannot show another page: the whole page goes there."""
    address = f"{address}?{query.urlencode(safe='/')}"
    return HttpResponseClientRedirect(address) if "HX-Request" in request.headers else redirect(address)


class SecondFactorMiddleware:
    """Whoever has given his password and still owes the second factor is led to where he gives it, and back."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        match = request.resolver_match
        if not getattr(view_func, "login_required", True) or view_func in _doors:
            return None
        if (match is not None and match.view_name in ALWAYS_OPEN) or not proofs.is_held(request):
            return None
        query = QueryDict(mutable=True)
        if request.method in ("GET", "HEAD"):
            query[REDIRECT_FIELD_NAME] = request.get_full_path()
        else:
            query[REDIRECT_FIELD_NAME] = page_behind(request)
            query[NOT_DONE] = "1"
        return _led_to(request, resolve_url(DOORS[proofs.standing(request)]), query)


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


class LastUseMiddleware:
    """The list of one's own sessions tells when each was used last, to five minutes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if isinstance(request.session, SessionStore):
            request.session.note_use(address_of(request))
        return response


class ReadsMiddleware:
    """Notes who was shown somebody else's sensitive paper: the only thing that asking for a page writes.

    Before anything of it is sent: what cannot be noted is not shown.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        shown = request.resolver_match
        if request.method == "GET" and response.status_code == 200 and shown is not None and shown.url_name:
            user = request.user
            if isinstance(user, User):
                reads.note(user, shown.view_name, shown.kwargs, address=address_of(request))
        return response


def address_of(request: HttpRequest) -> str | None:
    """None where it is no address: through a socket of the machine itself."""
    told = request.META.get("REMOTE_ADDR", "")
    if settings.SECURE_PROXY_SSL_HEADER and "HTTP_X_FORWARDED_FOR" in request.META:
        told = request.META["HTTP_X_FORWARDED_FOR"].rpartition(",")[2].strip()
    try:
        return str(ip_address(told))
    except ValueError:
        return None
