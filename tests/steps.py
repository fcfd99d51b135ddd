"""The campaign's steps taken by services, for tests that start later in the year's work."""

from __future__ import annotations

from reviews.choices import AttendeeRole, ItemState, VenueKind
from reviews.models import FormEntry, Meeting, Review
from reviews.selectors.before_ballot import before_ballot
from reviews.selectors.venues import Venue, reviews_of_venue
from reviews.services import entries, meetings, opinions, sittings
from tests import commune_forms
from tests.factories.reviews import (
    AgendaItemFactory,
    CellDossierFactory,
    CellScoreFactory,
    EmployerResultFactory,
    LevelDiscussionFactory,
    MeetingStepFactory,
    SelfRatingFactory,
)
from tests.kept import kept_step
from tests.world import REPLY, REPORT, STATEMENT, World, at, standing_on

#: By the code of the form: one in which nothing is missing.
COMPLETE = {
    "mau_01": REPORT,
    "mau_02": STATEMENT,
    "mau_01_xa": commune_forms.REPORT,
    "mau_02_xa": commune_forms.STATEMENT,
}


def submit(world: World, review: Review, *, by: str, day: int = 8) -> FormEntry:
    """Hand in a complete form."""
    entry = FormEntry.objects.get(review=review)
    data = COMPLETE[entry.form_code]
    with standing_on(day) as now:
        entries.submit_entry(entry_id=entry.pk, by=world.users[by], data=data, version=entry.version, now=now)
    entry.refresh_from_db()
    return entry


def plan_cell(world: World, *, day: int = 14) -> Meeting:
    with standing_on(8):
        return meetings.plan_meeting(
            campaign=world.campaign,
            venue=Venue(kind=VenueKind.CELL, cell=world.cell),
            starts_on=at(day).date(),
            half_days=2,
            place="Phòng họp",
            chair=world.people["head"],
            clerk=world.people["member1"],
            by=world.users["head"],
        )


def plan_office(world: World, *, day: int = 15) -> Meeting:
    with standing_on(8):
        return meetings.plan_meeting(
            campaign=world.campaign,
            venue=Venue(kind=VenueKind.COLLECTIVE, collective=world.leadership),
            starts_on=at(day).date(),
            half_days=2,
            place="Phòng họp",
            chair=world.people["head"],
            clerk=world.people["third"],
            by=world.users["head"],
        )


def prepare(world: World, meeting: Meeting, *, sent_on: int = 9) -> None:
    """Add a board's representative, send the drafts and the invitation."""
    with standing_on(sent_on) as now:
        meetings.add_guest(
            meeting_id=meeting.pk,
            person=world.people["officer"],
            role=AttendeeRole.BOARD_REPRESENTATIVE,
            by=world.users["head"],
        )
        meetings.send_drafts(meeting_id=meeting.pk, by=world.users["head"], on=now.date(), now=now)
        meetings.invite(meeting_id=meeting.pk, by=world.users["head"], now=now)


def open_sitting(world: World, meeting: Meeting) -> None:
    with standing_on(meeting.starts_on.day) as now:
        meetings.record_everybody_present(meeting_id=meeting.pk, by=world.users["head"])
        sittings.open_meeting(meeting_id=meeting.pk, by=world.users["head"], on=now.date(), now=now)


def hold(world: World, meeting: Meeting) -> None:
    """Review everybody in the agenda's order; a deputy chairs the head's own item."""
    excused = set(meeting.attendees.filter(presence="absent_with_reason").values_list("person_id", flat=True))
    for item in meeting.items.exclude(review__person__in=excused).order_by("position"):
        with standing_on(meeting.starts_on.day, 9) as now:
            head_is_subject = item.review.person_id == world.people["head"].pk
            if head_is_subject:
                sittings.assign_chair(item_id=item.pk, chair=world.people["deputy"], reason="", by=world.users["head"])
            presenter = item.review.person or world.people["head"]
            sittings.start_item(item_id=item.pk, presenter=presenter, authorization="", by=world.users["head"], now=now)
            sittings.conclude_item(
                item_id=item.pk, conclusion="Nhất trí với bản kiểm điểm.", by=world.users["head"], now=now
            )


@kept_step
def ready_cell(world: World) -> Meeting:
    """A cell meeting with everything reviewed, before the ballot."""
    for key in ("head", "deputy", "third"):
        submit(world, world.review_of(key), by=key)
    submit(world, world.collective_review(world.cell_committee), by="head")
    meeting = plan_cell(world)
    prepare(world, meeting)
    open_sitting(world, meeting)
    hold(world, meeting)
    return meeting


def answered_residence(world: World, key: str) -> None:
    asker = "deputy" if key != "deputy" else "head"
    with standing_on(8) as now:
        opinion = opinions.request_residence_opinion(
            review_id=world.review_of(key).pk, by=world.users[asker], on=now.date(), due_on=None, now=now
        )
        opinions.answer_residence_opinion(
            opinion_id=opinion.pk, data=REPLY, by=world.users["village_secretary"], now=now
        )
        opinions.confirm_residence_opinion(opinion_id=opinion.pk, by=world.users["commune_secretary"], now=now)


def passed_steps(world: World, meeting: Meeting, *keys: str) -> None:
    """The cell's meeting has passed these parts of its programme; the score sheet with one row."""
    if "scores" in keys:
        CellScoreFactory.create(dossier=CellDossierFactory.create(meeting=meeting))
    for key in keys:
        MeetingStepFactory.create(meeting=meeting, step=key, recorded_by=world.users["officer"])


def bodies_reviewed(meeting: Meeting) -> None:
    """Every body that belongs before this meeting has been reviewed there."""
    for review in reviews_of_venue(meeting):
        if review.is_collective and not meeting.items.filter(review=review).exists():
            AgendaItemFactory.create(
                meeting=meeting,
                review=review,
                state=ItemState.CONCLUDED,
                conclusion="Nhất trí.",
                concluded_at=at(meeting.starts_on.day, 9),
            )


def said_before_the_ballot(world: World, meeting: Meeting) -> None:
    """Whatever the plan has the meeting record before it votes is there."""
    by, asked = world.users["officer"], before_ballot(meeting)
    for review, taken in asked.organizations:
        if taken is None:
            SelfRatingFactory.create(review=review, recorded_by=by)
    for row in asked.discussions:
        if row.held is None:
            LevelDiscussionFactory.create(meeting=meeting, track=row.track, recorded_by=by)
    for review in asked.waiting:
        EmployerResultFactory.create(review=review, recorded_by=by)
