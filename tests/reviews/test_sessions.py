"""A session that ends in the middle of work: nothing is written, and signing in leads back to the work, in words."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from reviews.models import FormEntry, Meeting
from tests import steps
from tests.factories.organizations import PASSWORD
from tests.reviews.test_pages import signed_in
from tests.world import World

NOT_DONE = "việc vừa bấm chưa được thực hiện"


@pytest.fixture
def meeting(world: World) -> Meeting:
    return steps.plan_cell(world)


@pytest.fixture
def signed_out(world: World) -> Client:
    """The browser of the head, whose session has ended."""
    client = signed_in(world.users["head"])
    del client.cookies[settings.SESSION_COOKIE_NAME]
    return client


def asked_to_sign_in(response: Any) -> dict[str, str]:
    """What the address of the sign-in remembers."""
    assert response.status_code == 302
    parts = urlsplit(response["Location"])
    assert parts.path == reverse("login")
    return {name: values[0] for name, values in parse_qs(parts.query).items()}


def sign_in(client: Client, address: str) -> Any:
    """Fill in the form of the sign-in page at this address; what the browser shows in the end."""
    form = client.get(address)
    fields = {"username": "head", "password": PASSWORD, "next": form.context["next"]}
    return client.post(address, fields, follow=True)


def test_a_form_sent_after_the_session_expired_asks_to_sign_in_and_writes_nothing(world: World) -> None:
    entry = FormEntry.objects.get(review=world.review_of("deputy"))
    client = signed_in(world.users["deputy"])
    del client.cookies[settings.SESSION_COOKIE_NAME]
    page = reverse("entry", args=(entry.review_id,))
    for name in ("entry", "entry-autosave"):
        sent = client.post(
            reverse(name, args=(entry.review_id,)),
            {"i_1": "Đã gõ lâu", "version": "1"},
            headers={"Referer": f"http://testserver{page}"},
        )
        assert asked_to_sign_in(sent) == {"next": page, "chua-lam": "1"}
    entry.refresh_from_db()
    assert entry.version == 1


def test_after_signing_in_the_page_of_the_button_is_shown_and_says_that_nothing_was_done(
    signed_out: Client, meeting: Meeting
) -> None:
    page = f"{reverse('meeting', args=(meeting.pk,))}?tab=2"
    action = reverse("meeting-drafts", args=(meeting.pk,))
    sent = signed_out.post(action, headers={"Referer": f"http://testserver{page}"})
    assert asked_to_sign_in(sent)["next"] == page
    assert NOT_DONE in signed_out.get(sent["Location"]).content.decode()
    shown = sign_in(signed_out, sent["Location"])
    assert shown.status_code == 200
    assert shown.wsgi_request.get_full_path() == page
    assert NOT_DONE in shown.content.decode()
    assert not meeting.attendees.exclude(draft_sent_on=None).exists()
    assert NOT_DONE not in signed_out.get(page).content.decode(), "it is said once"


@pytest.mark.parametrize(
    "referer",
    ["", "http://elsewhere.example/hoi-nghi/", "http://testserver/hoi-nghi/{pk}/giay-moi/", "javascript:alert(1)"],
    ids=["none", "another host", "an address that is only sent to", "no address"],
)
def test_without_a_page_to_go_back_to_the_first_page_is_shown(
    signed_out: Client, meeting: Meeting, referer: str
) -> None:
    headers = {"Referer": referer.format(pk=meeting.pk)} if referer else {}
    sent = signed_out.post(reverse("meeting-drafts", args=(meeting.pk,)), headers=headers)
    assert asked_to_sign_in(sent)["next"] == "/"
    shown = sign_in(signed_out, sent["Location"])
    assert (shown.status_code, shown.wsgi_request.path) == (200, "/")
    assert NOT_DONE in shown.content.decode()


def test_a_form_sent_to_its_own_page_without_a_referer_leads_back_to_it(signed_out: Client, world: World) -> None:
    page = reverse("review-prompts", args=(world.review_of("head").pk,))
    assert asked_to_sign_in(signed_out.post(page))["next"] == page


@pytest.mark.parametrize("name", ["meeting-drafts", "meeting-open"])
def test_an_address_that_is_only_sent_to_never_ends_in_405_after_signing_in(
    signed_out: Client, meeting: Meeting, name: str
) -> None:
    """Somebody opens it from the browser's history after the session has ended."""
    opened = signed_out.get(reverse(name, args=(meeting.pk,)))
    shown = sign_in(signed_out, opened["Location"])
    assert (shown.status_code, shown.wsgi_request.path) == (200, "/")
    assert NOT_DONE in shown.content.decode()


def test_signing_out_after_the_session_ended_leads_to_the_first_page(signed_out: Client) -> None:
    sent = signed_out.post(reverse("logout"))
    assert asked_to_sign_in(sent)["next"] == "/"
    opened = signed_out.get(f"{reverse('login')}?next={reverse('logout')}")
    assert opened.status_code == 200
    assert sign_in(signed_out, f"{reverse('login')}?next={reverse('logout')}").status_code == 200


def test_a_page_that_was_only_to_be_read_is_opened_without_a_warning(signed_out: Client, meeting: Meeting) -> None:
    page = reverse("meeting", args=(meeting.pk,))
    opened = signed_out.get(page)
    assert asked_to_sign_in(opened) == {"next": page}
    shown = sign_in(signed_out, opened["Location"])
    assert shown.wsgi_request.path == page
    assert NOT_DONE not in shown.content.decode()


def test_a_part_of_a_page_sends_the_whole_page_to_the_sign_in(signed_out: Client, meeting: Meeting) -> None:
    page = reverse("meeting", args=(meeting.pk,))
    headers = {"HX-Request": "true", "Referer": f"http://testserver{page}"}
    sent = signed_out.post(reverse("meeting-present", args=(meeting.pk,)), headers=headers)
    assert sent.status_code == 200
    assert sent.content == b""
    assert sent["HX-Redirect"] == f"{reverse('login')}?next={page}&chua-lam=1"
