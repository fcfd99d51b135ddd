"""The whole calendar of the province plan of 2023, day by day, with a late step at every milestone."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

from reviews.rules.calculators import milestones
from reviews.rules.circulation import Addressee, check_circulation
from reviews.rules.deadlines import Timing, check_milestone, draft_notice, state
from reviews.rules.findings import Severity
from reviews.rules.order import Turn, check_duration, check_order, held_review
from reviews.rules.plan import load_preset
from reviews.rules.prompts import Proposal, check_proposal, unprompted
from reviews.rules.rating_meetings import check_bundle, check_rating_item
from reviews.rules.relative import check_relative
from reviews.rules.vocabulary import VenueKind
from tests.rules.district import C, K

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


def late(clause):
    """The milestone done on the day in hand."""
    return lambda day: check_milestone(P1.milestone(clause), day)


def hanging(clause, done_on, event_on):
    row = next(row for row in P1.relative_milestones if row.clause == clause)
    return lambda _day: check_relative(row, done_on=done_on, event_on=event_on, calendar=P1.calendar)


def place(kind, name, *, of_issuer=False, done=False):
    return held_review(name=name, venue=kind, of_issuer=of_issuer, done=done)


def conference_item(*, cell, agency):
    others = [place(VenueKind.CELL, "chi bộ", done=cell), place(VenueKind.COLLECTIVE, "Ban Tổ chức", done=agency)]
    item = place(VenueKind.COLLECTIVE, "Ban Thường vụ", of_issuer=True)
    return lambda _day: check_order(item, of_person=others, plan=P1)


def rated(before, after, *, scope, done):
    turn, other = Turn("sau", frozenset({after})), Turn("trước", frozenset({before}), done)
    return lambda _day: check_order(turn, plan=P1, **{scope: [other]})


CONFERENCE, RATING = date(2023, 12, 27), date(2024, 1, 29)
REPORT = Addressee("Ban Thường vụ huyện A", collective_id=1)
BLOCK, WARN = Severity.BLOCK, Severity.WARN

#: What somebody does on a day, and what the plan answers: nothing, or its clause.
YEAR = [
    (
        date(2023, 11, 25),
        lambda day: unprompted(name="Sở Y tế", flags=["breach"], prompts=0, plan=P1),
        ("P1-II.3-a", WARN),
    ),
    (
        date(2023, 11, 28),
        lambda day: check_proposal(Proposal(1, "Sở Y tế", "Chậm giải ngân vốn đầu tư", "other", K.DEPARTMENT), P1),
        ("P1-II.6-a", BLOCK),
    ),
    (date(2023, 12, 1), hanging("P1-II.7-c", None, date(2023, 12, 1)), ("P1-II.7-c", BLOCK)),
    (date(2023, 12, 5), hanging("P1-II.3-b", None, date(2023, 12, 5)), ("P1-II.3-b", WARN)),
    (date(2023, 12, 12), rated("rate.cadre", "rate.member", scope="of_person", done=False), ("P1-II.2-b", WARN)),
    (date(2023, 12, 13), rated("rate.cadre", "rate.member", scope="of_person", done=True), None),
    (date(2023, 12, 15), hanging("P1-II.4-a", date(2023, 12, 18), date(2023, 12, 15)), ("P1-II.4-a", WARN)),
    (
        date(2023, 12, 15),
        rated("rate.collective", "year_end_summary", scope="in_unit", done=False),
        ("P1-II.4-a", WARN),
    ),
    (date(2023, 12, 19), late("P1-II.5-a"), None),
    (date(2023, 12, 20), late("P1-II.5-a"), ("P1-II.5-a", WARN)),
    (date(2023, 12, 20), late("P1-III.4-a"), ("P1-III.4-a", WARN)),
    (date(2023, 12, 24), late("P1-8.1-f"), None),
    (date(2023, 12, 24), lambda day: draft_notice(CONFERENCE, {"An": day}, P1), None),
    (date(2023, 12, 25), lambda day: draft_notice(CONFERENCE, {"An": day}, P1), ("P1-III.4-c", BLOCK)),
    (date(2023, 12, 25), late("P1-8.1-f"), ("P1-8.1-f", WARN)),
    (date(2023, 12, 25), late("P1-II.5-c"), ("P1-II.5-c", WARN)),
    (date(2023, 12, 27), late("P1-II.5-b"), ("P1-II.5-b", WARN)),
    (
        date(2023, 12, 27),
        lambda day: check_circulation({REPORT: None}, replies=0, conference_on=day, plan=P1),
        ("P1-8.1-c", BLOCK),
    ),
    (date(2023, 12, 27), conference_item(cell=True, agency=False), ("P1-8.1-e", BLOCK)),
    (date(2023, 12, 27), conference_item(cell=False, agency=True), ("P1-8.1-e", BLOCK)),
    (date(2023, 12, 28), conference_item(cell=True, agency=True), None),
    (
        date(2023, 12, 29),
        lambda day: check_duration(half_days=7, prompted=False, plan=P1, standing_committee=True),
        ("P1-8.1-a", WARN),
    ),
    (date(2023, 12, 29), late("P1-II.5-d"), None),
    (date(2023, 12, 30), late("P1-II.5-d"), ("P1-II.5-d", WARN)),
    (RATING, hanging("P1-8.2-a", None, RATING), ("P1-8.2-a", WARN)),
    (RATING, lambda day: check_rating_item("province_party", C.STANDING_COMMITTEE, P1), ("P1-III.4-e", WARN)),
    (date(2024, 1, 30), late("P1-II.5-e"), ("P1-II.5-e", WARN)),
    (date(2024, 1, 30), late("P1-II.5-f"), ("P1-II.5-f", WARN)),
    (date(2024, 2, 14), lambda day: check_bundle({"members"}, P1), ("P1-III.1-d", BLOCK)),
    (date(2024, 2, 14), late("P1-II.5-g"), None),
    (date(2024, 2, 15), late("P1-II.5-g"), ("P1-II.5-g", WARN)),
]


def test_the_year_at_the_province_in_order_with_each_step_answered_by_its_clause():
    answered, taken = [], 0
    for day in DAYS:
        for _day, act, answer in (step for step in YEAR if step[0] == day):
            found = [(row.clause, row.severity) for row in act(day)]
            assert found == ([answer] if answer else []), (day, answer)
            answered += found
            taken += 1
    assert taken == len(YEAR)
    flagged = {clause for clause, _severity in answered}
    ordered = {edge.clause for edge in P1.order}
    dated = {row.clause for row in P1.milestones} | {row.clause for row in P1.relative_milestones if row.event}
    assert ordered | dated <= flagged


def test_calendar_of_24_december_lists_what_is_due_late_relative_and_undated():
    answer = milestones(P1, on=date(2023, 12, 24))
    rows = {row["clause"]: row["state"] for row in answer.facts["milestones"]}
    assert {clause for clause, found in rows.items() if found == "late"} == {"P1-II.5-a", "P1-III.4-a"}
    assert rows["P1-II.5-c"] == rows["P1-8.1-f"] == rows["P1-II.5-b"] == rows["P1-II.5-d"] == "due_in"
    assert rows["P1-II.5-g"] == "open"
    assert rows["P1-III.4-c"] == "relative"
    assert rows["P1-III.1-e"] == "undated"
    assert [row.clause for row in answer.findings] == ["P1-II.5-a", "P1-III.4-a"]
