"""What was signed or voted on by hand, kept with its round: every scan, one of each kind current."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from forms_templates.models import Document
from ratings.choices import ScanKind
from ratings.models.ballot import BallotSession


class BallotScanQuerySet(models.QuerySet["BallotScan"]):
    def current(self) -> BallotScanQuerySet:
        return self.filter(replaced_at__isnull=True)


class BallotScan(models.Model):
    """A scan of the team's signed counting paper, or of the bundle of ballots. None is dropped.

    It tells figures, so that nobody opens it before the round is counted or void; its hash tells none.
    """

    session = models.ForeignKey(BallotSession, on_delete=models.CASCADE, related_name="scans")
    kind = models.CharField("loại", max_length=16, choices=ScanKind)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    note = models.CharField("ghi chú", max_length=300, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField("lưu lúc")
    replaced_at = models.DateTimeField("thay lúc", null=True, blank=True)

    objects = BallotScanQuerySet.as_manager()

    class Meta:
        verbose_name = "bản quét của cuộc bỏ phiếu"
        verbose_name_plural = "bản quét của cuộc bỏ phiếu"
        ordering = ("session", "kind", "-id")
        constraints = [
            models.UniqueConstraint(
                name="one_current_scan_of_a_kind", fields=("session", "kind"), condition=Q(replaced_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
