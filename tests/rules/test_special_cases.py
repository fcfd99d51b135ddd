"""Special cases of people (P4 II.2.2.3.1, II.2.3): new posts, moves, temporary members, places, absence."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from reviews.rules.findings import Severity
from reviews.rules.levels import Level
from reviews.rules.parts.special_cases import Category, PostBefore
from reviews.rules.plan import PlanError, load_preset
from reviews.rules.special_cases import (
    Absence,
    MemberPlaces,
    Move,
    NewPost,
    RankedPost,
    check_absence,
    check_cadre_place,
    check_member_ballot,
    check_new_post,
    combined_level,
    elsewhere,
    highest_places,
    needs_old_comment,
    new_post_case,
    rating_cell,
    review_cell,
    still_rated,
    told_new_post,
    told_places,
)
from reviews.rules.vocabulary import Activity

P4 = load_preset("p4_xa_2023")
SILENT = load_preset("p0_huyen_2023")
DAY = date(2023, 11, 24)
A, B, C = 1, 2, 3


def told(findings):
    return [(row.code, row.severity, row.clause) for row in findings]


def blocked(code, clause):
    return [(f"special.{code}", Severity.BLOCK, clause)]


# --- new in a post ---------------------------------------------------------------------------------------------------


def test_new_post_of_equal_height_needs_the_former_result_until_six_months_are_full():  # P4-2.3-m
    post = NewPost("An", date(2023, 5, 25), PostBefore.EQUIVALENT, former_unit="Đảng ủy xã B")
    assert told(check_new_post(post, P4, DAY)) == blocked("former_result", "P4-2.3-m")
    assert "Đảng ủy xã B" in check_new_post(post, P4, DAY)[0].message
    assert "đủ từ ngày 25/11/2023" in check_new_post(post, P4, DAY)[0].message
    assert check_new_post(replace(post, former_result_in=True), P4, DAY) == []
    full = replace(post, appointed_on=date(2023, 5, 24))
    assert new_post_case(full, P4, DAY) is None
    assert check_new_post(full, P4, DAY) == []


def test_new_post_of_equal_height_is_rated_by_the_present_post():  # P4-2.3-m
    case = new_post_case(NewPost("An", date(2023, 5, 25), PostBefore.EQUIVALENT), P4, DAY)
    assert case is not None
    assert (case.rated_as, case.counts_as_leader, case.clause) == (Category.CURRENT, True, "P4-2.3-m")


@pytest.mark.parametrize(("before", "leads"), [(PostBefore.NONE, False), (PostBefore.LOWER, True)])
def test_promoted_within_six_months_counts_by_the_post_before(before, leads):  # P4-2.3-n
    post = NewPost("Bình", date(2023, 8, 1), before)
    case = new_post_case(post, P4, DAY)
    assert case is not None
    assert (case.rated_as, case.counts_as_leader, case.clause) == (Category.BEFORE, leads, "P4-2.3-n")
    assert told(check_new_post(post, P4, DAY)) == blocked("former_result", "P4-2.3-n")
    assert "đơn vị công tác trước đó" in check_new_post(post, P4, DAY)[0].message
    assert new_post_case(post, P4, date(2024, 2, 1)) is None


def test_plan_may_count_somebody_new_without_an_earlier_post_by_the_present_one():
    rows = [{"before": ["none"], "rated_as": "current", "clause": "P4-2.3-m"}]
    plan = P4.with_overrides({"special_cases": {"new_post": {"rows": rows}}})
    case = new_post_case(NewPost("An", date(2023, 8, 1), PostBefore.NONE), plan, DAY)
    assert case is not None
    assert case.counts_as_leader
    assert new_post_case(NewPost("An", date(2023, 8, 1), PostBefore.LOWER), plan, DAY) is None


# --- moves and temporary members -------------------------------------------------------------------------------------

MOVE = Move(A, "Chi bộ A", date(2023, 6, 1), date(2023, 9, 1))


def test_receiving_cell_rates_whoever_moved():  # P4-2.3-o
    member = MemberPlaces("An", official_cell=B, move=MOVE)
    assert rating_cell(member, DAY) == B
    assert rating_cell(member, date(2023, 8, 31)) == A
    assert rating_cell(member, date(2023, 9, 1)) == B
    assert check_member_ballot(member, B, P4, DAY) == []
    assert told(check_member_ballot(member, A, P4, DAY)) == blocked("moved", "P4-2.3-o")
    assert check_member_ballot(member, A, P4, date(2023, 8, 31)) == []


@pytest.mark.parametrize(("since", "needed"), [(date(2023, 1, 1), True), (date(2023, 1, 2), False)])
def test_old_cell_comments_after_six_months_there(since, needed):  # P4-2.3-p
    move = Move(A, "Chi bộ A", since, date(2023, 7, 1))
    assert needs_old_comment(move, P4, DAY) is needed
    found = check_member_ballot(MemberPlaces("An", B, move=move), B, P4, DAY)
    assert told(found) == (blocked("old_comment", "P4-2.3-p") if needed else [])
    with_comment = MemberPlaces("An", B, move=replace(move, comment_in=True))
    assert check_member_ballot(with_comment, B, P4, DAY) == []


def test_months_at_the_old_cell_are_those_of_the_rating_year_unless_set_otherwise():  # P4-2.3-p
    move = Move(A, "Chi bộ A", date(2020, 1, 1), date(2023, 3, 1))
    total = P4.with_overrides({"special_cases": {"transfer": {"months_in": "total"}}})
    assert not needs_old_comment(move, P4, DAY)
    assert needs_old_comment(move, total, DAY)
    assert needs_old_comment(move, total, date(2023, 3, 1))
    assert not needs_old_comment(move, total, date(2023, 2, 28))


def test_temporary_member_is_reviewed_where_he_is_and_rated_at_home():  # P4-2.3-q
    member = MemberPlaces("An", official_cell=A, temporary_cell=B, temporary_comment_in=True)
    assert (review_cell(member, P4), rating_cell(member, DAY)) == (B, A)
    assert review_cell(MemberPlaces("Bình", official_cell=A), P4) == A
    assert check_member_ballot(member, A, P4, DAY) == []
    assert told(check_member_ballot(member, B, P4, DAY)) == blocked("temporary", "P4-2.3-q")


def test_comment_of_the_temporary_cell_lies_at_home_before_the_rating():  # P4-2.3-r
    member = MemberPlaces("An", official_cell=A, temporary_cell=B, temporary_cell_name="Chi bộ B")
    found = check_member_ballot(member, A, P4, DAY)
    assert told(found) == blocked("temporary_comment", "P4-2.3-r")
    assert "Chi bộ B" in found[0].message
    unnamed = check_member_ballot(replace(member, temporary_cell_name=""), A, P4, DAY)
    assert "nhận xét của chi bộ nơi sinh hoạt tạm thời cho" in unnamed[0].message


def test_what_a_case_means_is_told_with_its_clause():  # P4-2.3-m, P4-2.3-n, P4-2.3-o, P4-2.3-q
    present = told_new_post(NewPost("An", date(2023, 8, 1), PostBefore.EQUIVALENT), P4, DAY)
    first = told_new_post(NewPost("An", date(2023, 8, 1), PostBefore.NONE), P4, DAY)
    assert [row.clause for row in (*present, *first)] == ["P4-2.3-m", "P4-2.3-n"]
    assert "theo chức vụ hiện nay." in present[0].message
    assert "không tính vào tỷ lệ của cán bộ lãnh đạo, quản lý" in first[0].message
    member = MemberPlaces("An", B, temporary_cell=C, move=MOVE)
    assert [row.clause for row in told_places(member, P4, DAY)] == ["P4-2.3-q", "P4-2.3-o"]
    assert [row.clause for row in told_places(member, P4, date(2023, 8, 31))] == ["P4-2.3-q"]
    assert [row.clause for row in elsewhere(member, C, P4, DAY)] == ["P4-2.3-q"]
    assert elsewhere(member, B, P4, DAY) == []
    assert told_new_post(NewPost("An", date(2023, 8, 1), PostBefore.NONE), SILENT, DAY) == []
    assert told_places(member, SILENT, DAY) == []


# --- places of rating ------------------------------------------------------------------------------------------------


def test_member_is_rated_in_one_cell_only():  # P4-2.3-s
    member = MemberPlaces("An", official_cell=A, rated_in={A})
    assert check_member_ballot(member, A, P4, DAY) == []
    assert told(check_member_ballot(replace(member, rated_in={C}), A, P4, DAY)) == blocked("second_cell", "P4-2.3-s")
    assert told(check_member_ballot(replace(member, rated_in=()), C, P4, DAY)) == blocked("other_cell", "P4-2.3-s")


DEPUTY, FRONT, UNION = RankedPost(10, "Phó Bí thư", 1), RankedPost(20, "Chủ tịch MTTQ", 2), RankedPost(30, "Bí thư", 1)


def test_official_is_rated_where_the_highest_post_is():  # P4-2.3-t
    posts = [FRONT, DEPUTY]
    assert highest_places(posts) == (10,)
    assert check_cadre_place("An", posts, None, P4) == []
    assert check_cadre_place("An", posts, 10, P4) == []
    assert told(check_cadre_place("An", posts, 20, P4)) == blocked("lower_place", "P4-2.3-t")
    assert check_cadre_place("An", [], None, P4) == []


def test_official_has_one_result_only():  # P4-2.3-t
    assert check_cadre_place("An", [DEPUTY, FRONT], None, P4, rated_in=[10]) == []
    found = check_cadre_place("An", [DEPUTY, FRONT], None, P4, rated_in=[20])
    assert told(found) == blocked("second_place", "P4-2.3-t")


def test_of_equal_posts_somebody_picks_the_place():  # P4-2.3-t
    posts = [DEPUTY, FRONT, UNION]
    found = check_cadre_place("An", posts, None, P4)
    assert told(found) == blocked("place_tie", "P4-2.3-t")
    assert "Phó Bí thư; Bí thư" in found[0].message
    assert check_cadre_place("An", posts, 30, P4) == []
    assert check_cadre_place("An", [DEPUTY, replace(UNION, place=10)], None, P4) == []


def test_levels_that_differ_between_places_wait_for_the_authority():  # P4-2.3-h
    differing = {"Chi bộ": Level.EXCELLENT, "Ban Thường vụ Hội": Level.GOOD}
    found = combined_level("An", differing, P4)
    assert found.level is None
    assert told(found.findings) == blocked("levels_differ", "P4-2.3-h")
    assert (
        "Chi bộ: Hoàn thành xuất sắc nhiệm vụ; Ban Thường vụ Hội: Hoàn thành tốt nhiệm vụ" in found.findings[0].message
    )
    decided = combined_level("An", differing, P4, decided=Level.GOOD)
    assert (decided.level, decided.findings) == (Level.GOOD, ())
    alike = combined_level("An", {"Chi bộ": Level.GOOD, "Hội": Level.GOOD}, P4)
    assert (alike.level, alike.findings) == (Level.GOOD, ())
    assert combined_level("An", {"Chi bộ": Level.GOOD}, P4, decided=Level.COMPLETED).level is Level.COMPLETED
    assert combined_level("An", {}, P4).level is None


# --- absent, suspended -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reason", ["reasonable", "sick", "maternity"])
def test_absent_for_a_printed_reason_is_rated_on_his_report(reason):  # P4-2.3-c
    absence = Absence("An", reason, report_in=True, self_level=Level.GOOD)
    assert check_absence(absence, P4) == []
    assert told(check_absence(replace(absence, report_in=False), P4)) == blocked("absent_report", "P4-2.3-c")
    assert told(check_absence(Absence("An", reason, self_level=Level.GOOD), P4)) == blocked("absent_report", "P4-2.3-c")
    assert told(check_absence(replace(absence, self_level=None), P4)) == blocked("absent_level", "P4-2.3-c")


def test_absent_without_a_printed_reason_is_not_rated_in_absence():  # P4-2.3-c
    found = check_absence(Absence("An", "", report_in=True, self_level=Level.GOOD), P4)
    assert told(found) == blocked("absent", "P4-2.3-c")
    assert "nghỉ ốm; nghỉ chế độ thai sản" in found[0].message


@pytest.mark.parametrize(("activity", "rated"), [(Activity.ACTIVE, True), (Activity.SUSPENDED, False)])
def test_suspended_from_the_committee_only_is_still_rated(activity, rated):  # P4-2.2.3.1-b
    found = still_rated(name="An", activity=activity, admitted_on=None, plan=P4, on=DAY)
    assert (found is not None) is rated
    if found:
        assert told([found]) == [("special.committee_suspension", Severity.INFO, "P4-2.2.3.1-b")]


# --- plans that print none -------------------------------------------------------------------------------------------


def test_plan_that_prints_no_special_case_holds_nobody_to_one():
    assert SILENT.special_cases is None
    post = NewPost("An", date(2023, 11, 1), PostBefore.NONE)
    assert new_post_case(post, SILENT, DAY) is None
    assert check_new_post(post, SILENT, DAY) == []
    member = MemberPlaces("An", A, temporary_cell=B, move=MOVE, rated_in={C})
    assert [check_member_ballot(member, cell, SILENT, DAY) for cell in (A, B, C)] == [[], [], []]
    assert not needs_old_comment(replace(MOVE, old_since=date(2020, 1, 1)), SILENT, DAY)
    assert review_cell(member, SILENT) == A
    assert check_cadre_place("An", [DEPUTY, UNION], None, SILENT) == []
    assert check_absence(Absence("An"), SILENT) == []
    assert combined_level("An", {"a": Level.GOOD, "b": Level.COMPLETED}, SILENT).findings == ()
    assert still_rated(name="An", activity=Activity.ACTIVE, admitted_on=None, plan=SILENT, on=DAY) is None


@pytest.mark.parametrize(
    ("over", "path"),
    [
        ({"new_post": {"months": 0}}, "new_post.months"),
        (
            {"new_post": {"rows": [{"before": ["none"], "rated_as": "current", "clause": "P9-1"}]}},
            "new_post.rows[1].clause",
        ),
        ({"transfer": {"months_in": "ever"}}, "transfer.months_in"),
        ({"temporary": {"comment_clause": "none"}}, "temporary.comment_clause"),
        ({"absence": {"reasons": {"sick": " "}}}, "absence.reasons.sick"),
        ({"others": {}}, "others"),
    ],
)
def test_special_cases_are_read_strictly(over, path):
    with pytest.raises(PlanError) as caught:
        P4.with_overrides({"special_cases": over})
    assert caught.value.path == f"special_cases.{path}"


def test_part_that_a_plan_leaves_out_is_not_held_against_anybody():
    only = SILENT.with_overrides({"special_cases": {"differing_levels": {"clause": "P0-4.2-a", "severity": "warn"}}})
    assert only.special_cases is not None
    assert only.special_cases.transfer is None
    found = combined_level("An", {"a": Level.GOOD, "b": Level.COMPLETED}, only).findings
    assert told(found) == [("special.levels_differ", Severity.WARN, "P0-4.2-a")]
