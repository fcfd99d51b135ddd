"""Violations of other years and units, annulment and re-rating (P4 II.1.4.4, II.2.3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from reviews.rules.corrections import (
    LateFinding,
    Order,
    RatingRecord,
    Standing,
    Verification,
    annulled,
    check_annulment,
    check_late_finding,
    check_review_order,
    check_verification,
    in_force,
    over_share,
    suspended,
)
from reviews.rules.findings import Severity
from reviews.rules.levels import Level
from reviews.rules.plan import PlanError, load_preset
from reviews.rules.roster import Roster
from reviews.rules.violations import (
    Violation,
    count_of,
    count_violations,
    rated_again_findings,
    told_violations,
    unit_findings,
    violation_findings,
)
from reviews.rules.vocabulary import OrganizationKind, RatedKind, Tier
from tests.rules.district import HUYEN, TINH, District

P4 = load_preset("p4_xa_2023")
SILENT = load_preset("p0_huyen_2023")
A, B = 1, 2


def told(findings):
    return [(row.code, row.severity, row.clause) for row in findings]


def violation(**changes):
    row = Violation("An", A, date(2023, 3, 1), A, date(2023, 5, 10))
    return replace(row, **changes)


# --- violations ------------------------------------------------------------------------------------------------------


def test_violation_of_an_earlier_year_takes_up_that_year_again():  # P4-2.3-u
    row = violation(committed_on=date(2021, 6, 1))
    (counted,) = count_violations([row], P4)
    assert (counted.year, counted.unit, counted.rate_again, counted.clause) == (2021, A, True, "P4-2.3-u")
    assert count_of(A, [counted], year=2023) == 0
    assert count_of(A, [counted], year=2021) == 1
    (found,) = violation_findings([row], P4)
    assert told([found]) == [("violation.earlier_year", Severity.INFO, "P4-2.3-u")]
    assert "xếp loại lại năm 2021, không tự hạ mức năm 2023" in found.message


def test_penalty_made_harder_in_the_rating_year_takes_up_the_year_of_the_violation():  # P4-2.3-u
    old = violation(committed_on=date(2020, 6, 1), disciplined_on=date(2021, 1, 5))
    assert count_violations([old], P4) == []
    (counted,) = count_violations([replace(old, increased_on=date(2023, 2, 2))], P4)
    assert (counted.year, counted.rate_again, counted.clause) == (2020, True, "P4-2.3-u")


def test_violation_at_the_old_unit_counts_there_though_the_new_one_disciplined():  # P4-2.3-v
    counted = count_violations([violation(handled_in=B)], P4)
    assert [row.clause for row in counted] == ["P4-2.3-v"]
    assert (count_of(A, counted, year=2023), count_of(B, counted, year=2023)) == (1, 0)


def test_violations_at_both_units_count_each_at_its_own():  # P4-2.3-w
    rows = [
        violation(),
        violation(unit=B, committed_on=date(2023, 9, 1), handled_in=B, disciplined_on=date(2023, 10, 1)),
    ]
    counted = count_violations(rows, P4)
    assert [row.clause for row in counted] == ["P4-2.3-w", "P4-2.3-w"]
    assert (count_of(A, counted, year=2023), count_of(B, counted, year=2023)) == (1, 1)
    handled_once = count_violations([replace(rows[0], handled_in=B), rows[1]], P4)
    assert [row.clause for row in handled_once] == ["P4-2.3-v", ""]
    other = replace(rows[1], who="Bình")
    assert [row.clause for row in count_violations([rows[0], other], P4)] == ["", ""]


def test_where_a_violation_counts_is_told_with_its_clause():  # P4-2.3-v, P4-2.3-w
    (old,) = told_violations([violation(handled_in=B)], {A: "Phòng A"}, P4)
    assert told([old]) == [("violation.unit", Severity.INFO, "P4-2.3-v")]
    assert "của Phòng A, không quy trách nhiệm cho cơ quan, đơn vị mới" in old.message
    rows = [violation(), violation(unit=B, handled_in=B)]
    assert [row.clause for row in told_violations(rows, {}, P4)] == ["P4-2.3-w", "P4-2.3-w"]
    assert told_violations([violation()], {}, P4) == []
    assert told_violations([violation(committed_on=date(2021, 1, 1), handled_in=B)], {}, P4) == []
    assert told_violations(rows, {}, SILENT) == []
    (count,) = unit_findings("Phòng A", A, rows, P4)
    assert told([count]) == [("violation.count", Severity.INFO, "P4-2.3-v")]
    assert count.message.startswith("1 khuyết điểm")
    assert unit_findings("Phòng C", 3, rows, P4) == []
    assert unit_findings("Phòng A", A, rows, SILENT) == []


def test_year_of_the_act_learns_of_it_from_the_plan_of_the_penalty():  # P4-2.3-u
    row = violation(committed_on=date(2021, 6, 1))
    (found,) = rated_again_findings([row, violation()], 2021, P4)
    assert told([found]) == [("violation.rate_again", Severity.INFO, "P4-2.3-u")]
    assert rated_again_findings([row], 2020, P4) == []
    assert rated_again_findings([row], 2021, SILENT) == []


def test_ordinary_violation_counts_for_its_year_without_rating_again():
    (counted,) = count_violations([violation()], P4)
    assert (counted.year, counted.rate_again, counted.clause) == (2023, False, "")
    assert violation_findings([violation()], P4) == []


# --- annulment and orders --------------------------------------------------------------------------------------------


@pytest.fixture
def district():
    return District()


def order(district, **changes):
    cell = district.unit(OrganizationKind.PARTY_CELL, "Chi bộ X", tier=Tier.CELL)
    row = Order(HUYEN, cell, "không bảo đảm điều kiện", "Quyết định số 12-QĐ/ĐU", date(2024, 2, 10))
    return replace(row, **changes), Roster(district.facts)


def test_annulled_level_stays_readable_beside_the_new_one(district):  # P4-2.3-l
    given, roster = order(district)
    assert check_annulment(given, roster, P4) == []
    records = [
        RatingRecord("An", given.unit, Level.EXCELLENT, date(2023, 11, 30)),
        RatingRecord("Bình", 5, Level.GOOD, given.decided_on),
    ]
    history = annulled(records, "An", given, new_level=Level.COMPLETED)
    assert [(row.level, row.standing, row.round) for row in history] == [
        (Level.EXCELLENT, Standing.CANCELLED, 1),
        (Level.COMPLETED, Standing.OFFICIAL, 2),
        (Level.GOOD, Standing.OFFICIAL, 1),
    ]
    assert (history[0].reason, history[0].document) == (given.reason, given.document)
    assert history[1].decided_on == given.decided_on
    assert in_force(records, Level.EXCELLENT) - in_force(history, Level.EXCELLENT) == 1
    assert in_force(history, Level.COMPLETED) == 1
    again = annulled(history, "An", replace(given, reason="lý do sau"))
    assert [row.reason for row in again] == [given.reason, "lý do sau", ""]
    assert [row.standing for row in again] == [Standing.CANCELLED, Standing.CANCELLED, Standing.OFFICIAL]


@pytest.mark.parametrize(("change", "part"), [({"reason": " "}, "reason"), ({"document": ""}, "document")])
def test_annulment_says_why_and_by_which_document(district, change, part):  # P4-2.3-l
    given, roster = order(district, **change)
    assert told(check_annulment(given, roster, P4)) == [(f"correction.annul_{part}", Severity.BLOCK, "P4-2.3-l")]


def test_superior_annuls_and_a_peer_cannot(district):  # P4-2.3-aa
    peer = district.unit(OrganizationKind.PARTY_CELL, "Chi bộ Y", tier=Tier.CELL)
    given, roster = order(district)
    assert check_annulment(given, roster, P4, by_superior=True) == []
    assert check_annulment(replace(given, by=TINH), roster, P4, by_superior=True) == []
    for by in (peer, given.unit):
        found = check_annulment(replace(given, by=by), roster, P4, by_superior=True)
        assert told(found) == [("correction.annul_authority", Severity.BLOCK, "P4-2.3-aa")]
    assert "Chi bộ Y không phải là cấp trên" in check_annulment(replace(given, by=peer), roster, P4)[0].message


def test_whoever_decided_takes_back_his_own_level_with_reason_and_document(district):  # P4-2.3-l
    given, roster = order(district)
    own = replace(given, by=given.unit)
    assert check_annulment(own, roster, P4, decided_it=True) == []
    found = check_annulment(replace(own, document=""), roster, P4, decided_it=True)
    assert told(found) == [("correction.annul_document", Severity.BLOCK, "P4-2.3-l")]


def test_superior_cancels_three_levels_of_a_cell_and_opens_round_two(district):  # P4-2.3-aa
    given, _roster = order(district)
    records = [RatingRecord(name, given.unit, Level.EXCELLENT, date(2023, 11, 25)) for name in ("An", "Bình", "Chi")]
    for name in ("An", "Bình", "Chi"):
        records = annulled(records, name, given)
    assert [row.standing for row in records] == [Standing.CANCELLED] * 3
    assert suspended(records, given)[1] == 2


def test_ordered_review_suspends_the_unit_s_levels_and_keeps_the_first_round(district):  # P4-1.4.4-d
    given, roster = order(district, document="")
    assert check_review_order(given, roster, P4) == []
    mine, other = (
        RatingRecord("An", given.unit, Level.GOOD, date(2023, 11, 25)),
        RatingRecord("Bình", 5, Level.GOOD, date(2023, 11, 25)),
    )
    history, number = suspended([mine, other], given)
    assert number == 2
    assert [row.standing for row in history] == [Standing.SUSPENDED, Standing.OFFICIAL]
    assert history[0].reason == given.reason
    assert Standing.SUSPENDED.label == "tạm dừng"
    gone = replace(mine, standing=Standing.CANCELLED, round=2)
    history, number = suspended([gone, replace(other, round=7)], given)
    assert ([row.standing for row in history], number) == ([Standing.CANCELLED, Standing.OFFICIAL], 3)
    assert suspended([], given) == ([], 2)
    found = check_review_order(replace(given, reason=""), roster, P4)
    assert told(found) == [("correction.review_again_reason", Severity.BLOCK, "P4-1.4.4-d")]
    found = check_review_order(replace(given, by=given.unit), roster, P4)
    assert told(found) == [("correction.review_again_authority", Severity.BLOCK, "P4-1.4.4-d")]


# --- verification, late findings, shares -----------------------------------------------------------------------------


def test_ballot_waits_for_the_verification(district):  # P4-1.4.4-e
    case = Verification("An", reported_on=date(2023, 11, 20))
    assert told(check_verification(case, P4)) == [("correction.unverified", Severity.BLOCK, "P4-1.4.4-e")]
    assert check_verification(replace(case, closed_on=date(2023, 11, 23)), P4) == []
    found = check_verification(replace(case, override="Ban Thường vụ cho bỏ phiếu"), P4)
    assert told(found) == [("correction.unverified", Severity.INFO, "P4-1.4.4-e")]
    assert "Ban Thường vụ cho bỏ phiếu" in found[0].message
    unreported = check_verification(Verification("An"), P4)
    assert told(unreported) == [("correction.unreported", Severity.BLOCK, "P4-1.4.4-e")]


def test_shortcoming_found_after_recognition_is_reviewed_and_ends_in_an_outcome():  # P4-1.4.4-f
    case = LateFinding("An", date(2023, 11, 30), date(2024, 1, 15))
    assert told(check_late_finding(case, P4)) == [("correction.not_reviewed", Severity.BLOCK, "P4-1.4.4-f")]
    same_day = replace(case, found_on=case.recognized_on)
    assert [row.code for row in check_late_finding(same_day, P4)] == ["correction.not_reviewed"]
    early = replace(case, reviewed_on=date(2024, 1, 14))
    assert told(check_late_finding(early, P4)) == [("correction.not_reviewed", Severity.BLOCK, "P4-1.4.4-f")]
    reviewed = replace(case, reviewed_on=date(2024, 1, 15))
    assert told(check_late_finding(reviewed, P4)) == [("correction.no_outcome", Severity.BLOCK, "P4-1.4.4-f")]
    assert check_late_finding(replace(reviewed, outcome="withdrawn"), P4) == []
    assert check_late_finding(replace(case, found_on=date(2023, 11, 29)), P4) == []


@pytest.mark.parametrize(("excellent", "flagged"), [(3, True), (2, False)])
def test_unit_with_too_many_excellent_rates_again(excellent, flagged):  # P4-2.3-ab
    levels = [Level.EXCELLENT] * excellent + [Level.GOOD] * (10 - excellent)
    found = over_share({"Chi bộ A": levels}, RatedKind.MEMBER, P4)
    assert told(found) == ([("correction.over_share", Severity.WARN, "P4-2.3-ab")] if flagged else [])
    assert over_share({"Chi bộ A": levels}, RatedKind.MEMBER, P4, rated_again=["Chi bộ A"]) == []


# --- plans that print none -------------------------------------------------------------------------------------------


def test_plan_that_prints_none_of_it_counts_and_refuses_nothing(district):
    given, roster = order(district, reason="", document="")
    assert SILENT.corrections is None
    assert count_violations([violation(committed_on=date(2021, 1, 1))], SILENT) == []
    assert violation_findings([violation(committed_on=date(2021, 1, 1))], SILENT) == []
    assert check_annulment(given, roster, SILENT) == []
    assert check_review_order(given, roster, SILENT) == []
    assert check_verification(Verification("An"), SILENT) == []
    assert check_late_finding(LateFinding("An", date(2023, 1, 1), date(2023, 2, 1)), SILENT) == []
    assert over_share({"A": [Level.EXCELLENT] * 9}, RatedKind.MEMBER, SILENT) == []


@pytest.mark.parametrize(
    ("over", "path"),
    [
        ({"annul": {"clause": "P9-1"}}, "annul.clause"),
        ({"violations": {"old_unit_clause": "none"}}, "violations.old_unit_clause"),
        ({"verification": {"severity": "hard"}}, "verification.severity"),
        ({"recognized": {"outcomes": {"discipline": ""}}}, "recognized.outcomes.discipline"),
        ({"other": {}}, "other"),
    ],
)
def test_corrections_are_read_strictly(over, path):
    with pytest.raises(PlanError) as caught:
        P4.with_overrides({"corrections": over})
    assert caught.value.path == f"corrections.{path}"
