"""Every address, method, account and moment: what happens stands in ``table.txt``, and nothing else happens.

Asked here is each line in the cases where it changes, in the name of a sixth of the columns that some line tells from
another, the next line of the next sixth. The whole - every line in every case, every column - takes some minutes and is
asked by ``python -m tests.matrix``.
"""

from __future__ import annotations

import pytest
from django.test import Client

from tests.matrix import table
from tests.matrix.addresses import WORDS, addresses
from tests.matrix.asked import CASES, PRINTED_BY, answers
from tests.matrix.table import Answers, Row

TABLE = table.read()


#: Each line is asked in the name of every sixth of the telling columns, beginning one further than the line before.
STRIDE = 6


@pytest.mark.postgres  # the rights are the same on both: the whole is asked on SQLite
@pytest.mark.parametrize("name", CASES)
def test_everybody_meets_what_the_table_says_and_nothing_else(db: None, name: str) -> None:
    columns, rows, case = TABLE.telling(), TABLE.told[name], CASES[name]()
    wrong: dict[Row, Answers] = {}
    for start in range(STRIDE):
        found = answers(name, case, columns[start::STRIDE], list(rows)[start::STRIDE])
        wrong |= {row: told for row, told in found.items() if any(rows[row][key] != told[key] for key in told)}
    assert wrong == {}


def test_every_address_has_its_lines() -> None:
    told = {name.split(" ")[0] for rows in TABLE.told.values() for _method, name in rows}
    assert told == {address.name for address in addresses()}
    assert set(TABLE.told) == set(CASES) >= set(PRINTED_BY)


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_no_address_takes_another_method(method: str) -> None:
    """Before the session is opened: nobody's rights come into it, and no database either."""
    everything = {part: 1 for address in addresses() for part in address.parts if part not in WORDS}
    answers = {
        address.name: Client().generic(method, str(address.url(everything))).status_code for address in addresses()
    }
    assert answers == dict.fromkeys(answers, 405)
