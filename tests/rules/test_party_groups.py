"""Members of a cell reviewed in their party group, which then reports to the cell (P4 II.1.4.3)."""

from __future__ import annotations

from datetime import date

import pytest

from reviews.rules.findings import Severity
from reviews.rules.party_groups import (
    GroupItem,
    check_group,
    check_group_report,
    check_groups_reported,
    reviews_in_groups,
)
from reviews.rules.plan import load_preset

P0, P4 = load_preset("p0_huyen_2023"), load_preset("p4_xa_2023")
BLOCK = Severity.BLOCK
HELD = date(2023, 11, 20)


def told(findings):
    return [(row.code, row.clause, row.severity) for row in findings]


def test_members_not_yet_taken_up_may_be_left_to_a_group():  # P4-1.4.3-e
    nine = [GroupItem(f"Đảng viên {number}") for number in range(9)]
    assert check_group("Tổ đảng 2", nine, P4) == []
    assert reviews_in_groups(P4)


@pytest.mark.parametrize(
    ("item", "code"),
    [
        (GroupItem("Chi ủy", is_person=False), "group.collective"),
        (GroupItem("An", pending=False), "group.taken_up"),
        (GroupItem("An", group="Tổ đảng 1"), "group.elsewhere"),
    ],
)
def test_body_and_whoever_is_reviewed_elsewhere_is_not_left_to_a_group(item, code):
    found = check_group("Tổ đảng 2", [GroupItem("Bình"), item], P4)
    assert told(found) == [(code, "P4-1.4.3-e", BLOCK)]


def test_group_without_members_reviews_nobody():
    assert told(check_group("Tổ đảng 2", [], P4)) == [("group.empty", "P4-1.4.3-e", BLOCK)]


def test_report_speaks_of_every_member_who_has_handed_in_his_statement():  # P4-1.4.3-e
    done = GroupItem("An", result="Tổ thống nhất với bản tự kiểm điểm.")
    assert check_group_report("Tổ đảng 2", [done], held_on=HELD, on=HELD, plan=P4) == []
    lacking = [done, GroupItem("Bình", result=" "), GroupItem("Cúc", handed_in=False, result="Tốt.")]
    found = check_group_report("Tổ đảng 2", lacking, held_on=HELD, on=HELD, plan=P4)
    assert told(found) == [
        ("group.not_handed_in", "P4-1.4.3-e", BLOCK),
        ("group.result", "P4-1.4.3-e", BLOCK),
    ]
    assert [row.message.rpartition(": ")[2] for row in found] == ["Cúc.", "Bình."]


def test_namesake_without_a_result_is_not_covered_by_the_other():
    pair = [GroupItem("An", result="Tốt."), GroupItem("An")]
    found = check_group_report("Tổ đảng 2", pair, held_on=HELD, on=HELD, plan=P4)
    assert [row.code for row in found] == ["group.result"]


def test_report_before_the_group_has_met_is_refused():
    item = GroupItem("An", result="Tốt.")
    found = check_group_report("Tổ đảng 2", [item], held_on=HELD, on=date(2023, 11, 19), plan=P4)
    assert told(found) == [("group.early", "P4-1.4.3-e", BLOCK)]


def test_cell_does_not_vote_before_the_group_has_reported():  # P4-1.4.3-e
    nine = [f"Đảng viên {number}" for number in range(9)]
    (finding,) = check_groups_reported([("Tổ đảng 2", nine)], P4)
    assert told([finding]) == [("group.unreported", "P4-1.4.3-e", BLOCK)]
    assert "chưa xếp loại được 9 đảng viên" in finding.message
    assert check_groups_reported([], P4) == []


def test_plan_silent_on_groups_knows_none():
    assert not reviews_in_groups(P0)
    assert told(check_group("Tổ đảng 2", [GroupItem("An")], P0)) == [("group.none", "", BLOCK)]
    assert check_groups_reported([("Tổ đảng 2", ["An"])], P0) == []
