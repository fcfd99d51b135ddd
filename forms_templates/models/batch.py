"""Many papers asked for at once: what was asked, each paper in its place, and the files all of them are bound into."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q

from forms_templates.choices import BatchFormat, BatchState, DocumentState
from forms_templates.storage import document_storage

from .document import Document

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

_OPEN_DOCUMENT = Q(document__state__in=[DocumentState.PENDING, DocumentState.RENDERING])


class BatchQuerySet(models.QuerySet["Batch"]):
    def visible_to(self, user: AbstractBaseUser) -> BatchQuerySet:
        """A batch is seen by whoever asked for it."""
        return self.filter(requested_by_id=user.pk)


class Batch(models.Model):
    """One order for many papers. How far it is stands in its items and their documents, nowhere else."""

    kind = models.CharField("loại", max_length=40)
    subject_key = models.CharField("đối tượng", max_length=120)
    title = models.CharField("tên", max_length=300)
    origin = models.CharField("trang yêu cầu", max_length=200, blank=True, default="")
    state = models.CharField("trạng thái", max_length=16, choices=BatchState, default=BatchState.RUNNING)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="người yêu cầu", on_delete=models.CASCADE, related_name="+"
    )
    created_at = models.DateTimeField("yêu cầu lúc", auto_now_add=True)
    finished_at = models.DateTimeField("xong lúc", null=True, blank=True)
    #: When a worker last took papers of this batch; the sweeper calls for workers when it is long ago.
    worked_at = models.DateTimeField("làm gần nhất lúc", editable=False)

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name = "lô văn bản"
        verbose_name_plural = "lô văn bản"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_key", "requested_by"],
                name="batch_runs_once_for_a_person",
                condition=Q(state=BatchState.RUNNING),
            ),
            models.CheckConstraint(
                condition=Q(state=BatchState.RUNNING, finished_at__isnull=True)
                | Q(state__in=[BatchState.FINISHED, BatchState.CANCELLED], finished_at__isnull=False),
                name="batch_over_has_its_time",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class BatchItemQuerySet(models.QuerySet["BatchItem"]):
    def unasked(self) -> BatchItemQuerySet:
        """Papers whose content is not gathered yet."""
        return self.filter(document__isnull=True, error="")

    def unfinished(self) -> BatchItemQuerySet:
        return self.filter(Q(document__isnull=True, error="") | _OPEN_DOCUMENT)

    def failed(self) -> BatchItemQuerySet:
        return self.filter(~Q(error="") | Q(document__state=DocumentState.FAILED))


class BatchItem(models.Model):
    """One paper of a batch: where its content comes from, then its document, or why there is none."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveIntegerField("thứ tự")
    source = models.CharField("nguồn", max_length=40)
    ref = models.CharField("đối tượng", max_length=80)
    title = models.CharField("tên văn bản", max_length=300)
    document = models.ForeignKey(Document, on_delete=models.CASCADE, null=True, blank=True, related_name="batch_items")
    error = models.TextField("lỗi", blank=True, default="")
    attempts = models.PositiveSmallIntegerField("số lần thử", default=0, editable=False)
    lease_token = models.CharField("mã giữ việc", max_length=32, blank=True, default="", editable=False)
    lease_until = models.DateTimeField("giữ việc đến", null=True, blank=True, editable=False)

    objects = BatchItemQuerySet.as_manager()

    class Meta:
        verbose_name = "văn bản trong lô"
        verbose_name_plural = "văn bản trong lô"
        ordering = ["batch", "position"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "position"], name="batch_item_has_its_place"),
            models.UniqueConstraint(fields=["batch", "source", "ref"], name="batch_item_once_in_a_batch"),
            models.CheckConstraint(
                condition=Q(error="") | Q(document__isnull=True), name="batch_item_is_made_or_says_why_not"
            ),
        ]
        indexes = [
            models.Index(
                fields=["batch", "attempts", "position"],
                name="batch_item_unasked",
                condition=Q(document__isnull=True, error=""),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class BatchFile(models.Model):
    """All papers of a finished batch in one file. ``version`` is the hash of what is in it."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="files")
    format = models.CharField("dạng tệp", max_length=8, choices=BatchFormat)
    version = models.CharField("phiên bản", max_length=64)
    state = models.CharField("trạng thái", max_length=16, choices=DocumentState, default=DocumentState.PENDING)
    file = models.FileField("tệp", storage=document_storage, max_length=200, blank=True, default="", editable=False)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True, default="", editable=False)
    byte_count = models.PositiveBigIntegerField("số byte", default=0, editable=False)
    error = models.TextField("lỗi", blank=True, default="")
    created_at = models.DateTimeField("yêu cầu lúc", auto_now_add=True)
    attempts = models.PositiveSmallIntegerField("số lần thử", default=0, editable=False)
    lease_token = models.CharField("mã giữ việc", max_length=32, blank=True, default="", editable=False)
    lease_until = models.DateTimeField("giữ việc đến", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "tệp của lô"
        verbose_name_plural = "tệp của lô"
        ordering = ["batch", "format", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "format", "version"], name="batch_file_once_per_version"),
            models.CheckConstraint(
                condition=~Q(state=DocumentState.READY) | (~Q(file="") & ~Q(sha256="")),
                name="batch_file_ready_is_there",
            ),
            models.CheckConstraint(
                condition=~Q(state=DocumentState.RENDERING) | (Q(lease_until__isnull=False) & ~Q(lease_token="")),
                name="batch_file_rendering_holds_a_lease",
            ),
            models.CheckConstraint(
                condition=~Q(state=DocumentState.FAILED) | ~Q(error=""), name="batch_file_failed_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.batch} ({self.get_format_display()})"
