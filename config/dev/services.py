"""A private PostgreSQL and a private Redis for one command, stopped and wiped when it ends.

`python -m config.dev.services pytest tests/reviews` runs any command on them. A server named by `DATABASE_URL` or
`REDIS_URL` is used instead and left as it is; no server is touched that was not started here.
"""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

import psycopg
import redis

from config.dev.bootstrap import postgres_folder
from config.dev.parent import ends_with_this_process

HOST = "127.0.0.1"
READY_WITHIN_SECONDS = 30


@contextmanager
def services() -> Iterator[dict[str, str]]:
    """The two addresses as environment variables; whichever is already set there is passed on as it is."""
    stop_on_termination()
    with ExitStack() as running:
        folder = Path(running.enter_context(tempfile.TemporaryDirectory(prefix="kiem-diem-")))
        # The server's own user must be able to reach its folder inside this one.
        folder.chmod(0o711)
        addresses = {
            "DATABASE_URL": os.environ.get("DATABASE_URL") or running.enter_context(postgres(folder / "postgres")),
            "REDIS_URL": os.environ.get("REDIS_URL") or running.enter_context(redis_server(folder / "redis")),
        }
        yield addresses


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """A new cluster on a free loopback port; as root it runs as the user `postgres`, which refuses root otherwise."""
    binaries = postgres_folder()
    if binaries is None:
        sys.exit("PostgreSQL is not installed: run `make test`, which installs it.")
    password = secrets.token_hex(16)
    folder.mkdir(mode=0o700)
    password_file = folder.with_suffix(".password")
    password_file.write_text(password)
    owner: dict[str, Any] = {"cwd": "/"}
    if os.geteuid() == 0:
        account = pwd.getpwnam("postgres")
        owner |= {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
        for path in (folder, password_file):
            os.chown(path, account.pw_uid, account.pw_gid)
    initdb: list[Any] = [binaries / "initdb", "--pgdata", folder, "--username", "kiem_diem", "--pwfile", password_file]
    initdb += ["--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"]
    subprocess.run(initdb, check=True, stdout=subprocess.DEVNULL, **owner)

    port = free_port()
    server = [binaries / "postgres", "-D", folder, "-p", str(port), "-h", HOST, "-k", "", "-c", "max_connections=200"]
    # The data is thrown away, so nothing has to survive a power cut.
    server += ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]
    # Statistics taken between two tests, of tables that are empty then, make the next test's queries crawl by luck.
    server += ["-c", "autovacuum=off"]
    url = f"postgres://kiem_diem:{password}@{HOST}:{port}/postgres"
    with process(server, log=folder.with_suffix(".log"), stop_signal=signal.SIGINT, **owner) as running:
        wait_until_ready(running, lambda: psycopg.connect(url).close(), psycopg.OperationalError)
        yield url


@contextmanager
def redis_server(folder: Path) -> Iterator[str]:
    """A Redis on a free loopback port that keeps nothing on disk."""
    folder.mkdir(mode=0o700)
    password = secrets.token_hex(16)
    port = free_port()
    settings = folder / "redis.conf"
    settings.write_text(f'bind {HOST}\nport {port}\nrequirepass {password}\nsave ""\nappendonly no\ndir {folder}\n')
    url = f"redis://:{password}@{HOST}:{port}/0"
    with process(["redis-server", settings], log=folder / "log", stop_signal=signal.SIGTERM) as running:
        wait_until_ready(running, redis.Redis.from_url(url).ping, redis.ConnectionError)
        yield url


@contextmanager
def process(
    command: list[Any], *, log: Path, stop_signal: signal.Signals, **options: Any
) -> Iterator[subprocess.Popen[bytes]]:
    """The running program; ended with `stop_signal`, or killed when it does not obey within ten seconds."""
    # When we are killed ourselves, nothing below runs; the kernel sends the signal in our place.
    bound = ends_with_this_process(stop_signal)
    with log.open("wb") as output:
        # A session of its own: Ctrl-C reaches us first, and we end it in order.
        running = subprocess.Popen(
            command, stdout=output, stderr=output, start_new_session=True, preexec_fn=bound, **options
        )
    try:
        yield running
    except Exception:
        if running.poll() is not None:
            print(log.read_text(errors="replace")[-4000:], file=sys.stderr)
        raise
    finally:
        if running.poll() is None:
            running.send_signal(stop_signal)
            try:
                running.wait(timeout=10)
            except subprocess.TimeoutExpired:
                running.kill()
                running.wait()


def wait_until_ready(running: subprocess.Popen[bytes], attempt: Any, not_yet: type[Exception]) -> None:
    deadline = time.monotonic() + READY_WITHIN_SECONDS
    while True:
        try:
            attempt()
        except not_yet as reason:
            if running.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{running.args!r} did not start") from reason
            time.sleep(0.05)
        else:
            return


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def stop_on_termination() -> None:
    """Turn SIGTERM into an ordinary exit, so that every `finally` runs and no server is left behind."""

    def leave(number: int, frame: FrameType | None) -> NoReturn:
        raise SystemExit(128 + number)

    signal.signal(signal.SIGTERM, leave)


if __name__ == "__main__":
    # Importing `config` has named the settings of the running program; the command chooses its own.
    given = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    with services() as found:
        program = shutil.which(sys.argv[1], path=f"{Path(sys.executable).parent}:{os.environ['PATH']}") or sys.argv[1]
        bound = ends_with_this_process(signal.SIGTERM)
        code = subprocess.run([program, *sys.argv[2:]], env={**given, **found}, preexec_fn=bound).returncode
    sys.exit(code)
