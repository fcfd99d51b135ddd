"""Forms and dossiers of P2: III, IV.1, V."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reviews.rules.dossier import DossierFacts, SlotState, check_copies, dossier_findings, dossier_slots
from reviews.rules.entries import Anchored, EntryContext, check_entry
from reviews.rules.findings import Severity
from reviews.rules.plan import load_preset
from reviews.rules.vocabulary import Period, RemediationStatus

P2 = load_preset("p2_xa_2025")
SHORTCOMING = {"text": "Chậm báo cáo", "content": 2, "remedy_by": "31/03/2026"}
CLEAN = {
    "ii_none": True,
    "vii_level": "good",
    "vii_cadre_level": "good",
    "vii_member_level": "good",
    "score_items": [
        {"criterion_id": "1", "criterion": "Tiêu chí chung", "most": "30", "points": "27.5"},
        {"criterion_id": "2", "criterion": "Kết quả thực hiện nhiệm vụ", "most": "70", "points": "60"},
    ],
}
PRIOR = (Anchored("1", "Chậm giải ngân"), Anchored("2", "Thu ngân sách"))


def entry(contents, **more):
    return {**CLEAN, **{f"i_{number}": "Nội dung" for number in range(1, contents + 1)}, **more}


def check(form, data, **context):
    return [
        (row.code, row.severity, row.clause)
        for row in check_entry(form, data, EntryContext(**context), P2)
        if row.code != "entry.ii_declared_none"
    ]


@pytest.mark.parametrize(("form", "contents"), [("mau_01", 5), ("mau_02", 6), ("mau_02_khong_chuc_vu", 3)])
def test_form_has_its_printed_contents_besides_earlier_shortcomings(form, contents):
    """P2-III.1-a (6 parts), P2-III.2-b (7), P2-III.2-a (4): the last is section III."""
    assert P2.form(form).contents == contents
    assert check(form, entry(contents)) == []
    (finding,) = check_entry(form, entry(contents, i_2=" "), EntryContext(), P2)[:1]
    assert (finding.code, finding.blocks) == ("entry.contents", True)
    assert finding.clause in ("P2-III.1-a", "P2-III.2-a")
    assert "I.2" in finding.message


def test_leader_writes_on_leadership_and_others_are_not_asked():
    """P2-III.2-b: section 5 of a leader's form is refused when empty."""
    assert check("mau_02", entry(6, i_5="")) == [("entry.contents", Severity.BLOCK, "P2-III.2-b")]
    assert check("mau_02_khong_chuc_vu", entry(3)) == []


def test_shortcoming_without_cause_solution_and_time_limit_is_refused():
    """P2-III-a."""
    bare = entry(5, ii_none=False, ii_shortcomings=[{**SHORTCOMING, "remedy_by": " "}])
    assert check("mau_01", bare) == [
        ("entry.ii_remedy_by", Severity.BLOCK, "P2-III-a"),
        ("entry.ii_causes", Severity.BLOCK, "P2-III-a"),
        ("entry.vi", Severity.BLOCK, "P2-III-a"),
    ]
    whole = entry(5, ii_none=False, ii_shortcomings=[SHORTCOMING], ii_causes="Thiếu người", vi="Bổ sung người")
    assert check("mau_01", whole) == []


@pytest.mark.parametrize(
    ("form", "contents", "clause"), [("mau_01", 5, "P2-III.1-b"), ("mau_02_khong_chuc_vu", 3, "P2-III.2-c")]
)
def test_part_on_earlier_shortcomings_is_asked_only_where_there_were_some(form, contents, clause):
    """P2-III.1-b, P2-III.2-c: each earlier shortcoming has its status, none leaves the part blank."""
    assert check(form, entry(contents)) == []
    assert check(form, entry(contents), prior=PRIOR) == [("entry.iii_missing", Severity.BLOCK, clause)]
    rows = [
        {"id": row.id, "shortcoming": row.text, "status": RemediationStatus.FIXED.value, "degree": "100%"}
        for row in PRIOR
    ]
    assert check(form, entry(contents, iii_items=rows), prior=PRIOR) == []
    assert check(form, entry(contents, iii_items=rows[:1]), prior=PRIOR) == [
        ("entry.iii_missing", Severity.BLOCK, clause),
    ]
    assert check(form, entry(contents, iii_none=True), prior=PRIOR)[-1] == ("entry.iii_none", Severity.BLOCK, clause)
    unfinished = [{**rows[0], "status": RemediationStatus.NOT_FIXED.value}, rows[1]]
    assert check(form, entry(contents, iii_items=unfinished), prior=PRIOR) == []


def test_prompt_without_answer_is_shown_not_refused_unless_the_plan_is_stricter():
    """P2-IV.1-c: an answer to each prompt is not printed."""
    prompts = (Anchored("a", "Vấn đề A"), Anchored("b", "Vấn đề B"))
    answered = {"prompt_id": "a", "explanation": "x", "cause": "y", "responsibility": "z"}
    half = entry(5, iv_items=[answered])
    assert check("mau_01", half, prompts=prompts) == [("entry.iv_missing", Severity.WARN, "P2-IV.1-c")]
    assert check("mau_01", entry(5), prompts=prompts) == [("entry.iv_missing", Severity.WARN, "P2-IV.1-c")]
    partly = entry(5, iv_items=[answered, {"prompt_id": "b", "explanation": "x"}])
    assert check("mau_01", partly, prompts=prompts) == [("entry.iv_incomplete", Severity.WARN, "P2-IV.1-c")]
    both = entry(5, iv_items=[answered, {**answered, "prompt_id": "b"}])
    assert check("mau_01", both, prompts=prompts) == []
    strict = P2.with_overrides({"severities": {"prompt_answer": "block"}})
    assert [row.severity for row in check_entry("mau_01", half, EntryContext(prompts=prompts), strict)][-1] == (
        Severity.BLOCK
    )


def test_self_level_is_asked_for():
    """P2-IV.2-k."""
    assert check("mau_01", entry(5, vii_level="")) == [("entry.vii_level", Severity.BLOCK, "P2-IV.2-k")]


COMPLETE = DossierFacts(
    is_collective=False,
    entry_final=True,
    residence_requested=True,
    residence_answered=True,
    residence_confirmed=True,
    has_minutes=True,
    appraised=True,
    decided=True,
    attached=("member_file_supplement", "cadre_file_supplement", "asset_declaration"),
    closing=True,
)


def lacks(facts):
    return [(row.code, row.severity, row.clause) for row in dossier_findings(facts, P2)]


def test_annual_dossier_has_thirteen_parts_in_the_printed_order():
    """P2-V.2.2-a: eight required parts there, five marked "không có"."""
    slots = dossier_slots(COMPLETE, P2)
    assert [slot.key for slot in slots] == [
        "entry", "residence", "minutes", "appraisal", "decision", "prompts", "consultees", "appeals",
        "member_file_supplement", "cadre_file_supplement", "asset_declaration", "diplomas", "others",
    ]  # fmt: skip
    assert [slot.waiver for slot in slots if slot.state is SlotState.WAIVED] == ["không có"] * 5
    assert lacks(COMPLETE) == []
    assert [slot.key for slot in dossier_slots(replace(COMPLETE, is_collective=True), P2)] == [
        "entry", "minutes", "appraisal", "decision", "prompts", "consultees", "appeals", "others",
    ]  # fmt: skip


def test_missing_member_file_supplement_keeps_the_dossier_from_closing():
    """P2-V.2.2-a: part 9."""
    facts = replace(COMPLETE, attached=("cadre_file_supplement", "asset_declaration"))
    assert lacks(facts) == [("dossier.member_file_supplement", Severity.BLOCK, "P2-V.2.2-a")]
    assert lacks(replace(COMPLETE, has_minutes=False)) == [("dossier.minutes", Severity.BLOCK, "P2-V.2.2-a")]
    assert lacks(replace(COMPLETE, entry_final=False)) == [("dossier.entry", Severity.BLOCK, "P2-V.2.2-a")]


def test_residence_opinion_is_needed_unless_waived_with_its_reason():
    """P2-V.2.2-b."""
    without = replace(COMPLETE, residence_requested=False, residence_answered=False, residence_confirmed=False)
    assert lacks(without) == [("dossier.residence", Severity.BLOCK, "P2-V.2.2-b")]
    assert lacks(replace(without, residence_waiver="lực lượng vũ trang")) == []


def test_open_appeal_keeps_the_dossier_from_closing_and_a_settled_one_fills_its_part():
    """P2-V.2.2-c."""
    assert lacks(replace(COMPLETE, appeals=2, appeals_settled=1)) == [
        ("dossier.appeals", Severity.BLOCK, "P2-V.2.2-c"),
    ]
    settled = {row.key: row.state for row in dossier_slots(replace(COMPLETE, appeals=1, appeals_settled=1), P2)}
    assert settled["appeals"] is SlotState.PRESENT


def test_prompt_issued_is_part_of_the_dossier():
    """P2-V.2.2-d."""
    with_prompt = {row.key: row.state for row in dossier_slots(replace(COMPLETE, prompts_issued=1), P2)}
    without = {row.key: row.waiver for row in dossier_slots(COMPLETE, P2)}
    assert (with_prompt["prompts"], without["prompts"]) == (SlotState.PRESENT, "không có")


def test_supplement_and_declaration_are_missed_until_marked_as_not_applicable():
    """P2-V.2.2-e: a farmer has neither a cadre's file nor a declaration."""
    farmer = replace(COMPLETE, attached=("member_file_supplement",))
    assert lacks(farmer) == [
        ("dossier.cadre_file_supplement", Severity.WARN, "P2-V.2.2-e"),
        ("dossier.asset_declaration", Severity.WARN, "P2-V.2.2-e"),
    ]
    reasons = {"cadre_file_supplement": "không thuộc diện", "asset_declaration": "không thuộc diện"}
    assert lacks(replace(farmer, not_applicable=reasons)) == []
    assert lacks(replace(farmer, not_applicable={"member_file_supplement": "không thuộc diện"}))[0][0] == (
        "dossier.cadre_file_supplement"
    )
    blank = replace(farmer, not_applicable=dict.fromkeys(reasons, " "))
    assert len(lacks(blank)) == 2
    assert lacks(replace(COMPLETE, attached=(), not_applicable={"member_file_supplement": "không"}))[0] == (
        "dossier.member_file_supplement", Severity.BLOCK, "P2-V.2.2-a",
    )  # fmt: skip


def test_appraisal_and_decision_are_needed_to_close_the_dossier_not_to_send_it():
    """P2-V.2.2-f: they come into being after the unit has sent it."""
    undecided = replace(COMPLETE, appraised=False, decided=False)
    assert lacks(undecided) == [
        ("dossier.appraisal", Severity.BLOCK, "P2-V.2.2-f"),
        ("dossier.decision", Severity.BLOCK, "P2-V.2.2-f"),
    ]
    assert {severity for _code, severity, _clause in lacks(replace(undecided, closing=False))} == {Severity.INFO}
    for closing, later in ((False, ["appraisal", "decision"]), (True, [])):
        slots = dossier_slots(replace(undecided, closing=closing), P2)
        assert [slot.key for slot in slots if slot.later] == later


QUARTER = DossierFacts(
    is_collective=True,
    entry_final=True,
    has_minutes=True,
    attached=("quarter_proposal", "quarter_list_13", "quarter_list_14"),
    period=Period.QUARTER,
    entries_due=12,
    entries_in=12,
    managed_above=2,
    managed_own=28,
)


def test_quarterly_dossier_has_five_parts():
    """P2-V.2.1-a: the list of the province's cadres missing while the unit has some makes 4 of 5."""
    slots = dossier_slots(QUARTER, P2)
    assert [slot.key for slot in slots] == [
        "quarter_proposal", "entries", "minutes", "quarter_list_13", "quarter_list_14",
    ]  # fmt: skip
    assert lacks(QUARTER) == []
    without = replace(QUARTER, attached=("quarter_proposal", "quarter_list_14"))
    assert lacks(without) == [("dossier.quarter_list_13", Severity.BLOCK, "P2-V.2.1-c")]
    assert sum(slot.is_present for slot in dossier_slots(without, P2)) == 4
    assert lacks(replace(QUARTER, attached=("quarter_list_13", "quarter_list_14"))) == [
        ("dossier.quarter_proposal", Severity.BLOCK, "P2-V.2.1-a"),
    ]


def test_quarterly_dossier_holds_the_form_of_everybody_rated():
    """P2-V.2.1-b: 11 of 12."""
    (finding,) = dossier_findings(replace(QUARTER, entries_in=11), P2)
    assert (finding.clause, finding.blocks) == ("P2-V.2.1-b", True)
    assert "11/12" in finding.message


def test_list_of_whom_the_province_manages_is_not_needed_where_there_is_nobody():
    """P2-V.2.1-c, P2-V.2.1-d: each list only for those it is printed for."""
    bare = replace(QUARTER, attached=("quarter_proposal",), managed_above=0)
    assert lacks(bare) == [("dossier.quarter_list_14", Severity.BLOCK, "P2-V.2.1-d")]
    assert lacks(replace(bare, managed_own=0)) == []


def test_three_copies_are_handed_over():
    """P2-V.1-a, P2-V.1-b."""
    assert [copy.key for copy in P2.copies] == ["unit", "superior", "advisory"]
    assert check_copies(["unit", "superior", "advisory"], P2) == []
    (finding,) = check_copies(["unit", "superior"], P2)
    assert (finding.code, finding.severity, finding.clause) == ("dossier.copies", Severity.WARN, "P2-V.1-b")
    assert "2/3" in finding.message
    assert check_copies([], P2)[0].clause == "P2-V.1-a"
    assert check_copies([], load_preset("p0_huyen_2023")) == []
