"""More than 20% only with the number and date of the document that allows it: Regulation 366, article 11.1."""

from __future__ import annotations

from fractions import Fraction

import pytest

from reviews.rules import calculators
from reviews.rules.calculators import count_group, excellent_seats
from reviews.rules.levels import Level
from reviews.rules.parts import QuotaBase, QuotaScope
from reviews.rules.plan import PlanError, load_preset
from reviews.rules.quota import seats
from reviews.rules.vocabulary import RatedKind

P0, P2 = load_preset("p0_huyen_2023"), load_preset("p2_xa_2025")
ALLOWED = {"share": "25%", "document": "Công văn số 12-CV/TU", "dated_on": "2025-12-05"}


def authorized(plan, **values):
    return plan.with_overrides({"quota": {"every_kind": {"authorization": {**ALLOWED, **values}}}})


def refusal(plan, values):
    with pytest.raises(PlanError) as caught:
        plan.with_overrides({"quota": {"every_kind": values}})
    return caught.value


def test_plan_that_prints_no_share_has_the_nations_within_each_peer_group():
    rules = P2.quota_for(RatedKind.MEMBER)
    assert (rules.share, rules.scope, rules.base) == (
        Fraction(1, 5),
        QuotaScope.PEER_GROUP,
        QuotaBase.GOOD_OR_BETTER,
    )
    assert rules.is_national
    assert rules.authorization == ""
    assert (rules.reference.clause, rules.reference.section) == ("qd_366", "Điều 11.1")
    assert "quota_base_every_kind" in [row.key for row in P2.defaults_to_confirm]


def test_authorized_share_gives_its_places_and_names_the_document():
    plan = authorized(P2)
    rules = plan.quota_for(RatedKind.MEMBER)
    assert rules.share == Fraction(1, 4)
    assert rules.authorization == "Công văn số 12-CV/TU ngày 05/12/2025"
    levels = [Level.EXCELLENT] * 4 + [Level.GOOD] * 12
    assert seats(rules=rules, levels=levels, group_size=None).seats == 4
    assert seats(rules=P2.quota_for(RatedKind.MEMBER), levels=levels, group_size=None).over_by == 1


def test_calculator_says_by_which_document_the_share_is_larger():
    counts = count_group(members=16, good_or_better=16, good_only=None, rated=None, excellent=4)
    with_document = excellent_seats(authorized(P2), counts, kind=RatedKind.COLLECTIVE)
    assert with_document.holds
    assert with_document.facts["authorization"] == "Công văn số 12-CV/TU ngày 05/12/2025"
    assert "Tỷ lệ cao hơn theo Công văn số 12-CV/TU ngày 05/12/2025." in with_document.lines
    without = excellent_seats(P2, counts, kind=RatedKind.COLLECTIVE)
    assert [row.code for row in without.findings] == ["quota.exceeded"]
    assert without.facts["over_by"] == 1
    assert without.findings[0].reference == P2.quota_for(RatedKind.COLLECTIVE).reference


@pytest.mark.parametrize(
    ("values", "path", "reason"),
    [
        ({**ALLOWED, "share": "26%"}, "share", "cho phép cao nhất 25%"),
        ({**ALLOWED, "document": ""}, "document", "không được để trống"),
        ({**ALLOWED, "document": "Công văn của Tỉnh ủy"}, "document", "phải ghi số"),
        ({**ALLOWED, "dated_on": "sau này"}, "dated_on", "phải là ngày"),
        ({**ALLOWED, "dated_on": "2025-08-29"}, "dated_on", "có trước Quy định số 366-QĐ/TW"),
        ({"share": "25%", "document": "Công văn số 12-CV/TU"}, "", "thiếu khóa “dated_on”"),
        ({"share": "25%", "dated_on": "2025-12-05"}, "", "thiếu khóa “document”"),
    ],
)
def test_authorization_without_number_date_or_measure_is_refused(values, path, reason):
    error = refusal(P2, {"authorization": values})
    assert error.path == ".".join(part for part in ("quota.every_kind.authorization", path) if part)
    assert reason in error.reason


def test_national_share_is_not_changed_by_writing_another():
    error = refusal(P2, {"share": "25%"})
    assert error.path == "quota.every_kind.share"


def test_regime_of_2023_knows_no_larger_share():
    with pytest.raises(PlanError) as caught:
        authorized(P0)
    assert "không có mức cao hơn 20%" in caught.value.reason


def test_plan_that_prints_its_own_share_is_held_to_the_document_too():
    printed = {"printed": "P2-IV.2-m", "share": "25%", "scope": "peer_group"}
    error = refusal(P2, printed)
    assert "vượt 20% của Quy định số 366-QĐ/TW" in error.reason
    allowed = P2.with_overrides({"quota": {"every_kind": {**printed, "authorization": ALLOWED}}})
    assert allowed.quota_for(RatedKind.UNIT).share == Fraction(1, 4)
    lower = refusal(P2, {**printed, "authorization": {**ALLOWED, "share": "22%"}})
    assert "vượt 22% của Công văn số 12-CV/TU ngày 05/12/2025" in lower.reason


def test_plans_are_found_by_their_code():
    assert calculators.find_plan("P2") is P2
