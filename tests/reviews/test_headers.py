"""Every answer – page, file, refusal, fault – is kept by nobody and lets a browser load nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from reviews.models import Campaign
from tests.factories.organizations import PASSWORD, UserFactory
from tests.headers import header_faults
from tests.reviews.test_pages import Scene, actions, pages, scene, signed_in
from tests.world import World, standing_on

__all__ = ["scene"]

ADMIN = ("index", "organizations_user_changelist", "organizations_grant_add", "organizations_person_changelist")


def breaks(*args: object, **kwargs: object) -> None:
    raise RuntimeError("broken on purpose")


def faults(answers: Mapping[str, Any]) -> dict[str, list[str]]:
    return {name: found for name, answer in answers.items() if (found := header_faults(answer.headers))}


def test_every_page_file_and_refusal_says_that_nobody_keeps_it(scene: Scene) -> None:
    client, stranger = signed_in(scene.world.users["planner"]), Client()
    answers = {}
    with standing_on(14, 10):
        for name, (url, _who) in pages(scene).items():
            answers[name] = client.get(url)
        for name, url in actions(scene).items():
            answers[f"{name}, read"] = client.get(url)
        answers["a stranger"] = stranger.get(reverse("home"))
        answers["sign-in"] = stranger.get(reverse("login"))
        answers["a blank form"] = client.get(reverse("forms_templates:blank", args=("qd_124", "mau_02", "docx")))
        answers["health"] = stranger.get(reverse("health"))
    assert faults(answers) == {}
    assert {200, 302, 404, 405} <= {answer.status_code for answer in answers.values()}


def test_the_desk_of_the_administrator_loads_nothing_inline(db: None) -> None:
    client = signed_in(UserFactory.create(is_staff=True, is_superuser=True))
    answers = {name: client.get(reverse(f"admin:{name}")) for name in ADMIN}
    assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(ADMIN, 200)
    assert faults(answers) == {}
    for name, answer in answers.items():
        page = answer.content.decode()
        assert " style=" not in page, name
        assert "<script>" not in page, name
        assert " onclick=" not in page, name


def test_refusals_and_faults_are_pages_in_vietnamese_without_anybodys_words(
    world: World, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = "Nguyễn Văn Tuyệt Mật"
    client, entry = signed_in(world.users["deputy"]), reverse("entry", args=(world.review_of("deputy").pk,))
    guarded = Client(enforce_csrf_checks=True)
    guarded.force_login(world.users["deputy"])
    settings.REQUEST_MAX_BYTES = settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 4_000
    answers = {
        400: client.get("/", headers={"Host": "elsewhere.example"}),
        403: guarded.post(entry, {"i_1": typed}),
        404: client.get(f"/ho-so/999999/?q={typed}"),
        405: client.get(reverse("notices-read")),
        413: client.post(entry, {"i_1": typed * 1_000}),
    }
    settings.REQUEST_MAX_BYTES = 4_000_000
    memory = client.post(entry, {"i_1": typed * 1_000})
    many = client.post(entry, f"i_1={'a' * 5_000}", content_type="application/x-www-form-urlencoded")
    monkeypatch.setattr(Campaign.objects.__class__, "visible_to", breaks)
    answers[500] = client.get(f"{reverse('campaigns')}?q={typed}")
    assert {status: answer.status_code for status, answer in answers.items()} == {status: status for status in answers}
    assert (memory.status_code, many.status_code) == (413, 413)
    assert faults({str(status): answer for status, answer in answers.items()}) == {}
    for status, answer in answers.items():
        page = answer.content.decode()
        assert '<html lang="vi">' in page, status
        assert "<h1>" in page, status
        assert "Tuyệt Mật" not in page, status
        assert world.users["deputy"].username not in page, status


def test_cookies_are_read_by_no_script_and_sent_to_no_other_site(world: World) -> None:
    client = Client()
    client.get(reverse("login"))
    answer = client.post(reverse("login"), {"username": world.users["deputy"].username, "password": PASSWORD})
    cookies: SimpleCookie = answer.cookies
    assert {"sessionid", "csrftoken"} <= cookies.keys()
    assert all(cookie["httponly"] and cookie["samesite"] == "Lax" for cookie in cookies.values())
