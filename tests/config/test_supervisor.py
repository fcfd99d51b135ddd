"""The group of `make run`: all of it runs or none of it, whoever ends first and however."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.dev import run
from tests.config.pulse import SLEEP, Pulse

ROOT = Path(__file__).resolve().parents[2]

#: The supervisor itself, with other programs in its group and nobody to wait for before it announces itself.
SUPERVISOR = """
import sys
import honcho.manager
from config.dev import run
honcho.manager.KILL_WAIT = 0.2
run.commands = lambda port: {members!r}
run.announce = lambda port, sign_ins: None
sys.exit(run.serve(0, ""))
"""

#: Somebody who starts a program as the journeys do, and waits.
STARTER = """
import signal, time
from pathlib import Path
from config.dev.services import process
with process({command!r}, log=Path({log!r}), stop_signal=signal.SIGINT):
    time.sleep(90)
"""


@pytest.fixture
def pulse(tmp_path: Path) -> Pulse:
    return Pulse(tmp_path)


@pytest.fixture
def started() -> Iterator[list[subprocess.Popen[bytes]]]:
    """What a test started and did not see end is ended here."""
    running: list[subprocess.Popen[bytes]] = []
    yield running
    for one in running:
        if one.poll() is None:
            one.kill()
        one.wait()


def supervisor(members: dict[str, list[str]]) -> list[str]:
    return [sys.executable, "-c", SUPERVISOR.format(members=members)]


def start(command: list[str], started: list[subprocess.Popen[bytes]]) -> subprocess.Popen[bytes]:
    started.append(subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL))
    return started[-1]


@pytest.mark.parametrize(("code", "expected"), [(3, 3), (0, 1)], ids=["with an error", "in peace"])
def test_the_end_of_one_member_ends_the_others_and_the_command_has_failed(pulse, started, tmp_path, code, expected):
    word = tmp_path / "word"
    first = pulse.program("first", f"while not os.path.exists({str(word)!r}): time.sleep(0.01)\nsys.exit({code})")
    group = start(supervisor({"web": pulse.program("web"), "worker": first}), started)
    pulse.wait_for("web", "first")
    word.touch()
    pulse.wait_for_the_end_of_all()
    assert group.wait(timeout=30) == expected


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_ends_every_member_and_counts_as_success(pulse, started, number):
    names = ("web", "worker", "beat")
    group = start(supervisor({name: pulse.program(name) for name in names}), started)
    pulse.wait_for(*names)
    group.send_signal(number)
    pulse.wait_for_the_end_of_all()
    assert group.wait(timeout=30) == 0


def test_a_member_that_does_not_obey_is_killed_once_the_others_have_ended(pulse, started):
    deaf = pulse.program("deaf", f"signal.signal(signal.SIGTERM, signal.SIG_IGN)\n{pulse.says('deaf-now')}\n{SLEEP}")
    group = start(supervisor({"web": pulse.program("web"), "worker": deaf}), started)
    pulse.wait_for("web", "deaf", "deaf-now")
    group.send_signal(signal.SIGINT)
    pulse.wait_for_the_end_of_all()
    assert group.wait(timeout=30) == 0


def test_an_interrupt_before_every_member_is_known_ends_them_all_as_soon_as_they_are(monkeypatch):
    """Ctrl-C in the first moment: one member has not yet told its process number."""
    group = run.Group()
    for name in ("web", "worker"):
        group.add_process(name, "true", quiet=True)
    ended: list[int] = []
    monkeypatch.setattr(group._procmgr, "terminate", ended.append)
    monkeypatch.setattr(group, "_system_print", lambda words: None)
    group._processes["web"]["pid"] = 11
    group.terminate()
    assert ended == []
    assert not group._all_started()
    group._processes["worker"]["pid"] = 12
    assert group._all_started()
    assert ended == [11, 12]
    assert group._all_started()
    group.terminate()
    assert ended == [11, 12], "once each"


def test_a_killed_supervisor_leaves_no_member_behind(pulse, started):
    names = ("web", "worker", "beat")
    group = start(supervisor({name: pulse.program(name) for name in names}), started)
    pulse.wait_for(*names)
    group.kill()
    pulse.wait_for_the_end_of_all()


def test_a_killed_test_run_leaves_no_program_behind(pulse, started, tmp_path):
    names = ("web", "worker", "beat")
    command = supervisor({name: pulse.program(name) for name in names})
    starter = STARTER.format(command=command, log=str(tmp_path / "log"))
    somebody = start([sys.executable, "-c", starter], started)
    pulse.wait_for(*names)
    somebody.kill()
    pulse.wait_for_the_end_of_all()


def test_the_group_has_web_worker_and_beat_on_loopback():
    group = run.commands(8123)
    assert set(group) == {"web", "worker", "beat"}
    assert "127.0.0.1:8123" in group["web"]
