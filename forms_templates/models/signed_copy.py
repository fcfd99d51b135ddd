"""A document with its signatures: every copy that was kept, one of them current."""

from __future__ import annotations

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from forms_templates.choices import CopyState, Seal, SigningWay
from forms_templates.storage import document_storage

from .document import Document


class SignedCopyQuerySet(models.QuerySet["SignedCopy"]):
    def current(self) -> SignedCopyQuerySet:
        return self.filter(state=CopyState.CURRENT)


class SignedCopy(models.Model):
    """A scan of the signed paper, or a digitally signed file. At most one is current; none is dropped.

    A digital copy begins with the document's own bytes; each signature follows as an update of the file.
    """

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="signed_copies")
    way = models.CharField("cách ký", max_length=16, choices=SigningWay)
    state = models.CharField("trạng thái", max_length=16, choices=CopyState, default=CopyState.CURRENT)
    file = models.FileField("tệp", storage=document_storage, max_length=200, editable=False)
    sha256 = models.CharField("SHA-256", max_length=64, editable=False)
    page_count = models.PositiveIntegerField("số trang", editable=False)
    signer = models.CharField("người ký", max_length=300)
    signed_on = models.DateField("ngày ký")
    seal = models.CharField("con dấu", max_length=16, choices=Seal, default=Seal.NOT_ASKED)
    note = models.TextField("ghi chú", blank=True, default="")
    #: Nobody may sign after it: the file says so itself.
    is_final = models.BooleanField("chữ ký cuối cùng", default=False)
    #: What was found when the file came in: ``[{signer, issuer, signed_at, state, message, …}]`` in signing order.
    signatures = models.JSONField("chữ ký số", default=list, encoder=DjangoJSONEncoder)
    warnings = models.JSONField("điều cần lưu ý", default=list)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="người lưu",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    added_at = models.DateTimeField("lưu lúc", auto_now_add=True)
    replaced_at = models.DateTimeField("thay lúc", null=True, blank=True)

    objects = SignedCopyQuerySet.as_manager()

    class Meta:
        verbose_name = "bản đã ký"
        verbose_name_plural = "bản đã ký"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["document"], condition=Q(state=CopyState.CURRENT), name="one_current_signed_copy_a_document"
            ),
            models.CheckConstraint(
                condition=~Q(file="") & ~Q(sha256="") & Q(page_count__gt=0) & ~Q(signer=""),
                name="signed_copy_has_file_and_signer",
            ),
            models.CheckConstraint(
                condition=~Q(seal=Seal.NO_SEAL) | ~Q(note=""), name="signed_copy_without_seal_says_why"
            ),
            models.CheckConstraint(
                condition=Q(state=CopyState.CURRENT, replaced_at__isnull=True)
                | Q(state=CopyState.REPLACED, replaced_at__isnull=False),
                name="signed_copy_replaced_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_way_display()}: {self.signer}"

    @property
    def is_digital(self) -> bool:
        return self.way != SigningWay.SCAN

    @property
    def is_trusted(self) -> bool:
        """Whether every digital signature was made with a certificate that the installation trusts."""
        return all(found["standing"] in ("trusted", "expired_since") for found in self.signatures)

    @property
    def file_name(self) -> str:
        """The name a download gets, in plain letters."""
        return f"{self.document.kind}-{self.document_id}-da-ky-{self.sha256[:8]}.pdf"
