"""Officials new in a post or with several, absent and suspended ones, where they are voted on, appraised, decided."""

from __future__ import annotations

from datetime import date

import pytest

from organizations.choices import CollectiveKind, PostRole, Tier
from organizations.models import Collective, Organization, Post
from ratings.choices import ProposalSource, VotingMethod
from ratings.models import Proposal
from ratings.selectors.ballot_opening import opening
from ratings.selectors.ballots import quota_of
from ratings.services.proposals import appraise
from reviews.choices import CircumstanceKind, EntryState, ItemState, Level, MeetingState, Presence, Track, VenueKind
from reviews.models import Circumstance, FormEntry, Meeting, Review
from reviews.rules.findings import RuleViolation, Severity
from tests import steps
from tests.box import open_ballot
from tests.factories.organizations import (
    CollectiveFactory,
    PostFactory,
)
from tests.factories.ratings import BallotQuestionFactory, BallotSessionFactory, DecisionFactory, ProposalFactory
from tests.factories.reviews import AgendaItemFactory, AttendeeFactory, CampaignFactory, MeetingFactory, ReviewFactory
from tests.ratings.special_cases import DAY, asked, blocking, decided, other, recorded, refused_ballot, sitting, told
from tests.reviews.test_commune_plan import commune, issue
from tests.world import STATEMENT, World, at, standing_on

__all__ = ["commune", "other"]


# --- new in a post ---------------------------------------------------------------------------------------------------


def new_in_post(world: World, key: str, on: date) -> None:
    Post.objects.filter(person=world.people[key], role__in=(PostRole.HEAD, PostRole.DEPUTY)).update(valid_from=on)


def body_meeting(world: World, *keys: str) -> Meeting:
    """The open meeting of the commune's committee with those people reviewed, the cell's votes done."""
    committee = Collective.objects.get(kind=CollectiveKind.EXECUTIVE_COMMITTEE)
    meeting = MeetingFactory.create(
        campaign=world.campaign, collective=committee, starts_on=date(2023, 11, DAY), state=MeetingState.OPEN
    )
    for key in keys:
        review = world.review_of(key)
        AgendaItemFactory.create(
            meeting=meeting, review=review, state=ItemState.CONCLUDED, conclusion="Nhất trí", concluded_at=at(DAY)
        )
        AttendeeFactory.create(meeting=meeting, person=world.people[key], presence=Presence.PRESENT)
        BallotQuestionFactory.create(
            session=BallotSessionFactory.create(
                closed=True,
                meeting=MeetingFactory.create(
                    campaign=world.campaign,
                    kind=VenueKind.KEY_CADRES,
                    collective=CollectiveFactory.create(organization__parent=world.commune),
                ),
            ),
            review=review,
            outcome=Level.GOOD,
        )
    for review in Review.objects.rated().filter(campaign=world.campaign, unit=world.village, person__isnull=True):
        session = BallotSessionFactory.create(closed=True, meeting__campaign=world.campaign)
        BallotQuestionFactory.create(session=session, review=review, track=review.kind, outcome=Level.GOOD)
    for _ in range(5):
        AttendeeFactory.create(meeting=meeting, presence=Presence.PRESENT)
    steps.bodies_reviewed(meeting)
    steps.said_before_the_ballot(world, meeting)
    return Meeting.objects.select_related("campaign__issuer", "cell", "collective__organization", "chair", "clerk").get(
        pk=meeting.pk
    )


def test_ballot_on_somebody_new_in_an_equal_post_waits_for_the_former_unit_s_result(commune: World) -> None:
    """P4-2.3-m"""
    issue(commune)
    new_in_post(commune, "vice", date(2023, 8, 1))
    neighbour = CollectiveFactory.create(
        organization__parent=commune.district, organization__tier=Tier.COMMUNE, organization__name="UBND xã Bên"
    )
    PostFactory.create(
        person=commune.people["vice"], collective=neighbour, role=PostRole.DEPUTY, valid_to=date(2023, 7, 31)
    )
    meeting = body_meeting(commune, "vice")
    assert blocking(meeting) == [("special.former_result", "P4-2.3-m")]
    assert "phải có kết quả đánh giá của UBND xã Bên" in refused_ballot(commune, meeting)
    assert "xếp loại theo chức vụ hiện nay" in told(commune, "vice")
    recorded(commune, "vice", CircumstanceKind.FORMER_RESULT, case="equivalent", level=Level.GOOD)
    assert blocking(meeting) == []


@pytest.mark.parametrize(("case", "aside"), [("none", True), ("lower", False)])
def test_promoted_within_six_months_is_rated_by_the_post_before_and_outside_the_leaders_share(
    commune: World, case: str, aside: bool
) -> None:
    """P4-2.3-n: whoever led nothing before is no leader of this year's share."""
    issue(commune)
    new_in_post(commune, "vice", date(2023, 8, 1))
    meeting = body_meeting(commune, "vice", "chair")
    assert ("special.former_result", "P4-2.3-n") in blocking(meeting)
    recorded(commune, "vice", CircumstanceKind.FORMER_RESULT, case=case)
    assert blocking(meeting) == []
    page = told(commune, "vice")
    assert "xếp loại theo chức vụ trước khi đề bạt, bổ nhiệm" in page
    assert ("không tính vào tỷ lệ của cán bộ lãnh đạo, quản lý" in page) is aside
    session = BallotSessionFactory.create(meeting=meeting, closed=True)
    questions = [
        BallotQuestionFactory.create(
            session=session, review=commune.review_of(key), track=Track.CADRE, outcome=Level.EXCELLENT
        )
        for key in ("vice", "chair")
    ]
    counted = quota_of(session, questions)
    assert counted is not None
    assert counted.excellent == (1 if aside else 2)


def test_six_months_in_the_post_ask_for_nothing(commune: World) -> None:
    """P4-2.3-m, P4-2.3-n: counted to the day of the meeting that rates."""
    issue(commune)
    new_in_post(commune, "vice", date(2023, 5, DAY))
    assert blocking(body_meeting(commune, "vice")) == []
    with pytest.raises(RuleViolation, match="không có trường hợp"):
        recorded(commune, "vice", CircumstanceKind.FORMER_RESULT, case="lower")
    assert not Circumstance.objects.exists()


# --- appraisal and decision of officials -----------------------------------------------------------------------------


def with_the_board(world: World, key: str) -> Review:
    """The dossier sent, the unit's head has proposed GOOD."""
    review = world.review_of(key)
    Review.objects.filter(pk=review.pk).update(submitted_to_board_at=at(25))
    ProposalFactory.create(review=review, level=Level.GOOD, made_by=world.users["commune_secretary"])
    return world.review_of(key)


def appraised(world: World, review: Review, comment: str = "") -> Proposal:
    with standing_on(27) as now:
        return appraise(
            review_id=review.pk,
            track=Track.CADRE,
            level=Level.GOOD,
            comment=comment,
            by=world.users["officer"],
            now=now,
        )


def refused_appraisal(world: World, review: Review) -> list[tuple[str, str]]:
    with pytest.raises(RuleViolation) as refused:
        appraised(world, review)
    assert not Proposal.objects.filter(source=ProposalSource.BOARD).exists()
    return [(row.code, row.clause) for row in refused.value.findings if row.blocks]


def second_post(world: World, key: str) -> Organization:
    """Deputy secretary besides: as high as the post in the people's committee."""
    committee = Collective.objects.get(kind=CollectiveKind.EXECUTIVE_COMMITTEE)
    Post.objects.filter(person=world.people[key], collective=committee).update(role=PostRole.DEPUTY, title="Phó Bí thư")
    return committee.organization


def test_official_with_equal_posts_is_appraised_once_somebody_has_picked_the_place(commune: World) -> None:
    """P4-2.3-t"""
    issue(commune)
    place = second_post(commune, "chair")
    review = with_the_board(commune, "chair")
    assert ("special.place_tie", "P4-2.3-t") in refused_appraisal(commune, review)
    assert "phải chọn nơi đánh giá, xếp loại" in told(commune, "chair")
    with pytest.raises(RuleViolation) as refused:
        recorded(commune, "chair", CircumstanceKind.HIGHEST_POST, place=commune.village)
    assert [row.clause for row in refused.value.findings] == ["P4-2.3-t"]
    recorded(commune, "chair", CircumstanceKind.HIGHEST_POST, place=place)
    appraised(commune, review)


def test_official_with_a_level_elsewhere_in_the_year_is_not_rated_again(commune: World) -> None:
    """P4-2.3-t"""
    issue(commune)
    review = with_the_board(commune, "chair")
    other = CampaignFactory.create(issued=True, issuer=commune.district)
    DecisionFactory.create(
        review=ReviewFactory.create(campaign=other, person=commune.people["chair"]), track=Track.CADRE
    )
    assert refused_appraisal(commune, review) == [("special.second_place", "P4-2.3-t")]


def test_levels_that_differ_between_places_are_settled_with_a_word_of_why(commune: World) -> None:
    """P4-2.3-h"""
    issue(commune)
    commune.grant("commune_secretary", "decide", commune.commune)
    review = with_the_board(commune, "vice")
    for level, name in ((Level.EXCELLENT, "Ban Chấp hành"), (Level.GOOD, "Lãnh đạo UBND")):
        body = CollectiveFactory.create(organization__parent=commune.commune, name=name)
        session = BallotSessionFactory.create(
            meeting=MeetingFactory.create(campaign=commune.campaign, collective=body), closed=True
        )
        BallotQuestionFactory.create(session=session, review=review, track=Track.CADRE, outcome=level)
    assert refused_appraisal(commune, review) == [("special.levels_differ", "P4-2.3-h")]
    page = told(commune, "vice")
    assert "Ban Chấp hành: Hoàn thành xuất sắc nhiệm vụ; Lãnh đạo UBND: Hoàn thành tốt nhiệm vụ" in page
    appraised(commune, review, "Nơi giữ chức vụ cao nhất đề nghị mức tốt.")
    with standing_on(28) as now:
        with pytest.raises(RuleViolation) as refused:
            decided(commune, review, Track.CADRE, now)
        assert [row.clause for row in refused.value.findings if row.blocks] == ["P4-2.3-h"]
        made = decided(commune, review, Track.CADRE, now, reason="Theo đề nghị của Ban Tổ chức.")
    assert made.level == Level.GOOD


# --- absent, suspended -----------------------------------------------------------------------------------------------


def handed_in(world: World, key: str, level: str = "good") -> None:
    FormEntry.objects.filter(review=world.review_of(key)).update(
        data=STATEMENT | {"vii_member_level": level}, state=EntryState.SUBMITTED, submitted_at=at(20)
    )


def test_absent_for_a_recorded_reason_is_voted_on_from_the_report_he_sent(commune: World) -> None:
    """P4-2.3-c"""
    issue(commune)
    meeting = sitting(commune, commune.village, "villager1", "villager2", absent=("villager1",))
    assert asked(meeting) == {"Nông Văn Thôn 2"}
    recorded(commune, "villager1", CircumstanceKind.ABSENCE, by="village_secretary", case="sick")
    assert asked(meeting) == {"Nông Văn Thôn 1", "Nông Văn Thôn 2"}
    assert blocking(meeting) == [("special.absent_report", "P4-2.3-c")]
    handed_in(commune, "villager1", "")
    assert blocking(meeting) == [("special.absent_level", "P4-2.3-c")]
    assert "chưa nhận mức xếp loại trong báo cáo tự đánh giá" in refused_ballot(commune, meeting)
    handed_in(commune, "villager1")
    assert blocking(meeting) == []
    with standing_on(DAY) as now:
        session = open_ballot(
            meeting_id=meeting.pk,
            counting_team=[meeting.chair, meeting.clerk],
            method=VotingMethod.PAPER,
            by=commune.users["planner"],
            now=now,
        )
    assert session.questions.filter(review=commune.review_of("villager1")).exists()


def test_absent_without_a_printed_reason_is_not_put_on_the_ballot(commune: World) -> None:
    """P4-2.3-c"""
    issue(commune)
    meeting = sitting(commune, commune.village, "villager1")
    meeting.attendees.filter(person=commune.people["villager1"]).update(presence=Presence.ABSENT)
    assert blocking(meeting) == [("special.absent", "P4-2.3-c")]
    with pytest.raises(RuleViolation) as refused:
        recorded(commune, "villager1", CircumstanceKind.ABSENCE, case="holiday")
    assert [row.clause for row in refused.value.findings] == ["P4-2.3-c"]
    assert not Circumstance.objects.exists()


def test_suspended_from_the_committee_is_still_rated_and_the_page_says_so(commune: World) -> None:
    """P4-2.2.3.1-b"""
    issue(commune)
    recorded(commune, "vice", CircumstanceKind.COMMITTEE_SUSPENSION, document="Quyết định số 3-QĐ/UBKT")
    said = "bị đình chỉ sinh hoạt cấp ủy, không bị đình chỉ sinh hoạt đảng: vẫn phải đánh giá, xếp loại"
    assert said in told(commune, "vice")
    meeting = sitting(commune, commune.village, "vice")
    assert asked(meeting) == {"Lò Thị Phó"}
    with standing_on(DAY):
        found = [row for row in opening(meeting).findings if row.clause == "P4-2.2.3.1-b"]
    assert [row.severity for row in found] == [Severity.INFO]
    with pytest.raises(RuleViolation, match="không có trường hợp"):
        recorded(commune, "villager1", CircumstanceKind.COMMITTEE_SUSPENSION)
