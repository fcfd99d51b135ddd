"""Meetings in the prescribed order; what is out of order is refused with the clause, and nothing changes."""

from __future__ import annotations

from datetime import date

import pytest

from reviews.choices import AttendeeRole, EntryState, ItemState, MeetingState, Presence
from reviews.models import AgendaItem, Meeting
from reviews.rules.findings import RuleViolation
from reviews.services import meetings, sittings
from reviews.services.assignments import waive_venue
from tests import steps
from tests.world import World, standing_on


@pytest.fixture
def office(world: World) -> Meeting:
    """The office's meeting, prepared: drafts and invitation sent on 09/11 for Wednesday 15/11."""
    for key in ("head", "deputy", "third"):
        steps.submit(world, world.review_of(key), by=key)
    steps.submit(world, world.collective_review(), by="head")
    meeting = steps.plan_office(world)
    steps.prepare(world, meeting)
    return meeting


def item_of(meeting: Meeting, world: World, key: str | None) -> AgendaItem:
    if key is None:
        return meeting.items.get(review__collective=world.leadership)
    return meeting.items.get(review__person=world.people[key])


def start(world: World, item: AgendaItem, *, presenter: str = "head") -> None:
    with standing_on(15) as now:
        sittings.start_item(
            item_id=item.pk, presenter=world.people[presenter], authorization="", by=world.users["head"], now=now
        )


def conclude(world: World, item: AgendaItem, text: str = "Nhất trí.") -> None:
    with standing_on(15) as now:
        sittings.conclude_item(item_id=item.pk, conclusion=text, by=world.users["head"], now=now)


def clauses(violation: RuleViolation) -> set[str]:
    return {finding.reference.clause for finding in violation.findings if finding.reference}


def test_the_agenda_lists_the_collective_first_then_the_head_then_the_deputies(world: World, office: Meeting) -> None:
    subjects = [item.review.subject_name for item in office.items.order_by("position")]
    assert subjects[:2] == ["Tập thể lãnh đạo Phòng Tài chính - Kế hoạch", "Trần Thị Hà"]
    assert set(subjects[2:]) == {"Lê Văn Bình", "Phạm Thị Lan"}


def test_a_person_before_the_collective_is_refused_with_the_clause(world: World, office: Meeting) -> None:
    steps.open_sitting(world, office)
    with pytest.raises(RuleViolation) as refused:
        start(world, item_of(office, world, "deputy"), presenter="deputy")
    assert "P0-4.2-a" in clauses(refused.value)
    assert item_of(office, world, "deputy").state == ItemState.PENDING


def test_a_deputy_before_the_head_is_refused_with_the_clause(world: World, office: Meeting) -> None:
    steps.open_sitting(world, office)
    start(world, item_of(office, world, None))
    conclude(world, item_of(office, world, None))
    with pytest.raises(RuleViolation) as refused:
        start(world, item_of(office, world, "deputy"), presenter="deputy")
    assert "P0-4.2-b" in clauses(refused.value)


def test_the_head_never_chairs_his_own_item(world: World, office: Meeting) -> None:
    with standing_on(15), pytest.raises(RuleViolation) as refused:
        sittings.assign_chair(
            item_id=item_of(office, world, "head").pk,
            chair=world.people["head"],
            reason="Thiếu người",
            by=world.users["head"],
        )
    assert "P0-4.2-i" in clauses(refused.value)


def test_a_draft_sent_two_working_days_before_stops_the_opening(world: World) -> None:
    steps.submit(world, world.collective_review(), by="head")
    meeting = steps.plan_office(world, day=15)
    steps.prepare(world, meeting, sent_on=13)
    with standing_on(15) as now:
        meetings.record_everybody_present(meeting_id=meeting.pk, by=world.users["head"])
        with pytest.raises(RuleViolation) as refused:
            sittings.open_meeting(meeting_id=meeting.pk, by=world.users["head"], on=now.date(), now=now)
    assert "P0-4.1-b" in clauses(refused.value)
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.INVITED


def test_a_draft_is_not_sent_before_the_report_is_handed_in(world: World) -> None:
    meeting = steps.plan_office(world)
    with standing_on(9) as now, pytest.raises(RuleViolation) as refused:
        meetings.send_drafts(meeting_id=meeting.pk, by=world.users["head"], on=now.date(), now=now)
    assert "P0-4.1-b" in clauses(refused.value)


def test_an_invitation_without_a_board_representative_is_refused(world: World) -> None:
    meeting = steps.plan_office(world)
    with standing_on(9) as now, pytest.raises(RuleViolation) as refused:
        meetings.invite(meeting_id=meeting.pk, by=world.users["head"], now=now)
    assert "P0-III.1-c" in clauses(refused.value)


def test_the_supervising_standing_committee_member_is_on_the_list(world: World) -> None:
    meeting = steps.plan_office(world)
    assert meeting.attendees.get(person=world.people["supervisor"]).role == "supervisor"


def test_a_conclusion_without_words_does_not_close_an_item(world: World, office: Meeting) -> None:
    steps.open_sitting(world, office)
    item = item_of(office, world, None)
    start(world, item)
    with pytest.raises(RuleViolation):
        conclude(world, item, "  ")
    item.refresh_from_db()
    assert item.state == ItemState.IN_PROGRESS


def test_two_items_are_never_taken_up_at_once(world: World, office: Meeting) -> None:
    steps.open_sitting(world, office)
    start(world, item_of(office, world, None))
    with pytest.raises(RuleViolation) as refused:
        start(world, item_of(office, world, "head"), presenter="head")
    assert any(finding.code == "item.running" for finding in refused.value.findings)


def test_a_concluded_item_opens_the_form_for_revision(world: World, office: Meeting) -> None:
    steps.open_sitting(world, office)
    item = item_of(office, world, None)
    start(world, item)
    conclude(world, item)
    assert world.collective_review().entry.state == EntryState.REVISING


def test_an_excused_absence_needs_its_reason(world: World, office: Meeting) -> None:
    attendee = office.attendees.get(person=world.people["third"])
    with standing_on(15), pytest.raises(RuleViolation):
        meetings.record_presence(
            meeting_id=office.pk,
            attendee_id=attendee.pk,
            presence=Presence.ABSENT_WITH_REASON,
            absence_reason="",
            by=world.users["head"],
        )
    attendee.refresh_from_db()
    assert attendee.presence == Presence.UNKNOWN


def test_half_a_day_is_recorded_with_a_warning_that_cites_the_minimum(world: World, office: Meeting) -> None:
    attendee = office.attendees.get(person=world.people["third"])
    with standing_on(15):
        meetings.record_presence(
            meeting_id=office.pk,
            attendee_id=attendee.pk,
            presence=Presence.ABSENT_WITH_REASON,
            absence_reason="Đi công tác",
            by=world.users["head"],
        )
    steps.open_sitting(world, office)
    steps.hold(world, office)
    with standing_on(15, 11) as now:
        warnings = sittings.conclude_meeting(
            meeting_id=office.pk, conclusion="", half_days=1, by=world.users["head"], now=now
        )
    assert [finding.reference.clause for finding in warnings if finding.reference] == ["P0-4.2-l"]
    office.refresh_from_db()
    assert office.state == MeetingState.CONCLUDED


def test_a_meeting_that_has_not_voted_is_not_concluded(world: World, office: Meeting) -> None:
    steps.open_sitting(world, office)
    steps.hold(world, office)
    with standing_on(15, 11) as now, pytest.raises(RuleViolation) as refused:
        sittings.conclude_meeting(meeting_id=office.pk, conclusion="", half_days=2, by=world.users["head"], now=now)
    assert "P0-4.4-j" in clauses(refused.value)


def test_a_meeting_with_an_open_item_is_not_concluded(world: World, office: Meeting) -> None:
    steps.open_sitting(world, office)
    with standing_on(15, 11) as now, pytest.raises(RuleViolation):
        sittings.conclude_meeting(meeting_id=office.pk, conclusion="", half_days=2, by=world.users["head"], now=now)


def test_probationary_members_attend_the_cell_without_a_vote_and_it_says_why(world: World) -> None:
    membership = world.people["member5"].memberships.get()
    membership.status = "probationary"
    membership.save()
    meeting = steps.plan_cell(world)
    attendee = meeting.attendees.get(person=world.people["member5"])
    assert not attendee.may_vote
    assert "dự bị" in attendee.no_vote_reason


def test_a_venue_has_one_meeting(world: World) -> None:
    steps.plan_office(world)
    with pytest.raises(RuleViolation):
        steps.plan_office(world)
    assert Meeting.objects.filter(collective=world.leadership).count() == 1


# --- what a late guest, an absence or a waiver leaves possible -------------------------------------------------------


def test_a_guest_added_late_does_not_stop_the_opening(world: World, office: Meeting) -> None:
    with standing_on(14):
        meetings.add_guest(
            meeting_id=office.pk,
            person=world.people["secretary"],
            role=AttendeeRole.GUEST,
            by=world.users["head"],
        )
    steps.open_sitting(world, office)
    office.refresh_from_db()
    assert office.state == MeetingState.OPEN


def test_a_meeting_whose_draft_went_out_late_opens_on_a_later_day(world: World) -> None:
    steps.submit(world, world.collective_review(), by="head")
    meeting = steps.plan_office(world, day=15)
    steps.prepare(world, meeting, sent_on=13)
    with standing_on(14) as now:
        meetings.reschedule(
            meeting_id=meeting.pk,
            starts_on=date(2023, 11, 16),
            reason="Dự thảo gửi muộn",
            by=world.users["head"],
            now=now,
        )
    meeting.refresh_from_db()
    steps.open_sitting(world, meeting)
    assert world.users["deputy"].notices.filter(key__contains=f"moved:{meeting.pk}").count() == 1


def test_whoever_was_invited_is_told_of_each_move_and_once_of_the_same(world: World, office: Meeting) -> None:
    def move(day: int, hour: int) -> None:
        with standing_on(10, hour) as now:
            meetings.reschedule(
                meeting_id=office.pk,
                starts_on=date(2023, 11, day),
                reason="Trùng lịch họp",
                by=world.users["head"],
                now=now,
            )

    for hour, day in enumerate((16, 17, 16), start=8):
        move(day, hour)
    with pytest.raises(RuleViolation, match="đã định họp ngày 16/11/2023"):
        move(16, 11)
    told = world.users["deputy"].notices.filter(subject__startswith="Đổi ngày").order_by("id")
    assert [notice.subject[-10:] for notice in told] == ["16/11/2023", "17/11/2023", "16/11/2023"]


def test_a_meeting_is_not_moved_without_a_reason_or_into_the_past(world: World, office: Meeting) -> None:
    for day, reason in ((date(2023, 11, 20), " "), (date(2023, 11, 1), "Bận họp")):
        with standing_on(10) as now, pytest.raises(RuleViolation):
            meetings.reschedule(meeting_id=office.pk, starts_on=day, reason=reason, by=world.users["head"], now=now)
    office.refresh_from_db()
    assert office.starts_on == date(2023, 11, 15)


def test_a_statement_not_handed_in_is_not_presented(world: World) -> None:
    steps.submit(world, world.collective_review(), by="head")
    meeting = steps.plan_office(world)
    steps.prepare(world, meeting)
    steps.open_sitting(world, meeting)
    start(world, item_of(meeting, world, None))
    conclude(world, item_of(meeting, world, None))
    with standing_on(15):
        sittings.assign_chair(
            item_id=item_of(meeting, world, "head").pk, chair=world.people["deputy"], reason="", by=world.users["head"]
        )
    with pytest.raises(RuleViolation) as refused:
        start(world, item_of(meeting, world, "head"))
    assert any(finding.code == "item.not_handed_in" for finding in refused.value.findings)


def test_somebody_who_is_absent_presents_nothing(world: World, office: Meeting) -> None:
    attendee = office.attendees.get(person=world.people["third"])
    with standing_on(15):
        meetings.record_presence(
            meeting_id=office.pk,
            attendee_id=attendee.pk,
            presence=Presence.ABSENT_WITH_REASON,
            absence_reason="Đi công tác",
            by=world.users["head"],
        )
    steps.open_sitting(world, office)
    steps.hold(world, office)
    with pytest.raises(RuleViolation) as refused:
        start(world, item_of(office, world, "third"), presenter="third")
    assert any(finding.code == "item.absent" for finding in refused.value.findings)


def test_a_place_left_out_leaves_the_agenda_and_comes_back_to_it(world: World, office: Meeting) -> None:
    review = world.review_of("third")
    venue = review.venues.get(collective=world.leadership)
    waive_venue(venue_id=venue.pk, reason="Đi học dài hạn", by=world.users["planner"])
    assert not office.items.filter(review=review).exists()
    waive_venue(venue_id=venue.pk, reason="", by=world.users["planner"])
    assert office.items.filter(review=review).exists()


def test_the_last_place_cannot_be_left_out(world: World) -> None:
    first, last = world.review_of("third").venues.all()
    waive_venue(venue_id=first.pk, reason="Đi học dài hạn", by=world.users["planner"])
    with pytest.raises(RuleViolation):
        waive_venue(venue_id=last.pk, reason="Đi học dài hạn", by=world.users["planner"])
