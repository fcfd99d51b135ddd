"""The day on which a unit sums up its year: set, seen, and asked when levels are decided after it (P1 II.4, P4 2.3)."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from organizations.choices import OrganizationKind
from organizations.models import Organization
from ratings.selectors.decisions import decision_findings
from reviews.choices import Level, Track
from reviews.models import Campaign, SummaryDay
from reviews.rules.findings import Finding, RuleViolation
from reviews.services.summaries import set_summary_day
from tests.factories.organizations import OrganizationFactory
from tests.factories.ratings import DecisionFactory
from tests.factories.reviews import ReviewFactory
from tests.reviews.test_commune_plan import commune, issue
from tests.reviews.test_pages import assert_flat, signed_in
from tests.reviews.test_province_plan import own, province
from tests.world import World, standing_on

__all__ = ["commune", "province"]


def set_day(world: World, unit: Organization, held_on: date, *, by: str = "planner", day: int = 20) -> list[Finding]:
    with standing_on(day) as now:
        return set_summary_day(
            campaign_id=world.campaign.pk, organization=unit, held_on=held_on, by=world.users[by], on=now.date()
        )


def test_setting_the_day_names_whoever_of_the_unit_is_not_rated_yet(province: World) -> None:
    """P1-II.4-a"""
    warnings = set_day(province, province.office, date(2023, 11, 25))
    assert {(row.code, row.clause) for row in warnings} == {
        ("order.collectives_rated_before_summary", "P1-II.4-a"),
        ("order.persons_rated_before_summary", "P1-II.4-a"),
    }
    assert any("Tập thể lãnh đạo Phòng Tài chính - Kế hoạch" in row.message for row in warnings)
    DecisionFactory.create(review=province.collective_review(), track=Track.COLLECTIVE)
    again = set_day(province, province.office, date(2023, 11, 26))
    assert {row.code for row in again} == {"order.persons_rated_before_summary"}
    assert SummaryDay.objects.get().held_on == date(2023, 11, 26)


def test_plan_that_holds_the_order_strictly_refuses_the_day_that_has_come_and_writes_nothing(province: World) -> None:
    """P1-II.4-a"""
    strict = {"order": {"collectives_rated_before_summary": {"severity": "block"}}}
    Campaign.objects.filter(pk=province.campaign.pk).update(settings=strict)
    with pytest.raises(RuleViolation) as caught:
        set_day(province, province.office, date(2023, 11, 20))
    assert own(province, caught) == {"P1-II.4-a"}
    assert not SummaryDay.objects.exists()
    assert set_day(province, province.office, date(2023, 11, 25))  # still to come: it warns
    assert SummaryDay.objects.exists()


@pytest.mark.parametrize(("by", "unit"), [("third", "office"), ("village_secretary", "office"), ("planner", "")])
def test_day_is_set_by_who_leads_the_unit_or_its_review_and_of_units_in_the_campaign(
    province: World, by: str, unit: str
) -> None:
    other = OrganizationFactory.create(parent=province.district, kind=OrganizationKind.DEPARTMENT)
    if by == "third":
        province.people["third"].posts.all().delete()
    with pytest.raises(RuleViolation):
        set_day(province, getattr(province, unit) if unit else other, date(2023, 11, 25), by=by)
    assert not SummaryDay.objects.exists()


def test_level_decided_on_or_after_the_summary_is_warned_of_and_before_it_is_not(province: World) -> None:
    """P1-II.4-a"""
    set_day(province, province.office, date(2023, 11, 25))
    review = province.review_of("third")

    def late(decided_on: date) -> list[tuple[str, str, str]]:
        with standing_on(28):
            found = decision_findings(
                review, track=Track.CADRE, level=Level.GOOD, document_number="1-QĐ", decided_on=decided_on, reason=""
            )
        return [(row.code, row.clause, row.severity) for row in found if row.code == "deadline.late"]

    assert late(date(2023, 11, 24)) == []
    assert late(date(2023, 11, 25)) == [("deadline.late", "P1-II.4-a", "warn")]
    with standing_on(24):
        page = signed_in(province.users["officer"]).get(reverse("review-ratings", args=(review.pk,))).content.decode()
        assert "hội nghị tổng kết" not in page
    with standing_on(28):
        page = signed_in(province.users["officer"]).get(reverse("review-ratings", args=(review.pk,))).content.decode()
    assert "chưa xong" in page
    assert "mục II.4" in page


def test_units_whose_summary_came_before_their_ratings_stand_on_the_board(province: World) -> None:
    """P1-II.4-a"""
    client, board = signed_in(province.users["planner"]), reverse("campaign", args=(province.campaign.pk,))
    address = reverse("campaign-summaries", args=(province.campaign.pk,))
    with standing_on(20):
        assert "đơn vị đã ghi ngày" in client.get(board).content.decode()
        sent = {"organization": province.office.pk, "held_on": "2023-11-22"}
        assert client.post(address, {**sent, "held_on": ""}).status_code == 422
        answer = client.post(address, sent, follow=True).content.decode()
        assert "Chưa xong: " in answer
        assert "1 đơn vị đã tổng kết mà chưa xếp loại xong" not in client.get(board).content.decode()
    with standing_on(22):
        assert "1 đơn vị đã tổng kết mà chưa xếp loại xong" in client.get(board).content.decode()
        unit = client.get(board, {"unit": province.office.pk}).content.decode()
        assert "Phòng Tài chính - Kế hoạch tổng kết ngày 22/11/2023." in unit
        assert "mục II.4" in client.get(address).content.decode()


def test_commune_sums_up_after_its_ratings_too(commune: World) -> None:
    """P4-2.3-ac"""
    issue(commune)
    unit = commune.review_of("chair").unit
    warnings = set_day(commune, unit, date(2023, 11, 25))
    assert {row.clause for row in warnings} == {"P4-2.3-ac"}
    with standing_on(28):
        review = commune.review_of("chair")
        found = decision_findings(
            review,
            track=Track.MEMBER,
            level=Level.GOOD,
            document_number="1-QĐ",
            decided_on=date(2023, 11, 27),
            reason="",
        )
    assert "P4-2.3-ac" in {row.clause for row in found}


def test_database_keeps_one_day_of_a_unit(province: World) -> None:
    set_day(province, province.office, date(2023, 11, 25))
    row = SummaryDay.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        SummaryDay.objects.create(
            campaign=row.campaign, organization=row.organization, held_on=row.held_on, set_by=row.set_by
        )


@pytest.mark.parametrize("name", ["campaign-summaries", "campaign"])
def test_summaries_cost_the_same_with_many_units(province: World, name: str) -> None:
    def add(count: int) -> None:
        for _ in range(count):
            unit = OrganizationFactory.create(
                parent=province.district, kind=OrganizationKind.DEPARTMENT, name="Sở phải đếm"
            )
            ReviewFactory.create(campaign=province.campaign, unit=unit)
            SummaryDay.objects.create(
                campaign=province.campaign,
                organization=unit,
                held_on=date(2023, 11, 10),
                set_by=province.users["planner"],
            )

    with standing_on(14):
        address = reverse(name, args=(province.campaign.pk,))
        assert_flat(signed_in(province.users["planner"]), address, add, row="Sở phải đếm")
