"""How often one account may ask for what costs much: its own count, told in words, and nobody else waits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings as program
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from pytest_django import Settings
from redis import ConnectionError as RedisIsGone

from config import limits
from config.limits import COUNTED, LIMITS, Limit, seconds_to_wait
from tests.factories.organizations import UserFactory
from tests.headers import header_faults

#: Addresses of these shapes make something; each is counted.
MAKES = re.compile(r"-print\b|-print-|export|\.xlsx|\.pdf|<slug:suffix>|/in/|/in-(?:ca-bo|nhieu)/$")


def addresses(patterns: list[URLPattern | URLResolver], space: str = "", above: str = "") -> Iterator[tuple[str, str]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{pattern.namespace}:" if pattern.namespace else space
            yield from addresses(pattern.url_patterns, inner, above + str(pattern.pattern))
        elif pattern.name:
            yield space + pattern.name, above + str(pattern.pattern)


def test_every_address_that_makes_a_file_or_a_paper_is_counted() -> None:
    known = dict(addresses(get_resolver().url_patterns))
    assert set(COUNTED) <= known.keys()
    assert set(COUNTED.values()) == LIMITS.keys()
    making = {name for name, route in known.items() if MAKES.search(f"{name} {route}")}
    assert making - COUNTED.keys() == set()


def test_who_asks_too_often_waits_and_others_do_not(
    db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.RATE_LIMITS = True
    monkeypatch.setitem(LIMITS, "files", Limit(times=2, seconds=3_600))
    one, other = Client(), Client()
    one.force_login(UserFactory.create())
    other.force_login(UserFactory.create())
    url = reverse("forms_templates:blank", args=("qd_124", "mau_02", "xlsx"))
    assert [one.get(url).status_code for _ in range(4)] == [200, 200, 429, 429]
    refused = one.get(url)
    assert 0 < int(refused["Retry-After"]) <= 3_600
    assert f"Hãy chờ {refused['Retry-After']} giây" in refused.content.decode()
    assert header_faults(refused.headers) == []
    assert other.get(url).status_code == 200, "behind the same address"
    assert one.get(reverse("notices")).status_code == 200, "what costs little is not counted"


def test_a_stranger_is_counted_by_the_name_he_types_and_no_other_name_waits(
    db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.RATE_LIMITS = True
    monkeypatch.setitem(LIMITS, "names", Limit(times=2, seconds=3_600, typed="username"))
    monkeypatch.setattr(limits, "COUNTED", {"login": "names"})
    stranger, url = Client(), reverse("login")

    def tried(name: str) -> int:
        return stranger.post(url, {"username": name, "password": "sai"}).status_code

    assert [tried(name) for name in ("an", "An ", "AN", "bình")] == [200, 200, 429, 200]
    assert stranger.get(url).status_code == 200, "no name, no count"


def test_of_many_at_once_no_more_than_the_limit_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LIMITS, "papers", Limit(times=5, seconds=3_600))
    hands = 8 if program.REDIS_URL else 1  # without Redis the cache is files, of which nothing is promised
    with ThreadPoolExecutor(hands) as pool:
        waits = list(pool.map(lambda _: seconds_to_wait("papers", "7"), range(40)))
    assert waits.count(0) == 5


def test_without_its_cache_nobody_is_kept_from_work(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*args: object, **kwargs: object) -> None:
        raise RedisIsGone("no connection")

    monkeypatch.setattr(limits, "cache", type("Gone", (), {"add": gone, "incr": gone}))
    assert [seconds_to_wait("papers", "7") for _ in range(200)] == [0] * 200
