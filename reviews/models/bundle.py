"""The counting minutes that the issuer sends up together after its own rating meetings (P1-III.1-d)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from forms_templates.models import Document

from .campaign import Campaign


class BundlePaper(models.Model):
    """The counting minutes of one ballot that the plan names; ``item``: the key of its agenda item."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="bundle_papers")
    item = models.CharField("nội dung bỏ phiếu", max_length=40)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    added_on = models.DateField("nhận ngày")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "biên bản kiểm phiếu gửi cấp trên"
        verbose_name_plural = "biên bản kiểm phiếu gửi cấp trên"
        ordering = ("id",)
        constraints = [models.UniqueConstraint(name="one_paper_of_a_ballot", fields=("campaign", "item"))]

    def __str__(self) -> str:
        return str(self.document)


class BundleSending(models.Model):
    """The bundle has gone up, with the letter that carries it."""

    campaign = models.OneToOneField(Campaign, on_delete=models.CASCADE, related_name="bundle_sending")
    number = models.CharField("số văn bản", max_length=40)
    sent_on = models.DateField("gửi ngày")
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "bộ hồ sơ đã gửi cấp trên"
        verbose_name_plural = "bộ hồ sơ đã gửi cấp trên"
        ordering = ("id",)
        constraints = [models.CheckConstraint(name="a_bundle_goes_with_a_letter", condition=~Q(number=""))]

    def __str__(self) -> str:
        return f"Số {self.number} ngày {self.sent_on:%d/%m/%Y}"
