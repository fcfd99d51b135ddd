"""Sends a request, looks at the answer, and takes back whatever it did, so that the next one meets the same scene."""

from __future__ import annotations

import re
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any

from django.core.signals import got_request_exception
from django.db import connection, transaction
from django.test import Client

from forms_templates.storage import PrivateStorage
from organizations.models import User
from tests.generated.values import Request

#: A statement that changes rows, and the table.
_WRITE = re.compile(r'\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?', re.IGNORECASE)
_SAVEPOINT = re.compile(r'(ROLLBACK TO )?SAVEPOINT "?(\w+)"?', re.IGNORECASE)


#: What a wrong password or code leaves behind, and is meant to: the record of it, and the count of tries.
TOLD_OF_REFUSALS = ("organizations_auditentry", "otp_", "axes_")


@dataclass
class Written:
    """Tables written to and not taken back since, and files kept."""

    rows: list[str] = field(default_factory=list)
    files: int = 0
    _marks: dict[str, int] = field(default_factory=dict)

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        result = execute(sql, params, many, context)
        if mark := _SAVEPOINT.match(sql):
            if mark[1]:
                del self.rows[self._marks.get(mark[2], 0) :]
            else:
                self._marks[mark[2]] = len(self.rows)
        elif (write := _WRITE.match(sql)) and context["cursor"].rowcount != 0:
            self.rows.append(write[1])
        return result


@dataclass(frozen=True)
class Answer:
    status: int
    rows: tuple[str, ...]
    files: int
    error: str


@dataclass
class Sender:
    """One browser for each account, signed in once."""

    cookies: dict[int, str] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    statuses: Counter[int] = field(default_factory=Counter)
    #: How many were done and left rows behind, which were taken back.
    wrote: int = 0

    def sign_in(self, user: User | None) -> Client:
        client = Client(raise_request_exception=False)
        if user is not None:
            if user.pk not in self.cookies:
                client.force_login(user)
                self.cookies[user.pk] = client.cookies.output(header="", sep=";")
            client.cookies = SimpleCookie(self.cookies[user.pk])
        return client

    def send(self, user: User | None, address: str, request: Request) -> Answer:
        """What came of it; nothing of it is left. An error of the program comes with its traceback."""
        client, written, errors = self.sign_in(user), Written(), list[str]()

        def note(**kwargs: Any) -> None:
            errors.append(traceback.format_exc())

        got_request_exception.connect(note)
        try:
            with transaction.atomic(), kept_files(written), connection.execute_wrapper(written):
                status = client.generic(
                    "POST", address + request.query, request.body, content_type=request.content_type
                ).status_code
                transaction.set_rollback(True)
        finally:
            got_request_exception.disconnect(note)
        self.counts[request.kind] += 1
        self.statuses[status] += 1
        self.wrote += bool(written.rows)
        return Answer(status, tuple(written.rows), written.files, "".join(errors))


@contextmanager
def kept_files(written: Written) -> Iterator[None]:
    """Counts the files that are put in place of the program's own."""
    real = PrivateStorage._set_in_place

    def counted(self: PrivateStorage, *args: Any) -> None:
        written.files += 1
        real(self, *args)

    PrivateStorage._set_in_place = counted  # type: ignore[method-assign,assignment]
    try:
        yield
    finally:
        PrivateStorage._set_in_place = real  # type: ignore[method-assign]


def fault_of(answer: Answer) -> str:
    """What no input may do; nothing when all is well."""
    if answer.status >= 500 or answer.error:
        return f"{answer.status}: {answer.error}"
    rows = {table for table in answer.rows if not table.startswith(TOLD_OF_REFUSALS)}
    if answer.status >= 400 and (rows or answer.files):
        return f"{answer.status}, and wrote {sorted(rows)} and {answer.files} files"
    return ""
