"""The one clock of the program.

Everything that needs "now" asks here. A demo or a test may stand on another day: the shift is kept per context, never
in a module global, so a web request, a task and a test each see their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta

from django.utils import timezone

_shift: ContextVar[timedelta] = ContextVar("clock_shift", default=timedelta(0))


def now() -> datetime:
    """The present moment, aware."""
    return timezone.now() + _shift.get()


def today() -> date:
    """The local calendar day (Asia/Ho_Chi_Minh)."""
    return timezone.localdate(now())


def shown(moment: datetime) -> datetime:
    """A moment of the machine's own time - a sign-in, the end of a lock - as it stands on this clock."""
    return moment + _shift.get()


@contextmanager
def shifted(by: timedelta) -> Iterator[None]:
    token = _shift.set(by)
    try:
        yield
    finally:
        _shift.reset(token)


@contextmanager
def standing_at(moment: datetime) -> Iterator[None]:
    """Let the clock show ``moment`` and run on from there."""
    with shifted(moment - timezone.now()):
        yield
