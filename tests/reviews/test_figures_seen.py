"""The pages of figures and reports: who sees them, what is refused there in words, and that nothing typed is lost."""

from __future__ import annotations

import html
import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from reviews.models import FeedPlace, FeedSending, FeedValue, RelayedReport
from reviews.services import feeds, reports
from tests.factories.organizations import UserFactory
from tests.reviews.test_pages import signed_in, words
from tests.reviews.test_uploads import scan
from tests.reviews.town import Town, budget, enter, issued_town, send_budget, standing_in


@pytest.fixture
def town(db: None) -> Town:
    return issued_town()


#: Ban Tổ chức, the planner and the authority read everything; offices and units what is their own.
ALL = {"planner", "officer", "secretary"}
FINANCE = {"head", "deputy", "third"}
#: ``supervisor`` heads Ban Tổ chức, which takes reports in.
RELAYS = {"officer", "supervisor"}
OTHERS = {"doctor", "mobilizer", "front_chair", "commune_secretary", "ward_secretary"}
ROLES = {*ALL, *FINANCE, *RELAYS, *OTHERS, "village_secretary", "member1", "outsider"}


def test_each_page_opens_for_those_whose_figures_and_reports_they_are_and_does_not_exist_for_others(town: Town) -> None:
    with standing_in(12, 20) as now:
        report = reports.send_report(
            campaign_id=town.campaign.pk,
            route_key="results",
            unit_id=town.commune.pk,
            number="12-BC/ĐU",
            dated_on=now.date(),
            sent_on=now.date(),
            scan=scan(),
            by=town.users["commune_secretary"],
            now=now,
        )
    plan, here = town.campaign.pk, (town.campaign.pk, "results", town.commune.pk)
    offices = {*FINANCE, "doctor", "mobilizer"}
    pages: dict[str, tuple[str, set[str]]] = {
        "feeds": (reverse("feeds", args=(plan,)), ALL | offices),
        "feed": (reverse("feed", args=(plan, "budget")), ALL | FINANCE),
        "feed-paste": (reverse("feed-paste", args=(plan, "budget")), ALL | FINANCE),
        "feed-send": (reverse("feed-send", args=(plan, "budget")), ALL | FINANCE),
        "another office": (reverse("feed", args=(plan, "health")), ALL | {"doctor"}),
        "no such feed": (reverse("feed", args=(plan, "round_mail")), set()),
        "reports": (
            reverse("reports", args=(plan,)),
            ALL | RELAYS | offices | {"front_chair", "commune_secretary", "ward_secretary"},
        ),
        "reports-of-route": (
            reverse("reports-of-route", args=(plan, "results")),
            ALL | RELAYS | {"commune_secretary", "ward_secretary"},
        ),
        "mass bodies": (
            reverse("reports-of-route", args=(plan, "mass_results")),
            ALL | {"mobilizer", "front_chair"},
        ),
        "report": (reverse("report", args=here), ALL | RELAYS | {"commune_secretary"}),
        # The authority reads the paper once Ban Tổ chức has it.
        "report-scan": (reverse("report-scan", args=(*here, 1)), RELAYS | {"planner", "commune_secretary"}),
        "no such report": (reverse("report-scan", args=(*here, 2)), set()),
    }
    opened: dict[str, set[str]] = {name: set() for name in pages}
    with standing_in(12, 21):
        for role in ROLES:
            client = signed_in(UserFactory.create(person=None) if role == "outsider" else town.users[role])
            for name, (url, _who) in pages.items():
                status = client.get(url).status_code
                assert status in (200, 404), (name, role, status)
                if status == 200:
                    opened[name].add(role)
    assert opened == {name: who for name, (_url, who) in pages.items()}
    assert report.scan is not None


def test_the_campaigns_page_leads_only_those_to_figures_and_reports_who_see_them(town: Town) -> None:
    address = reverse("campaign", args=(town.campaign.pk,))
    figures, sent = reverse("feeds", args=(town.campaign.pk,)), reverse("reports", args=(town.campaign.pk,))
    with standing_in(12, 20):
        for role, sees_figures, sees_reports in (
            ("officer", True, True),
            ("doctor", True, True),
            ("ward_secretary", False, True),
            ("member1", False, False),
        ):
            page = signed_in(town.users[role]).get(address).content.decode()
            assert (f'href="{figures}"' in page, f'href="{sent}"' in page) == (sees_figures, sees_reports), role


def test_a_draft_has_no_figures_yet(town: Town) -> None:
    type(town.campaign).objects.filter(pk=town.campaign.pk).update(state="draft")
    client = signed_in(town.users["planner"])
    for name in ("feeds", "reports"):
        assert client.get(reverse(name, args=(town.campaign.pk,))).status_code == 404


# The table -----------------------------------------------------------------------------------------------------------


def post(client: Client, town: Town, action: str, feed: str = "budget", **sent: Any) -> Any:
    with standing_in(12, 20):
        return client.post(reverse("feed", args=(town.campaign.pk, feed)), {"action": action, "seen": "{}", **sent})


def cell(town: Town, column: str = "revenue") -> str:
    return f"o_{town.xa.pk}_{column}"


def test_a_table_is_saved_with_what_is_wrong_in_it_and_says_so_with_the_clause(town: Town) -> None:
    """P3-III.2.1-c"""
    client = signed_in(town.users["head"])
    answer = post(client, town, "save", **{cell(town): "mười hai tỷ", cell(town, "expenditure"): "11.900"})
    assert answer.status_code == 302
    with standing_in(12, 20):
        page = words(client.get(answer["Location"]).content)
    assert "“mười hai tỷ” không phải là số" in page
    assert 'value="mười hai tỷ" aria-label="UBND xã Mẫu Sơn: Thu ngân sách" autocomplete="off" aria-invalid' in page
    assert "III.2.1" in page
    with standing_in(12, 20):
        asked = client.post(reverse("feed-send", args=(town.campaign.pk, "budget")))
    assert asked.status_code == 422
    assert not FeedSending.objects.exists()


def test_what_another_wrote_meanwhile_is_shown_and_what_one_typed_stays_in_the_cell(town: Town) -> None:
    enter(town, "budget", by="deputy", values={(town.xa, "revenue"): "11"})
    client = signed_in(town.users["head"])
    refused = post(client, town, "save", **{cell(town): "12"})
    assert refused.status_code == 422
    page = html.unescape(words(refused.content))
    assert "người khác vừa ghi “11”" in page
    assert f'name="{cell(town)}" value="12"' in page
    assert f'"{cell(town)}":"11"' in page
    again = post(client, town, "save", **{cell(town): "12", "seen": json.dumps({cell(town): "11"})})
    assert again.status_code == 302
    assert FeedValue.objects.get().value == "12"


def test_a_table_sent_by_another_meanwhile_is_refused_with_what_was_typed_still_in_it(town: Town) -> None:
    send_budget(town)
    refused = post(signed_in(town.users["deputy"]), town, "save", **{cell(town): "99"})
    assert refused.status_code == 422
    page = words(refused.content)
    assert "chỉ sửa được khi Ban Tổ chức Thị ủy trả lại" in page
    assert f'name="{cell(town)}" value="99"' in page
    assert FeedValue.objects.get(unit=town.xa, column="revenue").value == "12.500,5"


def test_whoever_only_reads_is_refused_in_words_and_writes_nothing(town: Town) -> None:
    send_budget(town)
    client, before = signed_in(town.users["secretary"]), list(FeedValue.objects.values())
    with standing_in(12, 20):
        answers = [
            post(client, town, "save", **{cell(town): "1"}),
            post(client, town, "check", **{cell(town): "1"}),
            post(client, town, "return", reason="Sai"),
            post(client, town, "shred"),
            client.post(reverse("feed-paste", args=(town.campaign.pk, "budget")), {"table": "UBND xã Mẫu Sơn\t1\t1"}),
            client.post(reverse("feed-send", args=(town.campaign.pk, "budget"))),
        ]
    assert [answer.status_code for answer in answers] == [422] * len(answers)
    assert all("finding-message" in answer.content.decode() for answer in answers)
    assert list(FeedValue.objects.values()) == before
    assert FeedSending.objects.filter(returned_at__isnull=True).count() == 1


def test_a_table_is_checked_then_sent_and_closed_and_the_board_sends_it_back(town: Town) -> None:
    """P3-III.2.5-b"""
    client, board = signed_in(town.users["head"]), signed_in(town.users["officer"])
    typed = {f"o_{unit.pk}_{column}": text for (unit, column), text in budget(town).items()}
    partly = {name: text for name, text in typed.items() if "revenue" in name}
    asked = post(client, town, "check", **partly)
    with standing_in(12, 20):
        page = words(client.get(asked["Location"]).content)
        assert "mới có 0/2 đơn vị, còn thiếu: UBND xã Mẫu Sơn (Chi ngân sách)" in page
        assert "Gửi số liệu</button>" in page
    post(client, town, "save", **{**typed, "seen": json.dumps(partly)})
    with standing_in(12, 20):
        answer = client.post(reverse("feed-send", args=(town.campaign.pk, "budget")))
        closed = words(client.get(answer["Location"]).content)
    assert "Đã gửi đúng hạn" in closed
    assert "<input" not in closed.split("<table")[1].split("</table>")[0]
    assert post(board, town, "return", reason="").status_code == 422
    assert post(board, town, "return", reason="Thiếu thu phí.").status_code == 302
    with standing_in(12, 21):
        assert "Thiếu thu phí." in client.get(answer["Location"]).content.decode()
        home = words(client.get(reverse("home")).content)
    assert "Gửi số liệu phục vụ thẩm định đến Ban Tổ chức Thị ủy" in home


def test_a_refused_paste_stays_in_the_box(town: Town) -> None:
    """P3-III.2.5-a"""
    client = signed_in(town.users["head"])
    address = reverse("feed-paste", args=(town.campaign.pk, "budget"))
    with standing_in(12, 20):
        refused = client.post(address, {"table": "UBND xã Lạ\t1\t2"})
        assert refused.status_code == 422
        page = refused.content.decode()
        assert "“UBND xã Lạ” không có trong mẫu số liệu" in page
        assert "UBND xã Lạ\t1\t2</textarea>" in page
        assert not FeedValue.objects.exists()
        assert client.post(address, {"table": "UBND xã Mẫu Sơn\t1\t2"}).status_code == 302
    assert FeedValue.objects.count() == 2


def test_places_and_marks_are_written_from_the_same_form_as_the_cells(town: Town) -> None:
    """P3-III.2.3-b, P3-III.2.1-e"""
    client = signed_in(town.users["planner"])
    safe = f"o_{town.xa.pk}_safe"
    added = post(
        client, town, "add", feed="security", place_kind="enterprise", place_names="Công ty A\r\n\r\n", **{safe: "Đạt"}
    )
    assert added.status_code == 302
    place = FeedPlace.objects.get(name="Công ty A")
    assert FeedValue.objects.get().value == "Đạt"
    wrong = post(client, town, "add", feed="security", place_kind="hamlet", place_names="Thôn B")
    assert wrong.status_code == 422
    assert "Thôn B</textarea>" in wrong.content.decode()
    kept = {safe: "Đạt", "seen": json.dumps({safe: "Đạt"})}
    assert post(client, town, f"remove-{place.pk}", feed="security", **kept).status_code == 302
    assert not FeedPlace.objects.exists()
    mark = {f"new-rural-{town.xa.pk}": "on"}
    assert post(client, town, "save", feed="cultural_life", **mark).status_code == 302
    with standing_in(12, 20):
        page = client.get(reverse("feed", args=(town.campaign.pk, "cultural_life"))).content.decode()
    assert f'name="o_{town.xa.pk}_cultural_commune"' in page
    assert f'name="o_{town.phuong.pk}_cultural_commune"' not in page


# Reports -------------------------------------------------------------------------------------------------------------


def test_a_report_is_sent_taken_in_and_passed_on_in_the_browser(town: Town) -> None:
    """P3-III.1.1-h"""
    address = reverse("report", args=(town.campaign.pk, "results", town.commune.pk))
    sender, relay = signed_in(town.users["commune_secretary"]), signed_in(town.users["officer"])
    with standing_in(12, 26):
        page = words(sender.get(address).content)
        assert "đến ngày 26/12/2019 Ban Tổ chức Thị ủy chưa nhận được, quá hạn 1 ngày" in page
        sent = {"action": "send", "number": "12-BC/ĐU", "dated_on": "2019-12-24", "sent_on": "2019-12-24"}
        empty = sender.post(address, {**sent, "number": ""})
        assert empty.status_code == 422
        assert 'value="2019-12-24"' in empty.content.decode()
        assert sender.post(address, sent).status_code == 302
        report = RelayedReport.objects.get()
        assert sender.post(address, {"action": f"take-{report.pk}", "on": "2019-12-25"}).status_code == 422
        assert relay.post(address, {"action": f"take-{report.pk}", "on": ""}).status_code == 422
        assert relay.post(address, {"action": "take-999999", "on": "2019-12-25"}).status_code == 422
        assert relay.post(address, {"action": f"take-{report.pk}", "on": "2019-12-25"}).status_code == 302
        assert relay.post(address, {"action": f"pass-{report.pk}", "on": "2019-12-26"}).status_code == 302
        listed = words(relay.get(reverse("reports-of-route", args=(town.campaign.pk, "results"))).content)
    assert "Số 12-BC/ĐU ngày 24/12/2019" in listed
    assert "Đã đến nơi nhận" in listed
    assert "Chưa gửi, quá hạn" in listed  # the ward's


def test_a_report_that_went_round_is_refused_on_the_page_with_the_clause(town: Town) -> None:
    """P3-III.1.1-b"""
    address = reverse("report", args=(town.campaign.pk, "own_plan", town.commune.pk))
    with standing_in(11, 19) as now:
        report = reports.send_report(
            campaign_id=town.campaign.pk,
            route_key="own_plan",
            unit_id=town.commune.pk,
            number="3-KH/ĐU",
            dated_on=now.date(),
            sent_on=now.date(),
            by=town.users["commune_secretary"],
            now=now,
        )
        refused = signed_in(town.users["planner"]).post(address, {"action": f"pass-{report.pk}", "on": "2019-11-19"})
    assert refused.status_code == 422
    assert "phải qua Ban Tổ chức Thị ủy" in words(refused.content)
    assert "III.1.1" in words(refused.content)
    assert RelayedReport.objects.get().arrived_on is None


def test_a_value_sent_back_is_offered_as_it_stands(town: Town) -> None:
    """A choice that is none of the printed ones is kept and marked, never replaced by an empty one."""
    with standing_in(12, 20) as now:
        feeds.save_figures(
            campaign_id=town.campaign.pk,
            feed_key="health",
            typed={(town.xa.pk, "standard_kept"): "chưa rõ", (town.phuong.pk, "standard_kept"): "CÓ"},
            by=town.users["doctor"],
            now=now,
        )
        page = words(signed_in(town.users["doctor"]).get(reverse("feed", args=(town.campaign.pk, "health"))).content)
    assert '<option value="chưa rõ" selected>“chưa rõ” (chưa đúng)</option>' in page
    assert "<option selected>Có</option>" in page
