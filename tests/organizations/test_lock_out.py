"""Who guesses at a password is locked out; the office around him works on, and nothing that was typed is kept."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.conf import LazySettings, settings
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from organizations.choices import AuditAction
from organizations.models import AuditEntry, User
from organizations.tasks import tend_accounts
from organizations.tries import count_try
from tests.factories.organizations import PASSWORD, GrantFactory, OrganizationFactory, PersonFactory, UserFactory
from tests.reviews.test_pages import signed_in

OFFICE, HOME = "10.1.1.1", "10.9.9.9"
LOCKED = "Hãy chờ khoảng"


def try_in(username: str, typed: str = "đoán mò", *, at: str = OFFICE) -> int:
    return Client(REMOTE_ADDR=at).post(reverse("login"), {"username": username, "password": typed}).status_code


@pytest.fixture
def guessed_at(db: None) -> User:
    return UserFactory.create()


def test_fifty_guesses_lock_one_account_at_one_address_and_nobody_else_behind_it(guessed_at: User) -> None:
    answers = [try_in(guessed_at.username) for _ in range(50)]
    assert answers == [200] * (settings.AXES_FAILURE_LIMIT - 1) + [429] * (51 - settings.AXES_FAILURE_LIMIT)
    assert try_in(guessed_at.username, PASSWORD) == 429
    assert try_in(UserFactory.create().username, PASSWORD) == 302
    assert try_in(guessed_at.username, PASSWORD, at=HOME) == 302
    assert AuditEntry.objects.filter(action=AuditAction.LOCK_OUT).count() == 1
    assert AuditEntry.objects.filter(action=AuditAction.SIGN_IN_REFUSED).count() == settings.AXES_FAILURE_LIMIT


def test_guesses_from_many_addresses_lock_the_account_everywhere(guessed_at: User) -> None:
    for number in range(settings.LOCK_OUT_EVERYWHERE_AFTER // (settings.AXES_FAILURE_LIMIT - 1) + 1):
        for _ in range(settings.AXES_FAILURE_LIMIT - 1):
            try_in(guessed_at.username, at=f"10.2.0.{number}")
    assert try_in(guessed_at.username, PASSWORD, at=HOME) == 429


def test_a_lock_ends_by_itself_and_trying_on_does_not_lengthen_it(guessed_at: User) -> None:
    for _ in range(settings.AXES_FAILURE_LIMIT + 5):
        try_in(guessed_at.username)
    tried_at = AccessAttempt.objects.get().attempt_time
    try_in(guessed_at.username)
    assert AccessAttempt.objects.get().attempt_time == tried_at
    AccessAttempt.objects.update(attempt_time=tried_at - settings.AXES_COOLOFF_TIME)
    assert try_in(guessed_at.username, PASSWORD) == 302
    assert not AccessAttempt.objects.exists()


def test_a_name_that_does_not_exist_is_answered_as_one_that_does(guessed_at: User) -> None:
    def page(username: str) -> tuple[int, str]:
        answer = Client(REMOTE_ADDR=OFFICE).post(reverse("login"), {"username": username, "password": "sai"})
        html = answer.content.decode().replace(username, "TÊN")
        return answer.status_code, html.split("<main")[1].split("<form")[0]

    for _ in range(settings.AXES_FAILURE_LIMIT + 1):
        assert page(guessed_at.username) == page("khong.co.ai")
    assert LOCKED in page("khong.co.ai")[1]


def test_the_browser_cannot_choose_its_address(guessed_at: User, settings: LazySettings) -> None:
    def attack(number: int) -> int:
        forged = Client(REMOTE_ADDR="127.0.0.1", headers={"X-Forwarded-For": f"1.2.3.{number}, {OFFICE}"})
        return forged.post(reverse("login"), {"username": guessed_at.username, "password": "sai"}).status_code

    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert 429 in [attack(number) for number in range(settings.AXES_FAILURE_LIMIT)]
    assert {row.ip_address for row in AccessAttempt.objects.all()} == {OFFICE}


def test_what_was_typed_is_kept_nowhere(guessed_at: User) -> None:
    for typed in (guessed_at.username, "mat-khau-go-nham-o"):
        try_in(typed, "bi-mat-da-go")
    kept = " ".join(str(row) for row in AccessAttempt.objects.values())
    for secret in (guessed_at.username, "mat-khau-go-nham-o", "bi-mat-da-go", "csrf"):
        assert secret not in kept
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(days=2))
    tend_accounts()
    assert not AccessAttempt.objects.exists()


def test_the_keeper_sees_the_lock_and_takes_it_away(guessed_at: User) -> None:
    district = OrganizationFactory.create()
    guessed_at.person = PersonFactory.create(workplace=district)
    guessed_at.save()
    keeper = UserFactory.create()
    GrantFactory.create(user=keeper, codename="keep_roster", content_object=district)
    for _ in range(settings.AXES_FAILURE_LIMIT):
        try_in(guessed_at.username)
    client = signed_in(keeper)
    assert "Tạm khóa" in client.get(reverse("accounts")).content.decode()
    assert client.post(reverse("account-unlock", args=(guessed_at.pk,))).status_code == 302
    assert try_in(guessed_at.username, PASSWORD) == 302
    entry = AuditEntry.objects.get(action=AuditAction.UNLOCK)
    assert (entry.user, entry.object_id, entry.unit_path) == (keeper, guessed_at.pk, district.path)
    assert client.post(reverse("account-unlock", args=(guessed_at.pk,))).status_code == 422


@pytest.mark.django_db(transaction=True)
def test_of_many_guesses_at_once_no_more_than_the_limit_get_through() -> None:
    allowed: list[bool] = []
    barrier = threading.Barrier(12)

    def guess() -> None:
        barrier.wait()
        try:
            allowed.append(count_try("x", OFFICE))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=guess) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(allowed) == settings.AXES_FAILURE_LIMIT
    assert len(allowed) == 12
