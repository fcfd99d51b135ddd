"""What stands before the year's review: targets that a head gave, criteria entered, own days of some sectors."""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.db import models

from organizations.models import Organization
from reviews.choices import Comparator
from reviews.rules.vocabulary import RatedKind

from .campaign import Campaign, Milestone
from .review import Review


class Target(models.Model):
    """One target or task of the year, given by the head or taken from a resolution, programme or plan (P4-2.3-a)."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="targets")
    text = models.TextField("chỉ tiêu, nhiệm vụ")
    basis = models.CharField("theo nghị quyết, chương trình, kế hoạch", max_length=200, blank=True)
    given_on = models.DateField("ngày ghi")
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "chỉ tiêu, nhiệm vụ được giao"
        verbose_name_plural = "chỉ tiêu, nhiệm vụ được giao"
        ordering = ("id",)

    def __str__(self) -> str:
        return self.text


class LevelCriteria(models.Model):
    """The criteria by which one kind of subject is rated, from a regulation that the plan only refers to (P4-2.2-a)."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="level_criteria")
    kind = models.CharField("đối tượng", max_length=16, choices=[(kind.value, kind.label) for kind in RatedKind])
    document = models.CharField("số, ngày quy định", max_length=200)
    text = models.TextField("tiêu chí")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField("nhập lúc")

    class Meta:
        verbose_name = "tiêu chí xếp loại"
        verbose_name_plural = "tiêu chí xếp loại"
        ordering = ("id",)
        constraints = [models.UniqueConstraint(name="one_set_of_criteria_of_a_kind", fields=("campaign", "kind"))]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.document}"


class OwnDay(models.Model):
    """The day of a milestone for one organization and all below it, by its sector's own guidance (P4-2.3-ad)."""

    milestone = models.ForeignKey(Milestone, on_delete=models.CASCADE, related_name="own_days")
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="+", verbose_name="cơ quan, đơn vị"
    )
    sector = models.CharField("ngành, lĩnh vực", max_length=120)
    guidance = models.CharField("hướng dẫn riêng (số, ngày)", max_length=200)
    due_on = models.DateField("ngày riêng")
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "ngày riêng của ngành, lĩnh vực"
        verbose_name_plural = "ngày riêng của ngành, lĩnh vực"
        ordering = ("due_on", "id")
        constraints = [
            models.UniqueConstraint(name="one_own_day_of_an_organization", fields=("milestone", "organization")),
        ]

    def __str__(self) -> str:
        return f"{self.sector}: {self.organization}"

    @property
    def last_good_day(self) -> date:
        """Read as the milestone itself is: "trước ngày" ends the day before."""
        return self.due_on - timedelta(days=1) if self.milestone.comparator == Comparator.BEFORE else self.due_on
