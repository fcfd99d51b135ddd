"""Hands counted in a meeting: never more than people who may raise one, and asked for on a person's conclusion."""

from __future__ import annotations

import pytest

from reviews.rules.findings import Severity
from reviews.rules.open_votes import Hands, asks_conclusion_vote, check_conclusion_vote, check_hands
from reviews.rules.plan import load_preset

P0 = load_preset("p0_huyen_2023")
P4 = load_preset("p4_xa_2023")


def codes(agree: int, disagree: int, abstain: int, entitled: int = 15) -> list[str]:
    hands = Hands(agree, disagree, abstain)
    return [finding.code for finding in check_hands("Kết luận", hands, entitled=entitled, plan=P4)]


def test_figures_of_everybody_present_are_kept():  # P4-1.4.3-k
    assert codes(14, 1, 0) == []


def test_whoever_raises_no_hand_is_in_no_figure():
    assert codes(10, 0, 2) == []


def test_more_hands_than_people_who_may_vote_are_refused_with_the_sum():  # P4-1.4.3-k
    (finding,) = check_hands("Kết luận về An", Hands(14, 1, 1), entitled=15, plan=P4)
    assert (finding.code, finding.severity, finding.clause) == ("open_vote.too_many", Severity.BLOCK, "P4-1.4.3-k")
    assert "14 đồng ý + 1 không đồng ý + 1 không có ý kiến = 16, nhiều hơn 15" in finding.message


@pytest.mark.parametrize("hands", [(-1, 2, 0), (16, -1, 0)])
def test_negative_figures_are_refused_even_where_the_sum_agrees(hands):
    assert codes(*hands) == ["open_vote.negative"]


def test_vote_without_a_single_hand_is_no_vote():
    assert codes(0, 0, 0) == ["open_vote.empty"]


def test_conclusion_on_a_person_without_its_vote_is_a_warning_by_the_clause():  # P4-1.4.3-k
    (finding,) = check_conclusion_vote("An", is_recorded=False, plan=P4)
    assert (finding.severity, finding.clause) == (Severity.WARN, "P4-1.4.3-k")
    assert check_conclusion_vote("An", is_recorded=True, plan=P4) == []


def test_plan_that_prints_no_vote_on_the_conclusion_asks_for_none():
    assert not asks_conclusion_vote(P0)
    assert check_conclusion_vote("An", is_recorded=False, plan=P0) == []
