"""The town plan of 2019 (P3): what it prints binds, what it does not print is nobody else's."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from reviews.rules import calculators
from reviews.rules.deadlines import Timing, check_milestone, prompt_issue, state
from reviews.rules.feeds import check_feed
from reviews.rules.findings import Severity
from reviews.rules.order import (
    check_order,
    collective_review,
)
from reviews.rules.parts import Comparator, Event, Topic
from reviews.rules.plan import load_preset
from reviews.rules.plan_checks import contradictions, later_than_superior
from reviews.rules.products import check_products

from .test_p3_figures import filled, places, report
from .test_p3_subjects import BOARD, HEAD, PHUONG, XA
from .town import DECEMBER, FIRST, JANUARY, NOVEMBER, C, late, plan, told

__all__ = ["plan"]


# --- calendar --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("clause", "comparator", "last"),
    [
        ("P3-III.1.1-a", Comparator.BY, NOVEMBER(20)),
        ("P3-III.1.1-d", Comparator.BY, NOVEMBER(20)),
        ("P3-III.1.1-f", Comparator.WITHIN, DECEMBER(20)),
        ("P3-III.1.1-g", Comparator.BY, DECEMBER(25)),
        ("P3-III.1.2-c", Comparator.BY, DECEMBER(25)),
        ("P3-III.2.2-c", Comparator.BEFORE, NOVEMBER(19)),
        ("P3-III.2.4-b", Comparator.BEFORE, NOVEMBER(24)),
        ("P3-III.2.5-b", Comparator.BEFORE, DECEMBER(24)),
        ("P3-III.2.4-k", Comparator.BEFORE, JANUARY(14)),
    ],
)
def test_last_good_day_is_on_time_and_the_next_is_flagged_with_the_clause(plan, clause, comparator, last):
    assert plan.milestone(clause).comparator is comparator
    assert late(plan, clause, last) == []
    assert late(plan, clause, last + timedelta(days=1)) == [("deadline.late", clause, Severity.WARN)]


def test_calendar_has_every_day_of_the_paper_and_no_other(plan):
    assert {row.clause for row in plan.milestones} == set(CHANGES)
    assert {row.clause for row in plan.relative_milestones} == {"P3-I.2-e", "P3-III.3-b"}


def test_review_before_the_window_opens_is_flagged(plan):
    """P3-III.1.1-f: 20/11 and 20/12 are in, 19/11 and 21/12 are not."""
    assert late(plan, "P3-III.1.1-f", NOVEMBER(20)) == []
    assert late(plan, "P3-III.1.1-f", NOVEMBER(19)) == [("deadline.early", "P3-III.1.1-f", Severity.WARN)]


def test_one_calendar_day_binds_figures_strictly_and_reports_inclusively(plan):
    """P3-III.2.5-b against P3-III.1.1-g: 25/12/2019 is too late for the one and in time for the other."""
    figures, report = plan.milestone("P3-III.2.5-b"), plan.milestone("P3-III.1.1-g")
    assert figures.due_on == report.due_on == DECEMBER(25)
    assert check_milestone(figures, DECEMBER(25))
    assert check_milestone(report, DECEMBER(25)) == []


def test_prompt_is_late_from_the_25th_and_issued_by_the_standing_committee(plan):
    """P3-III.2.4-b; P3-III.2.4-a says who issues."""
    assert plan.prompts.issuer == "Ban Thường vụ Thị ủy"
    assert plan.citations[Topic.PROMPT_ISSUER] == "P3-III.2.4-a"
    assert prompt_issue(on=NOVEMBER(24), plan=plan) == []
    (finding,) = prompt_issue(on=NOVEMBER(25), plan=plan)
    assert (finding.clause, finding.severity) == ("P3-III.2.4-b", Severity.WARN)


def test_slip_of_the_year_is_read_as_2020_shown_and_confirmed(plan):
    """P3-III.2.4-k prints 15/01/2019, earlier than the plan itself."""
    milestone = plan.milestone("P3-III.2.4-k")
    assert (milestone.printed_on, milestone.due_on) == (date(2019, 1, 15), date(2020, 1, 15))
    (slip,) = [row for row in contradictions(plan) if row.code == "plan.slip"]
    assert slip.clause == "P3-III.2.4-k"
    assert "in ngày 15/01/2019, áp dụng ngày 15/01/2020" in slip.message
    assert state(milestone, NOVEMBER(20)).timing is Timing.OPEN
    (confirm,) = [row for row in plan.defaults_to_confirm if row.reference.clause == "P3-III.2.4-k"]
    assert "15/01/2019" in confirm.statement


def test_days_that_stand_in_each_others_way_are_shown(plan):
    shown = [row.clause for row in contradictions(plan) if row.code == "plan.contradiction"]
    assert shown == ["P3-III.1.1-a", "P3-III.1.1-d", "P3-III.2.4-b"]


def test_plan_of_a_grassroots_organization_that_ends_later_is_shown(plan):
    """P3-III.1.1-g binds the plans of P3-III.1.1-a."""
    (finding,) = later_than_superior(load_preset("p4_xa_2023"), plan)
    assert "25/12/2019" in finding.message
    assert plan.milestone("P3-III.1.1-f").binds == plan.milestone("P3-III.1.1-g").binds


def test_plans_of_the_grassroots_are_due_on_20_november(plan):
    """P3-III.1.1-a."""
    rules = plan.lower_plans
    assert plan.milestone(rules.milestone).last_good_day == date(2019, 11, 20)
    assert set(rules.organizations) == set(plan.milestone("P3-III.1.1-f").binds)


def test_what_is_asked_for_without_a_day_has_none(plan):
    """P3-I.2-e: publication once there are results; P3-III.3-b: obstacles "kịp thời"."""
    publication, obstacles = plan.relative_milestones
    assert (publication.clause, publication.event) == ("P3-I.2-e", Event.RESULTS)
    assert (obstacles.clause, obstacles.event) == ("P3-III.3-b", None)
    assert "kịp thời" in obstacles.note


# --- the whole calendar ----------------------------------------------------------------------------------------------

#: What each milestone turns into, and on which day, while nothing is done.
CHANGES = {
    "P3-III.1.1-a": {NOVEMBER(12): Timing.OPEN, NOVEMBER(13): Timing.DUE, NOVEMBER(21): Timing.LATE},
    "P3-III.1.1-d": {NOVEMBER(12): Timing.OPEN, NOVEMBER(13): Timing.DUE, NOVEMBER(21): Timing.LATE},
    "P3-III.2.2-c": {NOVEMBER(12): Timing.DUE, NOVEMBER(20): Timing.LATE},
    "P3-III.2.4-b": {NOVEMBER(12): Timing.OPEN, NOVEMBER(17): Timing.DUE, NOVEMBER(25): Timing.LATE},
    "P3-III.1.1-f": {
        NOVEMBER(12): Timing.NOT_YET,
        NOVEMBER(20): Timing.OPEN,
        DECEMBER(13): Timing.DUE,
        DECEMBER(21): Timing.LATE,
    },
    "P3-III.2.5-b": {NOVEMBER(12): Timing.OPEN, DECEMBER(17): Timing.DUE, DECEMBER(25): Timing.LATE},
    "P3-III.1.1-g": {NOVEMBER(12): Timing.OPEN, DECEMBER(18): Timing.DUE, DECEMBER(26): Timing.LATE},
    "P3-III.1.2-c": {NOVEMBER(12): Timing.OPEN, DECEMBER(18): Timing.DUE, DECEMBER(26): Timing.LATE},
    "P3-III.2.4-k": {NOVEMBER(12): Timing.OPEN, JANUARY(7): Timing.DUE, JANUARY(15): Timing.LATE},
}


def act(plan, day):
    """What somebody does on that day of the story; the clauses that object."""
    schools = plan.feeds.feed("standard_schools")
    units = places(XA, PHUONG)
    rows = filled(schools, units)
    reviewed = collective_review(name=BOARD.name, kind=C.AGENCY_LEADERSHIP, done=True)
    story = {
        NOVEMBER(18): lambda: report(plan, "mass_results", end=day),
        NOVEMBER(19): lambda: report(plan, "mass_results", relay=day, on=day) + late(plan, "P3-III.1.1-f", day),
        NOVEMBER(20): lambda: (
            report(plan, "own_plan", relay=day, on=day)
            + report(plan, "mass_results", relay=day, on=day)
            + late(plan, "P3-III.1.1-d", day)
            + late(plan, "P3-III.1.1-f", day)
        ),
        NOVEMBER(21): lambda: report(plan, "own_plan", on=day) + late(plan, "P3-III.1.1-d", day),
        NOVEMBER(24): lambda: late(plan, "P3-III.2.4-b", day),
        NOVEMBER(25): lambda: late(plan, "P3-III.2.4-b", day),
        DECEMBER(2): lambda: told(check_order(HEAD, in_venue=(BOARD,), plan=plan)),
        DECEMBER(3): lambda: told(check_order(HEAD, in_venue=(reviewed,), plan=plan)),
        DECEMBER(20): lambda: late(plan, "P3-III.1.1-f", day),
        DECEMBER(21): lambda: late(plan, "P3-III.1.1-f", day),
        DECEMBER(24): lambda: told(check_feed(schools, rows[:1], units, plan=plan, on=day)),
        DECEMBER(25): lambda: (
            told(check_feed(schools, rows, units, plan=plan, on=day, sent_on=day))
            + report(plan, "results", relay=day, on=day)
            + report(plan, "agency_results", relay=day, on=day)
        ),
        DECEMBER(26): lambda: report(plan, "results", relay=day, on=day) + report(plan, "agency_results", on=day),
        JANUARY(14): lambda: report(plan, "aggregate", on=day),
        JANUARY(15): lambda: report(plan, "aggregate", end=day, on=day),
    }
    return [clause for _code, clause, _severity in story[day]()] if day in story else None


#: The clauses that object on the days of the story; nothing is to be said on its other days.
OBJECTIONS = {
    NOVEMBER(18): ["P3-III.2.2-b"],
    NOVEMBER(19): ["P3-III.1.1-f"],
    NOVEMBER(20): ["P3-III.2.2-c"],
    NOVEMBER(21): ["P3-III.1.1-a", "P3-III.1.1-d"],
    NOVEMBER(24): [],
    NOVEMBER(25): ["P3-III.2.4-b"],
    DECEMBER(2): ["P3-I.2-a"],
    DECEMBER(3): [],
    DECEMBER(20): [],
    DECEMBER(21): ["P3-III.1.1-f"],
    DECEMBER(24): ["P3-III.2.1-f"],
    DECEMBER(25): ["P3-III.2.5-b"],
    DECEMBER(26): ["P3-III.1.1-g", "P3-III.1.2-c"],
    JANUARY(14): [],
    JANUARY(15): ["P3-III.2.4-k"],
}


def test_whole_calendar_day_by_day_with_what_is_flagged(plan):
    """Every day from the guidance that the plan cites to three days past its last milestone."""
    standing: dict[str, Timing] = {}
    day, told_on = FIRST, {}
    while day <= JANUARY(17):
        standing |= {clause: changes[day] for clause, changes in CHANGES.items() if day in changes}
        found = {row.clause: state(row, day).timing for row in plan.milestones}
        assert found == standing, day
        answer = calculators.milestones(plan, on=day)
        dated = [row for row in answer.facts["milestones"] if row["state"] not in ("relative", "undated")]
        assert {row["clause"]: row["state"] for row in dated} == {key: value.value for key, value in standing.items()}
        assert sorted(row.clause for row in answer.findings if row.code == "deadline.late") == sorted(
            clause for clause, timing in standing.items() if timing is Timing.LATE
        ), day
        objections = act(plan, day)
        if objections is not None:
            told_on[day] = objections
        day += timedelta(days=1)
    assert told_on == OBJECTIONS
    assert set(standing.values()) == {Timing.LATE}
    flagged = {clause for clauses in told_on.values() for clause in clauses}
    assert flagged >= {"P3-I.2-a", *CHANGES}


@pytest.mark.parametrize("form", ["mau_01", "mau_02"])
def test_task_without_a_concrete_product_is_warned_of(plan, form):  # P3-I.2-c
    assert told(check_products([], plan.form(form), plan)) == [("entry.tasks", "P3-I.2-c", Severity.WARN)]
    rows = [{"task": "Trồng rừng", "product": "120 ha", "result": "132 ha"}, {"task": "Thu thuế", "result": "Đạt"}]
    (found,) = check_products(rows, plan.form(form), plan)
    assert (found.code, found.clause) == ("entry.products", "P3-I.2-c")
    assert found.message == "Mục I, nhiệm vụ ở dòng 2: chưa ghi số lượng, sản phẩm cụ thể."
    assert check_products(rows[:1], plan.form(form), plan) == []
    assert check_products([], load_preset("p0_huyen_2023").form(form), plan) == []
