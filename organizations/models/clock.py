"""The day on which a demo stands. Read only where ``settings.DEMO_CLOCK`` is on."""

from __future__ import annotations

from datetime import timedelta

from django.db import models


class DemoClock(models.Model):
    """At most one row: how far the demo's clock is from the real one."""

    singleton = models.BooleanField(primary_key=True, default=True, editable=False)
    shift = models.DurationField("lệch so với giờ thực", default=timedelta(0))

    class Meta:
        verbose_name = "đồng hồ trình diễn"
        verbose_name_plural = "đồng hồ trình diễn"
        constraints = [
            models.CheckConstraint(name="there_is_one_demo_clock", condition=models.Q(singleton=True)),
        ]

    def __str__(self) -> str:
        return str(self.shift)
