"""Where an account is signed in, and ending it there."""

from __future__ import annotations

from django.db import transaction

from organizations.choices import AuditAction
from organizations.models import SignedInSession, User
from organizations.services.audit import record


def end_sessions(account: User, *, but: str = "") -> int:
    """Every session of the account ends, but the one whose row has the key ``but``; returns how many did.

    What is asked for in one of them from now on is asked for by a stranger.
    """
    return int(SignedInSession.objects.filter(user=account).exclude(pk=but).delete()[0])


@transaction.atomic
def end_session(*, account: User, key: str) -> bool:
    """One of the holder's own sessions ends; False where it had ended, or is somebody else's."""
    session = SignedInSession.objects.going_on(account).filter(pk=key).first()
    if session is None or not SignedInSession.objects.filter(pk=key, user=account).delete()[0]:
        return False
    record(
        AuditAction.SESSION_END,
        account,
        by=account,
        unit_path=account.unit_path,
        before={"địa chỉ máy": session.address or ""},
    )
    return True


@transaction.atomic
def end_other_sessions(*, account: User, but: str) -> int:
    """All of the holder's own sessions end but this one; returns how many did."""
    ended = end_sessions(account, but=but)
    if ended:
        record(AuditAction.SESSION_END, account, by=account, unit_path=account.unit_path, before={"số phiên": ended})
    return ended
