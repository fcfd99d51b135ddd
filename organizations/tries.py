"""How often an account was guessed at, and where: counts, and nothing from which a name or a password could be read.

The table is django-axes'; the name in it is a keyed digest, its columns for browsers and for what was sent stay empty.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac


def hidden(name: str) -> str:
    """Stands for a sign-in name; the same for the same name, whether it exists or not."""
    return salted_hmac("lock-out", name).hexdigest()


def failures(name: str, where: str) -> int:
    tries = _counted(name).values_list("ip_address", "failures_since_start")
    if sum(count for _where, count in tries) >= settings.LOCK_OUT_EVERYWHERE_AFTER:
        return int(settings.AXES_FAILURE_LIMIT)
    return sum(count for there, count in tries if there == where)


def count_try(name: str, where: str) -> bool:
    """One more; False where the limit was reached before, also by somebody who tries at this very moment."""
    now = timezone.now()
    with transaction.atomic():
        row, _made = AccessAttempt.objects.get_or_create(
            username=name, ip_address=where, user_agent="", defaults={"failures_since_start": 0}
        )
        mine = AccessAttempt.objects.filter(pk=row.pk)
        mine.filter(attempt_time__lte=now - settings.AXES_COOLOFF_TIME).update(failures_since_start=0)
        counted = mine.filter(failures_since_start__lt=settings.AXES_FAILURE_LIMIT).update(
            failures_since_start=F("failures_since_start") + 1, attempt_time=now
        )
    return bool(counted)


def forget_tries(username: str, where: str | None = None) -> int:
    """After the right password, at that address; with none given, everywhere. Returns how many were forgotten."""
    rows = AccessAttempt.objects.filter(username=hidden(username))
    return int((rows if where is None else rows.filter(ip_address=where)).delete()[0])


def locked_until(usernames: Iterable[str]) -> dict[str, datetime]:
    """The locked ones among these names and when each lock ends by itself (one query)."""
    names = {hidden(username): username for username in usernames}
    tries: dict[str, list[tuple[int, datetime]]] = defaultdict(list)
    for name, count, at in _counted(*names).values_list("username", "failures_since_start", "attempt_time"):
        tries[name].append((count, at))
    found = {}
    for name, counts in tries.items():
        everywhere = sum(count for count, _at in counts) >= settings.LOCK_OUT_EVERYWHERE_AFTER
        last = [at for count, at in counts if everywhere or count >= settings.AXES_FAILURE_LIMIT]
        if last:
            found[names[name]] = max(last) + settings.AXES_COOLOFF_TIME
    return found


def clear_old_tries() -> int:
    return int(AccessAttempt.objects.filter(attempt_time__lt=timezone.now() - timedelta(days=1)).delete()[0])


def _counted(*names: str) -> Any:
    """The tries that still count against these hidden names."""
    since = timezone.now() - settings.AXES_COOLOFF_TIME
    return AccessAttempt.objects.filter(username__in=names, attempt_time__gt=since)
