"""Cases that are not the ordinary one under the commune plan of 2023, from roster to level (P4 II.2.2.3.1, II.2.3)."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from organizations.models import Organization
from ratings.choices import ProposalSource
from ratings.models import Decision, Proposal
from ratings.selectors.ballot_opening import opening
from reviews.choices import CircumstanceKind, ItemState, Level, Track, VenueKind
from reviews.models import AgendaItem, Circumstance
from reviews.rules.findings import RuleViolation
from reviews.selectors.progress import review_facts
from reviews.selectors.venues import Venue
from reviews.services.campaigns import regenerate_subjects
from reviews.services.meetings import plan_meeting
from tests.factories.organizations import (
    MembershipFactory,
)
from tests.factories.ratings import BallotQuestionFactory, BallotSessionFactory, ProposalFactory
from tests.factories.reviews import AgendaItemFactory, ReviewFactory
from tests.ratings.special_cases import (
    DAY,
    asked,
    blocking,
    decided,
    here_for_a_time,
    moved,
    other,
    recorded,
    refused_ballot,
    sitting,
    told,
)
from tests.reviews.test_commune_plan import commune, issue
from tests.reviews.test_pages import assert_flat, signed_in
from tests.world import World, at, standing_on

__all__ = ["commune", "other"]


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
