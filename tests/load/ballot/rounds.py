"""Rounds of the ballot among invented people: the box made, filled, shut and counted by the program's own services."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection

from organizations import clock
from organizations.models import Organization, Person, User
from ratings.choices import BallotState
from ratings.models import BallotSession, KeyHolder, Voter
from ratings.selectors.boxes import CHOICES, HOLDERS, NEEDED
from ratings.services import ballots, counting
from ratings.services.casting import cast_vote
from reviews.choices import MeetingState, Track, VenueKind
from reviews.models import Campaign, Meeting, Review
from tests.factories.organizations import OrganizationFactory
from tests.factories.ratings import BallotQuestionFactory, BallotSessionFactory
from tests.factories.reviews import CampaignFactory, MeetingFactory, ReviewFactory


@dataclass(frozen=True)
class Round:
    """An open round of a cell. ``voters`` are accounts; the first three hold the keys, ``phrases`` by their person."""

    session: BallotSession
    voters: Sequence[User]
    questions: Sequence[int]
    phrases: Mapping[int, str]

    @property
    def counter(self) -> User:
        return self.voters[0]

    def ballot(self, *choices: str) -> dict[int, str]:
        """The same choices over and over until every question has one."""
        return {question: choices[place % len(choices)] for place, question in enumerate(self.questions)}

    def cast(self, voter: User, choices: Mapping[int, str]) -> str:
        return cast_vote(session_id=self.session.pk, voter=voter, choices=choices).receipt

    def close(self) -> BallotSession:
        return ballots.close_ballot(session_id=self.session.pk, by=self.counter, now=clock.now())

    def count(self) -> BallotSession:
        pair = dict(list(self.phrases.items())[:NEEDED])
        return counting.count_ballot(session_id=self.session.pk, phrases=pair, by=self.counter, now=clock.now())

    def totals(self) -> list[dict[str, int]]:
        """By question, the counts by choice."""
        columns = [choice or "blank" for choice in CHOICES]
        rows = self.session.questions.order_by("position").values_list(*columns)
        return [dict(zip(CHOICES, row, strict=True)) for row in rows]


def make_people(count: int, *, name: str) -> list[User]:
    """Members with an account; nobody knows their passwords."""
    people = [
        Person(full_name=f"Nguyễn Văn {name.title()} {number}", birth_date=date(1980, 5, 19))
        for number in range(1, count + 1)
    ]
    for person in people:
        person.fill_keys()
    Person.objects.bulk_create(people)
    accounts = [
        User(username=f"{name}.{number}", person=person, password=f"!{name}{number}")
        for number, person in enumerate(people, start=1)
    ]
    return User.objects.bulk_create(accounts)


def make_campaign() -> Campaign:
    campaign: Campaign = CampaignFactory.create(issued=True)
    return campaign


def open_round(campaign: Campaign, voters: Sequence[User], *, questions: int) -> Round:
    """A round in a meeting of its own that asks so many questions of all these voters."""
    people = [voter.person for voter in voters if voter.person is not None]
    cell = OrganizationFactory.create(parent=campaign.issuer, cell=True)
    meeting: Meeting = MeetingFactory.create(
        campaign=campaign, kind=VenueKind.CELL, collective=None, cell=cell, state=MeetingState.OPEN,
        chair=people[0], clerk=people[1], opened_at=clock.now(),
    )  # fmt: skip
    session: BallotSession = BallotSessionFactory.create(
        meeting=meeting, preparing=True, prepared_by=voters[0], opened_by=None
    )
    session.counting_team.set(people[:HOLDERS])
    KeyHolder.objects.bulk_create(KeyHolder(session=session, person=person) for person in people[:HOLDERS])
    phrases = {
        voter.person_key: ballots.take_phrase(
            session_id=session.pk, person_id=voter.person_key, by=voter, now=clock.now()
        )
        for voter in voters[:HOLDERS]
    }
    asked = [
        BallotQuestionFactory.create(
            session=session,
            review=_review_of(campaign, people[place], cell),
            track=Track.MEMBER,
            position=place + 1,
        ).pk
        for place in range(questions)
    ]
    Voter.objects.bulk_create(Voter(session=session, person=person) for person in people)
    ballots._make_box(session)
    session.state = BallotState.OPEN
    session.opened_at, session.opened_by = clock.now() - timedelta(minutes=1), voters[0]
    session.save()
    return Round(session, voters, asked, phrases)


def _review_of(campaign: Campaign, person: Person, cell: Organization) -> Review:
    review: Review = Review.objects.filter(campaign=campaign, person=person).first() or ReviewFactory.create(
        campaign=campaign, unit=cell, person=person
    )
    return review


def database_url() -> str:
    """The address of the database of this process (the test's own, where a test runs)."""
    data = connection.settings_dict
    return f"postgres://{data['USER']}:{data['PASSWORD']}@{data['HOST']}:{data['PORT']}/{data['NAME']}"
