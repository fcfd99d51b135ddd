"""Violations of earlier years and of other units under the commune plan of 2023 (P4 II.2.3)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from organizations.choices import CollectiveKind, PostRole, Tier
from organizations.models import Collective, Organization, Post
from reviews.choices import CampaignState
from reviews.models import Campaign, Review, Violation
from reviews.rules.findings import RuleViolation
from reviews.services.cases import record_violation
from tests.factories.organizations import CollectiveFactory, OrganizationFactory, PostFactory
from tests.factories.reviews import CampaignFactory, ReviewFactory, ViolationFactory
from tests.reviews.test_commune_plan import commune, issue
from tests.reviews.test_pages import assert_flat, signed_in
from tests.world import World, standing_on

__all__ = ["commune"]


def recorded(world: World, key: str, committed_on: date, disciplined_on: date, **changes: Any) -> Violation:
    said: dict[str, Any] = {
        "content": "Buông lỏng quản lý đất đai.",
        "penalty": "Khiển trách",
        "document": "Quyết định số 9-QĐ/UBKT",
        "by": "officer",
    } | changes
    by = world.users[said.pop("by")]
    with standing_on(24) as now:
        return record_violation(
            review_id=world.review_of(key).pk,
            committed_on=committed_on,
            disciplined_on=disciplined_on,
            by=by,
            now=now,
            **said,
        )


def told(world: World, review: Review, page: str = "review-ratings", by: str = "officer") -> str:
    with standing_on(24):
        answer = signed_in(world.users[by]).get(reverse(page, args=(review.pk,)))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


@pytest.fixture
def old_unit(commune: World) -> Organization:
    """Where the vice chair led until the end of June 2023, before he came to the commune."""
    made: Organization = OrganizationFactory.create(parent=commune.commune, tier=Tier.COMMUNE, name="Trung tâm cũ")
    body = CollectiveFactory.create(organization=made, kind=CollectiveKind.AGENCY_LEADERSHIP)
    vice = commune.people["vice"]
    Post.objects.filter(person=vice).update(valid_from=date(2023, 7, 1))
    PostFactory.create(person=vice, collective=body, role=PostRole.HEAD, valid_to=date(2023, 6, 30))
    return made


def present_unit(world: World) -> Organization:
    return world.review_of("vice").unit


def test_violation_of_an_earlier_year_is_told_in_both_years(commune: World) -> None:
    """P4-2.3-u: the year of the act is taken up again; the year of the penalty is not lowered by itself."""
    issue(commune)
    before = CampaignFactory.create(issued=True, issuer=commune.commune, year=2021, name="Kiểm điểm năm 2021")
    earlier = ReviewFactory.create(campaign=before, person=commune.people["villager1"], unit=commune.village)
    recorded(commune, "villager1", date(2021, 6, 1), date(2023, 3, 1))
    page = told(commune, commune.review_of("villager1"))
    assert "xem xét đánh giá, xếp loại lại năm 2021, không tự hạ mức năm 2023" in page
    assert "xem xét đánh giá, xếp loại lại năm 2021." in told(commune, earlier)


def test_penalty_made_harder_takes_up_the_year_of_the_act(commune: World) -> None:
    """P4-2.3-u"""
    issue(commune)
    recorded(commune, "villager1", date(2020, 6, 1), date(2021, 3, 1), increased_on=date(2023, 2, 1))
    assert "xếp loại lại năm 2020" in told(commune, commune.review_of("villager1"))


def test_penalty_of_an_earlier_year_alone_says_nothing_of_this_one(commune: World) -> None:
    """P4-2.3-u"""
    issue(commune)
    recorded(commune, "villager1", date(2020, 6, 1), date(2021, 3, 1))
    page = told(commune, commune.review_of("villager1"))
    assert "khuyết điểm, vi phạm" not in page


def test_unit_of_the_act_follows_from_the_posts_and_burdens_the_old_unit_only(
    commune: World, old_unit: Organization
) -> None:
    """P4-2.3-v"""
    issue(commune)
    made = recorded(commune, "vice", date(2023, 3, 1), date(2023, 10, 1))
    assert (made.unit, made.handled_in) == (old_unit, present_unit(commune))
    page = told(commune, commune.review_of("vice"))
    assert "tính vào kết quả năm 2023 của Trung tâm cũ, không quy trách nhiệm cho cơ quan, đơn vị mới" in page
    body = ReviewFactory.create(
        campaign=commune.campaign, of_collective=True, collective=Collective.objects.get(organization=old_unit)
    )
    assert "1 khuyết điểm, vi phạm bị kỷ luật tính vào kết quả năm 2023 của Trung tâm cũ" in told(commune, body)
    leaders = Collective.objects.get(kind=CollectiveKind.PEOPLES_COMMITTEE_LEADERSHIP, organization__tier=Tier.COMMUNE)
    assert "vi phạm bị kỷ luật tính vào" not in told(commune, commune.collective_review(leaders))


def test_violations_at_both_units_count_each_at_its_own(commune: World, old_unit: Organization) -> None:
    """P4-2.3-w"""
    issue(commune)
    here = present_unit(commune)
    recorded(commune, "vice", date(2023, 3, 1), date(2023, 5, 1))
    recorded(commune, "vice", date(2023, 8, 1), date(2023, 10, 1), content="Chậm giải ngân.")
    assert set(Violation.objects.values_list("unit", "handled_in")) == {(old_unit.pk, old_unit.pk), (here.pk, here.pk)}
    page = told(commune, commune.review_of("vice"))
    assert "tính vào kết quả năm 2023 của Trung tâm cũ." in page
    assert f"tính vào kết quả năm 2023 của {here}." in page


def test_violation_is_written_on_the_page_shown_there_and_taken_back(commune: World) -> None:
    """P4-2.3-u"""
    issue(commune)
    review = commune.review_of("villager1")
    client, address = signed_in(commune.users["village_secretary"]), reverse("review-cases", args=(review.pk,))
    sent = {
        "action": "violation",
        "violation-content": "Vi phạm nguyên tắc tập trung dân chủ.",
        "violation-committed_on": "2022-05-01",
        "violation-penalty": "Cảnh cáo",
        "violation-document": "Quyết định số 4-QĐ/HU",
        "violation-disciplined_on": "2023-04-01",
    }
    with standing_on(24):
        for wrong in (
            {"violation-document": ""},
            {"violation-disciplined_on": "2022-04-01"},
            {"violation-disciplined_on": "2023-12-01"},
            {"violation-increased_on": "2023-03-01"},
        ):
            assert client.post(address, sent | wrong).status_code == 422
        assert not Violation.objects.exists()
        assert client.post(address, sent).status_code == 302
        assert client.post(address, sent).status_code == 422  # the button pressed twice
        (made,) = Violation.objects.all()
        assert (made.unit, made.handled_in) == (commune.village, commune.village)
        page = client.get(address).content.decode()
        assert "Vi phạm nguyên tắc tập trung dân chủ." in page
        assert "xếp loại lại năm 2022" in page
        assert client.post(reverse("violation-withdraw", args=(review.pk, made.pk + 1))).status_code == 404
        assert client.post(reverse("violation-withdraw", args=(review.pk, made.pk))).status_code == 302
    assert not Violation.objects.exists()


def test_violation_where_no_row_tells_the_unit_needs_it_chosen(commune: World) -> None:
    """P4-2.3-v"""
    issue(commune)
    commune.people["villager1"].memberships.update(valid_from=date(2023, 6, 1))
    with pytest.raises(RuleViolation, match="Chọn cơ quan, đơn vị"):
        recorded(commune, "villager1", date(2023, 3, 1), date(2023, 7, 1))
    assert not Violation.objects.exists()
    made = recorded(commune, "villager1", date(2023, 3, 1), date(2023, 7, 1), unit=commune.cell)
    assert (made.unit, made.handled_in) == (commune.cell, commune.village)


@pytest.mark.parametrize("key", ["villager1", "villager2"])
def test_nobody_writes_a_violation_of_his_own_or_of_his_neighbour(commune: World, key: str) -> None:
    issue(commune)
    with pytest.raises(RuleViolation) as refused:
        recorded(commune, "villager1", date(2023, 3, 1), date(2023, 7, 1), by=key)
    assert refused.value.findings[0].code.startswith("permission.case.")
    assert not Violation.objects.exists()


def test_violations_stay_unseen_by_those_who_do_not_weigh_the_review(commune: World) -> None:
    issue(commune)
    recorded(commune, "villager1", date(2021, 6, 1), date(2023, 3, 1))
    review = commune.review_of("villager1")
    for key in ("villager1", "villager2"):
        client = signed_in(commune.users[key])
        assert client.get(reverse("review-cases", args=(review.pk,))).status_code == 404
        assert "xếp loại lại năm 2021" not in client.get(reverse("review-ratings", args=(review.pk,))).content.decode()


def test_plan_that_does_not_count_violations_takes_none(world: World) -> None:
    with pytest.raises(RuleViolation, match="Kế hoạch không quy định"):
        recorded(world, "third", date(2023, 3, 1), date(2023, 7, 1))
    assert not Violation.objects.exists()


def test_draft_of_a_later_year_takes_up_nothing_yet(commune: World) -> None:
    """P4-2.3-u"""
    before = CampaignFactory.create(issued=True, issuer=commune.commune, year=2021)
    earlier = ReviewFactory.create(campaign=before, person=commune.people["villager1"], unit=commune.village)
    recorded(commune, "villager1", date(2021, 6, 1), date(2023, 3, 1))
    assert "xếp loại lại năm 2021" not in told(commune, earlier)
    Campaign.objects.filter(pk=commune.campaign.pk).update(
        state=CampaignState.ISSUED, number="44-KH/ĐU", issued_at=earlier.campaign.issued_at
    )
    assert "xếp loại lại năm 2021" in told(commune, earlier)


def test_pages_cost_the_same_with_many_violations(commune: World) -> None:
    issue(commune)
    review = commune.review_of("villager1")

    def add(count: int) -> None:
        for _ in range(count):
            ViolationFactory.create(person=review.person, unit=commune.village)

    client = signed_in(commune.users["officer"])
    with standing_on(24):
        assert_flat(client, reverse("review-cases", args=(review.pk,)), add, row="Vi phạm phải đếm")
        Violation.objects.all().delete()
        assert_flat(client, reverse("review-ratings", args=(review.pk,)), add, row="xếp loại lại năm 2021")
