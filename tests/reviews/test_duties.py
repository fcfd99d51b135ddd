"""What is to be done in several campaigns at once: each campaign's duties are its own."""

from __future__ import annotations

from datetime import date

import pytest

from organizations.choices import CollectiveKind, PostRole
from organizations.models import Organization, User
from reviews.choices import EntryState, VenueKind
from reviews.duties import duties, listed
from reviews.models import Campaign
from tests.factories.organizations import (
    CollectiveFactory,
    OrganizationFactory,
    PersonFactory,
    PostFactory,
    UserFactory,
)
from tests.factories.reviews import (
    ISSUED_AT,
    CampaignFactory,
    EntryFactory,
    MeetingFactory,
    MilestoneFactory,
    ReviewFactory,
    ReviewVenueFactory,
)
from tests.world import standing_on

TODAY = date(2023, 11, 14)


@pytest.fixture(autouse=True)
def _on_an_ordinary_day():
    with standing_on(14):
        yield


@pytest.fixture
def cell(db: None) -> Organization:
    return OrganizationFactory.create(parent=OrganizationFactory.create(), cell=True)


@pytest.fixture
def secretary(cell: Organization) -> User:
    """Leads the cell and its committee."""
    user = UserFactory.create(person=PersonFactory.create(cell=cell))
    committee = CollectiveFactory.create(organization=cell, kind=CollectiveKind.CELL_COMMITTEE)
    PostFactory.create(person=user.person, collective=committee, role=PostRole.HEAD)
    return user


@pytest.fixture
def campaigns(cell: Organization) -> list[Campaign]:
    """Two years; in each the dossier is due on a day of its own, and one member is reviewed in the cell."""
    found = []
    for year, due_on in ((2023, date(2023, 12, 5)), (2024, date(2024, 12, 4))):
        campaign = CampaignFactory.create(issued=True, issuer=cell.parent, year=year)
        MilestoneFactory.create(campaign=campaign, code="P0-III.3-a", due_on=due_on)
        review = ReviewFactory.create(campaign=campaign, person=PersonFactory.create(cell=cell), unit=cell)
        ReviewVenueFactory.create(review=review, cell=cell)
        found.append(campaign)
    return found


def asked(campaigns: list[Campaign], user: User, key: str) -> list[tuple[str, str, date | None]]:
    return [
        (duty.subject, duty.path, duty.due_on)
        for duty in duties(*campaigns, on=TODAY, user=user)
        if duty.key.startswith(key)
    ]


def each_alone(campaigns: list[Campaign], user: User, key: str) -> list[tuple[str, str, date | None]]:
    return [row for campaign in campaigns for row in asked([campaign], user, key)]


def test_a_meeting_planned_in_one_campaign_is_still_to_plan_in_the_other(
    campaigns: list[Campaign], cell: Organization, secretary: User
) -> None:
    assert len(asked(campaigns, secretary, "plan-meeting")) == 2
    MeetingFactory.create(campaign=campaigns[0], kind=VenueKind.CELL, collective=None, cell=cell)
    [(_subject, path, _due_on)] = asked(campaigns, secretary, "plan-meeting")
    assert f"/{campaigns[1].pk}/" in path


@pytest.mark.parametrize("key", ["residence-request", "submit", "write", "plan-meeting"])
def test_two_campaigns_together_ask_what_each_asks_alone(
    campaigns: list[Campaign], cell: Organization, secretary: User, key: str
) -> None:
    for campaign in campaigns:
        final = ReviewFactory.create(campaign=campaign, person=PersonFactory.create(cell=cell), unit=cell)
        EntryFactory.create(review=final, submitted=True, state=EntryState.FINAL, finalized_at=ISSUED_AT)
        EntryFactory.create(review=ReviewFactory.create(campaign=campaign, person=secretary.person, unit=cell))
    together = asked(campaigns, secretary, key)
    assert len(together) == 2
    assert sorted(together, key=str) == sorted(each_alone(campaigns, secretary, key), key=str)


def test_dossiers_to_send_open_the_list_of_their_own_campaign(
    campaigns: list[Campaign], cell: Organization, secretary: User
) -> None:
    review = ReviewFactory.create(campaign=campaigns[1], person=PersonFactory.create(cell=cell), unit=cell)
    EntryFactory.create(review=review, submitted=True, state=EntryState.FINAL, finalized_at=ISSUED_AT)
    [(subject, path, due_on)] = asked(campaigns, secretary, "submit")
    assert subject == str(review)
    assert f"campaign={campaigns[1].pk}&unit={cell.pk}" in path
    assert due_on == date(2024, 12, 3)


def test_a_long_list_names_three_and_counts_the_rest() -> None:
    assert listed(["A", "B", "C"]) == "A, B, C"
    assert listed(["A", "B", "C", "D", "E"]) == "A, B, C và 2 hồ sơ khác"
    assert listed(["A", "B", "C", "D"], "đồng chí") == "A, B, C và 1 đồng chí khác"
