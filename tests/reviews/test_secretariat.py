"""The issuer's own conference is prepared and recorded by the staff of its office (P1-III.4-d)."""

from __future__ import annotations

import pytest
from django.urls import reverse

from organizations.choices import OrganizationKind, Tier
from organizations.models import Organization, Person
from reviews.choices import VenueKind
from reviews.models import Meeting
from reviews.permissions import meeting_refusal
from reviews.rules.findings import RuleViolation
from reviews.selectors.secretariat import clerks_of, secretariat_of
from reviews.selectors.venues import Venue
from reviews.services.meetings import plan_meeting
from tests.factories.organizations import OrganizationFactory
from tests.reviews.test_pages import signed_in
from tests.reviews.test_province_plan import province
from tests.world import World, at, standing_on

__all__ = ["province"]


@pytest.fixture
def office(province: World) -> Organization:
    """The province's office with one of its staff, beside the board of organization."""
    made = OrganizationFactory.create(
        parent=province.district, kind=OrganizationKind.ADVISORY_BOARD, tier=Tier.PROVINCE, name="Văn phòng Tỉnh ủy"
    )
    province.add("secretary_of_minutes", "Đỗ Thị Văn", cell=province.village, workplace=made)
    return made


def plan(world: World, clerk: Person) -> Meeting:
    with standing_on(13):
        return plan_meeting(
            campaign=world.campaign,
            venue=Venue(kind=VenueKind.COLLECTIVE, collective=world.standing),
            starts_on=at(28).date(),
            half_days=2,
            place="Hội trường",
            chair=world.people["secretary"],
            clerk=clerk,
            by=world.users["planner"],
        )


def test_clerk_from_elsewhere_is_refused_and_one_of_the_office_runs_programme_and_minutes(
    province: World, office: Organization
) -> None:
    """P1-III.4-d"""
    with pytest.raises(RuleViolation) as caught:
        plan(province, province.people["deputy"])
    assert [(row.code, row.clause) for row in caught.value.findings] == [("meeting.secretariat", "P1-III.4-d")]
    assert not Meeting.objects.exists()
    meeting = plan(province, province.people["secretary_of_minutes"])
    assert meeting_refusal(province.users["secretary_of_minutes"], meeting) == []


def test_page_offers_the_offices_staff_as_clerk_and_says_why(province: World, office: Organization) -> None:
    """P1-III.4-d"""
    url = f"{reverse('meeting-new', args=(province.campaign.pk,))}?collective={province.standing.pk}"
    with standing_on(13):
        page = signed_in(province.users["planner"]).get(url).content.decode()
    clerks = page.split('name="clerk"')[1].split("</select>")[0]
    assert "Đỗ Thị Văn" in clerks
    assert "Trần Thị Hà" not in clerks
    assert "do Văn phòng Tỉnh ủy chuẩn bị" in page


def test_other_meetings_and_a_tree_without_the_office_keep_their_own_clerk(province: World) -> None:
    """P1-III.4-d"""
    own = Venue(kind=VenueKind.COLLECTIVE, collective=province.standing)
    assert secretariat_of(province.campaign, own) is None  # no office in the tree
    assert set(clerks_of(province.campaign, own)) >= {province.people["head"], province.people["deputy"]}
    assert plan(province, province.people["deputy"]).clerk == province.people["deputy"]


def test_a_department_or_a_cell_is_not_the_offices(province: World, office: Organization) -> None:
    """P1-III.4-d"""
    for venue in (
        Venue(kind=VenueKind.COLLECTIVE, collective=province.leadership),
        Venue(kind=VenueKind.CELL, cell=province.cell),
    ):
        assert secretariat_of(province.campaign, venue) is None
