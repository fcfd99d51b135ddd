"""What a person asks to have put right in the data that are kept about him."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from organizations.choices import CorrectionState

from .accounts import User
from .organization import Organization
from .people import Person


class DataCorrectionQuerySet(models.QuerySet["DataCorrection"]):
    def visible_to(self, user: User) -> Self:
        from organizations.permissions import visible_corrections

        return visible_corrections(self, user)

    def waiting(self) -> Self:
        return self.filter(state=CorrectionState.ASKED)


class DataCorrection(models.Model):
    """One request: asked by the person himself, settled once by whoever keeps the roster of his unit.

    ``unit`` is where it went: the cell of his activity, else his workplace, as of that day.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="của ai")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="người đề nghị")
    unit = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", verbose_name="nơi nhận")
    text = models.TextField("nội dung đề nghị")
    asked_at = models.DateTimeField("đề nghị lúc")
    state = models.CharField("trạng thái", max_length=16, choices=CorrectionState, default=CorrectionState.ASKED)
    answer = models.TextField("trả lời", blank=True)
    settled_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người giải quyết"
    )
    settled_at = models.DateTimeField("giải quyết lúc", null=True, blank=True)

    objects = DataCorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = "đề nghị sửa dữ liệu"
        verbose_name_plural = "đề nghị sửa dữ liệu"
        ordering = ("-asked_at", "-pk")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="a_settled_correction_says_who_and_when",
                condition=Q(state=CorrectionState.ASKED, settled_by__isnull=True, settled_at__isnull=True)
                | Q(settled_by__isnull=False, settled_at__isnull=False) & ~Q(state=CorrectionState.ASKED),
            ),
            models.CheckConstraint(
                name="a_refused_correction_says_why", condition=~Q(state=CorrectionState.REFUSED) | ~Q(answer="")
            ),
            models.CheckConstraint(
                name="nobody_settles_his_own_correction",
                condition=Q(settled_by__isnull=True) | ~Q(settled_by=models.F("asked_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"Đề nghị sửa dữ liệu của {self.person}"
