"""The table of criteria and points on the forms of P2: IV.2, and which form serves which period: I.2, V.2.1."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.rules.entries import Anchored, EntryContext, check_entry
from reviews.rules.findings import Severity
from reviews.rules.periods import in_period
from reviews.rules.plan import PlanError, available_presets, load_preset
from reviews.rules.subject import form_of
from reviews.rules.vocabulary import Period, SubjectKind

P2 = load_preset("p2_xa_2025")
MOST = ("30", "40", "30")


def table(*points: Any, most: tuple[str, ...] = MOST) -> list[dict[str, Any]]:
    return [
        {"criterion_id": str(number), "criterion": f"Tiêu chí {number}", "most": highest, "points": given}
        for number, (highest, given) in enumerate(zip(most, points, strict=True), start=1)
    ]


def quarter(**changes: Any) -> dict[str, Any]:
    return {
        "i_1": "Hoàn thành các nhiệm vụ trong quý.",
        "ii_none": True,
        "vii_level": "good",
        "vii_cadre_level": "good",
        "vii_member_level": "good",
        "score_items": table("27.5", "35", "25"),
        **changes,
    }


def check(form: str, data: dict[str, Any], **context: Any) -> list[tuple[str, str | None, str]]:
    return [
        (row.code, row.clause, row.message)
        for row in check_entry(form, data, EntryContext(**context), P2)
        if row.severity is Severity.BLOCK
    ]


@pytest.mark.parametrize("form", ["quy_tap_the", "quy_ca_nhan"])
def test_a_quarters_form_asks_for_results_shortcomings_points_and_a_level_and_for_nothing_else(form):
    """P2-I.2-a, P2-V.2.1-b: prompts and earlier shortcomings belong to the year."""
    prior, prompts = (Anchored("1", "Chậm giải ngân"),), (Anchored("2", "Thu ngân sách"),)
    assert check(form, quarter(), prior=prior, prompts=prompts, collective_shortcomings=2, has_annex=True) == []
    listed = quarter(ii_none=False, ii_shortcomings=[{"text": "Chậm báo cáo"}], ii_causes="Thiếu người")
    assert [row.code for row in check_entry(form, listed, EntryContext(), P2)] == []
    assert [code for code, _clause, _message in check(form, quarter(i_1="", ii_none=False, vii_level=""))][:2] == [
        "entry.contents",
        "entry.ii_none",
    ]


def test_a_quarters_form_names_its_own_sections():
    (contents, level) = check("quy_tap_the", quarter(i_1="", vii_level=""))
    assert contents[2] == "Mục I chưa viết nội dung."
    assert level[2] == "Mục IV chưa chọn mức đề nghị xếp loại."


def test_criteria_not_scored_are_named_in_one_refusal():
    """P2-IV.2-k."""
    assert check("mau_01", {**quarter(score_items=table("27.5", "", " ")), **five_texts()}) == [
        ("entry.scores", "P2-IV.2-k", "Bảng điểm mới chấm 1/3 tiêu chí; còn thiếu tiêu chí 2, 3.")
    ]


def five_texts() -> dict[str, str]:
    return {f"i_{number}": "Nội dung" for number in range(1, 6)}


@pytest.mark.parametrize(
    ("points", "says"),
    [
        ("30.5", "Tiêu chí 1 được 30,5 điểm, phải từ 0 đến 30."),
        ("-1", "Tiêu chí 1 được -1 điểm, phải từ 0 đến 30."),
        ("27.555", "Tiêu chí 1 được 27,555 điểm, quá 2 chữ số thập phân."),
        ("hai mươi", "Bảng điểm mới chấm 2/3 tiêu chí; còn thiếu tiêu chí 1."),
        ("NaN", "Bảng điểm mới chấm 2/3 tiêu chí; còn thiếu tiêu chí 1."),
        (True, "Bảng điểm mới chấm 2/3 tiêu chí; còn thiếu tiêu chí 1."),
    ],
)
def test_points_above_the_most_too_fine_or_no_number_are_refused(points, says):
    """P2-IV.2-a."""
    ((_code, clause, message),) = check("quy_ca_nhan", quarter(score_items=table(points, "35", "25")))
    assert (clause in ("P2-IV.2-a", "P2-IV.2-k"), message) == (True, says)


def test_the_full_points_of_each_criterion_are_within_its_most():
    assert check("quy_ca_nhan", quarter(score_items=table("30", "40", "30"))) == []
    assert check("quy_ca_nhan", quarter(score_items=table("0", "40", "30"))) == []


def test_a_table_without_criteria_says_who_must_put_them_in():
    for empty in ([], None, "x", [3]):
        ((code, clause, message),) = check("quy_tap_the", quarter(score_items=empty))
        assert (code, clause) == ("entry.score_criteria", "P2-IV.2-k")
        assert "cơ quan lập kế hoạch" in message


def test_criteria_that_do_not_add_up_to_the_scale_are_refused():
    """P2-IV.2-a."""
    short = table("27", "35", most=("30", "60"))
    assert [code for code, _clause, _message in check("quy_tap_the", quarter(score_items=short))] == ["score.criteria"]


@pytest.mark.parametrize(
    ("points", "level", "clause"),
    [
        (("27.5", "35", "25"), "excellent", "P2-IV.2-g"),
        (("30", "39.99", "20"), "excellent", "P2-IV.2-g"),
        (("30", "40", "20"), "excellent", None),
        (("10", "30", "20"), "good", "P2-IV.2-h"),
        (("10", "20", "10"), "completed", "P2-IV.2-i"),
        (("10", "20", "10"), "not_completed", None),
    ],
)
def test_a_self_level_above_the_points_is_refused_by_the_clause_of_their_band(points, level, clause):
    """P2-IV.2-k, by the bands of P2-IV.2-f to P2-IV.2-i: 89,99 is not 90."""
    found = check("quy_tap_the", quarter(score_items=table(*points), vii_level=level))
    assert [(code, cited) for code, cited, _message in found] == ([("score.above", clause)] if clause else [])


def test_only_levels_that_the_person_is_rated_on_are_held_against_the_points():
    data = quarter(score_items=table("20", "35", "20"), vii_cadre_level="excellent")
    assert [row[0] for row in check("quy_ca_nhan", data)] == ["score.above"]
    assert check("quy_ca_nhan", data, rated_as_cadre=False) == []
    both = {**data, "vii_member_level": "excellent"}
    assert [row[0] for row in check("quy_ca_nhan", both)] == ["score.above"]


@given(st.lists(st.one_of(st.text(max_size=6), st.integers(), st.floats(), st.none(), st.booleans()), max_size=4))
def test_whatever_a_table_holds_is_answered_and_never_an_accident(points):
    rows = [{"criterion_id": "1", "most": value, "points": value} for value in points]
    check_entry("quy_ca_nhan", quarter(score_items=rows), EntryContext(), P2)


def test_a_plan_without_a_scale_has_no_table_of_points():
    for slug in available_presets():
        plan = load_preset(slug)
        assert not any(form.scored for form in plan.forms) or plan.scoring is not None
    with pytest.raises(PlanError, match="kế hoạch không có thang điểm"):
        load_preset("p3_thi_xa_2019").with_overrides({"forms": {"mau_01": {"score_clause": "P3-II-a"}}})


@pytest.mark.parametrize("slug", available_presets())
def test_the_years_forms_serve_unless_the_quarter_is_asked_for(slug):
    plan = load_preset(slug)
    for kind in (SubjectKind.COLLECTIVE, SubjectKind.PERSON):
        for leader in (True, False):
            for period in (Period.YEAR, Period.TERM, Period.AD_HOC):
                code = form_of(kind, in_period(plan, period), leader=leader)
                assert code == form_of(kind, plan, leader=leader)
                assert plan.form(code).period is Period.YEAR


def test_the_quarters_forms_serve_whom_they_are_for_and_other_plans_have_none():
    """P2-I.2-a."""
    quarters = in_period(P2, Period.QUARTER)
    assert form_of(SubjectKind.COLLECTIVE, quarters) == "quy_tap_the"
    for leader in (True, False):
        assert form_of(SubjectKind.PERSON, quarters, leader=leader) == "quy_ca_nhan"
    with pytest.raises(LookupError):
        form_of(SubjectKind.PERSON, in_period(load_preset("p0_huyen_2023"), Period.QUARTER))
