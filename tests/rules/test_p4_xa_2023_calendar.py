"""The whole calendar of the commune plan of 2023, day by day, with a step that is refused or flagged at every day."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

import pytest

from reviews.rules.calculators import milestones
from reviews.rules.deadlines import Timing, check_milestone, draft_notice, printed_day, state
from reviews.rules.findings import Severity
from reviews.rules.order import (
    cadre_result,
    cell_rating,
    check_duration,
    check_order,
    collective_rating,
    collective_review,
    discussion,
    held_review,
    leadership_rating,
    organization_rating,
    person_review,
    workplace_opinion,
    year_end_summary,
)
from reviews.rules.plan import load_preset
from reviews.rules.plan_checks import contradictions, later_than_superior
from reviews.rules.relative import check_relative
from reviews.rules.vocabulary import CellGroup, VenueKind
from tests.rules.district import C, R

P0, P4 = load_preset("p0_huyen_2023"), load_preset("p4_xa_2023")
BLOCK, WARN, INFO = Severity.BLOCK, Severity.WARN, Severity.INFO


def november(day):
    return date(2023, 11, day)


def december(day):
    return date(2023, 12, day)


FIRST, LAST = date(2023, 10, 30), december(9)
DAYS = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]

#: First and last good day of every milestone, counted by hand from the six steps and from “trước ngày”.
GOOD = {
    "P4-3-B1-a": (date(2023, 10, 31), november(5)),
    "P4-3-B1-b": (november(1), november(2)),
    "P4-3-B1-c": (november(2), november(2)),
    "P4-3-B1-d": (november(2), november(2)),
    "P4-3-B2-a": (november(3), november(7)),
    "P4-3-B2-c": (november(3), november(7)),
    "P4-3-B3-a": (november(8), november(17)),
    "P4-3-B3-g": (None, november(13)),
    "P4-1.4.5-a": (None, november(19)),
    "P4-3-B4-a": (november(19), november(25)),
    "P4-III-d": (None, november(27)),
    "P4-3-B5-a": (november(24), november(28)),
    "P4-3-B5-b": (november(24), november(28)),
    "P4-3-B5-c": (november(24), november(28)),
    "P4-1.4.5-b": (None, november(29)),
    "P4-3-B6-a": (november(29), december(5)),
}


def severity_of(clause):
    return INFO if clause == "P4-3-B1-c" else WARN


def expected(clause, day):
    first, last = GOOD[clause]
    if first is not None and day < first:
        return Timing.NOT_YET
    if day > last:
        return Timing.LATE
    return Timing.DUE if day >= last - timedelta(days=7) else Timing.OPEN


def test_every_milestone_stands_as_the_paper_says_on_every_day():
    assert {row.clause for row in P4.milestones} == set(GOOD)
    for day, milestone in product(DAYS, P4.milestones):
        first, last = GOOD[milestone.clause]
        found = state(milestone, day)
        assert found.timing is expected(milestone.clause, day), (day, milestone.clause)
        assert found.days_left == (last - day).days
        code = "deadline.late" if day > last else "deadline.early" if first and day < first else None
        flagged = [(row.code, row.clause, row.severity) for row in check_milestone(milestone, day)]
        assert flagged == ([(code, milestone.clause, severity_of(milestone.clause))] if code else [])


def late(clause):
    """The milestone done on the day in hand."""
    return lambda day: check_milestone(P4.milestone(clause), day)


def hanging(clause, done_on, event_on):
    row = next(row for row in P4.relative_milestones if row.clause == clause)
    return lambda _day: check_relative(row, done_on=done_on, event_on=event_on, calendar=P4.calendar)


def turn(item, **scopes):
    """``in_venue``, ``in_unit``, ``of_person``: what else there is, done or not."""
    return lambda _day: check_order(item, plan=P4, **scopes)


def sent(meeting):
    """The report goes out on the day in hand."""
    return lambda day: draft_notice(meeting, {"An": day}, P4)


def cell(group, name="An", **more):
    return person_review(name=name, role=None, group=group, **more)


REVIEW, RATING = november(27), november(28)
COMMITTEE = collective_review(name="Ban Chấp hành", kind=C.EXECUTIVE_COMMITTEE)
CELL_COMMITTEE = collective_review(name="Chi ủy xóm 3", kind=C.CELL_COMMITTEE)
HEAD, DEPUTY = (person_review(name=role.value, role=role) for role in (R.HEAD, R.DEPUTY))
ORDINARY = cell(CellGroup.ORDINARY, leads=False)

#: What somebody does on a day, and what the plan answers: nothing, or its clause.
YEAR = [
    (date(2023, 10, 30), late("P4-3-B1-a"), ("P4-3-B1-a", WARN)),
    (november(1), late("P4-3-B1-c"), ("P4-3-B1-c", INFO)),
    (november(2), late("P4-3-B1-a"), None),
    (november(2), late("P4-3-B1-b"), None),
    (november(2), late("P4-3-B1-c"), None),
    (november(2), late("P4-3-B1-d"), None),
    (november(3), late("P4-3-B1-b"), ("P4-3-B1-b", WARN)),
    (november(3), late("P4-3-B1-d"), ("P4-3-B1-d", WARN)),
    (november(6), late("P4-3-B1-a"), ("P4-3-B1-a", WARN)),
    (november(7), late("P4-3-B2-a"), None),
    (november(8), late("P4-3-B2-a"), ("P4-3-B2-a", WARN)),
    (november(8), late("P4-3-B2-c"), ("P4-3-B2-c", WARN)),
    (november(13), late("P4-3-B3-g"), None),
    (november(14), late("P4-3-B3-g"), ("P4-3-B3-g", WARN)),
    (november(17), late("P4-3-B3-a"), None),
    (november(18), late("P4-3-B3-a"), ("P4-3-B3-a", WARN)),
    (november(18), late("P4-3-B4-a"), ("P4-3-B4-a", WARN)),
    (november(19), late("P4-1.4.5-a"), None),
    (november(20), late("P4-1.4.5-a"), ("P4-1.4.5-a", WARN)),
    (november(21), turn(HEAD, in_venue=[CELL_COMMITTEE]), ("P4-1.4.3-a", BLOCK)),
    (november(21), turn(DEPUTY, in_venue=[HEAD]), ("P4-1.4.3-b", BLOCK)),
    (
        november(21),
        turn(
            person_review(name="An", role=None, leads=False),
            in_venue=[person_review(name="Bình", role=None, leads=True)],
        ),
        ("P4-1.4.3-c", BLOCK),
    ),
    (november(21), turn(ORDINARY, in_venue=[cell(CellGroup.BRANCH_OFFICIAL)]), ("P4-CT-b", BLOCK)),
    (november(22), turn(cell_rating(name="An"), in_venue=[discussion(name="thảo luận")]), ("P4-2.2.3.2-d", BLOCK)),
    (november(22), turn(cell_rating(name="An"), in_venue=[organization_rating(name="Chi bộ")]), ("P4-CT-c", BLOCK)),
    (november(22), turn(cell_rating(name="An"), of_person=[cadre_result(name="kết quả")]), ("P4-2.3-g", BLOCK)),
    (november(22), turn(cell_rating(name="An"), in_unit=[collective_rating(name="Chi ủy")]), ("P4-2.3-f", BLOCK)),
    (november(22), sent(REVIEW), None),
    (november(23), sent(REVIEW), ("P4-1.4.1-b", BLOCK)),
    (november(24), hanging("P4-1.4.1-q", november(15), november(24)), None),
    (november(24), hanging("P4-1.4.1-q", november(25), november(24)), ("P4-1.4.1-q", BLOCK)),
    (
        november(24),
        turn(person_review(name="An", role=None, leads=True), of_person=[workplace_opinion(name="ý kiến")]),
        ("P4-1.4.1-q", BLOCK),
    ),
    (november(25), late("P4-3-B4-a"), None),
    (november(26), late("P4-3-B4-a"), ("P4-3-B4-a", WARN)),
    (november(27), late("P4-III-d"), None),
    (
        REVIEW,
        turn(COMMITTEE, in_unit=[collective_review(name="Hội CCB", kind=C.MASS_STANDING_COMMITTEE)]),
        ("P4-1.4.3-d", BLOCK),
    ),
    (
        REVIEW,
        lambda _day: check_duration(half_days=1, prompted=False, body=C.EXECUTIVE_COMMITTEE, plan=P4),
        ("P4-1.4.3-t", WARN),
    ),
    (
        RATING,
        turn(leadership_rating(name="An"), of_person=[held_review(name="BCH", venue=VenueKind.COLLECTIVE)]),
        ("P4-2.3-b", BLOCK),
    ),
    (
        RATING,
        turn(organization_rating(name="Đảng ủy", of_issuer=True), in_unit=[organization_rating(name="Chi bộ 12")]),
        ("P4-2.3-e", BLOCK),
    ),
    (november(28), late("P4-III-d"), ("P4-III-d", WARN)),
    (november(28), late("P4-3-B5-b"), None),
    (november(28), hanging("P4-2.3-ac", november(28), november(29)), None),
    (november(29), late("P4-3-B5-a"), ("P4-3-B5-a", WARN)),
    (november(29), late("P4-3-B5-b"), ("P4-3-B5-b", WARN)),
    (november(29), late("P4-3-B5-c"), ("P4-3-B5-c", WARN)),
    (november(29), late("P4-1.4.5-b"), None),
    (november(29), hanging("P4-2.3-ac", november(29), november(29)), ("P4-2.3-ac", WARN)),
    (
        november(29),
        turn(year_end_summary(name="Hội nghị tổng kết"), in_unit=[leadership_rating(name="Bí thư")]),
        ("P4-2.3-ac", WARN),
    ),
    (november(30), late("P4-1.4.5-b"), ("P4-1.4.5-b", WARN)),
    (november(30), hanging("P4-2.3-y", None, november(30)), ("P4-2.3-y", WARN)),
    (november(30), hanging("P4-2.3-y", november(30), november(30)), None),
    (december(5), late("P4-3-B6-a"), None),
    (december(6), late("P4-3-B6-a"), ("P4-3-B6-a", WARN)),
]


def test_the_year_in_the_commune_in_order_with_each_step_answered_by_its_clause():
    answered: list[tuple[str, Severity]] = []
    taken = 0
    for day in DAYS:
        for _day, act, answer in (step for step in YEAR if step[0] == day):
            found = {(row.clause, row.severity) for row in act(day)}
            assert found == ({answer} if answer else set()), (day, answer)
            answered += found
            taken += 1
    assert taken == len(YEAR)
    flagged = {clause for clause, _severity in answered}
    ordered = {edge.clause for edge in P4.order}
    dated = {row.clause for row in P4.milestones} | {row.clause for row in P4.relative_milestones if row.event}
    assert ordered | dated <= flagged


# --- what the days say of each other ---------------------------------------------------------------------------------


def test_only_the_nineteenth_satisfies_the_three_days_of_the_cells():  # P4-1.4.5-a, P4-3-B4-a, P4-III-d
    clauses = ("P4-1.4.5-a", "P4-3-B4-a", "P4-III-d")
    good = [day for day in DAYS if not any(check_milestone(P4.milestone(clause), day) for clause in clauses)]
    assert good == [november(19)]


def test_eighteenth_belongs_to_no_step_and_five_days_to_two():  # P4-3-B3-a, P4-3-B4-a, P4-3-B5-a
    steps = [clause for clause in GOOD if clause.startswith("P4-3-B") and clause.endswith("-a")]
    on = {day: [step for step in steps if not check_milestone(P4.milestone(step), day)] for day in DAYS}
    assert [day for day, found in on.items() if not found and november(1) <= day <= december(5)] == [november(18)]
    assert [day for day, found in on.items() if len(found) > 1] == [november(day) for day in (3, 4, 5, 24, 25)]


def test_dossier_late_for_step_five_is_still_before_the_district_day():  # P4-3-B5-c, P4-1.4.5-b
    assert check_milestone(P4.milestone("P4-3-B5-c"), november(29))
    assert not check_milestone(P4.milestone("P4-1.4.5-b"), november(29))


def test_contradictions_are_shown_with_their_clauses_and_no_day_is_repaired():
    """P4-3-B1-c, P4-3-B3-g, P4-1.4.5-a, P4-3-B5-a."""
    shown = [(row.code, row.clause) for row in contradictions(P4)]
    clauses = ("P4-3-B1-c", "P4-3-B3-g", "P4-1.4.5-a", "P4-3-B5-a")
    assert shown == [("plan.contradiction", clause) for clause in clauses]
    assert P4.defaults_to_confirm == tuple(row for row in P4.defaults_to_confirm if "milestone" not in row.key)


def test_summary_conferences_end_after_the_districts_last_day():  # P4-3-B6-a
    (finding,) = later_than_superior(P4, P0)
    assert (finding.clause, finding.severity) == ("P4-3-B6-a", WARN)
    assert "05/12/2023" in finding.message
    assert "04/12/2023" in finding.message


@pytest.mark.parametrize(
    ("clause", "words"),
    [
        ("P4-1.4.5-b", "trước ngày 30/11/2023"),
        ("P4-III-d", "chậm nhất ngày 27/11/2023"),
        ("P4-3-B1-c", "ngày 02/11/2023"),
        ("P4-3-B3-a", "từ ngày 08/11/2023 đến ngày 17/11/2023"),
    ],
)
def test_days_are_told_as_printed(clause, words):
    assert printed_day(P4.milestone(clause)) == words


@pytest.mark.parametrize(("day", "refused"), [(22, False), (23, True)])
def test_report_leaves_three_working_days_before_the_27th(day, refused):  # P4-1.4.1-b, P4-3-B5-b
    found = draft_notice(REVIEW, {"An": november(day)}, P4)
    assert [(row.clause, row.severity) for row in found] == ([("P4-1.4.1-b", BLOCK)] if refused else [])
    assert not check_milestone(P4.milestone("P4-3-B5-b"), REVIEW)


def test_calendar_of_20_november_lists_what_is_late():
    answer = milestones(P4, on=november(20))
    late_ones = ["P4-3-B1-a", "P4-3-B1-b", "P4-3-B1-c", "P4-3-B1-d", "P4-3-B2-a", "P4-3-B2-c", "P4-3-B3-a", "P4-3-B3-g"]
    assert [row.clause for row in answer.findings] == [*late_ones, "P4-1.4.5-a"]
    states = {row["clause"]: row["state"] for row in answer.facts["milestones"]}
    assert states["P4-2.3-y"] == states["P4-2.3-ac"] == "relative"
    assert states["P4-3-B6-a"] == "not_yet"
