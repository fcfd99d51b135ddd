"""Who is exempt and who votes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.rules.eligibility import VoterFacts, add_months, exemption, has_been_months, may_vote, voters
from reviews.rules.vocabulary import Activity, Attendance, AttendeeRole, MemberStatus, Presence, VenueKind

MEETING = date(2023, 11, 22)
MEMBER = VoterFacts("An", is_member=True)


@pytest.mark.parametrize(("admitted", "six"), [(date(2023, 5, 22), True), (date(2023, 5, 23), False)])
def test_six_months_are_calendar_months_to_the_meeting(plan, admitted, six):
    assert has_been_months(admitted, 6, MEETING) is six
    assert (exemption(activity=Activity.ACTIVE, admitted_on=admitted, plan=plan, on=MEETING) is None) is six


@pytest.mark.parametrize(
    ("day", "six"), [(date(2023, 8, 31), date(2024, 2, 29)), (date(2022, 8, 31), date(2023, 2, 28))]
)
def test_month_without_that_day_ends_on_its_last(day, six):
    assert add_months(day, 6) == six


@given(st.dates(date(2000, 1, 1), date(2030, 1, 1)), st.integers(0, 30))
def test_later_months_are_never_earlier(day, months):
    assert add_months(day, months) >= day
    assert add_months(day, months + 1) > add_months(day, months)


def test_exemption_names_the_reason_and_the_days(plan):
    found = exemption(activity=Activity.ACTIVE, admitted_on=date(2023, 7, 19), plan=plan, on=MEETING)
    assert found is not None
    assert "19/07/2023" in found.reason
    assert "19/01/2024" in found.reason
    suspended = exemption(activity=Activity.SUSPENDED, admitted_on=None, plan=plan, on=MEETING)
    assert suspended is not None
    assert suspended.reason.startswith("Bị đình chỉ")
    assert exemption(activity=Activity.ACTIVE, admitted_on=None, plan=plan, on=MEETING) is None


def test_nine_members_eight_present_and_two_guests_get_eight_ballots(plan):
    """P0-4.4-j."""
    attendees = [VoterFacts(f"Ủy viên {n}", is_member=True) for n in range(8)]
    attendees.append(VoterFacts("Vắng", is_member=True, presence=Presence.ABSENT))
    attendees.append(VoterFacts("Phụ trách", is_member=False, role=AttendeeRole.SUPERVISOR))
    attendees.append(VoterFacts("Ban Tổ chức", is_member=False, role=AttendeeRole.BOARD_REPRESENTATIVE))
    assert len(voters(attendees, VenueKind.COLLECTIVE, plan)) == 8


@pytest.mark.parametrize(
    ("change", "code", "words"),
    [
        ({"role": AttendeeRole.GUEST}, "vote.guest", "đại biểu mời"),
        ({"is_member": False}, "vote.guest", "đại biểu mời"),
        ({"presence": Presence.ABSENT}, "vote.absent", "vắng mặt"),
        ({"presence": Presence.ABSENT_WITH_REASON, "absence_reason": "đi công tác"}, "vote.absent", "đi công tác"),
        ({"status": MemberStatus.PROBATIONARY}, "vote.probationary", "dự bị"),
        ({"attendance": Attendance.TEMPORARY}, "vote.temporary", "tạm thời"),
        ({"activity": Activity.SUSPENDED}, "vote.suspended", "đình chỉ"),
        ({"activity": Activity.EXEMPT}, "vote.exempt", "miễn"),
    ],
)
def test_each_exclusion_in_a_cell_says_why(plan, change, code, words):
    finding = may_vote(replace(MEMBER, **change), VenueKind.CELL, plan)
    assert finding is not None
    assert finding.code == code
    assert words in finding.message
    assert finding.message.startswith("An ")
    assert finding.clause == "P0-4.4-j"


def test_membership_of_a_cell_does_not_matter_in_a_leadership_collective(plan):
    probationary = replace(MEMBER, status=MemberStatus.PROBATIONARY)
    assert may_vote(probationary, VenueKind.COLLECTIVE, plan) is None
    assert may_vote(probationary, VenueKind.KEY_CADRES, plan) is None
    assert may_vote(MEMBER, VenueKind.CELL, plan) is None


def test_attendance_not_yet_taken_is_held_against_nobody(plan):
    assert may_vote(replace(MEMBER, presence=Presence.UNKNOWN), VenueKind.CELL, plan) is None
