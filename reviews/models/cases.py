"""What is written down of a case that is not the ordinary one: circumstances of a person, violations, discipline."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from organizations.models import Collective, Organization, Person
from reviews.choices import CircumstanceKind, Level

from .review import Review


class Circumstance(models.Model):
    """One circumstance of the person reviewed that no post or membership tells, with the paper that proves it.

    ``case``: the plan's own case (why absent; the post before, held against the present one). ``organization``: whose
    comment or result it is, or the place picked. Dates of posts and memberships are never asked again (P4-2.3).
    """

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="circumstances")
    kind = models.CharField("trường hợp", max_length=24, choices=CircumstanceKind)
    case = models.CharField("cụ thể", max_length=24, blank=True)
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="nơi"
    )
    document = models.CharField("căn cứ (số, ngày văn bản)", max_length=200)
    dated_on = models.DateField("ngày")
    text = models.TextField("nội dung", blank=True)
    level = models.CharField("mức xếp loại", max_length=16, choices=Level, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("ghi lúc")

    class Meta:
        verbose_name = "trường hợp của cá nhân"
        verbose_name_plural = "trường hợp của cá nhân"
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(name="one_circumstance_of_a_kind", fields=("review", "kind")),
            models.CheckConstraint(name="a_circumstance_has_its_basis", condition=~Q(document="")),
            models.CheckConstraint(
                name="an_absence_and_a_former_result_name_their_case",
                condition=~Q(kind__in=(CircumstanceKind.ABSENCE, CircumstanceKind.FORMER_RESULT)) | ~Q(case=""),
            ),
            models.CheckConstraint(
                name="a_comment_and_a_place_name_their_organization",
                condition=~Q(
                    kind__in=(
                        CircumstanceKind.OLD_COMMENT,
                        CircumstanceKind.TEMPORARY_COMMENT,
                        CircumstanceKind.HIGHEST_POST,
                    )
                )
                | Q(organization__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.review}"


class Violation(models.Model):
    """A shortcoming or violation of a person or a body, and the discipline for it: of no single year's review.

    ``unit``: where it was committed; ``handled_in``: where it was disciplined. For which year and unit it counts is
    the plan's to say (P4-2.3-u, v, w).
    """

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="violations", verbose_name="cá nhân"
    )
    collective = models.ForeignKey(
        Collective, on_delete=models.PROTECT, null=True, blank=True, related_name="violations", verbose_name="tập thể"
    )
    content = models.TextField("nội dung khuyết điểm, vi phạm")
    unit = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="+", verbose_name="cơ quan, đơn vị khi vi phạm"
    )
    committed_on = models.DateField("ngày xảy ra")
    handled_in = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="+", verbose_name="nơi thi hành kỷ luật"
    )
    penalty = models.CharField("hình thức kỷ luật", max_length=120)
    document = models.CharField("quyết định (số, ngày, cơ quan)", max_length=200)
    disciplined_on = models.DateField("ngày quyết định kỷ luật")
    increased_on = models.DateField("ngày quyết định tăng nặng", null=True, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("ghi lúc")

    class Meta:
        verbose_name = "khuyết điểm, vi phạm bị kỷ luật"
        verbose_name_plural = "khuyết điểm, vi phạm bị kỷ luật"
        ordering = ("committed_on", "id")
        constraints = [
            models.CheckConstraint(
                name="a_violation_is_of_a_person_or_a_body",
                condition=Q(person__isnull=False, collective__isnull=True)
                | Q(person__isnull=True, collective__isnull=False),
            ),
            models.CheckConstraint(
                name="a_violation_is_disciplined_after_it_is_committed",
                condition=Q(disciplined_on__gte=F("committed_on")),
            ),
            models.CheckConstraint(
                name="a_penalty_is_increased_after_it_is_given",
                condition=Q(increased_on__isnull=True) | Q(increased_on__gte=F("disciplined_on")),
            ),
            models.CheckConstraint(name="discipline_has_its_document", condition=~Q(document="") & ~Q(penalty="")),
        ]

    def __str__(self) -> str:
        return f"{self.penalty}: {self.person or self.collective}"
