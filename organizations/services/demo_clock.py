"""Moving the demo's day, so that a plan of 2023 can be tried before its deadlines."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from organizations.models import DemoClock


def current_shift() -> timedelta:
    """How far the demo stands from the real time; zero where there is no demo clock."""
    if not settings.DEMO_CLOCK:
        return timedelta(0)
    row = DemoClock.objects.first()
    return row.shift if row else timedelta(0)


def stand_at(moment: datetime) -> None:
    """Let the demo's clock show ``moment`` from now on."""
    if not settings.DEMO_CLOCK:
        raise RuntimeError("The clock moves only in a demo.")
    DemoClock.objects.update_or_create(singleton=True, defaults={"shift": moment - timezone.now()})
