"""The province plan of 2023 (P1) in the program: planned, issued, written, reviewed and voted on by the same pages."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from organizations.choices import CollectiveKind, OrganizationKind, PostRole, Tier
from organizations.models import Organization
from ratings.models import BallotSession, Proposal
from ratings.services.casting import cast_vote
from reviews.choices import AuthorityKind, EntryState, Inclusion, Level, VenueKind
from reviews.models import FormEntry, Review
from reviews.rules.findings import RuleViolation
from reviews.selectors.venues import Venue
from reviews.services import meetings, sittings
from reviews.services.campaigns import create_campaign, issue_campaign
from reviews.services.submissions import submit_to_board
from tests import steps
from tests.box import close_ballot, open_ballot
from tests.factories.organizations import CollectiveFactory, PersonFactory, PostFactory
from tests.factories.reviews import ReviewFactory
from tests.kept import built_once
from tests.reviews.test_pages import assert_flat, signed_in
from tests.world import World, at, build_world, standing_on

DOCUMENT = "Kế hoạch số 90-KH/TU ngày 12/11/2023"


@pytest.fixture
def province(db: None) -> World:
    return issued_province()


@built_once
def issued_province() -> World:
    """The small district's bodies one level higher: a department of the province, its cell; the plan issued."""
    world = build_world()
    Organization.objects.subtree(world.district).filter(tier=Tier.DISTRICT).update(tier=Tier.PROVINCE)
    Organization.objects.filter(pk=world.district.pk).update(
        kind=OrganizationKind.PROVINCE_PARTY, name="Đảng bộ tỉnh Mẫu", symbol="TU"
    )
    for name in ("district", "office", "commune"):
        getattr(world, name).refresh_from_db()
    committee = CollectiveFactory.create(
        organization=world.district, kind=CollectiveKind.EXECUTIVE_COMMITTEE, name="Ban Chấp hành Đảng bộ tỉnh"
    )
    PostFactory.create(person=world.people["secretary"], collective=committee, role=PostRole.HEAD)
    for key in ("head", "deputy"):
        PostFactory.create(
            person=world.people[key], collective=world.standing, role=PostRole.MEMBER, managed_by=world.district
        )
    with standing_on(12) as now:
        draft = create_campaign(
            issuer=world.district,
            preset="p1_tinh_2023",
            name="Kiểm điểm năm 2023 của Đảng bộ tỉnh",
            year=2023,
            number="90-KH/TU",
            dated_on=date(2023, 11, 12),
            by=world.users["planner"],
        )
        world.campaign = issue_campaign(
            campaign_id=draft.pk,
            number="90-KH/TU",
            dated_on=date(2023, 11, 12),
            confirmed_defaults=[default.key for default in draft.plan.defaults_to_confirm],
            by=world.users["planner"],
            now=now,
        )
    return world


def own(world: World, caught: pytest.ExceptionInfo[RuleViolation]) -> set[str]:
    """The clauses that a refusal cites, all of them this plan's own."""
    cited = [row.reference for row in caught.value.findings if row.reference and row.reference.clause]
    assert all(reference.clause.startswith("P1-") for reference in cited)
    assert {reference.document for reference in cited} <= {DOCUMENT}
    return {reference.clause for reference in cited}


def test_the_province_reviews_its_own_bodies_and_rates_itself_as_a_proposal(province: World) -> None:
    """P1-II.1-a, P1-II.5-d, P1-II.5-e"""
    found = {str(review): review for review in province.campaign.reviews.select_related("collective", "person")}
    assert found["Tập thể lãnh đạo Phòng Tài chính - Kế hoạch"].authority == province.district
    assert found["Ban Thường vụ Huyện ủy"].authority_kind == AuthorityKind.SELF_RATED
    assert FormEntry.objects.filter(review=province.review_of("third"), regulation="qd_124").exists()


def test_a_whole_cell_meeting_is_held_and_votes_under_the_provinces_plan(province: World) -> None:
    for key in ("head", "deputy", "third"):
        steps.submit(province, province.review_of(key), by=key, day=13)
        assert FormEntry.objects.get(review=province.review_of(key)).state == EntryState.SUBMITTED
    meeting = steps.plan_cell(province, day=21)
    steps.prepare(province, meeting, sent_on=14)
    steps.open_sitting(province, meeting)
    steps.hold(province, meeting)
    with standing_on(21, 10) as now:
        team = [province.people["member4"], province.people["member5"]]
        session = open_ballot(meeting_id=meeting.pk, counting_team=team, by=province.users["head"], now=now)
        questions = list(session.questions.values_list("pk", flat=True))
        for voter in session.voters.select_related("person"):
            user = next(user for user in province.users.values() if user.person_id == voter.person_id)
            cast_vote(session_id=session.pk, voter=user, choices=dict.fromkeys(questions, Level.GOOD))
        close_ballot(session_id=session.pk, by=province.users["head"], now=now)
        sittings.conclude_meeting(
            meeting_id=meeting.pk, conclusion="Nhất trí.", half_days=2, by=province.users["head"], now=now
        )
    assert BallotSession.objects.get().questions.filter(outcome=Level.GOOD).count() == len(questions)
    assert set(Proposal.objects.values_list("level", flat=True)) == {Level.GOOD}


def test_drafts_without_the_report_and_a_dossier_too_early_are_refused_by_the_plans_words(province: World) -> None:
    """P1-III.4-c"""
    steps.submit(province, province.review_of("head"), by="head", day=13)
    with standing_on(13):
        meeting = meetings.plan_meeting(
            campaign=province.campaign,
            venue=Venue(kind=VenueKind.COLLECTIVE, collective=province.standing),
            starts_on=at(28).date(),
            half_days=2,
            place="Hội trường",
            chair=province.people["secretary"],
            clerk=province.people["deputy"],
            by=province.users["planner"],
        )
    with standing_on(13) as now, pytest.raises(RuleViolation) as caught:
        meetings.send_drafts(meeting_id=meeting.pk, by=province.users["planner"], on=now.date(), now=now)
    assert own(province, caught) == {"P1-III.4-c"}
    with standing_on(28) as now, pytest.raises(RuleViolation) as caught:
        submit_to_board(review_id=province.review_of("head").pk, by=province.users["head"], on=now.date(), now=now)
    own(province, caught)


def test_every_page_of_the_campaign_opens_and_cites_no_other_plan(province: World) -> None:
    review = province.review_of("third")
    campaign = (province.campaign.pk,)
    for key in ("planner", "officer", "head", "third"):
        client = signed_in(province.users[key])
        for name, arguments in (
            ("home", ()),
            ("campaign", campaign),
            ("campaign-milestones", campaign),
            ("campaign-rules", campaign),
            ("campaign-subjects", campaign),
            ("plan-values", campaign),
            ("reviews", ()),
            ("review", (review.pk,)),
            ("dossier", (review.pk,)),
            ("review-prompts", (review.pk,)),
            ("review-ratings", (review.pk,)),
            ("meetings", ()),
            ("board", ()),
            *([("entry", (review.pk,))] if key == "third" else []),  # a draft is its writer's
        ):
            with standing_on(14):
                answer = client.get(reverse(name, args=arguments))
            assert answer.status_code == 200, (key, name)
            assert "P0-" not in answer.content.decode(), (key, name)


def test_person_beside_no_collectives_report_is_pointed_out_among_the_subjects(province: World) -> None:
    """P1-I.2-a"""
    address = reverse("campaign-subjects", args=(province.campaign.pk,))
    words = "Phạm Thị Lan: chưa gắn với báo cáo kiểm điểm của tập thể nào."
    client = signed_in(province.users["planner"])
    with standing_on(14):
        assert words not in client.get(address).content.decode()
        Review.objects.filter(pk=province.collective_review().pk).update(
            inclusion=Inclusion.EXEMPT, reason="Mới thành lập"
        )
        page = client.get(address).content.decode()
        assert words in page
        assert "Trần Thị Hà: chưa gắn" not in page  # she sits in the standing committee too
        assert "Mục I.2" in page


def test_subjects_cost_the_same_with_many_people_beside_no_report(province: World) -> None:
    def add(count: int) -> None:
        for _ in range(count):
            person = PersonFactory.create(full_name="Lê Thị Phải Đếm")
            ReviewFactory.create(campaign=province.campaign, unit=province.office, person=person)

    with standing_on(14):
        address = reverse("campaign-subjects", args=(province.campaign.pk,))
        assert_flat(signed_in(province.users["planner"]), address, add, row="Lê Thị Phải Đếm: chưa gắn")
