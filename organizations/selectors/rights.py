"""What somebody may do today and why; who else acts by his rights; and whose rights he may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from organizations import clock
from organizations.choices import LEADING_ROLES, OrganizationKind
from organizations.models import CellMembership, Deputation, Grant, Organization, Post, User

#: What of an organization's own staff stands in the tree below it.
_OFFICES = (OrganizationKind.ADVISORY_BOARD, OrganizationKind.DEPARTMENT)


@dataclass(frozen=True, slots=True)
class HeldRight:
    """One reason why somebody may do something today; ``right``: what names it in the form of a deputation."""

    what: str
    where: str
    why: str
    valid_from: date | None
    valid_to: date | None
    right: str = ""


@dataclass(frozen=True, slots=True)
class MyRights:
    """``given`` and ``held``: deputations, those that have ended too, the newest first."""

    posts: list[HeldRight]
    memberships: list[HeldRight]
    grants: list[HeldRight]
    given: list[Deputation]
    held: list[Deputation]

    @property
    def may_depute(self) -> bool:
        return any(right.right for right in (*self.posts, *self.grants))


def my_rights(user: User) -> MyRights:
    """Four queries."""
    mine = Deputation.objects.filter(Q(giver=user) | Q(receiver=user)).with_right()
    deputations = [mark(row) for row in mine[:100]]
    return MyRights(
        posts=[_of_post(post) for post in _posts(user)],
        memberships=[_of_membership(row) for row in _memberships(user)],
        grants=[_of_grant(grant) for grant in _grants(user)],
        given=[row for row in deputations if row.giver_id == user.pk],
        held=[row for row in deputations if row.receiver_id == user.pk],
    )


def mark(row: Deputation) -> Deputation:
    """Say on the row how it stands today: ``stands`` in words, ``is_open`` while it can still be withdrawn."""
    today = clock.today()
    row.is_open = row.withdrawn_at is None and row.valid_to >= today
    right = row.grant if row.grant is not None else row.post
    assert right is not None
    if row.withdrawn_at is not None:
        row.stands = "Đã thôi"
    elif row.valid_to < today:
        row.stands = "Đã hết hạn"
    elif (right.valid_to is not None and right.valid_to < today) or not row.giver.is_active:
        row.stands, row.is_open = "Không còn hiệu lực: quyền của người ủy quyền đã hết", False
    else:
        row.stands = "Đang có hiệu lực" if row.valid_from <= today else "Chưa đến ngày"
    row.is_in_force = row.is_open and row.valid_from <= today
    return row


def deputable(user: User) -> dict[str, Grant | Post]:
    """His own grants and leading posts of today, by the name that the form gives each (two queries)."""
    posts: dict[str, Grant | Post] = {f"post-{post.pk}": post for post in _posts(user) if post.role in LEADING_ROLES}
    return posts | {f"grant-{grant.pk}": grant for grant in _grants(user)}


def receivers(user: User, rights: dict[str, Grant | Post]) -> QuerySet[User]:
    """Whom he may choose: whoever has a post, works, holds activity or a grant where his rights hold, right above, or
    in the offices there."""
    own = [
        right.content_object if isinstance(right, Grant) else right.collective.organization for right in rights.values()
    ]
    near = Organization.objects.filter(
        Q(pk__in=[place.pk for place in own])
        | Q(pk__in=[place.parent_id for place in own if place.parent_id])
        | Q(parent__in=[place.pk for place in own], kind__in=_OFFICES)
    ).values("pk")
    today = clock.today()
    people = (
        Q(person__in=Post.objects.on(today).filter(collective__organization__in=near).values("person"))
        | Q(person__workplace__in=near)
        | Q(person__in=CellMembership.objects.on(today).filter(cell__in=near).values("person"))
        | Q(pk__in=Grant.objects.on(today).filter(content_object__in=near).values("user"))
    )
    rows = User.objects.filter(people, is_active=True, person__isnull=False).exclude(pk=user.pk)
    return rows.select_related("person__workplace").order_by("person__given_name_key", "pk")


def _posts(user: User) -> QuerySet[Post]:
    rows: QuerySet[Post] = Post.objects.on(clock.today()).filter(person_id=user.person_key)
    return rows.select_related("collective__organization").order_by("pk")


def _memberships(user: User) -> QuerySet[CellMembership]:
    rows: QuerySet[CellMembership] = CellMembership.objects.on(clock.today()).filter(person_id=user.person_key)
    return rows.select_related("cell").order_by("pk")


def _grants(user: User) -> QuerySet[Grant]:
    rows: QuerySet[Grant] = Grant.objects.on(clock.today()).filter(user=user)
    return rows.select_related("permission", "content_object", "given_by__person").order_by(
        "content_object__path", "pk"
    )


def _of_post(post: Post) -> HeldRight:
    leads = post.role in LEADING_ROLES
    return HeldRight(
        post.title,
        f"{post.collective} – {post.collective.organization}",
        f"Chức vụ ({post.get_role_display().lower()})",
        post.valid_from,
        post.valid_to,
        right=f"post-{post.pk}" if leads else "",
    )


def _of_membership(row: CellMembership) -> HeldRight:
    return HeldRight(
        row.get_status_display(), str(row.cell), row.get_attendance_display(), row.valid_from, row.valid_to
    )


def _of_grant(grant: Grant) -> HeldRight:
    giver = f"{grant.given_by} giao" if grant.given_by is not None else "Được giao"
    return HeldRight(
        grant.permission.name,
        f"{grant.content_object} ({grant.get_scope_display().lower()})",
        f"{giver}: {grant.reason}" if grant.reason else giver,
        grant.valid_from,
        grant.valid_to,
        right=f"grant-{grant.pk}",
    )
