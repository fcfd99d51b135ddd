"""The plan to mend what a review pointed out (kế hoạch khắc phục hạn chế, khuyết điểm)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from reviews.choices import RemedyState

from .entry import RemediationItem
from .review import Review


class RemedyPlan(models.Model):
    """Drawn up by the subject; in force once handed in, or once approved where the campaign's plan asks for that."""

    review = models.OneToOneField(Review, on_delete=models.CASCADE, related_name="remedy_plan")
    state = models.CharField("trạng thái", max_length=16, choices=RemedyState, default=RemedyState.DRAFT)
    handed_in_on = models.DateField("ngày trình", null=True, blank=True)
    handed_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    document_number = models.CharField("số văn bản phê duyệt", max_length=40, blank=True)
    approved_on = models.DateField("ngày phê duyệt", null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    return_reason = models.CharField("lý do trả lại", max_length=300, blank=True)

    class Meta:
        verbose_name = "kế hoạch khắc phục"
        verbose_name_plural = "kế hoạch khắc phục"
        constraints = [
            models.CheckConstraint(
                name="a_remedy_plan_handed_in_has_its_day",
                condition=Q(state=RemedyState.DRAFT) | Q(handed_in_on__isnull=False),
            ),
            models.CheckConstraint(
                name="an_approved_remedy_plan_has_its_document",
                condition=Q(approved_on__isnull=True) | ~Q(document_number=""),
            ),
        ]

    def __str__(self) -> str:
        return f"Kế hoạch khắc phục – {self.review}"


class RemedyLine(models.Model):
    """One shortcoming, its remedy, who answers for it and until when; ``item`` is what the next review carries over."""

    plan = models.ForeignKey(RemedyPlan, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField("thứ tự")
    shortcoming = models.TextField("hạn chế, khuyết điểm", blank=True)
    remedy = models.TextField("biện pháp khắc phục", blank=True)
    responsible = models.CharField("người chịu trách nhiệm", max_length=200, blank=True)
    due_by = models.CharField("thời hạn", max_length=120, blank=True)
    item = models.OneToOneField(
        RemediationItem, on_delete=models.SET_NULL, null=True, blank=True, related_name="remedy_line"
    )

    class Meta:
        verbose_name = "nội dung khắc phục"
        verbose_name_plural = "nội dung khắc phục"
        ordering = ("position", "id")
        constraints = [
            models.UniqueConstraint(name="one_remedy_line_at_a_place", fields=("plan", "position")),
        ]

    def __str__(self) -> str:
        return self.shortcoming
