"""Who attends a meeting, who votes there and, if not, why."""

from __future__ import annotations

from dataclasses import dataclass

from organizations import clock
from organizations.choices import CollectiveKind
from organizations.models import CellMembership, Organization, Person
from reviews.choices import AttendeeRole, VenueKind
from reviews.models import Meeting
from reviews.rules import vocabulary
from reviews.rules.attendance import check_participants, check_prompted_attendance
from reviews.rules.eligibility import VoterFacts, may_vote
from reviews.rules.findings import Finding
from reviews.selectors.directors import directors_of, prompts_on_agenda
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
    for person in () if is_issuers_own(meeting) else _directing(meeting):
        if person.pk in members:
            continue
        guest = VoterFacts(name=str(person), is_member=False, role=vocabulary.AttendeeRole.SUPERVISOR)
        refused = may_vote(guest, venue, meeting.campaign.plan)
        expected.append(ExpectedAttendee(person.pk, AttendeeRole.SUPERVISOR, False, refused.message if refused else ""))
    return expected


def _directing(meeting: Meeting) -> list[Person]:
    """The member in charge of the unit, then whoever was sent there for this campaign, each once."""
    supervisor = in_charge(meeting)
    sent = [row.person for row in directors_of(meeting)] if directs(meeting) else []
    return list({person.pk: person for person in (supervisor, *sent) if person is not None}.values())


def directs(meeting: Meeting) -> bool:
    """Does the plan send somebody to such a meeting? A cell's own is not one of "cấp ủy, cơ quan, đơn vị"."""
    return (
        meeting.campaign.plan.attendance is not None and meeting.kind != VenueKind.CELL and not is_issuers_own(meeting)
    )


def in_charge(meeting: Meeting) -> Person | None:
    """The member in charge of the unit, or whoever was sent in his stead (P1-II.7-b)."""
    supervisor = supervisor_of(meeting.organization)
    if supervisor is None or not directs(meeting):
        return supervisor
    stand_in = directors_of(meeting).filter(stands_in_for=supervisor).first()
    return stand_in.person if stand_in is not None else supervisor


def direction_findings(meeting: Meeting) -> list[Finding]:
    """Where there is a prompt the one director must be assigned before the meeting (P1-II.7-c)."""
    if not directs(meeting):
        return []
    return check_prompted_attendance(
        unit_name=str(meeting.organization),
        prompts=prompts_on_agenda(meeting),
        assigned=directors_of(meeting).filter(body=meeting.campaign.issuer).count(),
        plan=meeting.campaign.plan,
    )


def participant_findings(meeting: Meeting) -> list[Finding]:
    """The conference of the issuer's standing committee has its members and nobody else (P1-8.1-b)."""
    plan, body = meeting.campaign.plan, meeting.collective
    if plan.attendance is None or not is_issuers_own(meeting) or body is None:
        return []
    if body.kind != CollectiveKind.STANDING_COMMITTEE:
        return []
    members = set(members_of(collective=body, cell=None))
    facts = [
        VoterFacts(name=str(row.person), is_member=row.person_id in members, role=vocabulary.AttendeeRole(row.role))
        for row in meeting.attendees.select_related("person")
    ]
    return check_participants(facts, plan)


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
