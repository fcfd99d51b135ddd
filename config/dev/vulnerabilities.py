"""`python -m config.dev.vulnerabilities`: is a vulnerability known of a library that the program is locked to?

Asks the database that pip-audit asks. Where it cannot be reached that is said, in so many words, and is no failure: the
program is built on machines without a way out. A library that the database does not know is named as not looked up.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from config.dev.bootstrap import ROOT

LOCKED = [ROOT / "requirements" / name for name in ("base.txt", "test.txt")]
UNREACHED = "không tới được cơ sở dữ liệu lỗ hổng"
#: For one answer, and for all of them.
ANSWER_SECONDS, ALL_SECONDS = 5, 90


@dataclass(frozen=True)
class Verdict:
    """``words`` is for whoever started the check; ``failed`` is whether a known vulnerability was found."""

    words: str
    failed: bool = False


def main() -> int:
    """0 unless a vulnerability is known."""
    command = [str(Path(sys.executable).parent / "pip-audit"), "--no-deps", "--disable-pip"]
    for file in LOCKED:
        command += ["--requirement", str(file)]
    command += ["--format", "json", "--progress-spinner", "off", "--timeout", str(ANSWER_SECONDS)]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=ALL_SECONDS)
    except subprocess.TimeoutExpired:
        verdict = Verdict(f"{UNREACHED}: không trả lời trong {ALL_SECONDS} giây.")
    else:
        verdict = verdict_of(done.stdout, done.stderr)
    print(verdict.words)
    return int(verdict.failed)


def verdict_of(report: str, said: str) -> Verdict:
    """What pip-audit's report in JSON means; ``said`` is what it printed beside it."""
    try:
        libraries = json.loads(report)["dependencies"]
    except (json.JSONDecodeError, KeyError, TypeError):
        reason = (said.strip().splitlines() or ["không có báo cáo"])[-1]
        return Verdict(f"{UNREACHED}: {reason}")
    looked_up = [row for row in libraries if "skip_reason" not in row]
    if not looked_up:
        return Verdict(f"{UNREACHED}: không tra được thư viện nào trong {len(libraries)} thư viện.")
    left = [row["name"] for row in libraries if "skip_reason" in row]
    words = f"Đã tra {len(looked_up)} thư viện."
    if left:
        words += f" Không tra được {len(left)}: {', '.join(left)}."
    found = [
        f"{row['name']} {row['version']}: {fault['id']}, sửa ở bản {', '.join(fault['fix_versions']) or 'chưa có'}"
        for row in looked_up
        for fault in row["vulns"]
    ]
    if found:
        return Verdict("\n".join([words, *found]), failed=True)
    return Verdict(f"{words} Không thư viện nào có lỗ hổng đã biết.")


if __name__ == "__main__":
    sys.exit(main())
