"""The dated tree of organizations and their leadership bodies."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

from organizations.choices import CELL_KINDS, CollectiveKind, OrganizationKind, Sector, Tier
from organizations.text import fold

from .dated import Dated, DatedQuerySet

if TYPE_CHECKING:
    from .accounts import User

#: Digits of one level in ``Organization.path``: up to 99,999 children under one node.
PATH_STEP = 5


class OrganizationQuerySet(DatedQuerySet):
    def subtree(self, *roots: Organization) -> Self:
        """The organizations at or below any of ``roots``."""
        return self.filter(within("path", *(root.path for root in roots)))

    def cells(self) -> Self:
        return self.filter(kind__in=CELL_KINDS)

    def search(self, text: str) -> Self:
        return self.filter(search_name__contains=fold(text)) if text.strip() else self

    def visible_to(self, user: User) -> OrganizationQuerySet:
        from organizations.permissions import visible_organizations

        return visible_organizations(self, user)


#: So many subtrees are looked up by their index, one range each; more are looked up together, row by row.
MOST_RANGES = 8


@models.CharField.register_lookup
class Under(models.Lookup[Any]):
    """``path__under=("00001", "0000200003")``: the path begins with one of them, as far as each of them goes.

    One list for each depth, however many there are: a chain of ORs as long as somebody has rights is deeper than SQLite
    reads (1,000) and takes longer to plan than to answer.
    """

    lookup_name = "under"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        path, path_parameters = self.process_lhs(compiler, connection)
        conditions, parameters = [], list[Any]()
        for length in sorted({len(root) for root in self.rhs}):
            roots = [root for root in self.rhs if len(root) == length]
            conditions.append(f"SUBSTR({path}, 1, {length}) IN ({', '.join(['%s'] * len(roots))})")
            parameters += [*path_parameters, *roots]
        return f"({' OR '.join(conditions)})", parameters


def within(field: str, *paths: str) -> Q:
    """Condition: ``field`` holds a path at or below one of ``paths``. No path, no rows.

    A range, not a prefix match: SQLite answers ``LIKE`` without its index, and digits of fixed width sort alike in
    every collation.
    """
    roots = _topmost(paths)
    if len(roots) > MOST_RANGES:
        return Q(**{f"{field}__under": roots})
    condition = Q(pk__in=[])
    for path in roots:
        last = int(path[-PATH_STEP:]) + 1
        condition |= Q(**{f"{field}__gte": path, f"{field}__lt": f"{path[:-PATH_STEP]}{last:0{PATH_STEP}d}"})
    return condition


def _topmost(paths: Iterable[str]) -> tuple[str, ...]:
    """Each once, without those below another."""
    roots: list[str] = []
    for path in sorted(set(paths)):
        if not roots or not path.startswith(roots[-1]):
            roots.append(path)
    return tuple(roots)


def paths_down_to(path: str) -> list[str]:
    """The paths of all nodes from the root down to the node of ``path`` itself."""
    return [path[:end] for end in range(PATH_STEP, len(path) + 1, PATH_STEP)]


class Organization(Dated):
    """A node of the tree: a party organization, or a body attached to the committee of its level."""

    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children", verbose_name="cấp trên"
    )
    path = models.CharField("đường dẫn", max_length=80, unique=True, editable=False)
    kind = models.CharField("loại hình", max_length=32, choices=OrganizationKind)
    tier = models.CharField("cấp", max_length=16, choices=Tier)
    sector = models.CharField("khối", max_length=16, choices=Sector, default=Sector.PARTY)
    name = models.CharField("tên", max_length=200)
    search_name = models.CharField(max_length=200, editable=False)
    short_name = models.CharField("tên gọi tắt", max_length=80, blank=True)
    symbol = models.CharField("ký hiệu văn bản", max_length=20, blank=True, help_text="Ví dụ: HU, ĐU, BTCHU")
    place = models.CharField("địa danh", max_length=80, blank=True, help_text="Ghi trước ngày tháng trên văn bản")
    postal_address = models.CharField(
        "địa chỉ thư", max_length=200, blank=True, help_text="Ghi trên phong bì gửi lại và phiếu lấy ý kiến nơi cư trú"
    )
    has_seal = models.BooleanField("có con dấu", default=True)
    head_regime = models.BooleanField(
        "thực hiện chế độ thủ trưởng",
        default=False,
        help_text="Cán bộ lãnh đạo, quản lý kiểm điểm trước hội nghị cán bộ chủ chốt của cơ quan, đơn vị",
    )
    supervisor = models.ForeignKey(
        "organizations.Person",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="supervised_organizations",
        verbose_name="Ủy viên Ban Thường vụ phụ trách",
    )

    objects = OrganizationQuerySet.as_manager()

    class Meta(Dated.Meta):
        verbose_name = "tổ chức"
        verbose_name_plural = "tổ chức"
        ordering = ("path",)
        permissions = (
            ("lead_review", "Chỉ đạo kiểm điểm của đơn vị"),
            ("keep_roster", "Quản lý danh sách đảng viên, chức vụ"),
            ("issue_prompts", "Gợi ý kiểm điểm"),
            ("appraise", "Thẩm định"),
            ("decide", "Quyết định xếp loại"),
            ("inspect", "Kiểm tra, giám sát"),
            ("give_opinions", "Cho ý kiến nhận xét"),
            ("keep_accounts", "Quản lý tài khoản"),
        )
        indexes = (models.Index(fields=("kind",)), models.Index(fields=("search_name",)))

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search_name = fold(self.name)
        super().save(*args, **kwargs)

    @property
    def is_cell(self) -> bool:
        return self.kind in CELL_KINDS

    @property
    def depth(self) -> int:
        """1 for a root."""
        return len(self.path) // PATH_STEP

    def contains(self, other: Organization) -> bool:
        """Is ``other`` this organization or below it?"""
        return other.path.startswith(self.path)

    def ancestor_paths(self) -> list[str]:
        """Paths from the root down to this node itself."""
        return paths_down_to(self.path)


class CollectiveQuerySet(DatedQuerySet):
    def visible_to(self, user: User) -> Self:
        from organizations.permissions import visible_organizations

        return self.filter(organization__in=visible_organizations(Organization.objects.all(), user))


class Collective(Dated):
    """A leadership body (tập thể lãnh đạo, quản lý) of an organization; its members are the posts in it."""

    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="collectives", verbose_name="tổ chức"
    )
    kind = models.CharField("loại tập thể", max_length=32, choices=CollectiveKind)
    sector = models.CharField("khối", max_length=16, choices=Sector, default=Sector.PARTY)
    name = models.CharField("tên", max_length=200)

    objects = CollectiveQuerySet.as_manager()

    class Meta(Dated.Meta):
        verbose_name = "tập thể"
        verbose_name_plural = "tập thể"
        ordering = ("organization__path", "id")
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                name="one_open_collective_of_a_kind_in_an_organization",
                fields=("organization", "kind"),
                condition=Q(valid_to__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def posts_on(self, day: date) -> models.QuerySet[Any]:
        return self.posts.on(day)
