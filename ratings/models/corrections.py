"""What undoes or repeats a review or a rating: verification, a review ordered again, shortcomings found afterwards."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from organizations.models import Organization
from reviews.models import Review


class Verification(models.Model):
    """A sign of violation without enough basis, reported to be verified; the ballot waits for its end (P4-1.4.4-e).

    ``override``: why whoever leads does not wait.
    """

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="verifications")
    sign = models.TextField("dấu hiệu vi phạm")
    reported_on = models.DateField("ngày báo cáo cấp có thẩm quyền", null=True, blank=True)
    report = models.CharField("văn bản báo cáo (số, nơi nhận)", max_length=200, blank=True)
    override = models.CharField("lý do không chờ xác minh", max_length=300, blank=True)
    closed_on = models.DateField("ngày kết luận xác minh", null=True, blank=True)
    outcome = models.TextField("kết luận xác minh (số văn bản, nội dung)", blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("ghi lúc")

    class Meta:
        verbose_name = "việc xác minh"
        verbose_name_plural = "việc xác minh"
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(
                name="one_open_verification_of_a_review", fields=("review",), condition=Q(closed_on__isnull=True)
            ),
            models.CheckConstraint(
                name="a_reported_sign_names_its_report", condition=Q(reported_on__isnull=True) | ~Q(report="")
            ),
            models.CheckConstraint(
                name="a_verification_closes_after_its_report_with_an_outcome",
                condition=Q(closed_on__isnull=True)
                | (Q(reported_on__isnull=False, closed_on__gte=F("reported_on")) & ~Q(outcome="")),
            ),
        ]

    def __str__(self) -> str:
        return f"Xác minh: {self.review}"


class ReviewOrder(models.Model):
    """A superior has a subject reviewed again; its levels rest until then (P4-1.4.4-d). ``round``: the new one."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="orders")
    ordered_by = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="+", verbose_name="cấp trên yêu cầu"
    )
    reason = models.TextField("lý do")
    document = models.CharField("văn bản (số, ngày)", max_length=200, blank=True)
    ordered_on = models.DateField("ngày yêu cầu")
    round = models.PositiveSmallIntegerField("lần kiểm điểm", default=2)
    reviewed_on = models.DateField("ngày kiểm điểm lại", null=True, blank=True)
    conclusion = models.TextField("kết luận kiểm điểm lại", blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("ghi lúc")

    class Meta:
        verbose_name = "yêu cầu kiểm điểm lại"
        verbose_name_plural = "yêu cầu kiểm điểm lại"
        ordering = ("ordered_on", "id")
        constraints = [
            models.UniqueConstraint(
                name="one_open_order_of_a_review", fields=("review",), condition=Q(reviewed_on__isnull=True)
            ),
            models.CheckConstraint(name="an_order_says_why", condition=~Q(reason="")),
            models.CheckConstraint(
                name="a_review_held_again_has_its_conclusion",
                condition=Q(reviewed_on__isnull=True) | (Q(reviewed_on__gte=F("ordered_on")) & ~Q(conclusion="")),
            ),
        ]

    def __str__(self) -> str:
        return f"Kiểm điểm lại: {self.review}"


class LateFinding(models.Model):
    """A shortcoming found after a level was recognized: reviewed, and what came of it (P4-1.4.4-f).

    ``outcome``: a key of the plan's own list.
    """

    decision = models.ForeignKey("ratings.Decision", on_delete=models.PROTECT, related_name="late_findings")
    content = models.TextField("khuyết điểm phát hiện")
    found_on = models.DateField("ngày phát hiện")
    reviewed_on = models.DateField("ngày kiểm điểm", null=True, blank=True)
    outcome = models.CharField("kết quả xử lý", max_length=24, blank=True)
    document = models.CharField("văn bản xử lý (số, ngày)", max_length=200, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("ghi lúc")

    class Meta:
        verbose_name = "khuyết điểm phát hiện sau khi công nhận"
        verbose_name_plural = "khuyết điểm phát hiện sau khi công nhận"
        ordering = ("found_on", "id")
        constraints = [
            models.CheckConstraint(
                name="an_outcome_follows_a_review_of_what_was_found",
                condition=Q(outcome="") | Q(reviewed_on__isnull=False, reviewed_on__gte=F("found_on")),
            ),
            models.CheckConstraint(name="an_outcome_has_its_document", condition=Q(outcome="") | ~Q(document="")),
        ]

    def __str__(self) -> str:
        return f"{self.decision}: {self.content}"
