"""A rendered paper: what was asked for, the frozen content to print, and the file once it is made."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from forms_templates.choices import DocumentKind, DocumentState, SigningWay
from forms_templates.storage import document_storage


def new_token() -> str:
    """A verification token nobody guesses (128 bits)."""
    return secrets.token_urlsafe(16)


class DocumentQuerySet(models.QuerySet["Document"]):
    def ready(self) -> DocumentQuerySet:
        return self.filter(state=DocumentState.READY)

    def of(self, subject_key: str) -> DocumentQuerySet:
        return self.filter(subject_key=subject_key)


class Document(models.Model):
    """One paper of one version of its source. Once READY it never changes; a new version is a new document."""

    kind = models.CharField("loại", max_length=32, choices=DocumentKind)
    subject_key = models.CharField("đối tượng", max_length=120)
    source_version = models.CharField("phiên bản nguồn", max_length=64)
    title = models.CharField("tên văn bản", max_length=300)
    number = models.CharField("số", max_length=60, blank=True, default="")
    payload = models.JSONField("nội dung in", encoder=DjangoJSONEncoder, default=dict)
    state = models.CharField("trạng thái", max_length=16, choices=DocumentState, default=DocumentState.PENDING)
    file = models.FileField("tệp", storage=document_storage, max_length=200, blank=True, default="", editable=False)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True, default="", editable=False)
    page_count = models.PositiveIntegerField("số trang", default=0, editable=False)
    #: How its current signed copy was signed, empty without one: written with the copy, so that lists need not ask.
    signed_way = models.CharField("đã ký", max_length=16, choices=SigningWay, blank=True, default="", editable=False)
    error = models.TextField("lỗi", blank=True, default="")
    verify_token = models.CharField("mã xác minh", max_length=32, unique=True, default=new_token, editable=False)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="người yêu cầu",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    created_at = models.DateTimeField("tạo lúc", auto_now_add=True)
    rendered_at = models.DateTimeField("in lúc", null=True, blank=True)
    attempts = models.PositiveSmallIntegerField("số lần thử", default=0, editable=False)
    lease_token = models.CharField("mã giữ việc", max_length=32, blank=True, default="", editable=False)
    lease_until = models.DateTimeField("giữ việc đến", null=True, blank=True, editable=False)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = "văn bản"
        verbose_name_plural = "văn bản"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_key", "source_version"], name="document_once_per_source_version"
            ),
            models.CheckConstraint(
                condition=~Q(state=DocumentState.READY)
                | (~Q(file="") & ~Q(sha256="") & Q(rendered_at__isnull=False) & Q(page_count__gt=0)),
                name="document_ready_has_its_file",
            ),
            models.CheckConstraint(
                condition=~Q(state=DocumentState.RENDERING) | (Q(lease_until__isnull=False) & ~Q(lease_token="")),
                name="document_rendering_holds_a_lease",
            ),
            models.CheckConstraint(
                condition=~Q(state=DocumentState.FAILED) | ~Q(error=""), name="document_failed_says_why"
            ),
            models.CheckConstraint(condition=Q(state__in=DocumentState.values), name="document_state_is_known"),
        ]
        indexes = [
            models.Index(fields=["subject_key", "kind"], name="document_by_subject"),
            models.Index(
                fields=["lease_until"],
                name="document_open_work",
                condition=Q(state__in=[DocumentState.PENDING, DocumentState.RENDERING]),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def card_state(self) -> str:
        """``pending``, ``ready`` or ``failed``: what the document card tells a reader."""
        return DocumentState.PENDING.value if self.state == DocumentState.RENDERING else self.state

    @property
    def file_name(self) -> str:
        """The name a download gets: kind, id and the start of the hash, in plain letters."""
        return f"{self.kind}-{self.pk}-{self.sha256[:8]}.pdf"
