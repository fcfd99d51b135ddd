"""The share of EXCELLENT: P0 4.4."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.rules.findings import Severity
from reviews.rules.levels import Level
from reviews.rules.parts import GroupCounter, QuotaBase, Topic
from reviews.rules.plan import load_preset
from reviews.rules.quota import check_quota, seats
from reviews.rules.vocabulary import RatedKind

E, G, D, K = Level.EXCELLENT, Level.GOOD, Level.COMPLETED, Level.NOT_COMPLETED
LEVELS = st.lists(st.sampled_from(Level), max_size=40)
P0 = load_preset("p0_huyen_2023")
RULES = {
    base: P0.with_overrides({"quota": {"every_kind": {"base": base.value}}}).quota_for(RatedKind.CADRE)
    for base in QuotaBase
}


def check(quota, rules, name="Tập thể"):
    return check_quota(quota, name=name, rules=rules, re_rating=P0.cite(Topic.RE_RATING))


def codes(quota, rules):
    return [finding.code for finding in check(quota, rules)]


@pytest.fixture
def rules(plan):
    return plan.quota_for(RatedKind.CADRE)


@pytest.mark.parametrize(
    ("base", "excellent", "good", "size", "expected_seats"),
    [
        (QuotaBase.GOOD_OR_BETTER, 6, 24, None, 6),
        (QuotaBase.GOOD_OR_BETTER, 7, 23, None, 6),
        (QuotaBase.GOOD_ONLY, 5, 25, None, 5),
        (QuotaBase.GOOD_ONLY, 6, 24, None, 4),
        (QuotaBase.GOOD_OR_BETTER, 2, 8, 10, 2),
        (QuotaBase.GOOD_OR_BETTER, 3, 7, 10, 2),
        (QuotaBase.GOOD_ONLY, 1, 9, 10, 1),
        (QuotaBase.GOOD_ONLY, 2, 8, 10, 1),
        (QuotaBase.ALL_RATED, 2, 8, 10, 2),
        (QuotaBase.GOOD_OR_BETTER, 0, 6, 6, 1),
    ],
)
def test_twenty_percent_rounded_down(base, excellent, good, size, expected_seats):
    rules = RULES[base]
    quota = seats(rules=rules, levels=[E] * excellent + [G] * good, group_size=size)
    assert quota.seats == expected_seats
    assert quota.over_by == max(excellent - expected_seats, 0)
    assert (codes(quota, rules) == ["quota.exceeded"]) is (excellent > expected_seats)


@pytest.mark.parametrize(
    ("size", "levels", "expected_seats"),
    [
        (5, [E, G, G, G, G], 1),
        (5, [E, E, G, G, G], 1),
        (5, [G, G, G, G, G], 1),
        (4, [E, D, D, D], 1),
        (1, [E], 1),
        (4, [D, D, D, K], 0),
    ],
)
def test_collective_of_five_or_fewer_members_has_one_place_if_somebody_qualifies(rules, size, levels, expected_seats):
    quota = seats(rules=rules, levels=levels, group_size=size)
    assert quota.is_small_group
    assert quota.seats == expected_seats
    assert quota.reference == P0.reference("P0-4.4-h")


def test_one_of_four_never_calls_for_rating_again(rules):
    assert codes(seats(rules=rules, levels=[E, G, G, G], group_size=4), rules) == []


def test_the_counter_is_the_size_of_the_collective_not_how_many_were_rated(rules):
    quota = seats(rules=rules, levels=[G, G, G, G, D, D], group_size=6)
    assert (quota.base, quota.seats, quota.is_small_group) == (4, 0, False)
    (finding,) = check(quota, rules, "Phòng")
    assert finding.severity is Severity.WARN
    assert finding.clause == "P0-4.4-g"


def test_other_plans_count_those_rated_good_or_better(rules):
    small = replace(rules.small_group, counter=GroupCounter.GOOD_OR_BETTER, at_most=4)
    assert seats(rules=replace(rules, small_group=small), levels=[G, G, G, G, D, D], group_size=6).seats == 1


def test_collective_over_quota_rates_again_and_is_told_by_how_many(rules):
    quota = seats(rules=rules, levels=[E] * 3 + [G] * 7, group_size=10)
    (finding,) = check(quota, rules, "Lãnh đạo UBND huyện")
    assert finding.blocks
    assert finding.clause == "P0-4.4-k"
    assert "đề xuất 3" in finding.message
    assert "nhiều nhất 2, vượt 1" in finding.message
    assert "Phải xếp loại lại" in finding.message


def test_whole_campaign_over_quota_is_shown_not_refused(rules):
    quota = seats(rules=rules, levels=[E] * 7 + [G] * 23, group_size=None)
    (finding,) = check(quota, rules, "Toàn huyện")
    assert finding.severity is Severity.WARN
    assert finding.clause == "P0-4.4-f"


def test_explanation_shows_the_numbers(rules):
    quota = seats(rules=rules, levels=[G] * 13, group_size=13)
    assert quota.explanation == (
        "20% của 13 (số được xếp loại từ “Hoàn thành tốt nhiệm vụ” trở lên) là 2,6, lấy phần nguyên: nhiều nhất 2."
    )


def test_nobody_rated_gives_no_place(rules):
    for size in (None, 3, 8):
        assert seats(rules=rules, levels=[], group_size=size).seats == 0


@given(LEVELS, st.integers(6, 40), st.sampled_from(QuotaBase))
def test_seats_never_exceed_the_exact_share(levels, size, base):
    quota = seats(rules=RULES[base], levels=levels, group_size=size)
    assert 0 <= quota.seats <= Fraction(1, 5) * quota.base
    assert quota.seats + 1 > Fraction(1, 5) * quota.base


@given(LEVELS, st.one_of(st.none(), st.integers(1, 40)), st.sampled_from(QuotaBase))
def test_one_more_person_rated_good_never_costs_a_place(levels, size, base):
    before = seats(rules=RULES[base], levels=levels, group_size=size)
    after = seats(rules=RULES[base], levels=[*levels, G], group_size=size)
    assert after.seats >= before.seats
    assert after.over_by <= before.over_by


@given(LEVELS, st.one_of(st.none(), st.integers(1, 40)))
def test_raising_somebody_to_good_never_costs_a_place(levels, size):
    rules = RULES[QuotaBase.GOOD_OR_BETTER]
    raised = [G if level in (D, K) else level for level in levels]
    assert (
        seats(rules=rules, levels=raised, group_size=size).seats
        >= seats(rules=rules, levels=levels, group_size=size).seats
    )
