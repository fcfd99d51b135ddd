"""The whole calendar of the province plan of 2023, day by day, with a late step at every milestone."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

from reviews.rules.calculators import milestones
from reviews.rules.deadlines import Timing, check_milestone, state
from reviews.rules.findings import Severity
from reviews.rules.plan import load_preset

P1 = load_preset("p1_tinh_2023")
FIRST, LAST = date(2023, 11, 10), date(2024, 2, 20)
DAYS = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]

#: The last good day of every milestone, counted by hand from the paper's “trước ngày”.
GOOD_UNTIL = {
    "P1-II.5-a": date(2023, 12, 19),
    "P1-III.4-a": date(2023, 12, 19),
    "P1-II.5-c": date(2023, 12, 24),
    "P1-8.1-f": date(2023, 12, 24),
    "P1-II.5-b": date(2023, 12, 26),
    "P1-II.5-d": date(2023, 12, 29),
    "P1-II.5-e": date(2024, 1, 29),
    "P1-II.5-f": date(2024, 1, 29),
    "P1-II.5-g": date(2024, 2, 14),
}


def expected(clause, day):
    last = GOOD_UNTIL[clause]
    if day > last:
        return Timing.LATE
    return Timing.DUE if day >= last - timedelta(days=7) else Timing.OPEN


def test_every_milestone_stands_as_the_paper_says_on_every_day():
    assert {row.clause for row in P1.milestones} == set(GOOD_UNTIL)
    for day, milestone in product(DAYS, P1.milestones):
        found = state(milestone, day)
        assert found.timing is expected(milestone.clause, day), (day, milestone.clause)
        assert found.days_left == (GOOD_UNTIL[milestone.clause] - day).days
        late = [(row.clause, row.severity) for row in check_milestone(milestone, day)]
        assert late == ([(milestone.clause, Severity.WARN)] if day > GOOD_UNTIL[milestone.clause] else [])


def test_the_year_at_the_province_in_order_with_each_late_step_shown():
    done = {
        "P1-II.5-a": date(2023, 12, 20),  # the printed day is itself too late
        "P1-III.4-a": date(2023, 12, 20),
        "P1-8.1-f": date(2023, 12, 25),
        "P1-II.5-c": date(2023, 12, 25),
        "P1-II.5-b": date(2023, 12, 27),
        "P1-II.5-d": date(2023, 12, 30),
        "P1-II.5-e": date(2024, 1, 30),
        "P1-II.5-f": date(2024, 1, 30),
        "P1-II.5-g": date(2024, 2, 15),
    }
    for clause, day in done.items():
        milestone = P1.milestone(clause)
        before = day - timedelta(days=1)
        assert state(milestone, LAST, before).on_time
        late = state(milestone, LAST, day)
        assert (late.timing, late.on_time) == (Timing.DONE, False)
        assert [row.clause for row in check_milestone(milestone, day)] == [clause]


def test_calendar_of_24_december_lists_what_is_due_late_relative_and_undated():
    answer = milestones(P1, on=date(2023, 12, 24))
    rows = {row["clause"]: row["state"] for row in answer.facts["milestones"]}
    assert {clause for clause, found in rows.items() if found == "late"} == {"P1-II.5-a", "P1-III.4-a"}
    assert rows["P1-II.5-c"] == rows["P1-8.1-f"] == rows["P1-II.5-b"] == rows["P1-II.5-d"] == "due_in"
    assert rows["P1-II.5-g"] == "open"
    assert rows["P1-III.4-c"] == "relative"
    assert rows["P1-III.1-e"] == "undated"
    assert [row.clause for row in answer.findings] == ["P1-II.5-a", "P1-III.4-a"]
