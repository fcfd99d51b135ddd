"""The criteria on which subjects are scored, as the campaign's author writes them from the annexes."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from .campaign import Campaign


class ScoreCriterion(models.Model):
    """One criterion of an annex (Phụ lục). Those of one annex add up to the plan's whole scale (P2-IV.2-a)."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="criteria")
    annex = models.CharField("phụ lục", max_length=8)
    place = models.PositiveSmallIntegerField("thứ tự")
    group = models.CharField("nhóm tiêu chí", max_length=300, blank=True)
    text = models.TextField("tiêu chí")
    most = models.DecimalField("điểm tối đa", max_digits=6, decimal_places=2)

    class Meta:
        verbose_name = "tiêu chí chấm điểm"
        verbose_name_plural = "tiêu chí chấm điểm"
        ordering = ("campaign", "annex", "place")
        constraints = [
            models.UniqueConstraint(name="one_criterion_at_a_place", fields=("campaign", "annex", "place")),
            models.CheckConstraint(name="a_criterion_is_worth_something", condition=Q(most__gt=0)),
        ]

    def __str__(self) -> str:
        return self.text
