"""What `make run` and `make test` put on a machine: what apt may bring, which browser, and what is said otherwise."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from config.dev import bootstrap

UBUNTU = 'NAME="Ubuntu"\nID=ubuntu\nID_LIKE=debian\nVERSION_ID="24.04"\n'
DEBIAN = 'NAME="Debian GNU/Linux"\nID=debian\nVERSION_ID="12"\n'

#: As `apt-cache show` prints them on the two systems.
UBUNTU_STUB = """Package: chromium-browser
Version: 2:1snap1-0ubuntu2
Pre-Depends: debconf, snapd
Depends: debconf (>= 0.5) | debconf-2.0
Description-en: Transitional package - chromium-browser -> chromium snap
"""
DEBIAN_CHROMIUM = """Package: chromium
Version: 130.0.6723.91-1~deb12u1
Depends: libnss3 (>= 2:3.30), libsnappy1v5 (>= 1.1.9), chromium-common
Description-en: web browser
"""

SNAP_SCRIPT = """#!/bin/sh
if ! [ -x /snap/bin/chromium ]; then
    echo "Command '$0' requires the chromium snap to be installed." >&2
    exit 10
fi
exec /snap/bin/chromium "$@"
"""
REAL_SCRIPT = """#!/bin/sh
exec /usr/lib/chromium/chromium "$@"
"""


class Machine:
    """A system that is not this one: its programs, its apt, and a record of what was run on it."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.bin = folder / "bin"
        self.bin.mkdir()
        self.apt: dict[str, str] = {}
        self.release = folder / "os-release"
        self.playwright = folder / "ms-playwright" / "chrome"
        self.ran: list[list[str]] = []
        #: What happens when a command that holds these words is run; its exit code.
        self.effects: dict[str, Callable[[], int]] = {}
        monkeypatch.setenv("PATH", str(self.bin))
        monkeypatch.delenv("CHROMIUM", raising=False)
        monkeypatch.setattr(bootstrap, "OS_RELEASE", self.release)
        monkeypatch.setattr(subprocess, "run", self.run)
        self.program("apt-cache")

    def program(self, name: str, text: str = REAL_SCRIPT) -> Path:
        path = self.bin / name
        path.write_text(text)
        path.chmod(0o755)
        return path

    def fetch_playwrights_browser(self) -> int:
        self.playwright.parent.mkdir(exist_ok=True)
        self.playwright.write_text("ELF")
        self.playwright.chmod(0o755)
        return 0

    def run(self, command: list[str], **options: Any) -> subprocess.CompletedProcess[str]:
        self.ran.append(command)
        said = ""
        if command[0] == "apt-cache":
            said = self.apt.get(command[-1], "")
        elif bootstrap.WHERE_PLAYWRIGHT_KEEPS_IT in command:
            said = f"{self.playwright}\n"
        line = " ".join(command)
        code = next((effect() for words, effect in self.effects.items() if words in line), 0)
        return subprocess.CompletedProcess(command, code, stdout=said, stderr="")

    def lines(self) -> list[str]:
        return [" ".join(command) for command in self.ran]


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    return Machine(tmp_path, monkeypatch)


def ubuntu(machine: Machine) -> Machine:
    machine.release.write_text(UBUNTU)
    machine.apt["chromium-browser"] = UBUNTU_STUB
    return machine


def debian(machine: Machine) -> Machine:
    machine.release.write_text(DEBIAN)
    machine.apt["chromium"] = DEBIAN_CHROMIUM
    return machine


def debian_with_a_shell(machine: Machine) -> Machine:
    machine.apt["chromium-headless-shell"] = DEBIAN_CHROMIUM.replace(
        "Package: chromium", "Package: chromium-headless-shell"
    )
    return debian(machine)


def as_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "apt_permission", list)


def as_somebody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "apt_permission", lambda: None)


# The browser ------------------------------------------------------------------------------------------------------


def test_debian_gets_its_own_chromium_from_apt(machine: Machine):
    debian(machine)
    assert [need.packages for need in bootstrap.browser_need()] == [("chromium",)]
    assert not bootstrap.browser_need()[0].is_met()


def test_debian_gets_the_browser_without_a_window_too_where_apt_has_it(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
):
    debian_with_a_shell(machine)
    as_somebody(monkeypatch)
    assert [need.packages for need in bootstrap.browser_need()] == [("chromium",)], "nobody is asked to type it"
    as_root(monkeypatch)
    assert [need.packages for need in bootstrap.browser_need()] == [("chromium",), ("chromium-headless-shell",)]
    chromium = machine.program("chromium")
    assert bootstrap.shell_path() == str(chromium)
    shell = machine.program("chromium-headless-shell")
    assert bootstrap.browser_need() == []
    assert (bootstrap.shell_path(), bootstrap.chromium_path()) == (str(shell), str(chromium))


def test_the_browser_that_somebody_names_is_taken_for_every_journey(machine: Machine, monkeypatch: pytest.MonkeyPatch):
    debian_with_a_shell(machine).program("chromium-headless-shell")
    own = machine.program("own-chromium")
    monkeypatch.setenv("CHROMIUM", str(own))
    assert bootstrap.shell_path() == bootstrap.chromium_path() == str(own)
    assert bootstrap.browser_need() == []


def test_debians_chromium_is_used_where_it_stands(machine: Machine):
    debian(machine)
    chromium = machine.program("chromium")
    machine.fetch_playwrights_browser()
    assert bootstrap.chromium_path() == str(chromium)
    assert bootstrap.browser_need() == []


def test_ubuntus_apt_is_not_asked_for_the_package_that_leads_on_to_a_snap(machine: Machine):
    ubuntu(machine)
    assert bootstrap.browser_need() == []


def test_without_apts_lists_the_system_itself_tells_the_two_apart(machine: Machine):
    machine.release.write_text(UBUNTU)
    assert bootstrap.chromium_package() is None
    machine.release.write_text(DEBIAN)
    assert bootstrap.chromium_package() == "chromium"


@pytest.mark.parametrize("name", ["chromium", "chromium-browser"])
def test_a_script_that_calls_a_snap_is_no_browser(machine: Machine, name: str):
    ubuntu(machine).program(name, SNAP_SCRIPT)
    assert bootstrap.chromium_path() is None
    assert bootstrap.browser_need() == []


def test_a_link_to_snap_itself_is_no_browser(machine: Machine):
    ubuntu(machine)
    (machine.bin / "chromium").symlink_to(machine.program("snap"))
    assert bootstrap.chromium_path() is None


def test_behind_a_stub_another_real_browser_is_found(machine: Machine):
    ubuntu(machine).program("chromium-browser", SNAP_SCRIPT)
    chrome = machine.program("google-chrome")
    assert bootstrap.chromium_path() == str(chrome)


def test_on_ubuntu_playwrights_browser_is_fetched_with_its_libraries_and_used(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
):
    ubuntu(machine).program("chromium-browser", SNAP_SCRIPT)
    as_root(monkeypatch)
    machine.effects["playwright install"] = machine.fetch_playwrights_browser
    bootstrap.install_playwright_chromium()
    assert f"{bootstrap.VENV}/bin/python -m playwright install --with-deps chromium" in machine.lines()
    assert bootstrap.chromium_path() == str(machine.playwright)


def test_who_may_not_install_libraries_gets_the_browser_alone(machine: Machine, monkeypatch: pytest.MonkeyPatch):
    ubuntu(machine)
    as_somebody(monkeypatch)
    machine.effects["playwright install"] = machine.fetch_playwrights_browser
    bootstrap.install_playwright_chromium()
    assert f"{bootstrap.VENV}/bin/python -m playwright install chromium" in machine.lines()


@pytest.mark.parametrize("fault", ["no network", "no libraries"])
def test_a_browser_that_cannot_be_had_is_said_with_the_two_commands_that_bring_it(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, fault: str
):
    ubuntu(machine).program("chromium-browser", SNAP_SCRIPT)
    as_somebody(monkeypatch)
    if fault == "no network":
        machine.effects["playwright install"] = lambda: 1
    else:
        machine.effects["playwright install"] = machine.fetch_playwrights_browser
        machine.effects["--version"] = lambda: 127
    with pytest.raises(SystemExit) as refusal:
        bootstrap.install_playwright_chromium()
    said = str(refusal.value)
    python = f"{bootstrap.VENV}/bin/python"
    assert f"sudo {python} -m playwright install-deps chromium && {python} -m playwright install chromium" in said
    assert "CHROMIUM=" in said
    assert bootstrap.chromium_path() is None


def test_a_named_browser_is_used_as_it_is_and_one_that_is_not_there_is_named(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
):
    ubuntu(machine)
    own = machine.program("my-browser")
    monkeypatch.setenv("CHROMIUM", str(own))
    assert bootstrap.chromium_path() == str(own)
    monkeypatch.setenv("CHROMIUM", "/nowhere/chrome")
    assert bootstrap.chromium_path() is None
    with pytest.raises(SystemExit, match="CHROMIUM=/nowhere/chrome"):
        bootstrap.install_playwright_chromium()


@pytest.mark.parametrize(("command", "fetched"), [("run", False), ("test", True)])
def test_only_the_tests_need_a_browser_and_it_comes_after_the_python_packages(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, command: str, fetched: bool
):
    ubuntu(machine)
    steps: list[str] = []
    monkeypatch.setattr(bootstrap, "NEEDS", [])
    monkeypatch.setattr(bootstrap, "make_environment", lambda: steps.append("environment"))
    monkeypatch.setattr(bootstrap, "install_requirements", steps.append)
    monkeypatch.setattr(bootstrap, "install_playwright_chromium", lambda: steps.append("browser"))
    bootstrap.main(command)
    assert steps == ["environment", *bootstrap.REQUIREMENTS[command], *(["browser"] if fetched else [])]


# apt --------------------------------------------------------------------------------------------------------------


def printer(machine: Machine) -> bootstrap.Need:
    return bootstrap.Need("máy in", (machine.bin / "lp").exists, ("cups", "cups-client"))


def installs_a_printer(machine: Machine, code: int = 0) -> Callable[[], int]:
    def install() -> int:
        machine.program("lp")
        return code

    return install


def test_missing_packages_are_named_when_they_may_not_be_installed(machine: Machine, monkeypatch: pytest.MonkeyPatch):
    as_somebody(monkeypatch)
    with pytest.raises(SystemExit) as refusal:
        bootstrap.install_packages([printer(machine)])
    assert "máy in" in str(refusal.value)
    assert "sudo apt-get install --yes --no-install-recommends cups cups-client" in str(refusal.value)
    assert machine.ran == []


def test_root_installs_exactly_the_missing_packages_after_renewing_the_lists(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
):
    as_root(monkeypatch)
    machine.effects["install"] = installs_a_printer(machine)
    bootstrap.install_packages([printer(machine)])
    update, install = machine.lines()
    assert update.endswith("update")
    assert install.startswith("env DEBIAN_FRONTEND=noninteractive apt-get ")
    assert install.endswith("install --yes --no-install-recommends cups cups-client")


def test_nothing_missing_asks_apt_for_nothing(machine: Machine):
    bootstrap.install_packages([])
    assert machine.ran == []


@pytest.mark.parametrize("fault", ["apt failed", "still missing"])
def test_an_installation_that_did_not_bring_it_ends_with_the_line_to_type(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, fault: str
):
    as_root(monkeypatch)
    machine.effects["install"] = installs_a_printer(machine, 100) if fault == "apt failed" else (lambda: 0)
    with pytest.raises(SystemExit, match="Chưa cài được: máy in") as refusal:
        bootstrap.install_packages([printer(machine)])
    assert "apt-get install --yes --no-install-recommends cups cups-client" in str(refusal.value)


@pytest.mark.parametrize(
    ("root", "sudo_code", "words"),
    [(True, 1, []), (False, 0, ["sudo", "-n"]), (False, 1, None)],
    ids=["root", "sudo without a password", "sudo asks for one"],
)
def test_apt_may_be_used_by_root_or_by_sudo_that_asks_nothing(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, root: bool, sudo_code: int, words: list[str] | None
):
    machine.program("apt-get")
    machine.program("sudo")
    machine.effects["sudo -n true"] = lambda: sudo_code
    monkeypatch.setattr(os, "geteuid", lambda: 0 if root else 1000)
    assert bootstrap.apt_permission() == words


def test_where_there_is_no_apt_nothing_is_installed(machine: Machine, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert bootstrap.apt_permission() is None


def test_installing_through_sudo_puts_it_before_apt(machine: Machine, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(bootstrap, "apt_permission", lambda: ["sudo", "-n"])
    machine.effects["install"] = installs_a_printer(machine)
    bootstrap.install_packages([printer(machine)])
    assert all(line.startswith("sudo -n env ") for line in machine.lines())
