"""Prepare this machine: the virtual environment, its locked packages, and the system packages that are missing.

Runs under the system's Python before anything is installed, so it imports the standard library alone and is started
by its path: `python3 config/dev/bootstrap.py run|test`. A second start finds everything in place and takes no time.
"""

from __future__ import annotations

import ctypes
import glob
import hashlib
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
MINIMUM = (3, 11)

#: What each command installs, in this order; the test packages repeat the versions of the base.
REQUIREMENTS = {"run": ["base"], "test": ["base", "test"]}

#: The libraries that WeasyPrint opens. Without harfbuzz-subset it works, at less than half the speed.
PANGO_LIBRARIES = ("libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz.so.0", "libharfbuzz-subset.so.0")

OS_RELEASE = Path("/etc/os-release")

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
#: The same engine without a window: a page costs it less than half the processor time.
SHELL = "chromium-headless-shell"

WHERE_PLAYWRIGHT_KEEPS_IT = """
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    print(playwright.chromium.executable_path)
"""


def main(command: str) -> None:
    """Leave `.venv` and the system ready for `run` or `test`, or stop with one sentence that says what to do."""
    if sys.version_info < MINIMUM:
        stop(f"Cần Python 3.11 trở lên; máy này có {sys.version.split()[0]}. Đặt PYTHON=đường-dẫn rồi chạy lại.")
    needs = [*NEEDS, *browser_need()]
    install_packages([need for need in needs if command in need.commands and not need.is_met()])
    make_environment()
    for name in REQUIREMENTS[command]:
        install_requirements(name)
    if command == "test" and chromium_path() is None:
        install_playwright_chromium()


@dataclass(frozen=True)
class Need:
    """Something that must be on the machine, how to tell, and the Debian or Ubuntu packages that bring it."""

    what: str
    is_met: Callable[[], bool]
    packages: tuple[str, ...]
    commands: tuple[str, ...] = ("run", "test")


def has_venv() -> bool:
    """Debian splits `ensurepip` off; without it `python3 -m venv` stops half-way."""
    if (VENV / "bin" / "pip").exists():
        return True
    return subprocess.run([sys.executable, "-c", "import ensurepip, venv"], capture_output=True).returncode == 0


def has_pango() -> bool:
    try:
        for library in PANGO_LIBRARIES:
            ctypes.CDLL(library)
    except OSError:
        return False
    return True


def has_document_font() -> bool:
    """Liberation Serif 1 has no Vietnamese letters; fontconfig tells the two apart by the language."""
    if not shutil.which("fc-list"):
        return False
    found = subprocess.run(["fc-list", ":family=Liberation Serif:lang=vi"], capture_output=True, text=True)
    return bool(found.stdout.strip())


def postgres_folder() -> Path | None:
    """The folder with `initdb` and `postgres`: the newest of Debian's, else the one on the path."""
    debian = glob.glob("/usr/lib/postgresql/*/bin/initdb")
    if debian:
        return Path(max(debian, key=lambda path: int(Path(path).parts[-3]))).parent
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


def has_postgres() -> bool:
    return bool(os.environ.get("DATABASE_URL")) or postgres_folder() is not None


def has_redis() -> bool:
    return bool(os.environ.get("REDIS_URL")) or shutil.which("redis-server") is not None


def softhsm_module() -> str | None:
    """The library of a signing token that is only software: what the tests sign with."""
    places = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/*/softhsm/libsofthsm2.so")
    found = [path for place in places for path in sorted(glob.glob(place))]
    return found[0] if found and shutil.which("softhsm2-util") else None


def has_softhsm() -> bool:
    return softhsm_module() is not None


def shell_path() -> str | None:
    """The browser of most journeys: the one without a window where the system has it, else that of the others."""
    return (None if "CHROMIUM" in os.environ else shutil.which(SHELL)) or chromium_path()


def chromium_path() -> str | None:
    """A whole browser: `CHROMIUM` when set, else the system's, else the one that Playwright installed."""
    if "CHROMIUM" in os.environ:
        return shutil.which(os.environ["CHROMIUM"])
    return system_chromium() or playwright_chromium()


def system_chromium() -> str | None:
    """A browser on the path that is a program of its own and not a door to a snap."""
    found = (shutil.which(name) for name in CHROMIUM_NAMES)
    return next((path for path in found if path and not is_snap(Path(path))), None)


def is_snap(program: Path) -> bool:
    """Ubuntu's `chromium-browser` is a script that calls a snap. A snap has a `/tmp` of its own: a browser in it finds
    neither the profile nor the files that a test gives it, and in a container there is no snap at all."""
    real = program.resolve()
    if "snap" in (real.name, *program.parts):
        return True
    with real.open("rb") as file:
        start = file.read(4096)
    return start.startswith(b"#!") and b"/snap/" in start


def playwright_chromium() -> str | None:
    """The browser of the installed Playwright, when it is there and starts: `--version` needs all its libraries."""
    ask = [str(VENV / "bin" / "python"), "-c", WHERE_PLAYWRIGHT_KEEPS_IT]
    asked = subprocess.run(ask, capture_output=True, text=True)
    path = asked.stdout.strip()
    if asked.returncode != 0 or not shutil.which(path):
        return None
    return path if subprocess.run([path, "--version"], capture_output=True).returncode == 0 else None


def install_playwright_chromium() -> None:
    """Fetch the browser that fits the installed Playwright, with its libraries when this user may install them."""
    if "CHROMIUM" in os.environ:
        stop(f"CHROMIUM={os.environ['CHROMIUM']} không chạy được. Sửa hoặc bỏ biến ấy rồi chạy lại.")
    print("Tải trình duyệt Chromium của Playwright …", flush=True)
    python = VENV / "bin" / "python"
    libraries = [] if apt_permission() is None else ["--with-deps"]
    install = [str(python), "-m", "playwright", "install", *libraries, "chromium"]
    installed = subprocess.run(install, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if playwright_chromium() is None:
        print(installed.stdout[-3000:], file=sys.stderr)
        stop(
            "Máy chưa có Chromium chạy được (bản trong apt chỉ gọi snap) và chưa cài được bản của Playwright. "
            "Hãy chạy lệnh sau rồi chạy lại:\n"
            f"  sudo {python} -m playwright install-deps chromium && {python} -m playwright install chromium\n"
            "hoặc đặt CHROMIUM=đường-dẫn tới một Chromium hay Chrome không phải snap."
        )


def system_facts() -> list[str]:
    """What this system says it is, line by line."""
    return OS_RELEASE.read_text().splitlines() if OS_RELEASE.exists() else []


def font_package() -> str:
    """Debian 12 keeps version 2 apart from version 1; later systems have only version 2."""
    is_debian_12 = "ID=debian" in system_facts() and 'VERSION_ID="12"' in system_facts()
    return "fonts-liberation2" if is_debian_12 else "fonts-liberation"


def chromium_package() -> str | None:
    """The apt package that brings a browser; None where apt has only the one that leads on to a snap."""
    for name in ("chromium", "chromium-browser"):
        if described := apt_description(name):
            return None if re.search(r"\bsnapd\b", described) else name
    # Lists not fetched yet: of the two families only Ubuntu has the snap.
    return None if "ID=ubuntu" in system_facts() else "chromium"


def apt_description(package: str) -> str:
    """What apt knows of a package: version, what it depends on, what it is; nothing when it does not know it."""
    if not shutil.which("apt-cache"):
        return ""
    return subprocess.run(["apt-cache", "show", "--no-all-versions", package], capture_output=True, text=True).stdout


NEEDS = [
    Need("môi trường ảo của Python", has_venv, (f"python{sys.version_info[0]}.{sys.version_info[1]}-venv",)),
    Need(
        "thư viện dàn trang Pango",
        has_pango,
        ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz0b", "libharfbuzz-subset0"),
    ),
    Need("phông chữ văn bản có đủ chữ Việt", has_document_font, ("fontconfig", font_package())),
    Need("máy chủ PostgreSQL", has_postgres, ("postgresql",), ("test",)),
    Need("máy chủ Redis", has_redis, ("redis-server",), ("test",)),
    Need("thiết bị ký số giả lập", has_softhsm, ("softhsm2",), ("test",)),
]


def browser_need() -> list[Need]:
    """The browsers, where apt can bring them. Elsewhere Playwright's own comes in once Playwright is installed.

    The one without a window only saves time: nobody is asked to install it by hand.
    """
    if "CHROMIUM" in os.environ:
        return []
    needs = []
    if not system_chromium() and (package := chromium_package()):
        needs.append(Need("trình duyệt Chromium", lambda: system_chromium() is not None, (package,), ("test",)))
    if not shutil.which(SHELL) and has_shell_package() and apt_permission() is not None:
        what = "trình duyệt Chromium không cửa sổ"
        needs.append(Need(what, lambda: shutil.which(SHELL) is not None, (SHELL,), ("test",)))
    return needs


def has_shell_package() -> bool:
    """Debian has it since release 12. Before its lists are fetched apt knows neither that package nor any other."""
    if apt_description("chromium"):
        return bool(apt_description(SHELL))
    return "ID=debian" in system_facts()


def install_packages(missing: list[Need]) -> None:
    """Install what is missing with apt when this user may; otherwise say exactly what to type."""
    if not missing:
        return
    packages = [package for need in missing for package in need.packages]
    what = ", ".join(need.what for need in missing)
    by_hand = f"sudo apt-get install --yes --no-install-recommends {' '.join(packages)}"
    permission = apt_permission()
    if permission is None:
        stop(f"Máy còn thiếu: {what}. Hãy cài rồi chạy lại:\n  {by_hand}")
    print(f"Cài vào hệ thống: {what} ({' '.join(packages)}) …", flush=True)
    apt = [*permission, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-o", "Dpkg::Use-Pty=0"]
    # Lists that are too old name files that are gone; a list that cannot be renewed may still do.
    subprocess.run([*apt, "update"], capture_output=True)
    install = [*apt, "install", "--yes", "--no-install-recommends", *packages]
    installed = subprocess.run(install, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    still_missing = [need.what for need in missing if not need.is_met()]
    if installed.returncode != 0 or still_missing:
        print(installed.stdout[-3000:], file=sys.stderr)
        stop(f"Chưa cài được: {', '.join(still_missing) or what}. Hãy cài bằng tay rồi chạy lại:\n  {by_hand}")


def apt_permission() -> list[str] | None:
    """The words that go before apt-get: none for root, `sudo -n` where it asks no password, None when it may not."""
    if not shutil.which("apt-get"):
        return None
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0:
        return ["sudo", "-n"]
    return None


def make_environment() -> None:
    """Create `.venv`, or again when it is broken, was moved, or belongs to another Python."""
    if environment_works():
        return
    if VENV.is_symlink():
        stop(f"{VENV} là liên kết tới một môi trường khác không dùng được ở đây. Hãy bỏ liên kết ấy rồi chạy lại.")
    print("Tạo môi trường Python trong .venv …", flush=True)
    made = subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)])
    if made.returncode != 0:
        stop("Không tạo được .venv; xem dòng lỗi ở trên.")


def environment_works() -> bool:
    """Its interpreter is this Python's version and its `pip` still points at it (a moved folder breaks that)."""
    python, pip = VENV / "bin" / "python", VENV / "bin" / "pip"
    if not python.exists() or not pip.exists() or str(VENV) not in pip.read_text(errors="replace")[:300]:
        return False
    version = "import sys; print(sys.version_info[:2])"
    asked = subprocess.run([str(python), "-c", version], capture_output=True, text=True)
    return asked.stdout.strip() == str(sys.version_info[:2])


def install_requirements(name: str) -> None:
    """Install `requirements/<name>.txt` with its hashes checked, unless exactly that is already installed."""
    wanted = ROOT / "requirements" / f"{name}.txt"
    fingerprint = hashlib.sha256(wanted.read_bytes() + sysconfig.get_platform().encode()).hexdigest()
    stamp = VENV / f"installed-{name}"
    if stamp.exists() and stamp.read_text() == fingerprint:
        return
    print(f"Cài thư viện Python ({name}) …", flush=True)
    stamp.unlink(missing_ok=True)
    pip = [str(VENV / "bin" / "python"), "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
    installed = subprocess.run([*pip, "--require-hashes", "--requirement", str(wanted)])
    if installed.returncode != 0:
        stop("Không cài được thư viện Python; xem dòng lỗi ở trên (máy cần vào được kho thư viện trong lần đầu).")
    stamp.write_text(fingerprint)


def stop(message: str) -> NoReturn:
    """End the program with `message` alone: whoever reads it should see what to do, not a traceback."""
    sys.exit(message)


if __name__ == "__main__":
    main(sys.argv[1])
