"""What holds for every test: none is left out unseen, and none writes into the data of the running program."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from tests.caches import empty_own_cache

#: Outcomes that hide a test. One of them fails the whole run.
HIDDEN = ("skipped", "xfailed", "xpassed")


#: Who asks for one of these meets a database.
DATABASE_FIXTURES = frozenset({"db", "transactional_db", "live_server"})


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database-only",
        action="store_true",
        help="run only the tests that meet a database: what knows none passes on the second one as on the first",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--database-only"):
        items[:] = [item for item in items if meets_a_database(item)]


def meets_a_database(item: pytest.Item) -> bool:
    fixtures = DATABASE_FIXTURES.intersection(getattr(item, "fixturenames", ()))
    return bool(fixtures) or item.get_closest_marker("django_db") is not None


def pytest_configure() -> None:
    """A tenth of a run went into looking for garbage, most of it among modules and tests, which stay to the end."""
    gc.set_threshold(20_000, 20, 20)


def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()


def hidden_tests(config: pytest.Config) -> list[str]:
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None:  # a process of pytest-xdist; the one that started it reports
        return []
    return [f"{outcome}: {report.nodeid}" for outcome in HIDDEN for report in reporter.stats.get(outcome, [])]


def pytest_sessionfinish(session: pytest.Session) -> None:
    if hidden_tests(session.config):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    hidden = hidden_tests(config)
    if hidden:
        terminalreporter.section("Tests that did not run: the run has failed", red=True)
        for line in hidden:
            terminalreporter.line(line)
    if left_out:
        terminalreporter.section("Left out of this run by name or mark")
        for name in sorted(left_out):
            terminalreporter.line(name)


left_out: set[str] = set()


def pytest_deselected(items: Sequence[pytest.Item]) -> None:
    left_out.update(item.nodeid for item in items)
    if items and hasattr(items[0].config, "workeroutput"):
        items[0].config.workeroutput["left_out"] = sorted(left_out)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """pytest-xdist selects in its processes; what they left out is told to the one that reports."""
    left_out.update(getattr(node, "workeroutput", {}).get("left_out", []))


@pytest.fixture(scope="session", autouse=True)
def _own_folders(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Every process of the run keeps its files, and its cached values, apart from all others."""
    folder = tmp_path_factory.mktemp("var")
    settings.MEDIA_ROOT = folder / "media"
    if not settings.REDIS_URL:
        settings.CACHES["default"]["LOCATION"] = str(folder / "cache")
    else:
        settings.CACHES["default"]["KEY_PREFIX"] = f"test:{folder}:"


@pytest.fixture(autouse=True)
def _no_scene_stands() -> None:
    """What the test before built was taken back with its transaction. The rules' tests know no scenes and no models."""
    if kept := sys.modules.get("tests.kept"):
        kept.nothing_stands()


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    """A value that one test cached is not there for the next; on a shared Redis only our own keys are dropped."""
    yield
    empty_own_cache()


@pytest.fixture
def media_root() -> Path:
    return Path(settings.MEDIA_ROOT)
