"""Reports on their way up in the program: sent by the unit, taken in and passed on by the body in between."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from forms_templates.models import Document
from reviews.duties import Duty, duties
from reviews.models import Campaign, RelayedReport
from reviews.rules.findings import RuleViolation
from reviews.selectors.reports import ReportLine, Reports
from reviews.services import reports
from tests.factories.reviews import RelayedReportFactory
from tests.reviews.test_uploads import scan
from tests.reviews.town import Town, issued_town, standing_in


@pytest.fixture
def town(db: None) -> Town:
    return issued_town()


def everything() -> list[Any]:
    return [list(RelayedReport.objects.order_by("pk").values()), list(Document.objects.order_by("pk").values())]


def send(town: Town, route: str, *, by: str, month: int = 12, day: int = 20, **changes: Any) -> RelayedReport:
    with standing_in(month, day) as now:
        values: dict[str, Any] = {"number": "12-BC/ĐU", "dated_on": now.date(), "sent_on": now.date()}
        values |= {"unit_id": town.commune.pk, **changes}
        return reports.send_report(campaign_id=town.campaign.pk, route_key=route, by=town.users[by], now=now, **values)


def take_in(town: Town, report: RelayedReport, *, by: str = "officer", day: int, month: int = 12) -> RelayedReport:
    with standing_in(month, day) as now:
        return reports.take_in(report_id=report.pk, on=now.date(), by=town.users[by], now=now)


def pass_on(town: Town, report: RelayedReport, *, by: str = "officer", day: int, month: int = 12) -> list[Any]:
    with standing_in(month, day) as now:
        return reports.pass_on(report_id=report.pk, on=now.date(), by=town.users[by], now=now)


def refused(act: Any, *args: Any, **kwargs: Any) -> set[tuple[str, str]]:
    """Code and clause of each finding that blocks; nothing has been written."""
    before = everything()
    with pytest.raises(RuleViolation) as caught:
        act(*args, **kwargs)
    assert everything() == before
    return {(finding.code, finding.clause) for finding in caught.value.findings if finding.blocks}


def lines(town: Town, route: str, *, user: str = "officer", month: int = 12, day: int = 30) -> list[ReportLine]:
    campaign = Campaign.objects.select_related("issuer").get(pk=town.campaign.pk)
    with standing_in(month, day) as now:
        found = Reports(campaign, on=now.date())
        row = found.route(route)
        assert row is not None
        return found.lines(row, town.users[user])


def due(town: Town, key: str, kind: str, *, month: int = 12, day: int = 20) -> list[Duty]:
    campaign = Campaign.objects.select_related("issuer").get(pk=town.campaign.pk)
    with standing_in(month, day) as now:
        return [duty for duty in duties(campaign, on=now.date(), user=town.users[key]) if duty.key.startswith(kind)]


def test_a_report_goes_up_through_the_board_whose_day_counts(town: Town) -> None:
    """P3-III.1.1-h: with the board on the 25th and passed on on the 27th it is in time (P3-III.1.1-g)."""
    report = send(town, "results", by="commune_secretary", day=24)
    take_in(town, report, day=25)
    assert pass_on(town, report, day=27) == []
    [line] = [row for row in lines(town, "results") if row.unit == town.commune]
    assert (line.received_on, line.is_late, line.is_done) == (date(2019, 12, 25), False, True)


def test_a_report_that_the_board_had_a_day_late_is_taken_in_and_shown_as_late(town: Town) -> None:
    """P3-III.1.1-h, P3-III.1.1-g: late, not refused."""
    report = send(town, "results", by="commune_secretary", day=25)
    take_in(town, report, day=26)
    assert pass_on(town, report, day=27) == []
    by_unit = {str(line.unit): line for line in lines(town, "results")}
    assert [finding.clause for finding in by_unit["Đảng bộ xã Mẫu Sơn"].findings] == ["P3-III.1.1-g"]
    assert by_unit["Đảng bộ phường Đông"].is_late
    assert by_unit["Đảng bộ phường Đông"].report is None


@pytest.mark.parametrize(
    ("route", "unit", "sender", "relay", "clause"),
    [
        ("own_plan", "commune", "commune_secretary", "officer", "P3-III.1.1-b"),
        ("mass_results", "front", "front_chair", "mobilizer", "P3-III.2.2-b"),
    ],
)
def test_a_report_that_goes_round_its_relay_is_refused_where_the_plan_refuses_it(
    town: Town, route: str, unit: str, sender: str, relay: str, clause: str
) -> None:
    """P3-III.1.1-b: the communes' plans through Ban Tổ chức; P3-III.2.2-b: the mass bodies' through Ban Dân vận."""
    unit_id = getattr(town, unit).pk
    report = send(town, route, by=sender, month=11, day=18, unit_id=unit_id)
    assert refused(pass_on, town, report, by="planner", month=11, day=19) == {("report.relay", clause)}
    other = "mobilizer" if relay == "officer" else "officer"
    assert refused(take_in, town, report, by=other, month=11, day=19) == {("permission.report.record", "")}
    take_in(town, report, by=relay, month=11, day=19)
    assert pass_on(town, report, by=relay, month=11, day=19) == []


def test_obstacles_are_reported_as_often_as_there_is_cause_and_one_that_went_round_is_pointed_out(town: Town) -> None:
    """P3-III.3-b: recorded with a warning, never owed."""
    first = send(town, "obstacles", by="commune_secretary", month=11, day=20)
    second = send(town, "obstacles", by="commune_secretary", month=11, day=21, number="13-BC/ĐU")
    assert (first.turn, second.turn) == (1, 2)
    found = pass_on(town, first, by="planner", month=11, day=22)
    assert [(finding.code, finding.clause) for finding in found] == [("report.relay", "P3-III.3-b")]
    assert due(town, "head", "report:obstacles") == []


def test_a_report_of_a_day_of_its_own_is_sent_once(town: Town) -> None:
    send(town, "results", by="commune_secretary")
    assert refused(send, town, "results", by="commune_secretary", number="9") == {("report.sent", "")}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"number": " "}, ("report.number", "")),
        ({"dated_on": date(2019, 12, 21)}, ("report.day", "")),
        ({"sent_on": date(2019, 12, 21)}, ("report.day", "")),
        ({"scan": b"PK not a paper"}, ("upload.not_a_pdf", "")),
    ],
)
def test_a_sending_that_cannot_be_is_refused(town: Town, changes: dict[str, Any], code: tuple[str, str]) -> None:
    assert refused(send, town, "results", by="commune_secretary", **changes) == {code}


def test_only_the_units_of_the_route_send_and_only_their_people_or_the_relay_record_it(town: Town) -> None:
    """P3-III.1.1-b"""
    not_his = {("permission.report.record", "")}
    assert refused(send, town, "own_plan", by="ward_secretary") == not_his
    assert refused(send, town, "own_plan", by="doctor") == not_his
    wrong_unit = refused(send, town, "own_plan", by="doctor", unit_id=town.health.pk)
    assert wrong_unit == {("report.sender", "P3-III.1.1-b")}
    assert refused(send, town, "round_mail", by="doctor") == {("report.route", "")}
    assert send(town, "own_plan", by="officer").sent_by == town.users["officer"]


def test_days_of_receipt_follow_one_another_and_are_never_to_come(town: Town) -> None:
    report = send(town, "results", by="commune_secretary", day=24)
    with standing_in(12, 24) as now:
        act: dict[str, Any] = {"report_id": report.pk, "by": town.users["officer"], "now": now}
        for day in (date(2019, 12, 23), date(2019, 12, 25)):
            assert refused(reports.take_in, on=day, **act) == {("report.day", "")}
    take_in(town, report, day=26)
    assert refused(take_in, town, report, day=27) == {("report.taken_in", "")}
    with standing_in(12, 28) as now:
        back = {"report_id": report.pk, "by": town.users["officer"], "now": now}
        # A day before the relay had it would also be a way round the relay.
        assert ("report.day", "") in refused(reports.pass_on, on=date(2019, 12, 25), **back)
    pass_on(town, report, day=27)
    assert refused(pass_on, town, report, day=28) == {("report.arrived", "")}


def test_the_report_of_the_town_goes_straight_to_the_province(town: Town) -> None:
    """P3-III.2.4-k: no body in between takes it in; whoever acts for the town records that it arrived."""
    report = send(town, "aggregate", by="planner", unit_id=town.district.pk, day=30)
    assert refused(take_in, town, report, by="planner", day=30) == {("report.no_relay", "P3-III.2.4-k")}
    assert pass_on(town, report, by="planner", day=31) == []


def test_the_body_addressed_reads_a_report_once_the_relay_has_it(town: Town) -> None:
    """P3-III.1.1-b: the authority knows that it was sent, not yet what it says; sender and relay read it at once."""
    report = send(town, "results", by="commune_secretary")
    opened = {
        key: next(line.is_open for line in lines(town, "results", user=key) if line.unit == town.commune)
        for key in ("secretary", "officer", "commune_secretary")
    }
    assert opened == {"secretary": False, "officer": True, "commune_secretary": True}
    take_in(town, report, day=21)
    assert next(line.is_open for line in lines(town, "results", user="secretary") if line.unit == town.commune)


def test_sender_and_relay_have_each_step_among_their_tasks(town: Town) -> None:
    """P3-III.1.1-b, P3-III.1.1-h, P3-III.2.2-b"""
    assert {row.key: row.due_on for row in due(town, "commune_secretary", "report:")} == {
        f"report:own_plan:{town.commune.pk}": date(2019, 11, 20),
        f"report:results:{town.commune.pk}": date(2019, 12, 25),
    }
    assert {row.key for row in due(town, "front_chair", "report:")} == {
        f"report:agency_results:{town.front.pk}",
        f"report:mass_results:{town.front.pk}",
    }
    report = send(town, "results", by="commune_secretary")
    assert {row.key.split(":")[1] for row in due(town, "commune_secretary", "report:")} == {"own_plan"}
    [to_take] = due(town, "officer", "relay:results")
    assert (to_take.action, to_take.subject) == ("Ghi nhận", "Đảng bộ xã Mẫu Sơn")
    take_in(town, report, day=21)
    [to_pass] = due(town, "officer", "relay:results", day=21)
    assert to_pass.action == "Ghi đã chuyển"
    pass_on(town, report, day=22)
    assert due(town, "officer", "relay:results", day=22) == []


def test_a_scan_is_kept_with_the_report(town: Town) -> None:
    report = send(town, "results", by="commune_secretary", scan=scan())
    assert report.scan is not None
    assert report.scan.title == "Báo cáo kết quả kiểm điểm, đánh giá, xếp loại – Đảng bộ xã Mẫu Sơn"


def test_of_two_who_record_a_sending_at_once_the_second_is_told_which_stands(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    def after_another(*args: Any) -> list[Any]:
        RelayedReportFactory.create(campaign=town.campaign, unit=town.commune, number="1-BC/ĐU")
        return []

    monkeypatch.setattr(reports, "report_refusal", after_another)
    with pytest.raises(RuleViolation) as caught:
        send(town, "results", by="commune_secretary")
    [finding] = caught.value.findings
    assert finding.code == "report.sent"
    assert "số 1-BC/ĐU" in finding.message


@pytest.mark.django_db
def test_the_database_keeps_one_report_of_a_turn_and_its_days_in_order() -> None:
    report = RelayedReportFactory.create()
    of = {"campaign": report.campaign, "unit": report.unit}
    before = date(2019, 12, 19)
    for act in (
        lambda: RelayedReportFactory.create(**of),
        lambda: RelayedReportFactory.create(relayed_on=date(2019, 12, 21)),
        lambda: RelayedReportFactory.create(arrived_on=date(2019, 12, 21)),
        lambda: RelayedReportFactory.create(relayed_on=before, relayed_by=report.sent_by),
        lambda: RelayedReportFactory.create(arrived_on=before, arrived_by=report.sent_by),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()
