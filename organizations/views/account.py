"""One's own account: how one signs in, where one is signed in, and ending it elsewhere."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from organizations.models import User
from organizations.permissions import second_factor_required
from organizations.selectors.sessions import own_sessions
from organizations.services import factors
from organizations.services.sessions import end_other_sessions, end_session
from organizations.sessions import SessionStore

#: What a form sends instead of one session: all of them but this one.
OTHERS = "others"


def signed_in(request: HttpRequest) -> User:
    """The account behind the request; ``LoginRequiredMiddleware`` has turned strangers away."""
    assert not isinstance(request.user, AnonymousUser)
    return request.user


def this_session(request: HttpRequest) -> str:
    assert isinstance(request.session, SessionStore)
    return request.session.row_key


@never_cache
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """Sections one below the other, each a template of its own (``organizations/_account_….html``)."""
    return render(request, "organizations/account.html", sections(request))


def sections(request: HttpRequest) -> dict[str, Any]:
    """What the parts of the page show."""
    user = signed_in(request)
    return {
        "factor": factors.factor_of(user),
        "factor_required": second_factor_required(user),
        "sessions": own_sessions(user, this=this_session(request)),
        "others": OTHERS,
    }


@require_POST
def session_end(request: HttpRequest) -> HttpResponse:
    """The session named by ``session``, or all others; one that is not there, or not one's own, does not exist."""
    user, key = signed_in(request), request.POST.get("session", "")
    if key == OTHERS:
        ended = end_other_sessions(account=user, but=this_session(request))
        messages.success(request, f"Đã kết thúc {ended} phiên khác." if ended else "Không còn phiên nào khác.")
    elif not end_session(account=user, key=key):
        raise Http404
    else:
        messages.success(request, "Đã kết thúc phiên ấy: máy đó phải đăng nhập lại.")
    return redirect("account")
