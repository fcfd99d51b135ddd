"""The dossier of a cell part by part, and the support for its meeting (P4 III, IV.6)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from reviews.rules.cells import (
    CellFacts,
    cell_parts,
    cell_steps,
    check_cell_ballot,
    check_cell_dossier,
    check_outstanding,
    check_reward_list,
    check_step,
    check_steps_passed,
    support_for,
)
from reviews.rules.findings import Severity
from reviews.rules.levels import Level
from reviews.rules.plan import PlanError, load_preset

P4 = load_preset("p4_xa_2023")
SILENT = load_preset("p0_huyen_2023")
PAPERS = ("title_registration", "summary_report", "member_summary", "reward_list", "minutes", "minute_book")
FULL = CellFacts(
    "Chi bộ xóm 3",
    PAPERS,
    score_rows={"Tiêu chí 1": 30, "Tiêu chí 2": 0},
    committee_report_in=True,
    statements_due=6,
    statements_in=6,
)


def told(findings):
    return [(row.code, row.severity, row.clause) for row in findings]


def test_dossier_has_eight_parts_in_the_printed_order():  # P4-III-a
    assert [part.row.key for part in cell_parts(FULL, P4)] == [
        "title_registration", "summary_report", "score_sheet", "member_summary",
        "reward_list", "minutes", "self_reviews", "minute_book",
    ]  # fmt: skip
    assert all(part.is_complete for part in cell_parts(FULL, P4))
    assert check_cell_dossier(FULL, P4) == []


@pytest.mark.parametrize("key", PAPERS)
def test_seven_of_eight_parts_are_not_sent(key):  # P4-III-a
    found = check_cell_dossier(replace(FULL, papers=[row for row in PAPERS if row != key]), P4)
    clause = "P4-III-c" if key == "reward_list" else "P4-III-a"
    assert told(found) == [(f"cell.{key}", Severity.BLOCK, clause)]
    assert "mới đủ 7/8 loại" in found[0].message


def test_list_of_rewards_may_say_there_are_none_but_no_other_part_may():  # P4-III-c
    without = replace(FULL, papers=[row for row in PAPERS if row != "reward_list"], none_to_list=["reward_list"])
    assert check_cell_dossier(without, P4) == []
    bare = replace(FULL, papers=PAPERS[1:], none_to_list=["title_registration"])
    assert told(check_cell_dossier(bare, P4)) == [("cell.title_registration", Severity.BLOCK, "P4-III-a")]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"statements_in": 5}, "mới có 6/7 bản"),
        ({"committee_report_in": False}, "mới có 6/7 bản"),
        ({"committee_report_in": False, "statements_in": 7}, "mới có 6/7 bản"),
        ({"has_committee": False, "committee_report_in": True, "statements_in": 5}, "mới có 5/6 bản"),
        ({"has_committee": False, "committee_report_in": False}, ""),
    ],
)
def test_self_reviews_are_the_committees_and_those_of_state_paid_members(change, says):  # P4-III-b
    found = check_cell_dossier(replace(FULL, **change), P4)
    assert told(found) == ([("cell.self_reviews", Severity.BLOCK, "P4-III-b")] if says else [])
    assert all(says in row.message for row in found)


def test_nothing_counts_as_handed_in_before_it_is():  # P4-III-a, P4-III-b
    (bare,) = [part for part in cell_parts(CellFacts("A"), P4) if part.row.key == "self_reviews"]
    (due,) = [part for part in cell_parts(CellFacts("A", statements_due=6), P4) if part.row.key == "self_reviews"]
    assert (bare.lacks, due.lacks) == ("mới có 0/1 bản", "mới có 0/7 bản")
    assert not any(part.is_complete for part in cell_parts(CellFacts("A"), P4))


def test_only_members_of_the_best_level_are_outstanding():  # P4-III-c
    levels = {"An": Level.EXCELLENT, "Bình": Level.GOOD}
    assert check_outstanding(levels, ["An"], P4) == []
    for name in ("Bình", "Chi"):
        found = check_outstanding(levels, [name], P4)
        assert told(found) == [("cell.outstanding", Severity.BLOCK, "P4-III-c")]
        assert found[0].message.startswith(name)


@pytest.mark.parametrize(("day", "late"), [(27, False), (28, True)])
def test_dossier_is_in_by_27_november(day, late):  # P4-III-d
    found = check_cell_dossier(FULL, P4, sent_on=date(2023, 11, day))
    assert told(found) == ([("cell.late", Severity.WARN, "P4-III-d")] if late else [])
    assert check_cell_dossier(replace(FULL, papers=()), P4, sent_on=date(2023, 11, day))[-1:] == (
        found or check_cell_dossier(replace(FULL, papers=()), P4)[-1:]
    )


@pytest.mark.parametrize(("rows", "filled"), [({}, False), ({"a": None, "b": 10}, False), ({"a": 0, "b": 10}, True)])
def test_scores_are_passed_before_the_ballot_on_the_cell(rows, filled):  # P4-III-e
    found = check_cell_ballot("Chi bộ xóm 3", rows, P4)
    assert told(found) == ([] if filled else [("cell.scores", Severity.BLOCK, "P4-III-e")])
    found = check_cell_dossier(replace(FULL, score_rows=rows), P4)
    assert told(found) == ([] if filled else [("cell.score_sheet", Severity.BLOCK, "P4-III-e")])


def test_support_is_50_000_dong_for_each_registered_member():  # P4-IV.6-a
    assert support_for(registered=28, attending=20, plan=P4) == 1_400_000
    assert sum(support_for(registered=25, attending=0, plan=P4) for _cell in range(12)) == 15_000_000
    attending = P4.with_overrides({"cells": {"support": {"counted": "attending"}}})
    assert support_for(registered=28, attending=20, plan=attending) == 1_000_000


def test_plan_without_cell_dossier_asks_for_none():
    assert cell_parts(CellFacts("A"), SILENT) == []
    assert check_cell_dossier(CellFacts("A"), SILENT, sent_on=date(2030, 1, 1)) == []
    assert check_outstanding({}, ["An"], SILENT) == []
    assert check_cell_ballot("A", {}, SILENT) == []
    assert support_for(registered=28, attending=28, plan=SILENT) == 0


def test_dossier_without_printed_day_is_never_late():
    undated = P4.with_overrides({"cells": {"dossier": {"milestone": "none"}}})
    assert check_cell_dossier(FULL, undated, sent_on=date(2030, 1, 1)) == []


@pytest.mark.parametrize(
    ("over", "path"),
    [
        ({"support": {"amount": 0}}, "support.amount"),
        ({"support": {"counted": "all"}}, "support.counted"),
        ({"dossier": {"milestone": "P4-III-a"}}, "dossier.milestone"),
        ({"dossier": {"parts": {"minutes": {"holds": "air"}}}}, "dossier.parts.minutes.holds"),
        ({"steps": {"report": {"part": "air"}}}, "steps.report.part"),
        ({"steps": {"report": {"clause": "P4-9"}}}, "steps.report.clause"),
    ],
)
def test_cells_are_read_strictly(over, path):
    with pytest.raises(PlanError) as caught:
        P4.with_overrides({"cells": over})
    assert caught.value.path == f"cells.{path}"


def test_meeting_passes_report_scores_and_registration_in_the_order_of_its_programme():  # P4-3-B4-b, P4-3-B4-e
    assert [(row.key, row.part, row.clause) for row in cell_steps(P4)] == [
        ("report", "summary_report", "P4-3-B4-b"),
        ("scores", "score_sheet", "P4-III-e"),
        ("registration", "title_registration", "P4-3-B4-e"),
    ]
    assert cell_steps(SILENT) == ()


@pytest.mark.parametrize("key", ["report", "scores", "registration"])
def test_meeting_passes_only_what_lies_before_it(key):  # P4-3-B4-b, P4-3-B4-e, P4-III-e
    (step,) = [row for row in cell_steps(P4) if row.key == key]
    assert check_step(step, FULL, P4) == []
    (finding,) = check_step(step, CellFacts("Chi bộ xóm 3"), P4)
    assert (finding.code, finding.severity, finding.clause) == (f"cell.step.{key}", Severity.BLOCK, step.clause)
    assert finding.message.startswith(f"{step.title}: ")
    assert finding.message.endswith(("chưa có.", "chưa chấm điểm."))


def test_what_the_meeting_has_not_passed_is_named_with_its_clause():  # P4-3-B4-b, P4-3-B4-e
    found = check_steps_passed("Chi bộ xóm 3", ["scores"], P4)
    assert told(found) == [
        ("cell.step.report", Severity.BLOCK, "P4-3-B4-b"),
        ("cell.step.registration", Severity.BLOCK, "P4-3-B4-e"),
    ]
    assert [row.message for row in found] == [
        "Hội nghị Chi bộ xóm 3 chưa làm phần: Thông qua báo cáo đánh giá kết quả hoạt động, lãnh đạo của chi bộ trong "
        "năm.",
        "Hội nghị Chi bộ xóm 3 chưa làm phần: Thông qua tờ trình đăng ký danh hiệu chi bộ năm sau với đảng ủy cơ sở.",
    ]
    assert check_steps_passed("Chi bộ xóm 3", ["report", "scores", "registration"], P4) == []
    assert check_steps_passed("A", [], SILENT) == []


def test_only_members_of_the_best_level_stand_on_the_list_of_rewards():  # P4-III-c
    levels = {"An": Level.EXCELLENT, "Bình": Level.GOOD}
    assert check_reward_list(levels, ["An"], P4) == []
    for name in ("Bình", "Chi"):
        (finding,) = check_reward_list(levels, [name], P4)
        assert (finding.code, finding.severity, finding.clause) == ("cell.reward", Severity.BLOCK, "P4-III-c")
        assert finding.message == (
            f"{name} không có trong danh sách đề nghị khen thưởng: chỉ gồm đảng viên “Hoàn thành xuất sắc nhiệm vụ”."
        )
    assert check_reward_list({}, ["An"], SILENT) == []
