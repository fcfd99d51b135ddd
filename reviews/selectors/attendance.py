"""Who attends a meeting, who votes there and, if not, why."""

from __future__ import annotations

from dataclasses import dataclass

from organizations import clock
from organizations.choices import CollectiveKind
from organizations.models import CellMembership, Organization, Person
from reviews.choices import (
    AttendeeRole,
)
from reviews.models import Meeting
from reviews.rules import vocabulary
from reviews.rules.eligibility import VoterFacts, may_vote
from reviews.selectors.venues import members_of


@dataclass(frozen=True, slots=True)
class ExpectedAttendee:
    person_id: int
    role: AttendeeRole
    may_vote: bool
    no_vote_reason: str


def expected_attendees(meeting: Meeting) -> list[ExpectedAttendee]:
    """The venue's own people, each with his vote or the reason for none, and the member in charge of the unit."""
    members = members_of(collective=meeting.collective, cell=meeting.cell)
    facts = _voter_facts(meeting, members)
    venue = vocabulary.VenueKind(meeting.kind)
    expected = []
    for person_id in members:
        refused = may_vote(facts[person_id], venue, meeting.campaign.plan)
        expected.append(
            ExpectedAttendee(person_id, AttendeeRole.MEMBER, refused is None, refused.message if refused else "")
        )
    supervisor = supervisor_of(meeting.organization)
    if supervisor is not None and supervisor.pk not in members and not is_issuers_own(meeting):
        guest = VoterFacts(name=str(supervisor), is_member=False, role=vocabulary.AttendeeRole.SUPERVISOR)
        refused = may_vote(guest, venue, meeting.campaign.plan)
        expected.append(
            ExpectedAttendee(supervisor.pk, AttendeeRole.SUPERVISOR, False, refused.message if refused else "")
        )
    return expected


def _voter_facts(meeting: Meeting, members: list[int]) -> dict[int, VoterFacts]:
    names = dict(Person.objects.filter(pk__in=members).values_list("pk", "full_name"))
    cell = meeting.cell or (
        meeting.organization
        if meeting.collective is not None and meeting.collective.kind == CollectiveKind.WHOLE_CELL
        else None
    )
    memberships = {}
    if cell is not None:
        rows = CellMembership.objects.on(clock.today()).filter(cell=cell, person__in=members)
        memberships = {row.person_id: row for row in rows}
    facts = {}
    for person_id in members:
        row = memberships.get(person_id)
        facts[person_id] = VoterFacts(
            name=names[person_id],
            is_member=True,
            presence=vocabulary.Presence.UNKNOWN,
            attendance=vocabulary.Attendance(row.attendance) if row else vocabulary.Attendance.OFFICIAL,
            status=vocabulary.MemberStatus(row.status) if row else vocabulary.MemberStatus.FULL,
            activity=vocabulary.Activity(row.activity) if row else vocabulary.Activity.ACTIVE,
        )
    return facts


def supervisor_of(organization: Organization) -> Person | None:
    """The standing committee member in charge: the organization's own, or the nearest above it (P0-III.1-b)."""
    rows = (
        Organization.objects.filter(path__in=organization.ancestor_paths(), supervisor__isnull=False)
        .select_related("supervisor")
        .order_by("-path")
    )
    nearest = rows.first()
    return nearest.supervisor if nearest else None


def is_issuers_own(meeting: Meeting) -> bool:
    """Is it the meeting of the committee that issued the plan?"""
    return meeting.organization.pk == meeting.campaign.issuer_id
