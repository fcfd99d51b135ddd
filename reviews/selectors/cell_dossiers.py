"""The dossiers of cells: what of each is there, what its meeting has passed, and the money for the meeting."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from forms_templates.choices import DocumentKind
from organizations.choices import Attendance, CollectiveKind
from organizations.models import CellMembership, Organization, User
from organizations.permissions import granted, led_organizations
from reviews.choices import AttendeeRole, EntryState, MeetingState, Presence, SubjectKind, VenueKind
from reviews.models import Campaign, CellDossier, CellScore, Meeting, MeetingAttendee, MeetingStep, Paper, Review
from reviews.permissions import CELL_READERS, acts_for
from reviews.rules.cells import (
    CellFacts,
    CellPart,
    cell_parts,
    cell_steps,
    check_cell_ballot,
    check_cell_dossier,
    check_step,
    check_steps_passed,
    support_for,
)
from reviews.rules.findings import Finding, Severity
from reviews.rules.parts.cells import CellStepRow, PartHolds
from reviews.rules.plan import Plan
from reviews.selectors.campaigns import plan_as_amended

#: Papers of the program that fill a part, whoever had them printed.
_MADE = {DocumentKind.MEMBERS_SUMMARY.value: "member_summary"}


@dataclass(frozen=True, slots=True)
class CellRow:
    """One cell of the campaign; ``meeting`` and ``dossier`` are None while there are none.

    ``plan``: with the days as the campaign set them.
    """

    campaign: Campaign
    plan: Plan
    cell: Organization
    meeting: Meeting | None
    dossier: CellDossier | None
    facts: CellFacts
    passed: dict[str, MeetingStep]
    registered: int
    attending: int

    @property
    def parts(self) -> list[CellPart]:
        return cell_parts(self.facts, self.plan)

    @property
    def due_on(self) -> date | None:
        """The last day on which the dossier is on time, as this campaign has it."""
        clause = due_clause(self.campaign)
        return self.plan.milestone(clause).last_good_day if clause else None

    @property
    def done(self) -> int:
        return sum(part.is_complete for part in self.parts)

    @property
    def is_sent(self) -> bool:
        return self.dossier is not None and self.dossier.hand_over_id is not None

    @property
    def support(self) -> int:
        """Đồng for the cell's meeting (P4-IV.6-a)."""
        return support_for(registered=self.registered, attending=self.attending, plan=self.plan)

    def findings(self, *, on: date) -> list[Finding]:
        """What keeps the dossier from being sent on that day, and whether it is late (P4-III-a, P4-III-d)."""
        found = check_cell_dossier(self.facts, self.plan, sent_on=on)
        found += check_steps_passed(self.facts.name, self.passed, self.plan)
        if self.meeting is None or self.meeting.state != MeetingState.CONCLUDED:
            message = f"Hội nghị {self.facts.name} chưa bế mạc; bế mạc rồi mới gửi hồ sơ."
            found.append(Finding("cell.meeting", Severity.BLOCK, message))
        return found


def has_cell_dossiers(campaign: Campaign) -> bool:
    return campaign.plan.cells is not None and campaign.plan.cells.dossier is not None


def due_clause(campaign: Campaign) -> str | None:
    """The milestone of the cells' dossiers: empty where the plan prints no day, None where it asks for none."""
    rules = campaign.plan.cells.dossier if campaign.plan.cells else None
    return rules.milestone if rules is not None else None


def has_steps(meeting: Meeting) -> bool:
    """Does the plan print parts of the programme that this meeting passes?"""
    return meeting.kind == VenueKind.CELL and bool(cell_steps(meeting.campaign.plan))


def cell_rows(campaign: Campaign, *, user: User) -> list[CellRow]:
    """The cells whose dossiers the user makes, follows or takes in, in the tree's order; a fixed number of queries."""
    if not has_cell_dossiers(campaign):
        return []
    led = [organization.pk for organization in led_organizations(user)]
    cells = Organization.objects.filter(venue_of__review__campaign=campaign)
    if not acts_for(user, campaign.issuer):
        cells = cells.filter(granted(user, "path", *CELL_READERS) | Q(pk__in=led))
    return _rows(campaign, list(cells.distinct().order_by("path")))


def cell_row(meeting: Meeting) -> CellRow:
    assert meeting.cell is not None
    (row,) = _rows(meeting.campaign, [meeting.cell])
    return row


def _rows(campaign: Campaign, cells: list[Organization]) -> list[CellRow]:
    meetings = {
        meeting.cell_id: meeting
        for meeting in Meeting.objects.filter(campaign=campaign, cell__in=cells).select_related("chair", "clerk")
    }
    ids = [meeting.pk for meeting in meetings.values()]
    dossiers = {
        row.meeting_id: row
        for row in CellDossier.objects.filter(meeting__in=ids)
        .select_related("hand_over__received_by__person", "hand_over__handed_by__person", "hand_over__receiver")
        .prefetch_related("scores", "rewards")
    }
    papers = _papers(ids)
    passed: dict[int, dict[str, MeetingStep]] = defaultdict(dict)
    for step in MeetingStep.objects.filter(meeting__in=ids):
        passed[step.meeting_id][step.step] = step
    attending = _counted(
        MeetingAttendee.objects.filter(meeting__in=ids, presence=Presence.PRESENT, role=AttendeeRole.MEMBER)
        .order_by()
        .values_list("meeting_id")
        .annotate(count=Count("pk"))
    )
    registered, statements, committees = _registered(campaign, cells), _statements(campaign, cells), _reports(campaign)
    rows, plan = [], plan_as_amended(campaign)
    for cell in cells:
        meeting = meetings.get(cell.pk)
        key = meeting.pk if meeting is not None else 0
        if meeting is not None:
            meeting.campaign, meeting.cell = campaign, cell
        dossier = dossiers.get(key)
        report = committees.get(cell.pk)
        due, there = statements.get(cell.pk, (0, 0))
        rows.append(
            CellRow(
                campaign=campaign,
                plan=plan,
                cell=cell,
                meeting=meeting,
                dossier=dossier,
                facts=CellFacts(
                    name=str(cell),
                    papers=frozenset(papers[key] | _held(meeting, dossier)),
                    none_to_list=_none(campaign) if dossier is not None and dossier.no_rewards else (),
                    score_rows={str(row.place): row.points for row in dossier.scores.all()} if dossier else {},
                    has_committee=report is not None,
                    committee_report_in=report == EntryState.FINAL,
                    statements_due=due,
                    statements_in=there,
                ),
                passed=passed[key],
                registered=registered.get(cell.pk, 0),
                attending=attending.get(key, 0),
            )
        )
    return rows


def _papers(meetings: Iterable[int]) -> dict[int, set[str]]:
    """Parts whose paper was handed in, or made by the program, by meeting."""
    found: dict[int, set[str]] = defaultdict(set)
    rows = Paper.objects.filter(meeting__in=meetings).filter(~Q(slot="") | Q(document__kind__in=_MADE))
    for meeting_id, slot, kind in rows.values_list("meeting_id", "slot", "document__kind"):
        found[meeting_id or 0].add(slot or _MADE[kind])
    return found


def _held(meeting: Meeting | None, dossier: CellDossier | None) -> set[str]:
    """Parts that the program knows of without a paper of somebody else's."""
    there = {
        "minutes": meeting is not None and meeting.state == MeetingState.CONCLUDED,
        "title_registration": dossier is not None and bool(dossier.title),
        "reward_list": dossier is not None and bool(dossier.rewards.all()),
        "minute_book": dossier is not None and dossier.minute_book_on is not None,
    }
    return {key for key, is_there in there.items() if is_there}


def _none(campaign: Campaign) -> tuple[str, ...]:
    rules = campaign.plan.cells.dossier if campaign.plan.cells else None
    return tuple(row.key for row in (rules.parts if rules else ()) if row.holds is PartHolds.LIST)


def _counted(rows: Iterable[tuple[int, int]]) -> dict[int, int]:
    return dict(rows)


def _registered(campaign: Campaign, cells: Iterable[Organization]) -> dict[int, int]:
    """Members registered in each cell on the campaign's day; whoever is there for a time belongs to another cell."""
    day = campaign.dated_on or campaign.rules_on
    rows = CellMembership.objects.on(day).filter(cell__in=cells, attendance=Attendance.OFFICIAL)
    return _counted(rows.order_by().values_list("cell_id").annotate(count=Count("pk")))


def _statements(campaign: Campaign, cells: Iterable[Organization]) -> dict[int, tuple[int, int]]:
    """By cell: how many members paid by the State there are, and how many of their statements are final (P4-III-b)."""
    paid = Q(rated_as_cadre=True) | Q(person__workplace__isnull=False)
    rows = (
        Review.objects.included()
        .filter(paid, campaign=campaign, kind=SubjectKind.PERSON, venues__cell__in=cells, venues__waived_reason="")
        .order_by()
        .values_list("venues__cell_id")
        .annotate(
            due=Count("pk", distinct=True),
            there=Count("pk", distinct=True, filter=Q(entry__state=EntryState.FINAL)),
        )
    )
    return {cell_id: (due, there) for cell_id, due, there in rows}


def _reports(campaign: Campaign) -> dict[int, str]:
    """By cell: the state of the report of its committee; cells without one have none to hand in."""
    rows = Review.objects.included().filter(campaign=campaign, collective__kind=CollectiveKind.CELL_COMMITTEE)
    return dict(rows.values_list("collective__organization_id", "entry__state"))


@dataclass(frozen=True, slots=True)
class StepRow:
    """One part of the programme; ``passed`` is None while it was not."""

    step: CellStepRow
    passed: MeetingStep | None
    findings: tuple[Finding, ...]


def step_rows(row: CellRow) -> list[StepRow]:
    """What the meeting passes, each with what still keeps it from being passed."""
    plan = row.campaign.plan
    return [
        StepRow(step, row.passed.get(step.key), tuple(check_step(step, row.facts, plan))) for step in cell_steps(plan)
    ]


def closing_steps(meeting: Meeting) -> list[Finding]:
    """What the cell's meeting must still pass before it closes; no query for other meetings."""
    if not has_steps(meeting):
        return []
    passed = set(MeetingStep.objects.filter(meeting=meeting).values_list("step", flat=True))
    return check_steps_passed(str(meeting.cell), passed, meeting.campaign.plan)


def ballot_steps(meeting: Meeting) -> list[Finding]:
    """The score sheet is passed before the cell votes (P4-III-e); no query for other meetings."""
    if meeting.kind != VenueKind.CELL or not has_cell_dossiers(meeting.campaign):
        return []
    steps = [step.key for step in cell_steps(meeting.campaign.plan) if step.part == "score_sheet"]
    passed = MeetingStep.objects.filter(meeting=meeting, step__in=steps).exists()
    rows = CellScore.objects.filter(dossier__meeting=meeting).values_list("place", "points")
    scores = {str(place): points for place, points in rows}
    return check_cell_ballot(str(meeting.cell), scores if passed or not steps else {}, meeting.campaign.plan)
