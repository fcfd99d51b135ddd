"""Where somebody is signed in: he sees it, ends it, and the table of sessions opens none."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from organizations.choices import AuditAction
from organizations.models import AuditEntry, SignedInSession, User
from organizations.selectors.sessions import browser_in_words
from organizations.sessions import COARSE
from tests.factories.organizations import PASSWORD, UserFactory
from tests.reviews.test_pages import assert_flat, signed_in, words

PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Mobile Safari/537.36"


@pytest.fixture
def user(db: None) -> User:
    return UserFactory.create()


def from_phone(user: User) -> Client:
    client = Client(REMOTE_ADDR="10.0.0.9", headers={"User-Agent": PHONE})
    assert client.post(reverse("login"), {"username": user.username, "password": PASSWORD}).status_code == 302
    return client


def is_in(client: Client) -> bool:
    return client.get(reverse("account")).status_code == 200


def test_one_sees_where_one_is_signed_in_and_ends_it_there(user: User) -> None:
    phone, desk = from_phone(user), signed_in(user)
    html = words(desk.get(reverse("account")).content)
    assert "Chrome trên điện thoại hoặc máy tính bảng Android" in html
    assert "10.0.0.9" in html
    key = SignedInSession.objects.get(address="10.0.0.9").pk
    assert desk.post(reverse("session-end"), {"session": key}).status_code == 302
    assert (is_in(phone), is_in(desk)) == (False, True)
    entry = AuditEntry.objects.get(action=AuditAction.SESSION_END)
    assert (entry.user, entry.before) == (user, {"địa chỉ máy": "10.0.0.9"})
    assert desk.post(reverse("session-end"), {"session": key}).status_code == 404


def test_all_other_sessions_end_at_once_and_nobody_elses(user: User) -> None:
    other = UserFactory.create()
    phone, old, desk, stranger = from_phone(user), signed_in(user), signed_in(user), signed_in(other)
    theirs = SignedInSession.objects.get(user=other).pk
    assert desk.post(reverse("session-end"), {"session": theirs}).status_code == 404
    desk.post(reverse("session-end"), {"session": "others"})
    assert [is_in(client) for client in (phone, old, desk, stranger)] == [False, False, True, True]


def test_a_new_password_ends_every_other_session_and_is_on_record(user: User) -> None:
    phone, desk = from_phone(user), signed_in(user)
    new = "bốn con trâu trắng"
    sent = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    assert desk.post(reverse("password_change"), sent).status_code == 302
    assert (is_in(phone), is_in(desk)) == (False, True)
    assert SignedInSession.objects.filter(user=user).count() == 1
    entry = AuditEntry.objects.get(action=AuditAction.PASSWORD)
    assert (entry.user, new in entry.canonical().decode()) == (user, False)


@pytest.mark.parametrize("weak", ["0912345678", "Kiem-Diem 2026!", "mat khau", "19051980 19051980", "1234567890"])
def test_a_password_that_the_office_could_guess_is_refused(user: User, weak: str) -> None:
    client = signed_in(user)
    sent = {"old_password": PASSWORD, "new_password1": weak, "new_password2": weak}
    assert client.post(reverse("password_change"), sent).status_code == 200
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_the_key_of_a_session_stands_nowhere_in_the_database(user: User) -> None:
    client = signed_in(user)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    row = SignedInSession.objects.get(user=user)
    assert key not in str(SignedInSession.objects.values().get())
    client.cookies[settings.SESSION_COOKIE_NAME] = row.pk  # what the table says opens nothing
    assert not is_in(client)


def test_use_is_written_down_once_in_five_minutes_and_costs_nothing_else(user: User) -> None:
    client = signed_in(user)

    def updates() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("account"))
        return sum(query["sql"].startswith("UPDATE") for query in captured)

    assert updates() == 0
    before = SignedInSession.objects.get(user=user).seen_at
    assert before is not None
    SignedInSession.objects.filter(user=user).update(seen_at=before - COARSE)
    assert (updates(), updates()) == (1, 0)
    after = SignedInSession.objects.get(user=user).seen_at
    assert after is not None
    assert after - before < timedelta(minutes=1)


def test_the_page_costs_the_same_with_many_sessions(user: User) -> None:
    def add(count: int) -> None:
        for _ in range(count):
            signed_in(user)

    assert_flat(signed_in(user), reverse("account"), add, row='name="session"')


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/120.0 Safari/537.36 Edg/120.0", "Edge trên máy tính Windows"),
        ("Mozilla/5.0 (Windows NT 10.0) coc_coc_browser/118 Chrome/112 Safari/537", "Cốc Cốc trên máy tính Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0) Version/17.0 Mobile Safari/604.1", "Safari trên iPhone"),
        ("", "Trình duyệt khác"),
    ],
)
def test_a_browser_is_named_in_words(agent: str, name: str) -> None:
    assert browser_in_words(agent) == name
