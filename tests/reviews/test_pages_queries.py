"""Every list costs the same number of queries with 1, 3 and 30 rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from organizations.choices import CollectiveKind, OrganizationKind, PostRole, Sector, Tier
from organizations.models import Organization, User
from ratings.choices import ProposalSource
from reviews.choices import (
    AttendeeRole,
    EntryState,
    ItemState,
    MeetingState,
    OpinionKind,
    OpinionState,
    Presence,
    VenueKind,
)
from reviews.models import Campaign, Meeting, Review
from tests.factories.organizations import (
    CollectiveFactory,
    GrantFactory,
    OrganizationFactory,
    PersonFactory,
    PostFactory,
    UserFactory,
)
from tests.factories.ratings import DecisionFactory, ProposalFactory
from tests.factories.reviews import (
    ISSUED_AT,
    AgendaItemFactory,
    AttendeeFactory,
    CampaignFactory,
    EntryFactory,
    EntryVersionFactory,
    MeetingFactory,
    MilestoneFactory,
    NoticeFactory,
    OpinionFactory,
    PromptFactory,
    ReviewFactory,
    ReviewVenueFactory,
)
from tests.reviews.test_pages import assert_flat, signed_in
from tests.world import standing_on

#: Stands once in every row of a table whose rows can be opened.
ROW = 'class="row-link"'


@dataclass
class Desk:
    """A district officer with every right over the district, and one issued campaign."""

    district: Organization
    user: User
    client: Client
    campaign: Campaign

    def unit(self) -> Organization:
        return OrganizationFactory.create(
            parent=self.district, kind=OrganizationKind.DEPARTMENT, sector=Sector.PROFESSIONAL
        )

    def cell(self) -> Organization:
        return OrganizationFactory.create(parent=self.district, cell=True)

    def person_review(self) -> Review:
        """Somebody of a unit and a cell of his own, so that nothing is shared between two rows."""
        unit = self.unit()
        review = ReviewFactory.create(campaign=self.campaign, unit=unit, member_authority=self.district)
        leadership = CollectiveFactory.create(organization=unit, kind=CollectiveKind.AGENCY_LEADERSHIP)
        ReviewVenueFactory.create(review=review, kind=VenueKind.COLLECTIVE, collective=leadership, cell=None)
        ReviewVenueFactory.create(review=review, cell=self.cell())
        return review

    def collective_review(self) -> Review:
        collective = CollectiveFactory.create(organization=self.unit(), kind=CollectiveKind.AGENCY_LEADERSHIP)
        review = ReviewFactory.create(campaign=self.campaign, of_collective=True, collective=collective)
        ReviewVenueFactory.create(review=review, kind=VenueKind.COLLECTIVE, collective=collective, cell=None)
        return review

    def busy_review(self) -> Review:
        """A review about which every table has a row."""
        review = self.person_review()
        EntryFactory.create(review=review, submitted=True)
        PromptFactory.create(review=review)
        OpinionFactory.create(review=review, addressee=self.cell())
        OpinionFactory.create(review=review, kind=OpinionKind.CONSULTEE, addressee=self.unit())
        ProposalFactory.create(review=review)
        ProposalFactory.create(review=review, source=ProposalSource.BOARD, organization=self.district)
        DecisionFactory.create(review=review)
        return review


@pytest.fixture
def desk(db: None) -> Desk:
    district = OrganizationFactory.create()
    CollectiveFactory.create(organization=district)
    user = UserFactory.create()
    for codename in ("lead_review", "keep_roster", "appraise", "decide", "inspect", "issue_prompts"):
        GrantFactory.create(user=user, codename=codename, content_object=district)
    return Desk(district, user, signed_in(user), CampaignFactory.create(issued=True, issuer=district))


@pytest.fixture(autouse=True)
def _on_an_ordinary_day():
    with standing_on(14):
        yield


def test_campaigns_cost_the_same_with_many_rows(desk: Desk) -> None:
    def add(count: int) -> None:
        CampaignFactory.create_batch(count, issuer=desk.district)

    assert_flat(desk.client, reverse("campaigns"), add, row=ROW)


def test_the_boards_of_a_campaign_cost_the_same_with_many_units(desk: Desk) -> None:
    def add(count: int) -> None:
        for _ in range(count):
            desk.busy_review()
            desk.collective_review()

    assert_flat(desk.client, reverse("campaign", args=(desk.campaign.pk,)), add, row="?unit=")


def test_milestones_cost_the_same_with_many_rows(desk: Desk) -> None:
    def add(count: int) -> None:
        MilestoneFactory.create_batch(count, campaign=desk.campaign, title="Mốc phải đo")

    assert_flat(desk.client, reverse("campaign-milestones", args=(desk.campaign.pk,)), add, row="Mốc phải đo")


def test_subjects_cost_the_same_with_many_rows(desk: Desk) -> None:
    def add(count: int) -> None:
        for _ in range(count):
            review = desk.person_review()
            review.override_reason, review.overridden_by = "Theo đề nghị", UserFactory.create()
            review.save()

    assert_flat(desk.client, reverse("campaign-subjects", args=(desk.campaign.pk,)), add, row='class="subject-name"')


def test_subjects_of_a_draft_cost_the_same_with_many_people_on_the_roster(desk: Desk) -> None:
    draft = CampaignFactory.create(issuer=desk.district)

    def add(count: int) -> None:
        for _ in range(count):
            review = ReviewFactory.create(campaign=draft, unit=desk.unit())
            ReviewVenueFactory.create(review=review, cell=desk.cell())
            PostFactory.create(person=review.person, collective__organization=review.unit)

    assert_flat(desk.client, reverse("campaign-subjects", args=(draft.pk,)), add, row='class="subject-name"')


def test_reviews_cost_the_same_with_many_rows(desk: Desk) -> None:
    def add(count: int) -> None:
        for number in range(count):
            desk.collective_review() if number % 2 else desk.busy_review()

    assert_flat(desk.client, reverse("reviews"), add, row=ROW)


def test_a_review_costs_the_same_with_many_opinions_and_places(desk: Desk) -> None:
    review = desk.person_review()

    def add(count: int) -> None:
        for _ in range(count):
            ReviewVenueFactory.create(review=review, cell=desk.cell())
            OpinionFactory.create(review=review, kind=OpinionKind.CONSULTEE, addressee=desk.unit())
            PromptFactory.create(review=review)

    assert_flat(desk.client, reverse("review", args=(review.pk,)), add, row="Mở phiếu")


def test_prompts_cost_the_same_with_many_rows(desk: Desk) -> None:
    review = desk.person_review()

    def add(count: int) -> None:
        PromptFactory.create_batch(count, review=review, text="Làm rõ trách nhiệm.")

    assert_flat(desk.client, reverse("review-prompts", args=(review.pk,)), add, row="Làm rõ trách nhiệm.")


def test_entry_versions_cost_the_same_with_many_rows(desk: Desk) -> None:
    review = ReviewFactory.create(campaign=desk.campaign, person=desk.user.person, unit=desk.unit())
    entry = EntryFactory.create(review=review, submitted=True)

    def add(count: int) -> None:
        for _ in range(count):
            EntryVersionFactory.create(entry=entry, saved_by=UserFactory.create())

    assert_flat(desk.client, reverse("entry-versions", args=(entry.review_id,)), add, row="So với bản hiện nay<span")


def test_opinions_cost_the_same_with_many_rows(desk: Desk) -> None:
    def add(count: int) -> None:
        for _ in range(count):
            OpinionFactory.create(review=desk.person_review(), addressee=desk.cell(), sender=desk.cell())

    assert_flat(desk.client, reverse("opinions"), add, row=ROW)


def test_requests_still_to_send_cost_the_same_with_many_rows(desk: Desk) -> None:
    cell = desk.cell()
    PostFactory.create(
        person=desk.user.person,
        role=PostRole.HEAD,
        collective=CollectiveFactory.create(organization=cell, kind=CollectiveKind.CELL_COMMITTEE),
    )

    def add(count: int) -> None:
        for _ in range(count):
            person = PersonFactory.create(cell=cell, residence_cell=desk.cell())
            review = ReviewFactory.create(campaign=desk.campaign, person=person, unit=cell)
            ReviewVenueFactory.create(review=review, cell=cell)

    assert_flat(desk.client, reverse("opinions"), add, row="Gửi phiếu<span")


def test_notices_cost_the_same_with_many_rows(desk: Desk) -> None:
    def add(count: int) -> None:
        for _ in range(count):
            NoticeFactory.create(campaign=CampaignFactory.create(issuer=desk.district), recipient=desk.user)

    assert_flat(desk.client, reverse("notices"), add, row="notice-open")


def test_meetings_cost_the_same_with_many_rows(desk: Desk) -> None:
    def add(count: int) -> None:
        for number in range(count):
            if number % 2:
                cell = desk.cell()
                MeetingFactory.create(campaign=desk.campaign, kind=VenueKind.CELL, collective=None, cell=cell)
            else:
                MeetingFactory.create(campaign=desk.campaign, collective__organization=desk.unit())

    assert_flat(desk.client, reverse("meetings"), add, row=ROW)


def office_meeting(desk: Desk, state: MeetingState) -> Meeting:
    unit = desk.unit()
    collective = CollectiveFactory.create(organization=unit, kind=CollectiveKind.AGENCY_LEADERSHIP)
    return MeetingFactory.create(
        campaign=desk.campaign,
        collective=collective,
        state=state,
        invited_at=ISSUED_AT,
        opened_at=ISSUED_AT if state in (MeetingState.OPEN, MeetingState.CONCLUDED) else None,
        concluded_at=ISSUED_AT if state == MeetingState.CONCLUDED else None,
    )


def add_to_meeting(desk: Desk, meeting: Meeting, *, concluded: bool = False) -> None:
    """One more leader of the unit: his post, his seat in the meeting, his item and what he said about it."""
    assert meeting.collective is not None
    person = PersonFactory.create(workplace=meeting.organization)
    PostFactory.create(person=person, collective=meeting.collective)
    review = ReviewFactory.create(campaign=desk.campaign, person=person, unit=meeting.organization)
    ReviewVenueFactory.create(review=review, kind=VenueKind.COLLECTIVE, collective=meeting.collective, cell=None)
    ReviewVenueFactory.create(review=review, cell=desk.cell())
    AttendeeFactory.create(meeting=meeting, person=person, presence=Presence.PRESENT, role=AttendeeRole.MEMBER)
    item = AgendaItemFactory.create(meeting=meeting, review=review, chair=meeting.chair, presenter=person)
    item.contributions.create(person=person, text="Nhất trí.")
    if concluded:
        item.state, item.concluded_at, item.conclusion = ItemState.CONCLUDED, ISSUED_AT, "Nhất trí."
        item.save()


@pytest.mark.parametrize("state", [MeetingState.PLANNED, MeetingState.INVITED, MeetingState.OPEN])
def test_a_meeting_room_costs_the_same_with_many_items_and_attendees(desk: Desk, state: MeetingState) -> None:
    meeting = office_meeting(desk, state)

    def add(count: int) -> None:
        for _ in range(count):
            add_to_meeting(desk, meeting)

    assert_flat(desk.client, reverse("meeting", args=(meeting.pk,)), add, row='class="agenda-title"')


def test_a_concluded_meeting_room_costs_the_same_with_many_items(desk: Desk) -> None:
    meeting = office_meeting(desk, MeetingState.CONCLUDED)

    def add(count: int) -> None:
        for _ in range(count):
            add_to_meeting(desk, meeting, concluded=True)

    assert_flat(desk.client, reverse("meeting", args=(meeting.pk,)), add, row='class="agenda-title"')


TASK = 'class="task-what"'


def test_home_costs_the_same_with_many_forms_opinions_and_meetings(desk: Desk) -> None:
    person = desk.user.person
    assert person is not None

    def add(count: int) -> None:
        for _ in range(count):
            review = desk.collective_review()
            assert review.collective is not None
            PostFactory.create(person=person, collective=review.collective, role=PostRole.HEAD)
            EntryFactory.create(review=review)
            OpinionFactory.create(review=desk.person_review(), addressee=review.collective.organization)
            MeetingFactory.create(campaign=desk.campaign, collective__organization=desk.unit(), chair=person)

    assert_flat(desk.client, reverse("home"), add, row=TASK)


def test_home_costs_the_same_with_many_issued_campaigns(desk: Desk) -> None:
    """In each a form to write, an opinion to give, a meeting to hold, a dossier to send, levels to decide."""
    person = desk.user.person
    assert person is not None

    def add(count: int) -> None:
        for _ in range(count):
            desk.campaign = CampaignFactory.create(issued=True, issuer=desk.district)
            MilestoneFactory.create(campaign=desk.campaign, code=desk.campaign.plan.prompts.milestone)
            review = desk.collective_review()
            assert review.collective is not None
            PostFactory.create(person=person, collective=review.collective, role=PostRole.HEAD)
            EntryFactory.create(review=review)
            OpinionFactory.create(review=desk.person_review(), addressee=review.collective.organization)
            MeetingFactory.create(campaign=desk.campaign, collective__organization=desk.unit(), chair=person)
            EntryFactory.create(
                review=desk.person_review(), submitted=True, state=EntryState.FINAL, finalized_at=ISSUED_AT
            )
            appraised = desk.person_review()
            appraised.submitted_to_board_at, appraised.authority = ISSUED_AT, desk.district
            appraised.save()
            ProposalFactory.create(review=appraised, source=ProposalSource.BOARD, organization=desk.district)
            DecisionFactory.create(review=desk.person_review())

    for duty in ("Gợi ý kiểm điểm đối với tập thể", "Gửi hồ sơ kiểm điểm đến Ban Tổ chức", "quyết định xếp loại"):
        assert_flat(desk.client, reverse("home"), add, row=duty, sizes=(1, 3, 8))


def test_home_costs_the_same_with_many_people_to_rate(desk: Desk) -> None:
    person = desk.user.person
    assert person is not None

    def add(count: int) -> None:
        for _ in range(count):
            review = desk.person_review()
            leadership = review.venues.get(cell=None).collective
            assert leadership is not None
            PostFactory.create(person=person, collective=leadership, role=PostRole.HEAD)
            meeting = MeetingFactory.create(
                campaign=desk.campaign, collective=leadership, state=MeetingState.CONCLUDED, concluded_at=ISSUED_AT
            )
            AgendaItemFactory.create(
                meeting=meeting,
                review=review,
                state=ItemState.CONCLUDED,
                concluded_at=ISSUED_AT,
                conclusion="Nhất trí.",
            )

    assert_flat(desk.client, reverse("home"), add, row="Đánh giá, xếp loại cán bộ")


def test_home_costs_the_same_with_many_levels_to_decide(desk: Desk) -> None:
    def add(count: int) -> None:
        for _ in range(count):
            committee = OrganizationFactory.create(
                parent=desk.district, kind=OrganizationKind.GRASSROOTS_PARTY, tier=Tier.GRASSROOTS
            )
            review = desk.person_review()
            review.member_authority = committee
            review.submitted_to_board_at = ISSUED_AT
            review.save()
            ProposalFactory.create(
                review=review, track="member", source=ProposalSource.CELL_VOTE, organization=committee
            )
            other = desk.person_review()
            ProposalFactory.create(review=other, source=ProposalSource.BOARD, organization=desk.district)

    assert_flat(desk.client, reverse("home"), add, row="Xếp loại đảng viên theo đề xuất của chi bộ")


def test_a_confirmed_opinion_stands_in_the_chain_without_more_queries(desk: Desk) -> None:
    review = desk.person_review()

    def add(count: int) -> None:
        for _ in range(count):
            unit = desk.unit()
            OpinionFactory.create(
                review=review,
                kind=OpinionKind.CONSULTEE,
                addressee=unit,
                state=OpinionState.CONFIRMED,
                answered_at=ISSUED_AT,
                confirmed_at=ISSUED_AT,
                document_number="15-CV",
                document_on=date(2023, 11, 10),
            )
            ProposalFactory.create(review=review, organization=unit)

    assert_flat(desk.client, reverse("review-ratings", args=(review.pk,)), add, row="Văn bản số 15-CV")
