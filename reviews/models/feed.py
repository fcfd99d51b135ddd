"""Figures that offices collect for the appraisal (P3-III.2.5-a): what was typed, of what, when it was sent."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from organizations.models import Organization
from reviews.choices import PlaceKind

from .campaign import Campaign


class FeedPlace(models.Model):
    """What the tree does not tell and a feed asks for: a residential area, an enterprise, a commune of the new kind.

    The first two stand in no tree and are named here; for the last the tree's own organization is marked.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="feed_places")
    feed = models.CharField("loại số liệu", max_length=40)
    kind = models.CharField("loại", max_length=24, choices=PlaceKind)
    name = models.CharField("tên", max_length=200, blank=True)
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField("thêm lúc")

    class Meta:
        verbose_name = "đơn vị tổng hợp số liệu"
        verbose_name_plural = "đơn vị tổng hợp số liệu"
        ordering = ("kind", "name", "id")
        constraints = [
            models.CheckConstraint(
                name="a_place_is_named_or_marks_an_organization",
                condition=Q(kind=PlaceKind.NEW_RURAL_COMMUNE, organization__isnull=False, name="")
                | (~Q(kind=PlaceKind.NEW_RURAL_COMMUNE) & Q(organization__isnull=True) & ~Q(name="")),
            ),
            models.UniqueConstraint(
                name="one_place_of_a_name",
                fields=("campaign", "feed", "kind", "name"),
                condition=Q(organization__isnull=True),
            ),
            models.UniqueConstraint(
                name="one_mark_of_an_organization",
                fields=("campaign", "feed", "kind", "organization"),
                condition=Q(organization__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name or f"{self.organization} ({self.get_kind_display()})"


class FeedValue(models.Model):
    """One cell as typed: right or wrong, it is kept; the rules say what cannot stand. An empty cell has no row."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="feed_values")
    feed = models.CharField("loại số liệu", max_length=40)
    unit = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="feed_values", verbose_name="đơn vị"
    )
    place = models.ForeignKey(FeedPlace, on_delete=models.RESTRICT, null=True, blank=True, related_name="values")
    column = models.CharField("cột", max_length=40)
    value = models.CharField("giá trị", max_length=300)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField("ghi lúc")

    class Meta:
        verbose_name = "số liệu"
        verbose_name_plural = "số liệu"
        ordering = ("feed", "id")
        constraints = [
            models.CheckConstraint(
                name="a_figure_is_of_a_unit_or_a_place",
                condition=Q(unit__isnull=False, place__isnull=True) | Q(unit__isnull=True, place__isnull=False),
            ),
            models.CheckConstraint(name="a_figure_says_something", condition=~Q(value="")),
            models.UniqueConstraint(
                name="one_figure_of_a_unit_in_a_column",
                fields=("campaign", "feed", "unit", "column"),
                condition=Q(unit__isnull=False),
            ),
            models.UniqueConstraint(
                name="one_figure_of_a_place_in_a_column",
                fields=("campaign", "feed", "place", "column"),
                condition=Q(place__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit or self.place}, {self.column}: {self.value}"

    @property
    def unit_key(self) -> int:
        """The unit as the rules count it: the organization's id, a place's below zero."""
        return self.unit_id if self.unit_id is not None else -(self.place_id or 0)


class FeedSending(models.Model):
    """A feed handed in: from then on its figures are closed, until it is sent back with a reason."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="feed_sendings")
    feed = models.CharField("loại số liệu", max_length=40)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField("gửi lúc")
    returned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    returned_at = models.DateTimeField("trả lại lúc", null=True, blank=True)
    return_reason = models.CharField("lý do trả lại", max_length=400, blank=True)

    class Meta:
        verbose_name = "lần gửi số liệu"
        verbose_name_plural = "lần gửi số liệu"
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(
                name="a_feed_is_sent_once_until_it_is_sent_back",
                fields=("campaign", "feed"),
                condition=Q(returned_at__isnull=True),
            ),
            models.CheckConstraint(
                name="a_feed_sent_back_has_who_and_why",
                condition=Q(returned_at__isnull=True, returned_by__isnull=True, return_reason="")
                | (Q(returned_at__isnull=False, returned_by__isnull=False) & ~Q(return_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.feed}, {self.sent_at:%d/%m/%Y}"

    @property
    def stands(self) -> bool:
        return self.returned_at is None
