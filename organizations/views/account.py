"""One's own account: how one signs in, and what else belongs to the sign-in and not to the work."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from organizations.models import User
from organizations.permissions import second_factor_required
from organizations.services import factors


def signed_in(request: HttpRequest) -> User:
    """The account behind the request; ``LoginRequiredMiddleware`` has turned strangers away."""
    assert not isinstance(request.user, AnonymousUser)
    return request.user


@never_cache
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """Sections one below the other, each a template of its own (``organizations/_account_….html``)."""
    return render(request, "organizations/account.html", sections(request))


def sections(request: HttpRequest) -> dict[str, Any]:
    """What the parts of the page show."""
    user = signed_in(request)
    return {"factor": factors.factor_of(user), "factor_required": second_factor_required(user)}
