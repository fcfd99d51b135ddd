"""Cell before leadership, collective before head, nothing from below after the appraisal; and no dead ends (P0-4.4)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from ratings.choices import ProposalSource
from ratings.models import BallotSession, Decision, Proposal
from ratings.selectors.ballot_opening import opening
from ratings.selectors.board import board_rows
from ratings.services.casting import cast_vote
from ratings.services.decisions import annul
from ratings.services.proposals import appraise, comment_for_cell, rate_as_unit_head
from reviews.choices import AttendeeRole, Level, MeetingState, Presence, Track
from reviews.duties import Duty, duties
from reviews.models import Meeting, MeetingAttendee
from reviews.rules.findings import RuleViolation
from tests import steps
from tests.box import close_ballot, open_ballot
from tests.factories.ratings import BallotQuestionFactory, BallotSessionFactory, DecisionFactory, ProposalFactory
from tests.factories.reviews import ISSUED_AT
from tests.ratings.test_decisions import decision, proposed, rated, refusal, sent
from tests.reviews.test_pages import signed_in
from tests.world import World, standing_on


def voted(world: World, meeting: Meeting, level: str) -> BallotSession:
    """Everybody in the cell votes alike; an empty text for blank ballots."""
    with standing_on(14, 10) as now:
        session = open_ballot(
            meeting_id=meeting.pk, counting_team=[world.people["member2"]], by=world.users["head"], now=now
        )
        choices = dict.fromkeys(session.questions.values_list("pk", flat=True), level)
        for voter in session.voters.select_related("person__user"):
            cast_vote(session_id=session.pk, voter=voter.person.user, choices=choices)
        return close_ballot(session_id=session.pk, by=world.users["head"], now=now)


def over(meeting: Meeting) -> None:
    Meeting.objects.filter(pk=meeting.pk).update(
        state=MeetingState.CONCLUDED, concluded_at=ISSUED_AT, conclusion="Nhất trí."
    )


def waits_for_the_cell(meeting: Meeting) -> str:
    with standing_on(15):
        found = [finding for finding in opening(meeting).findings if finding.code == "order.cell_rates_first"]
    return found[0].message if found else ""


# --- the cell first -------------------------------------------------------------------------------------------------


def test_a_leadership_waits_until_the_cells_ballot_has_given_a_level(world: World) -> None:
    cell = steps.ready_cell(world)
    office = steps.plan_office(world)
    assert "Lê Văn Bình" in waits_for_the_cell(office)
    voted(world, cell, "")
    assert "Lê Văn Bình" in waits_for_the_cell(office), "an undecided ballot is none"
    over(cell)
    assert not waits_for_the_cell(office), "its meeting over, the cell has referred it to the authority"


def test_a_leadership_votes_after_the_cell_has_given_its_levels(world: World) -> None:
    cell = steps.ready_cell(world)
    office = steps.plan_office(world)
    voted(world, cell, Level.GOOD)
    assert not waits_for_the_cell(office)


def test_what_the_cell_left_undecided_is_decided_with_a_reason_once_its_meeting_is_over(world: World) -> None:
    cell = steps.ready_cell(world)
    deputy = world.review_of("deputy")
    voted(world, cell, "")
    member: dict[str, Any] = {"track": Track.MEMBER, "by": "agencies_secretary"}
    assert refusal(world, deputy, **member) == {"decision.no_proposal": "P0-M02-h"}
    over(cell)
    assert refusal(world, deputy, **member) == {"decision.undecided": "P0-M02-i"}
    assert decision(world, deputy, reason="Căn cứ kết quả công tác năm.", **member).level == Level.GOOD


# --- too few to vote ------------------------------------------------------------------------------------------------


@pytest.fixture
def tiny_cell(world: World) -> Meeting:
    """A cell meeting that is over, in which only two who may vote were present."""
    meeting = steps.ready_cell(world)
    present = MeetingAttendee.objects.filter(meeting=meeting, role=AttendeeRole.MEMBER, may_vote=True)
    present.exclude(pk__in=list(present.values_list("pk", flat=True)[:2])).update(presence=Presence.ABSENT)
    over(meeting)
    return meeting


def test_where_too_few_sat_to_vote_the_members_own_level_is_decided(world: World, tiny_cell: Meeting) -> None:
    deputy = world.review_of("deputy")
    member: dict[str, Any] = {"track": Track.MEMBER, "by": "agencies_secretary"}
    assert refusal(world, deputy, Level.EXCELLENT, **member) == {"decision.reason": "P0-M02-i"}
    assert decision(world, deputy, Level.GOOD, **member).level == Level.GOOD


def test_the_committee_is_told_of_members_whose_cell_could_not_vote(world: World, tiny_cell: Meeting) -> None:
    with standing_on(20):
        found = duties(world.campaign, on=date(2023, 11, 20), user=world.users["agencies_secretary"])
    (duty,) = [duty for duty in found if duty.key.startswith("decide-member")]
    assert "Lê Văn Bình" in duty.subject


def test_a_bodys_own_level_left_undecided_is_appraised_with_a_reason(world: World) -> None:
    review = sent(world.collective_review())
    office = steps.plan_office(world)
    BallotQuestionFactory.create(
        session=BallotSessionFactory.create(meeting=office, closed=True), review=review, track=Track.COLLECTIVE
    )

    def weigh(comment: str) -> set[str]:
        try:
            with standing_on(6, month=12) as now:
                appraise(
                    review_id=review.pk,
                    track=Track.COLLECTIVE,
                    level=Level.GOOD,
                    comment=comment,
                    by=world.users["officer"],
                    now=now,
                )
        except RuleViolation as refused:
            return {finding.code for finding in refused.findings}
        return set()

    assert weigh("Theo kết quả kiểm tra.") == {"appraisal.no_proposal"}, "another round is still to come"
    over(office)
    assert weigh(" ") == {"appraisal.reason"}
    assert weigh("Theo kết quả kiểm tra.") == set()


# --- nothing from below after the appraisal -------------------------------------------------------------------------


def test_the_head_and_the_cell_change_nothing_once_the_board_has_appraised(world: World) -> None:
    deputy = proposed(world, world.review_of("deputy"))
    cell_level = ProposalFactory.create(
        review=deputy, track=Track.MEMBER, source=ProposalSource.CELL_VOTE, organization=world.cell
    )
    with standing_on(6, month=12) as now:
        with pytest.raises(RuleViolation, match="Ban Tổ chức của Đảng bộ huyện Mẫu đã thẩm định"):
            rate_as_unit_head(
                review_id=deputy.pk, level=Level.EXCELLENT, comment="Xuất sắc.", by=world.users["head"], now=now
            )
        with pytest.raises(RuleViolation, match="đã thẩm định"):
            comment_for_cell(review_id=deputy.pk, comment="Gương mẫu.", by=world.users["head"], now=now)
    assert Proposal.objects.get(review=deputy, source=ProposalSource.UNIT_HEAD).level == Level.GOOD
    cell_level.refresh_from_db()
    assert cell_level.comment == ""


# --- the head again -------------------------------------------------------------------------------------------------


@pytest.fixture
def decided_head(world: World) -> Decision:
    rated(world, Level.GOOD)
    return decision(world, proposed(world, world.review_of("head"), Level.GOOD), Level.GOOD)


def lower(world: World, level: Level | None) -> None:
    """Annul the level of the office's leadership; with ``level`` decide it anew."""
    review = world.collective_review()
    annul(
        decision_id=Decision.objects.in_force().get(review=review).pk,
        reason="Phát hiện sai.",
        by=world.users["secretary"],
    )
    if level is not None:
        DecisionFactory.create(review=review, track=Track.COLLECTIVE, level=level, decided_by=world.users["secretary"])


def reopening(world: World, key: str = "secretary") -> list[Duty]:
    with standing_on(10, month=12):
        found = duties(world.campaign, on=date(2023, 12, 10), user=world.users[key])
    return [duty for duty in found if duty.key.startswith("reopen:")]


@pytest.mark.parametrize(
    ("level", "words"), [(Level.COMPLETED, "phải xem xét xếp loại lại"), (None, "đã bị hủy bỏ: xếp loại lại tập thể")]
)
def test_a_head_is_rated_again_when_his_collective_is_lowered_or_annulled(
    world: World, decided_head: Decision, level: Level | None, words: str
) -> None:
    assert not reopening(world)
    lower(world, level)
    (duty,) = reopening(world)
    assert (duty.subject, duty.findings[0].clause) == ("Trần Thị Hà", "P0-4.4-e")
    assert not reopening(world, "officer")
    with standing_on(10, month=12):
        client = signed_in(world.users["secretary"])
        assert words in client.get(reverse("review-ratings", args=(decided_head.review_id,))).content.decode()
        table = board_rows(world.campaign, user=world.users["secretary"], query={})
        assert [row.review.pk for row in table.rows(table.reviews) if row.reopen] == [decided_head.review_id]
        assert "Xem xét lại" in client.get(reverse("board")).content.decode()


def test_a_head_who_is_not_above_his_lowered_collective_stays(world: World, decided_head: Decision) -> None:
    lower(world, Level.EXCELLENT)
    assert not reopening(world)


def test_a_head_is_done_with_once_he_is_rated_anew(world: World, decided_head: Decision) -> None:
    lower(world, Level.COMPLETED)
    annul(decision_id=decided_head.pk, reason="Hạ theo tập thể.", by=world.users["secretary"])
    decision(
        world, world.review_of("head"), Level.COMPLETED, reason="Theo mức của tập thể.", document_number="50-QĐ/HU"
    )
    assert not reopening(world)
