"""One review per subject of a campaign, and the places where it is held and voted on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from organizations.models import Collective, Organization, Person
from organizations.models.organization import within
from reviews.choices import AuthorityKind, Inclusion, SubjectKind, Track, VenueKind

from .campaign import Campaign

if TYPE_CHECKING:
    from organizations.models import User


class ReviewQuerySet(models.QuerySet["Review"]):
    def visible_to(self, user: User) -> ReviewQuerySet:
        from reviews.permissions import visible_reviews

        return visible_reviews(self, user)

    def included(self) -> Self:
        """Whoever is reviewed in the campaign; a Party organization is rated only."""
        return self.rated().reviewed()

    def rated(self) -> Self:
        """Whoever may be given a level, Party organizations too."""
        return self.filter(inclusion=Inclusion.INCLUDED)

    def reviewed(self) -> Self:
        """Subjects with a report or statement of their own, exempt ones too."""
        return self.exclude(kind=SubjectKind.ORGANIZATION)

    def under(self, *organizations: Organization) -> Self:
        return self.filter(within("unit_path", *(organization.path for organization in organizations)))

    def with_subject(self) -> Self:
        return self.select_related("campaign", "campaign__issuer", "collective__organization", "person", "unit")


class Review(models.Model):
    """The review of one leadership collective or one person in a campaign, or the rating of a Party organization.

    ``unit`` is where the subject is handled (the collective's organization, the person's workplace or cell; an
    organization is it); ``unit_path`` repeats its path so that progress down the tree needs no join.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="reviews")
    kind = models.CharField("đối tượng", max_length=16, choices=SubjectKind)
    collective = models.ForeignKey(
        Collective, on_delete=models.PROTECT, null=True, blank=True, related_name="reviews", verbose_name="tập thể"
    )
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="reviews", verbose_name="cá nhân"
    )
    unit = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="reviews", verbose_name="đơn vị")
    unit_path = models.CharField(max_length=80, editable=False)
    form_code = models.CharField("mẫu", max_length=40, blank=True)
    annex = models.CharField("phụ lục chấm điểm", max_length=8, blank=True)
    rated_as_cadre = models.BooleanField("xếp loại cán bộ, công chức, viên chức", default=False)
    rated_as_member = models.BooleanField("xếp loại đảng viên", default=False)
    inclusion = models.CharField("diện", max_length=16, choices=Inclusion, default=Inclusion.INCLUDED)
    reason = models.CharField("vì sao", max_length=400, blank=True)
    clause = models.CharField("điều khoản", max_length=40, blank=True)
    override_reason = models.CharField("lý do điều chỉnh", max_length=400, blank=True)
    overridden_by = models.ForeignKey(
        "organizations.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    authority = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="decided_reviews",
        verbose_name="cấp có thẩm quyền xếp loại",
    )
    authority_kind = models.CharField("thẩm quyền", max_length=16, choices=AuthorityKind, default=AuthorityKind.OWN)
    authority_clause = models.CharField("điều khoản về thẩm quyền", max_length=40, blank=True)
    member_authority = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="decided_member_reviews",
        verbose_name="cấp ủy xếp loại đảng viên",
    )
    member_authority_clause = models.CharField("điều khoản về cấp xếp loại đảng viên", max_length=40, blank=True)
    clerk = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="drafted_reviews",
        verbose_name="người được giao soạn báo cáo",
    )
    violation_flags = models.JSONField("dấu hiệu phải làm rõ trách nhiệm", default=list, blank=True)
    submitted_to_board_at = models.DateTimeField("gửi hồ sơ đến Ban Tổ chức lúc", null=True, blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = "hồ sơ kiểm điểm"
        verbose_name_plural = "hồ sơ kiểm điểm"
        ordering = ("kind", "unit_path", "id")
        constraints = [
            models.CheckConstraint(
                name="a_review_has_exactly_one_subject",
                condition=Q(kind=SubjectKind.COLLECTIVE, collective__isnull=False, person__isnull=True)
                | Q(kind=SubjectKind.PERSON, person__isnull=False, collective__isnull=True)
                | Q(kind=SubjectKind.ORGANIZATION, person__isnull=True, collective__isnull=True),
            ),
            models.UniqueConstraint(
                name="one_rating_of_an_organization",
                fields=("campaign", "unit"),
                condition=Q(kind=SubjectKind.ORGANIZATION),
            ),
            models.UniqueConstraint(name="one_review_of_a_collective", fields=("campaign", "collective")),
            models.UniqueConstraint(name="one_review_of_a_person", fields=("campaign", "person")),
            models.CheckConstraint(
                name="an_exempt_subject_has_a_reason", condition=~Q(inclusion=Inclusion.EXEMPT) | ~Q(reason="")
            ),
        ]
        indexes = (models.Index(fields=("campaign", "unit_path")),)

    def __str__(self) -> str:
        return self.subject_name

    @property
    def subject_name(self) -> str:
        if self.is_organization:
            return str(self.unit)
        subject = self.collective if self.collective_id else self.person
        return str(subject)

    @property
    def is_organization(self) -> bool:
        return self.kind == SubjectKind.ORGANIZATION

    @property
    def organization_id(self) -> int | None:
        """The organization that is the subject itself."""
        return self.unit_id if self.is_organization else None

    @property
    def is_collective(self) -> bool:
        return self.kind == SubjectKind.COLLECTIVE

    @property
    def is_included(self) -> bool:
        return self.inclusion == Inclusion.INCLUDED

    @property
    def tracks(self) -> list[Track]:
        if self.kind != SubjectKind.PERSON:
            return [Track(self.kind)]
        return [
            track
            for track, rated in ((Track.CADRE, self.rated_as_cadre), (Track.MEMBER, self.rated_as_member))
            if rated
        ]


class ReviewVenue(models.Model):
    """A place where the review must be held: before a leadership collective, the key cadres, or the cell.

    Of an organization it is the meeting that votes on its level.
    """

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="venues")
    kind = models.CharField("nơi kiểm điểm", max_length=16, choices=VenueKind)
    collective = models.ForeignKey(
        Collective, on_delete=models.PROTECT, null=True, blank=True, related_name="venue_of", verbose_name="tập thể"
    )
    cell = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="venue_of", verbose_name="chi bộ"
    )
    clause = models.CharField("điều khoản", max_length=40, blank=True)
    reason = models.CharField("vì sao", max_length=300, blank=True)
    waived_reason = models.CharField("lý do không kiểm điểm ở đây", max_length=300, blank=True)

    class Meta:
        verbose_name = "nơi kiểm điểm"
        verbose_name_plural = "nơi kiểm điểm"
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(
                name="a_venue_is_a_collective_or_a_cell",
                condition=Q(kind=VenueKind.CELL, cell__isnull=False, collective__isnull=True)
                | (~Q(kind=VenueKind.CELL) & Q(cell__isnull=True, collective__isnull=False)),
            ),
            models.UniqueConstraint(
                name="one_venue_of_a_review_per_collective",
                fields=("review", "collective"),
                condition=Q(collective__isnull=False),
            ),
            models.UniqueConstraint(
                name="one_venue_of_a_review_per_cell", fields=("review", "cell"), condition=Q(cell__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        if self.kind == VenueKind.KEY_CADRES and self.collective:
            return f"Hội nghị cán bộ chủ chốt {self.collective.organization}"
        return str(self.collective or self.cell)
