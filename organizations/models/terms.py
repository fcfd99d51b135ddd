"""Terms of office (nhiệm kỳ): a committee numbers its documents from 01 anew in each."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from .organization import Organization


class TermQuerySet(models.QuerySet["Term"]):
    def on(self, day: date) -> Self:
        return self.filter(starts_on__lte=day, ends_on__gte=day)

    def holding_for(self, organization: Organization) -> Self:
        """Its own terms first, then those of the organizations above it, the nearest first."""
        return self.filter(organization__path__in=organization.ancestor_paths()).order_by(
            "-organization__path", "-starts_on"
        )


class Term(models.Model):
    """Both days inclusive. Terms of one organization never overlap; the service that records them sees to it."""

    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="terms", verbose_name="tổ chức đảng"
    )
    starts_on = models.DateField("từ ngày")
    ends_on = models.DateField("đến ngày")

    objects = TermQuerySet.as_manager()

    class Meta:
        verbose_name = "nhiệm kỳ"
        verbose_name_plural = "nhiệm kỳ"
        ordering = ("-starts_on", "id")
        constraints = [
            models.CheckConstraint(name="a_term_ends_after_it_starts", condition=Q(ends_on__gt=F("starts_on"))),
            models.UniqueConstraint(name="one_term_begins_on_a_day", fields=("organization", "starts_on")),
        ]

    def __str__(self) -> str:
        return f"Nhiệm kỳ {self.starts_on.year} – {self.ends_on.year}"
