"""The day on which a unit sums up its year's work (hội nghị tổng kết công tác năm)."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from organizations.models import Organization

from .campaign import Campaign


class SummaryDay(models.Model):
    """Before it the unit's reviews and ratings are to be finished (P1-II.4-a, P4-2.3-ac)."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="summary_days")
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="+", verbose_name="cơ quan, đơn vị"
    )
    held_on = models.DateField("ngày tổng kết công tác năm")
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "ngày tổng kết công tác năm"
        verbose_name_plural = "ngày tổng kết công tác năm"
        ordering = ("held_on", "id")
        constraints = [models.UniqueConstraint(name="one_summary_day_of_a_unit", fields=("campaign", "organization"))]

    def __str__(self) -> str:
        return f"{self.organization}: {self.held_on:%d/%m/%Y}"
