"""A cell's meeting under the commune's plan calls its members up by groups, in agenda and item by item (P4-CT-b)."""

from __future__ import annotations

import pytest

from organizations.choices import CollectiveKind, OrganizationKind, PostRole, Sector, Tier
from organizations.models import Organization
from reviews.choices import ItemState, VenueKind
from reviews.models import Meeting, Review
from reviews.selectors.agenda import groups_in, order_findings, roles_in
from reviews.selectors.venues import Venue
from reviews.services import meetings
from tests import steps
from tests.factories.organizations import CollectiveFactory, OrganizationFactory, PostFactory
from tests.reviews.test_commune_plan import commune, issue
from tests.world import World, at, standing_on

__all__ = ["commune"]


@pytest.fixture
def meeting(commune: World) -> Meeting:
    """The village meets: its secretary, two leaders of the commune, a branch's head, and an ordinary member."""
    branch = OrganizationFactory.create(
        parent=commune.village,
        kind=OrganizationKind.MASS_ORGANIZATION,
        tier=Tier.CELL,
        sector=Sector.FRONT_MASS,
        name="Chi hội Phụ nữ",
    )
    board = CollectiveFactory.create(organization=branch, kind=CollectiveKind.MASS_STANDING_COMMITTEE, name="Chi hội")
    PostFactory.create(person=commune.people["villager2"], collective=board, role=PostRole.HEAD)
    issue(commune)
    with standing_on(8):
        return meetings.plan_meeting(
            campaign=commune.campaign,
            venue=Venue(kind=VenueKind.CELL, cell=commune.village),
            starts_on=at(24).date(),
            half_days=1,
            place="Nhà văn hóa",
            chair=commune.people["village_secretary"],
            clerk=commune.people["villager1"],
            by=commune.users["planner"],
        )


def groups(world: World, meeting: Meeting) -> dict[str, str]:
    reviews = [item.review for item in meeting.items.select_related("review")]
    found = groups_in(meeting, reviews, roles_in(meeting))
    keys = {person.pk: key for key, person in world.people.items()}
    return {keys[person]: group.value for person, group in found.items()}


def test_agenda_follows_the_groups_of_the_printed_programme(commune: World, meeting: Meeting) -> None:
    """P4-CT-b, P4-1.4.3-c"""
    found = groups(commune, meeting)
    assert {found[key] for key in ("chair", "vice")} == {"commune_official"}
    assert (found["village_secretary"], found["villager2"]) == ("committee_member", "branch_official")
    assert found["villager1"] == "ordinary"
    people = [item.review.person_id for item in meeting.items.order_by("position") if item.review.person_id]
    ranks = ["committee_member", "commune_official", "branch_official", "ordinary"]
    keys = {person.pk: key for key, person in commune.people.items()}
    placed = [ranks.index(found[keys[person]]) for person in people]
    assert placed == sorted(placed)
    assert len(set(placed)) == 4


def test_official_is_known_by_his_workplace(commune: World, meeting: Meeting) -> None:
    """P4-CT-b"""
    official = commune.people["villager1"]
    official.workplace = Organization.objects.get(kind=OrganizationKind.PEOPLES_COMMITTEE, tier=Tier.COMMUNE)
    official.save()
    assert groups(commune, meeting)["villager1"] == "commune_official"


def test_whoever_is_put_down_as_a_cadre_by_hand_goes_with_the_officials(commune: World, meeting: Meeting) -> None:
    """P4-CT-b"""
    Review.objects.filter(pk=commune.review_of("villager1").pk).update(rated_as_cadre=True)
    assert groups(commune, meeting)["villager1"] == "commune_official"


def test_ordinary_member_waits_for_the_branch_and_nobody_waits_in_a_circle(commune: World, meeting: Meeting) -> None:
    """P4-CT-b, P4-1.4.3-b, P4-1.4.3-c: while the secretary is pending only his own item may start."""
    done = {"state": ItemState.CONCLUDED, "conclusion": "Nhất trí.", "started_at": at(24, 8), "concluded_at": at(24, 9)}
    meeting.items.filter(review__collective__isnull=False).update(**done)
    items = {item.review.person_id: item for item in meeting.items.select_related("review") if item.review.person_id}

    def blocked(key: str) -> bool:
        return any(finding.blocks for finding in order_findings(items[commune.people[key].pk]))

    assert not blocked("village_secretary")
    assert all(blocked(key) for key in ("chair", "vice", "villager2", "villager1"))
    for key in ("village_secretary", "chair", "vice", "commune_secretary"):
        meeting.items.filter(review__person=commune.people[key]).update(**done)
    assert not blocked("villager2")
    clauses = {finding.clause for finding in order_findings(items[commune.people["villager1"].pk]) if finding.blocks}
    assert clauses == {"P4-CT-b"}


def test_plan_without_groups_asks_no_question(world: World, django_assert_num_queries: object) -> None:
    cell = steps.plan_cell(world)
    reviews = [item.review for item in cell.items.select_related("review")]
    roles = roles_in(cell)
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert groups_in(cell, reviews, roles) == {}
