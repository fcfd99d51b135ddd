"""`make test`: every check in one go. Each prints its name, its time and, when it failed, all that it had to say.

Nothing stops at the first failure; the last line counts everything: `N passed, N failed`. Named steps alone can be
asked for: `python -m config.dev.check types lint`.
"""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import ParamSpec, TypeVar
from xml.etree import ElementTree

from config.dev.bootstrap import ROOT
from config.dev.parent import ends_with_this_process
from config.dev.services import services, stop_on_termination

P = ParamSpec("P")
T = TypeVar("T")

BIN = Path(sys.executable).parent
HANDS = str(min(os.cpu_count() or 1, 4))
#: What passes here on one database passes on the other: once is enough.
ROOMS_WITHOUT_DATABASE = ("rules", "coverage")
CORE_TESTS = ["tests", "--ignore=tests/journeys", "--numprocesses", HANDS, "--dist", "loadfile"]


@dataclass(frozen=True)
class Check:
    """A command that passes or fails as one."""

    name: str
    title: str
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Suite:
    """A pytest run. `on` names the servers below it."""

    name: str
    title: str
    on: str
    arguments: list[str]


@dataclass(frozen=True)
class Result:
    title: str
    seconds: float
    passed: int
    failed: int


CHECKS = [
    Check("format", "Format (ruff)", ["ruff", "format", "--check", "."]),
    Check("lint", "Lint (ruff)", ["ruff", "check", "."]),
    Check("types", "Types (mypy)", ["mypy"]),
    Check("imports", "Import direction (import-linter)", ["lint-imports", "--no-logo"]),
    Check("migrations", "Missing migrations", ["python", "manage.py", "makemigrations", "--check", "--dry-run"]),
    Check(
        "deploy",
        "Deployment check of the production settings, warnings are errors",
        ["python", "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        {"DJANGO_SETTINGS_MODULE": "config.settings.production", "SECRET_KEY": secrets.token_urlsafe(64)},
    ),
]

SUITES = [
    Suite("postgres", "Unit and integration tests on PostgreSQL and Redis", "servers", CORE_TESTS),
    Suite(
        "sqlite",
        "The same tests on SQLite and the embedded broker, save those marked `postgres` or that know no database",
        "embedded",
        [*CORE_TESTS, *(f"--ignore=tests/{room}" for room in ROOMS_WITHOUT_DATABASE), "-m", "not postgres"],
    ),
    Suite("journeys", "Journeys in Chromium, on the real server, worker and beat", "servers", ["tests/journeys"]),
]


def main(names: list[str]) -> int:
    """Run the steps named, or all; returns the number of failures, capped to a valid exit code."""
    unknown = set(names) - {check.name for check in CHECKS} - {suite.name for suite in SUITES}
    if unknown:
        sys.exit(f"No such step: {', '.join(sorted(unknown))}")
    stop_on_termination()
    started = time.monotonic()
    with scratch() as folder:
        environment = {**os.environ, "VAR_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "config.settings.test"}
        results = run_checks([check for check in CHECKS if not names or check.name in names], environment)
        results += run_suites([suite for suite in SUITES if not names or suite.name in names], environment, folder)
    return report(results, time.monotonic() - started)


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder that stands in for `var/`, so that no check sees or touches the data of `make run`."""
    with tempfile.TemporaryDirectory(prefix="kiem-diem-check-") as folder:
        yield Path(folder)


def run_checks(checks: list[Check], environment: dict[str, str]) -> list[Result]:
    """Run the checks side by side, one for each core, and print them in their order."""
    embedded = without_servers(environment)
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
        running = [pool.submit(timed, run_quietly, check, embedded | check.environment) for check in checks]
        results = []
        for check, future in zip(checks, running, strict=True):
            heading(check.title)
            outcome, seconds = future.result()
            passed = outcome.returncode == 0
            if not passed:
                print(outcome.stdout, flush=True)
            print(f"    {'passed' if passed else 'FAILED'} in {seconds:.1f} s", flush=True)
            results.append(Result(check.title, seconds, int(passed), int(not passed)))
        return results


def run_quietly(check: Check, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [str(BIN / check.command[0]), *check.command[1:]]
    return subprocess.run(
        command, cwd=ROOT, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )


def run_suites(suites: list[Suite], environment: dict[str, str], folder: Path) -> list[Result]:
    """Run the suites one after another, all those that need servers on the same private ones."""
    if not suites:
        return []
    with services() as addresses:
        where = {"servers": environment | addresses, "embedded": without_servers(environment)}
        results = []
        for suite in suites:
            heading(suite.title)
            report_file = folder / f"{suite.name}.xml"
            pytest = [str(BIN / "pytest"), "--junitxml", str(report_file), "--durations=5", *suite.arguments]
            bound = ends_with_this_process(signal.SIGTERM)
            done, seconds = timed(subprocess.run, pytest, cwd=ROOT, env=where[suite.on], preexec_fn=bound)
            passed, failed = counted(report_file, done.returncode)
            print(f"    {passed} passed, {failed} failed in {seconds:.1f} s", flush=True)
            results.append(Result(suite.title, seconds, passed, failed))
        return results


def counted(report_file: Path, exit_code: int) -> tuple[int, int]:
    """Tests that passed and those that did not; a skipped one did not. A run that ended badly has failed at least once,
    whatever its report says."""
    if not report_file.exists():
        return 0, 1
    total = failed = 0
    for suite in ElementTree.parse(report_file).getroot().iter("testsuite"):  # noqa: S314 - pytest wrote it just now
        total += int(suite.get("tests", 0))
        failed += sum(int(suite.get(kind, 0)) for kind in ("failures", "errors", "skipped"))
    if exit_code != 0:
        failed = max(failed, 1)
    return total - min(total, failed), failed


def without_servers(environment: dict[str, str]) -> dict[str, str]:
    """The environment of the embedded database and broker, even when somebody's servers are given."""
    return {name: value for name, value in environment.items() if name not in {"DATABASE_URL", "REDIS_URL"}}


def timed(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> tuple[T, float]:
    started = time.monotonic()
    return function(*args, **kwargs), time.monotonic() - started


def heading(title: str) -> None:
    print(f"\n==> {title}", flush=True)


def report(results: list[Result], seconds: float) -> int:
    heading(f"Summary, {seconds:.0f} s")
    for result in results:
        verdict = f"{result.failed} FAILED" if result.failed else "ok"
        print(f"    {verdict:>10}  {result.passed:>5} passed  {result.seconds:>7.1f} s  {result.title}")
    passed, failed = sum(result.passed for result in results), sum(result.failed for result in results)
    print(f"\n{passed} passed, {failed} failed", flush=True)
    return min(failed, 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
