"""The whole of the matrix, case by case; run by ``python -m tests.matrix`` and not by its name."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.matrix import table
from tests.matrix.asked import CASES, answers
from tests.matrix.people import COLUMNS


@pytest.mark.parametrize("name", CASES)
def test_everybody_meets_what_the_table_says_and_nothing_else(db: None, name: str) -> None:
    found = answers(name, CASES[name](), COLUMNS)
    if folder := os.environ.get("MATRIX_FOLDER"):
        written = [[*row, told] for row, told in found.items()]
        Path(folder, f"{name}.json").write_text(json.dumps(written), encoding="utf-8")
        return
    expected = table.read().expected(name)
    assert found == {row: expected[row] for row in found}
    print(f"{name}: {sum(len(told) for told in found.values())} answers as the table says")
