"""Notices and reminders: one row is one message to one person; a sent row is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from reviews.choices import DeliveryState, NoticeKind

from .campaign import Campaign

if TYPE_CHECKING:
    from organizations.models import User


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(recipient=user)

    def unread(self) -> Self:
        return self.filter(read_at__isnull=True)


class Notice(models.Model):
    """``key`` names the occasion; the constraint makes each occasion reach each person once, whoever retries."""

    #: None for what is no matter of one campaign.
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, null=True, blank=True, related_name="notices")
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField("loại", max_length=24, choices=NoticeKind)
    key = models.CharField(max_length=120)
    subject = models.CharField("tiêu đề", max_length=200)
    body = models.TextField("nội dung", blank=True)
    path = models.CharField("trang", max_length=200, blank=True)
    created_at = models.DateTimeField("lúc")
    read_at = models.DateTimeField("đọc lúc", null=True, blank=True)
    delivery = models.CharField("thư điện tử", max_length=16, choices=DeliveryState, default=DeliveryState.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField("gửi thư lúc", null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = "thông báo"
        verbose_name_plural = "thông báo"
        ordering = ("-created_at", "-id")
        constraints = [
            models.UniqueConstraint(name="each_occasion_reaches_each_person_once", fields=("recipient", "key")),
            models.CheckConstraint(
                name="a_sent_notice_has_its_time",
                condition=~Q(delivery=DeliveryState.SENT) | Q(sent_at__isnull=False),
            ),
        ]
        # Rows are kept for good: each page counts the unread, each minute's sweep looks for what is not mailed.
        indexes = (
            models.Index(name="notices_unread", fields=("recipient",), condition=Q(read_at__isnull=True)),
            models.Index(name="notices_to_mail", fields=("id",), condition=Q(delivery=DeliveryState.PENDING)),
        )

    def __str__(self) -> str:
        return self.subject
