"""Web and worker say when they start that the document font is missing, and start all the same."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

STARTS = {
    "web": "import config.wsgi",
    "worker": "import django; django.setup(); from config.celery import load_the_press; load_the_press()",
    "check": "import sys; from django.core.management import execute_from_command_line as run; run(['', 'check'])",
}
TOLD = "Thiếu phông chữ “Liberation Serif” để in văn bản. Cài gói phông chữ"


def start(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.fixture
def no_fonts(tmp_path: Path) -> dict[str, str]:
    """A machine on which no font is installed."""
    settings = tmp_path / "fonts.conf"
    settings.write_text(f"<fontconfig><dir>{tmp_path}</dir><cachedir>{tmp_path}</cachedir></fontconfig>")
    return {"FONTCONFIG_FILE": str(settings)}


@pytest.mark.parametrize("name", STARTS)
def test_a_machine_without_the_font_is_told_so_in_words_at_the_start(name: str, no_fonts: dict[str, str]):
    started = start(STARTS[name], **no_fonts)
    said = started.stdout + started.stderr
    assert started.returncode == 0, said
    assert TOLD in said
    assert "fonts-liberation2" in said
    assert "Traceback" not in said


@pytest.mark.parametrize("name", STARTS)
def test_a_machine_with_the_font_starts_without_a_word_of_it(name: str):
    started = start(STARTS[name])
    assert started.returncode == 0, started.stderr
    assert "phông chữ" not in started.stdout + started.stderr
