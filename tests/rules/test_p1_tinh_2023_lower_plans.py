"""Plans of the committees below the province: their days may be equal or earlier, never later (P1 III.3)."""

from __future__ import annotations

import pytest

from reviews.rules.findings import Severity
from reviews.rules.plan import load_preset
from reviews.rules.plan_checks import contradictions, day_of_level, later_than_superior
from reviews.rules.vocabulary import OrganizationKind

P0, P1, P4 = load_preset("p0_huyen_2023"), load_preset("p1_tinh_2023"), load_preset("p4_xa_2023")


def outcome(findings):
    return [(row.clause, row.severity) for row in findings]


def test_plans_below_keep_to_the_day_of_their_level():  # P1-III.3-a
    assert later_than_superior(P0, P1) == []
    assert later_than_superior(P4, P1) == []


@pytest.mark.parametrize(
    ("plan", "clause", "due_on", "bound", "last_good_day"),
    [
        (P0, "P0-III.3-a", "2023-12-27", None, ""),
        (P0, "P0-III.3-a", "2023-12-28", "P1-II.5-b", "26/12/2023"),
        (P4, "P4-III-d", "2023-12-19", None, ""),
        (P4, "P4-III-d", "2023-12-20", "P1-II.5-a", "19/12/2023"),
    ],
)
def test_day_below_may_be_equal_or_earlier_and_a_later_one_is_refused(plan, clause, due_on, bound, last_good_day):
    """P1-III.3-a: refused with the section of the plan below and that of the province's plan."""
    changed = plan.with_overrides({"milestones": {clause: {"due_on": due_on}}})
    findings = later_than_superior(changed, P1)
    assert outcome(findings) == ([(clause, Severity.BLOCK)] if bound else [])
    if bound:
        message = findings[0].message
        assert f"(mục {changed.milestone(clause).section}) sau hạn của cấp trên {last_good_day}" in message
        assert f"mục II.5: {P1.milestone(bound).title}" in message
        assert message.endswith("Kế hoạch ở cấp dưới bảo đảm tiến độ cấp trên đề ra (mục III.3 của kế hoạch cấp trên).")


def test_severity_of_a_later_day_is_that_of_the_superiors_plan():  # P1-III.3-a
    later = P0.with_overrides({"milestones": {"P0-III.3-a": {"due_on": "2023-12-28"}}})
    softer = P1.with_overrides({"lower_plans": {"severity": "warn"}})
    assert outcome(later_than_superior(later, softer)) == [("P0-III.3-a", Severity.WARN)]
    assert outcome(later_than_superior(later, load_preset("p3_thi_xa_2019")))[0][1] is Severity.WARN


def test_day_of_the_districts_after_that_of_the_province_itself_is_no_refusal():  # P1-II.5-b, P1-II.5-c
    """Printed so within one plan: a district may keep its own printed day, after the province's 25/12."""
    kept = P0.with_overrides({"milestones": {"P0-III.3-a": {"due_on": "2023-12-27"}}})
    assert later_than_superior(kept, P1) == []
    assert {row.severity for row in contradictions(P1)} == {Severity.WARN}


@pytest.mark.parametrize(
    ("kind", "clause"),
    [(OrganizationKind.DISTRICT_PARTY, "P1-II.5-b"), (OrganizationKind.GRASSROOTS_PARTY, "P1-II.5-a")],
)
def test_committees_right_below_the_province_draw_up_plans_with_a_day_of_their_level(kind, clause):  # P1-III.3-a
    assert P1.lower_plans is not None
    assert kind in P1.lower_plans.organizations
    assert P1.lower_plans.milestone == "", "the province prints no day by which they are drawn up"
    assert day_of_level(P1, kind) == P1.milestone(clause)


@pytest.mark.parametrize(("due_on", "late"), [("2023-12-15", False), ("2023-12-20", False), ("2023-12-21", True)])
def test_day_that_a_district_gives_its_grassroots_is_held_against_that_of_the_province(due_on, late):  # P1-III.3-a
    binds = ["commune_party", "grassroots_party"]
    district = P0.with_overrides({"milestones": {"P0-III.3-a": {"due_on": due_on, "binds": binds}}})
    findings = later_than_superior(district, P1)
    assert outcome(findings) == ([("P0-III.3-a", Severity.BLOCK)] if late else [])
    assert all("sau hạn của cấp trên 19/12/2023" in row.message for row in findings)
    unbound = P0.with_overrides({"milestones": {"P0-III.3-a": {"due_on": due_on}}})
    assert later_than_superior(unbound, P1) == []
