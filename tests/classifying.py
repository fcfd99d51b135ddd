"""The meeting of the commune's people's committee that only votes on its leaders, taken as far as a test needs it."""

from __future__ import annotations

from itertools import cycle

from organizations.choices import CollectiveKind, OrganizationKind, PostRole, Sector, Tier
from organizations.models import Collective, Person
from ratings.models import BallotSession
from ratings.services import casting
from reviews.choices import VenueKind
from reviews.models import Meeting
from reviews.selectors.venues import Venue
from reviews.services import meetings, sittings
from reviews.services.campaigns import regenerate_subjects
from tests.box import close_ballot, open_ballot
from tests.factories.organizations import CollectiveFactory, OrganizationFactory, PostFactory
from tests.world import World, at, standing_on


def government() -> Collective:
    return Collective.objects.get(kind=CollectiveKind.PEOPLES_COMMITTEE_LEADERSHIP, organization__tier=Tier.COMMUNE)


def seven_members(world: World, *, deputies: int = 1) -> Collective:
    """The people's committee of the world has a chair and a deputy; with five people more it is seven."""
    body = government()
    for number in range(1, 6):
        role = PostRole.DEPUTY if number < deputies else PostRole.MEMBER
        person = world.add(f"member{number}xa", f"Vàng A Ủy viên {number}", cell=world.village)
        PostFactory.create(person=person, collective=body, role=role)
    regenerate_subjects(campaign_id=world.campaign.pk, by=world.users["planner"])
    return body


def association(world: World, name: str = "Hội Phụ nữ xã") -> Collective:
    """A mass organization of the commune whose standing committee is a head, a deputy and a member."""
    union = OrganizationFactory.create(
        parent=world.commune,
        kind=OrganizationKind.MASS_ORGANIZATION,
        tier=Tier.COMMUNE,
        sector=Sector.FRONT_MASS,
        name=name,
    )
    board = CollectiveFactory.create(
        organization=union, kind=CollectiveKind.MASS_STANDING_COMMITTEE, name=f"Ban Thường vụ {name}"
    )
    for number, role in enumerate((PostRole.HEAD, PostRole.DEPUTY, PostRole.MEMBER), start=1):
        PostFactory.create(person=world.people[f"villager{number}"], collective=board, role=role)
    regenerate_subjects(campaign_id=world.campaign.pk, by=world.users["planner"])
    return board


def committee_of(world: World, count: int = 8) -> list[Person]:
    """Members of an association's whole committee who do not sit in its standing committee."""
    return [world.add(f"chap{number}", f"Giàng Thị Chấp {number}", cell=world.village) for number in range(count)]


def planned(world: World, body: Collective, *, day: int = 14, by: str = "chair") -> Meeting:
    """Planned on the eighth to meet only to vote; the chair of the body chairs, its deputy takes the minutes."""
    with standing_on(8):
        return meetings.plan_meeting(
            campaign=world.campaign,
            venue=Venue(kind=VenueKind.COLLECTIVE, collective=body),
            starts_on=at(day).date(),
            half_days=1,
            place="Hội trường UBND xã",
            chair=world.people["chair"],
            clerk=world.people["vice"],
            by=world.users[by],
            only_votes=True,
        )


def sitting(world: World, meeting: Meeting) -> Meeting:
    """Everybody invited, present, the meeting opened."""
    user = world.users["chair"]
    with standing_on(9) as now:
        meetings.invite(meeting_id=meeting.pk, by=user, now=now)
    with standing_on(meeting.starts_on.day) as now:
        meetings.record_everybody_present(meeting_id=meeting.pk, by=user)
        sittings.open_meeting(meeting_id=meeting.pk, by=user, on=now.date(), now=now)
    meeting.refresh_from_db()
    return meeting


def opened(world: World, meeting: Meeting) -> BallotSession:
    with standing_on(meeting.starts_on.day, 9) as now:
        return open_ballot(
            meeting_id=meeting.pk, counting_team=[world.people["vice"]], by=world.users["chair"], now=now
        )


def counted(world: World, session: BallotSession, *levels: str, by: str = "vice") -> BallotSession:
    """Every voter gives each of the levels in turn, all questions alike; shut and counted."""
    questions = list(session.questions.values_list("pk", flat=True))
    voters = session.voters.select_related("person__user").order_by("pk")
    for voter, level in zip(voters, cycle(levels), strict=False):
        casting.cast_vote(session_id=session.pk, voter=voter.person.user, choices=dict.fromkeys(questions, level))
    with standing_on(session.meeting.starts_on.day, 10) as now:
        return close_ballot(session_id=session.pk, by=world.users[by], now=now)
