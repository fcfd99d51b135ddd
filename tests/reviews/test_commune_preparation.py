"""Before the review under the commune plan of 2023: targets, criteria, own days (P4 2.2, 2.3)."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from organizations.choices import OrganizationKind, Sector, Tier
from organizations.models import Organization
from reviews.choices import VenueKind
from reviews.models import LevelCriteria, OwnDay, Review, Target
from reviews.rules.findings import RuleViolation
from reviews.rules.vocabulary import RatedKind
from reviews.selectors.due_days import DueDays, due_days_of
from reviews.selectors.meetings import day_findings
from reviews.selectors.preparation import criteria_findings, criteria_missing, target_findings
from reviews.selectors.venues import Venue
from reviews.services.preparation import give_target, set_own_day
from tests.factories.organizations import OrganizationFactory
from tests.reviews.test_commune_plan import commune, issue
from tests.reviews.test_pages import signed_in
from tests.world import World, standing_on

__all__ = ["commune"]


# --- targets ---------------------------------------------------------------------------------------------------------


def target(world: World, review: Review, by: str, text: str = "Thu nộp đảng phí đủ 12 tháng.") -> Target:
    with standing_on(6) as now:
        return give_target(review_id=review.pk, text=text, basis="", by=world.users[by], on=now.date())


def test_form_opened_without_a_target_warns_and_with_one_shows_it(commune: World) -> None:
    """P4-2.3-a"""
    issue(commune)
    review = commune.review_of("villager1")
    assert [(row.code, row.clause) for row in target_findings(review)] == [("targets.none", "P4-2.3-a")]
    client, address = signed_in(commune.users["villager1"]), reverse("entry", args=(review.pk,))
    warning = "chưa được giao chỉ tiêu, nhiệm vụ cụ thể trong năm"
    assert warning in client.get(address).content.decode()
    target(commune, review, "village_secretary")
    assert target_findings(review) == []
    page = client.get(address).content.decode()
    assert warning not in page
    assert "Thu nộp đảng phí đủ 12 tháng." in page


def test_head_gives_a_target_on_the_page_and_takes_back_what_was_a_mistake(commune: World) -> None:
    """P4-2.3-a"""
    issue(commune)
    review = commune.review_of("villager1")
    client, address = signed_in(commune.users["village_secretary"]), reverse("review-targets", args=(review.pk,))
    sent = {"text": "Vận động 3 hộ thoát nghèo.", "basis": "Nghị quyết số 5-NQ/CB"}
    with standing_on(6):
        assert client.post(address, sent).status_code == 302
        assert client.post(address, sent).status_code == 422  # the button pressed twice
        assert client.post(address, {"text": " "}).status_code == 422
    (given,) = Target.objects.all()
    assert (given.text, given.basis, given.given_by) == (*sent.values(), commune.users["village_secretary"])
    assert sent["text"] in client.get(reverse("review", args=(review.pk,))).content.decode()
    client.post(reverse("target-withdraw", args=(review.pk, given.pk)))
    assert not Target.objects.exists()


@pytest.mark.parametrize("key", ["villager1", "villager2"])
def test_nobody_gives_himself_or_his_neighbour_a_target(commune: World, key: str) -> None:
    """P4-2.3-a"""
    issue(commune)
    with pytest.raises(RuleViolation) as refused:
        target(commune, commune.review_of("villager1"), key)
    assert refused.value.findings[0].code == f"permission.target.{'own' if key == 'villager1' else 'give'}"
    assert not Target.objects.exists()


def test_plan_silent_on_targets_has_no_such_page(world: World) -> None:
    review = world.review_of("third")
    assert target_findings(review) == []
    answer = signed_in(world.users["planner"]).get(reverse("review-targets", args=(review.pk,)))
    assert answer.status_code == 404


# --- criteria --------------------------------------------------------------------------------------------------------


def test_criteria_are_entered_from_the_regulation_that_the_plan_refers_to(commune: World) -> None:
    """P4-2.2-a"""
    issue(commune)
    campaign, client = commune.campaign, signed_in(commune.users["planner"])
    cells = [RatedKind.ORGANIZATION]
    assert [row.clause for row in criteria_findings(campaign, cells)] == ["P4-2.2-a"]
    page = client.get(reverse("campaign", args=(campaign.pk,))).content.decode()
    assert "còn 4 loại đối tượng chưa nhập" in page
    sent = {"document": "Quy định số 1-QĐ/TU ngày 01/9/2023", "text": "Xuất sắc: từ 90 điểm."}
    address = reverse("criteria-edit", args=(campaign.pk, "organization"))
    assert client.get(address).status_code == 200
    assert client.post(address, {**sent, "document": " "}).status_code == 422
    assert client.post(address, sent).status_code == 302
    row = LevelCriteria.objects.get()
    assert (row.kind, row.document, row.text) == ("organization", *sent.values())
    assert criteria_findings(campaign, cells) == []
    assert criteria_missing(campaign) == 3
    assert sent["text"] in client.get(reverse("campaign-criteria", args=(campaign.pk,))).content.decode()


def test_criteria_are_entered_by_the_planners_only_and_of_the_kinds_referred_to(commune: World) -> None:
    """P4-2.2-a"""
    issue(commune)
    sent = {"document": "Quy định số 1-QĐ/TU", "text": "Xuất sắc: từ 90 điểm."}
    address = reverse("criteria-edit", args=(commune.campaign.pk, "member"))
    assert signed_in(commune.users["vice"]).post(address, sent).status_code == 422
    unit = reverse("criteria-edit", args=(commune.campaign.pk, "unit"))
    assert signed_in(commune.users["planner"]).post(unit, sent).status_code == 404
    assert not LevelCriteria.objects.exists()


def test_plan_that_prints_its_own_criteria_asks_for_none(world: World) -> None:
    assert criteria_missing(world.campaign) is None
    assert criteria_findings(world.campaign, list(RatedKind)) == []
    address = reverse("campaign-criteria", args=(world.campaign.pk,))
    assert signed_in(world.users["planner"]).get(address).status_code == 404


# --- own days of some sectors ----------------------------------------------------------------------------------------


@pytest.fixture
def school(commune: World) -> Organization:
    return OrganizationFactory.create(
        parent=commune.village,
        kind=OrganizationKind.PUBLIC_SERVICE_UNIT,
        tier=Tier.COMMUNE,
        sector=Sector.PROFESSIONAL,
        name="Trường Tiểu học Mẫu Sơn",
    )


def own_day(world: World, code: str, unit: Organization, day: date, guidance: str = "8-HD/TU") -> OwnDay:
    return set_own_day(
        milestone_id=world.campaign.milestones.get(code=code).pk,
        organization=unit,
        sector="Giáo dục",
        guidance=guidance,
        due_on=day,
        by=world.users["planner"],
    )


def test_dossier_of_a_sector_with_its_own_guidance_has_its_own_day(commune: World, school: Organization) -> None:
    """P4-2.3-ad: the unit and what lies below it; all others go by the plan's day."""
    issue(commune)
    review = commune.review_of("villager1")
    Review.objects.filter(pk=commune.review_of("villager2").pk).update(unit=school, unit_path=school.path)
    teacher = commune.review_of("villager2")
    own_day(commune, "P4-III-d", school, date(2023, 12, 15))
    days = DueDays(commune.campaign)
    assert (days.of(review), days.of(teacher)) == (date(2023, 11, 27), date(2023, 12, 15))
    own_day(commune, "P4-III-d", commune.village, date(2023, 12, 1))
    fresh = type(commune.campaign).objects.get(pk=commune.campaign.pk)
    days = due_days_of([fresh])[fresh.pk]
    assert (days.of(review), days.of(teacher)) == (date(2023, 12, 1), date(2023, 12, 15))


def test_own_day_without_guidance_is_refused_on_the_page_and_with_one_is_listed(
    commune: World, school: Organization
) -> None:
    """P4-2.3-ad"""
    issue(commune)
    row = commune.campaign.milestones.get(code="P4-III-d")
    client, address = (
        signed_in(commune.users["planner"]),
        reverse("milestone-own-days", args=(commune.campaign.pk, row.pk)),
    )
    sent = {"organization": school.pk, "sector": "Giáo dục", "due_on": "2023-12-15"}
    refused = client.post(address, sent)
    assert (refused.status_code, OwnDay.objects.count()) == (422, 0)
    assert "Ghi hướng dẫn của Trung ương, Tỉnh ủy" in refused.content.decode()
    assert client.post(address, {**sent, "guidance": "Hướng dẫn số 8-HD/TU"}).status_code == 302
    listed = client.get(reverse("campaign-milestones", args=(commune.campaign.pk,))).content.decode()
    assert "Trường Tiểu học Mẫu Sơn (Giáo dục): 15/12/2023, Hướng dẫn số 8-HD/TU" in listed
    made = OwnDay.objects.get()
    client.post(reverse("own-day-drop", args=(commune.campaign.pk, row.pk, made.pk)))
    assert not OwnDay.objects.exists()


def test_own_day_is_set_by_the_planners_and_for_units_of_the_committee(commune: World, school: Organization) -> None:
    """P4-2.3-ad"""
    issue(commune)
    row = commune.campaign.milestones.get(code="P4-III-d")
    address = reverse("milestone-own-days", args=(commune.campaign.pk, row.pk))
    sent = {"organization": school.pk, "sector": "Giáo dục", "guidance": "8-HD/TU", "due_on": "2023-12-15"}
    assert signed_in(commune.users["vice"]).post(address, sent).status_code == 422
    for unit in (commune.office, commune.commune):
        with pytest.raises(RuleViolation, match="không phải cơ quan, đơn vị thuộc"):
            own_day(commune, "P4-III-d", unit, date(2023, 12, 15))
    assert not OwnDay.objects.exists()


def test_meeting_of_such_a_sector_is_held_to_its_own_day(commune: World) -> None:
    """P4-2.3-ad, P4-3-B4-a"""
    issue(commune)
    cell = Venue(kind=VenueKind.CELL, cell=commune.village)
    day = date(2023, 12, 5)
    assert [row.code for row in day_findings(commune.campaign, cell, day)] == ["deadline.late"]
    own_day(commune, "P4-3-B4-a", commune.village, date(2023, 12, 10))
    assert day_findings(commune.campaign, cell, day) == []
