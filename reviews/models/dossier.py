"""The dossier of one review as it is kept, handed over in copies and closed (P2 V)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from organizations.models import Organization
from reviews.choices import Medium

from .campaign import Campaign
from .review import Review

if TYPE_CHECKING:
    from organizations.models import User


class SlotKeeping(models.Model):
    """How and where one line of a dossier is kept (P2-V-a)."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="kept_slots")
    slot = models.CharField("mục hồ sơ", max_length=40)
    medium = models.CharField("hình thức", max_length=16, choices=Medium)
    place = models.CharField("nơi lưu giữ", max_length=200)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "cách lưu giữ"
        verbose_name_plural = "cách lưu giữ"
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(name="a_slot_is_kept_in_one_way", fields=("review", "slot")),
            models.CheckConstraint(name="a_kept_slot_has_its_place", condition=~Q(place="")),
            models.CheckConstraint(name="a_medium_is_known", condition=Q(medium__in=Medium.values)),
        ]

    def __str__(self) -> str:
        return f"{self.get_medium_display()}, lưu tại {self.place}"


class SlotWaiver(models.Model):
    """Why a line of the dossier does not concern this subject (P2-V.2.2-e)."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="waived_slots")
    slot = models.CharField("mục hồ sơ", max_length=40)
    reason = models.CharField("lý do không thuộc diện", max_length=300)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "mục không thuộc diện"
        verbose_name_plural = "mục không thuộc diện"
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(name="a_slot_is_waived_once", fields=("review", "slot")),
            models.CheckConstraint(name="a_waived_slot_has_its_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return self.reason


class DossierClosing(models.Model):
    """The dossier is complete: appraised, decided, every copy received (P2-V.2.2-f)."""

    review = models.OneToOneField(Review, on_delete=models.CASCADE, related_name="closing")
    closed_on = models.DateField("đóng ngày")
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "hồ sơ đã đóng"
        verbose_name_plural = "hồ sơ đã đóng"
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.review}: {self.closed_on:%d/%m/%Y}"


class HandOverQuerySet(models.QuerySet["HandOver"]):
    def visible_to(self, user: User) -> HandOverQuerySet:
        from reviews.permissions import visible_hand_overs

        return visible_hand_overs(self, user)


class HandOver(models.Model):
    """Dossiers given by one body to another on one day, and when they were received.

    ``copy``: which of the plan's copies; empty for a dossier of which the plan prints no number of copies.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="hand_overs")
    copy = models.CharField("bộ hồ sơ", max_length=40, blank=True)
    giver = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="given_dossiers", verbose_name="bên giao"
    )
    receiver = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="received_dossiers", verbose_name="bên nhận"
    )
    handed_on = models.DateField("giao ngày")
    handed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    received_on = models.DateField("nhận ngày", null=True, blank=True)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = models.CharField("ghi chú", max_length=300, blank=True)

    objects = HandOverQuerySet.as_manager()

    class Meta:
        verbose_name = "bàn giao hồ sơ"
        verbose_name_plural = "bàn giao hồ sơ"
        ordering = ("-handed_on", "-id")
        constraints = [
            models.CheckConstraint(
                name="a_dossier_is_received_by_somebody",
                condition=Q(received_on__isnull=True, received_by__isnull=True)
                | Q(received_on__isnull=False, received_by__isnull=False),
            ),
            models.CheckConstraint(
                name="a_dossier_is_received_after_it_was_handed_over",
                condition=Q(received_on__isnull=True) | Q(received_on__gte=F("handed_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.giver} giao {self.receiver} ngày {self.handed_on:%d/%m/%Y}"


class HandOverItem(models.Model):
    """One dossier of a hand-over. ``copy`` repeats the hand-over's: each copy of a dossier is given once."""

    hand_over = models.ForeignKey(HandOver, on_delete=models.CASCADE, related_name="items")
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="hand_over_items")
    copy = models.CharField(max_length=40)

    class Meta:
        verbose_name = "hồ sơ bàn giao"
        verbose_name_plural = "hồ sơ bàn giao"
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(name="each_copy_of_a_dossier_is_given_once", fields=("review", "copy")),
        ]

    def __str__(self) -> str:
        return str(self.review)
