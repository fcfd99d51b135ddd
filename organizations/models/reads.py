"""Who opened somebody else's sensitive paper: one row a reader, object and day, however often he looks."""

from __future__ import annotations

from django.db import models

from .accounts import User
from .audit import AuditEntry
from .people import Person


class ReadMark(models.Model):
    """What a reading leaves behind while its page is answered: one statement, no lock, nothing that others wait for.

    The next tie of the record makes an entry of it (``entry``), within a minute. The mark stays: it keeps the day from
    being recorded twice and tells whose paper it was (``person``; empty for one that is about nobody alone).
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="người xem")
    #: What was shown, in words that read by themselves years later.
    what = models.CharField("nội dung", max_length=120)
    object_type = models.CharField("loại đối tượng", max_length=80)
    object_id = models.BigIntegerField("mã đối tượng")
    #: Which part of the object, as its address says: a version, a kind of file.
    part = models.CharField("phần", max_length=120, blank=True)
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="của ai"
    )
    unit_path = models.CharField("nơi thuộc về", max_length=400, blank=True)
    day = models.DateField("ngày")
    at = models.DateTimeField("lúc")
    address = models.CharField("địa chỉ máy", max_length=45, blank=True)
    entry = models.OneToOneField(
        AuditEntry,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="read_mark",
        verbose_name="đã ghi",
    )

    class Meta:
        verbose_name = "lần xem"
        verbose_name_plural = "lần xem"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                name="a_reading_is_marked_once_a_day",
                fields=("user", "what", "object_type", "object_id", "part", "day"),
            ),
        ]
        indexes = [
            models.Index(fields=["person", "at"], name="read_of_person"),
            models.Index(fields=["id"], name="read_not_recorded", condition=models.Q(entry__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.what}"
