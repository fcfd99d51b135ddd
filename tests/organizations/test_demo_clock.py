"""The demo's day moves only in a demo."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from organizations import clock
from organizations.services.demo_clock import current_shift
from tests.factories.organizations import UserFactory


@pytest.fixture
def client(db: None) -> Client:
    client = Client()
    client.force_login(UserFactory.create(), backend="organizations.backends.AccountBackend")
    return client


def test_a_demo_stands_on_the_day_chosen(client: Client, settings: Any) -> None:
    settings.DEMO_CLOCK = True
    answer = client.post(reverse("demo-clock"), {"moment": "2023-11-10T08:00"})
    assert answer.status_code == 302
    with clock.shifted(current_shift()):
        assert clock.today() == date(2023, 11, 10)


def test_a_real_installation_has_no_such_page(client: Client, settings: Any) -> None:
    settings.DEMO_CLOCK = False
    assert client.get(reverse("demo-clock")).status_code == 404
    assert client.post(reverse("demo-clock"), {"moment": "2023-11-10T08:00"}).status_code == 404


def test_a_day_that_cannot_be_is_refused_with_a_sentence(client: Client, settings: Any) -> None:
    settings.DEMO_CLOCK = True
    answer = client.post(reverse("demo-clock"), {"moment": "0001-01-01T00:00"})
    assert answer.status_code == 422
    assert "từ năm 2000" in answer.content.decode()
