"""Who has an account and how it stands, for whoever keeps the accounts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from organizations import clock
from organizations.account_permissions import kept_people, people_of
from organizations.choices import Attendance
from organizations.formats import vi_date, vi_time
from organizations.models import CellMembership, Invitation, Organization, Person, User
from organizations.models.organization import within
from organizations.models.people import PersonQuerySet
from organizations.text import fold
from organizations.tries import locked_until

#: State -> its label in the filter of the list.
STATES = {
    "none": "Chưa có tài khoản",
    "waiting": "Chưa đặt mật khẩu",
    "active": "Đang dùng",
    "closed": "Đã đóng",
}
_NO_PASSWORD = Q(user__password__startswith=UNUSABLE_PASSWORD_PREFIX)
_IN_STATE = {
    "none": Q(user=None),
    "waiting": Q(user__is_active=True) & _NO_PASSWORD,
    "active": Q(user__is_active=True) & ~_NO_PASSWORD,
    "closed": Q(user__is_active=False),
}


@dataclass(frozen=True, slots=True)
class AccountState:
    """``tone`` as the badges have it; ``note`` says until when."""

    tone: str
    label: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class PersonRow:
    person: Person
    account: User | None
    place: str
    state: AccountState
    signed_in_at: datetime | None


def people_in(keeper: User, organization: Organization | None) -> PersonQuerySet:
    """The people whose accounts ``keeper`` keeps, of one organization and below it or of all his."""
    rows = kept_people(keeper)
    if organization is None:
        return rows
    return rows.filter(pk__in=people_of(lambda path: within(path, organization.path)))


def filtered(rows: PersonQuerySet, *, state: str, search: str) -> PersonQuerySet:
    """By state and by words in the person's or the sign-in name; in the order of names."""
    if state in _IN_STATE:
        rows = rows.filter(_IN_STATE[state])
    if words := fold(search):
        rows = rows.filter(Q(search_name__contains=words) | Q(user__username__contains=words))
    return rows.order_by("given_name_key", "pk")


def still_to_do(rows: PersonQuerySet) -> dict[str, int]:
    """How many of these people have no account (``without``), how many accounts wait for a letter (``waiting``)."""
    codes = Invitation.objects.valid(clock.now()).filter(user=OuterRef("user"))
    return rows.aggregate(
        without=Count("pk", filter=_IN_STATE["none"]),
        waiting=Count("pk", filter=_IN_STATE["waiting"] & ~Q(Exists(codes))),
    )


def waiting(rows: PersonQuerySet, *, again: bool = False) -> QuerySet[User]:
    """Accounts of these people without a password and without a code that still works - or with one, ``again``.

    In the order in which letters are handed out: by cell, then by name.
    """
    codes = Invitation.objects.valid(clock.now()).filter(user=OuterRef("pk"))
    accounts = User.objects.filter(person__in=rows, is_active=True, password__startswith=UNUSABLE_PASSWORD_PREFIX)
    accounts = accounts if again else accounts.filter(~Exists(codes))
    return for_letters(accounts).order_by(F("cell_path").asc(nulls_last=True), "person__given_name_key", "pk")


def for_letters(accounts: QuerySet[User]) -> QuerySet[User]:
    """With ``cell_name`` and ``cell_path``: through whose hands the letter goes."""
    return accounts.select_related("person__workplace").annotate(
        cell_path=_cell("path", person="person"), cell_name=_cell("name", person="person")
    )


def with_places(rows: PersonQuerySet) -> PersonQuerySet:
    annotated: PersonQuerySet = rows.select_related("user", "workplace").annotate(cell_name=_cell("name", person="pk"))
    return annotated


def _cell(column: str, *, person: str) -> Subquery:
    """Of the cell in which he holds official activity today."""
    cells = CellMembership.objects.on(clock.today()).filter(person=OuterRef(person), attendance=Attendance.OFFICIAL)
    return Subquery(cells.order_by("-pk").values(f"cell__{column}")[:1])


def rows_of(people: Sequence[Person]) -> list[PersonRow]:
    """A page of the list (two queries, whatever its length)."""
    accounts = {person.pk: person.user for person in people if hasattr(person, "user")}
    states = states_of(accounts.values())
    return [
        PersonRow(
            person=person,
            account=accounts.get(person.pk),
            place=getattr(person, "cell_name", "") or str(person.workplace or ""),
            state=states[accounts[person.pk].pk] if person.pk in accounts else AccountState("neutral", STATES["none"]),
            signed_in_at=signed_in_at(accounts.get(person.pk)),
        )
        for person in people
    ]


def signed_in_at(account: User | None) -> datetime | None:
    """The last time, on the program's clock."""
    return clock.shown(account.last_login) if account is not None and account.last_login is not None else None


def states_of(accounts: Iterable[User]) -> dict[int, AccountState]:
    """By account (two queries)."""
    accounts, now = list(accounts), clock.now()
    locks = locked_until(account.username for account in accounts)
    codes = {code.user_id: code for code in Invitation.objects.open().filter(user__in=accounts)}
    return {
        account.pk: _state(account, locks.get(account.username), codes.get(account.pk), now) for account in accounts
    }


def _state(account: User, lock: datetime | None, code: Invitation | None, now: datetime) -> AccountState:
    if not account.is_active:
        return AccountState("not_applicable", STATES["closed"])
    if lock is not None:
        return AccountState("late", "Tạm khóa", f"tự mở lúc {vi_time(clock.shown(lock))}")
    if code is not None and code.expires_at > now:
        label = "Đã cấp mã mới" if account.has_usable_password() else "Đã mời"
        return AccountState("current", label, f"mã dùng được đến {vi_date(code.expires_at)}")
    if account.has_usable_password():
        return AccountState("done", STATES["active"])
    if code is not None:
        return AccountState("soon", "Mã đã hết hạn")
    return AccountState("todo", "Chưa mời")
