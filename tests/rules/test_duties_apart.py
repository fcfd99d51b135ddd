"""Whose case it is, and who may count a ballot."""

from __future__ import annotations

import pytest

from reviews.rules.duties_apart import Case, Judge, check_case, check_team, places_left, why_own

HEAD = Judge(1, frozenset({10}), frozenset({100}))
GIVER = Judge(2, frozenset({20}), giver="Trần Thị Hà")


@pytest.mark.parametrize(
    ("case", "said"),
    [
        (Case(person=1), "Đồng chí là người được kiểm điểm"),
        (Case(body=10), "Đồng chí đứng đầu tập thể này"),
        (Case(organization=100), "Đồng chí đứng đầu tổ chức này"),
        (Case(person=2), "Đồng chí Trần Thị Hà, người ủy quyền cho đồng chí, là người được kiểm điểm"),
        (Case(body=20), "Đồng chí Trần Thị Hà, người ủy quyền cho đồng chí, đứng đầu tập thể này"),
        (Case(person=3), ""),
        (Case(body=30), ""),
        (Case(organization=10), ""),
    ],
)
def test_nobody_judges_his_own_case_nor_that_of_whom_he_stands_in_for(case: Case, said: str) -> None:
    found = check_case(case, [HEAD, GIVER], what="thẩm định")
    assert [finding.message.startswith(said) for finding in found] == ([True] if said else [])
    assert all("không thẩm định; đề nghị người khác làm" in finding.message for finding in found)


def test_an_account_of_nobody_has_no_case() -> None:
    assert check_case(Case(body=10), [Judge(None)], what="thẩm định") == []


@pytest.mark.parametrize(
    ("able", "unable", "places"), [(0, 0, 3), (1, 0, 2), (1, 5, 1), (2, 0, 1), (2, 1, 0), (0, 5, 2), (5, 5, 0)]
)
def test_of_three_who_hold_a_box_one_need_not_sign_in(able: int, unable: int, places: int) -> None:
    assert places_left(needed=3, able=able, unable=unable, unable_at_most=1) == places


@pytest.mark.parametrize(
    ("own", "free", "places", "agreed", "said"),
    [
        ((), ("A",), 0, False, None),
        (("X",), ("A",), 1, True, "Chọn người không có tên trong phiếu: A."),
        (("X",), (), 0, True, "Có tên trong phiếu nên không kiểm phiếu của vòng này: X."),
        (("X", "Y"), (), 2, False, "đánh dấu “Không còn người khác”"),
        (("X", "Y"), (), 2, True, None),
    ],
)
def test_whoever_is_on_the_ballot_counts_only_where_nobody_else_is_left_and_it_is_said(
    own: tuple[str, ...], free: tuple[str, ...], places: int, agreed: bool, said: str | None
) -> None:
    found = check_team(own=own, free=free, needed=3, places=places, agreed=agreed)
    assert [finding.code for finding in found] == ([] if said is None else ["ballot.own_count"])
    assert said is None or said in found[0].message


def test_the_reason_says_how_many_others_there_were() -> None:
    assert why_own(needed=3, places=2).startswith("chỉ có 1 người có mặt không có tên trong phiếu")
    assert "đều có tên trong phiếu" in why_own(needed=2, places=2)
