"""Pages that the commune plan of 2023 adds cost the same number of queries with 1, 3 and 30 rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from organizations.choices import CollectiveKind, OrganizationKind, PostRole, Tier
from organizations.models import Organization, User
from reviews.choices import AttendeeRole, MeetingState, Presence, VenueKind
from reviews.models import Campaign, GroupReview, Meeting, OwnDay, Target
from tests.factories.organizations import (
    CollectiveFactory,
    GrantFactory,
    OrganizationFactory,
    PersonFactory,
    PostFactory,
    UserFactory,
)
from tests.factories.reviews import (
    ISSUED_AT,
    AgendaItemFactory,
    AttendeeFactory,
    CampaignFactory,
    EntryFactory,
    MeetingFactory,
    MilestoneFactory,
    ReviewFactory,
)
from tests.reviews.test_pages import assert_flat, signed_in
from tests.world import standing_on


@dataclass
class Desk:
    """The commune's officer and its issued campaign of the commune plan."""

    commune: Organization
    user: User
    client: Client
    campaign: Campaign

    def cell(self) -> Organization:
        return OrganizationFactory.create(parent=self.commune, cell=True)

    def meeting(self) -> Meeting:
        cell = self.cell()
        return MeetingFactory.create(campaign=self.campaign, kind=VenueKind.CELL, collective=None, cell=cell)

    def group(self, meeting: Meeting) -> GroupReview:
        group = OrganizationFactory.create(
            parent=meeting.cell, kind=OrganizationKind.PARTY_GROUP, tier=Tier.CELL, name="Tổ đảng"
        )
        return GroupReview.objects.create(
            meeting=meeting, group=group, held_on=date(2023, 11, 20), recorded_by=self.user
        )

    def reviewed_in(self, found: GroupReview) -> None:
        person = PersonFactory.create(full_name="Lê Thị Phải Đếm")
        review = ReviewFactory.create(campaign=self.campaign, unit=found.meeting.cell, person=person)
        EntryFactory.create(review=review, submitted=True)
        AgendaItemFactory.create(meeting=found.meeting, review=review, group_review=found)


@pytest.fixture
def desk(db: None) -> Desk:
    commune = OrganizationFactory.create(parent=OrganizationFactory.create(), commune=True)
    user = UserFactory.create()
    GrantFactory.create(user=user, codename="lead_review", content_object=commune)
    campaign = CampaignFactory.create(issued=True, issuer=commune, preset="p4_xa_2023")
    return Desk(commune, user, signed_in(user), campaign)


@pytest.fixture(autouse=True)
def _on_an_ordinary_day() -> Iterator[None]:
    with standing_on(14):
        yield


def test_targets_cost_the_same_with_many_rows(desk: Desk) -> None:
    review = ReviewFactory.create(campaign=desk.campaign, unit=desk.cell())

    def add(count: int) -> None:
        for _ in range(count):
            user = UserFactory.create()
            Target.objects.create(review=review, text="Chỉ tiêu phải đếm", given_on=date(2023, 11, 6), given_by=user)

    for name in ("review-targets", "review"):
        Target.objects.all().delete()
        assert_flat(desk.client, reverse(name, args=(review.pk,)), add, row="Chỉ tiêu phải đếm")


def test_own_days_cost_the_same_with_many_rows(desk: Desk) -> None:
    milestone = MilestoneFactory.create(campaign=desk.campaign, code="P4-III-d")

    def add(count: int) -> None:
        for _ in range(count):
            OwnDay.objects.create(
                milestone=milestone,
                organization=desk.cell(),
                sector="Ngành phải đếm",
                guidance="8-HD/TU",
                due_on=date(2023, 12, 15),
                set_by=UserFactory.create(),
            )

    for name, arguments in (
        ("milestone-own-days", (desk.campaign.pk, milestone.pk)),
        ("campaign-milestones", (desk.campaign.pk,)),
    ):
        OwnDay.objects.all().delete()
        assert_flat(desk.client, reverse(name, args=arguments), add, row="Ngành phải đếm")


def test_dossiers_of_sectors_with_own_days_cost_the_same_with_many_rows(desk: Desk) -> None:
    milestone = MilestoneFactory.create(campaign=desk.campaign, code="P4-III-d")

    def add(count: int) -> None:
        for _ in range(count):
            cell = desk.cell()
            ReviewFactory.create(campaign=desk.campaign, unit=cell)
            OwnDay.objects.create(
                milestone=milestone,
                organization=cell,
                sector="Giáo dục",
                guidance="8-HD/TU",
                due_on=date(2023, 12, 15),
                set_by=desk.user,
            )

    assert_flat(desk.client, reverse("reviews"), add, row='class="row-link"')


def test_poll_costs_the_same_with_many_people(desk: Desk) -> None:
    committee = CollectiveFactory.create(organization=desk.commune, kind=CollectiveKind.EXECUTIVE_COMMITTEE)

    def add(count: int) -> None:
        for _ in range(count):
            person = PersonFactory.create(full_name="Lê Thị Phải Đếm", workplace=desk.cell())
            PostFactory.create(person=person, collective=committee, role=PostRole.MEMBER)

    address = reverse("campaign-polls", args=(desk.campaign.pk,))
    assert_flat(desk.client, address, add, row="Lê Thị Phải Đếm")


@pytest.mark.parametrize("state", [MeetingState.PLANNED, MeetingState.OPEN])
def test_party_groups_cost_the_same_with_many_of_them_and_many_members(desk: Desk, state: MeetingState) -> None:
    meeting = desk.meeting()
    meeting.state, meeting.opened_at = state, ISSUED_AT
    meeting.save()

    def add(count: int) -> None:
        for _ in range(count):
            desk.reviewed_in(desk.group(meeting))

    for name in ("meeting-groups", "meeting"):
        meeting.items.all().delete()
        GroupReview.objects.all().delete()
        assert_flat(desk.client, reverse(name, args=(meeting.pk,)), add, row="Lê Thị Phải Đếm")


def test_what_is_recorded_before_the_ballot_costs_the_same_with_many_members(desk: Desk) -> None:
    meeting = desk.meeting()

    def add(count: int) -> None:
        for _ in range(count):
            person = PersonFactory.create(full_name="Lê Thị Phải Đếm", workplace=desk.cell())
            AgendaItemFactory.create(
                meeting=meeting,
                review=ReviewFactory.create(campaign=desk.campaign, person=person, rated_as_member=True),
            )

    address = reverse("meeting-before-ballot", args=(meeting.pk,))
    assert_flat(desk.client, address, add, row="Lê Thị Phải Đếm")


def test_report_of_a_group_costs_the_same_with_many_members(desk: Desk) -> None:
    found = desk.group(desk.meeting())

    def add(count: int) -> None:
        for _ in range(count):
            desk.reviewed_in(found)

    address = reverse("group-report", args=(found.meeting_id, found.pk))
    assert_flat(desk.client, address, add, row="Lê Thị Phải Đếm")


def test_meeting_that_only_votes_costs_the_same_with_many_members(desk: Desk) -> None:
    government = OrganizationFactory.create(
        parent=desk.commune, kind=OrganizationKind.PEOPLES_COMMITTEE, tier=Tier.COMMUNE
    )
    body = CollectiveFactory.create(organization=government, kind=CollectiveKind.PEOPLES_COMMITTEE_LEADERSHIP)
    meeting = MeetingFactory.create(campaign=desk.campaign, collective=body, only_votes=True)
    Meeting.objects.filter(pk=meeting.pk).update(state=MeetingState.OPEN, opened_at=ISSUED_AT)

    def add(count: int) -> None:
        for _ in range(count):
            person = PersonFactory.create(full_name="Lê Thị Phải Đếm")
            PostFactory.create(person=person, collective=body, role=PostRole.DEPUTY)
            ReviewFactory.create(campaign=desk.campaign, unit=government, person=person, rated_as_cadre=True)
            AttendeeFactory.create(meeting=meeting, person=person, presence=Presence.PRESENT)

    for name in ("meeting", "meeting-ballots"):
        meeting.attendees.all().delete()
        body.posts.all().delete()
        assert_flat(desk.client, reverse(name, args=(meeting.pk,)), add, row="Lê Thị Phải Đếm")


def test_meeting_of_an_association_costs_the_same_with_many_who_may_be_called_to_it(desk: Desk) -> None:
    union = OrganizationFactory.create(parent=desk.commune, kind=OrganizationKind.MASS_ORGANIZATION, tier=Tier.COMMUNE)
    board = CollectiveFactory.create(organization=union, kind=CollectiveKind.MASS_STANDING_COMMITTEE)
    meeting = MeetingFactory.create(campaign=desk.campaign, collective=board)

    def add(count: int) -> None:
        for _ in range(count):
            PersonFactory.create(full_name="Lê Thị Phải Đếm", cell=desk.cell())
            person = PersonFactory.create(full_name="Lê Thị Phải Đếm")
            AttendeeFactory.create(meeting=meeting, person=person, role=AttendeeRole.COMMITTEE)

    assert_flat(desk.client, reverse("meeting", args=(meeting.pk,)), add, row="Lê Thị Phải Đếm</option>")
