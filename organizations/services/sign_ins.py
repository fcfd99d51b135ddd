"""What the record says of signing in and out. Connected to Django's signals when the program starts."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed

from organizations.choices import AuditAction
from organizations.models import User
from organizations.services.audit import record

#: What is typed beside a wrong password may itself be the password: only names that exist are told.
NOBODY = "Tên đăng nhập không có"


def signed_in(*, user: User, **_: Any) -> None:
    record(AuditAction.SIGN_IN, by=user, unit_path=_workplace(user))


def signed_out(*, user: User | None, **_: Any) -> None:
    """None where the session had ended before."""
    if user is not None:
        record(AuditAction.SIGN_OUT, by=user, unit_path=_workplace(user))


def refused(*, credentials: dict[str, Any], **_: Any) -> None:
    name = str(credentials.get("username", ""))
    user = User.objects.filter(username=name).select_related("person__workplace").first()
    record(
        AuditAction.SIGN_IN_REFUSED,
        user,
        by=None,
        actor=str(user) if user is not None else NOBODY,
        unit_path=_workplace(user) if user is not None else "",
    )


def _workplace(user: User) -> str:
    """Where he works, so that whoever inspects there sees it."""
    workplace = user.person.workplace if user.person is not None else None
    return workplace.path if workplace is not None else ""


def connect() -> None:
    """Once, when the program starts; connecting again changes nothing."""
    for signal, receiver in ((user_logged_in, signed_in), (user_logged_out, signed_out), (user_login_failed, refused)):
        signal.connect(receiver, dispatch_uid=f"audit:{receiver.__name__}")
