"""Every clause of the five plans has what carries it and a test that proves it, or a recorded reason.

``UPDATE_COVERAGE=1`` writes ``docs/dieu-khoan.md`` anew.
"""

from __future__ import annotations

import os

import pytest

from reviews.rules.library import load_clauses

from .evidence import proof_fault
from .page import KINDS, PAGE, page_text
from .program import means_fault, reach_fault
from .table import PLANS, Means, all_entries, data_fault, load_table, load_values, table_faults

UPDATE = os.environ.get("UPDATE_COVERAGE") == "1"


@pytest.mark.parametrize("plan", PLANS)
def test_every_clause_has_one_entry_that_claims_no_more_than_it_may(plan):
    assert list(table_faults(load_clauses(plan), load_table(plan))) == []


def test_every_value_named_stands_in_its_plan_and_cites_the_clause():
    assert [
        f"{clause.id}: {fault}"
        for plan, clause, entry in all_entries()
        for path in entry.named(Means.DATA)
        if (fault := data_fault(load_values(plan), path, clause.id))
    ] == []


def test_every_rule_page_and_field_named_stands():
    assert [
        f"{clause.id}: {fault}"
        for _plan, clause, entry in all_entries()
        for means, value in entry.by
        if means is not Means.DATA and (fault := means_fault(means, value))
    ] == []


def test_every_test_named_stands_names_the_clause_and_asserts_something():
    assert [
        f"{clause.id}: {fault}"
        for _plan, clause, entry in all_entries()
        for test in entry.tests
        if (fault := proof_fault(test, clause.id))
    ] == []


def test_a_rule_that_nothing_in_the_program_asks_is_said_to_wait():
    assert [f"{clause.id}: {fault}" for _plan, clause, entry in all_entries() if (fault := reach_fault(entry))] == []


def test_every_kind_of_clause_has_its_name_on_the_page():
    assert {clause.kind for plan in PLANS for clause in load_clauses(plan).values()} <= set(KINDS)


def test_the_page_says_what_the_table_says():
    if UPDATE:
        PAGE.write_text(page_text(), encoding="utf-8")
    assert PAGE.is_file(), "missing: run once with UPDATE_COVERAGE=1"
    assert PAGE.read_text(encoding="utf-8") == page_text(), "stale: run once with UPDATE_COVERAGE=1"
