"""Reports that go up through another body: sent, taken in by it, passed on."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from forms_templates.models import Document
from organizations.models import Organization

from .campaign import Campaign


class RelayedReport(models.Model):
    """One paper of one unit on one route of the plan (P3-III.1.1-b, P3-III.1.1-h).

    ``turn`` counts the papers of a route that is used as often as there is cause; any other has only the first.
    Days are those of the paper, not of the typing.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="relayed_reports")
    route = models.CharField("loại báo cáo", max_length=40)
    unit = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="relayed_reports", verbose_name="nơi gửi"
    )
    turn = models.PositiveSmallIntegerField("lần", default=1)
    number = models.CharField("số văn bản", max_length=40)
    dated_on = models.DateField("ngày văn bản")
    scan = models.OneToOneField(
        Document, on_delete=models.PROTECT, null=True, blank=True, related_name="relayed_report"
    )
    sent_on = models.DateField("gửi ngày")
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    relayed_on = models.DateField("nơi chuyển nhận ngày", null=True, blank=True)
    relayed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    arrived_on = models.DateField("đến nơi nhận ngày", null=True, blank=True)
    arrived_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "báo cáo gửi qua cơ quan nhận"
        verbose_name_plural = "báo cáo gửi qua cơ quan nhận"
        ordering = ("route", "unit__path", "turn")
        constraints = [
            models.UniqueConstraint(
                name="one_report_of_a_unit_in_a_turn", fields=("campaign", "route", "unit", "turn")
            ),
            models.CheckConstraint(
                name="a_report_is_relayed_by_somebody",
                condition=Q(relayed_on__isnull=True, relayed_by__isnull=True)
                | Q(relayed_on__isnull=False, relayed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="a_report_is_taken_in_by_somebody",
                condition=Q(arrived_on__isnull=True, arrived_by__isnull=True)
                | Q(arrived_on__isnull=False, arrived_by__isnull=False),
            ),
            models.CheckConstraint(
                name="a_report_comes_in_after_it_was_sent",
                condition=(Q(relayed_on__isnull=True) | Q(relayed_on__gte=F("sent_on")))
                & (Q(arrived_on__isnull=True) | Q(arrived_on__gte=F("sent_on"))),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit}: số {self.number} ngày {self.dated_on:%d/%m/%Y}"
