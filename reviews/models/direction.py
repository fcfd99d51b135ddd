"""Who is sent to attend and direct the reviews of a unit (dự chỉ đạo kiểm điểm), by whom and by which document."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from organizations.models import Organization, Person

from .campaign import Campaign


class ReviewDirector(models.Model):
    """One person sent to one unit (P1-II.7-c). ``stands_in_for``: whom he replaces there, who is sent no more.

    ``body``: who assigned him: the plan's issuer, or the body to which the plan gives the assignment (P1-II.7-e).
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="directors")
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="+", verbose_name="nơi dự chỉ đạo"
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="người dự chỉ đạo")
    body = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", verbose_name="nơi phân công")
    stands_in_for = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="thay đồng chí"
    )
    document_number = models.CharField("số văn bản phân công", max_length=40)
    document_on = models.DateField("ngày văn bản")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "phân công dự chỉ đạo kiểm điểm"
        verbose_name_plural = "phân công dự chỉ đạo kiểm điểm"
        ordering = ("organization__path", "id")
        constraints = [
            models.UniqueConstraint(name="a_person_directs_a_unit_once", fields=("campaign", "organization", "person")),
            models.CheckConstraint(name="an_assignment_has_its_document", condition=~Q(document_number="")),
            models.CheckConstraint(
                name="nobody_stands_in_for_himself",
                condition=Q(stands_in_for__isnull=True) | ~Q(stands_in_for=F("person")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.person)
