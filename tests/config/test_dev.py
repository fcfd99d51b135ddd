"""The machinery of `make run` and `make test`."""

import socket
import subprocess
import sys
from pathlib import Path

from config.dev import check, run

ROOT = Path(__file__).resolve().parents[2]


def junit(path: Path, **counts: int) -> Path:
    attributes = " ".join(f'{name}="{count}"' for name, count in counts.items())
    path.write_text(f"<testsuites><testsuite {attributes}/></testsuites>")
    return path


def test_a_taken_port_is_noticed_and_a_free_one_is_not():
    with socket.socket() as other:
        other.bind((run.HOST, 0))
        other.listen()
        port = other.getsockname()[1]
        assert run.is_taken(port)
    assert not run.is_taken(port)


def test_a_start_on_a_taken_port_ends_with_one_clear_line():
    with socket.socket() as other:
        other.bind((run.HOST, 0))
        other.listen()
        port = str(other.getsockname()[1])
        start = [sys.executable, "-m", "config.dev.run", "serve"]
        done = subprocess.run(start, cwd=ROOT, env={"PORT": port}, capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith(f"Cổng {port} đang có chương trình khác dùng.")
    assert len(done.stderr.splitlines()) == 1


def test_the_group_has_web_worker_and_beat_on_loopback():
    group = run.commands(8123)
    assert set(group) == {"web", "worker", "beat"}
    assert "127.0.0.1:8123" in group["web"]


def test_counts_of_a_green_run(tmp_path):
    report = junit(tmp_path / "r.xml", tests=10, failures=0, errors=0, skipped=0)
    assert check.counted(report, 0) == (10, 0)


def test_counts_of_failures_and_errors(tmp_path):
    report = junit(tmp_path / "r.xml", tests=10, failures=2, errors=1, skipped=0)
    assert check.counted(report, 1) == (7, 3)


def test_a_run_with_skipped_tests_has_failed(tmp_path):
    report = junit(tmp_path / "r.xml", tests=10, failures=0, errors=0, skipped=2)
    assert check.counted(report, 1) == (8, 2)


def test_a_run_without_tests_or_without_report_has_failed(tmp_path):
    assert check.counted(junit(tmp_path / "r.xml", tests=0, failures=0, errors=0, skipped=0), 5) == (0, 1)
    assert check.counted(tmp_path / "missing.xml", 3) == (0, 1)


def test_the_embedded_run_never_sees_given_servers():
    given = {"DATABASE_URL": "postgres://x/y", "REDIS_URL": "redis://x", "PATH": "/bin"}
    assert check.without_servers(given) == {"PATH": "/bin"}


def test_the_locked_packages_have_hashes_and_name_no_address():
    for name in ("base", "test"):
        text = (ROOT / "requirements" / f"{name}.txt").read_text()
        assert "--hash=sha256:" in text
        assert "://" not in text
        assert "index-url" not in text
        assert "find-links" not in text
