"""What only the plans of the province, the communes and the town have: one case for each, with its own objects."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import date, datetime
from itertools import count

from organizations.choices import CollectiveKind, OrganizationKind, PostRole, Tier
from organizations.models import Collective, Organization
from reviews.choices import CircumstanceKind, MeetingState, Presence, VenueKind
from reviews.models import CirculatedDraft, GroupReview, Meeting, PollWaiver
from tests import steps
from tests.factories.organizations import CollectiveFactory, OrganizationFactory, PersonFactory, PostFactory
from tests.factories.reviews import (
    AgendaItemFactory,
    AttendeeFactory,
    DirectorFactory,
    HandOverFactory,
    MeetingFactory,
    PromptProposalFactory,
    RelayedReportFactory,
    ViolationFactory,
)
from tests.matrix.cases import Case, Objects, places_of
from tests.matrix.people import Places, cast
from tests.ratings.special_cases import recorded
from tests.reviews import test_commune_plan, test_commune_preparation, test_workplace_polls
from tests.reviews.quarters import build_commune, draft, standing_in
from tests.reviews.quarters import issue as issue_quarter
from tests.reviews.test_province_circulation import send
from tests.reviews.test_province_plan import issued_province
from tests.reviews.test_remedies import hand_in
from tests.reviews.town import issued_town, send_budget
from tests.reviews.town import standing_in as in_the_town
from tests.world import World, at, standing_on

#: The people of the commune by column; who leads the cell does not lead the office there.
COMMUNE = {
    "own": "vice",
    "leads": "village_secretary",
    "leads_unit": "chair",
    "clerk": "villager1",
    "counts": "villager2",
    "above_head": "commune_secretary",
    "board": "officer",
    "planner": "planner",
    "residence": "agencies_secretary",
    "beside_head": "head",
}


def province() -> Case:
    """P1: prompts are proposed, directors sent, the draft of the department's report goes round."""
    world = issued_province()
    review = world.collective_review()
    steps.submit(world, review, by="head", day=13)
    proposal = PromptProposalFactory.create(review=review, organization=world.office)
    director = DirectorFactory.create(
        campaign=world.campaign, organization=world.office, person=world.people["supervisor"]
    )
    whole = world.collective_review(world.standing)
    steps.submit(world, whole, by="secretary", day=13)
    send(world, whole)
    sent = CirculatedDraft.objects.filter(review=whole).first()
    assert sent is not None
    review.violation_flags = ["disunity"]
    review.save()
    hand_in(world, review, "head")
    objects: Objects = {
        "campaign_id": world.campaign.pk,
        "review_id": review.pk,
        "proposal_id": proposal.pk,
        "director_id": director.pk,
        "circulated_id": sent.pk,
        # The standing committee's own report goes round, and nobody else's.
        **{f"{name}:review_id": whole.pk for name in ("review-circulation", "circulation-send", "circulation-reply")},
        "unit_id": world.office.pk,
        "issuer_id": world.district.pk,
        "person_id": world.people["supervisor"].pk,
    }
    return _case(world, objects, places_of(world), lambda: standing_on(15, 10))


def commune() -> Case:
    """P4: the commune's committee and one of its cells, whose meeting has begun."""
    world = test_commune_plan.planned_commune()
    PersonFactory.create_batch(3, workplace=test_workplace_polls.government())
    group = _group(world)
    test_commune_plan.issue(world)
    steps.submit(world, world.review_of("vice"), by="vice")
    poll = test_workplace_polls.prepare(world)
    review = world.review_of("vice")
    target = test_commune_preparation.target(world, review, "commune_secretary")
    own_day = test_commune_preparation.own_day(world, "P4-III-d", world.village, date(2023, 11, 25))
    circumstance = recorded(world, "vice", CircumstanceKind.ABSENCE, case="sick")
    violation = ViolationFactory.create(person=world.people["vice"], unit=review.unit)
    meeting = _sitting(world)
    by = world.users["village_secretary"]
    left = GroupReview.objects.create(meeting=meeting, group=group, held_on=date(2023, 11, 20), recorded_by=by)
    waiver = PollWaiver.objects.create(
        review=review, key="committee_members", meeting=meeting, reason="Trùng", confirmed_by=by, confirmed_at=at(20)
    )
    objects: Objects = {
        "campaign_id": world.campaign.pk,
        "milestone_id": own_day.milestone_id,
        "own_day_id": own_day.pk,
        "review_id": review.pk,
        "target_id": target.pk,
        "circumstance_id": circumstance.pk,
        "violation_id": violation.pk,
        "poll_id": poll.pk,
        "waiver_id": waiver.pk,
        "meeting_id": meeting.pk,
        "group_id": left.pk,
        "unit_id": review.unit_id,
    }
    office = test_workplace_polls.government()
    places = Places(office, world.commune, world.office, Collective.objects.get(organization=office))
    return _case(world, objects, places, lambda: standing_on(24, 10), COMMUNE)


def commune_of_2025() -> Case:
    """P2: a quarter, in which points are given by the annexes and dossiers go up in three copies."""
    world = build_commune()
    draft(world)
    issue_quarter(world)
    review = world.review_of("vice")
    body = world.collective_review()
    unit = review.unit
    hand_over = HandOverFactory.create(
        campaign=world.campaign, giver=unit, receiver=world.commune, handed_on=date(2025, 12, 10)
    )
    objects: Objects = {
        "campaign_id": world.campaign.pk,
        "review_id": review.pk,
        "unit_id": unit.pk,
        "hand_over_id": hand_over.pk,
        "dossier-annex:review_id": body.pk,
    }
    places = Places(unit=unit, above=world.commune, beside=world.office, leadership=world.leadership)
    keys = {column: key for column, key in COMMUNE.items() if key in world.users} | {"clerk": "villager"}
    return _case(world, objects, places, lambda: standing_in(12, 15), keys | {"above_head": "secretary"})


def town() -> Case:
    """P3: offices send figures, reports go up by the organization board."""
    world = issued_town()
    send_budget(world)
    report = RelayedReportFactory.create(
        campaign=world.campaign, unit=world.commune, sent_by=world.users["commune_secretary"]
    )
    objects: Objects = {"campaign_id": world.campaign.pk, "unit_id": report.unit_id, "turn": 1}
    return _case(world, objects, places_of(world), lambda: in_the_town(12, 20, 10))


def _case(
    world: World,
    objects: Objects,
    places: Places,
    clock: object,
    keys: dict[str, str] | None = None,
) -> Case:
    assert callable(clock)

    def moment() -> AbstractContextManager[datetime]:
        standing: AbstractContextManager[datetime] = clock()
        return standing

    with moment():
        return Case(cast(world, places, keys) if keys else cast(world, places), objects, moment)


def _group(world: World) -> Organization:
    """The village's second party group, led by a villager."""
    made = OrganizationFactory.create(
        parent=world.village, kind=OrganizationKind.PARTY_GROUP, tier=Tier.CELL, name="Tổ đảng số 2"
    )
    body = CollectiveFactory.create(organization=made, kind=CollectiveKind.WHOLE_CELL)
    PostFactory.create(person=world.people["villager3"], collective=body, role=PostRole.HEAD)
    return made


def _sitting(world: World) -> Meeting:
    meeting = MeetingFactory.create(
        campaign=world.campaign,
        kind=VenueKind.CELL,
        collective=None,
        cell=world.village,
        starts_on=at(24).date(),
        state=MeetingState.OPEN,
        opened_at=at(24),
        chair=world.people["village_secretary"],
        clerk=world.people["villager1"],
    )
    for key, position in zip(("vice", "villager1", "villager2", "villager3"), count(1)):
        AgendaItemFactory.create(meeting=meeting, review=world.review_of(key), position=position)
        AttendeeFactory.create(meeting=meeting, person=world.people[key], presence=Presence.PRESENT)
    return meeting
