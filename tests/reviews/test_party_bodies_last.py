"""P0-4.2-c: a Party body is reviewed when the government's, professional and mass bodies beside it have finished."""

from __future__ import annotations

import pytest

from organizations.models import Collective
from reviews.choices import AttendeeRole, ItemState, VenueKind
from reviews.models import AgendaItem, Meeting
from reviews.rules.findings import Finding, RuleViolation, Severity
from reviews.selectors.venues import Venue
from reviews.services import meetings, sittings
from tests import steps
from tests.commune_world import CommuneWorld, issued_commune_world
from tests.factories.organizations import PostFactory
from tests.kept import built_once
from tests.world import at, standing_on


@pytest.fixture
@built_once
def world(db: None) -> CommuneWorld:
    """The commune's committee with a second member, who takes its minutes."""
    world = issued_commune_world()
    PostFactory.create(person=world.people["village_secretary"], collective=world.party, title="Đảng ủy viên")
    return world


def sitting(world: CommuneWorld, collective: Collective, *, chair: str, clerk: str, day: int) -> AgendaItem:
    """The body's meeting, opened in due form; its first item is the body's own review."""
    steps.submit(world, world.collective_review(collective), by=chair)
    user = world.users[chair]
    with standing_on(9) as now:
        meeting = meetings.plan_meeting(
            campaign=world.campaign,
            venue=Venue(kind=VenueKind.COLLECTIVE, collective=collective),
            starts_on=at(day).date(),
            half_days=2,
            place="Phòng họp",
            chair=world.people[chair],
            clerk=world.people[clerk],
            by=user,
        )
        meetings.add_guest(
            meeting_id=meeting.pk, person=world.people["officer"], role=AttendeeRole.BOARD_REPRESENTATIVE, by=user
        )
        meetings.send_drafts(meeting_id=meeting.pk, by=user, on=now.date(), now=now)
        meetings.invite(meeting_id=meeting.pk, by=user, now=now)
    with standing_on(day) as now:
        meetings.record_everybody_present(meeting_id=meeting.pk, by=user)
        sittings.open_meeting(meeting_id=meeting.pk, by=user, on=now.date(), now=now)
    item = meeting.items.select_related("review").order_by("position").first()
    assert item is not None
    assert item.review.collective == collective
    return item


def start(world: CommuneWorld, item: AgendaItem) -> list[Finding]:
    chair = item.meeting.chair
    with standing_on(item.meeting.starts_on.day, 14) as now:
        return sittings.start_item(item_id=item.pk, presenter=chair, authorization="", by=chair.user, now=now)


def review(world: CommuneWorld, collective: Collective, *, chair: str, clerk: str, day: int) -> None:
    item = sitting(world, collective, chair=chair, clerk=clerk, day=day)
    start(world, item)
    with standing_on(day, 15) as now:
        sittings.conclude_item(item_id=item.pk, conclusion="Nhất trí.", by=world.users[chair], now=now)


def refusal(world: CommuneWorld, item: AgendaItem) -> Finding:
    with pytest.raises(RuleViolation) as refused:
        start(world, item)
    item.refresh_from_db()
    assert (item.state, item.started_at) == (ItemState.PENDING, None)
    (finding,) = [row for row in refused.value.findings if row.severity is Severity.BLOCK]
    assert finding.reference is not None
    assert finding.reference.clause == "P0-4.2-c"
    return finding


def pending(finding: Finding) -> set[str]:
    return set(finding.message.split("Chưa xong: ")[1].rstrip(".").split(", "))


def review_commune_council(world: CommuneWorld, *, day: int = 20) -> None:
    keys = {"chair": "commune_council_chair", "clerk": "commune_council_chair_deputy"}
    review(world, world.commune_council, **keys, day=day)


def review_commune_committee(world: CommuneWorld, *, day: int = 21) -> None:
    keys = {"chair": "commune_committee_chair", "clerk": "commune_committee_chair_deputy"}
    review(world, world.commune_committee, **keys, day=day)


def test_the_communes_committee_is_refused_until_its_council_and_peoples_committee_have_finished(
    world: CommuneWorld,
) -> None:
    item = sitting(world, world.party, chair="commune_secretary", clerk="village_secretary", day=22)
    assert pending(refusal(world, item)) == {"Thường trực HĐND xã", "Lãnh đạo UBND xã"}
    review_commune_council(world)
    assert pending(refusal(world, item)) == {"Lãnh đạo UBND xã"}
    review_commune_committee(world)
    start(world, item)
    item.refresh_from_db()
    assert item.state == ItemState.IN_PROGRESS


def test_a_body_whose_review_has_only_begun_has_not_finished(world: CommuneWorld) -> None:
    review_commune_council(world)
    keys = {"chair": "commune_committee_chair", "clerk": "commune_committee_chair_deputy"}
    start(world, sitting(world, world.commune_committee, **keys, day=22))
    item = sitting(world, world.party, chair="commune_secretary", clerk="village_secretary", day=22)
    assert pending(refusal(world, item)) == {"Lãnh đạo UBND xã"}


def test_the_districts_committee_waits_for_the_districts_bodies_and_not_for_the_communes(world: CommuneWorld) -> None:
    # Boards that assist the committee are neither the government's nor mass bodies: none of them is waited for.
    item = sitting(world, world.standing, chair="secretary", clerk="supervisor", day=23)
    assert pending(refusal(world, item)) == {
        "Thường trực HĐND huyện",
        "Lãnh đạo UBND huyện",
        "Tập thể lãnh đạo Phòng Tài chính - Kế hoạch",
    }


def test_a_government_body_waits_for_no_party_body(world: CommuneWorld) -> None:
    assert not AgendaItem.objects.filter(review__collective=world.party).exists()
    review_commune_committee(world)
    concluded = AgendaItem.objects.get(review__collective=world.commune_committee)
    assert concluded.state == ItemState.CONCLUDED


def test_a_cells_committee_waits_for_no_body_of_the_organization_above(world: CommuneWorld) -> None:
    item = sitting(world, world.cell_committee, chair="head", clerk="member1", day=17)
    assert not Meeting.objects.filter(collective=world.leadership).exists()
    assert [finding.message for finding in start(world, item)] == []
