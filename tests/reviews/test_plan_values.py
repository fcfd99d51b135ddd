"""A committee writes its own plan from a preset: other values, each with its basis; contradictions show first."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from reviews.models import Campaign
from reviews.rules.findings import RuleViolation
from reviews.services.campaigns import change_milestone
from reviews.services.plan_values import change_value, reset_value
from tests import steps
from tests.kept import built_once
from tests.reviews.test_campaigns import draft, issue
from tests.reviews.test_pages import signed_in
from tests.world import World, build_world

BASIS = {"section": "Công văn số 12-CV/HU, mục 3", "quote": "gửi trước ít nhất 05 ngày làm việc"}


@pytest.fixture
@built_once
def planned(db: None) -> World:
    world = build_world()
    world.campaign = draft(world)
    return world


def address(world: World, name: str = "plan-values", *key: str) -> str:
    return reverse(name, args=(world.campaign.pk, *key))


def page(world: World, key: str = "planner") -> str:
    return signed_in(world.users[key]).get(address(world)).content.decode()


def post(world: World, **sent: str) -> tuple[int, str]:
    client: Client = signed_in(world.users["planner"])
    answer = client.post(address(world, "plan-value", "notice-days"), {"written": "5", **BASIS} | sent)
    return answer.status_code, answer.content.decode()


def test_a_changed_value_stands_on_the_page_with_its_basis_and_the_presets(planned: World) -> None:
    assert post(planned)[0] == 302
    shown = page(planned)
    assert "Công văn số 12-CV/HU, mục 3" in shown
    assert "Kế hoạch mẫu: 3 ngày" in shown
    planned.campaign = Campaign.objects.get(pk=planned.campaign.pk)
    assert planned.campaign.plan.notice.days == 5


def test_the_changed_value_binds_and_its_refusal_cites_the_committees_own_paper(planned: World) -> None:
    change_value(campaign_id=planned.campaign.pk, key="notice-days", written="5", by=planned.users["planner"], **BASIS)
    issue(planned)
    planned.campaign = Campaign.objects.get(pk=planned.campaign.pk)
    steps.submit(planned, planned.collective_review(), by="head")
    meeting = steps.plan_office(planned)
    steps.prepare(planned, meeting)
    with pytest.raises(RuleViolation) as refused:
        steps.open_sitting(planned, meeting)
    (finding,) = [row for row in refused.value.findings if row.code == "notice.late"]
    assert "ít nhất phải 5 ngày" in finding.message
    assert finding.reference is not None
    assert finding.reference.section == BASIS["section"]


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        ({"quote": ""}, "Chưa đổi được. Cần sửa các chỗ sau:"),
        ({"section": "   "}, "Chưa đổi được. Cần sửa các chỗ sau:"),
        ({"written": "năm"}, "phải là số nguyên"),
    ],
)
def test_a_value_without_basis_or_that_cannot_be_is_refused_and_keeps_the_text(
    planned: World, sent: dict[str, str], reason: str
) -> None:
    status, shown = post(planned, **sent)
    assert status == 422
    assert reason in shown
    assert (sent.get("quote") == "") or BASIS["quote"] in shown
    assert Campaign.objects.get(pk=planned.campaign.pk).changes == []


def test_the_presets_value_comes_back(planned: World) -> None:
    post(planned)
    signed_in(planned.users["planner"]).post(address(planned, "plan-value-reset", "notice-days"))
    assert Campaign.objects.get(pk=planned.campaign.pk).plan.notice.days == 3
    assert "Kế hoạch mẫu: 3" not in page(planned)


def test_others_and_an_issued_plan_change_nothing(planned: World) -> None:
    campaign_id, by = planned.campaign.pk, planned.users
    with pytest.raises(RuleViolation):
        change_value(campaign_id=campaign_id, key="notice-days", written="5", by=by["officer"], **BASIS)
    issue(planned)
    for attempt in (
        lambda: change_value(campaign_id=campaign_id, key="notice-days", written="5", by=by["planner"], **BASIS),
        lambda: reset_value(campaign_id=campaign_id, key="notice-days", by=by["planner"]),
    ):
        with pytest.raises(RuleViolation, match="đã ban hành"):
            attempt()
    assert "Đổi<span" not in page(planned)
    client = signed_in(by["planner"])
    assert "data-guard" not in client.get(address(planned, "plan-value", "notice-days")).content.decode()


def test_a_value_that_does_not_exist_is_not_found(planned: World) -> None:
    assert signed_in(planned.users["planner"]).get(address(planned, "plan-value", "notice-hours")).status_code == 404


def test_a_day_after_the_superiors_shows_before_issuing_with_both_papers_and_stops_nothing(planned: World) -> None:
    """P1-III.3-a: shown, never repaired."""
    superior = draft(planned, number="127-KH/HU", name="Kế hoạch cấp trên")
    Campaign.objects.filter(pk=planned.campaign.pk).update(superior=superior)
    milestone = planned.campaign.milestones.get(code="P0-III.3-a")
    change_milestone(
        milestone_id=milestone.pk, due_on=date(2023, 12, 20), change_reason="Công văn", by=planned.users["planner"]
    )
    shown = signed_in(planned.users["planner"]).get(address(planned, "campaign-issue")).content.decode()
    assert "sau hạn của cấp trên 04/12/2023" in shown
    issue(planned)
