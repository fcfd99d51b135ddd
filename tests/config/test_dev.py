"""The machinery of `make run` and `make test`."""

import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

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


def test_counts_of_a_green_run(tmp_path):
    report = junit(tmp_path / "r.xml", tests=10, failures=0, errors=0, skipped=0)
    assert check.counted(report, 0) == (10, 0)


def test_counts_of_failures_and_errors(tmp_path):
    report = junit(tmp_path / "r.xml", tests=10, failures=2, errors=1, skipped=0)
    assert check.counted(report, 1) == (7, 3)


@pytest.mark.parametrize("exit_code", [0, 1])
def test_a_run_with_skipped_tests_has_failed_whatever_pytest_says(tmp_path, exit_code):
    report = junit(tmp_path / "r.xml", tests=10, failures=0, errors=0, skipped=2)
    assert check.counted(report, exit_code) == (8, 2)


HIDDEN_TESTS = {
    "skip": "def test_one(): pytest.skip('not today')",
    "skip mark": "@pytest.mark.skip\ndef test_one(): assert False",
    "module": "pytest.skip('not here', allow_module_level=True)",
    "missing package": "pytest.importorskip('no_such_package_anywhere')",
    "expected failure": "@pytest.mark.xfail\ndef test_one(): assert False",
}


@pytest.mark.parametrize("hands", ["0", "2"], ids=["one process", "several"])
def test_no_test_is_skipped_silently(tmp_path, hands):
    """However a test is left out, the run says its name, fails by itself, and is counted as failed by the command."""
    for number, (how, code) in enumerate(HIDDEN_TESTS.items()):
        text = f"import pytest\n{code}\ndef test_green(): pass\n"
        (tmp_path / f"test_{number}_{how.replace(' ', '_')}.py").write_text(text)
    report = tmp_path / "report.xml"
    pytest_run = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "tests.conftest"]
    pytest_run += ["--numprocesses", hands, "--junitxml", str(report), "--rootdir", str(tmp_path), str(tmp_path)]
    done = subprocess.run(pytest_run, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 1, done.stdout
    hidden = done.stdout.split("Tests that did not run: the run has failed")[1]
    for number in range(len(HIDDEN_TESTS)):
        assert f"test_{number}_" in hidden
    assert check.counted(report, done.returncode) == (3, 5)
    assert check.counted(report, 0) == (3, 5)


def test_a_run_without_tests_or_without_report_has_failed(tmp_path):
    assert check.counted(junit(tmp_path / "r.xml", tests=0, failures=0, errors=0, skipped=0), 5) == (0, 1)
    assert check.counted(tmp_path / "missing.xml", 3) == (0, 1)


def test_the_embedded_run_never_sees_given_servers():
    given = {"DATABASE_URL": "postgres://x/y", "REDIS_URL": "redis://x", "PATH": "/bin"}
    assert check.without_servers(given) == {"PATH": "/bin"}


MAKEFILE = (ROOT / "Makefile").read_text()
#: Every target that is a command and not a file.
TARGETS = {name for line in re.findall(r"^\.PHONY:(.*)$", MAKEFILE, re.MULTILINE) for name in line.split()}


def helped() -> dict[str, str]:
    done = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)
    return dict(re.findall(r"^  make (\S+)\s+(\S.*)$", done.stdout, re.MULTILINE))


def test_make_help_lists_every_command_with_what_it_does():
    assert {"run", "test", "help"} <= TARGETS
    assert helped().keys() == TARGETS


def test_every_target_of_the_makefile_is_a_command_that_help_lists():
    assert set(re.findall(r"^([\w-]+):", MAKEFILE, re.MULTILINE)) == TARGETS


def test_the_documents_name_only_commands_that_exist():
    named = set()
    for document in (ROOT / "README.md", *(ROOT / "docs").rglob("*.md")):
        named |= set(re.findall(r"^ {4}.*?\bmake (\w+)|`make (\w+)`", document.read_text(), re.MULTILINE))
    commands = {word for pair in named for word in pair if word}
    assert {"run", "test", "help"} <= commands <= TARGETS


def test_make_without_a_word_is_make_help():
    shown = [subprocess.run(["make", *words], cwd=ROOT, capture_output=True).stdout for words in ([], ["help"])]
    assert shown[0] == shown[1]


def test_the_locked_packages_have_hashes_and_name_no_address():
    for name in ("base", "test"):
        text = (ROOT / "requirements" / f"{name}.txt").read_text()
        assert "--hash=sha256:" in text
        assert "://" not in text
        assert "index-url" not in text
        assert "find-links" not in text
