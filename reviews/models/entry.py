"""What the subject writes (Mẫu 01, Mẫu 02), what it must answer, and what it promised to remedy."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from organizations.models import Collective, Person
from reviews.choices import EntryState, RemediationStatus

from .review import Review


class ReviewPrompt(models.Model):
    """Gợi ý kiểm điểm: a question the subject must answer one by one in section IV (P0-III.1-e)."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="prompts")
    text = models.TextField("nội dung gợi ý")
    document_number = models.CharField("số văn bản", max_length=40, blank=True)
    from_above = models.BooleanField("văn bản của cấp trên quản lý", default=False)
    issued_on = models.DateField("ngày gợi ý")
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "gợi ý kiểm điểm"
        verbose_name_plural = "gợi ý kiểm điểm"
        ordering = ("issued_on", "id")

    def __str__(self) -> str:
        return self.text


class RemediationItem(models.Model):
    """A shortcoming concluded by an authority or pointed out at an earlier review, open until it is fixed."""

    collective = models.ForeignKey(
        Collective, on_delete=models.CASCADE, null=True, blank=True, related_name="remediation_items"
    )
    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, null=True, blank=True, related_name="remediation_items"
    )
    raised_year = models.PositiveSmallIntegerField("năm chỉ ra")
    raised_by = models.CharField("nơi kết luận, chỉ ra", max_length=200, blank=True)
    shortcoming = models.TextField("hạn chế, khuyết điểm")
    status = models.CharField(
        "tình trạng", max_length=16, choices=RemediationStatus, default=RemediationStatus.NOT_FIXED
    )

    class Meta:
        verbose_name = "hạn chế, khuyết điểm phải khắc phục"
        verbose_name_plural = "hạn chế, khuyết điểm phải khắc phục"
        ordering = ("raised_year", "id")
        constraints = [
            models.CheckConstraint(
                name="a_remediation_item_has_exactly_one_subject",
                condition=Q(collective__isnull=False, person__isnull=True)
                | Q(collective__isnull=True, person__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.shortcoming


class FormEntry(models.Model):
    """The form of a review. ``version`` grows with every change, so a stale save is noticed, never applied."""

    review = models.OneToOneField(Review, on_delete=models.CASCADE, related_name="entry")
    form_code = models.CharField("mẫu", max_length=40)
    regulation = models.CharField("quy định", max_length=40)
    data = models.JSONField("nội dung", default=dict)
    version = models.PositiveIntegerField("phiên bản", default=1)
    state = models.CharField("trạng thái", max_length=16, choices=EntryState, default=EntryState.DRAFT)
    saved_at = models.DateTimeField("lưu lúc", null=True, blank=True)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    submitted_at = models.DateTimeField("nộp lúc", null=True, blank=True)
    finalized_at = models.DateTimeField("hoàn thiện lúc", null=True, blank=True)

    class Meta:
        verbose_name = "bản kiểm điểm"
        verbose_name_plural = "bản kiểm điểm"
        constraints = [
            models.CheckConstraint(
                name="a_submitted_entry_has_its_time",
                condition=Q(state=EntryState.DRAFT) | Q(submitted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="a_final_entry_has_its_time",
                condition=~Q(state=EntryState.FINAL) | Q(finalized_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.form_code} – {self.review}"

    @property
    def is_editable(self) -> bool:
        return self.state in (EntryState.DRAFT, EntryState.REVISING)

    @property
    def is_submitted(self) -> bool:
        return self.state != EntryState.DRAFT

    @property
    def shortcomings(self) -> list[dict[str, Any]]:
        return list(self.data.get("ii_shortcomings") or [])


class EntryVersion(models.Model):
    """What was typed, kept at each saving by another hand, each submission and each finalisation."""

    entry = models.ForeignKey(FormEntry, on_delete=models.CASCADE, related_name="versions")
    version = models.PositiveIntegerField("phiên bản")
    data = models.JSONField("nội dung")
    label = models.CharField("thời điểm", max_length=80, blank=True)
    saved_at = models.DateTimeField("lưu lúc")
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "phiên bản"
        verbose_name_plural = "phiên bản"
        ordering = ("-version",)
        constraints = [
            models.UniqueConstraint(name="one_row_for_a_version", fields=("entry", "version")),
        ]

    def __str__(self) -> str:
        return f"{self.entry} ({self.version})"
