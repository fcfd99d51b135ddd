"""Forms that a plan names without printing: each subject's sheet, and the summaries that the plan wants."""

from __future__ import annotations

import pytest

from reviews.rules.findings import Severity
from reviews.rules.named_forms import check_rating_sheets, rating_sheet, summary_clause
from reviews.rules.parts.named_forms import Summary
from reviews.rules.plan import PlanError, load_preset
from reviews.rules.vocabulary import CollectiveKind, SubjectKind

P0, P2, P4 = (load_preset(slug) for slug in ("p0_huyen_2023", "p2_xa_2025", "p4_xa_2023"))
K, S = CollectiveKind, SubjectKind


@pytest.mark.parametrize(
    ("kind", "bodies", "form"),
    [
        (S.COLLECTIVE, [K.EXECUTIVE_COMMITTEE], "mau_05"),
        (S.COLLECTIVE, [K.CELL_COMMITTEE], "mau_05"),
        (S.COLLECTIVE, [K.PEOPLES_COMMITTEE_LEADERSHIP], "mau_06"),
        (S.COLLECTIVE, [K.MASS_STANDING_COMMITTEE], "mau_06"),
        (S.PERSON, [K.PEOPLES_COMMITTEE_LEADERSHIP, K.EXECUTIVE_COMMITTEE], "mau_07"),
        (S.PERSON, [K.PEOPLES_COMMITTEE_LEADERSHIP], "mau_08"),
        (S.PERSON, [K.FRONT_STANDING_BOARD], "mau_09"),
        (S.PERSON, [], ""),
    ],
)
def test_each_subject_has_the_sheet_of_its_body_and_a_committee_member_that_of_the_committee(kind, bodies, form):
    """P4-2.2.2-c: Mẫu số 05 to Mẫu số 09."""
    assert rating_sheet(kind, bodies, P4) == form


def test_every_kind_of_body_has_a_sheet_and_so_has_everybody_with_a_post_in_one():
    for kind in K:
        assert rating_sheet(S.COLLECTIVE, [kind], P4)
        assert rating_sheet(S.PERSON, [kind], P4)


def test_a_subject_without_a_sheet_is_named_before_the_plan_is_issued_and_stops_nothing():
    """P4-2.2.2-c."""
    subjects = [("Hà Văn Chủ", S.PERSON, [K.EXECUTIVE_COMMITTEE]), ("Lò Thị Lẻ", S.PERSON, [])]
    (finding,) = check_rating_sheets(subjects, P4)
    assert (finding.severity, finding.clause) == (Severity.WARN, "P4-2.2.2-c")
    assert finding.message == "Chưa có phiếu đánh giá, xếp loại cho 1 đối tượng: Lò Thị Lẻ."
    assert check_rating_sheets(subjects[:1], P4) == []


def test_a_plan_that_names_no_sheets_has_none_and_misses_none():
    assert rating_sheet(S.COLLECTIVE, [K.EXECUTIVE_COMMITTEE], P0) == ""
    assert check_rating_sheets([("Lò Thị Lẻ", S.PERSON, [])], P0) == []


def test_each_plan_says_which_summaries_it_wants():
    """P4-2.2.3.2-f, P4-2.2.2-d, P2-V.2.1-c, P2-V.2.1-d."""
    clauses = {
        (plan.code, summary): reference.clause
        for plan in (P0, P2, P4)
        for summary in Summary
        if (reference := summary_clause(summary, plan)) is not None
    }
    assert clauses == {
        ("P4", Summary.MEMBERS): "P4-2.2.3.2-f",
        ("P4", Summary.CHANNELS): "P4-2.2.2-d",
        ("P2", Summary.PROPOSED): "P2-V.2.1-c",
        ("P2", Summary.DECIDED): "P2-V.2.1-d",
    }


def test_the_author_confirms_which_sheet_is_whose_as_no_text_says_it():
    (default,) = [row for row in P4.defaults_to_confirm if row.key == "rating_sheets"]
    assert "kế hoạch không in mẫu nào của ai" in default.statement


def test_sheets_without_the_words_that_say_whose_they_are_are_refused():
    with pytest.raises(PlanError, match="statement"):
        P4.with_overrides({"named_forms": {"statement": ""}})
