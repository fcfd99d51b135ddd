"""Every address, method, account and moment: what happens stands in ``table.txt``, and nothing else happens.

Asked here is what the table tells apart: each line in the cases where it changes, in the name of every column that some
line tells from another. The whole - every line in every case, every column - is asked by ``python -m tests.matrix``.
"""

from __future__ import annotations

import pytest
from django.test import Client

from tests.matrix import table
from tests.matrix.addresses import WORDS, addresses
from tests.matrix.asked import CASES, PRINTED_BY, answers

TABLE = table.read()


@pytest.mark.parametrize("name", CASES)
def test_everybody_meets_what_the_table_says_and_nothing_else(db: None, name: str) -> None:
    columns, rows = TABLE.telling(), TABLE.told[name]
    found = answers(name, CASES[name](), columns, rows)
    assert found == {row: {column: told[column] for column in columns} for row, told in rows.items()}


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
