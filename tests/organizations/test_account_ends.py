"""The account ends with the last post and the last cell, and comes back when a new one begins."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from organizations import clock
from organizations.choices import AuditAction
from organizations.models import AuditEntry, Grant, Organization, User
from organizations.services.account_ends import close_ended_accounts
from organizations.services.accounts import create_accounts
from organizations.services.invitations import invite, letters_for
from organizations.tasks import tend_accounts
from tests.factories.organizations import (
    PASSWORD,
    GrantFactory,
    MembershipFactory,
    OrganizationFactory,
    PersonFactory,
    PostFactory,
    UserFactory,
)
from tests.reviews.test_pages import signed_in


def day(offset: int) -> date:
    return clock.today() + timedelta(days=offset)


@pytest.fixture
def district(db: None) -> Organization:
    return OrganizationFactory.create()


@pytest.fixture
def keeper(district: Organization) -> User:
    user = UserFactory.create(person=PersonFactory.create(workplace=district))
    GrantFactory.create(user=user, codename="keep_accounts", content_object=district)
    return user


def holder(district: Organization, *, until: date | None, **fields: object) -> User:
    """Somebody whose one post ends ``until`` then."""
    user = UserFactory.create(person__workplace=district, **fields)
    PostFactory.create(
        person=user.person, collective__organization=OrganizationFactory.create(parent=district), valid_to=until
    )
    return user


def closed() -> set[User]:
    return set(User.objects.filter(is_active=False))


def test_who_holds_nothing_any_more_is_closed_the_day_after_signed_out_and_on_record(district: Organization) -> None:
    gone, last_day, stays = (holder(district, until=until) for until in (day(-1), day(0), None))
    member, moves = holder(district, until=day(-1)), holder(district, until=day(-1))
    MembershipFactory.create(person=member.person)
    PostFactory.create(person=moves.person, collective__organization=district, valid_from=day(30))
    newcomer = UserFactory.create()  # entered, but nothing known of him yet
    browser = signed_in(gone)
    assert tend_accounts() == 1
    assert closed() == {gone}
    assert {last_day, stays, member, moves, newcomer} & closed() == set()
    assert browser.get(reverse("account")).status_code == 302
    entry = AuditEntry.objects.get(action=AuditAction.ACCOUNT_CLOSE)
    assert (entry.actor, entry.object_id, entry.unit_path) == ("Chương trình", gone.pk, district.path)
    assert entry.after == {"lý do": "Mọi chức vụ và nơi sinh hoạt đã kết thúc"}
    assert tend_accounts() == 0


def test_its_grants_and_its_code_end_with_it(district: Organization, keeper: User) -> None:
    (gone,) = create_accounts([PersonFactory.create(workplace=district)], by=keeper)
    (letter,) = letters_for([gone])
    invite(letters=[letter], by=keeper)
    PostFactory.create(person=gone.person, collective__organization=district, valid_to=day(-1))
    held = GrantFactory.create(user=gone, codename="decide", content_object=district)
    later = GrantFactory.create(user=gone, codename="appraise", content_object=district, valid_from=day(5))
    assert close_ended_accounts() == 1
    held.refresh_from_db()
    assert held.valid_to == day(-1)
    assert not Grant.objects.get_queryset().filter(pk=later.pk).exists()
    assert not gone.invitations.open().exists()
    assert AuditEntry.objects.filter(action__in=(AuditAction.GRANT_CHANGE, AuditAction.GRANT_END)).count() == 2


def test_the_last_account_of_the_administration_is_never_closed(district: Organization) -> None:
    first, last = (holder(district, until=day(-1), is_staff=True) for _ in range(2))
    assert close_ended_accounts() == 1
    assert close_ended_accounts() == 0
    assert closed() == {first}
    assert last.is_active


def test_a_keeper_closes_with_a_reason_and_opens_again_when_a_new_post_begins(
    district: Organization, keeper: User
) -> None:
    account, client = holder(district, until=None), signed_in(keeper)
    close, reopen = (reverse(name, args=(account.pk,)) for name in ("account-close", "account-reopen"))
    browser = signed_in(account)
    assert client.post(close, {"reason": " "}).status_code == 422
    assert closed() == set()
    assert client.post(close, {"reason": "Mất điện thoại"}).status_code == 302
    assert browser.get(reverse("account")).status_code == 302
    assert client.post(close, {"reason": "Lần nữa"}).status_code == 422
    assert client.post(reopen).status_code == 302
    assert closed() == set()
    entries = AuditEntry.objects.filter(action__in=(AuditAction.ACCOUNT_CLOSE, AuditAction.ACCOUNT_REOPEN))
    assert [(entry.user, entry.after) for entry in entries.order_by("pk")] == [
        (keeper, {"lý do": "Mất điện thoại"}),
        (keeper, None),
    ]


def test_an_account_that_would_be_closed_again_tomorrow_is_not_opened(district: Organization, keeper: User) -> None:
    account, client = holder(district, until=day(-1)), signed_in(keeper)
    close_ended_accounts()
    reopen = reverse("account-reopen", args=(account.pk,))
    answer = client.post(reopen)
    assert (answer.status_code, "Ghi chức vụ" in answer.content.decode()) == (422, True)
    PostFactory.create(person=account.person, collective__organization=district, valid_from=day(0))
    assert client.post(reopen).status_code == 302
    sign_in = client.post(reverse("login"), {"username": account.username, "password": PASSWORD})
    assert sign_in.status_code == 302


def test_grants_of_those_whose_posts_have_ended_are_shown_and_end_by_hand(district: Organization, keeper: User) -> None:
    retired, elsewhere = holder(district, until=day(-1)), holder(district, until=day(-1))
    clerk = UserFactory.create(person=PersonFactory.create(workplace=district))  # never held a post: the work is his
    for user in (retired, elsewhere, clerk):
        MembershipFactory.create(person=user.person)
        place = OrganizationFactory.create() if user is elsewhere else district
        GrantFactory.create(user=user, codename="decide", content_object=place)
    client = signed_in(keeper)
    html = client.get(reverse("grants-left")).content.decode()
    assert [str(user.person) in html for user in (retired, elsewhere, clerk)] == [True, False, False]
    (grant,) = Grant.objects.get_queryset().filter(user=retired)
    (other,) = Grant.objects.get_queryset().filter(user=elsewhere)
    assert client.post(reverse("grant-end", args=(other.pk,))).status_code == 404
    assert client.post(reverse("grant-end", args=(grant.pk,))).status_code == 302
    grant.refresh_from_db()
    other.refresh_from_db()
    assert (grant.valid_to, other.valid_to) == (day(-1), None)
    assert AuditEntry.objects.get(action=AuditAction.GRANT_CHANGE).user == keeper
    assert client.post(reverse("grant-end", args=(grant.pk,))).status_code == 404
