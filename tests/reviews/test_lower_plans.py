"""The province's plan over those of its districts: no later day is issued, and who has no plan is listed (P1 III.3)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from django.urls import reverse

from organizations.choices import OrganizationKind, Tier
from organizations.models import Organization, User
from reviews.choices import Period
from reviews.models import Campaign
from reviews.rules.findings import RuleViolation
from reviews.services.campaigns import change_milestone
from tests.factories.organizations import PASSWORD, GrantFactory, OrganizationFactory, UserFactory
from tests.factories.reviews import CampaignFactory, MilestoneFactory
from tests.reviews.test_campaigns import codes, draft, issue
from tests.reviews.test_pages import assert_flat, signed_in, words
from tests.world import World, build_world, standing_on

PRINTED = "P0-III.3-a"


@pytest.fixture(autouse=True)
def _on_an_ordinary_day() -> Iterator[None]:
    with standing_on(14):
        yield


@pytest.fixture
def province(db: None) -> Organization:
    return OrganizationFactory.create(
        kind=OrganizationKind.PROVINCE_PARTY, tier=Tier.PROVINCE, name="Đảng bộ tỉnh Mẫu", place="Mẫu"
    )


def provinces_plan(province: Organization, **values: object) -> Campaign:
    return CampaignFactory.create(issued=True, issuer=province, preset="p1_tinh_2023", number="65-KH/TU", **values)


@pytest.fixture
def plan(province: Organization) -> Campaign:
    return provinces_plan(province)


@pytest.fixture
def world(province: Organization, plan: Campaign) -> World:
    """The small district below the province, with a draft of its own plan."""
    world = build_world(above=province)
    world.campaign = draft(world)
    return world


def move(world: World, due_on: date) -> None:
    milestone = world.campaign.milestones.get(code=PRINTED)
    change_milestone(milestone_id=milestone.pk, due_on=due_on, change_reason="Công văn", by=world.users["planner"])


def officer(on: Organization) -> User:
    user = UserFactory.create()
    GrantFactory.create(user=user, codename="inspect", content_object=on)
    return user


# --- a later day ----------------------------------------------------------------------------------------------------


def test_plan_with_a_day_after_the_provinces_is_not_issued_and_both_papers_are_cited(world: World) -> None:
    """P1-III.3-a."""
    move(world, date(2023, 12, 28))
    with pytest.raises(RuleViolation) as refused:
        issue(world)
    (finding,) = [row for row in refused.value.findings if row.code == "deadline.after_superior"]
    assert finding.blocks
    assert finding.clause == PRINTED
    assert "Kế hoạch số 65-KH/TU ngày 03/11/2023, mục II.5" in finding.message
    assert "sau hạn của cấp trên 26/12/2023" in finding.message
    assert Campaign.objects.get(pk=world.campaign.pk).is_draft


def test_plan_with_an_equal_day_is_issued_under_the_provinces(world: World, plan: Campaign) -> None:
    """P1-III.3-a: the province's own day, earlier than that of the districts, refuses nothing (P1-II.5-c)."""
    move(world, date(2023, 12, 27))
    issue(world)
    assert Campaign.objects.get(pk=world.campaign.pk).superior == plan


def test_plan_drafted_before_the_provinces_was_issued_is_held_against_it_all_the_same(province: Organization) -> None:
    world = build_world(above=province)
    world.campaign = draft(world)
    assert world.campaign.superior is None
    plan = provinces_plan(province)
    move(world, date(2023, 12, 28))
    with pytest.raises(RuleViolation) as refused:
        issue(world)
    assert codes(refused.value) == {"deadline.after_superior"}
    move(world, date(2023, 12, 5))
    issue(world)
    assert Campaign.objects.get(pk=world.campaign.pk).superior == plan


def test_province_that_only_warns_stops_nothing(world: World, plan: Campaign) -> None:
    """The severity is a value of the superior's plan (P1-III.3-a)."""
    plan.settings = {"lower_plans": {"severity": "warn"}}
    plan.save(update_fields=("settings",))
    move(world, date(2023, 12, 28))
    issue(world)


def test_pages_of_the_draft_say_why_it_cannot_be_issued_yet(world: World) -> None:
    client = signed_in(world.users["planner"])
    address = reverse("campaign-issue", args=(world.campaign.pk,))
    title = "Sửa những chỗ sau thì mới ban hành được"
    assert title not in client.get(address).content.decode()
    move(world, date(2023, 12, 28))
    for name in ("campaign-issue", "campaign-milestones"):
        assert title in client.get(reverse(name, args=(world.campaign.pk,))).content.decode()
    confirmed = {f"confirm_{row.key}": "on" for row in world.campaign.plan.defaults_to_confirm}
    sent = {"number": "128-KH/HU", "dated_on": "2023-11-06", "password": PASSWORD} | confirmed
    answer = client.post(address, sent)
    page = words(answer.content)
    assert answer.status_code == 422
    assert page.count("sau hạn của cấp trên 26/12/2023") == 1
    assert 'value="128-KH/HU"' in page


# --- who has drawn up a plan ------------------------------------------------------------------------------------------


def district(province: Organization, name: str, **fields: object) -> Organization:
    return OrganizationFactory.create(parent=province, name=name, **fields)


def section(page: str) -> str:
    return page[page.index('id="ke-hoach-cap-duoi"') :].partition("</section>")[0]


def row_of(shown: str, name: str) -> str:
    return next(row for row in shown.split("<tr>") if name in row)


def test_units_with_an_issued_plan_a_draft_and_none_are_listed_with_the_day_of_their_level(
    province: Organization, plan: Campaign
) -> None:
    """P1-III.3-a: a district without a plan is listed as missing."""
    done, writing = district(province, "Huyện ủy Đã Xong"), district(province, "Huyện ủy Đang Viết")
    district(province, "Huyện ủy Chưa Làm")
    district(province, "Đảng ủy Khối", kind=OrganizationKind.GRASSROOTS_PARTY, tier=Tier.GRASSROOTS)
    district(province, "Ban Tổ chức Tỉnh ủy", kind=OrganizationKind.ADVISORY_BOARD)
    district(done, "Đảng ủy xã", commune=True)
    issued = CampaignFactory.create(issued=True, issuer=done, number="12-KH/HU")
    CampaignFactory.create(issuer=done, name="Bản nháp thứ hai")
    CampaignFactory.create(issuer=writing)
    CampaignFactory.create(issued=True, issuer=writing, year=2022)
    CampaignFactory.create(issued=True, issuer=writing, period=Period.QUARTER, quarter=3)
    page = words(signed_in(officer(province)).get(reverse("campaign", args=(plan.pk,))).content)
    shown = section(page)
    assert "1/4 nơi đã ban hành kế hoạch, 1 nơi đang dự thảo, 2 nơi chưa lập" in shown
    assert "Kế hoạch không in hạn xây dựng kế hoạch của cấp dưới." in shown
    assert "Đã ban hành" in row_of(shown, "Đã Xong")
    assert "12-KH/HU" in row_of(shown, "Đã Xong")
    assert reverse("campaign", args=(issued.pk,)) in row_of(shown, "Đã Xong")
    assert "Đang dự thảo" in row_of(shown, "Đang Viết")
    assert "Chưa lập" in row_of(shown, "Chưa Làm")
    assert "26/12/2023" in row_of(shown, "Chưa Làm")
    assert "19/12/2023" in row_of(shown, "Đảng ủy Khối")
    assert "Ban Tổ chức Tỉnh ủy" not in shown
    assert "Đảng ủy xã" not in shown
    assert "mục III.3" in shown
    assert shown.index("Chưa Làm") < shown.index("Đang Viết") < shown.index("Đã Xong")


def test_plan_issued_before_the_provinces_with_a_later_day_is_pointed_out(
    province: Organization, plan: Campaign
) -> None:
    early = CampaignFactory.create(issued=True, issuer=district(province, "Huyện ủy Sớm"))
    MilestoneFactory.create(campaign=early, code=PRINTED, due_on=date(2023, 12, 28))
    page = words(signed_in(officer(province)).get(reverse("campaign", args=(plan.pk,))).content)
    assert "sau hạn của cấp trên 26/12/2023" in section(page)


def test_list_is_for_those_who_look_after_the_units(province: Organization, plan: Campaign) -> None:
    """Staff of one district see their own line; whoever looks after nothing sees no list."""
    own = district(province, "Huyện ủy Của Mình")
    district(province, "Huyện ủy Khác")
    address = reverse("campaign", args=(plan.pk,))
    shown = section(words(signed_in(officer(own)).get(address).content))
    assert "Huyện ủy Của Mình" in shown
    assert "Huyện ủy Khác" not in shown
    assert "ke-hoach-cap-duoi" not in signed_in(UserFactory.create()).get(address).content.decode()


def test_plan_that_asks_for_no_plans_below_and_a_draft_list_nobody(province: Organization, plan: Campaign) -> None:
    below = district(province, "Huyện ủy")
    OrganizationFactory.create(parent=below, commune=True)
    client = signed_in(officer(province))
    for other in (CampaignFactory.create(issued=True, issuer=below), CampaignFactory.create(issuer=province)):
        page = client.get(reverse("campaign", args=(other.pk,))).content.decode()
        assert "ke-hoach-cap-duoi" not in page


def test_unit_dissolved_by_then_needs_no_plan(province: Organization, plan: Campaign) -> None:
    gone = district(province, "Huyện ủy Đã Giải Thể")
    gone.valid_to = date(2023, 6, 30)
    gone.save(update_fields=("valid_to",))
    district(province, "Huyện ủy Còn")
    page = words(signed_in(officer(province)).get(reverse("campaign", args=(plan.pk,))).content)
    assert "Huyện ủy Đã Giải Thể" not in section(page)


def test_list_costs_the_same_with_many_units(province: Organization, plan: Campaign) -> None:
    def add(count: int) -> None:
        for number in range(count):
            unit = district(province, "Huyện ủy phải đo")
            if number % 2 == 0:
                campaign = CampaignFactory.create(issued=True, issuer=unit)
                MilestoneFactory.create(campaign=campaign, code=PRINTED, due_on=date(2023, 12, 28))

    assert_flat(signed_in(officer(province)), reverse("campaign", args=(plan.pk,)), add, row="Huyện ủy phải đo")
