"""The page of a meeting: the room, its next step, what stands in the way."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from organizations.models import Person
from reviews.choices import (
    CONVENED,
    AttendeeRole,
    ItemState,
    MeetingState,
    Presence,
)
from reviews.judgement import rounds_of
from reviews.models import AgendaItem, Contribution, Meeting, MeetingAttendee
from reviews.rules import deadlines
from reviews.rules.findings import Finding
from reviews.selectors.agenda import (
    FormPart,
    focus_parts,
    groups_in,
    item_focus,
    item_order,
    places_first,
    roles_in,
    unit_turns,
)
from reviews.selectors.attendance import is_issuers_own
from reviews.selectors.channels import channel_reports
from reviews.selectors.circulation import circulation_findings
from reviews.selectors.meetings import (
    draft_findings,
    invitation_findings,
    notice_findings,
    only_votes_notes,
    opening_findings,
)
from reviews.selectors.open_votes import Standing, conclusion_votes, free_votes, is_voted_on, votes_of
from reviews.selectors.party_groups import report_findings
from reviews.selectors.signs import asks_signs
from reviews.selectors.workplace_polls import opinions_first


@dataclass(frozen=True, slots=True)
class RoomItem:
    """One agenda item as the room shows it: its state, what was said, and why it cannot start yet."""

    item: AgendaItem
    contributions: list[Contribution]
    findings: list[Finding]
    is_excused: bool = False
    reported: list[Finding] = field(default_factory=list)
    vote: Standing | None = None
    asks_vote: bool = False

    @property
    def focus(self) -> str:
        """What this place dwells on."""
        return item_focus(self.item.review, self.item.meeting)

    @property
    def focus_parts(self) -> list[FormPart]:
        """The parts of the statement that it dwells on."""
        return focus_parts(self.item.review, self.item.meeting)

    @property
    def has_signs(self) -> bool:
        """The cell concludes on the signs of its member (P4-1.3.2-e)."""
        return self.item.meeting.cell_id is not None and asks_signs(self.item.review)

    @property
    def lacks_vote(self) -> bool:
        """Concluded here, and nobody recorded the vote on the conclusion (P4-1.4.3-k)."""
        return self.asks_vote and self.is_done and self.vote is None and self.item.group_review_id is None

    @property
    def in_group(self) -> bool:
        """Reviewed in a party group that has not reported yet (P4-1.4.3-e)."""
        return self.item.state == ItemState.PENDING and self.item.group_review_id is not None

    @property
    def is_current(self) -> bool:
        return self.item.state == ItemState.IN_PROGRESS

    @property
    def is_done(self) -> bool:
        return self.item.state == ItemState.CONCLUDED


@dataclass(frozen=True, slots=True)
class Room:
    """Everything on the meeting page."""

    items: list[RoomItem]
    attendees: list[MeetingAttendee]
    draft_due_on: date
    findings: list[Finding]
    steps: list[dict[str, Any]] = field(default_factory=list)
    votes: list[Standing] = field(default_factory=list)
    only_votes: bool = False
    notes: list[Finding] = field(default_factory=list)

    @property
    def current(self) -> RoomItem | None:
        return next((row for row in self.items if row.is_current), None)

    @property
    def next_item(self) -> RoomItem | None:
        return next(
            (row for row in self.items if not (row.is_done or row.is_current or row.is_excused or row.in_group)), None
        )

    @property
    def all_concluded(self) -> bool:
        return self.only_votes or (bool(self.items) and all(row.is_done or row.is_excused for row in self.items))

    @property
    def members(self) -> list[MeetingAttendee]:
        """Those who belong to the meeting, the body's own before the committee that sits with it."""
        rows = [row for row in self.attendees if row.role in CONVENED]
        return sorted(rows, key=lambda row: CONVENED.index(AttendeeRole(row.role)))

    @property
    def guests(self) -> list[MeetingAttendee]:
        return [row for row in self.attendees if row.role not in CONVENED]

    @property
    def present_count(self) -> int:
        return sum(1 for row in self.members if row.presence == Presence.PRESENT)

    @property
    def voter_count(self) -> int:
        return sum(1 for row in self.attendees if row.may_vote and row.presence == Presence.PRESENT)

    @property
    def drafts_sent(self) -> bool:
        """Nothing more to send round; where nobody is reviewed there is no draft."""
        return self.only_votes or (bool(self.attendees) and all(row.draft_sent_on for row in self.attendees))


def room(meeting: Meeting, *, on: date) -> Room:
    """Everything the page shows; the number of queries does not grow with the agenda or the list of attendees."""
    items = list(
        meeting.items.select_related(
            "review__collective__organization", "review__person", "chair", "presenter", "group_review__group"
        ).order_by("position")
    )
    for item in items:
        item.meeting = meeting
    said: dict[int, list[Contribution]] = {item.pk: [] for item in items}
    for contribution in Contribution.objects.filter(item__in=items).select_related("person"):
        said[contribution.item_id].append(contribution)
    roles = roles_in(meeting)
    groups = groups_in(meeting, [item.review for item in items], roles)
    in_unit = unit_turns(meeting, items)
    elsewhere = places_first(meeting, [item.review for item in items])
    waiting = [item.review for item in items if item.state == ItemState.PENDING and item.group_review_id is None]
    opinions = opinions_first(meeting, waiting) if meeting.state != MeetingState.CONCLUDED else {}
    reported = channel_reports([item.review for item in items], meeting.campaign.plan)
    votes = votes_of(meeting)
    on_conclusions = conclusion_votes(votes)
    attendees = list(meeting.attendees.select_related("person"))
    excused = {row.person_id for row in attendees if row.presence == Presence.ABSENT_WITH_REASON}
    return Room(
        items=[
            RoomItem(
                item=item,
                contributions=said[item.pk],
                findings=[
                    *item_order(item, items, roles, groups, in_unit),
                    *elsewhere.get(item.review_id, []),
                    *opinions.get(item.review_id, []),
                ]
                if item.state == ItemState.PENDING and item.group_review_id is None
                else [],
                is_excused=item.state == ItemState.PENDING and item.review.person_id in excused,
                reported=reported.get(item.review_id, []),
                vote=on_conclusions.get(item.pk),
                asks_vote=is_voted_on(item),
            )
            for item in items
        ],
        attendees=attendees,
        draft_due_on=_last_draft_day(meeting),
        findings=_standing_findings(meeting, on),
        steps=_steps(meeting, items, attendees, on),
        votes=free_votes(votes),
        only_votes=meeting.only_votes,
        notes=only_votes_notes(meeting),
    )


def _last_draft_day(meeting: Meeting) -> date:
    return deadlines.last_draft_day(meeting.starts_on, meeting.campaign.plan, of_issuer=is_issuers_own(meeting))


def _standing_findings(meeting: Meeting, on: date) -> list[Finding]:
    """What stands in the way of the next step of the meeting itself."""
    if meeting.state == MeetingState.PLANNED:
        return [*draft_findings(meeting), *invitation_findings(meeting), *circulation_findings(meeting)]
    if meeting.state == MeetingState.INVITED:
        if on >= meeting.starts_on:
            return opening_findings(meeting, on=on)
        return [*notice_findings(meeting), *circulation_findings(meeting)]
    return report_findings(meeting) if meeting.state == MeetingState.OPEN else []


def _steps(
    meeting: Meeting, items: list[AgendaItem], attendees: list[MeetingAttendee], on: date
) -> list[dict[str, Any]]:
    """The meeting's own stepper."""
    opened = meeting.state in (MeetingState.OPEN, MeetingState.CONCLUDED)
    invited = meeting.state != MeetingState.PLANNED
    over = meeting.state == MeetingState.CONCLUDED
    if meeting.only_votes:
        counted = any(row.is_counted for row in rounds_of(meeting))
        return _stepper(
            [
                ("Gửi giấy mời", invited, None, ""),
                ("Khai mạc", opened, meeting.starts_on, ""),
                ("Bỏ phiếu phân loại", counted, None, ""),
                ("Bế mạc", over, None, ""),
            ],
            on,
        )
    concluded = sum(item.state == ItemState.CONCLUDED for item in items)
    sent = bool(attendees) and all(row.draft_sent_on for row in attendees)
    done = [
        ("Gửi dự thảo", sent or opened, _last_draft_day(meeting), ""),
        ("Gửi giấy mời", invited, None, ""),
        ("Khai mạc", opened, meeting.starts_on, ""),
        ("Kiểm điểm", bool(items) and concluded == len(items), None, f"{concluded}/{len(items)} nội dung"),
        ("Bế mạc", over, None, ""),
    ]
    return _stepper(done, on)


def _stepper(done: list[tuple[str, bool, date | None, str]], on: date) -> list[dict[str, Any]]:
    """The first step not done is the current one, late after its day."""
    steps: list[dict[str, Any]] = []
    current_given = False
    for label, is_done, due_on, note in done:
        state = "done" if is_done else "todo"
        if not is_done and not current_given:
            current_given = True
            state = "late" if due_on is not None and on > due_on else "current"
        steps.append({"label": label, "state": state, "due_on": due_on, "note": note})
    return steps


def start_initial(item: RoomItem | None) -> dict[str, Person | None]:
    return {"presenter": item.item.presenter if item else None}
