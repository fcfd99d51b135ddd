"""Journeys: people in Chromium, the real web server, worker and beat, on PostgreSQL and Redis.

Each test module gets its own database, copied from one that holds the demo, and its own group of processes, started
exactly as `make run` starts them. What no journey may ever show fails the test that showed it: a script error, a
broken content policy, a request to another host, an answer without its protecting headers, a server error.
"""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import urllib.parse
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import psycopg
import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response, ViewportSize

from config.demo.accounts import PASSWORD
from config.dev import run
from config.dev.bootstrap import ROOT, chromium_path, shell_path
from config.dev.services import free_port, process, wait_until_ready
from tests.headers import header_faults

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

DESKTOP: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 360, "height": 740}


@dataclass(frozen=True)
class Server:
    """A running program: its address, and the doors to what it wrote."""

    url: str
    folder: Path
    log_file: Path
    environment: dict[str, str] = field(repr=False)

    def manage(self, *arguments: str) -> str:
        """Run a management command on this program's database; returns what it printed."""
        return manage(self.environment, *arguments)

    def log(self) -> str:
        """Everything that web, worker and beat have printed so far."""
        return self.log_file.read_text(errors="replace")

    def mails(self) -> list[str]:
        """The e-mails sent so far, as text, oldest first."""
        return [file.read_text() for file in sorted((self.folder / "mails").glob("*.log"))]


class SignIn(Protocol):
    def __call__(self, username: str, password: str = ..., at: str = ..., **context: Any) -> Page: ...


def manage(environment: dict[str, str], *arguments: str) -> str:
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"manage.py {' '.join(arguments)} failed:\n{done.stdout}\n{done.stderr}")
    return done.stdout


# Stories ----------------------------------------------------------------------------------------------------------

BROKEN = pytest.StashKey[str]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    module = item.getparent(pytest.Module)
    if report.failed and module is not None:
        module.stash.setdefault(BROKEN, item.name)
    return report


@pytest.fixture
def one_story(request: pytest.FixtureRequest) -> None:
    """For modules whose tests go on where the one before ended: after a failure the rest fails at once."""
    module = request.node.getparent(pytest.Module)
    if BROKEN in module.stash:
        pytest.fail(f"The story broke off at {module.stash[BROKEN]}.")


# Databases --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def servers() -> tuple[str, str]:
    """The addresses of PostgreSQL and Redis, which the test command starts."""
    try:
        return os.environ["DATABASE_URL"], os.environ["REDIS_URL"]
    except KeyError:
        pytest.fail("Journeys need servers: python -m config.dev.services pytest tests/journeys")


def with_database(url: str, name: str) -> str:
    return urllib.parse.urlsplit(url)._replace(path=f"/{name}").geturl()


@contextmanager
def new_database(url: str, name: str, *, template: str = "template0") -> Iterator[str]:
    """A database of that name beside the one in `url`, dropped at the end."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    try:
        yield with_database(url, name)
    finally:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def shared_environment(servers: tuple[str, str], tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What all groups have in common: the settings of `make run`, and the collected static files."""
    folder = tmp_path_factory.mktemp("program")
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "DATABASE_URL": servers[0],
        "REDIS_URL": servers[1],
        "LOG_LEVEL": "INFO",
        "SECRET_KEY": secrets.token_urlsafe(64),
        "STATIC_ROOT": str(folder / "static"),
        "VAR_DIR": str(folder),
    }


@pytest.fixture(scope="session")
def demo_database(servers: tuple[str, str], shared_environment: dict[str, str]) -> Iterator[str]:
    """The name of a database that was prepared as on a first `make run`; nobody is connected to it."""
    name = f"kiem_diem_demo_{secrets.token_hex(4)}"
    with new_database(servers[0], name) as url:
        prepared = subprocess.run(
            [sys.executable, "-m", "config.dev.run", "prepare"],
            cwd=ROOT,
            env=shared_environment | {"DATABASE_URL": url},
            capture_output=True,
            text=True,
        )
        if prepared.returncode != 0:
            pytest.fail(f"The demo could not be prepared:\n{prepared.stdout}\n{prepared.stderr}")
        yield name


# The program ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def server(
    servers: tuple[str, str],
    shared_environment: dict[str, str],
    demo_database: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Server]:
    """The whole program on a database of this module's own."""
    name = f"kiem_diem_journey_{secrets.token_hex(4)}"
    folder = tmp_path_factory.mktemp("var")
    port = free_port()
    with new_database(servers[0], name, template=demo_database) as url:
        environment = shared_environment | {
            "DATABASE_URL": url,
            "REDIS_KEY_PREFIX": f"{name}:",
            "VAR_DIR": str(folder),
            # Four slashes: the first one after the empty host is not part of the path.
            "EMAIL_URL": f"filemail:///{folder / 'mails'}",
            "PORT": str(port),
        }
        command = [sys.executable, "-m", "config.dev.run", "serve"]
        running = Server(f"http://{run.HOST}:{port}", folder, folder / "program.log", environment)
        with process(command, log=running.log_file, stop_signal=run.STOP, cwd=ROOT, env=environment) as group:
            wait_until_ready(group, lambda: answer_or_fail(running.url), ConnectionError)
            yield running
        print(running.log())


def answer_or_fail(url: str) -> None:
    if not run.answers(f"{url}/healthz"):
        raise ConnectionError(url)


@pytest.fixture(scope="module")
def base_url(server: Server) -> str:
    """Pages are opened by their path alone: `page.goto("/dang-nhap/")`."""
    return server.url


# The browser ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def browser_type_launch_args(pytestconfig: pytest.Config) -> dict[str, Any]:
    headed = pytestconfig.option.headed
    return {
        "executable_path": chromium_path() if headed else shell_path(),
        "args": CHROMIUM_FLAGS,
        "headless": not headed,
    }


@pytest.fixture(scope="module")
def browser_context_args(base_url: str) -> dict[str, Any]:
    return {"base_url": base_url, "locale": "vi-VN", "timezone_id": "Asia/Ho_Chi_Minh", "viewport": DESKTOP}


@dataclass
class Watch:
    """Collects what no page may do."""

    url: str
    faults: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> None:
        context.on("request", self._request)
        context.on("response", self._response)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.faults.append(f"script error: {error.error}"))

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.url, "data:", "blob:", "about:", "chrome")):
            self.faults.append(f"request to another host: {request.url}")

    def _response(self, response: Response) -> None:
        path = urllib.parse.urlsplit(response.url).path
        if response.url.startswith(self.url) and not path.startswith("/static/"):
            self.faults += [f"{path}: {fault}" for fault in header_faults(response.headers)]

    def _console(self, message: ConsoleMessage) -> None:
        # Chromium also reports every refused request here; refusals are part of many journeys.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.faults.append(f"console: {message.text}")


@pytest.fixture
def watch(server: Server) -> Iterator[Watch]:
    """Fails the test when a page misbehaved or the server broke while it ran."""
    watching = Watch(server.url)
    before = len(server.log())
    yield watching
    broken = [line for line in server.log()[before:].splitlines() if "Internal Server Error" in line]
    faults = watching.faults + broken
    if faults:
        log = server.log()[before:][-6000:] if broken else ""
        pytest.fail("\n".join([*faults, log]))


@pytest.fixture
def context(context: BrowserContext, watch: Watch) -> BrowserContext:
    """The browser of somebody who has not signed in."""
    watch.over(context)
    return context


@pytest.fixture(scope="module")
def open_sessions() -> dict[str, Any]:
    """The cookies of those who have signed in on this module's program: nobody types his password twice."""
    return {}


@pytest.fixture
def sign_in(
    browser: Browser,
    browser_context_args: dict[str, Any],
    watch: Watch,
    demo_password: str,
    open_sessions: dict[str, Any],
) -> Iterator[SignIn]:
    """`sign_in("bi.thu")` opens a browser of that person's own, signed in on the page, and returns it.

    `at` is the page to open first. Keyword arguments go to the browser's context, for example `viewport=PHONE` or
    `java_script_enabled=False`.
    """
    opened: list[BrowserContext] = []

    def open_for(username: str, password: str = demo_password, at: str = "/", **context: Any) -> Page:
        own = browser.new_context(**({"storage_state": open_sessions.get(username)} | browser_context_args | context))
        own.set_default_timeout(20_000)
        opened.append(own)
        watch.over(own)
        page = own.new_page()
        page.goto(at)
        if "/dang-nhap/" in page.url:
            page.locator("input[name=username]").fill(username)
            page.locator("input[name=password]").fill(password)
            page.locator("form:has(input[name=password]) [type=submit]").click()
            page.wait_for_url(lambda address: "/dang-nhap/" not in address)
            open_sessions[username] = {"cookies": own.cookies(), "origins": []}
        return page

    yield open_for
    for own in opened:
        own.close()


@pytest.fixture(scope="session")
def demo_password() -> str:
    """The one password of every demo sign-in."""
    return PASSWORD
