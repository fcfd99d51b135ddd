"""The record of who did what: rows that are only ever added, each tied to all before it.

``AuditEntry`` is written in the transaction of what it tells. ``AuditLink`` ties it into the chain a moment later, in a
transaction of its own: no act waits for another one's end to be recorded, and none can be stuck behind it.
"""

from __future__ import annotations

import json
from datetime import UTC
from typing import TYPE_CHECKING, Any, ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from organizations.choices import AuditAction

from .accounts import User

if TYPE_CHECKING:
    from collections.abc import Mapping


class AuditEntryQuerySet(models.QuerySet["AuditEntry"]):
    def visible_to(self, user: User) -> AuditEntryQuerySet:
        from organizations.permissions import visible_audit

        return visible_audit(self, user)

    def unsealed(self) -> AuditEntryQuerySet:
        """Not yet in the chain, in the order of their writing."""
        return self.filter(link__isnull=True).order_by("pk")


class AuditEntry(models.Model):
    """One act: who, what, to which object, when, from where, by what right; for ratings and grants before and after.

    Names stand as they were at that moment: a person who is renamed, or an object that is deleted, changes no record.
    """

    at = models.DateTimeField("lúc")
    user = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="tài khoản"
    )
    actor = models.CharField("người thực hiện", max_length=200)
    authority = models.CharField("tư cách, căn cứ", max_length=300, blank=True)
    #: One of ``AuditAction``; the column does not list them, so that a new one changes no table of evidence.
    action = models.CharField("việc", max_length=40)
    object_type = models.CharField("loại đối tượng", max_length=80, blank=True)
    object_id = models.BigIntegerField("mã đối tượng", null=True, blank=True)
    object_name = models.CharField("đối tượng", max_length=400, blank=True)
    unit_path = models.CharField("nơi thuộc về", max_length=400, blank=True)
    before = models.JSONField("trước", null=True, blank=True, encoder=DjangoJSONEncoder)
    after = models.JSONField("sau", null=True, blank=True, encoder=DjangoJSONEncoder)
    address = models.GenericIPAddressField("địa chỉ máy", null=True, blank=True)

    objects: ClassVar[Any] = AuditEntryQuerySet.as_manager()

    class Meta:
        verbose_name = "việc đã ghi"
        verbose_name_plural = "nhật ký"
        default_permissions = ()
        indexes = [
            models.Index(fields=["at"], name="audit_at"),
            models.Index(fields=["user", "at"], name="audit_user"),
            models.Index(fields=["object_type", "object_id"], name="audit_object"),
            models.Index(fields=["unit_path"], name="audit_path"),
        ]

    def __str__(self) -> str:
        return f"{self.actor}: {self.act} {self.object_name}".rstrip()

    @property
    def act(self) -> str:
        """The action in words; one that the program no longer knows by its name."""
        return AuditAction(self.action).label if self.action in AuditAction.values else self.action

    def canonical(self) -> bytes:
        """Every field in one fixed spelling: what the chain is made of."""
        told: Mapping[str, Any] = {
            "id": self.pk,
            "at": self.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "user": self.user_id,
            "actor": self.actor,
            "authority": self.authority,
            "action": self.action,
            "object_type": self.object_type,
            "object_id": self.object_id,
            "object_name": self.object_name,
            "unit_path": self.unit_path,
            "before": self.before,
            "after": self.after,
            "address": self.address,
        }
        return json.dumps(
            told, ensure_ascii=False, sort_keys=True, separators=(",", ":"), cls=DjangoJSONEncoder
        ).encode()


class AuditLink(models.Model):
    """The place of an entry in the chain; ``digest`` covers the entry and, through the digest before, all before it."""

    number = models.BigIntegerField("số", primary_key=True)
    entry = models.OneToOneField(AuditEntry, on_delete=models.PROTECT, related_name="link", verbose_name="việc đã ghi")
    digest = models.CharField("mã băm", max_length=64)

    class Meta:
        verbose_name = "mắt xích nhật ký"
        verbose_name_plural = "mắt xích nhật ký"
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.number}: {self.digest}"


class AuditHead(models.Model):
    """Where the chain ends. One row, locked by whoever lengthens it; the proof is in the links, not here."""

    singleton = models.BooleanField(primary_key=True, default=True, editable=False)
    number = models.BigIntegerField("số", default=0)
    digest = models.CharField("mã băm", max_length=64, default="0" * 64)

    class Meta:
        verbose_name = "đầu nhật ký"
        verbose_name_plural = "đầu nhật ký"
        default_permissions = ()
        constraints = [
            models.CheckConstraint(name="there_is_one_audit_head", condition=models.Q(singleton=True)),
        ]

    def __str__(self) -> str:
        return f"{self.number}-{self.digest}"
