"""The pages of the judgement: flat query counts, and refusals that change nothing."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import reverse

from forms_templates.choices import DocumentKind
from forms_templates.services import request_document
from organizations.choices import CollectiveKind, OrganizationKind
from organizations.models import Organization
from ratings.choices import ProposalSource
from ratings.models import BallotSession
from reviews.choices import ItemState, Level, MeetingState, OpinionKind, Presence, Track, VenueKind
from reviews.models import Campaign, Meeting, Paper, Review
from tests.factories.organizations import (
    CollectiveFactory,
    GrantFactory,
    OrganizationFactory,
    PersonFactory,
    PostFactory,
    UserFactory,
)
from tests.factories.ratings import (
    BallotQuestionFactory,
    BallotSessionFactory,
    DecisionFactory,
    ProposalFactory,
    VoterFactory,
)
from tests.factories.reviews import (
    ISSUED_AT,
    AgendaItemFactory,
    AttendeeFactory,
    CampaignFactory,
    EntryFactory,
    MeetingFactory,
    OpinionFactory,
    ReviewFactory,
    ReviewVenueFactory,
)
from tests.reviews.test_pages import assert_flat, signed_in


@dataclass
class Desk:
    """The organization board's officer, one campaign and the meeting of one office."""

    district: Organization
    client: Client
    campaign: Campaign
    meeting: Meeting

    def review(self) -> Review:
        """One more leader of the office, present at its meeting and concluded on."""
        assert self.meeting.collective is not None
        person = PersonFactory.create(workplace=self.meeting.organization)
        PostFactory.create(person=person, collective=self.meeting.collective)
        review = ReviewFactory.create(campaign=self.campaign, person=person, unit=self.meeting.organization)
        ReviewVenueFactory.create(review=review, cell=OrganizationFactory.create(parent=self.district, cell=True))
        AttendeeFactory.create(meeting=self.meeting, person=person, presence=Presence.PRESENT)
        AgendaItemFactory.create(
            meeting=self.meeting,
            review=review,
            state=ItemState.CONCLUDED,
            concluded_at=ISSUED_AT,
            conclusion="Nhất trí.",
        )
        return review

    def question(self, session: BallotSession, *, level: Level = Level.GOOD) -> None:
        counts = {"good": 5, "excellent": 0} if level == Level.GOOD else {"good": 0, "excellent": 5}
        BallotQuestionFactory.create(
            session=session,
            review=self.review(),
            track=Track.CADRE,
            issued=5,
            completed=0,
            not_completed=0,
            blank=0,
            outcome=level,
            **counts,
        )


@pytest.fixture
def desk(db: None) -> Desk:
    district = OrganizationFactory.create()
    user = UserFactory.create()
    for codename in ("lead_review", "appraise", "decide"):
        GrantFactory.create(user=user, codename=codename, content_object=district)
    campaign = CampaignFactory.create(issued=True, issuer=district)
    office = OrganizationFactory.create(parent=district, kind=OrganizationKind.DEPARTMENT)
    meeting = MeetingFactory.create(
        campaign=campaign,
        kind=VenueKind.COLLECTIVE,
        collective=CollectiveFactory.create(organization=office, kind=CollectiveKind.AGENCY_LEADERSHIP),
        state=MeetingState.OPEN,
        opened_at=ISSUED_AT,
    )
    return Desk(district, signed_in(user), campaign, meeting)


@pytest.mark.parametrize("kind", ["person", "collective"])
def test_the_board_costs_the_same_with_many_rows(desk: Desk, kind: str) -> None:
    def add(count: int) -> None:
        for _ in range(count):
            if kind == "person":
                review = ReviewFactory.create(campaign=desk.campaign, unit=OrganizationFactory(parent=desk.district))
                track = Track.CADRE
            else:
                review = ReviewFactory.create(
                    campaign=desk.campaign,
                    of_collective=True,
                    collective__organization=OrganizationFactory.create(parent=desk.district),
                )
                track = Track.COLLECTIVE
            EntryFactory.create(review=review, submitted=True)
            OpinionFactory.create(review=review, kind=OpinionKind.CONSULTEE)
            ProposalFactory.create(review=review, track=track, source=ProposalSource.BOARD)
            DecisionFactory.create(review=review, track=track)

    assert_flat(desk.client, f"{reverse('board')}?kind={kind}", add, row='class="row-link"')


def test_a_dossier_costs_the_same_with_many_papers(desk: Desk) -> None:
    review = desk.review()
    EntryFactory.create(review=review, submitted=True)
    numbers = iter(range(100))

    def add(count: int) -> None:
        for _ in range(count):
            document = request_document(
                kind=DocumentKind.MAU_02,
                subject_key=f"entry:{review.pk}",
                source_version=next(numbers),
                title="Bản kiểm điểm phải đếm",
                payload={},
                by=None,
            )
            Paper.objects.create(document=document, review=review)

    for name in ("dossier", "review"):
        assert_flat(desk.client, reverse(name, args=(review.pk,)), add, row="Bản kiểm điểm phải đếm")


def test_an_unopened_ballot_costs_the_same_with_many_subjects_and_attendees(desk: Desk) -> None:
    def add(count: int) -> None:
        for _ in range(count):
            desk.review()

    assert_flat(desk.client, reverse("meeting-ballots", args=(desk.meeting.pk,)), add, row='name="counting_team"')


def test_a_running_ballot_costs_the_same_with_many_questions_and_voters(desk: Desk) -> None:
    session = BallotSessionFactory.create(meeting=desk.meeting)

    def add(count: int) -> None:
        for _ in range(count):
            review = desk.review()
            BallotQuestionFactory.create(session=session, review=review, track=Track.CADRE)
            VoterFactory.create(session=session, person=review.person)

    assert_flat(desk.client, reverse("meeting-ballots", args=(desk.meeting.pk,)), add, row="Nguyễn Văn Mẫu")


def test_counted_ballots_cost_the_same_with_many_questions(desk: Desk) -> None:
    session = BallotSessionFactory.create(meeting=desk.meeting, closed=True)

    def add(count: int) -> None:
        for _ in range(count):
            desk.question(session)

    assert_flat(desk.client, reverse("meeting-ballots", args=(desk.meeting.pk,)), add, row="Nguyễn Văn Mẫu")


def test_counted_ballots_cost_the_same_with_many_rounds(desk: Desk) -> None:
    rounds = iter(range(1, 100))

    def add(count: int) -> None:
        for _ in range(count):
            session = BallotSessionFactory.create(meeting=desk.meeting, round=next(rounds), closed=True)
            desk.question(session, level=Level.EXCELLENT)

    assert_flat(desk.client, reverse("meeting-ballots", args=(desk.meeting.pk,)), add, row="Nguyễn Văn Mẫu")


def test_a_voters_paper_costs_the_same_with_many_questions(desk: Desk) -> None:
    session = BallotSessionFactory.create(meeting=desk.meeting)
    user = UserFactory.create()
    VoterFactory.create(session=session, person=user.person)

    def add(count: int) -> None:
        for _ in range(count):
            BallotQuestionFactory.create(session=session, review=desk.review(), track=Track.CADRE)

    assert_flat(signed_in(user), reverse("ballot-vote", args=(session.pk,)), add, row='value="0"')
