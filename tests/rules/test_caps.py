"""The head and his collectives, candidates, decisions that deviate: P0 4.4."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.rules.caps import HeadedCollective, check_deviation, head_cap, head_to_reopen
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


def test_decision_other_than_the_proposal_needs_its_reason(plan):
    (finding,) = check_deviation(decided=G, proposed=E, reason=" ", plan=plan)
    assert finding.clause == "P0-5.2-d"
    assert "thấp hơn" in finding.message
    assert check_deviation(decided=G, proposed=E, reason="", plan=plan, track=Track.MEMBER)[0].clause == "P0-M02-i"
    assert check_deviation(decided=G, proposed=E, reason="Quyết định số 9", plan=plan) == []
    assert check_deviation(decided=G, proposed=G, reason="", plan=plan) == []
    assert check_deviation(decided=G, proposed=None, reason="", plan=plan) == []
