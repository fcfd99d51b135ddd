"""The table as it is written and read: one line for an address and a method, one letter for a column."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.matrix.asking import LETTERS
from tests.matrix.people import BY_POST, COLUMNS, GRANTED, OTHERS, PERMISSIONS, PLACES, STRANGER

FILE = Path(__file__).with_name("table.txt")
NAMED = 49
#: The letters of a line stand in these groups.
GROUPS: tuple[tuple[str, ...], ...] = (
    tuple(BY_POST),
    *(tuple(f"{permission}@{place}" for place in PLACES) for permission in PERMISSIONS),
    tuple(OTHERS),
    (STRANGER,),
)
assert [column for group in GROUPS for column in group] == [*BY_POST, *GRANTED, *OTHERS, STRANGER] == list(COLUMNS)

Row = tuple[str, str]
Answers = dict[str, str]


@dataclass
class Table:
    """``told``: by case, then by (method, address and act), the letter of every column.

    A line is written where it first holds and where it changes: a case takes up what the one before it left.
    """

    told: dict[str, dict[Row, Answers]] = field(default_factory=dict)

    def expected(self, case: str) -> dict[Row, Answers]:
        """All lines that hold in the case."""
        held: dict[Row, Answers] = {}
        for name, rows in self.told.items():
            held |= rows
            if name == case:
                return held
        return held

    def telling(self) -> list[str]:
        """The columns that a line tells apart; of those that answer alike everywhere only the first."""
        seen: dict[tuple[str, ...], str] = {}
        for column in COLUMNS:
            answers = tuple(row[column] for rows in self.told.values() for row in rows.values())
            seen.setdefault(answers, column)
        return list(seen.values())


def read() -> Table:
    table, rows = Table(), dict[Row, Answers]()
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("== "):
            rows = table.told[line[3:]] = {}
        elif line.startswith(("GET ", "POST")):
            letters = line[NAMED:].replace(" ", "")
            assert len(letters) == len(COLUMNS), line
            rows[line[:5].strip(), line[5:NAMED].strip()] = dict(zip(COLUMNS, letters, strict=True))
    return table


def write(found: Mapping[str, Mapping[Row, Answers]]) -> None:
    """``found``: everything that was asked, by case."""
    held: dict[Row, Answers] = {}
    lines = list(_head())
    for case, rows in found.items():
        lines += ["", f"== {case}"]
        for row in sorted(rows, key=lambda row: (row[0], list(rows).index(row))):
            if held.get(row) != rows[row]:
                held[row] = rows[row]
                lines.append(f"{row[0]:5}{row[1]:{NAMED - 5}}{_letters(rows[row])}".rstrip())
    FILE.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _letters(answers: Answers) -> str:
    return " ".join("".join(answers[column] for column in group) for group in GROUPS)


def _head() -> Iterable[str]:
    yield "Who meets what. Read the letters from left to right; the groups stand in this order:"
    yield ""
    number = 0
    for group in GROUPS:
        for column in group:
            number += 1
            yield f"  {number:2}  {column:22}{COLUMNS[column]}"
        yield ""
    for letter, meaning in LETTERS.items():
        yield f"  {letter}   {meaning}"
