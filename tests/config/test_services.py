"""The private servers of a test run: on free loopback ports, gone afterwards, and never somebody else's."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import urllib.parse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import psycopg
import pytest
import redis

from config.dev import services
from tests.config.pulse import Pulse

ROOT = Path(__file__).resolve().parents[2]

GIVEN = {"DATABASE_URL": "postgres://theirs:secret@192.0.2.1/theirs", "REDIS_URL": "redis://192.0.2.1/0"}


@pytest.fixture
def nothing_given(monkeypatch: pytest.MonkeyPatch) -> None:
    """No address in the environment; and signals stay those of the test run."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("REDIS_URL", raising=False)
    monkeypatch.setattr(services, "stop_on_termination", lambda: None)


@pytest.fixture
def started(nothing_given: None, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What would be started, by name, with stand-ins for the two servers."""
    names: list[str] = []

    def stand_in(name: str) -> object:
        @contextmanager
        def server(folder: Path) -> Iterator[str]:
            names.append(name)
            yield f"{name}://127.0.0.1/own"
            names.append(f"{name} ended")

        return server

    monkeypatch.setattr(services, "postgres", stand_in("postgres"))
    monkeypatch.setattr(services, "redis_server", stand_in("redis"))
    return names


def port_of(url: str) -> int:
    return urllib.parse.urlsplit(url).port or 0


def listens(port: int, host: str = services.HOST) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((host, port)) == 0


def other_addresses() -> list[str]:
    """This machine's own addresses besides the loopback one, as a neighbour would use them."""
    found = subprocess.run(["hostname", "-I"], capture_output=True, text=True).stdout.split()
    return [address for address in found if ":" not in address and not address.startswith("127.")]


def test_both_private_servers_answer_on_loopback_alone_and_are_gone_afterwards(nothing_given: None):
    with services.services() as own:
        ports = {port_of(own["DATABASE_URL"]), port_of(own["REDIS_URL"])}
        assert len(ports) == 2
        assert ports.isdisjoint({5432, 6379})
        with psycopg.connect(own["DATABASE_URL"]) as connection:
            shown = [connection.execute(f"SHOW {name}").fetchone() for name in ("listen_addresses", "data_directory")]
            assert shown[0] == (services.HOST,)
            data = Path(shown[1][0])  # type: ignore[index]  # SHOW always answers
            assert data.exists()
        client = redis.Redis.from_url(own["REDIS_URL"], decode_responses=True)
        assert client.config_get("bind") == {"bind": services.HOST}
        assert client.config_get("save", "appendonly") == {"save": "", "appendonly": "no"}
        for url in own.values():
            assert urllib.parse.urlsplit(url).hostname == services.HOST
            assert not any(listens(port_of(url), address) for address in other_addresses())
        for strange in strangers(own):
            with pytest.raises((psycopg.OperationalError, redis.AuthenticationError)):
                strange()
    assert not any(listens(port) for port in ports)
    assert not data.exists()


def strangers(own: dict[str, str]) -> list[Callable[[], object]]:
    """Ways in for somebody on the same machine who knows the port and not the password."""
    wrong = own["DATABASE_URL"].replace(urllib.parse.urlsplit(own["DATABASE_URL"]).password or "", "guess")
    return [lambda: psycopg.connect(wrong), redis.Redis(services.HOST, port_of(own["REDIS_URL"])).ping]


def test_nothing_given_starts_both_and_ends_both(started: list[str]):
    with services.services() as own:
        assert own == {"DATABASE_URL": "postgres://127.0.0.1/own", "REDIS_URL": "redis://127.0.0.1/own"}
        assert started == ["postgres", "redis"]
    assert started == ["postgres", "redis", "redis ended", "postgres ended"]


@pytest.mark.parametrize(
    ("given", "own"),
    [(["DATABASE_URL"], ["redis"]), (["REDIS_URL"], ["postgres"]), (["DATABASE_URL", "REDIS_URL"], [])],
    ids=["database", "redis", "both"],
)
def test_a_given_server_is_passed_on_as_it_is_and_none_is_started_beside_it(
    started: list[str], monkeypatch: pytest.MonkeyPatch, given: list[str], own: list[str]
):
    for name in given:
        monkeypatch.setenv(name, GIVEN[name])
    with services.services() as found:
        assert {name: found[name] for name in given} == {name: GIVEN[name] for name in given}
        assert started == own
    assert started == [*own, *(f"{name} ended" for name in own)]


def test_a_given_server_is_never_connected_to(nothing_given: None, monkeypatch: pytest.MonkeyPatch):
    for name, url in GIVEN.items():
        monkeypatch.setenv(name, url)

    def never(*arguments: object, **options: object) -> None:
        raise AssertionError(f"touched: {arguments}")

    for place, name in ((psycopg, "connect"), (redis.Redis, "from_url"), (subprocess, "Popen")):
        monkeypatch.setattr(place, name, never)
    with services.services() as found:
        assert found == GIVEN


def test_an_empty_variable_counts_as_not_given(started: list[str], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("DATABASE_URL", "")
    monkeypatch.setenv("REDIS_URL", "")
    with services.services():
        assert started == ["postgres", "redis"]


def test_a_server_that_ends_at_once_is_told_with_its_own_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    broken = [sys.executable, "-c", "raise SystemExit('no room on the disk')"]
    with (
        pytest.raises(RuntimeError, match="did not start"),
        services.process(broken, log=tmp_path / "log", stop_signal=signal.SIGTERM) as running,
    ):
        services.wait_until_ready(running, partial(ended, running), ConnectionError)
    assert "no room on the disk" in capsys.readouterr().err


def ended(running: subprocess.Popen[bytes]) -> None:
    running.wait()
    raise ConnectionError


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_command_that_is_ended_from_outside_takes_what_it_runs_with_it(tmp_path: Path, number: signal.Signals):
    pulse = Pulse(tmp_path)
    command = [sys.executable, "-m", "config.dev.services", *pulse.program("tests")]
    running = subprocess.Popen(command, cwd=ROOT, env=os.environ | GIVEN)
    pulse.wait_for("tests")
    running.send_signal(number)
    pulse.wait_for_the_end_of_all()
    assert running.wait(timeout=30) != 0


def test_the_command_hands_on_the_exit_code_and_the_addresses():
    code = "import os, sys; print(os.environ['DATABASE_URL']); sys.exit(7)"
    command = [sys.executable, "-m", "config.dev.services", sys.executable, "-c", code]
    done = subprocess.run(command, cwd=ROOT, env=os.environ | GIVEN, capture_output=True, text=True)
    assert (done.returncode, done.stdout.strip()) == (7, GIVEN["DATABASE_URL"])
