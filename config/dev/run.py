"""`make run`: prepare the database and the static files, then serve web, worker and beat as one group.

`python -m config.dev.run` does both; the words `reset`, `prepare` and `serve` choose the steps one by one.
"""

from __future__ import annotations

import io
import os
import shlex
import shutil
import signal
import socket
import sys
import threading
import time
import urllib.error
import urllib.request
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.core.management import call_command
from honcho.manager import Manager
from honcho.process import Popen, Process

from config.dev.parent import ends_with_this_process

HOST = "127.0.0.1"

#: What ends the group in good order, as Ctrl-C does.
STOP = signal.SIGINT


def main(*steps: str) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    port = int(os.environ.get("PORT") or 8000)
    if "serve" in steps and is_taken(port):
        sys.exit(f"Cổng {port} đang có chương trình khác dùng. Chọn cổng khác, ví dụ: make run PORT={port + 1}")
    django.setup()
    if "reset" in steps:
        reset()
    sign_ins = prepare() if "prepare" in steps else ""
    return serve(port, sign_ins) if "serve" in steps else 0


def is_taken(port: int) -> bool:
    """Whether somebody listens on the port already; asked the way the web server will ask."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return True
    return False


def reset() -> None:
    """Throw away everything under `var/` that people entered; a database elsewhere is never emptied from here."""
    database = settings.DATABASES["default"]
    if settings.REDIS_URL or Path(database["NAME"]).parent != settings.VAR_DIR:
        sys.exit("Chỉ xoá được dữ liệu chạy thử trong var/; đang dùng DATABASE_URL hoặc REDIS_URL nên dừng lại.")
    for suffix in ("", "-wal", "-shm"):
        Path(f"{database['NAME']}{suffix}").unlink(missing_ok=True)
    for folder in ("media", "broker", "cache"):
        shutil.rmtree(settings.VAR_DIR / folder, ignore_errors=True)


def prepare() -> str:
    """Bring static files and database up to date, load the demo into an empty one; returns the table of sign-ins."""
    collect_static()
    call_command("migrate", verbosity=0, interactive=False)
    load_demo_once()
    table = io.StringIO()
    call_command("demo_accounts", stdout=table)
    return table.getvalue()


def load_demo_once() -> None:
    """Fill an empty database with the demo; with `DEMO_CLOCK=0` it stays empty, for real work."""
    from config.demo.load import holds_anything  # needs the loaded apps

    if settings.DEMO_CLOCK and not holds_anything():
        print("Lần chạy đầu: nạp dữ liệu mẫu …", flush=True)
        call_command("load_demo")


def collect_static() -> None:
    """Collect and compress the static files, unless nothing changed since the last time."""
    from django.contrib.staticfiles.finders import get_finders  # needs the loaded apps

    state = sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            facts = Path(storage.path(name)).stat()
            state.update(f"{name} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    if stamp.exists() and stamp.read_text() == state.hexdigest():
        return
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    stamp.write_text(state.hexdigest())


def commands(port: int) -> dict[str, list[str]]:
    """The members of the group, by name."""
    python = [sys.executable, "-m"]
    cores = os.cpu_count() or 1
    if settings.DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
        # One process that writes, many threads that read: what SQLite does best.
        hands = ["--workers", "1", "--threads", "8"]
    else:
        hands = ["--workers", str(min(2 * cores, 8))]
    web = ["gunicorn", "config.wsgi", "--bind", f"{HOST}:{port}", "--preload", "--no-control-socket"]
    web += ["--log-level", "warning", *hands]
    celery = ["celery", "--app", "config", "--quiet"]
    loud = ["--loglevel", settings.LOGGING["root"]["level"]]
    worker = ["worker", "--concurrency", str(min(cores, 4)), *loud]
    # With one worker there is nobody to gossip with.
    alone = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    return {
        "web": [*python, *web],
        "worker": [*python, *celery, *worker, *alone],
        "beat": [*python, *celery, "beat", *loud, "--pidfile="],
    }


class Member(Process):  # type: ignore[misc]  # honcho ships no types
    """One program of the group and the process between, which passes on what it prints. Both end with the supervisor,
    also when that is killed and can end nobody."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._between_ends = ends_with_this_process(signal.SIGKILL)

    def run(self, events: Any = None, ignore_signals: bool = False) -> None:
        self._between_ends()
        self._child_ctor = partial(Popen, preexec_fn=ends_with_this_process(signal.SIGTERM))
        super().run(events, ignore_signals)


class Group(Manager):  # type: ignore[misc]  # honcho ships no types
    """honcho's group, which may be told to end before it has heard of every member: it ends as soon as it has."""

    def __init__(self) -> None:
        super().__init__()
        self._process_ctor = Member
        self._ends_once_started = False

    def terminate(self) -> None:
        if super()._all_started():
            super().terminate()
        else:
            self._ends_once_started = True

    def _all_started(self) -> bool:
        """honcho asks this on each round of its loop."""
        started = bool(super()._all_started())
        if started and self._ends_once_started:
            self._ends_once_started = False
            super().terminate()
        return started


def serve(port: int, sign_ins: str) -> int:
    """Run the group until Ctrl-C, or until one member ends, which ends the others; returns the exit code."""
    group = Group()
    for name, command in commands(port).items():
        # `exec` lets the signal reach the program itself and not a shell in front of it.
        group.add_process(name, f"exec {shlex.join(command)}", cwd=str(settings.BASE_DIR))
    threading.Thread(target=announce, args=(port, sign_ins), daemon=True).start()
    group.loop()
    ended_by_hand = group.returncode in (130, 143)
    return 0 if ended_by_hand else group.returncode or 1


def announce(port: int, sign_ins: str) -> None:
    """Say where the program is once it answers, below everything that the start printed."""
    address = f"http://{HOST}:{port}/"
    while not answers(f"{address}healthz"):
        time.sleep(0.1)
    print(f"\n{sign_ins}\nMở trình duyệt ở {address}   (Ctrl-C để dừng tất cả)\n", flush=True)


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2) as answer:  # noqa: S310 - our loopback  # nosec B310
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


if __name__ == "__main__":
    sys.exit(main(*(sys.argv[1:] or ["prepare", "serve"])))
