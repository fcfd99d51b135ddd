"""The show of hands on a chair's conclusion about a person."""

from __future__ import annotations

import pytest

from reviews.rules.conclusions import ShowOfHands, check_show_of_hands
from reviews.rules.findings import Severity
from reviews.rules.plan import available_presets, load_preset

P4 = load_preset("p4_xa_2023")


@pytest.mark.parametrize(
    ("hands", "found"),
    [
        (ShowOfHands(14, 1, 0), []),
        (ShowOfHands(0, 0, 15), []),
        (ShowOfHands(14, 0, 0), [("meeting.hands_count", Severity.BLOCK)]),
        (ShowOfHands(15, 1, 0), [("meeting.hands_count", Severity.BLOCK)]),
        (ShowOfHands(16, -1, 0), [("meeting.hands_count", Severity.BLOCK)]),
        (None, [("meeting.hands", Severity.WARN)]),
    ],
)
def test_hands_of_fifteen_present_are_counted_once_each_and_no_share_is_asked(hands, found):
    """P4-1.4.3-k"""
    rows = check_show_of_hands("An", hands, present=15, plan=P4)
    assert [(row.code, row.severity) for row in rows] == found
    assert {row.clause for row in rows} <= {"P4-1.4.3-k"}


def test_the_count_that_does_not_agree_is_told_in_numbers():
    (row,) = check_show_of_hands("An", ShowOfHands(14, 1, 1), present=15, plan=P4)
    assert row.message == "An: 14 đồng ý, 1 không đồng ý, 1 không biểu quyết là 16, có mặt 15. Đếm lại."


@pytest.mark.parametrize("slug", [slug for slug in available_presets() if slug != "p4_xa_2023"])
def test_other_plans_have_nobody_vote_on_the_conclusion(slug):
    assert check_show_of_hands("An", None, present=15, plan=load_preset(slug)) == []
