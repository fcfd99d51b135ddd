"""The whole calendar of the district plan of 2023, day by day, with a step refused or flagged at every clause."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

from reviews.rules.deadlines import Timing, check_milestone, draft_notice, prompt_issue, state
from reviews.rules.findings import Severity
from reviews.rules.order import (
    cell_rating,
    check_duration,
    check_order,
    collective_rating,
    collective_review,
    leadership_rating,
    person_review,
)
from reviews.rules.plan import load_preset
from reviews.rules.relative import check_relative
from tests.rules.district import C, R

P0 = load_preset("p0_huyen_2023")
BLOCK, WARN = Severity.BLOCK, Severity.WARN


def november(day):
    return date(2023, 11, day)


def december(day):
    return date(2023, 12, day)


FIRST, LAST = november(1), december(31)
DAYS = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]

#: The last good day of every milestone and what a later one meets, read by hand from “trước ngày”.
GOOD_UNTIL = {
    "P0-III.1-d": (november(9), BLOCK),
    "P0-III.3-c": (november(24), WARN),
    "P0-III.3-a": (december(4), WARN),
}


def expected(clause, day):
    last, _severity = GOOD_UNTIL[clause]
    if day > last:
        return Timing.LATE
    return Timing.DUE if day >= last - timedelta(days=7) else Timing.OPEN


def test_every_milestone_stands_as_the_paper_says_on_every_day():
    assert {row.clause for row in P0.milestones} == set(GOOD_UNTIL)
    for day, milestone in product(DAYS, P0.milestones):
        last, severity = GOOD_UNTIL[milestone.clause]
        found = state(milestone, day)
        assert found.timing is expected(milestone.clause, day), (day, milestone.clause)
        assert found.days_left == (last - day).days
        late = [(row.clause, row.severity) for row in check_milestone(milestone, day)]
        assert late == ([(milestone.clause, severity)] if day > last else [])


def sent(clause):
    """The dossier sent on the day in hand."""
    return lambda day: check_milestone(P0.milestone(clause), day)


def hanging(clause, done_on, event_on):
    row = next(row for row in P0.relative_milestones if row.clause == clause)
    return lambda _day: check_relative(row, done_on=done_on, event_on=event_on, calendar=P0.calendar)


def turn(now, **others):
    return lambda _day: check_order(now, plan=P0, **others)


AGENCY, HEAD = C.AGENCY_LEADERSHIP, person_review(name="An", role=R.HEAD)
DEPUTY, MEMBER = person_review(name="Bình", role=R.DEPUTY), person_review(name="Chi", role=R.MEMBER)
COMMITTEE = collective_review(name="Đảng ủy cơ quan", kind=C.EXECUTIVE_COMMITTEE)
RATED_HEAD = leadership_rating(name="An", is_head=True)


def office(*, done):
    return collective_review(name="Lãnh đạo Phòng Nội vụ", kind=AGENCY, done=done)


#: What somebody does on a day, and what the plan answers: nothing, or its clause.
YEAR = [
    (november(9), lambda day: prompt_issue(on=day, plan=P0), None),
    (november(10), lambda day: prompt_issue(on=day, plan=P0), ("P0-III.1-d", BLOCK)),
    (november(22), lambda day: draft_notice(november(27), {"An": day}, P0), None),
    (november(23), lambda day: draft_notice(november(27), {"An": day}, P0), ("P0-4.1-b", BLOCK)),
    (november(23), hanging("P0-4.1-b", november(23), november(27)), ("P0-4.1-b", BLOCK)),
    (november(24), sent("P0-III.3-c"), None),
    (november(25), sent("P0-III.3-c"), ("P0-III.3-c", WARN)),
    (november(27), turn(HEAD, in_venue=[office(done=False)]), ("P0-4.2-a", BLOCK)),
    (november(27), turn(HEAD, in_venue=[office(done=True)]), None),
    (november(27), turn(DEPUTY, in_venue=[HEAD]), ("P0-4.2-b", BLOCK)),
    (november(27), turn(MEMBER, in_venue=[DEPUTY]), ("P0-4.2-b", WARN)),
    (
        november(27),
        lambda _day: check_duration(half_days=1, prompted=False, plan=P0, standing_committee=False),
        ("P0-4.2-l", WARN),
    ),
    (november(28), turn(COMMITTEE, in_unit=[office(done=False)]), ("P0-4.2-c", BLOCK)),
    (november(28), hanging("P0-4.2-c", november(27), november(28)), ("P0-4.2-c", BLOCK)),
    (november(28), turn(COMMITTEE, in_unit=[office(done=True)]), None),
    (november(29), turn(leadership_rating(name="An"), of_person=[cell_rating(name="An")]), ("P0-4.4-b", BLOCK)),
    (november(29), hanging("P0-4.4-b", november(29), november(29)), ("P0-4.4-b", BLOCK)),
    (november(30), turn(RATED_HEAD, in_unit=[office(done=False)]), ("P0-4.4-d", BLOCK)),
    (november(30), turn(RATED_HEAD, in_unit=[DEPUTY]), ("P0-4.4-d", BLOCK)),
    (november(30), hanging("P0-4.4-d", november(29), november(30)), ("P0-4.4-d", BLOCK)),
    (november(30), turn(RATED_HEAD, in_unit=[collective_rating(name="Phòng Nội vụ")]), ("P0-4.4-e", BLOCK)),
    (november(30), turn(RATED_HEAD, in_unit=[collective_rating(name="Phòng Nội vụ", done=True)]), None),
    (december(1), hanging("P0-III.2-a", november(30), december(1)), ("P0-III.2-a", BLOCK)),
    (december(4), sent("P0-III.3-a"), None),
    (december(5), sent("P0-III.3-a"), ("P0-III.3-a", WARN)),
    (december(11), hanging("P0-III.2-b", december(11), december(11)), ("P0-III.2-b", WARN)),
    (december(12), hanging("P0-5.2-b", december(12), december(12)), ("P0-5.2-b", WARN)),
    (december(12), hanging("P0-5.2-c", december(12), december(12)), ("P0-5.2-c", WARN)),
    (december(12), hanging("P0-5.2-c", december(11), december(12)), None),
]


def test_the_year_in_the_district_in_order_with_each_step_answered_by_its_clause():
    answered, taken = set(), 0
    for day in DAYS:
        for _day, act, answer in (step for step in YEAR if step[0] == day):
            found = {(row.clause, row.severity) for row in act(day)}
            assert found == ({answer} if answer else set()), (day, answer)
            answered |= found
            taken += 1
    assert taken == len(YEAR)
    flagged = {clause for clause, _severity in answered}
    ordered = {edge.clause for edge in P0.order}
    dated = {row.clause for row in P0.milestones} | {row.clause for row in P0.relative_milestones if row.event}
    assert ordered | dated <= flagged
