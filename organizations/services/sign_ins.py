"""What the record says of signing in and out. Connected to Django's signals when the program starts."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.http import HttpRequest

from organizations.choices import AuditAction
from organizations.middleware import address_of
from organizations.models import User
from organizations.services.audit import record
from organizations.sessions import SessionStore

#: What is typed beside a wrong password may itself be the password: only names that exist are told.
NOBODY = "Tên đăng nhập không có"


def signed_in(*, user: User, request: HttpRequest, **_: Any) -> None:
    if isinstance(request.session, SessionStore):
        request.session.begin(address=address_of(request), agent=request.META.get("HTTP_USER_AGENT", ""))
    record(AuditAction.SIGN_IN, by=user, unit_path=user.unit_path)


def signed_out(*, user: User | None, **_: Any) -> None:
    """None where the session had ended before."""
    if user is not None:
        record(AuditAction.SIGN_OUT, by=user, unit_path=user.unit_path)


def refused(*, credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any) -> None:
    """At the sign-in; or where somebody who is signed in was asked for his password once more.

    Of a lock-out the record has the beginning; what is tried meanwhile would only fill it.
    """
    if getattr(request, "axes_locked_out", False):
        return
    name = str(credentials.get("username", ""))
    asked: User | AnonymousUser | None = getattr(request, "user", None)
    if isinstance(asked, User) and asked.get_username() == name:
        record(AuditAction.PROOF_REFUSED, asked, by=asked, unit_path=asked.unit_path)
        return
    user = User.objects.filter(username=name).select_related("person__workplace").first()
    record(
        AuditAction.SIGN_IN_REFUSED,
        user,
        by=None,
        actor=str(user) if user is not None else NOBODY,
        unit_path=user.unit_path if user is not None else "",
    )


def connect() -> None:
    """Once, when the program starts; connecting again changes nothing."""
    for signal, receiver in ((user_logged_in, signed_in), (user_logged_out, signed_out), (user_login_failed, refused)):
        signal.connect(receiver, dispatch_uid=f"audit:{receiver.__name__}")
