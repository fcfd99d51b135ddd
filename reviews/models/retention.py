"""What was destroyed when its time had passed: decided by a person, never by the program."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from organizations.models import Organization


class Destruction(models.Model):
    """One decision: every paper of a kind at and below the organization that is older than ``before``; how many."""

    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="destructions", verbose_name="tổ chức"
    )
    kind = models.CharField("loại tài liệu", max_length=40)
    before = models.DateField("lập trước ngày")
    count = models.PositiveIntegerField("số tài liệu")
    document_number = models.CharField("số biên bản tiêu hủy", max_length=60)
    decided_on = models.DateField("ngày biên bản")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="người quyết định"
    )
    decided_at = models.DateTimeField("quyết định lúc")

    class Meta:
        verbose_name = "lần tiêu hủy tài liệu"
        verbose_name_plural = "các lần tiêu hủy tài liệu"
        ordering = ("-decided_at", "-pk")
        constraints = [
            models.CheckConstraint(
                name="a_destruction_names_its_minutes_and_what", condition=~Q(document_number="") & Q(count__gt=0)
            ),
        ]

    def __str__(self) -> str:
        return f"Tiêu hủy {self.count} tài liệu theo biên bản số {self.document_number}"
