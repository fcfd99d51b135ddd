"""The head and his collectives, candidates, decisions that deviate: P0 4.4."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.rules.caps import HeadedCollective, check_deviation, check_linked, head_cap, head_to_reopen, member_cap
from reviews.rules.findings import Severity
from reviews.rules.levels import Level
from reviews.rules.plan import load_preset
from reviews.rules.vocabulary import Track

E, G, D, K = Level.EXCELLENT, Level.GOOD, Level.COMPLETED, Level.NOT_COMPLETED


def headed(*levels):
    return [HeadedCollective(f"Tập thể {number}", level) for number, level in enumerate(levels, start=1)]


@pytest.mark.parametrize(
    ("level", "collectives", "codes"),
    [
        (E, (G,), ["cap.head"]),
        (G, (G,), []),
        (D, (G,), []),
        (G, (E, D), ["cap.head"]),
        (D, (E, D), []),
        (E, (), []),
        (G, (None,), ["cap.collective_first"]),
        (E, (None, D), ["cap.collective_first", "cap.head"]),
    ],
)
def test_head_is_never_above_the_lowest_collective_nor_rated_before_it(plan, level, collectives, codes):
    findings = head_cap(level=level, headed=headed(*collectives), plan=plan)
    assert [row.code for row in findings] == codes
    assert all(row.blocks and row.clause == "P0-4.4-e" for row in findings)


def test_refusal_names_the_collective_and_both_levels(plan):
    (finding,) = head_cap(level=E, headed=headed(E, D), plan=plan)
    assert "Tập thể 2" in finding.message
    assert E.label in finding.message
    assert D.label in finding.message


@given(st.sampled_from(Level), st.lists(st.sampled_from(Level), min_size=1, max_size=4))
def test_cap_is_the_minimum_of_all(level, levels):
    findings = head_cap(level=level, headed=headed(*levels), plan=load_preset("p0_huyen_2023"))
    assert bool(findings) is (level.rank > min(row.rank for row in levels))


def test_head_is_flagged_when_his_collective_is_lowered_afterwards(plan):
    (finding,) = head_to_reopen(name="An", level=G, headed=headed(D), plan=plan)
    assert finding.severity is Severity.WARN
    assert head_to_reopen(name="An", level=D, headed=headed(D), plan=plan) == []


def test_head_is_flagged_when_his_collective_loses_its_level(plan):
    annulled = [HeadedCollective("Lãnh đạo Phòng", None, annulled=True)]
    (finding,) = head_to_reopen(name="An", level=G, headed=annulled, plan=plan)
    assert "Lãnh đạo Phòng đã bị hủy bỏ" in finding.message
    assert head_to_reopen(name="An", level=G, headed=headed(None), plan=plan) == []


def told(findings):
    return [(row.code, row.severity, row.message, row.clause) for row in findings]


def test_every_collective_that_is_not_rated_yet_is_named(plan):
    assert told(head_cap(level=E, headed=headed(None, None), plan=plan)) == [
        (
            "cap.collective_first",
            Severity.BLOCK,
            "Chưa xếp loại tập thể do mình đứng đầu: Tập thể 1, Tập thể 2. Xếp loại tập thể trước.",
            "P0-4.4-e",
        )
    ]


def test_reopening_is_told_with_what_has_become_of_the_collectives(plan):
    assert told(head_to_reopen(name="An", level=G, headed=headed(E, D), plan=plan)) == [
        (
            "cap.reopen",
            Severity.WARN,
            "An đã xếp loại “Hoàn thành tốt nhiệm vụ”, nay Tập thể 2 xếp loại “Hoàn thành nhiệm vụ”: phải xem xét xếp "
            "loại lại.",
            "P0-4.4-e",
        )
    ]
    annulled = [HeadedCollective(name, None, annulled=True) for name in ("Phòng A", "Phòng B")]
    assert told(head_to_reopen(name="An", level=G, headed=[*headed(G), *annulled], plan=plan)) == [
        (
            "cap.reopen",
            Severity.WARN,
            "An đã xếp loại “Hoàn thành tốt nhiệm vụ”, nay kết quả xếp loại của Phòng A, Phòng B đã bị hủy bỏ: xếp "
            "loại "
            "lại tập thể rồi xem xét lại người đứng đầu.",
            "P0-4.4-e",
        )
    ]


def test_a_member_above_his_collective_is_told_so():  # P2-I.2-d
    findings = member_cap(level=E, collectives=headed(G), plan=load_preset("p2_xa_2025"))
    assert told(findings) == [
        (
            "cap.member",
            Severity.WARN,
            "Mức “Hoàn thành xuất sắc nhiệm vụ” của cá nhân cao hơn mức “Hoàn thành tốt nhiệm vụ” của Tập thể 1; kết "
            "quả "
            "của cá nhân phải gắn với kết quả chung.",
            "P2-I.2-d",
        )
    ]


def test_a_person_tied_to_no_collective_is_told_so():  # P1-I.2-a
    assert told(check_linked(name="An", collectives=0, plan=load_preset("p1_tinh_2023"))) == [
        (
            "person.unlinked",
            Severity.WARN,
            "An: chưa gắn với báo cáo kiểm điểm của tập thể nào.",
            "P1-I.2-a",
        )
    ]


@pytest.mark.parametrize(("decided", "proposed", "direction"), [(E, G, "cao"), (D, G, "thấp")])
def test_a_decision_without_reason_is_told_which_way_it_went(plan, decided, proposed, direction):
    assert told(check_deviation(decided=decided, proposed=proposed, reason="", plan=plan)) == [
        (
            "decision.reason",
            Severity.BLOCK,
            f"Mức quyết định “{decided.label}” {direction} hơn mức đề xuất “{proposed.label}”: ghi rõ lý do và căn cứ.",
            "P0-5.2-d",
        )
    ]


def test_decision_other_than_the_proposal_needs_its_reason(plan):
    (finding,) = check_deviation(decided=G, proposed=E, reason=" ", plan=plan)
    assert finding.clause == "P0-5.2-d"
    assert "thấp hơn" in finding.message
    assert check_deviation(decided=G, proposed=E, reason="", plan=plan, track=Track.MEMBER)[0].clause == "P0-M02-i"
    assert check_deviation(decided=G, proposed=E, reason="Quyết định số 9", plan=plan) == []
    assert check_deviation(decided=G, proposed=G, reason="", plan=plan) == []
    assert check_deviation(decided=G, proposed=None, reason="", plan=plan) == []
