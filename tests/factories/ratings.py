"""Ballots, proposals and decisions for tests, written straight to the tables."""

from __future__ import annotations

from datetime import UTC, date, datetime

from factory.declarations import LazyAttribute, Sequence, SubFactory, Trait
from factory.django import DjangoModelFactory

from ratings.choices import BallotState, ProposalSource
from ratings.models import BallotQuestion, BallotSession, Decision, Proposal, Voter
from reviews.choices import Level, Track
from tests.factories.organizations import PersonFactory, UserFactory
from tests.factories.reviews import MeetingFactory, ReviewFactory

OPENED_AT = datetime(2023, 11, 15, 3, 0, tzinfo=UTC)


class BallotSessionFactory(DjangoModelFactory[BallotSession]):
    """An open round; ``closed=True`` for one that is counted, ``preparing=True`` for one not yet open."""

    class Meta:
        model = BallotSession

    meeting = SubFactory(MeetingFactory)
    state = BallotState.OPEN
    prepared_at = OPENED_AT
    prepared_by = SubFactory(UserFactory)
    opened_at = OPENED_AT
    opened_by = SubFactory(UserFactory)

    class Params:
        closed = Trait(
            state=BallotState.COUNTED,
            closed_at=OPENED_AT,
            closed_by=SubFactory(UserFactory),
            counted_at=OPENED_AT,
            counted_by=SubFactory(UserFactory),
        )
        preparing = Trait(state=BallotState.PREPARING, opened_at=None, opened_by=None)


class BallotQuestionFactory(DjangoModelFactory[BallotQuestion]):
    class Meta:
        model = BallotQuestion

    session = SubFactory(BallotSessionFactory)
    review = SubFactory(ReviewFactory)
    track = Track.MEMBER
    position = Sequence(lambda n: n + 1)


class VoterFactory(DjangoModelFactory[Voter]):
    class Meta:
        model = Voter

    session = SubFactory(BallotSessionFactory)
    person = SubFactory(PersonFactory)


class ProposalFactory(DjangoModelFactory[Proposal]):
    class Meta:
        model = Proposal

    review = SubFactory(ReviewFactory)
    track = Track.CADRE
    source = ProposalSource.UNIT_HEAD
    organization = LazyAttribute(lambda o: o.review.unit)
    level = Level.GOOD
    signer_name = "Nguyễn Văn Mẫu"
    signed_on = date(2023, 11, 15)
    made_by = SubFactory(UserFactory)
    made_at = OPENED_AT


class DecisionFactory(DjangoModelFactory[Decision]):
    class Meta:
        model = Decision

    review = SubFactory(ReviewFactory)
    track = Track.CADRE
    level = Level.GOOD
    authority = LazyAttribute(lambda o: o.review.authority)
    document_number = Sequence(lambda n: f"{n + 1}-QĐ/HU")
    decided_on = date(2023, 12, 8)
    decided_by = SubFactory(UserFactory)
    decided_at = datetime(2023, 12, 8, 3, 0, tzinfo=UTC)
