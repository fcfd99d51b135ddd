"""Asks every address in the name of every column and writes one letter for each answer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http.cookies import SimpleCookie
from typing import Any
from unittest import mock

from django.conf import settings
from django.db import transaction
from django.shortcuts import resolve_url
from django.test import Client

from organizations.models import User
from reviews.rules.findings import RuleViolation

#: What an answer means.
LETTERS = {
    "+": "opens, or is done",
    "/": "leads on to another page",
    "r": "refused because others do this, in words",
    "f": "refused because of what was sent or where the work stands, in words",
    ".": "does not exist for him (404)",
    "0": "is not for him (403)",
    ">": "must sign in first",
    "-": "not by this method (405)",
    "~": "there is nobody like this in the case",
}
NOBODY = "~"


class Asker:
    """One signed-in browser; whatever it sends is taken back when the answer has come."""

    def __init__(self, user: User | None) -> None:
        self.client = Client(raise_request_exception=False)
        if user is not None:
            self.client.force_login(user)
        self.cookies = {name: morsel.value for name, morsel in self.client.cookies.items()}

    def ask(self, method: str, address: str, data: dict[str, object] | None = None) -> str:
        with transaction.atomic(), refusals() as codes:
            sent = data if method == "POST" else None
            response = self.client.generic(method, address) if sent is None else self.client.post(address, sent)
            letter = letter_of(response, codes)
            transaction.set_rollback(True)
        self.client.cookies = SimpleCookie(self.cookies)
        return letter


@contextmanager
def refusals() -> Iterator[list[str]]:
    """The codes of all findings with which something is refused meanwhile."""
    codes: list[str] = []
    told = RuleViolation.__init__

    def noted(violation: RuleViolation, findings: object) -> None:
        told(violation, findings)  # type: ignore[arg-type]
        codes.extend(finding.code for finding in violation.findings)

    with mock.patch.object(RuleViolation, "__init__", noted):
        yield codes


def letter_of(response: Any, codes: list[str]) -> str:
    """Raises AssertionError for an answer that the program must never give."""
    status = response.status_code
    if status == 302:
        return ">" if response["Location"].startswith(resolve_url(settings.LOGIN_URL)) else "/"
    if status == 422:
        return "r" if any(code.startswith("permission.") for code in codes) else "f"
    known = {200: "+", 204: "+", 404: ".", 403: "0", 405: "-", 400: "f", 409: "f"}
    assert status in known, f"answers {status}"
    return known[status]
