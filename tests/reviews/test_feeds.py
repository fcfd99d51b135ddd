"""Figures in the program: typed by their office, checked, sent once, sent back with a reason, never lost."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Model

from organizations.models import Grant, Organization
from reviews.choices import PlaceKind
from reviews.duties import duties
from reviews.models import Campaign, FeedPlace, FeedSending, FeedValue, Notice
from reviews.rules.feeds import template
from reviews.rules.findings import RuleViolation, Severity
from reviews.selectors.campaigns import consistency_findings
from reviews.selectors.feeds import Figures
from reviews.services import feeds
from reviews.services.reminders import send_due_reminders
from tests.factories.reviews import FeedPlaceFactory, FeedSendingFactory, FeedValueFactory
from tests.reviews.town import Town, budget, enter, issued_town, send_budget, standing_in

TABLES: tuple[type[Model], ...] = (FeedPlace, FeedSending, FeedValue, Notice)


@pytest.fixture
def town(db: None) -> Town:
    return issued_town()


def figures(town: Town, *, month: int = 12, day: int = 20) -> Figures:
    campaign = Campaign.objects.select_related("issuer").get(pk=town.campaign.pk)
    with standing_in(month, day) as now:
        return Figures(campaign, on=now.date())


def everything() -> dict[str, list[dict[str, object]]]:
    return {model.__name__: list(model._default_manager.order_by("pk").values()) for model in TABLES}


def refused(act: Any, *args: Any, month: int = 12, day: int = 20, **kwargs: Any) -> set[tuple[str, str]]:
    """Code and clause of each finding that blocks; nothing has been written."""
    before = everything()
    with standing_in(month, day) as now, pytest.raises(RuleViolation) as caught:
        act(*args, now=now, **kwargs)
    assert everything() == before
    return {(finding.code, finding.clause) for finding in caught.value.findings if finding.blocks}


def send(town: Town, feed: str, *, by: str, month: int = 12, day: int = 20) -> list[tuple[str, str, Severity]]:
    with standing_in(month, day) as now:
        found = feeds.send_figures(campaign_id=town.campaign.pk, feed_key=feed, by=town.users[by], now=now)
    return [(finding.code, finding.clause, finding.severity) for finding in found]


def due(town: Town, key: str, *, month: int = 12, day: int = 20) -> list[Any]:
    campaign = Campaign.objects.select_related("issuer").get(pk=town.campaign.pk)
    with standing_in(month, day) as now:
        return [duty for duty in duties(campaign, on=now.date(), user=town.users[key]) if duty.key.startswith("feed:")]


#: Whose figures, by what clause: every office of the plan owes a table with the units that its feed names.
CLAUSES = {
    "administrative_reform": "P3-III.2.1-b",
    "budget": "P3-III.2.1-c",
    "new_rural": "P3-III.2.1-d",
    "cultural_life": "P3-III.2.1-e",
    "standard_schools": "P3-III.2.1-f",
    "health": "P3-III.2.1-g",
    "poverty": "P3-III.2.1-h",
    "defence": "P3-III.2.3-a",
    "security": "P3-III.2.3-b",
    "discipline": "P3-III.2.4-c",
    "study": "P3-III.2.4-d",
    "grassroots_levels": "P3-III.2.4-e",
    "reporting": "P3-III.2.4-f",
}


#: Offices that stand in the town's tree, and who leads them; for the others the issuer stands in.
LED = {"budget": "head", "health": "doctor", "grassroots_levels": "mobilizer"}


def test_each_of_the_thirteen_feeds_has_its_units_from_the_tree_and_says_what_it_is_sent_without(town: Town) -> None:
    found = figures(town)
    assert list(CLAUSES) == [feed.key for feed in found.rules.feeds]
    for key, clause in CLAUSES.items():
        feed = found.rules.feed(key)
        assert (found.offices.of_feed(found.campaign, feed) is not None) == (key in LED)
        assert found.line(feed).state.total > 0
        assert send(town, key, by=LED.get(key, "planner")) == [("feed.incomplete", clause, Severity.WARN)]


def test_rows_are_those_of_the_template_and_no_other_is_taken(town: Town) -> None:
    """P3-III.2.5-a: communes and wards of the tree; a department and an unknown column are refused."""
    found = figures(town)
    feed = found.rules.feed("budget")
    assert [unit.name for unit, _columns in template(feed, found.units(feed))] == [
        "UBND xã Mẫu Sơn",
        "UBND phường Đông",
    ]
    act: dict[str, Any] = {"campaign_id": town.campaign.pk, "feed_key": "budget", "by": town.users["head"]}
    for cell, code in (
        ((town.office.pk, "revenue"), "feed.unit"),
        ((town.xa.pk, "profit"), "feed.column"),
        ((999_999, "revenue"), "feed.unit"),
    ):
        assert refused(feeds.save_figures, typed={cell: "1"}, **act) == {(code, "P3-III.2.5-a")}


def test_what_is_typed_is_kept_right_or_wrong_and_wrong_is_not_sent(town: Town) -> None:
    """P3-III.2.1-c"""
    values = {**budget(town), (town.xa, "revenue"): "mười hai tỷ"}
    assert enter(town, "budget", by="head", values=values) == 4
    assert FeedValue.objects.get(unit=town.xa, column="revenue").value == "mười hai tỷ"
    send_it: dict[str, Any] = {"campaign_id": town.campaign.pk, "feed_key": "budget", "by": town.users["head"]}
    assert refused(feeds.send_figures, **send_it) == {("feed.value", "P3-III.2.1-c")}
    assert enter(town, "budget", by="head", values={(town.xa, "revenue"): " 12.500 "}) == 1
    assert send(town, "budget", by="head") == []


def test_an_emptied_cell_is_missing_again(town: Town) -> None:
    enter(town, "budget", by="head", values=budget(town))
    assert enter(town, "budget", by="head", values={(town.xa, "revenue"): " "}) == 1
    state = figures(town).line(figures(town).rules.feed("budget")).state
    assert (state.done, state.total) == (1, 2)
    assert [unit.name for unit, _columns in state.missing] == ["UBND xã Mẫu Sơn"]


def test_a_value_too_long_to_keep_is_refused_in_words(town: Town) -> None:
    typed = {(town.xa.pk, "revenue"): "1" * 301}
    act: dict[str, Any] = {
        "campaign_id": town.campaign.pk,
        "feed_key": "budget",
        "typed": typed,
        "by": town.users["head"],
    }
    assert refused(feeds.save_figures, **act) == {("feed.long", "")}


def test_a_cell_that_another_has_changed_meanwhile_is_not_overwritten_unseen(town: Town) -> None:
    enter(town, "budget", by="head", values={(town.xa, "revenue"): "10", (town.xa, "expenditure"): "5"})
    opened = {(town.xa.pk, "revenue"): "10", (town.xa.pk, "expenditure"): "5"}
    enter(town, "budget", by="deputy", values={(town.xa, "revenue"): "11"})
    act: dict[str, Any] = {"campaign_id": town.campaign.pk, "feed_key": "budget", "by": town.users["head"]}
    mine = {**opened, (town.xa.pk, "revenue"): "12"}
    assert refused(feeds.save_figures, typed=mine, seen=opened, **act) == {("feed.changed", "")}
    with standing_in(12, 20) as now:
        left_alone = {**opened, (town.xa.pk, "expenditure"): "6"}
        assert feeds.save_figures(typed=left_alone, seen=opened, now=now, **act) == 1
    assert FeedValue.objects.get(unit=town.xa, column="revenue").value == "11"


@pytest.mark.parametrize("by", ["doctor", "officer", "secretary", "third_of_nobody"])
def test_only_the_office_itself_or_whoever_is_charged_with_it_enters_and_sends(town: Town, by: str) -> None:
    if by == "third_of_nobody":
        town.add(by, "Người Ngoài")
    act: dict[str, Any] = {"campaign_id": town.campaign.pk, "feed_key": "budget", "by": town.users[by]}
    assert refused(feeds.save_figures, typed={(town.xa.pk, "revenue"): "1"}, **act) == {
        ("permission.figures.enter", "")
    }
    assert refused(feeds.send_figures, **act) == {("permission.figures.enter", "")}
    assert refused(feeds.paste_figures, text="UBND xã Mẫu Sơn\t1\t2", **act) == {("permission.figures.enter", "")}


def test_whoever_is_charged_with_the_office_enters_for_it(town: Town) -> None:
    town.add("clerk", "Cán Bộ Văn Phòng")
    town.grant("clerk", "lead_review", town.office)
    Grant.objects.update(valid_from=None)
    assert enter(town, "budget", by="clerk", values=budget(town)) == 4


def test_sent_on_the_24th_is_in_time_and_on_the_25th_late(town: Town) -> None:
    """P3-III.2.5-b"""
    enter(town, "budget", by="head", values=budget(town))
    assert send(town, "budget", by="head", day=24) == []
    assert not figures(town, day=30).line(figures(town).rules.feed("budget")).is_late
    enter(town, "health", by="doctor", values=healthy(town))
    assert send(town, "health", by="doctor", day=25) == [("feed.late", "P3-III.2.5-b", Severity.WARN)]
    assert figures(town, day=30).line(figures(town).rules.feed("health")).is_late


def healthy(town: Town) -> dict[tuple[Organization, str], str]:
    return {
        (unit, column): text
        for unit in (town.xa, town.phuong)
        for column, text in (("standard_kept", "Có"), ("population_growth", "-0,3"), ("third_child", "4,5%"))
    }


def test_a_feed_sent_is_closed_until_the_board_sends_it_back_with_a_reason(town: Town) -> None:
    send_budget(town)
    act: dict[str, Any] = {"campaign_id": town.campaign.pk, "feed_key": "budget"}
    head, officer = town.users["head"], town.users["officer"]
    closed = {("feed.sent", "")}
    assert refused(feeds.save_figures, typed={(town.xa.pk, "revenue"): "9"}, by=head, **act) == closed
    assert refused(feeds.paste_figures, text="UBND xã Mẫu Sơn\t9\t9", by=head, **act) == closed
    assert refused(feeds.send_figures, by=head, **act) == closed
    assert refused(feeds.return_figures, reason=" ", by=officer, **act) == {("feed.reason", "")}
    for key in ("head", "planner", "secretary"):
        found = refused(feeds.return_figures, reason="Sai", by=town.users[key], **act)
        assert found == {("permission.figures.return", "")}
    with standing_in(12, 21) as now:
        feeds.return_figures(reason="Thiếu thu phí.", by=officer, now=now, **act)
    assert refused(feeds.return_figures, reason="Lần nữa", by=officer, **act) == {("feed.not_sent", "")}
    assert (
        Notice.objects.filter(recipient=head, key__contains="feed-returned").get().body.startswith("Lý do: Thiếu thu")
    )
    enter(town, "budget", by="head", values={(town.xa, "revenue"): "12.600"}, day=22)
    assert send(town, "budget", by="head", day=23) == []
    assert FeedSending.objects.filter(feed="budget").count() == 2


def test_a_plan_that_is_not_running_takes_no_figures(town: Town) -> None:
    Campaign.objects.filter(pk=town.campaign.pk).update(state="closed")
    act: dict[str, Any] = {"campaign_id": town.campaign.pk, "feed_key": "budget", "by": town.users["head"]}
    assert refused(feeds.save_figures, typed={(town.xa.pk, "revenue"): "1"}, **act) == {("campaign.not_running", "")}


def test_the_office_has_its_figures_among_its_tasks_until_they_are_sent_and_again_when_they_come_back(
    town: Town,
) -> None:
    """P3-III.2.5-b: the last good day is the 24th; those above the office see it on the page, not as their own task."""
    [duty] = due(town, "head")
    assert (duty.title, duty.due_on.isoformat()) == (
        "Gửi số liệu phục vụ thẩm định đến Ban Tổ chức Thị ủy",
        "2019-12-24",
    )
    assert [row.subject for row in due(town, "doctor")] == [figures(town).rules.feed("health").title]
    assert due(town, "planner") != []  # of the offices that the tree lacks: the issuer stands in
    assert "budget" not in {row.key.split(":")[1] for row in due(town, "planner")}
    send_budget(town)
    assert due(town, "head") == []
    with standing_in(12, 26) as now:
        feeds.return_figures(
            campaign_id=town.campaign.pk, feed_key="budget", reason="Sai", by=town.users["officer"], now=now
        )
    [again] = due(town, "head", day=27)
    assert again.key != duty.key
    assert [finding.message for finding in again.findings] == ["Ban Tổ chức Thị ủy trả lại ngày 26/12/2019: Sai"]


def test_an_office_that_has_not_sent_is_reminded_before_the_day_and_when_it_has_passed(town: Town) -> None:
    """P3-III.2.5-b: seven, three and one day before the 24th, then once more."""
    reminded: list[int] = []
    for day in range(15, 28):
        with standing_in(12, day) as now:
            send_due_reminders(on=now.date(), now=now)
        rows = Notice.objects.filter(recipient=town.users["head"], key__contains=":feed:budget:")
        if rows.count() > len(reminded):
            reminded.append(day)
    assert reminded == [17, 21, 23, 25]


def test_a_pasted_table_is_taken_over_whole_or_not_at_all(town: Town) -> None:
    """P3-III.2.5-a"""
    act: dict[str, Any] = {"campaign_id": town.campaign.pk, "feed_key": "budget", "by": town.users["head"]}
    good = "Đơn vị\tThu\tChi\r\nUBND xã Mẫu Sơn\t12.500\t11.900\r\nUBND phường Đông\t\t29.750\r\n"
    assert refused(feeds.paste_figures, text=f"{good}UBND xã Lạ\t1\t2", **act) == {("feed.unit", "P3-III.2.5-a")}
    with standing_in(12, 20) as now:
        assert feeds.paste_figures(text=good, now=now, **act) == 3
        assert feeds.paste_figures(text=good, now=now, **act) == 0
    assert set(FeedValue.objects.values_list("unit__name", "column", "value")) == {
        ("UBND xã Mẫu Sơn", "revenue", "12.500"),
        ("UBND xã Mẫu Sơn", "expenditure", "11.900"),
        ("UBND phường Đông", "expenditure", "29.750"),
    }


def test_residential_areas_and_enterprises_are_added_by_the_office_and_have_their_rows(town: Town) -> None:
    """P3-III.2.3-b: they stand in no tree; the police of the town is not in it either, so the issuer enters."""
    act: dict[str, Any] = {"campaign_id": town.campaign.pk, "feed_key": "security", "by": town.users["planner"]}
    kind = PlaceKind.RESIDENTIAL_AREA
    mistakes: tuple[tuple[dict[str, Any], str], ...] = (
        ({"kind": "new_rural_commune", "names": ["Xã A"]}, "place.kind"),
        ({"kind": kind, "names": [" "]}, "place.name"),
        ({"kind": kind, "names": ["a" * 201]}, "place.long"),
    )
    for wrong, code in mistakes:
        assert refused(feeds.add_places, **wrong, **act) == {(code, "")}
    with standing_in(12, 20) as now:
        added = feeds.add_places(kind=kind, names=["Tổ dân phố 1", " Tổ  dân phố 1", "Tổ dân phố 2"], now=now, **act)
        assert [place.name for place in added] == ["Tổ dân phố 1", "Tổ dân phố 2"]
        assert feeds.add_places(kind=kind, names=["Tổ dân phố 1"], now=now, **act) == []
        place = FeedPlace.objects.get(name="Tổ dân phố 1")
        feeds.save_figures(typed={(-place.pk, "safe"): "Đạt"}, now=now, **act)
    found = figures(town)
    assert found.values(found.rules.feed("security"))[-place.pk] == {"safe": "Đạt"}
    assert refused(feeds.remove_place, place_id=place.pk, **act) == {("place.used", "")}
    with standing_in(12, 20) as now:
        feeds.save_figures(typed={(-place.pk, "safe"): ""}, now=now, **act)
        feeds.remove_place(place_id=place.pk, now=now, **act)
    assert list(FeedPlace.objects.values_list("name", flat=True)) == ["Tổ dân phố 2"]


def test_a_commune_marked_as_of_the_new_kind_has_its_own_column(town: Town) -> None:
    """P3-III.2.1-e: the figure typed is kept when the mark is taken away and set again."""
    act: dict[str, Any] = {"campaign_id": town.campaign.pk, "feed_key": "cultural_life", "by": town.users["planner"]}
    cell = {(town.xa.pk, "cultural_commune"): "Đạt"}
    assert refused(feeds.save_figures, typed=cell, **act) == {("feed.column", "P3-III.2.5-a")}

    def mark(is_marked: bool) -> None:
        with standing_in(12, 20) as now:
            feeds.save_figures(typed={}, new_rural={town.xa.pk: is_marked}, now=now, **act)

    mark(True)
    with standing_in(12, 20) as now:
        assert feeds.save_figures(typed=cell, now=now, **act) == 1
    feed = figures(town).rules.feed("cultural_life")
    for is_marked, columns in ((False, set()), (True, {"cultural_commune"})):
        mark(is_marked)
        rows = {row.unit_id: set(row.values) for row in figures(town).rows(feed)}
        assert rows[town.xa.pk] == columns


def test_offices_and_relays_that_the_tree_lacks_are_shown_before_issuing(town: Town) -> None:
    with standing_in(11, 12):
        found = consistency_findings(town.campaign)
    lacking = {finding.clause for finding in found if finding.code == "feed.no_office"}
    assert lacking == set(CLAUSES.values()) - {"P3-III.2.1-c", "P3-III.2.1-g", "P3-III.2.4-e"}
    assert [finding.code for finding in found if finding.code == "report.no_relay"] == []


def test_of_two_who_send_at_once_the_second_is_told_that_it_was_sent(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    enter(town, "budget", by="head", values=budget(town))
    ask = Figures.wrong

    def after_another(self: Figures, *args: Any) -> Any:
        FeedSendingFactory.create(campaign=self.campaign, sent_by=town.users["deputy"])
        return ask(self, *args)

    monkeypatch.setattr(Figures, "wrong", after_another)
    act: dict[str, Any] = {"campaign_id": town.campaign.pk, "feed_key": "budget", "by": town.users["head"]}
    with standing_in(12, 20) as now, pytest.raises(RuleViolation) as caught:
        feeds.send_figures(now=now, **act)
    assert [finding.code for finding in caught.value.findings] == ["feed.sent"]


@pytest.mark.django_db
def test_the_database_keeps_one_sending_one_figure_and_one_place() -> None:
    sending, value, place = FeedSendingFactory.create(), FeedValueFactory.create(), FeedPlaceFactory.create()
    of = {"campaign": place.campaign, "kind": place.kind, "name": place.name}
    for act in (
        lambda: FeedSendingFactory.create(campaign=sending.campaign),
        lambda: FeedValueFactory.create(campaign=value.campaign, unit=value.unit),
        lambda: FeedValueFactory.create(unit=None),
        lambda: FeedValueFactory.create(place=place),
        lambda: FeedValueFactory.create(value=""),
        lambda: FeedPlaceFactory.create(**of),
        lambda: FeedPlaceFactory.create(organization=value.unit),
        lambda: FeedSending.objects.update(returned_at=sending.sent_at),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()
