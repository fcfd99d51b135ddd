"""The draft of the issuer's own report, sent round for opinion before its conference (P1-8.1-c)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from organizations.models import Collective, Person

from .review import Review


class CirculatedDraft(models.Model):
    """One addressee, when the draft went to him, and what he replied; silence is no obstacle."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="circulated")
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người được gửi"
    )
    collective = models.ForeignKey(
        Collective, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="tập thể được gửi"
    )
    sent_on = models.DateField("ngày gửi")
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reply = models.TextField("ý kiến đóng góp", blank=True)
    replied_on = models.DateField("ngày có ý kiến", null=True, blank=True)
    replied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "gửi dự thảo lấy ý kiến"
        verbose_name_plural = "gửi dự thảo lấy ý kiến"
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(
                name="a_circulated_draft_has_exactly_one_addressee",
                condition=Q(person__isnull=False, collective__isnull=True)
                | Q(person__isnull=True, collective__isnull=False),
            ),
            models.UniqueConstraint(
                name="a_draft_goes_to_a_person_once", fields=("review", "person"), condition=Q(person__isnull=False)
            ),
            models.UniqueConstraint(
                name="a_draft_goes_to_a_collective_once",
                fields=("review", "collective"),
                condition=Q(collective__isnull=False),
            ),
            models.CheckConstraint(
                name="a_reply_to_a_draft_has_its_day",
                condition=Q(reply="", replied_on__isnull=True) | (~Q(reply="") & Q(replied_on__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return str(self.person or self.collective)
