"""The register of documents (sổ văn bản): one row of numbers per issuer, kind of document and term."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from forms_templates.choices import DocumentKind
from forms_templates.models import Document
from organizations.models import Organization, Term

if TYPE_CHECKING:
    from organizations.models import User


class NumberSeries(models.Model):
    """The numbers of one kind of document of one issuer, in a term of its committee or in a calendar year.

    ``started_after``: the last number given on paper before this register began; ``last``: the last number given.
    Whoever takes a number locks this row first.
    """

    issuer = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="number_series", verbose_name="cơ quan ban hành"
    )
    document_name = models.CharField("loại văn bản", max_length=40)
    term = models.ForeignKey(
        Term, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="nhiệm kỳ"
    )
    year = models.PositiveSmallIntegerField("năm", null=True, blank=True)
    started_after = models.PositiveIntegerField("số cuối đã cấp ngoài chương trình", default=0)
    last = models.PositiveIntegerField("số cuối", default=0)

    class Meta:
        verbose_name = "dãy số văn bản"
        verbose_name_plural = "dãy số văn bản"
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(
                name="numbers_run_through_a_term_or_a_year",
                condition=Q(term__isnull=False, year__isnull=True) | Q(term__isnull=True, year__isnull=False),
            ),
            models.CheckConstraint(name="numbers_go_up", condition=Q(last__gte=F("started_after"))),
            models.UniqueConstraint(
                name="one_row_of_numbers_in_a_term",
                fields=("issuer", "document_name", "term"),
                condition=Q(term__isnull=False),
            ),
            models.UniqueConstraint(
                name="one_row_of_numbers_in_a_year",
                fields=("issuer", "document_name", "year"),
                condition=Q(year__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.issuer}: {self.document_name}, {self.period}"

    @property
    def period(self) -> str:
        return str(self.term).lower() if self.term is not None else f"năm {self.year}"


class RegisterEntryQuerySet(models.QuerySet["RegisterEntry"]):
    def visible_to(self, user: User) -> RegisterEntryQuerySet:
        from reviews.permissions import visible_register_entries

        return visible_register_entries(self, user)

    def standing(self) -> RegisterEntryQuerySet:
        """Numbers that were not cancelled."""
        return self.filter(cancelled_on__isnull=True)


class RegisterEntry(models.Model):
    """One number, given to one document for good. A cancelled one stays with its reason and is never given again.

    ``kind`` and ``subject_key`` repeat the document's: one source has one number that stands.
    """

    series = models.ForeignKey(NumberSeries, on_delete=models.PROTECT, related_name="entries")
    number = models.PositiveIntegerField("số thứ tự")
    full_number = models.CharField("số, ký hiệu", max_length=60)
    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="register_entry")
    kind = models.CharField("loại", max_length=32, choices=DocumentKind)
    subject_key = models.CharField(max_length=120, editable=False)
    title = models.CharField("trích yếu", max_length=300)
    dated_on = models.DateField("ngày văn bản")
    issued_at = models.DateTimeField("cấp số lúc")
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    cancelled_on = models.DateField("hủy số ngày", null=True, blank=True)
    cancelled_reason = models.CharField("lý do hủy", max_length=300, blank=True)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = RegisterEntryQuerySet.as_manager()

    class Meta:
        verbose_name = "số văn bản"
        verbose_name_plural = "số văn bản"
        ordering = ("-issued_at", "-id")
        constraints = [
            models.UniqueConstraint(name="a_number_is_given_once", fields=("series", "number")),
            models.UniqueConstraint(
                name="one_standing_number_of_a_source",
                fields=("kind", "subject_key"),
                condition=Q(cancelled_on__isnull=True),
            ),
            models.CheckConstraint(name="numbers_begin_with_one", condition=Q(number__gte=1)),
            models.CheckConstraint(
                name="a_cancelled_number_says_why_and_who",
                condition=Q(cancelled_on__isnull=True, cancelled_reason="", cancelled_by__isnull=True)
                | (Q(cancelled_on__isnull=False, cancelled_by__isnull=False) & ~Q(cancelled_reason="")),
            ),
        ]
        indexes = (models.Index(fields=("series", "dated_on")),)

    def __str__(self) -> str:
        return f"Số {self.full_number}"
