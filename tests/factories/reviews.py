"""Campaigns, reviews, entries, opinions and meetings for tests, written straight to the tables.

A test of the rules in play uses the services; these make the rows that a test only needs to stand there.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from factory.declarations import LazyAttribute, Sequence, SubFactory, Trait
from factory.django import DjangoModelFactory

from reviews.choices import (
    CampaignState,
    EntryState,
    Level,
    OpinionKind,
    SubjectKind,
    Track,
    VenueKind,
)
from reviews.models import (
    AgendaItem,
    Campaign,
    CellDossier,
    CellScore,
    EmployerResult,
    EntryVersion,
    FeedPlace,
    FeedSending,
    FeedValue,
    FormEntry,
    HandOver,
    HandOverItem,
    LevelDiscussion,
    Meeting,
    MeetingAttendee,
    MeetingStep,
    Milestone,
    Notice,
    Opinion,
    PromptProposal,
    RelayedReport,
    RemediationItem,
    RemedyPlan,
    Review,
    ReviewDirector,
    ReviewPrompt,
    ReviewVenue,
    SelfRating,
    Violation,
)
from tests.factories.organizations import (
    CollectiveFactory,
    OrganizationFactory,
    PersonFactory,
    UserFactory,
)

ISSUED_AT = datetime(2023, 11, 3, 2, 0, tzinfo=UTC)


class CampaignFactory(DjangoModelFactory[Campaign]):
    """A draft of plan P0; ``issued=True`` gives it number, date and time."""

    class Meta:
        model = Campaign

    issuer = SubFactory(OrganizationFactory)
    name = Sequence(lambda n: f"Kiểm điểm, đánh giá, xếp loại năm 2023 ({n})")
    year = 2023
    rules_on = date(2023, 11, 3)
    preset = "p0_huyen_2023"

    class Params:
        issued = Trait(
            state=CampaignState.ISSUED,
            number=Sequence(lambda n: f"{n + 1}-KH/HU"),
            dated_on=date(2023, 11, 3),
            issued_at=ISSUED_AT,
        )


class MilestoneFactory(DjangoModelFactory[Milestone]):
    class Meta:
        model = Milestone

    campaign = SubFactory(CampaignFactory)
    code = Sequence(lambda n: f"P0-{n}")
    title = Sequence(lambda n: f"Mốc {n}")
    due_on = date(2023, 12, 5)
    comparator = "before"


class ReviewFactory(DjangoModelFactory[Review]):
    """The review of a person rated on both tracks; ``of_collective=True`` makes it one of a collective."""

    class Meta:
        model = Review

    campaign = SubFactory(CampaignFactory, issued=True)
    kind = SubjectKind.PERSON
    person: Any = SubFactory(PersonFactory)
    unit: Any = LazyAttribute(lambda o: o.campaign.issuer)
    unit_path = LazyAttribute(lambda o: o.unit.path)
    form_code = "mau_02"
    rated_as_cadre = True
    rated_as_member = True
    authority = LazyAttribute(lambda o: o.campaign.issuer)

    class Params:
        of_collective = Trait(
            kind=SubjectKind.COLLECTIVE,
            person=None,
            collective=SubFactory(CollectiveFactory),
            unit=LazyAttribute(lambda o: o.collective.organization),
            form_code="mau_01",
            rated_as_cadre=False,
            rated_as_member=False,
        )


class ReviewVenueFactory(DjangoModelFactory[ReviewVenue]):
    class Meta:
        model = ReviewVenue

    review = SubFactory(ReviewFactory)
    kind = VenueKind.CELL
    cell = SubFactory(OrganizationFactory, cell=True)


class EntryFactory(DjangoModelFactory[FormEntry]):
    class Meta:
        model = FormEntry

    review = SubFactory(ReviewFactory)
    form_code = LazyAttribute(lambda o: o.review.form_code)
    regulation = "qd_124"

    class Params:
        submitted = Trait(state=EntryState.SUBMITTED, submitted_at=ISSUED_AT, saved_at=ISSUED_AT)


class EntryVersionFactory(DjangoModelFactory[EntryVersion]):
    class Meta:
        model = EntryVersion

    entry = SubFactory(EntryFactory)
    version = Sequence(lambda n: n + 1)
    data: Any = {}
    saved_at = ISSUED_AT


class PromptFactory(DjangoModelFactory[ReviewPrompt]):
    class Meta:
        model = ReviewPrompt

    review = SubFactory(ReviewFactory)
    text = "Làm rõ trách nhiệm trong việc chậm tiến độ giải ngân vốn đầu tư công."
    document_number = Sequence(lambda n: f"{n + 1}-CV/HU")
    issued_on = date(2023, 11, 8)
    issued_by = SubFactory(UserFactory)


class DirectorFactory(DjangoModelFactory[ReviewDirector]):
    """Sent by the issuer."""

    class Meta:
        model = ReviewDirector

    campaign = SubFactory(CampaignFactory, issued=True)
    organization = SubFactory(OrganizationFactory)
    person = SubFactory(PersonFactory)
    body = LazyAttribute(lambda o: o.campaign.issuer)
    document_number = Sequence(lambda n: f"{n + 1}-TB/TU")
    document_on = date(2023, 11, 14)
    recorded_by = SubFactory(UserFactory)


class PromptProposalFactory(DjangoModelFactory[PromptProposal]):
    """Proposed by a body of its own; still to be weighed."""

    class Meta:
        model = PromptProposal

    review = SubFactory(ReviewFactory)
    organization = SubFactory(OrganizationFactory, kind="advisory_board")
    category = "task_results"
    text = Sequence(lambda n: f"Chậm giải ngân vốn đầu tư công, dự án số {n}.")
    sent_on = date(2023, 11, 13)
    sent_by = SubFactory(UserFactory)


class RemediationItemFactory(DjangoModelFactory[RemediationItem]):
    class Meta:
        model = RemediationItem

    person = SubFactory(PersonFactory)
    raised_year = 2022
    shortcoming = "Chưa thường xuyên đi cơ sở."


class RemedyPlanFactory(DjangoModelFactory[RemedyPlan]):
    """A draft without a line."""

    class Meta:
        model = RemedyPlan

    review = SubFactory(ReviewFactory)


class OpinionFactory(DjangoModelFactory[Opinion]):
    class Meta:
        model = Opinion

    review = SubFactory(ReviewFactory)
    kind = OpinionKind.RESIDENCE
    addressee = SubFactory(OrganizationFactory, cell=True)
    sender = LazyAttribute(lambda o: o.review.unit)
    requested_on = date(2023, 11, 6)


class MeetingFactory(DjangoModelFactory[Meeting]):
    """The meeting of a collective; pass ``kind=VenueKind.CELL, collective=None, cell=…`` for a cell."""

    class Meta:
        model = Meeting

    campaign = SubFactory(CampaignFactory, issued=True)
    kind = VenueKind.COLLECTIVE
    collective = SubFactory(CollectiveFactory)
    unit_path = LazyAttribute(lambda o: o.cell.path if getattr(o, "cell", None) else o.collective.organization.path)
    starts_on = date(2023, 11, 15)
    place = "Hội trường cơ quan"
    chair = SubFactory(PersonFactory)
    clerk = SubFactory(PersonFactory)


class AttendeeFactory(DjangoModelFactory[MeetingAttendee]):
    class Meta:
        model = MeetingAttendee

    meeting = SubFactory(MeetingFactory)
    person = SubFactory(PersonFactory)
    role = "member"
    may_vote = True


class AgendaItemFactory(DjangoModelFactory[AgendaItem]):
    class Meta:
        model = AgendaItem

    meeting = SubFactory(MeetingFactory)
    review = SubFactory(ReviewFactory)
    position = Sequence(lambda n: n + 1)


class NoticeFactory(DjangoModelFactory[Notice]):
    class Meta:
        model = Notice

    campaign = SubFactory(CampaignFactory, issued=True)
    recipient = SubFactory(UserFactory)
    kind = "reminder"
    key = Sequence(lambda n: f"nhac-{n}")
    subject = "Nhắc hạn"
    created_at = ISSUED_AT


class ViolationFactory(DjangoModelFactory[Violation]):
    """Of 2021, disciplined in 2023 at the same unit."""

    class Meta:
        model = Violation

    person = SubFactory(PersonFactory)
    content = "Vi phạm phải đếm"
    unit: Any = SubFactory(OrganizationFactory)
    committed_on = date(2021, 6, 1)
    handled_in = LazyAttribute(lambda o: o.unit)
    penalty = "Khiển trách"
    document = Sequence(lambda n: f"Quyết định số {n + 1}-QĐ/UBKT")
    disciplined_on = date(2023, 3, 1)
    recorded_by = SubFactory(UserFactory)
    recorded_at = ISSUED_AT


class FeedPlaceFactory(DjangoModelFactory[FeedPlace]):
    """A residential area of the security feed."""

    class Meta:
        model = FeedPlace

    campaign = SubFactory(CampaignFactory, issued=True)
    feed = "security"
    kind = "residential_area"
    name = Sequence(lambda n: f"Tổ dân phố {n}")
    added_by = SubFactory(UserFactory)
    added_at = ISSUED_AT


class FeedValueFactory(DjangoModelFactory[FeedValue]):
    class Meta:
        model = FeedValue

    campaign = SubFactory(CampaignFactory, issued=True)
    feed = "budget"
    unit = SubFactory(OrganizationFactory)
    column = "revenue"
    value = "12.500,5"
    entered_by = SubFactory(UserFactory)
    entered_at = ISSUED_AT


class FeedSendingFactory(DjangoModelFactory[FeedSending]):
    class Meta:
        model = FeedSending

    campaign = SubFactory(CampaignFactory, issued=True)
    feed = "budget"
    sent_by = SubFactory(UserFactory)
    sent_at = ISSUED_AT


class RelayedReportFactory(DjangoModelFactory[RelayedReport]):
    class Meta:
        model = RelayedReport

    campaign = SubFactory(CampaignFactory, issued=True)
    route = "results"
    unit = SubFactory(OrganizationFactory, commune=True)
    number = Sequence(lambda n: f"{n + 1}-BC/ĐU")
    dated_on = date(2019, 12, 20)
    sent_on = date(2019, 12, 20)
    sent_by = SubFactory(UserFactory)


class CellDossierFactory(DjangoModelFactory[CellDossier]):
    class Meta:
        model = CellDossier

    meeting = SubFactory(MeetingFactory)


class CellScoreFactory(DjangoModelFactory[CellScore]):
    class Meta:
        model = CellScore

    dossier = SubFactory(CellDossierFactory)
    place = Sequence(lambda n: n + 1)
    text = Sequence(lambda n: f"Tiêu chí {n + 1}")
    most = 10
    points = 9


class MeetingStepFactory(DjangoModelFactory[MeetingStep]):
    class Meta:
        model = MeetingStep

    meeting = SubFactory(MeetingFactory)
    step = "scores"
    agreed = 3
    present = 3
    passed_at = ISSUED_AT
    recorded_by = SubFactory(UserFactory)


class HandOverFactory(DjangoModelFactory[HandOver]):
    class Meta:
        model = HandOver

    campaign = SubFactory(CampaignFactory, issued=True)
    giver = SubFactory(OrganizationFactory)
    receiver = LazyAttribute(lambda o: o.campaign.issuer)
    handed_on = date(2023, 11, 27)
    handed_by = SubFactory(UserFactory)


class HandOverItemFactory(DjangoModelFactory[HandOverItem]):
    class Meta:
        model = HandOverItem

    hand_over = SubFactory(HandOverFactory)
    review = SubFactory(ReviewFactory)
    copy = LazyAttribute(lambda o: o.hand_over.copy)


class SelfRatingFactory(DjangoModelFactory[SelfRating]):
    class Meta:
        model = SelfRating

    review = SubFactory(ReviewFactory)
    level = Level.GOOD
    recorded_by = SubFactory(UserFactory)
    recorded_at = ISSUED_AT


class LevelDiscussionFactory(DjangoModelFactory[LevelDiscussion]):
    class Meta:
        model = LevelDiscussion

    meeting = SubFactory(MeetingFactory)
    track = Track.MEMBER
    text = "Nhất trí với mức đề xuất."
    recorded_by = SubFactory(UserFactory)
    recorded_at = ISSUED_AT


class EmployerResultFactory(DjangoModelFactory[EmployerResult]):
    class Meta:
        model = EmployerResult

    review = SubFactory(ReviewFactory)
    level = Level.GOOD
    document = "Thông báo số 15/TB-UBND ngày 18/11/2023"
    recorded_by = SubFactory(UserFactory)
    recorded_at = ISSUED_AT
