"""Accounts are opened for people, closed, opened again and unlocked; each act stands in the record."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Q

from organizations import clock
from organizations.account_permissions import close_refusal, kept_people, unlock_refusal
from organizations.choices import AuditAction
from organizations.models import CellMembership, Invitation, Person, Post, User
from organizations.refusals import Refused, refuse
from organizations.services.audit import record
from organizations.services.sessions import end_sessions
from organizations.text import fold
from organizations.tries import forget_tries


def sign_in_stem(full_name: str) -> str:
    """``ducnv`` for “Nguyễn Văn Đức”: the given name, then the first letters of the names before it."""
    words: list[str] = re.findall(r"[a-z0-9]+", fold(full_name)) or ["taikhoan"]
    return (words[-1] + "".join(word[0] for word in words[:-1]))[:140]


def sign_in_names(people: Sequence[Person], taken: Iterable[str]) -> list[str]:
    """A name for each, none twice and none that is taken: ``ducnv``, then ``ducnv2``, ``ducnv3``."""
    used, names = set(taken), []
    for person in people:
        stem = name = sign_in_stem(person.full_name)
        number = 1
        while name in used:
            number += 1
            name = f"{stem}{number}"
        used.add(name)
        names.append(name)
    return names


@transaction.atomic
def create_accounts(people: Iterable[Person], *, by: User) -> list[User]:
    """Open an account for each who has none, without a password: a letter with a code comes next (``invitations``).

    Returns the accounts that this call opened, in the order of ``people``. Calling it again, or twice at once, opens
    none a second time: the database decides, by one account for a person and one account for a name. Raises
    ``Refused`` when the accounts of one of the people are not ``by``'s to keep; then none is opened.
    """
    wanted = {person.pk: person for person in people}
    kept = set(kept_people(by).filter(pk__in=wanted).values_list("pk", flat=True))
    if strangers := [str(person) for pk, person in wanted.items() if pk not in kept]:
        raise Refused(f"Không thuộc nơi đồng chí quản lý tài khoản: {', '.join(strangers[:5])}.")
    opened: list[User] = []
    while missing := _without_account(wanted.values()):
        opened += _opened(missing)
    order = {pk: place for place, pk in enumerate(wanted)}
    opened.sort(key=lambda account: order[account.person_key])
    for account in opened:
        record(
            AuditAction.ACCOUNT,
            account,
            by=by,
            unit_path=account.unit_path,
            after={"tên đăng nhập": account.username, "đảng viên, cán bộ": str(account.person)},
        )
    return opened


def _without_account(people: Iterable[Person]) -> list[Person]:
    people = list(people)
    have = set(User.objects.filter(person__in=people).values_list("person_id", flat=True))
    return [person for person in people if person.pk not in have]


def _opened(people: Sequence[Person]) -> list[User]:
    """Those of ``people`` whose account is ours; where somebody else was first with the person or the name, nothing."""
    stems = {sign_in_stem(person.full_name) for person in people}
    alike = Q()
    for stem in stems:
        alike |= Q(username__startswith=stem)
    taken = User.objects.filter(alike).values_list("username", flat=True)
    accounts = [
        # What stands for no password is random: by it our own rows are known from another's.
        User(username=name, person_id=person.pk, password=make_password(None))
        for person, name in zip(people, sign_in_names(people, taken), strict=True)
    ]
    User.objects.bulk_create(accounts, ignore_conflicts=True)
    ours = {account.password for account in accounts}
    found = User.objects.filter(person__in=people).select_related("person__workplace")
    return [account for account in found if account.password in ours]


@transaction.atomic
def close_account(*, account: User, by: User, reason: str) -> None:
    """Nobody signs in with it from now on, and who has is out; its grants stay, for the keeper to end or keep."""
    if not reason.strip():
        raise Refused("Ghi lý do đóng tài khoản.")
    refuse(close_refusal(by, account))
    if not User.objects.filter(pk=account.pk, is_active=True).update(is_active=False):
        raise Refused("Tài khoản này đã đóng.")
    shut(account)
    record(AuditAction.ACCOUNT_CLOSE, account, by=by, unit_path=account.unit_path, after={"lý do": reason.strip()})


def shut(account: User) -> None:
    """What goes with the account when it is closed: its sessions and a code that was not used."""
    end_sessions(account)
    Invitation.objects.open().filter(user=account).update(void_at=clock.now())


@transaction.atomic
def reopen_account(*, account: User, by: User) -> None:
    """The same name and the same password as before. Whoever holds neither post nor cell would be closed again."""
    refuse(close_refusal(by, account))
    if account.person is not None and not belongs_somewhere(account.person):
        raise Refused(
            f"{account} không còn giữ chức vụ, không còn sinh hoạt ở chi bộ nào. Ghi chức vụ hoặc nơi sinh hoạt mới "
            "trước, rồi mở lại tài khoản."
        )
    if not User.objects.filter(pk=account.pk, is_active=False).update(is_active=True):
        raise Refused("Tài khoản này đang mở.")
    record(AuditAction.ACCOUNT_REOPEN, account, by=by, unit_path=account.unit_path)


def belongs_somewhere(person: Person) -> bool:
    """Holds a post or activity today, or will."""
    still = Q(valid_to=None) | Q(valid_to__gte=clock.today())
    return (
        CellMembership.objects.filter(still, person=person).exists()
        or Post.objects.filter(still, person=person).exists()
        or not (person.memberships.exists() or person.posts.exists())
    )


@transaction.atomic
def unlock_account(*, account: User, by: User) -> None:
    """After too many wrong passwords: the account may sign in again at once, everywhere."""
    refuse(unlock_refusal(by, account))
    if not forget_tries(account.username):
        raise Refused("Tài khoản này không bị tạm khóa.")
    record(AuditAction.UNLOCK, account, by=by, unit_path=account.unit_path)
