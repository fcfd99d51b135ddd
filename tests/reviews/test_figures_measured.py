"""Pages of figures and reports cost the same with 1, 3 and 30 units, reports and people behind them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from organizations.choices import CollectiveKind, OrganizationKind, PostRole, Sector, Tier
from organizations.models import Grant, Organization, Post
from reviews.models import Campaign
from tests.factories.organizations import (
    CollectiveFactory,
    GrantFactory,
    OrganizationFactory,
    PostFactory,
    UserFactory,
)
from tests.factories.ratings import ProposalFactory
from tests.factories.reviews import (
    CampaignFactory,
    FeedPlaceFactory,
    FeedSendingFactory,
    FeedValueFactory,
    MilestoneFactory,
    RelayedReportFactory,
    ReviewFactory,
)
from tests.reviews.test_pages import assert_flat, signed_in
from tests.reviews.town import PRESET, standing_in


@dataclass
class Desk:
    """Somebody with every right over a town in which nothing else stands."""

    town: Organization
    client: Client
    campaign: Campaign

    def ward(self) -> Organization:
        """A ward's people's committee, and the Party organization above it."""
        party = OrganizationFactory.create(parent=self.town, commune=True)
        return OrganizationFactory.create(
            parent=party,
            kind=OrganizationKind.PEOPLES_COMMITTEE,
            tier=Tier.COMMUNE,
            sector=Sector.GOVERNMENT,
            name=f"UBND phường đo {party.pk}",
        )

    def figure(self) -> Organization:
        ward = self.ward()
        FeedValueFactory.create(campaign=self.campaign, unit=ward)
        return ward


@pytest.fixture
def desk(db: None) -> Iterator[Desk]:
    town = OrganizationFactory.create(name="Đảng bộ thị xã")
    user = UserFactory.create()
    for codename in ("lead_review", "appraise", "decide"):
        GrantFactory.create(user=user, codename=codename, content_object=town)
    Grant.objects.update(valid_from=None)
    campaign = CampaignFactory.create(issued=True, issuer=town, preset=PRESET, year=2019)
    for milestone in campaign.plan.milestones:
        MilestoneFactory.create(campaign=campaign, code=milestone.clause, due_on=milestone.due_on)
    with standing_in(12, 20):
        yield Desk(town, signed_in(user), campaign)


def test_the_table_of_a_feed_costs_the_same_with_many_units(desk: Desk) -> None:
    def add(count: int) -> None:
        for _ in range(count):
            desk.figure()

    assert_flat(desk.client, reverse("feed", args=(desk.campaign.pk, "budget")), add, row='class="figure-unit"')


def test_the_table_of_a_feed_costs_the_same_with_many_places_of_its_own_and_sendings(desk: Desk) -> None:
    def add(count: int) -> None:
        for _ in range(count):
            place = FeedPlaceFactory.create(campaign=desk.campaign)
            FeedValueFactory.create(campaign=desk.campaign, feed="security", column="safe", unit=None, place=place)
            FeedSendingFactory.create(
                campaign=desk.campaign,
                feed="security",
                returned_by=UserFactory.create(),
                returned_at=datetime(2019, 12, 20, tzinfo=UTC),
                return_reason="Thiếu",
            )

    assert_flat(desk.client, reverse("feed", args=(desk.campaign.pk, "security")), add, row="Tổ dân phố")


def test_pasting_a_table_costs_the_same_with_many_units(desk: Desk) -> None:
    def add(count: int) -> None:
        for _ in range(count):
            desk.figure()

    assert_flat(desk.client, reverse("feed-paste", args=(desk.campaign.pk, "budget")), add, row="UBND phường đo")


def test_asking_before_figures_are_sent_costs_the_same_with_many_wrong_ones(desk: Desk) -> None:
    def add(count: int) -> None:
        for _ in range(count):
            FeedValueFactory.create(campaign=desk.campaign, unit=desk.ward(), value="mười")

    assert_flat(desk.client, reverse("feed-send", args=(desk.campaign.pk, "budget")), add, row="không phải là số")


@pytest.mark.parametrize("name", ["feeds", "reports"])
def test_the_lists_of_one_plans_feeds_and_routes_cost_the_same_with_many_units(desk: Desk, name: str) -> None:
    address = reverse(name, args=(desk.campaign.pk,))
    counts = []
    for _ in range(3):
        for _ in range(4):
            ward = desk.figure()
            RelayedReportFactory.create(campaign=desk.campaign, unit=ward.parent)
        desk.client.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert desk.client.get(address).status_code == 200
        counts.append(len(captured))
    assert len(set(counts)) == 1


def test_reports_of_a_route_cost_the_same_with_many_units(desk: Desk) -> None:
    def add(count: int) -> None:
        for _ in range(count):
            RelayedReportFactory.create(campaign=desk.campaign, unit=desk.ward().parent)

    address = reverse("reports-of-route", args=(desk.campaign.pk, "results"))
    assert_flat(desk.client, address, add, row='class="row-link"')


def test_the_reports_of_a_unit_cost_the_same_with_many_of_them(desk: Desk) -> None:
    unit = desk.ward().parent
    assert unit is not None

    def add(count: int) -> None:
        for _ in range(count):
            turn = unit.relayed_reports.count() + 1
            RelayedReportFactory.create(campaign=desk.campaign, unit=unit, route="obstacles", turn=turn)

    address = reverse("report", args=(desk.campaign.pk, "obstacles", unit.pk))
    assert_flat(desk.client, address, add, row="Văn bản số")


def test_figures_beside_a_review_cost_the_same_with_many_of_them(desk: Desk) -> None:
    """P3-III.2.5-c"""
    ward = desk.ward()
    review = ReviewFactory.create(campaign=desk.campaign, unit=ward.parent)
    ProposalFactory.create(review=review)
    FeedSendingFactory.create(campaign=desk.campaign)

    def add(count: int) -> None:
        for _ in range(count):
            unit = OrganizationFactory.create(
                parent=ward.parent, kind=ward.kind, tier=ward.tier, sector=ward.sector, name="UBND phường đo"
            )
            FeedValueFactory.create(campaign=desk.campaign, unit=unit)

    assert_flat(desk.client, reverse("review-ratings", args=(review.pk,)), add, row="UBND phường đo")


def test_home_costs_the_same_with_many_figures_and_reports_to_send(desk: Desk) -> None:
    user = UserFactory.create()
    client = signed_in(user)

    def add(count: int) -> None:
        for _ in range(count):
            unit = desk.ward().parent
            body = CollectiveFactory.create(organization=unit, kind=CollectiveKind.EXECUTIVE_COMMITTEE)
            PostFactory.create(person=user.person, collective=body, role=PostRole.HEAD)
            Post.objects.update(valid_from=None)

    assert_flat(client, reverse("home"), add, row="Báo cáo kết quả kiểm điểm")


def test_home_costs_the_same_with_many_campaigns_that_collect_figures(desk: Desk) -> None:
    def add(count: int) -> None:
        for _ in range(count):
            campaign = CampaignFactory.create(issued=True, issuer=desk.town, preset=PRESET, year=2019)
            MilestoneFactory.create(campaign=campaign, code="P3-III.2.5-b")

    assert_flat(desk.client, reverse("home"), add, row="Gửi số liệu phục vụ thẩm định", sizes=(1, 3, 8))
