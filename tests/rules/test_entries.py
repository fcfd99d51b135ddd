"""What Mẫu 01, Mẫu 02 and the reply of Mẫu 3-213 must hold before they are submitted: P0 3, 6 and the printed forms."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.rules.entries import (
    Anchored,
    EntryContext,
    achieved,
    check_entry,
)
from reviews.rules.findings import Severity
from reviews.rules.plan import PlanError, load_preset
from reviews.rules.residence import check_residence_reply, residence_proposal

MENDED = {"remedy": "Đôn đốc hằng tháng.", "remedy_by": "Quý I/2024"}
OWNED = {"collective": "Chậm phân công.", "head": "Chưa đôn đốc."}
REPORT = {
    **{f"i_{n}": "Đã thực hiện tốt." for n in (1, 2, 3, 4)},
    **{f"i_{n}_grade": "good" for n in (1, 2, 3, 4)},
    "ii_shortcomings": [{"content": 2, "text": "Một số chỉ tiêu chậm.", **OWNED, **MENDED}],
    "ii_none": False,
    "ii_causes": "Do đôn đốc chưa sát.",
    "iii_items": [],
    "iii_none": True,
    "iii_grade": "",
    "iv_items": [],
    "v": "Tập thể, người đứng đầu nhận trách nhiệm.",
    "vi": "Đôn đốc hằng tháng.",
    "vii_level": "good",
}
STATEMENT = {
    **{f"i_{n}": "Đã thực hiện tốt." for n in range(1, 7)},
    **{f"i_{n}_grade": "good" for n in (1, 2, 4, 5, 6)},
    "i_1_self_examination": "Không có biểu hiện.",
    "ii_shortcomings": [{"content": 3, "text": "Còn nể nang.", **MENDED}],
    "ii_none": False,
    "ii_causes": "Do bản thân.",
    "iii_items": [],
    "iii_none": True,
    "iii_grade": None,
    "iv_items": [],
    "v": "",
    "vi": "Khắc phục trong quý I.",
    "vii_cadre_level": "good",
    "vii_member_level": "excellent",
}
FORMS: dict[str, dict[str, Any]] = {"mau_01": REPORT, "mau_02": STATEMENT}
PRIOR = tuple(Anchored(str(n), f"Hạn chế {n}") for n in (1, 2, 3, 4))
PROMPTS = tuple(Anchored(str(n), f"Vấn đề {n}") for n in (1, 2, 3))


def check(form, plan, context=EntryContext(), **changes):  # noqa: B008 - frozen
    return check_entry(form, {**deepcopy(FORMS[form]), **changes}, context, plan)


def codes(findings, severity=Severity.BLOCK):
    return [finding.code.removeprefix("entry.") for finding in findings if finding.severity is severity]


def clause(findings):
    (finding,) = findings
    return finding.clause


@pytest.mark.parametrize("form", FORMS)
def test_complete_form_has_no_finding(plan, form):
    assert check(form, plan) == []


@pytest.mark.parametrize("form", FORMS)
def test_empty_form_is_refused_part_by_part_and_never_breaks(plan, form):
    context = EntryContext(prompts=PROMPTS, prior=PRIOR, has_annex=True, flags=("complaint",))
    findings = check_entry(form, {}, context, plan)
    assert all(finding.reference and finding.message.endswith(".") for finding in findings)
    assert {"contents", "grades", "ii_none", "iii_missing", "iv_missing", "flag"} <= set(codes(findings))


@given(
    st.dictionaries(
        st.sampled_from([*REPORT, *STATEMENT, "annex"]),
        st.one_of(
            st.none(),
            st.text(max_size=3),
            st.booleans(),
            st.integers(),
            st.lists(
                st.one_of(
                    st.none(),
                    st.text(max_size=2),
                    st.dictionaries(st.sampled_from(["id", "content", "head", "status"]), st.integers(), max_size=2),
                ),
                max_size=2,
            ),
        ),
        max_size=6,
    )
)
def test_data_of_any_shape_is_answered_not_crashed(data):
    plan = load_preset("p0_huyen_2023")
    for form in FORMS:
        check_entry(form, data, EntryContext(prompts=PROMPTS, prior=PRIOR, has_annex=True), plan)


@pytest.mark.parametrize(("number", "expected"), [(1, "P0-3.1-a"), (2, "P0-3.1-b"), (3, "P0-3.1-c"), (4, "P0-3.1-d")])
def test_each_content_of_the_report_is_required_under_its_own_clause(plan, number, expected):
    findings = check("mau_01", plan, **{f"i_{number}": "  "})
    assert clause(findings) == expected
    assert f"I.{number}" in findings[0].message


def test_five_of_six_contents_of_the_statement_are_refused(plan):
    assert clause(check("mau_02", plan, i_5="")) == "P0-3.2-b"
    assert clause(check("mau_02", plan, i_3="")) == "P0-3.2-d"


def test_unwritten_contents_of_one_clause_are_one_finding(plan):
    findings = check("mau_02", plan, i_1="", i_3=" ", i_4="", i_6="")
    assert [(finding.clause, finding.message) for finding in findings] == [
        ("P0-3.2-b", "Mục I.1, I.4, I.6 chưa viết nội dung."),
        ("P0-3.2-d", "Mục I.3 chưa viết nội dung."),
    ]


@pytest.mark.parametrize(("form", "expected", "places"), [("mau_01", "P0-M01-a", 5), ("mau_02", "P0-M02-b", 6)])
def test_grades_are_required_in_every_printed_place(plan, form, expected, places):
    prior = EntryContext(prior=PRIOR[:1])
    row = {"id": "1", "shortcoming": "Hạn chế 1", "status": "fixed"}
    findings = check(form, plan, prior, iii_none=False, iii_items=[row], iii_grade="", i_2_grade="")
    assert clause(findings) == expected
    assert f"{places - 2}/{places} nơi" in findings[0].message
    assert "I.2, III" in findings[0].message


def test_third_content_of_the_statement_needs_no_grade(plan):
    assert check("mau_02", plan, i_3_grade="") == []


def test_grade_out_of_the_four_is_no_grade(plan):
    assert codes(check("mau_01", plan, i_1_grade="Khá")) == ["grades"]


@pytest.mark.parametrize(("form", "content", "expected"), [("mau_01", 5, "P0-M01-b"), ("mau_02", 7, "P0-M02-c")])
def test_shortcoming_belongs_to_a_content_of_section_one(plan, form, content, expected):
    findings = check(form, plan, ii_shortcomings=[{"content": content, "text": "Chậm.", **OWNED}])
    assert clause(findings) == expected


@pytest.mark.parametrize("content", range(1, 7))
def test_every_content_of_the_statement_takes_shortcomings(plan, content):
    assert check("mau_02", plan, ii_shortcomings=[{"content": content, "text": "Chậm."}]) == []


def test_no_shortcoming_must_be_said_and_is_then_pointed_out(plan):
    assert codes(check("mau_01", plan, ii_shortcomings=[], ii_causes="")) == ["ii_none"]
    declared = check("mau_01", plan, ii_shortcomings=[], ii_causes="", ii_none=True, v="", vi="")
    assert codes(declared) == []
    assert codes(declared, Severity.WARN) == ["ii_declared_none"]
    assert codes(check("mau_01", plan, ii_none=True)) == ["ii_both"]


def test_shortcoming_without_cause_is_refused(plan):
    assert codes(check("mau_01", plan, ii_causes=" ")) == ["ii_causes"]


def test_every_earlier_shortcoming_has_its_status_and_the_missing_one_is_named(plan):
    """P0-6-d; P0-3.1-e asks it of every collective."""
    context = EntryContext(prior=PRIOR)
    rows = [{"id": str(n), "shortcoming": f"Hạn chế {n}", "status": "fixed"} for n in (1, 2, 3)]
    rows.append({"id": "4", "shortcoming": "Hạn chế 4", "status": ""})
    findings = check("mau_01", plan, context, iii_none=False, iii_items=rows, iii_grade="good")
    assert clause(findings) == "P0-6-d"
    assert "3/4" in findings[0].message
    assert "Hạn chế 4" in findings[0].message
    rows[3]["status"] = "fixed"
    assert check("mau_01", plan, context, iii_none=False, iii_items=rows, iii_grade="good") == []
    assert "iii_none" in codes(check("mau_01", plan, context, iii_none=True, iii_items=rows, iii_grade="good"))


@pytest.mark.parametrize(
    ("form", "row", "expected"),
    [
        ("mau_01", {"status": "fixed"}, []),
        ("mau_01", {"status": "in_progress", "degree": "70%", "responsible": "Trưởng phòng"}, []),
        ("mau_01", {"status": "in_progress", "responsible": "Trưởng phòng"}, ["P0-M01-c"]),
        ("mau_01", {"status": "in_progress", "degree": "70%"}, ["P0-3.1-g"]),
        ("mau_01", {"status": "not_fixed"}, ["P0-3.1-g"]),
        ("mau_01", {"status": "sắp xong"}, ["P0-M01-c"]),
        ("mau_02", {"status": "fixed"}, []),
        ("mau_02", {"status": "in_progress", "responsible": "Bản thân"}, ["P0-M02-d"]),
        ("mau_02", {"status": "sắp xong"}, ["P0-M02-d"]),
    ],
)
def test_unfinished_remedy_names_degree_and_responsibility(plan, form, row, expected):
    row = {"id": "1", "shortcoming": "Hạn chế 1", **row}
    context = EntryContext(prior=PRIOR[:1])
    findings = check(form, plan, context, iii_none=False, iii_items=[row], iii_grade="good")
    assert [finding.clause for finding in findings] == expected


def test_unfinished_remedy_needs_a_measure(plan):
    row = {"id": "1", "shortcoming": "Hạn chế 1", "status": "not_fixed", "responsible": "Trưởng phòng"}
    context = EntryContext(prior=PRIOR[:1])
    findings = check("mau_01", plan, context, iii_none=False, iii_items=[row], iii_grade="good", vi="")
    assert clause(findings) == "P0-3.1-g"
    assert findings[0].blocks


def test_first_year_may_declare_that_nothing_is_to_be_remedied(plan):
    assert codes(check("mau_01", plan, iii_none=False)) == ["grades", "iii_empty"]


def answer(number, **changes):
    return {
        "prompt_id": str(number),
        "prompt": f"Vấn đề {number}",
        "explanation": "Đã làm rõ.",
        "cause": "Do …",
        "responsibility": "Tập thể",
        **changes,
    }


def test_every_prompt_has_its_answer_and_the_missing_one_is_named(plan):
    """P0-III.1-e; P0-3.1-e asks it of every collective."""
    context = EntryContext(prompts=PROMPTS)
    findings = check("mau_01", plan, context, iv_items=[answer(1), answer(2)])
    assert clause(findings) == "P0-III.1-e"
    assert "2/3" in findings[0].message
    assert "Vấn đề 3" in findings[0].message
    assert check("mau_01", plan, context, iv_items=[answer(n) for n in (1, 2, 3)]) == []
    assert check("mau_01", plan, iv_items=[]) == []


@pytest.mark.parametrize(("form", "expected"), [("mau_01", "P0-M01-d"), ("mau_02", "P0-3.2-e")])
def test_answer_without_cause_is_incomplete(plan, form, expected):
    context = EntryContext(prompts=PROMPTS[:1])
    findings = check(form, plan, context, iv_items=[answer(1, cause="")])
    assert clause(findings) == expected
    assert "nguyên nhân" in findings[0].message


def test_level_is_one_of_four(plan):
    assert clause(check("mau_01", plan, vii_level="")) == "P0-M01-e"
    assert codes(check("mau_01", plan, vii_level="Khá")) == ["vii_level"]


def test_both_tracks_of_the_statement_are_rated_and_a_member_without_office_only_as_such(plan):
    findings = check("mau_02", plan, vii_cadre_level="", vii_member_level="")
    assert codes(findings) == ["vii_cadre_level", "vii_member_level"]
    assert {row.clause for row in findings} == {"P0-M02-f"}
    assert check("mau_02", plan, EntryContext(rated_as_cadre=False), vii_cadre_level="") == []


def test_responsibility_for_the_collectives_shortcomings_is_asked_for(plan):
    """P0-M02-e, where P0-3.2-a ties a person to his collective."""
    findings = check("mau_02", plan, EntryContext(collective_shortcomings=2), v="")
    assert codes(findings, Severity.WARN) == ["v"]
    assert findings[0].clause == "P0-M02-e"
    assert check("mau_02", plan, EntryContext(collective_shortcomings=0), v="") == []


def shortcomings(*rows):
    return [{"content": 2, "text": f"Việc {number}", **row} for number, row in enumerate(rows, start=1)]


def test_shortcoming_for_which_nobody_answers_is_warned_of_by_its_number(plan):
    """P0-3.1-f: two of three say who is responsible."""
    context = EntryContext(head_name="Lò Văn An")
    (finding,) = check("mau_01", plan, context, ii_shortcomings=shortcomings(OWNED, {}, OWNED))
    assert (finding.severity, finding.clause, finding.code) == (Severity.WARN, "P0-3.1-f", "entry.ii_collective")
    assert finding.message == (
        "Mục II, dòng 2: chưa làm rõ trách nhiệm của tập thể, người đứng đầu (Lò Văn An) trong hạn chế, khuyết điểm "
        "này."
    )
    assert check("mau_01", plan, context, ii_shortcomings=shortcomings(OWNED, OWNED, OWNED), v="") == []


def test_head_is_asked_for_whoever_else_is_named(plan):
    """P0-3.1-f: "nhất là trách nhiệm của người đứng đầu"."""
    named = {"collective": "Chậm phân công.", "members": "Đồng chí Bình: chưa báo cáo."}
    findings = check("mau_01", plan, EntryContext(head_name="Lò Văn An"), ii_shortcomings=shortcomings(named))
    assert codes(findings, Severity.WARN) == ["ii_head"]
    assert "người đứng đầu (Lò Văn An)" in findings[0].message
    assert "tập thể" not in findings[0].message


def test_text_of_section_five_alone_leaves_each_shortcoming_open(plan):
    """P0-3.1-f: one text for all does not say who answers for which."""
    findings = check("mau_01", plan, ii_shortcomings=shortcomings({}, {}), v="Tập thể nhận trách nhiệm chung.")
    assert [row.message.partition(":")[0] for row in findings] == ["Mục II, dòng 1", "Mục II, dòng 2"]
    assert {row.clause for row in findings} == {"P0-3.1-f"}


def test_plan_without_such_a_clause_asks_for_one_text_in_section_five():
    """P1-I.2-a."""
    plan = load_preset("p1_tinh_2023")
    findings = check("mau_01", plan, EntryContext(head_name="Lò Văn An"), ii_shortcomings=shortcomings({}), v="")
    assert [(row.code, row.clause) for row in findings if row.code == "entry.v"] == [("entry.v", "P1-I.2-a")]
    assert "Lò Văn An" in next(row.message for row in findings if row.code == "entry.v")
    written = check("mau_01", plan, ii_shortcomings=shortcomings({}), v="Tập thể, người đứng đầu …")
    assert "entry.v" not in {row.code for row in written}


def test_cause_in_each_row_stands_for_the_text_of_all_causes(plan):
    caused = [{**row, "cause": "Thiếu người."} for row in shortcomings(OWNED, OWNED)]
    assert check("mau_01", plan, ii_shortcomings=caused, ii_causes="") == []
    caused[1]["cause"] = " "
    assert codes(check("mau_01", plan, ii_shortcomings=caused, ii_causes="")) == ["ii_causes"]


def test_plan_that_asks_the_same_of_every_form_says_so_in_its_file(plan):
    """A committee hardens or adds a part in its own file, with the clause that prints it."""
    part = {"remedy_by": {"clause": "P0-3.1-f", "severity": "block"}}
    stricter = plan.with_overrides({"forms": {"mau_01": {"each_shortcoming": part}}})
    findings = check("mau_01", stricter, ii_shortcomings=shortcomings(OWNED))
    assert codes(findings) == ["ii_remedy_by"]
    with pytest.raises(PlanError, match="each_shortcoming"):
        plan.with_overrides({"forms": {"mau_01": {"each_shortcoming": {"weather": part["remedy_by"]}}}})


def test_self_examination_is_advised_and_none_is_an_answer(plan):
    findings = check("mau_02", plan, i_1_self_examination="")
    assert codes(findings, Severity.WARN) == ["self_examination"]
    assert clause(findings) == "P0-3.2-c"


@pytest.mark.parametrize(("flag", "expected"), [("complaint", "P0-3.3-a"), ("subordinate_discipline", "P0-3.3-b")])
def test_sign_of_violation_must_be_explained(plan, flag, expected):
    context = EntryContext(flags=(flag,))
    assert clause(check("mau_02", plan, context, v="")) == expected
    assert check("mau_02", plan, context, v="Làm rõ …") == []


def annex(count, **changes):
    indicators = load_preset("p0_huyen_2023").entries.indicators
    return [
        {"indicator": name, "target": "100", "result": "95", "evidence": "Báo cáo số 5", **changes}
        for name in indicators[:count]
    ]


def test_party_committee_adds_the_annex_and_a_department_does_not(plan):
    findings = check("mau_01", plan, EntryContext(has_annex=True))
    assert codes(findings, Severity.WARN) == ["annex"]
    assert clause(findings) == "P0-6-a"
    assert check("mau_01", plan, EntryContext(has_annex=True), annex=annex(6)) == []


def test_sixth_indicator_is_named(plan):
    findings = check("mau_01", plan, EntryContext(has_annex=True), annex=annex(5))
    assert clause(findings) == "P0-6-b"
    assert "kết quả đánh giá, xếp loại TCCSĐ" in findings[0].message


def test_indicator_without_figures_or_evidence_is_pointed_out(plan):
    rows = annex(6)
    rows[0]["result"], rows[1]["evidence"] = "đạt tốt", ""
    findings = check("mau_01", plan, EntryContext(has_annex=True), annex=rows)
    assert codes(findings, Severity.WARN) == ["annex_figures", "annex_evidence"]
    assert {row.clause for row in findings} == {"P0-6-c"}


REPLY = {**{f"item_{n}": "exemplary" for n in range(1, 7)}, "item_7": "", "meeting_on": "2023-11-14"}


def test_reply_with_six_choices_and_an_earlier_meeting_is_complete(plan):
    assert check_residence_reply(REPLY, plan=plan, on=date(2023, 11, 15)) == []


def test_five_of_six_choices_are_incomplete(plan):
    (finding,) = check_residence_reply({**REPLY, "item_4": ""}, plan=plan, on=date(2023, 11, 15))
    assert finding.blocks
    assert finding.clause == "P0-M213-c"
    assert "5/6" in finding.message


def test_two_choices_in_one_item_are_refused(plan):
    assert [row.code for row in check_residence_reply({**REPLY, "item_2": ["a", "b"]}, plan=plan)] == [
        "residence.single"
    ]


@pytest.mark.parametrize("met", ["", None, "2023-11-16", "hôm qua"])
def test_meeting_with_the_front_group_comes_before_the_reply(plan, met):
    (finding,) = check_residence_reply({**REPLY, "meeting_on": met}, plan=plan, on=date(2023, 11, 15))
    assert finding.severity is Severity.WARN
    assert finding.clause == "P0-M213-b"


@pytest.mark.parametrize(
    ("option", "severity"), [("consider_handling", Severity.WARN), ("commend", Severity.INFO), ("no_proposal", None)]
)
def test_what_the_residence_proposes_is_shown_and_lowers_nothing(plan, option, severity):
    finding = residence_proposal({**REPLY, "item_6": option}, name="An", plan=plan)
    assert (finding.severity if finding else None) is severity
    assert finding is None or (finding.clause, finding.blocks) == ("P0-M213-d", False)


@pytest.mark.parametrize(
    ("target", "result", "share"),
    [("100", "95", Fraction(95, 100)), ("1.250", "1.000", Fraction(4, 5)), ("0", "5", None), ("100", "đạt tốt", None)],
)
def test_share_of_an_indicator_is_exact(target, result, share):
    assert achieved(target, result) == share


def test_plan_that_asks_no_residence_reads_no_proposal_into_a_reply(plan):
    silent = plan.with_overrides({"entries": {"residence_proposal": "none", "residence_items": []}})
    assert residence_proposal({**REPLY, "item_6": "commend"}, name="An", plan=silent) is None
    assert residence_proposal({**REPLY, "item_6": "commend"}, name="An", plan=plan) is not None
