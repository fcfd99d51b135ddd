"""Prepare this machine: the virtual environment, its locked packages, and the system packages that are missing.

Runs under the system's Python before anything is installed, so it imports the standard library alone and is started
by its path: `python3 config/dev/bootstrap.py run|test`. A second start finds everything in place and takes no time.
"""

from __future__ import annotations

import ctypes
import glob
import hashlib
import os
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

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")


def main(command: str) -> None:
    """Leave `.venv` and the system ready for `run` or `test`, or stop with one sentence that says what to do."""
    if sys.version_info < MINIMUM:
        stop(f"Cần Python 3.11 trở lên; máy này có {sys.version.split()[0]}. Đặt PYTHON=đường-dẫn rồi chạy lại.")
    install_packages([need for need in NEEDS if command in need.commands and not need.is_met()])
    make_environment()
    for name in REQUIREMENTS[command]:
        install_requirements(name)


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


def chromium_path() -> str | None:
    """The browser of the journeys: `CHROMIUM` when set, else the system's. None is ever downloaded."""
    candidates = [os.environ["CHROMIUM"]] if "CHROMIUM" in os.environ else list(CHROMIUM_NAMES)
    return next((path for name in candidates if (path := shutil.which(name))), None)


def font_package() -> str:
    """Debian 12 keeps version 2 apart from version 1; later systems have only version 2."""
    facts = Path("/etc/os-release").read_text() if Path("/etc/os-release").exists() else ""
    is_debian_12 = "ID=debian" in facts.splitlines() and 'VERSION_ID="12"' in facts.splitlines()
    return "fonts-liberation2" if is_debian_12 else "fonts-liberation"


def chromium_package() -> str:
    facts = Path("/etc/os-release").read_text() if Path("/etc/os-release").exists() else ""
    return "chromium-browser" if "ID=ubuntu" in facts.splitlines() else "chromium"


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
    Need("trình duyệt Chromium", lambda: chromium_path() is not None, (chromium_package(),), ("test",)),
]


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
