"""The account ends with the last post: once a day whoever belongs nowhere any more is signed out for good."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from organizations import clock
from organizations.choices import AuditAction
from organizations.formats import vi_date
from organizations.models import CellMembership, Grant, Post, User
from organizations.services.accounts import shut
from organizations.services.audit import record

#: Who stands in the record where the program itself acts.
PROGRAM = "Chương trình"
REASON = "Mọi chức vụ và nơi sinh hoạt đã kết thúc"


def ended_accounts(today: date) -> QuerySet[User]:
    """Open accounts of people who held a post or activity, all of which ended before ``today``; none is to begin."""
    cells, posts = (rows.filter(person=OuterRef("person")) for rows in (CellMembership.objects, Post.objects))
    still = Q(valid_to=None) | Q(valid_to__gte=today)
    held = Q(Exists(cells)) | Q(Exists(posts))
    return User.objects.filter(
        held, ~Q(Exists(cells.filter(still))), ~Q(Exists(posts.filter(still))), is_active=True, person__isnull=False
    )


def close_ended_accounts() -> int:
    """Close them, each in a transaction of its own; returns how many. Running it again changes nothing."""
    today = clock.today()
    return sum(_close(pk, today) for pk in ended_accounts(today).order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def _close(pk: int, today: date) -> int:
    """One account, unless a post was given meanwhile, or it is the last that can administer the program."""
    staff = list(User.objects.select_for_update().filter(is_active=True, is_staff=True).order_by("pk"))
    if [account.pk for account in staff] == [pk] or not ended_accounts(today).filter(pk=pk).update(is_active=False):
        return 0
    account = User.objects.select_related("person__workplace").get(pk=pk)
    shut(account)
    for grant in open_grants(today).filter(user=account):
        end(grant, today)
    record(
        AuditAction.ACCOUNT_CLOSE,
        account,
        by=None,
        actor=PROGRAM,
        unit_path=account.unit_path,
        after={"lý do": REASON},
    )
    return 1


def open_grants(today: date) -> QuerySet[Grant]:
    rows: QuerySet[Grant] = Grant.objects.get_queryset().filter(Q(valid_to=None) | Q(valid_to__gte=today))
    return rows


def grants_without_post(today: date) -> QuerySet[Grant]:
    """Grants still in force of holders who had posts and hold none any more, though they belong to a cell.

    They are shown and not ended: a clerk may have been given the work itself, whatever post he held beside it.
    """
    posts = Post.objects.filter(person=OuterRef("user__person"))
    still = Q(valid_to=None) | Q(valid_to__gte=today)
    return open_grants(today).filter(Q(Exists(posts)), ~Q(Exists(posts.filter(still))), user__is_active=True)


def end(grant: Grant, today: date, *, by: User | None = None, reason: str = REASON) -> None:
    """Yesterday was its last day; one that had not begun by then is gone. On record with what it was."""
    last = today - timedelta(days=1)
    begun = grant.valid_from is None or grant.valid_from <= last
    rows = Grant.objects.get_queryset().filter(pk=grant.pk)
    record(
        AuditAction.GRANT_CHANGE if begun else AuditAction.GRANT_END,
        grant,
        by=by,
        actor=PROGRAM,
        unit_path=grant.content_object.path,
        before={"từ ngày": vi_date(grant.valid_from), "đến ngày": vi_date(grant.valid_to)},
        after={"đến ngày": vi_date(last), "lý do": reason},
    )
    if begun:
        rows.update(valid_to=last)
    else:
        rows.delete()


@transaction.atomic
def end_grant(*, grant_id: int, by: User) -> None:
    """End one that ``grants_without_post`` told of; of two who do so at once, one does."""
    today = clock.today()
    grant = Grant.objects.get_queryset().select_for_update().filter(pk=grant_id).first()
    if grant is not None and open_grants(today).filter(pk=grant_id).exists():
        end(grant, today, by=by, reason="Các chức vụ của người được giao đã kết thúc")
