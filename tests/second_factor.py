"""An authenticator app for tests: accounts that have one, the code it shows, sessions that proved themselves before."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse
from django_otp.oath import TOTP

from organizations import proofs
from organizations.models import Authenticator, User


def with_app(user: User) -> Authenticator:
    """As if the account had set it up a year ago."""
    device = Authenticator.new_for(user.pk)
    device.confirmed = True
    device.save()
    return device


def code_of(user: User) -> str:
    """What the app shows now. A test waits no half minute for the next code: the last one counts as long ago."""
    device = Authenticator.objects.filter(user=user).latest("pk")
    Authenticator.objects.filter(pk=device.pk).update(last_t=-1, drift=0)
    return f"{TOTP(device.bin_key).token():06d}"


def passed_the_door(user: User) -> Client:
    """Signed in by password and code, a moment ago."""
    client = Client(raise_request_exception=False)
    client.force_login(user)
    assert client.post(reverse("factor"), {proofs.CODE: code_of(user)}).status_code == 302
    return client


def long_ago(client: Client) -> Client:
    """The session's last proof is older than any goes for."""
    session = client.session
    session[proofs.KEY] = session[proofs.KEY] | {"proved": session[proofs.KEY]["proved"] - 3600}
    session.save()
    return client
