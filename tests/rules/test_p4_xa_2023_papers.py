"""The commune plan of 2023: what report and statement must hold, and what the dossier asks (P4 II.1.3, II.2.2, III)."""

from __future__ import annotations

from copy import deepcopy

import pytest

from reviews.rules.dossier import DossierFacts, SlotState, dossier_slots
from reviews.rules.entries import Anchored, EntryContext, check_entry
from reviews.rules.findings import Severity
from reviews.rules.plan import load_preset
from tests.rules.test_entries import FORMS

P4 = load_preset("p4_xa_2023")
BLOCK, WARN = Severity.BLOCK, Severity.WARN
ONE = (Anchored("1", "Chậm giải ngân"),)
TWO = (*ONE, Anchored("2", "Để nợ thuế"))
NO_CONTEXT = EntryContext()


def check(form, context=NO_CONTEXT, **changes):
    found = check_entry(form, {**deepcopy(FORMS[form]), **changes}, context, P4)
    return [(row.code.removeprefix("entry."), row.clause, row.severity) for row in found]


def remedied(number, status="fixed", **more):
    return {"id": str(number), "shortcoming": "…", "status": status, **more}


def answer(number):
    return {"prompt_id": str(number), "explanation": "…", "cause": "…", "responsibility": "…"}


@pytest.mark.parametrize("form", FORMS)
def test_complete_form_is_accepted(form):
    assert check(form) == []


def rows(form, *changes):
    """As many shortcomings as changes, each whole but for its change."""
    (whole,) = FORMS[form]["ii_shortcomings"]
    return [{**whole, **change} for change in changes]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("part", ["remedy", "remedy_by"])
def test_shortcoming_without_solution_or_time_limit_is_refused_by_its_number(form, part):  # P4-1.3-a
    found = check_entry(form, {**FORMS[form], "ii_shortcomings": rows(form, {}, {part: " "})}, NO_CONTEXT, P4)
    assert [(row.code, row.clause, row.severity) for row in found] == [(f"entry.ii_{part}", "P4-1.3-a", BLOCK)]
    assert found[0].message.startswith("Mục II, dòng 2: chưa ghi ")
    assert check(form, ii_shortcomings=rows(form, {}, {})) == []


@pytest.mark.parametrize("form", FORMS)
def test_cause_solution_and_time_limit_that_lack_are_one_refusal_a_shortcoming(form):  # P4-1.3-a
    bare = rows(form, {"remedy": "", "remedy_by": ""}, {"remedy": "", "remedy_by": ""})
    assert check(form, ii_shortcomings=bare) == [("ii_remedy", "P4-1.3-a", BLOCK)] * 2
    assert check(form, ii_shortcomings=bare, ii_causes="") == [("ii_cause", "P4-1.3-a", BLOCK)] * 2
    assert check(form, ii_shortcomings=bare[:1], vi="Khắc phục trong quý I.") == [("ii_remedy", "P4-1.3-a", BLOCK)]


@pytest.mark.parametrize("form", FORMS)
def test_cause_stands_in_each_row_or_once_for_all(form):  # P4-1.3-a
    assert check(form, ii_causes="") == [("ii_cause", "P4-1.3-a", BLOCK)]
    assert check(form, ii_causes="", ii_shortcomings=rows(form, {"cause": "Thiếu người."})) == []


@pytest.mark.parametrize("form", FORMS)
def test_solutions_in_the_rows_fill_section_six_and_no_shortcoming_is_said(form):  # P4-1.3-a
    assert check(form, vi="") == []
    assert check(form, ii_shortcomings=[], ii_none=False) == [("ii_none", "P4-1.3-a", BLOCK)]


@pytest.mark.parametrize("part", range(1, 5))
def test_report_without_a_part_or_a_grade_is_refused(part):  # P4-1.3.1-a
    assert check("mau_01", **{f"i_{part}": " "}) == [("contents", "P4-1.3.1-a", BLOCK)]
    assert check("mau_01", **{f"i_{part}_grade": ""}) == [("grades", "P4-1.3.1-a", BLOCK)]


def test_three_earlier_shortcomings_of_the_collective_are_three_rows_and_none_is_none():  # P4-1.3.1-c
    prior = (*TWO, Anchored("3", "Chậm họp"))
    context = EntryContext(prior=prior)
    rows = [remedied(1), remedied(2)]
    graded = {"iii_none": False, "iii_grade": "good"}
    found = check("mau_01", context, iii_items=rows, **graded)
    assert [code for code, _clause, _severity in found] == ["iii_missing"]
    assert check("mau_01", context, iii_items=[*rows, remedied(3)], **graded) == []
    assert check("mau_01", iii_items=[], iii_none=False, iii_grade="good") == [("iii_empty", "P4-1.3.1-c", BLOCK)]


def test_two_earlier_shortcomings_of_a_person_are_two_rows():  # P4-1.3.2-i
    context, graded = EntryContext(prior=TWO), {"iii_none": False, "iii_grade": "good"}
    assert check("mau_02", context, iii_items=[remedied(1)], **graded) == [("iii_missing", "P4-1.3.2-i", BLOCK)]
    assert check("mau_02", context, iii_items=[remedied(1), remedied(2)], **graded) == []
    assert check("mau_02", iii_items=[], iii_none=False, iii_grade="good") == [("iii_empty", "P4-1.3.2-i", BLOCK)]


@pytest.mark.parametrize("form", FORMS)
def test_unfinished_remedy_names_who_is_responsible(form):  # P4-2.3-ae
    context, graded = EntryContext(prior=ONE), {"iii_none": False, "iii_grade": "good"}
    unnamed = remedied(1, "not_fixed")
    assert check(form, context, iii_items=[unnamed], **graded) == [("iii_responsible", "P4-2.3-ae", BLOCK)]
    assert check(form, context, iii_items=[{**unnamed, "responsible": "Bí thư"}], **graded) == []
    assert check(form, context, iii_items=[remedied(1)], **graded) == []


@pytest.mark.parametrize(("form", "clause"), [("mau_01", "P4-1.3.1-d"), ("mau_02", "P4-1.3.2-j")])
def test_every_prompt_is_answered_in_full(form, clause):
    """The collective's clause for a part that lacks, the general one for an answer that lacks altogether."""
    context = EntryContext(prompts=TWO)
    assert check(form, context, iv_items=[answer(1)]) == [("iv_missing", "P4-1.3.2-j", BLOCK)]
    partial = {**answer(2), "cause": ""}
    assert check(form, context, iv_items=[answer(1), partial]) == [("iv_incomplete", clause, BLOCK)]
    assert check(form, context, iv_items=[answer(1), answer(2)]) == []


def test_shortcoming_with_nobody_responsible_is_refused():  # P4-1.3.1-e
    nobody = {"collective": "", "head": " "}
    context = EntryContext(head_name="Đồng chí Giang")
    assert check("mau_01", context, ii_shortcomings=rows("mau_01", {}, nobody)) == [
        ("ii_collective", "P4-1.3.1-e", BLOCK)
    ]
    members_only = {**nobody, "collective": "Chậm phân công.", "members": "Đồng chí Lan: chậm báo cáo."}
    assert check("mau_01", context, ii_shortcomings=rows("mau_01", members_only)) == [("ii_head", "P4-1.3.1-e", BLOCK)]
    assert check("mau_01", context, v="") == []


def test_report_without_shortcomings_says_so_and_names_nobody():  # P4-1.3.1-e
    assert check("mau_01", v="", ii_shortcomings=[], ii_none=True, ii_causes="", vi="…") == [
        ("ii_declared_none", "P4-1.3-a", WARN)
    ]


def test_person_takes_his_part_in_the_collectives_shortcomings():  # P4-1.3.2-l
    assert check("mau_02", EntryContext(collective_shortcomings=2), v="") == [("v", "P4-1.3.2-l", WARN)]
    assert check("mau_02", v="") == []


@pytest.mark.parametrize(
    ("place", "clause"),
    [
        ("i_1", "P4-1.3.2-a"),
        ("i_2", "P4-1.3.2-h"),
        ("i_3", "P4-1.3.2-a"),
        ("i_4", "P4-1.3.2-k"),
        ("i_5", "P4-1.3.2-k"),
        ("i_6", "P4-1.3.2-l"),
    ],
)
def test_part_of_the_statement_without_a_text_is_refused_by_its_own_clause(place, clause):
    """P4-1.3.2-a, P4-1.3.2-h, P4-1.3.2-k, P4-1.3.2-l."""
    assert check("mau_02", **{place: ""}) == [("contents", clause, BLOCK)]


def test_each_criterion_is_graded_and_the_level_taken():  # P4-2.2.3.2-a, P4-2.2.3.2-b
    assert check("mau_02", i_5_grade="") == [("grades", "P4-2.2.3.2-a", BLOCK)]
    assert check("mau_02", i_5_grade="five") == [("grades", "P4-2.2.3.2-a", BLOCK)]
    assert check("mau_02", vii_member_level="") == [("vii_member_level", "P4-2.2.3.2-b", BLOCK)]
    assert check("mau_02", EntryContext(rated_as_cadre=False), vii_cadre_level="") == []


def test_report_takes_a_level_of_its_own():  # P4-2.2.1-a
    assert check("mau_01", vii_level="") == [("vii_level", "P4-2.2.1-a", BLOCK)]


@pytest.mark.parametrize("flag", [key for key, _label in P4.entries.flags])
def test_every_sign_calls_for_a_statement_of_responsibility(flag):  # P4-1.3.2-o
    context = EntryContext(flags=[flag])
    assert check("mau_02", context) == [("flag", "P4-1.3.2-o", BLOCK)]
    assert check("mau_02", context, v="Nhận trách nhiệm về …") == []


def test_eight_signs_are_printed():  # P4-1.3.2-o
    assert len(P4.entries.flags) == 8


def residence(**facts):
    known = DossierFacts(is_collective=False, entry_final=True, **facts)
    (slot,) = [row for row in dossier_slots(known, P4) if row.key == "residence"]
    return slot.state, slot.reference.clause, slot.severity


def test_reply_of_the_residence_counts_once_the_commune_there_confirmed_it():  # P4-1.4.1-h, P4-1.4.1-l
    asked = {"residence_requested": True}
    assert residence() == (SlotState.MISSING, "P4-1.4.1-h", WARN)
    answered = {**asked, "residence_answered": True}
    assert residence(**answered) == (SlotState.MISSING, "P4-1.4.1-l", WARN)
    assert residence(**answered, residence_confirmed=True)[0] is SlotState.PRESENT
    assert residence(residence_waiver="HD 33: công tác ở nơi đặc thù")[0] is SlotState.WAIVED
