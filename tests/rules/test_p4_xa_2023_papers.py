"""The commune plan of 2023: what report and statement must hold, and what the dossier asks (P4 II.1.3, II.2.2, III)."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace

import pytest

from reviews.rules.contents import Author, collective_contents, contents_for
from reviews.rules.dossier import DossierFacts, SlotState, dossier_slots
from reviews.rules.entries import Anchored, EntryContext, check_entry
from reviews.rules.findings import Severity
from reviews.rules.parts.contents import MemberCategory
from reviews.rules.plan import load_preset
from reviews.rules.roster import Roster
from reviews.rules.vocabulary import PostRole, Tier
from tests import commune_forms
from tests.rules.test_contents import Xa

P4 = load_preset("p4_xa_2023")
BLOCK, WARN = Severity.BLOCK, Severity.WARN
ONE = (Anchored("1", "Chậm giải ngân"),)
TWO = (*ONE, Anchored("2", "Để nợ thuế"))
FORMS = {"mau_01_xa": commune_forms.REPORT, "mau_02_xa": commune_forms.STATEMENT}
TOPICS = collective_contents(Tier.COMMUNE, P4)


def chairs_contents():
    """Of the chairwoman of the people's committee, whom the State pays."""
    xa = Xa()
    chair = xa.person("Giang", (xa.government, PostRole.HEAD))
    return contents_for(Author(chair, MemberCategory.STATE_PAID), Roster(xa.facts), P4)


HERS = chairs_contents()


def around(form, **more):
    return EntryContext(contents=TOPICS if form == "mau_01_xa" else HERS, **more)


def check(form, context=None, **changes):
    context = replace(context, contents=around(form).contents) if context else around(form)
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
    found = check_entry(form, {**FORMS[form], "ii_shortcomings": rows(form, {}, {part: " "})}, around(form), P4)
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


@pytest.mark.parametrize("part", [row.key for row in TOPICS])
def test_report_without_one_of_the_printed_topics_is_refused_by_its_words(part):  # P4-1.3.1-a
    says = next(row.says for row in TOPICS if row.key == part)
    found = check_entry("mau_01_xa", {**FORMS["mau_01_xa"], part: " "}, around("mau_01_xa"), P4)
    if part in commune_forms.IF_ANY:
        assert found == []
        return
    assert [(row.code, row.clause, row.severity) for row in found] == [(f"content.{part}", "P4-1.3.1-a", BLOCK)]
    assert found[0].message == f"Mục I chưa kiểm điểm nội dung: {says}."


def test_commune_has_twelve_topics_of_which_three_may_be_nothing_and_a_district_thirteen():  # P4-1.3.1-a, P4-1.3.1-b
    """With what was pointed out before and what was prompted: 14 of a commune, 15 of a district."""
    assert tuple(row.key for row in TOPICS) == commune_forms.TOPICS
    assert tuple(row.key for row in TOPICS if row.if_any) == commune_forms.IF_ANY
    assert len(collective_contents(Tier.DISTRICT, P4)) == 13


def test_report_is_graded_nowhere_since_the_plan_prints_no_grade_for_it():
    assert check("mau_01_xa", principles_grade="", iii_grade="", iii_none=False, iii_items=[remedied(1)]) == []


def test_three_earlier_shortcomings_of_the_collective_are_three_rows_and_none_is_none():  # P4-1.3.1-c
    prior = (*TWO, Anchored("3", "Chậm họp"))
    context = EntryContext(prior=prior)
    rows = [remedied(1), remedied(2)]
    graded = {"iii_none": False, "iii_grade": "good"}
    found = check("mau_01_xa", context, iii_items=rows, **graded)
    assert [code for code, _clause, _severity in found] == ["iii_missing"]
    assert check("mau_01_xa", context, iii_items=[*rows, remedied(3)], **graded) == []
    assert check("mau_01_xa", iii_items=[], iii_none=False) == [("iii_empty", "P4-1.3.1-c", BLOCK)]


def test_two_earlier_shortcomings_of_a_person_are_two_rows():  # P4-1.3.2-i
    context, graded = EntryContext(prior=TWO), {"iii_none": False, "iii_grade": "good"}
    assert check("mau_02_xa", context, iii_items=[remedied(1)], **graded) == [("iii_missing", "P4-1.3.2-i", BLOCK)]
    assert check("mau_02_xa", context, iii_items=[remedied(1), remedied(2)], **graded) == []
    assert check("mau_02_xa", iii_items=[], iii_none=False, iii_grade="good") == [("iii_empty", "P4-1.3.2-i", BLOCK)]


@pytest.mark.parametrize("form", FORMS)
def test_unfinished_remedy_names_who_is_responsible(form):  # P4-2.3-ae
    context, graded = EntryContext(prior=ONE), {"iii_none": False, "iii_grade": "good"}
    unnamed = remedied(1, "not_fixed")
    assert check(form, context, iii_items=[unnamed], **graded) == [("iii_responsible", "P4-2.3-ae", BLOCK)]
    assert check(form, context, iii_items=[{**unnamed, "responsible": "Bí thư"}], **graded) == []
    assert check(form, context, iii_items=[remedied(1)], **graded) == []


@pytest.mark.parametrize(("form", "clause"), [("mau_01_xa", "P4-1.3.1-d"), ("mau_02_xa", "P4-1.3.2-j")])
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
    assert check("mau_01_xa", context, ii_shortcomings=rows("mau_01_xa", {}, nobody)) == [
        ("ii_collective", "P4-1.3.1-e", BLOCK)
    ]
    members_only = {**nobody, "collective": "Chậm phân công.", "members": "Đồng chí Lan: chậm báo cáo."}
    assert check("mau_01_xa", context, ii_shortcomings=rows("mau_01_xa", members_only)) == [
        ("ii_head", "P4-1.3.1-e", BLOCK)
    ]
    assert check("mau_01_xa", context, v="") == []


def test_report_without_shortcomings_says_so_and_names_nobody():  # P4-1.3.1-e
    assert check("mau_01_xa", v="", ii_shortcomings=[], ii_none=True, ii_causes="", vi="…") == [
        ("ii_declared_none", "P4-1.3-a", WARN)
    ]


def test_person_takes_his_part_in_the_collectives_shortcomings():  # P4-1.3.2-l
    assert check("mau_02_xa", EntryContext(collective_shortcomings=2), v="") == [("v", "P4-1.3.2-l", WARN)]
    assert check("mau_02_xa", v="") == []


@pytest.mark.parametrize(
    ("part", "clause", "severity"),
    [
        ("thought", "P4-1.3.2-a", BLOCK),
        ("commitment", "P4-1.3.2-a", BLOCK),
        ("workload", "P4-1.3.2-g", WARN),
        ("programmes", "P4-1.3.2-k", WARN),
        ("reception", "P4-1.3.2-m", WARN),
        ("collective_results", "P4-1.3.2-l", BLOCK),
    ],
)
def test_part_of_the_statement_without_a_text_is_refused_by_its_own_clause(part, clause, severity):
    """P4-1.3.2-a, P4-1.3.2-g, P4-1.3.2-k, P4-1.3.2-l, P4-1.3.2-m."""
    assert check("mau_02_xa", **{part: ""}) == [(f"content.{part}", clause, severity)]


def test_member_without_post_has_five_blocks_and_nothing_of_a_leader():  # P4-1.3.2-a
    xa = Xa()
    hers = contents_for(Author(xa.person("Lan")), Roster(xa.facts), P4)
    assert [row.key for row in hers] == ["thought", "ethics", "discipline", "style", "duties", "commitment"]
    bare = {key: text for key, text in FORMS["mau_02_xa"].items() if key not in commune_forms.LEADER}
    found = check_entry("mau_02_xa", bare, EntryContext(contents=hers, rated_as_cadre=False), P4)
    assert [(row.code, row.clause, row.severity) for row in found] == [("entry.member_category", "P4-1.3.2-g", WARN)]


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ({"task": "Vận động", "product": "10 hộ", "result": "12/10 hộ, 120%"}, ""),
        ({"task": "Vận động", "product": " ", "result": "Xong."}, "chưa ghi số lượng, sản phẩm cụ thể."),
        ({"task": "Vận động"}, "chưa ghi số lượng, sản phẩm cụ thể; kết quả."),
    ],
)
def test_task_without_quantity_or_product_is_warned_of_by_its_row(row, says):  # P4-1.3.2-h
    whole = FORMS["mau_02_xa"]["tasks"]
    found = check_entry("mau_02_xa", {**FORMS["mau_02_xa"], "tasks": [*whole, row]}, around("mau_02_xa"), P4)
    assert [finding.message for finding in found] == ([f"Mục I, nhiệm vụ ở dòng 2: {says}"] if says else [])
    assert {(finding.clause, finding.severity) for finding in found} <= {("P4-1.3.2-h", WARN)}


def test_statement_that_lists_no_task_is_warned_of():  # P4-1.3.2-h
    assert check("mau_02_xa", tasks=[]) == [("tasks", "P4-1.3.2-h", WARN)]
    assert check("mau_02_xa", tasks="x") == [("tasks", "P4-1.3.2-h", WARN)]


def test_statement_holds_itself_against_every_sign():  # P4-1.3.2-b, P4-1.3.2-c, P4-1.3.2-d
    signs = FORMS["mau_02_xa"]["signs"]
    assert check("mau_02_xa", signs=signs[:26]) == [("signs.rows", "P4-1.3.2-b", BLOCK)]
    assert check("mau_02_xa", signs=[{**signs[0], "remedy": ""}, *signs[1:]]) == [("signs.remedy", "P4-1.3.2-c", BLOCK)]
    none = [{**signs[0], "grade": 1}, *signs[1:]]
    assert check("mau_02_xa", signs=none) == [("signs.contradiction", "P4-1.3.2-d", WARN)]
    assert check("mau_01_xa", signs=[]) == []


def test_each_criterion_is_graded_and_the_level_taken():  # P4-2.2.3.2-a, P4-2.2.3.2-b
    for key in commune_forms.GRADED:
        assert check("mau_02_xa", **{f"{key}_grade": ""}) == [("grades", "P4-2.2.3.2-a", BLOCK)]
    assert check("mau_02_xa", ethics_grade="five") == [("grades", "P4-2.2.3.2-a", BLOCK)]
    assert check("mau_02_xa", vii_member_level="") == [("vii_member_level", "P4-2.2.3.2-b", BLOCK)]
    assert check("mau_02_xa", EntryContext(rated_as_cadre=False), vii_cadre_level="") == []


def test_report_takes_a_level_of_its_own():  # P4-2.2.1-a
    assert check("mau_01_xa", vii_level="") == [("vii_level", "P4-2.2.1-a", BLOCK)]


@pytest.mark.parametrize("flag", [key for key, _label in P4.entries.flags])
def test_every_sign_calls_for_a_statement_of_responsibility(flag):  # P4-1.3.2-o
    context = EntryContext(flags=[flag])
    assert check("mau_02_xa", context) == [("flag", "P4-1.3.2-o", BLOCK)]
    assert check("mau_02_xa", context, v="Nhận trách nhiệm về …") == []


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
