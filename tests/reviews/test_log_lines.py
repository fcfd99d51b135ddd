"""No line of the log and no report of an error repeats what somebody typed, whatever went wrong with it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from io import StringIO

import pytest
from celery import shared_task
from django.conf import settings as program
from django.core import mail
from django.db import IntegrityError, OperationalError
from django.test import Client
from django.urls import reverse
from django.utils.module_loading import import_string
from pytest_django import Settings

from config.reports import kind_of
from organizations.models import User
from tests.factories.organizations import PASSWORD
from tests.reviews.bad_input import entry_of
from tests.reviews.test_pages import signed_in
from tests.world import World, standing_on

TYPED = "Chuyện-Riêng-Của-Tôi-4711"


@pytest.fixture
def lines() -> Iterator[StringIO]:
    """Everything that the program's own console would show, from the least line on."""
    told = StringIO()
    handler = logging.StreamHandler(told)
    shape = dict(program.LOGGING["formatters"]["line"])
    handler.setFormatter(import_string(shape.pop("()"))(fmt=shape["format"], style=shape["style"]))
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield told
    root.setLevel(before)
    root.removeHandler(handler)


@pytest.fixture
def reports(settings: Settings) -> Iterator[None]:
    """An administrator who gets every error by mail, with all that Django would put in."""
    settings.ADMINS = [("Quản trị", "quan-tri@huyen.example")]
    handler = import_string("django.utils.log.AdminEmailHandler")(include_html=True)
    logging.getLogger("django.request").addHandler(handler)
    yield
    logging.getLogger("django.request").removeHandler(handler)


def letters() -> str:
    """As they are sent, and before they are packed for it."""
    return "".join(f"{letter.message()}{vars(letter)}" for letter in mail.outbox)


def test_refused_forms_and_errors_over_them_leave_none_of_their_words(
    world: World, lines: StringIO, reports: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    with standing_on(8):
        entry = entry_of(world, "deputy")
        client, guarded = signed_in(world.users["deputy"]), Client(enforce_csrf_checks=True)
        url = reverse("entry", args=(entry.review_id,))
        autosave = reverse("entry-autosave", args=(entry.review_id,))
        refused = [
            Client().post(reverse("login"), {"username": TYPED, "password": TYPED}),
            guarded.post(reverse("login"), {"username": TYPED, "password": TYPED}),
            client.post(url, {"i_1": TYPED * 2_000, "version": "1", "action": "save"}),
            client.post(autosave, {"i_1_grade": TYPED, "version": "1"}),
            client.post(f"{url}?q={TYPED}", {"version": TYPED, "i_1": TYPED}),
            client.post(reverse("password_change"), {"old_password": TYPED, "new_password1": TYPED}),
            client.post(f"{url}?q={TYPED}", {f"x-{n}": TYPED for n in range(5_001)}),
            client.get(f"/ho-so/999999/?q={TYPED}", headers={"Referer": f"http://testserver/?q={TYPED}"}),
        ]

        def breaks(*args: object, **kwargs: object) -> None:
            try:
                int(TYPED)
            except ValueError as error:
                raise IntegrityError(f"DETAIL: Failing row contains ({TYPED})") from error

        monkeypatch.setattr(User, "set_password", breaks)
        broken = client.post(
            f"{reverse('password_change')}?q={TYPED}",
            {"old_password": PASSWORD, "new_password1": TYPED, "new_password2": TYPED},
            headers={"Referer": f"http://testserver/?q={TYPED}"},
        )
    assert {answer.status_code for answer in refused} <= {200, 400, 403, 404, 409, 422}
    assert broken.status_code == 500
    told = lines.getvalue()
    assert "IntegrityError" in told, "where and how it failed is still told"
    assert "in breaks" in told
    assert mail.outbox
    assert TYPED not in told
    assert TYPED not in letters()


@shared_task
def _fails(words: str) -> None:
    raise ValueError(f"could not read {words}")


def test_a_task_that_fails_leaves_none_of_its_words(lines: StringIO) -> None:
    _fails.apply(args=(TYPED,), throw=False)
    assert "_fails" in lines.getvalue()
    assert "ValueError" in lines.getvalue()
    assert TYPED not in lines.getvalue()


def test_an_error_is_told_by_its_kind_and_a_database_by_the_rule_that_was_broken() -> None:
    class Diagnosis:
        sqlstate, table_name, constraint_name = "23505", "organizations_user", "user_name_key"

    inner = Exception(TYPED)
    inner.diag = Diagnosis()  # type: ignore[attr-defined]
    error = IntegrityError(TYPED)
    error.__cause__ = inner
    assert kind_of(error) == "IntegrityError (23505, organizations_user, user_name_key)"
    assert kind_of(ValueError(TYPED)) == "ValueError"
    assert kind_of(OperationalError(f"connection refused\n{TYPED}")) == "OperationalError (connection refused)"
    assert kind_of(FileNotFoundError(2, "No such file", TYPED)) == "FileNotFoundError (No such file)"
