"""The checks of the table find what they are there for: one spoiled entry of each kind."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reviews.rules.library import Clause, ClauseKind, Enforcement, load_clauses
from reviews.rules.strict import PlanError

from .evidence import ROOT, all_rules, parse, proof_fault, read_module, rules_reached
from .program import means_fault, reach_fault
from .table import Entry, Means, State, data_fault, load_table, load_values, read_table, table_faults

CLAUSE = Clause("P9-1-a", "1", ClauseKind.DOSSIER, Enforcement.BLOCK, "Hồ sơ gồm.")
ENTRY = Entry(CLAUSE.id, ((Means.DATA, "order.first"),), ("tests/rules/test_order.py::test_first",))
RECORD = ((Means.RECORD, "reviews.Review.reason"),)
REASON = "#4: Chưa có mẫu in của văn bản này"


def faults(entry, clause=CLAUSE):
    return list(table_faults({clause.id: clause}, {entry.clause: entry}))


def test_a_sound_entry_has_no_fault():
    assert faults(ENTRY) == []
    assert faults(replace(ENTRY, by=(), tests=(), open=REASON)) == []


def test_a_clause_taken_out_of_the_table_is_found_and_one_that_no_list_has():
    clauses, entries = load_clauses("p0"), dict(load_table("p0"))
    entry = entries.pop("P0-4.2-a")
    assert list(table_faults(clauses, entries)) == ["P0-4.2-a: no entry"]
    entries |= {"P0-4.2-a": entry, "P0-4.2-zz": entry}
    assert list(table_faults(clauses, entries)) == ["P0-4.2-zz: no such clause"]


@pytest.mark.parametrize(
    ("spoiled", "fault"),
    [
        (replace(ENTRY, by=()), "nothing carries it"),
        (replace(ENTRY, tests=()), "no test proves it"),
        (replace(ENTRY, open="chưa có"), "names no issue"),
        (replace(ENTRY, open="#4: chưa có"), "names no issue"),
        (replace(ENTRY, waits="#2: Đã có ở nơi khác rồi đấy"), "names no issue"),
        (replace(ENTRY, open=REASON, waits=REASON), "not both"),
        (replace(ENTRY, by=RECORD), "a place to record is not enough"),
    ],
)
def test_an_entry_that_claims_too_much_is_found(spoiled, fault):
    (found,) = faults(spoiled)
    assert fault in found


@pytest.mark.parametrize("kind", [ClauseKind.DEADLINE, ClauseKind.ORDER, ClauseKind.QUOTA, ClauseKind.THRESHOLD])
def test_a_place_to_record_is_never_enough_for_days_order_shares_and_thresholds(kind):
    recorded = replace(CLAUSE, enforce=Enforcement.RECORD)
    assert faults(replace(ENTRY, by=RECORD), recorded) == []
    (found,) = faults(replace(ENTRY, by=RECORD), replace(recorded, kind=kind))
    assert "a place to record is not enough" in found


@pytest.mark.parametrize(
    "text",
    [
        "P9-1-a: {by: [data order.first], test: []}\nP9-1-a: {open: x}",
        "P9-1-a: {proof: x}",
        "P9-1-a: {by: [setting DEBUG]}",
        "P9-1-a: {by: [data]}",
    ],
)
def test_a_table_is_read_strictly(text):
    with pytest.raises(PlanError):
        read_table(text, "p9.yaml")


@pytest.mark.parametrize(
    ("path", "clause", "fault"),
    [
        ("order.collective_first", "P0-4.2-a", ""),
        ("milestones.P0-III.1-d", "P0-III.1-d", ""),
        ("citations.draft_notice", "P0-4.1-b", ""),
        ("forms.mau_01.text_clauses", "P0-3.1-c", ""),
        ("legal_bases.0", "P0-4.3-a", ""),
        ("order.collective_first", "P0-4.2-b", "does not cite it"),
        ("citations.draft_notice", "P0-4.1-a", "does not cite it"),
        ("legal_bases.9", "P0-4.3-a", "has no"),
        ("order.collective_last", "P0-4.2-a", "has no"),
        ("citations.draft_notice.days", "P0-4.1-b", "has no"),
    ],
)
def test_a_value_that_is_gone_or_cites_another_clause_is_found(path, clause, fault):
    found = data_fault(load_values("p0"), path, clause)
    assert (fault in found) if fault else (found == "")


@pytest.mark.parametrize(
    ("means", "there", "gone"),
    [
        (Means.RULE, "order.check_order", "order.check_nothing"),
        (Means.RULE, "parts.topics.Topic", "parts.nowhere.Topic"),
        (Means.RULE, "order.check_order", "order.__all__"),
        (Means.PAGE, "review-drafter", "review-nowhere"),
        (Means.RECORD, "reviews.Review.reason", "reviews.Review.weather"),
        (Means.RECORD, "reviews.Review.reason", "reviews.Weather.reason"),
        (Means.RECORD, "reviews.Review.reason", "reviews.Review"),
    ],
)
def test_a_rule_page_or_field_that_is_gone_is_found(means, there, gone):
    assert means_fault(means, there) == ""
    assert means_fault(means, gone) == f"there is no {means} {gone}"


SOURCE = '''
import pytest
from tests.journeys.acts import follow, refused

TABLE = [("P9-1-a", 1)]
OTHERS = [("P9-1-b", 1)]

def helper(value):
    assert value

def test_names_and_asserts():
    assert clause == "P9-1-a"

def test_names_in_words():
    """P9-1-a: with its helper."""
    helper(1)

@pytest.mark.parametrize("row", TABLE)
def test_goes_through_a_table(row):
    with pytest.raises(ValueError):
        act(row)

def test_acts_in_a_browser(page):  # P9-1-a
    refused(page, "muộn")

def test_names_nothing():
    assert OTHERS

def test_names_a_longer_one():
    assert clause == "P9-1-ab"

def test_names_one_further_down():
    assert clause == "P9-1-a.1"

def test_asserts_nothing():
    clause = "P9-1-a"

def test_asserts_what_is_always_so():
    """P9-1-a."""
    assert True

def test_only_moves(page):
    """P9-1-a."""
    follow(page, "Đợt kiểm điểm")

def prove():
    assert "P9-1-a"
'''


@pytest.mark.parametrize(
    ("function", "fault"),
    [
        ("test_names_and_asserts", ""),
        ("test_names_in_words", ""),
        ("test_goes_through_a_table", ""),
        ("test_acts_in_a_browser", ""),
        ("test_names_nothing", "does not name it"),
        ("test_names_a_longer_one", "does not name it"),
        ("test_names_one_further_down", "does not name it"),
        ("test_asserts_nothing", "asserts nothing"),
        ("test_asserts_what_is_always_so", "asserts nothing"),
        ("test_only_moves", "asserts nothing"),
        ("test_is_gone", "there is no test"),
        ("prove", "there is no test"),
    ],
)
def test_a_test_that_is_gone_names_another_clause_or_asserts_nothing_is_found(function, fault):
    name = "tests/rules/test_made_up.py"
    found = proof_fault(f"{name}::{function}", "P9-1-a", modules={name: parse(SOURCE, ROOT / name)})
    assert (fault in found) if fault else (found == "")


def test_a_test_of_the_table_proves_nothing_of_the_program():
    name = "tests/coverage/test_made_up.py"
    found = proof_fault(f"{name}::test_names_and_asserts", "P9-1-a", modules={name: parse(SOURCE, ROOT / name)})
    assert "not of the program" in found


def test_a_test_of_a_file_that_is_gone_is_found():
    assert (
        proof_fault("tests/rules/test_gone.py::test_x", "P9-1-a") == "there is no test tests/rules/test_gone.py::test_x"
    )


def test_a_rule_that_nothing_asks_must_wait_and_one_that_is_asked_must_not():
    order = "tests/rules/test_order.py::test_person_before_the_collective_is_refused_naming_it"
    asked = Entry("P0-4.2-a", ((Means.RULE, "order.check_order"),), (order,))
    assert reach_fault(asked) == ""
    assert "waits no longer" in reach_fault(replace(asked, waits=REASON))
    without = {rule for rule in rules_reached() if rule[0] != "order"}
    assert "order.check_order" in reach_fault(asked, without)
    assert reach_fault(replace(asked, waits=REASON), without) == ""
    assert reach_fault(replace(asked, open=REASON), without) == ""
    of_the_rules = "tests/rules/test_plan.py::test_ratings_of_cadres_cite_the_four_documents_of_4_4"
    assert "order.check_order" in reach_fault(replace(asked, tests=(order, of_the_rules)), without)
    of_the_program = "tests/reviews/test_meetings.py::test_a_person_before_the_collective_is_refused_with_the_clause"
    assert reach_fault(replace(asked, tests=(order, of_the_program)), without) == ""


def test_rules_are_reached_through_other_rules_only_from_the_program():
    assert {("order", "check_order"), ("voting", "decide"), ("individuals", "reviewed_people")} <= rules_reached()
    assert rules_reached() < all_rules()


def test_what_is_open_or_waits_is_not_counted_as_carried():
    assert ENTRY.state(CLAUSE) is State.ENFORCED
    assert ENTRY.state(replace(CLAUSE, enforce=Enforcement.RECORD)) is State.RECORDED
    assert replace(ENTRY, waits=REASON).state(CLAUSE) is State.WAITING
    assert replace(ENTRY, open=REASON).state(CLAUSE) is State.OPEN


def test_helpers_of_other_modules_are_read_too():
    module = read_module(ROOT / "tests/coverage/test_checks.py")
    assert module.imports["proof_fault"] == ("tests.coverage.evidence", "proof_fault")
