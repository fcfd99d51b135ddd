"""``python -m tests.matrix`` asks the whole matrix.

With ``write`` it writes the table anew; the difference is to be read before it is kept.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path

import django
import pytest

RUN = ["tests/matrix/whole.py", "-q", "-s", "-p", "no:logging", "-p", "no:cacheprovider"]


def main(words: list[str]) -> int:
    hands = ["-n", str(min(os.cpu_count() or 1, 9))]
    if words != ["write"]:
        return int(pytest.main(RUN + hands))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    django.setup()
    from tests.matrix import table
    from tests.matrix.asked import CASES

    with tempfile.TemporaryDirectory() as folder:
        os.environ["MATRIX_FOLDER"] = folder
        failed = int(pytest.main(RUN + hands))
        if not failed:
            table.write(
                {
                    name: {(method, line): told for method, line, told in json.loads(file.read_text("utf-8"))}
                    for name in CASES
                    if (file := Path(folder, f"{name}.json"))
                }
            )
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
