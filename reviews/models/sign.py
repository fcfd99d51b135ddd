"""The signs of degradation: their texts as the committee enters them, and what a cell concludes on one person's."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from .campaign import Campaign
from .review import Review


class SignList(models.Model):
    """The texts of the signs, which the plan counts and does not print (P4-1.3.2-b): one a sign, in their order."""

    campaign = models.OneToOneField(Campaign, on_delete=models.CASCADE, related_name="sign_list")
    document = models.CharField("số, ngày văn bản in các biểu hiện", max_length=200)
    texts = models.JSONField("các biểu hiện", default=list)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField("nhập lúc")

    class Meta:
        verbose_name = "danh mục biểu hiện"
        verbose_name_plural = "danh mục biểu hiện"

    def __str__(self) -> str:
        return self.document


class SignConclusion(models.Model):
    """The grade that the cell confirms of one sign, and what follows (P4-1.3.2-e, f); ``written``: its own words."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="sign_conclusions")
    number = models.PositiveSmallIntegerField("biểu hiện")
    grade = models.PositiveSmallIntegerField("cấp độ")
    written = models.TextField("kết quả", blank=True)
    concluded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    concluded_at = models.DateTimeField("kết luận lúc")

    class Meta:
        verbose_name = "kết luận về biểu hiện"
        verbose_name_plural = "kết luận về biểu hiện"
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(name="one_conclusion_on_a_sign", fields=("review", "number")),
            models.CheckConstraint(
                name="a_sign_and_its_grade_are_counted_from_one", condition=Q(number__gte=1, grade__gte=1)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.review}: biểu hiện {self.number}, cấp độ {self.grade}"
