"""Cases that are not the ordinary one under the commune plan of 2023, from roster to level (P4 II.2.2.3.1, II.2.3)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from organizations.choices import Attendance, CollectiveKind, PostRole, Tier
from organizations.models import CellMembership, Collective, Organization, Post
from ratings.choices import ProposalSource, VotingMethod
from ratings.models import BallotSession, Decision, Proposal
from ratings.selectors.ballot_opening import opening
from ratings.selectors.ballots import quota_of
from ratings.services.decisions import decide
from ratings.services.proposals import appraise
from reviews.choices import CircumstanceKind, EntryState, ItemState, Level, MeetingState, Presence, Track, VenueKind
from reviews.models import AgendaItem, Circumstance, FormEntry, Meeting, Review
from reviews.rules.findings import RuleViolation, Severity
from reviews.selectors.progress import review_facts
from reviews.selectors.venues import Venue
from reviews.services.campaigns import regenerate_subjects
from reviews.services.cases import record_circumstance
from reviews.services.meetings import plan_meeting
from tests import steps
from tests.box import open_ballot
from tests.factories.organizations import (
    CollectiveFactory,
    MembershipFactory,
    OrganizationFactory,
    PostFactory,
)
from tests.factories.ratings import BallotQuestionFactory, BallotSessionFactory, DecisionFactory, ProposalFactory
from tests.factories.reviews import AgendaItemFactory, AttendeeFactory, CampaignFactory, MeetingFactory, ReviewFactory
from tests.reviews.test_commune_plan import commune, issue
from tests.reviews.test_pages import assert_flat, signed_in
from tests.world import STATEMENT, World, at, standing_on

__all__ = ["commune"]

DAY = 24


@pytest.fixture
def other(commune: World) -> Organization:
    """A second cell of the commune, with its secretary."""
    cell: Organization = OrganizationFactory.create(parent=commune.commune, cell=True, name="Chi bộ thôn Tây")
    commune.add("west_secretary", "Tòng Thị Tây", cell=cell)
    body = CollectiveFactory.create(organization=cell, kind=CollectiveKind.CELL_COMMITTEE)
    PostFactory.create(person=commune.people["west_secretary"], collective=body, role=PostRole.HEAD)
    return cell


def here_for_a_time(world: World, key: str, cell: Organization) -> None:
    MembershipFactory.create(
        person=world.people[key], cell=cell, attendance=Attendance.TEMPORARY, valid_from=date(2023, 5, 1)
    )


def moved(world: World, key: str, cell: Organization, on: date = date(2023, 9, 1)) -> None:
    CellMembership.objects.filter(person=world.people[key]).update(valid_to=on)
    MembershipFactory.create(person=world.people[key], cell=cell, valid_from=on)


def sitting(world: World, cell: Organization, *keys: str, absent: tuple[str, ...] = ()) -> Meeting:
    """The open meeting of a cell that has reviewed those people; everybody else there is a voter."""
    meeting = MeetingFactory.create(
        campaign=world.campaign,
        kind=VenueKind.CELL,
        collective=None,
        cell=cell,
        starts_on=date(2023, 11, DAY),
        state=MeetingState.OPEN,
        chair=world.people["village_secretary"],
    )
    for key in keys:
        AgendaItemFactory.create(
            meeting=meeting,
            review=world.review_of(key),
            **(
                {}
                if key in absent
                else {"state": ItemState.CONCLUDED, "conclusion": "Nhất trí", "concluded_at": at(DAY)}
            ),
        )
        away = {"presence": Presence.ABSENT_WITH_REASON, "absence_reason": "ốm", "may_vote": False}
        AttendeeFactory.create(
            meeting=meeting, person=world.people[key], **(away if key in absent else {"presence": Presence.PRESENT})
        )
    for _ in range(5):
        AttendeeFactory.create(meeting=meeting, presence=Presence.PRESENT)
    steps.passed_steps(world, meeting, "scores")
    steps.bodies_reviewed(meeting)
    steps.said_before_the_ballot(world, meeting)
    return Meeting.objects.select_related("campaign__issuer", "cell", "collective", "chair", "clerk").get(pk=meeting.pk)


def asked(meeting: Meeting) -> set[str]:
    with standing_on(DAY):
        questions = opening(meeting).questions
        return {str(question.review) for question in questions if question.review.person_id is not None}


def blocking(meeting: Meeting) -> list[tuple[str, str]]:
    with standing_on(DAY):
        return [(row.code, row.clause) for row in opening(meeting).findings if row.blocks]


def refused_ballot(world: World, meeting: Meeting) -> str:
    """The page answers why the ballot does not open; nothing is written."""
    with standing_on(DAY):
        team = [str(meeting.attendees.filter(presence=Presence.PRESENT).first().person_id)]  # type: ignore[union-attr]
        answer = signed_in(world.users["planner"]).post(
            reverse("ballot-prepare", args=(meeting.pk,)), {"counting_team": team}
        )
    assert (answer.status_code, BallotSession.objects.filter(meeting=meeting).count()) == (422, 0)
    return answer.content.decode()


def recorded(world: World, key: str, kind: CircumstanceKind, by: str = "officer", **values: Any) -> Circumstance:
    usual = {"document": "Công văn số 5-CV/CB", "dated_on": date(2023, 11, 20), "text": "Chấp hành tốt."}
    said: dict[str, Any] = usual | values
    with standing_on(DAY) as now:
        return record_circumstance(review_id=world.review_of(key).pk, kind=kind, by=world.users[by], now=now, **said)


def told(world: World, key: str, by: str = "officer", page: str = "review-ratings") -> str:
    with standing_on(DAY):
        answer = signed_in(world.users[by]).get(reverse(page, args=(world.review_of(key).pk,)))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


# --- for a time in another cell --------------------------------------------------------------------------------------


def test_member_here_for_a_time_is_reviewed_here_and_voted_on_at_home(commune: World, other: Organization) -> None:
    """P4-2.3-q"""
    here_for_a_time(commune, "villager1", other)
    regenerate_subjects(campaign_id=commune.campaign.pk, by=commune.users["planner"])
    issue(commune)
    review = commune.review_of("villager1")
    (place,) = review.venues.all()
    assert (place.cell, place.clause) == (other, "P4-2.3-q")
    west = sitting(commune, other, "villager1", "west_secretary")
    assert asked(west) == {"Tòng Thị Tây"}
    with standing_on(DAY):
        (why,) = opening(west).elsewhere
    assert why.clause == "P4-2.3-q"
    home = sitting(commune, commune.village, "villager2")
    assert asked(home) == {"Nông Văn Thôn 1", "Nông Văn Thôn 2"}
    page = signed_in(commune.users["planner"]).get(reverse("meeting-ballots", args=(west.pk,))).content.decode()
    assert "Không xếp loại ở đây" in page
    assert "kiểm điểm ở Chi bộ thôn Tây (sinh hoạt tạm thời)" in told(commune, "villager1")


def test_member_not_yet_reviewed_where_he_is_for_a_time_is_not_voted_on_at_home(
    commune: World, other: Organization
) -> None:
    """P4-2.3-q"""
    issue(commune)
    here_for_a_time(commune, "villager1", other)
    assert asked(sitting(commune, commune.village, "villager2")) == {"Nông Văn Thôn 2"}


def test_ballot_at_home_waits_for_the_comment_of_the_other_cell(commune: World, other: Organization) -> None:
    """P4-2.3-r"""
    issue(commune)
    here_for_a_time(commune, "villager1", other)
    sitting(commune, other, "villager1")
    home = sitting(commune, commune.village, "villager2")
    assert ("special.temporary_comment", "P4-2.3-r") in blocking(home)
    assert "chưa nộp nhận xét của Chi bộ thôn Tây" in refused_ballot(commune, home)
    assert "chưa nộp nhận xét của Chi bộ thôn Tây" in told(commune, "villager1")
    comment = recorded(commune, "villager1", CircumstanceKind.TEMPORARY_COMMENT, by="village_secretary")
    assert comment.organization == other
    assert blocking(home) == []
    assert "Chấp hành tốt." in told(commune, "villager1", page="review-cases")


def test_steps_of_a_member_here_for_a_time_follow_the_ballot_at_home(commune: World, other: Organization) -> None:
    """P4-2.3-q"""
    here_for_a_time(commune, "villager1", other)
    regenerate_subjects(campaign_id=commune.campaign.pk, by=commune.users["planner"])
    issue(commune)
    sitting(commune, other, "villager1")
    home = sitting(commune, commune.village, "villager2")
    review = commune.review_of("villager1")

    def voted() -> bool:
        with standing_on(DAY):
            (place,) = review_facts(commune.campaign, [review])[review.pk].venues
        return place.voted

    assert not voted()
    BallotQuestionFactory.create(
        session=BallotSessionFactory.create(meeting=home, closed=True), review=review, outcome=Level.GOOD
    )
    assert voted()


# --- moved -----------------------------------------------------------------------------------------------------------


def test_receiving_cell_has_whoever_moved_on_its_agenda_and_its_ballot(commune: World, other: Organization) -> None:
    """P4-2.3-o"""
    issue(commune)
    moved(commune, "villager1", other)
    with standing_on(8):
        meeting = plan_meeting(
            campaign=commune.campaign,
            venue=Venue(kind=VenueKind.CELL, cell=other),
            starts_on=date(2023, 11, DAY),
            half_days=1,
            place="Nhà văn hóa",
            chair=commune.people["west_secretary"],
            clerk=commune.people["villager1"],
            by=commune.users["planner"],
        )
    review = commune.review_of("villager1")
    assert meeting.items.filter(review=review).exists()
    (place,) = review.venues.all()
    assert (place.cell, place.clause) == (other, "P4-2.3-o")
    assert "Chi bộ thôn Đông" in place.reason


def test_old_cell_does_not_vote_on_whoever_moved(commune: World, other: Organization) -> None:
    """P4-2.3-o"""
    issue(commune)
    old = sitting(commune, commune.village, "villager1", "villager2")
    assert asked(old) == {"Nông Văn Thôn 1", "Nông Văn Thôn 2"}
    moved(commune, "villager1", other)
    assert asked(old) == {"Nông Văn Thôn 2"}
    with standing_on(DAY):
        assert [row.clause for row in opening(old).elsewhere] == ["P4-2.3-o"]
    assert "chi bộ nơi tiếp nhận xếp loại" in told(commune, "villager1")


def test_day_of_the_move_is_the_receiving_cell_s_and_a_level_voted_before_stays(
    commune: World, other: Organization
) -> None:
    """P4-2.3-o"""
    issue(commune)
    old = sitting(commune, commune.village, "villager1", "villager2")
    for key in ("villager1", "villager2"):
        moved(commune, key, other, on=date(2023, 11, DAY))
    BallotQuestionFactory.create(
        session=BallotSessionFactory.create(meeting=old, closed=True),
        review=commune.review_of("villager1"),
        track=Track.MEMBER,
    )
    assert asked(sitting(commune, other)) == {"Nông Văn Thôn 2"}


def test_ballot_on_whoever_moved_waits_for_the_old_cell_s_comment(commune: World, other: Organization) -> None:
    """P4-2.3-p: eight months of the rating year at the old cell."""
    issue(commune)
    moved(commune, "villager1", other)
    new = sitting(commune, other, "villager1")
    assert blocking(new) == [("special.old_comment", "P4-2.3-p")]
    assert "chưa có ý kiến nhận xét của chi bộ nơi chuyển đi" in refused_ballot(commune, new)
    recorded(commune, "villager1", CircumstanceKind.OLD_COMMENT)
    assert blocking(new) == []


def test_level_voted_in_a_second_cell_is_refused(commune: World, other: Organization) -> None:
    """P4-2.3-s"""
    issue(commune)
    old = sitting(commune, other, "villager1")
    BallotQuestionFactory.create(
        session=BallotSessionFactory.create(meeting=old, closed=True), review=commune.review_of("villager1")
    )
    home = sitting(commune, commune.village, "villager1")
    assert blocking(home) == [("special.second_cell", "P4-2.3-s")]
    assert "đã được bỏ phiếu xếp loại đảng viên ở một chi bộ khác" in refused_ballot(commune, home)


def test_member_level_proposed_by_another_cell_is_not_decided(commune: World, other: Organization) -> None:
    """P4-2.3-s"""
    issue(commune)
    commune.grant("commune_secretary", "decide", commune.commune)
    review = commune.review_of("villager1")
    made = ProposalFactory.create(
        review=review, track=Track.MEMBER, source=ProposalSource.CELL_VOTE, organization=other
    )
    with standing_on(27) as now, pytest.raises(RuleViolation) as refused:
        decided(commune, review, Track.MEMBER, now)
    assert {row.clause for row in refused.value.findings if row.blocks} == {"P4-2.3-s"}
    assert not Decision.objects.exists()
    Proposal.objects.filter(pk=made.pk).update(organization=commune.village)
    with standing_on(27) as now:
        assert decided(commune, review, Track.MEMBER, now).level == Level.GOOD


def decided(
    world: World, review: Review, track: Track, now: Any, reason: str = "", by: str = "commune_secretary"
) -> Decision:
    return decide(
        review_id=review.pk,
        track=track,
        level=Level.GOOD,
        document_number="1-QĐ/ĐU",
        decided_on=now.date(),
        reason=reason,
        by=world.users[by],
        now=now,
    )


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


# --- who writes and reads, what it costs -----------------------------------------------------------------------------


def test_circumstance_is_written_by_leaders_and_board_never_by_the_person_or_his_neighbour(commune: World) -> None:
    issue(commune)
    for key in ("villager1", "villager2"):
        with pytest.raises(RuleViolation) as refused:
            recorded(commune, "villager1", CircumstanceKind.ABSENCE, by=key, case="sick")
        assert refused.value.findings[0].code == f"permission.case.{'own' if key == 'villager1' else 'record'}"
    for changed in ({"document": " "}, {"dated_on": date(2023, 12, 1)}):
        with pytest.raises(RuleViolation):
            recorded(commune, "villager1", CircumstanceKind.ABSENCE, case="sick", **changed)
    assert not Circumstance.objects.exists()


def test_cases_are_read_by_those_who_write_or_weigh_them_only(commune: World) -> None:
    issue(commune)
    review = commune.review_of("villager1")
    recorded(commune, "villager1", CircumstanceKind.ABSENCE, case="sick")
    address, ratings = (reverse(name, args=(review.pk,)) for name in ("review-cases", "review-ratings"))
    opened = {
        key: signed_in(commune.users[key]).get(address).status_code
        for key in ("planner", "officer", "village_secretary", "villager1", "villager2", "third")
    }
    assert opened == {
        "planner": 200, "officer": 200, "village_secretary": 200, "villager1": 404, "villager2": 404, "third": 404,
    }  # fmt: skip
    lacking = "chưa gửi báo cáo tự đánh giá"
    assert lacking in signed_in(commune.users["village_secretary"]).get(ratings).content.decode()
    assert lacking not in signed_in(commune.users["villager1"]).get(ratings).content.decode()


def test_circumstance_is_written_corrected_and_taken_back_on_the_page(commune: World) -> None:
    issue(commune)
    review = commune.review_of("villager1")
    client, address = signed_in(commune.users["village_secretary"]), reverse("review-cases", args=(review.pk,))
    sent = {
        "action": "absence",
        "absence-case": "sick",
        "absence-document": "Giấy ra viện số 7",
        "absence-dated_on": "2023-11-20",
    }
    with standing_on(DAY):
        assert address in client.get(reverse("review", args=(review.pk,))).content.decode()
        assert client.post(address, {**sent, "absence-document": ""}).status_code == 422
        assert client.post(address, {**sent, "action": "holiday"}).status_code == 422
        assert not Circumstance.objects.exists()
        assert client.post(address, sent).status_code == 302
        assert client.post(address, {**sent, "absence-case": "maternity"}).status_code == 302
        row = Circumstance.objects.get()
        assert (row.case, row.document, row.recorded_by) == (
            "maternity",
            "Giấy ra viện số 7",
            commune.users["village_secretary"],
        )
        assert "Nghỉ chế độ thai sản" in client.get(address).content.decode()
        assert client.post(reverse("circumstance-withdraw", args=(review.pk, row.pk))).status_code == 302
    assert not Circumstance.objects.exists()


def test_plan_silent_on_special_cases_has_no_such_page(world: World) -> None:
    address = reverse("review-cases", args=(world.review_of("third").pk,))
    assert signed_in(world.users["planner"]).get(address).status_code == 404


def test_ballot_costs_the_same_with_many_members_whose_case_is_asked(commune: World) -> None:
    issue(commune)
    meeting = sitting(commune, commune.village)

    def add(count: int) -> None:
        for _ in range(count):
            person = MembershipFactory.create(cell=commune.village, person__full_name="Lê Thị Phải Đếm").person
            review = ReviewFactory.create(campaign=commune.campaign, unit=commune.village, person=person)
            AgendaItemFactory.create(
                meeting=meeting, review=review, state=ItemState.CONCLUDED, conclusion="Nhất trí", concluded_at=at(DAY)
            )

    with standing_on(DAY):
        client, url = signed_in(commune.users["planner"]), reverse("meeting-ballots", args=(meeting.pk,))
        assert_flat(client, url, add, row="Lê Thị Phải Đếm")


def test_ordinary_member_is_on_the_ballot_with_nothing_asked(commune: World) -> None:
    issue(commune)
    meeting = sitting(commune, commune.village, "villager1")
    assert AgendaItem.objects.filter(meeting=meeting, review__person__isnull=False).count() == 1
    assert blocking(meeting) == []
