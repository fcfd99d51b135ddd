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
from contextlib import ExitStack, contextmanager
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
CORE_TESTS = ["tests", "--ignore=tests/journeys", "--numprocesses", HANDS, "--dist", "loadfile"]


@dataclass(frozen=True)
class Check:
    """A command that passes or fails as one. What one that ``tells`` has to say is printed when it passes, too."""

    name: str
    title: str
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)
    tells: bool = False


@dataclass(frozen=True)
class Suite:
    """A pytest run. `on` names the servers below it; one that runs `beside` the others has servers of its own and says
    what it has to say when it is done."""

    name: str
    title: str
    on: str
    arguments: list[str]
    beside: bool = False


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
    Check(
        "bandit",
        "Insecure patterns, medium and up (bandit)",
        ["bandit", "--quiet", "--recursive", "-ll", "config", "organizations", "forms_templates", "reviews", "ratings"],
    ),
    Check(
        "vulnerabilities",
        "Known vulnerabilities of the libraries (pip-audit)",
        ["python", "-m", "config.dev.vulnerabilities"],
        tells=True,
    ),
    Check("migrations", "Missing migrations", ["python", "manage.py", "makemigrations", "--check", "--dry-run"]),
    Check("migrate", "Migrations on SQLite, forward from nothing", ["python", "manage.py", "migrate", "--verbosity=0"]),
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
        # What knows no database passes here as it passed there: once is enough.
        [*CORE_TESTS, "--database-only", "-m", "not postgres"],
    ),
    # A browser waits most of its time: beside the others it costs little of theirs.
    Suite(
        "journeys",
        "Journeys in Chromium, on the real server, worker and beat",
        "servers",
        ["tests/journeys"],
        beside=True,
    ),
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
            if check.tells or not passed:
                print(outcome.stdout.rstrip(), flush=True)
            print(f"    {'passed' if passed else 'FAILED'} in {seconds:.1f} s", flush=True)
            results.append(Result(check.title, seconds, int(passed), int(not passed)))
        return results


def run_quietly(check: Check, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [str(BIN / check.command[0]), *check.command[1:]]
    return subprocess.run(
        command, cwd=ROOT, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )


def run_suites(suites: list[Suite], environment: dict[str, str], folder: Path) -> list[Result]:
    """Run the suites one after another on the same private servers, those `beside` them at the same time on others."""
    beside = [suite for suite in suites if suite.beside and len(suites) > 1 and not has_given_servers(environment)]
    alone = [suite for suite in suites if suite not in beside]
    if not alone:
        return []
    with ExitStack() as running:
        started = [running.enter_context(running_beside(suite, environment, folder)) for suite in beside]
        with services() as addresses:
            where = {"servers": environment | addresses, "embedded": without_servers(environment)}
            results = [run_suite(suite, where[suite.on], folder) for suite in alone]
        return results + [finished() for finished in started]


def run_suite(suite: Suite, environment: dict[str, str], folder: Path) -> Result:
    heading(suite.title)
    command = [str(BIN / "pytest"), *pytest_arguments(suite, folder)]
    bound = ends_with_this_process(signal.SIGTERM)
    done, seconds = timed(subprocess.run, command, cwd=ROOT, env=environment, preexec_fn=bound)
    return result_of(suite, folder, done.returncode, seconds)


@contextmanager
def running_beside(suite: Suite, environment: dict[str, str], folder: Path) -> Iterator[Callable[[], Result]]:
    """The suite running on servers of its own; what is yielded waits for its end and prints all it had to say."""
    started, said = time.time(), folder / f"{suite.name}.log"
    var = folder / f"{suite.name}-var"
    var.mkdir(mode=0o700)
    command = [sys.executable, "-m", "config.dev.services", "pytest", *pytest_arguments(suite, folder)]
    with said.open("w") as output:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment | {"VAR_DIR": str(var)},
            stdout=output,
            stderr=subprocess.STDOUT,
            preexec_fn=ends_with_this_process(signal.SIGTERM),
        )

    def finished() -> Result:
        exit_code = process.wait()
        # It may have ended long before somebody asks; what it said last is when.
        seconds = said.stat().st_mtime - started
        heading(suite.title)
        print(said.read_text(errors="replace"), flush=True)
        return result_of(suite, folder, exit_code, seconds)

    try:
        yield finished
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait()


def pytest_arguments(suite: Suite, folder: Path) -> list[str]:
    return ["--junitxml", str(folder / f"{suite.name}.xml"), "--durations=5", *suite.arguments]


def result_of(suite: Suite, folder: Path, exit_code: int, seconds: float) -> Result:
    passed, failed = counted(folder / f"{suite.name}.xml", exit_code)
    print(f"    {passed} passed, {failed} failed in {seconds:.1f} s", flush=True)
    return Result(suite.title, seconds, passed, failed)


def counted(report_file: Path, exit_code: int) -> tuple[int, int]:
    """Tests that passed and those that did not; a skipped one did not. A run that ended badly has failed at least once,
    whatever its report says."""
    if not report_file.exists():
        return 0, 1
    total = failed = 0
    report = ElementTree.parse(report_file)  # noqa: S314 - pytest wrote it just now  # nosec B314
    for suite in report.getroot().iter("testsuite"):
        total += int(suite.get("tests", 0))
        failed += sum(int(suite.get(kind, 0)) for kind in ("failures", "errors", "skipped"))
    if exit_code != 0:
        failed = max(failed, 1)
    return total - min(total, failed), failed


def has_given_servers(environment: dict[str, str]) -> bool:
    """Whether somebody's servers are to be used: then nothing runs beside, for all would meet in the same ones."""
    return bool({"DATABASE_URL", "REDIS_URL"} & environment.keys())


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
