"""Who keeps whose account, and what he may do with it.

Three kinds of keepers, each with less than the one before:

- the desk of the administration (``is_staff`` with the permission to change accounts): every account;
- ``keep_accounts`` on an organization: the accounts of its people, but not the administration's own;
- ``keep_roster`` on an organization: whoever enters people also opens accounts for them and prints their first letter.
  A code for an account in use, or for one that holds grants, he may not give: with it he could sign in in its name.

Nobody keeps his own account.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Exists, OuterRef, Q, QuerySet

from organizations import clock
from organizations.choices import Attendance
from organizations.models import CellMembership, Grant, Organization, Person, Post, User
from organizations.models.people import PersonQuerySet
from organizations.permissions import granted, held_grants

KEEPERS = ("keep_accounts", "keep_roster")


def keeps_all_accounts(user: User) -> bool:
    return user.is_staff and user.has_perm("organizations.change_user")


def keeps_accounts(user: User) -> bool:
    """Somebody's at all: decides whether the pages of the keeper exist for him."""
    return any(grant.codename in KEEPERS for grant in held_grants(user)) or keeps_all_accounts(user)


def kept_organizations(user: User) -> QuerySet[Organization]:
    rows: QuerySet[Organization] = Organization.objects.on(clock.today())
    return rows if keeps_all_accounts(user) else rows.filter(granted(user, "path", *KEEPERS))


def kept_people(user: User, *codenames: str) -> PersonQuerySet:
    """The people of the organizations whose accounts ``user`` keeps (by one of ``codenames``, or by any)."""
    if keeps_all_accounts(user):
        return Person.objects.all()
    return people_of(lambda path: granted(user, path, *(codenames or KEEPERS)))


def people_of(place: Callable[[str], Q]) -> PersonQuerySet:
    """Who works there, is an official member of a cell there, or holds a post there, today.

    Who has neither cell nor post any more is still of the place where he had them last known, so that his account can
    be closed, or opened again. ``place`` makes a condition on a path column.
    """
    today = clock.today()
    cells, posts = (
        CellMembership.objects.filter(attendance=Attendance.OFFICIAL, person=OuterRef("pk")),
        Post.objects.filter(person=OuterRef("pk")),
    )
    here = Q(Exists(cells.on(today).filter(place("cell__path")))) | Q(
        Exists(posts.on(today).filter(place("collective__organization__path")))
    )
    was_here = Q(Exists(cells.filter(place("cell__path")))) | Q(
        Exists(posts.filter(place("collective__organization__path")))
    )
    nowhere = ~Q(Exists(cells.on(today))) & ~Q(Exists(posts.on(today)))
    return Person.objects.filter(place("workplace__path") | here | (nowhere & was_here))


def kept_accounts(user: User) -> QuerySet[User]:
    if keeps_all_accounts(user):
        return User.objects.all()
    return User.objects.filter(person__in=kept_people(user))


def invite_refusal(user: User, account: User) -> str:
    """Why ``user`` may not give this account a code; empty where he may."""
    if not account.is_active:
        return f"Tài khoản {account.username} đã đóng. Mở lại trước khi cấp mã."
    if refusal := _not_ones_own(user, account) or _administration(user, account):
        return refusal
    if keeps_all_accounts(user) or kept_people(user, "keep_accounts").filter(pk=account.person_key).exists():
        return ""
    if account.has_usable_password():
        return (
            f"{account} đã đặt mật khẩu và đang dùng tài khoản. Mã mới do người được giao “Quản lý tài khoản” cấp: "
            "ai có mã thì đăng nhập được thay đồng chí ấy."
        )
    return _holds_grants(account)


def close_refusal(user: User, account: User) -> str:
    """Why ``user`` may not close this account, or open it again; empty where he may."""
    if refusal := _not_ones_own(user, account) or _administration(user, account):
        return refusal
    if keeps_all_accounts(user) or kept_people(user, "keep_accounts").filter(pk=account.person_key).exists():
        return ""
    return _holds_grants(account)


def unlock_refusal(user: User, account: User) -> str:
    return _not_ones_own(user, account) or _administration(user, account)


def _not_ones_own(user: User, account: User) -> str:
    return "Không tự làm việc này với tài khoản của chính mình." if user.pk == account.pk else ""


def _administration(user: User, account: User) -> str:
    if account.is_staff and not keeps_all_accounts(user):
        return f"{account} quản trị tài khoản của chương trình: chỉ người quản trị khác làm được việc này."
    return ""


def _holds_grants(account: User) -> str:
    if Grant.objects.on(clock.today()).filter(user=account).exists():
        return f"{account} đang được giao quyền. Việc này do người được giao “Quản lý tài khoản” làm."
    return ""
