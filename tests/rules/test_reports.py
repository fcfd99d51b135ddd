"""Papers that go up through another body: round it they are refused, and its day of receipt decides."""

from __future__ import annotations

from datetime import date

import pytest

from reviews.rules.findings import Severity
from reviews.rules.plan import PlanError
from reviews.rules.reports import check_report, may_open, received_on

ROUTE = {
    "what": "Báo cáo kết quả",
    "sender": "Xã",
    "via": "Ban Tổ chức Huyện ủy",
    "to": "Ban Thường vụ Huyện ủy",
    "milestone": "P0-III.3-a",
    "severity": "block",
    "clause": "P0-III.2-a",
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
