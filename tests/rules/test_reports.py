"""Papers that go up through another body: round it they are refused, and its day of receipt decides."""

from __future__ import annotations

from datetime import date

import pytest

from reviews.rules.findings import Severity
from reviews.rules.plan import PlanError
from reviews.rules.reports import check_relays, check_report, may_open, received_on, relay_of, senders_of
from reviews.rules.roster import Roster
from reviews.rules.vocabulary import OrganizationKind, Tier

from .district import TINH, District

K = OrganizationKind

ROUTE = {
    "what": "Báo cáo kết quả",
    "sender": "Xã",
    "via": "Ban Tổ chức Huyện ủy",
    "to": "Ban Thường vụ Huyện ủy",
    "milestone": "P0-III.3-a",
    "severity": "block",
    "clause": "P0-III.2-a",
    "senders": {"kinds": ["commune_party"]},
    "via_kind": "advisory_board",
}
LAST, LATE = date(2023, 12, 4), date(2023, 12, 5)


def routed(plan, **changes):
    changed = plan.with_overrides({"reports": {"results": {**ROUTE, **changes}}})
    return changed, changed.reports[0]


def check(plan, *, relay=None, end=None, on=LATE, **changes):
    changed, route = routed(plan, **changes)
    return check_report(route, sender="Xã A", at_relay=relay, at_end=end, plan=changed, on=on)


def test_plan_without_reports_has_none(plan):
    assert plan.reports == ()


@pytest.mark.parametrize("relay", [None, LATE])
def test_report_that_went_round_its_relay_is_found_with_the_clause(plan, relay):
    found = check(plan, relay=relay, end=LAST, on=LAST)[0]
    assert (found.code, found.severity, found.clause) == ("report.relay", Severity.BLOCK, "P0-III.2-a")
    assert "Xã A: báo cáo kết quả gửi Ban Thường vụ Huyện ủy phải qua Ban Tổ chức Huyện ủy" in found.message
    assert check(plan, relay=LAST, end=LAST, on=LAST) == []


def test_day_at_the_relay_counts_however_long_it_kept_the_report(plan):
    assert check(plan, relay=LAST, end=date(2023, 12, 9), on=date(2023, 12, 20)) == []
    (found,) = check(plan, relay=LATE, end=date(2023, 12, 9), on=date(2023, 12, 20))
    assert (found.code, found.severity, found.clause) == ("report.late", Severity.WARN, "P0-III.3-a")
    assert "Ban Tổ chức Huyện ủy nhận ngày 05/12/2023, quá hạn 1 ngày (hạn cuối là ngày 04/12/2023)" in found.message


def test_report_that_has_not_come_is_late_from_the_day_after(plan):
    assert check(plan, on=LAST) == []
    (found,) = check(plan, on=LATE)
    assert found.code == "report.late"
    assert "đến ngày 05/12/2023 Ban Tổ chức Huyện ủy chưa nhận được" in found.message
    assert check(plan, on=date(2030, 1, 1), milestone="none") == []


def test_body_addressed_opens_the_report_once_it_was_passed_on(plan):
    _changed, route = routed(plan)
    assert not may_open(route, at_relay=None)
    assert may_open(route, at_relay=LAST)


def test_report_without_relay_goes_straight(plan):
    changed, route = routed(plan, via="none")
    assert may_open(route, at_relay=None)
    assert received_on(route, at_relay=None, at_end=LAST) == LAST
    assert check_report(route, sender="Xã A", at_relay=None, at_end=LAST, plan=changed, on=LATE) == []
    (found,) = check_report(route, sender="Xã A", at_relay=None, at_end=LATE, plan=changed, on=LATE)
    assert "Ban Thường vụ Huyện ủy nhận ngày 05/12/2023" in found.message


@pytest.mark.parametrize(("key", "value"), [("milestone", "P0-6-b"), ("clause", "P9-1"), ("via", " "), ("to", "")])
def test_reports_are_read_strictly(plan, key, value):
    with pytest.raises(PlanError) as caught:
        routed(plan, **{key: value})
    assert caught.value.path == f"reports.results.{key}"


@pytest.mark.parametrize("senders", [{"kinds": []}, {"kinds": ["hamlet"]}, {"kinds": ["council"], "tiers": ["hamlet"]}])
def test_senders_are_kinds_of_the_tree(plan, senders):
    with pytest.raises(PlanError) as caught:
        routed(plan, senders=senders)
    assert caught.value.path.startswith("reports.results.senders")


def test_report_through_a_body_says_of_what_kind_that_is(plan):
    without = {key: value for key, value in ROUTE.items() if key != "via_kind"}
    with pytest.raises(PlanError, match="via_kind"):
        plan.with_overrides({"reports": {"results": without}})


def test_senders_and_relay_are_found_in_the_issuers_tree_by_kind_tier_and_name(plan):
    district = District()
    communes = {district.unit(K.COMMUNE_PARTY, f"Đảng bộ xã {name}", tier=Tier.COMMUNE) for name in "AB"}
    district.unit(K.COMMUNE_PARTY, "Đảng bộ xã của huyện khác", tier=Tier.COMMUNE, parent=TINH)
    changed, route = routed(plan)
    assert {row.id for row in senders_of(route, Roster(district.facts))} == communes
    _higher, only_district = routed(plan, senders={"kinds": ["commune_party"], "tiers": ["district"]})
    assert senders_of(only_district, Roster(district.facts)) == []
    (finding,) = check_relays(changed, Roster(district.facts))
    assert (finding.code, finding.severity, finding.clause) == ("report.no_relay", Severity.WARN, "P0-III.2-a")
    board = district.unit(K.ADVISORY_BOARD, "Ban Tổ chức Huyện uỷ")
    found = relay_of(route, Roster(district.facts))
    assert found is not None
    assert found.id == board
    assert check_relays(changed, Roster(district.facts)) == []


def test_issuer_itself_sends_what_goes_above_it(plan):
    district = District()
    _changed, route = routed(plan, via="none", senders={"kinds": ["district_party"]})
    assert [row.id for row in senders_of(route, Roster(district.facts))] == [1]
    assert relay_of(route, Roster(district.facts)) is None
