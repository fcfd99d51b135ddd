"""People, where they hold their party activity, and the posts they hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

from organizations.choices import Activity, Attendance, MemberStatus, PostRole, PostSide
from organizations.text import fold

from .dated import Dated, DatedQuerySet
from .organization import Collective, Organization

if TYPE_CHECKING:
    from .accounts import User


class PersonQuerySet(models.QuerySet["Person"]):
    def search(self, text: str) -> Self:
        return self.filter(search_name__contains=fold(text)) if text.strip() else self

    def visible_to(self, user: User) -> Self:
        from organizations.permissions import visible_people

        return visible_people(self, user)


class Person(models.Model):
    full_name = models.CharField("họ và tên", max_length=120)
    search_name = models.CharField(max_length=120, editable=False, db_index=True)
    given_name_key = models.CharField(max_length=120, editable=False, db_index=True)
    birth_date = models.DateField("ngày sinh", null=True, blank=True)
    birth_year_only = models.BooleanField("chỉ biết năm sinh", default=False)
    is_female = models.BooleanField("nữ", default=False)
    card_number = models.CharField("số thẻ đảng viên", max_length=20, blank=True)
    admitted_on = models.DateField("ngày vào Đảng", null=True, blank=True)
    official_on = models.DateField("ngày chính thức", null=True, blank=True)
    workplace = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="staff",
        verbose_name="đơn vị công tác",
    )
    residence_cell = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="residents",
        verbose_name="chi bộ nơi cư trú",
    )
    email = models.EmailField("thư điện tử", blank=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = "đảng viên, cán bộ"
        verbose_name_plural = "đảng viên, cán bộ"
        ordering = ("given_name_key", "id")
        constraints = [
            models.UniqueConstraint(
                name="card_number_belongs_to_one_person", fields=("card_number",), condition=~Q(card_number="")
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.fill_keys()
        super().save(*args, **kwargs)

    def fill_keys(self) -> None:
        """Set the search and sort keys; bulk writers call it themselves."""
        self.search_name = fold(self.full_name)
        self.given_name_key = " ".join([self.search_name.rsplit(" ", 1)[-1], self.search_name])[:120]


class CellMembership(Dated):
    """Where a member holds activity: one official cell at a time, perhaps temporary ones besides."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships", verbose_name="đảng viên")
    cell = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="memberships", verbose_name="chi bộ")
    attendance = models.CharField("sinh hoạt", max_length=16, choices=Attendance, default=Attendance.OFFICIAL)
    status = models.CharField("tư cách", max_length=16, choices=MemberStatus, default=MemberStatus.FULL)
    activity = models.CharField("tình trạng", max_length=16, choices=Activity, default=Activity.ACTIVE)

    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        verbose_name = "nơi sinh hoạt đảng"
        verbose_name_plural = "nơi sinh hoạt đảng"
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                name="one_open_official_cell_for_a_person",
                fields=("person",),
                condition=Q(attendance=Attendance.OFFICIAL, valid_to__isnull=True),
            ),
            models.UniqueConstraint(
                name="one_open_membership_in_a_cell", fields=("person", "cell"), condition=Q(valid_to__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} – {self.cell}"


class Post(Dated):
    """A post in a collective; posts, and only posts, say who is reviewed, where, and under whose authority."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="posts", verbose_name="cán bộ")
    collective = models.ForeignKey(Collective, on_delete=models.PROTECT, related_name="posts", verbose_name="tập thể")
    role = models.CharField("vai trò", max_length=16, choices=PostRole, default=PostRole.MEMBER)
    title = models.CharField("chức vụ", max_length=160)
    side = models.CharField("khối chức vụ", max_length=16, choices=PostSide, default=PostSide.PARTY)
    managed_by = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="managed_posts",
        verbose_name="diện quản lý",
        help_text="Tổ chức mà Ban Thường vụ (cấp ủy) của nó quản lý chức vụ này",
    )
    acting = models.BooleanField("quyền, phụ trách", default=False)

    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        verbose_name = "chức vụ"
        verbose_name_plural = "chức vụ"
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                name="one_open_post_of_a_person_in_a_collective",
                fields=("person", "collective"),
                condition=Q(valid_to__isnull=True),
            ),
            models.UniqueConstraint(
                name="one_open_head_of_a_collective",
                fields=("collective",),
                condition=Q(role=PostRole.HEAD, valid_to__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} – {self.person}"
