"""Ballots that leak, so that the attack is seen to find what can be found. Each leaks as long as its block lasts."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from unittest import mock

from django.db import connection

from organizations.sessions import SessionStore
from ratings import sealing
from ratings.views import voting

_seal = sealing.seal


@contextmanager
def _sealing(leak: Callable[..., bytes]) -> Iterator[None]:
    with mock.patch.object(sealing, "seal", leak):
        yield


@contextmanager
def unsealed() -> Iterator[None]:
    """Envelopes of the right length that are not sealed: random, and the choices at their end."""

    def leak(choices: Sequence[int], public_key: bytes, *, name: str) -> bytes:
        sealed = _seal(choices, public_key, name=name)
        return sealed[: -len(choices)] + bytes(choices)

    with _sealing(leak):
        yield


@contextmanager
def longer() -> Iterator[None]:
    """Sealed, but an envelope grows with what is in it."""

    def leak(choices: Sequence[int], public_key: bytes, *, name: str) -> bytes:
        return _seal([*choices, *([0] * sum(choices))], public_key, name=name)

    with _sealing(leak):
        yield


@contextmanager
def same_seed() -> Iterator[None]:
    """Sealed with what the choices give instead of chance: alike inside, alike outside."""

    def leak(choices: Sequence[int], public_key: bytes, *, name: str) -> bytes:
        sealed = _seal(choices, public_key, name=name)
        return (hashlib.sha512(bytes(choices)).digest() * 3)[: len(sealed)]

    with _sealing(leak):
        yield


@contextmanager
def beside() -> Iterator[None]:
    """A table of votes without voter, time or number, as simple ballots have it: random ids, and the choice."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE plain_vote (id char(36) PRIMARY KEY, level integer)")

    def leak(choices: Sequence[int], public_key: bytes, *, name: str) -> bytes:
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO plain_vote VALUES (%s, %s)", [str(uuid.uuid4()), choices[0]])
        return _seal(choices, public_key, name=name)

    try:
        with _sealing(leak):
            yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE plain_vote")


@contextmanager
def remembered() -> Iterator[None]:
    """The look back is kept in the session, as a page in several steps likes to do."""
    look_back = voting._sheet

    def leak(meeting: Any, questions: Any, sent: Any) -> Any:
        session = SessionStore(session_key=_current[0])
        session["sheet"] = list(sent.values())
        session.save()
        return look_back(meeting, questions, sent)

    with mock.patch.object(voting, "_sheet", leak):
        yield


#: The session of whoever votes just now; `remembered` writes into it.
_current = [""]


def now_votes(session_key: str) -> None:
    _current[0] = session_key


LEAKS = {
    "unsealed": unsealed,
    "longer": longer,
    "same seed": same_seed,
    "table beside": beside,
    "session": remembered,
}
