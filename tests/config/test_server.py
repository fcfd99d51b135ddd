"""The gates around every page."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_health_answers_a_stranger(client: Client):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok")


def test_every_page_forbids_foreign_and_inline_code(client: Client):
    policy = client.get("/healthz").headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "object-src 'none'" in policy
    assert "frame-ancestors 'self'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


def test_a_stranger_is_sent_to_the_sign_in(client: Client):
    answer = client.get("/quan-tri/", follow=False)
    assert answer.status_code == 302
    answer = client.get(answer.headers["Location"])
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/dang-nhap/?next=/quan-tri/")


def test_a_page_may_be_framed_by_our_own_pages_only(client: Client):
    assert client.get("/healthz").headers["X-Frame-Options"] == "SAMEORIGIN"
