"""The program's own web server, started for a test and killed like a pulled plug, and people who vote through it."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import subprocess
import time
import urllib.parse
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookies import SimpleCookie
from importlib import import_module
from pathlib import Path

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.urls import reverse

from config.dev import run
from config.dev.parent import ends_with_this_process
from config.dev.services import HOST, READY_WITHIN_SECONDS, free_port
from organizations.models import User
from tests.load.ballot.rounds import Round, database_url
from tests.load.killing import ROOT

_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
_RECEIPT = re.compile(r'"receipt-code"><code>(.*?)</code>')
_NOT_HEX = re.compile(r"<[^>]*>|[^0-9a-f]")
#: Stands on the page of whoever has voted.
_IS_IN = "Đã nhận phiếu"

ACCEPTED, KNOWN, REFUSED, GONE = "accepted", "known", "refused", "gone"


class Gone(Exception):
    """The server went away in the middle."""


@dataclass(frozen=True)
class Answer:
    status: int
    text: str
    headers: Mapping[str, str]


class Browser:
    """One person at one connection, signed in, behind the proxy that speaks HTTPS."""

    def __init__(self, port: int, user: User | None = None, *, timeout: float = 30) -> None:
        self._connection = http.client.HTTPConnection(HOST, port, timeout=timeout)
        self._cookies = {settings.SESSION_COOKIE_NAME: session_of(user)} if user is not None else {}
        self._token = ""

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, None)

    def post(self, path: str, fields: Mapping[str, str]) -> Answer:
        body = urllib.parse.urlencode({**fields, "csrfmiddlewaretoken": self._token})
        return self._ask("POST", path, body)

    def close(self) -> None:
        self._connection.close()

    def _ask(self, method: str, path: str, body: str | None) -> Answer:
        headers = {
            "Host": "localhost",
            "X-Forwarded-Proto": "https",
            "Referer": f"https://localhost{path}",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items()),
        }
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            self._connection.request(method, path, body, headers)
            answer = self._connection.getresponse()
            text = answer.read().decode()
        except (OSError, http.client.HTTPException) as error:
            self._connection.close()
            raise Gone(repr(error)) from error
        for line in answer.headers.get_all("Set-Cookie", []):
            self._cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        if found := _TOKEN.search(text):
            self._token = found[1]
        assert answer.status < 500, f"{method} {path}: {answer.status}"
        return Answer(answer.status, text, dict(answer.headers.items()))


def session_of(user: User) -> str:
    """The key of a session as the sign-in makes it."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "organizations.backends.AccountBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def vote(browser: Browser, box: Round, choices: Mapping[int, str]) -> tuple[str, str]:
    """The three steps of a voter: the ballot, the look back, the vote. How it ended, and the receipt."""
    from ratings.views.voting import CODES

    path = reverse("ballot-vote", args=(box.session.pk,))
    codes = {choice: code for code, choice in CODES.items()}
    sheet = {f"question-{question}": codes[choice] for question, choice in choices.items()}
    try:
        if _IS_IN in browser.get(path).text:
            return KNOWN, ""
        browser.post(path, sheet)
        answer = browser.post(path, {**sheet, "confirmed": "1"})
    except Gone:
        return GONE, ""
    if found := _RECEIPT.search(answer.text):
        return ACCEPTED, _NOT_HEX.sub("", found[1])
    return (KNOWN if _IS_IN in answer.text else REFUSED), ""


def environment(folder: Path) -> dict[str, str]:
    """The database and the secret of this process, files under ``folder``."""
    given = {name: value for name, value in os.environ.items() if name not in ("DJANGO_SETTINGS_MODULE", "DEBUG")}
    return given | {
        "DJANGO_SETTINGS_MODULE": "tests.load.ballot.settings",
        "BALLOT_KDF": json.dumps(settings.BALLOT_KDF),
        "DATABASE_URL": database_url(),
        "REDIS_URL": settings.REDIS_URL,
        "REDIS_KEY_PREFIX": f"{folder}:",
        "SECRET_KEY": settings.SECRET_KEY,
        "VAR_DIR": str(folder),
        "STATIC_ROOT": str(folder),
        "DEMO_CLOCK": "0",
    }


@dataclass
class Web:
    """A running web server. ``kill`` ends its processes at once, in the middle of whatever they do."""

    port: int
    process: subprocess.Popen[bytes]

    def kill(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@contextmanager
def web(folder: Path) -> Iterator[Web]:
    """The server as `make run` and the operators start it, on a port of its own; killed at the end."""
    port = free_port()
    with (folder / "web.log").open("ab") as log:
        process = subprocess.Popen(
            run.commands(port)["web"], cwd=ROOT, env=environment(folder), stdout=log, stderr=log,
            start_new_session=True, preexec_fn=ends_with_this_process(signal.SIGKILL),
        )  # fmt: skip
    server = Web(port, process)
    try:
        _wait(server, folder)
        yield server
    finally:
        if process.poll() is None:
            server.kill()


def _wait(server: Web, folder: Path) -> None:
    deadline = time.monotonic() + READY_WITHIN_SECONDS * 2
    while True:
        browser = Browser(server.port, timeout=5)
        try:
            if browser.get("/healthz").status == 200:
                return
        except Gone:
            if server.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError((folder / "web.log").read_text(errors="replace")[-3000:]) from None
            time.sleep(0.05)
        finally:
            browser.close()
