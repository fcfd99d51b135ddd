"""At most 20% of a leadership collective are EXCELLENT, one in a collective of five or fewer (P0-4.4-g, h, k)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import pytest
from django.urls import reverse

from organizations.choices import CollectiveKind
from organizations.models import User
from ratings.models import BallotSession, Proposal
from ratings.selectors.ballots import quota_of, sessions_of
from ratings.selectors.judgement import read_judgements
from ratings.selectors.papers import counting_payload
from ratings.services.casting import cast_vote
from reviews.choices import ItemState, Level, MeetingState, Presence, Track
from reviews.models import Meeting, Review
from reviews.rules.findings import RuleViolation
from reviews.services.sittings import conclude_meeting
from tests import steps
from tests.box import close_ballot, open_ballot, open_reballot
from tests.factories.organizations import CollectiveFactory, PersonFactory, PostFactory, UserFactory
from tests.factories.reviews import ISSUED_AT, AgendaItemFactory, AttendeeFactory, MeetingFactory, ReviewFactory
from tests.reviews.test_pages import signed_in
from tests.world import World, standing_on


@dataclass(frozen=True)
class Council:
    """The leaders of one office who have reviewed each other and now vote on their levels as cadres."""

    meeting: Meeting
    users: list[User]
    reviews: list[Review]
    absent: int

    def open(self) -> BallotSession:
        with standing_on(15, 10) as now:
            team = [user.person for user in self.users[:1] if user.person is not None]
            return open_ballot(meeting_id=self.meeting.pk, counting_team=team, by=self.users[0], now=now)

    def repeat(self, session: BallotSession) -> BallotSession:
        with standing_on(15, 11) as now:
            return open_reballot(session_id=session.pk, by=self.users[0], now=now)

    def vote(self, session: BallotSession, *excellent: int, blank: tuple[int, ...] = ()) -> BallotSession:
        """Everybody present gives EXCELLENT to those numbers and GOOD to the others; then the box is counted."""
        best = {self.reviews[number].pk for number in excellent}
        left_blank = {self.reviews[number].pk for number in blank}
        choices = {
            question.pk: ""
            if question.review_id in left_blank
            else Level.EXCELLENT
            if question.review_id in best
            else Level.GOOD
            for question in session.questions.all()
        }
        for user in self.users[self.absent :]:
            cast_vote(session_id=session.pk, voter=user, choices=choices)
        with standing_on(15, 11) as now:
            return close_ballot(session_id=session.pk, by=self.users[0], now=now)

    def asked(self, session: BallotSession) -> set[int]:
        """Which leaders a round asks about, by number."""
        return {self.reviews.index(question.review) for question in session.questions.all()}

    def proposed(self) -> dict[int, str]:
        return {self.reviews.index(row.review): row.level for row in Proposal.objects.all()}


def council(size: int, *, absent: int = 0) -> Council:
    collective = CollectiveFactory.create(kind=CollectiveKind.AGENCY_LEADERSHIP)
    users = [UserFactory.create(person=PersonFactory.create(full_name=f"Lãnh đạo {n}")) for n in range(size)]
    meeting = MeetingFactory.create(
        campaign__issuer=collective.organization,
        collective=collective,
        state=MeetingState.OPEN,
        opened_at=ISSUED_AT,
        chair=users[0].person,
        clerk=users[-1].person,
    )
    reviews = []
    for number, user in enumerate(users):
        PostFactory.create(person=user.person, collective=collective)
        here = number >= absent
        AttendeeFactory.create(
            meeting=meeting, person=user.person, presence=Presence.PRESENT if here else Presence.ABSENT
        )
        review = ReviewFactory.create(
            campaign=meeting.campaign, person=user.person, unit=collective.organization, rated_as_member=False
        )
        AgendaItemFactory.create(
            meeting=meeting,
            review=review,
            state=ItemState.CONCLUDED,
            concluded_at=ISSUED_AT,
            conclusion="Nhất trí.",
        )
        reviews.append(review)
    return Council(meeting, users, reviews, absent)


def test_three_excellent_of_six_leaders_are_two_too_many(db: None) -> None:
    six = council(6)
    counted = six.vote(six.open(), 0, 1, 2)
    result = quota_of(counted, list(counted.questions.all()))
    assert result is not None
    assert (result.base, result.seats, result.excellent, result.over_by) == (6, 1, 3, 2)
    assert {question.review.pk for question in counted.questions.filter(over_quota=True)} == {
        review.pk for review in six.reviews[:3]
    }


def test_levels_over_the_quota_are_not_proposed_but_the_others_are(db: None) -> None:
    six = council(6)
    six.vote(six.open(), 0, 1, 2)
    assert six.proposed() == dict.fromkeys((3, 4, 5), Level.GOOD)


def test_the_second_round_asks_again_about_every_excellent_and_says_why(db: None) -> None:
    six = council(6)
    again = six.repeat(six.vote(six.open(), 0, 1, 2))
    assert again.round == 2
    assert six.asked(again) == {0, 1, 2}
    assert "vượt quá 20%" in again.reason


def test_one_excellent_in_the_second_round_settles_it(db: None) -> None:
    """The seats are counted over all six, not over the three who were voted on again."""
    six = council(6)
    second = six.vote(six.repeat(six.vote(six.open(), 0, 1, 2)), 1)
    assert not second.questions.filter(over_quota=True).exists()
    assert six.proposed() == {**dict.fromkeys(range(6), Level.GOOD), 1: Level.EXCELLENT}
    with pytest.raises(RuleViolation) as refused:
        six.repeat(second)
    assert refused.value.findings[0].code == "ballot.decided"


def test_two_excellent_in_the_second_round_are_asked_about_in_a_third(db: None) -> None:
    six = council(6)
    second = six.vote(six.repeat(six.vote(six.open(), 0, 1, 2)), 0, 1)
    third = six.repeat(second)
    assert third.round == 3
    assert six.asked(third) == {0, 1}
    assert six.proposed() == dict.fromkeys((2, 3, 4, 5), Level.GOOD)


def test_a_second_round_over_the_quota_repeats_those_settled_in_the_first_and_withdraws_their_levels(db: None) -> None:
    """P0-4.4-k: nobody keeps the one seat only because he was voted on first."""
    six = council(6)
    first = six.vote(six.open(), 0, blank=(1,))
    assert six.proposed()[0] == Level.EXCELLENT
    second = six.repeat(first)
    assert six.asked(second) == {1}
    six.vote(second, 1)
    assert six.proposed() == dict.fromkeys((2, 3, 4, 5), Level.GOOD)
    judged = read_judgements(six.reviews)
    again = {number for number, review in enumerate(six.reviews) if judged[review.pk].over_quota_meetings}
    assert again == {0, 1}
    assert first.questions.get(review=six.reviews[0]).excellent == 6, "its counts stay readable"
    third = six.repeat(second)
    assert six.asked(third) == {0, 1}
    six.vote(third, 1)
    assert six.proposed() == {**dict.fromkeys(range(6), Level.GOOD), 1: Level.EXCELLENT}
    assert not any(judgement.over_quota for judgement in read_judgements(six.reviews).values())


def test_an_undecided_repetition_is_over_the_quota_no_more_and_the_meeting_may_be_closed(db: None) -> None:
    """The newest round decides: who was over the quota and then got no level is left to the authority."""
    six = council(6)
    first = six.vote(six.open(), 0, 1, 2)
    with pytest.raises(RuleViolation, match="vượt tỷ lệ; xếp loại lại xong mới bế mạc"), standing_on(15, 12) as now:
        conclude(six, now)
    six.vote(six.repeat(first), blank=(0, 1, 2))
    judged = [read_judgements(six.reviews)[review.pk] for review in six.reviews]
    assert not any(judgement.over_quota for judgement in judged)
    assert [six.meeting.pk in judgement.voted_meetings for judgement in judged] == [False] * 3 + [True] * 3
    assert all(six.meeting.pk in judgement.balloted_meetings for judgement in judged)
    with standing_on(15, 12) as now:
        conclude(six, now)


def conclude(six: Council, now: datetime) -> None:
    conclude_meeting(meeting_id=six.meeting.pk, conclusion="Nhất trí.", half_days=2, by=six.users[0], now=now)


def test_one_track_over_the_quota_is_not_hidden_by_the_other(db: None) -> None:
    six = council(6)
    session = six.vote(six.open(), 0, 1, 2)
    counts = {"issued": 6, "excellent": 0, "good": 6, "completed": 0, "not_completed": 0, "blank": 0, "invalid": 0}
    for review in six.reviews[:3]:
        session.questions.create(review=review, track=Track.MEMBER, position=9, outcome=Level.GOOD, **counts)
    judged = read_judgements(six.reviews)
    assert all(judged[review.pk].over_quota for review in six.reviews[:3])
    assert not any(judged[review.pk].voted_meetings for review in six.reviews[:3])


def test_the_page_says_by_how_many_the_quota_is_exceeded_until_it_is_settled(db: None) -> None:
    six = council(6)
    url = reverse("meeting-ballots", args=(six.meeting.pk,))
    first = six.vote(six.open(), 0, 1, 2)
    page = signed_in(six.users[0]).get(url).content.decode()
    assert "đề xuất 3 “Hoàn thành xuất sắc nhiệm vụ”, nhiều nhất 1, vượt 2" in page
    six.vote(six.repeat(first), 1)
    assert "vượt 2" not in signed_in(six.users[0]).get(url).content.decode()


def test_a_meeting_that_is_over_votes_no_more(db: None) -> None:
    six = council(6)
    counted = six.vote(six.open(), 0, 1, 2)
    six.meeting.state = MeetingState.CONCLUDED
    six.meeting.concluded_at = ISSUED_AT
    six.meeting.save()
    with pytest.raises(RuleViolation) as refused:
        six.repeat(counted)
    assert "ballot.meeting" in {finding.code for finding in refused.value.findings}
    page = signed_in(six.users[0]).get(reverse("meeting-ballots", args=(six.meeting.pk,))).content.decode()
    assert "Mở vòng bỏ phiếu lại" not in page


def test_a_running_ballot_is_told_to_the_meeting(db: None) -> None:
    six = council(6)
    session = six.open()
    assert read_judgements(six.reviews)[six.reviews[0].pk].open_ballots == {six.meeting.pk}
    six.vote(session, 0)
    assert not read_judgements(six.reviews)[six.reviews[0].pk].open_ballots


def test_an_older_round_is_never_repeated(db: None) -> None:
    six = council(6)
    first = six.vote(six.open(), 0, 1, 2)
    six.repeat(first)
    with pytest.raises(RuleViolation) as refused:
        six.repeat(first)
    assert "ballot.newer" in {finding.code for finding in refused.value.findings}
    assert BallotSession.objects.filter(meeting=six.meeting).count() == 2


@pytest.mark.parametrize("size", [3, 4, 5])
def test_a_collective_of_five_or_fewer_has_one_seat(db: None, size: int) -> None:
    few = council(size)
    counted = few.vote(few.open(), 0)
    result = quota_of(counted, list(counted.questions.all()))
    assert result is not None
    assert result.is_small_group
    assert (result.seats, result.over_by) == (1, 0)
    assert few.proposed()[0] == Level.EXCELLENT


def test_two_excellent_in_a_collective_of_five_are_one_too_many(db: None) -> None:
    five = council(5)
    counted = five.vote(five.open(), 0, 4)
    assert five.asked(five.repeat(counted)) == {0, 4}


def test_absent_leaders_still_make_the_collective_larger_than_five(db: None) -> None:
    six = council(6, absent=2)
    counted = six.vote(six.open(), 3)
    result = quota_of(counted, list(counted.questions.all()))
    assert result is not None
    assert not result.is_small_group
    assert (result.base, result.seats, result.over_by) == (6, 1, 0)


def test_a_cell_has_no_quota(world: World) -> None:
    meeting = steps.ready_cell(world)
    with standing_on(14, 10) as now:
        session = open_ballot(
            meeting_id=meeting.pk, counting_team=[world.people["member2"]], by=world.users["head"], now=now
        )
    choices = dict.fromkeys(session.questions.values_list("pk", flat=True), Level.EXCELLENT)
    for voter in session.voters.select_related("person__user"):
        cast_vote(session_id=session.pk, voter=voter.person.user, choices=choices)
    with standing_on(14, 11) as now:
        close_ballot(session_id=session.pk, by=world.users["head"], now=now)
    assert not session.questions.filter(over_quota=True).exists()
    assert not session.questions.exclude(outcome=Level.EXCELLENT).exists()


def test_the_page_and_the_minutes_of_the_second_round_count_over_everybody(db: None) -> None:
    six = council(6)
    second = six.vote(six.repeat(six.vote(six.open(), 0, 1, 2)), 1)
    counted = counting_payload(second)
    assert counted["round"] == 2
    assert (counted["quota"]["base"], counted["quota"]["seats"], counted["quota"]["over_by"]) == (6, 1, 0)
    page = signed_in(six.users[0]).get(reverse("meeting-ballots", args=(six.meeting.pk,))).content.decode()
    assert "20% của 6" in page
    assert "20% của 3" not in page


def test_who_is_written_into_the_roster_later_changes_no_counted_round(db: None) -> None:
    four = council(4)
    counted = four.vote(four.open(), 0, 3)
    before = counting_payload(counted)["quota"]
    for _ in range(5):
        PostFactory.create(collective=four.meeting.collective, valid_from=date(2020, 1, 1))
    counted.refresh_from_db()
    assert counting_payload(counted)["quota"] == before
    assert before["seats"] == 1
    (view,) = sessions_of(four.meeting)
    assert view.quota is not None
    assert (view.quota.base, view.quota.seats, view.quota.over_by) == (before["base"], 1, 1)
    counted.group_size = None  # counted before this was kept
    counted.save()
    assert counting_payload(counted)["quota"]["seats"] == 0


def test_a_refused_repetition_answers_422_with_its_reason_and_opens_nothing(db: None) -> None:
    six = council(6)
    counted = six.vote(six.open(), 0)
    response = signed_in(six.users[0]).post(reverse("ballot-again", args=(counted.pk,)))
    assert response.status_code == 422
    assert "Vòng này đã xong" in response.content.decode()
    assert BallotSession.objects.count() == 1
