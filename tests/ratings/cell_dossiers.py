"""A village cell whose dossier is made, for the tests of it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from ratings.choices import ProposalSource
from ratings.services.cell_dossiers import (
    propose_rewards,
)
from reviews.choices import EntryState, Level, MeetingState, Presence, Track, VenueKind
from reviews.models import FormEntry, Meeting
from reviews.rules.findings import RuleViolation
from reviews.selectors.cell_dossiers import CellRow, cell_row
from reviews.services.cell_dossiers import (
    WrittenScore,
    attach_cell_paper,
    pass_step,
    put_minute_book,
    register_title,
    write_scores,
)
from tests.factories.ratings import ProposalFactory
from tests.factories.reviews import (
    AgendaItemFactory,
    AttendeeFactory,
    MeetingFactory,
)
from tests.reviews.test_commune_plan import commune, issue
from tests.reviews.test_pages import signed_in
from tests.reviews.test_uploads import scan
from tests.world import World, at, standing_on

__all__ = ["commune"]


DAY = 24


SCAN = scan()


@pytest.fixture
def sitting(commune: World) -> Meeting:
    """The village cell sits: two of its members are rated EXCELLENT, one GOOD; its secretary is the villagers'."""
    issue(commune)
    meeting = MeetingFactory.create(
        campaign=commune.campaign,
        kind=VenueKind.CELL,
        collective=None,
        cell=commune.village,
        starts_on=at(DAY).date(),
        state=MeetingState.OPEN,
        opened_at=at(DAY),
        chair=commune.people["village_secretary"],
        clerk=commune.people["villager1"],
    )
    levels = {"villager1": Level.EXCELLENT, "villager2": Level.EXCELLENT, "villager3": Level.GOOD}
    for key, level in levels.items():
        review = commune.review_of(key)
        AgendaItemFactory.create(meeting=meeting, review=review)
        AttendeeFactory.create(meeting=meeting, person=commune.people[key], presence=Presence.PRESENT)
        ProposalFactory.create(
            review=review,
            track=Track.MEMBER,
            level=level,
            source=ProposalSource.CELL_VOTE,
            organization=commune.village,
            made_by=commune.users["village_secretary"],
        )
    return meeting


def row_of(meeting: Meeting) -> CellRow:
    rows = Meeting.objects.select_related("campaign__issuer", "cell__parent", "chair", "clerk")
    return cell_row(rows.get(pk=meeting.pk))


def lacking(meeting: Meeting) -> set[str]:
    return {part.row.key for part in row_of(meeting).parts if part.lacks}


def complete(world: World, meeting: Meeting) -> None:
    """Everything that the dossier needs, by the services; the meeting is over."""
    by = world.users["village_secretary"]
    register_title(meeting_id=meeting.pk, title="Hoàn thành tốt nhiệm vụ", reason="", by=by)
    attach_cell_paper(meeting_id=meeting.pk, part="summary_report", content=SCAN, by=by)
    attach_cell_paper(meeting_id=meeting.pk, part="member_summary", content=SCAN, by=by)
    write_scores(meeting_id=meeting.pk, rows=[WrittenScore("Nghị quyết", 30, 28)], by=by)
    put_minute_book(meeting_id=meeting.pk, there=True, by=by, on=at(DAY).date())
    propose_rewards(
        meeting_id=meeting.pk,
        listed=[world.review_of(key).pk for key in ("villager1", "villager2")],
        outstanding=[world.review_of("villager1").pk],
        none=False,
        by=by,
    )
    for step in ("report", "scores", "registration"):
        with standing_on(DAY, 9) as now:
            pass_step(meeting_id=meeting.pk, step=step, agreed=3, note="", by=by, now=now)
    FormEntry.objects.filter(review__campaign=world.campaign).update(
        state=EntryState.FINAL, submitted_at=at(20), finalized_at=at(25)
    )
    Meeting.objects.filter(pk=meeting.pk).update(state=MeetingState.CONCLUDED, concluded_at=at(DAY, 11), half_days=1)


def refused(call: Any, *args: Any, **values: Any) -> list[tuple[str, str]]:
    with pytest.raises(RuleViolation) as caught:
        call(*args, **values)
    return [(row.code, row.clause) for row in caught.value.findings if row.blocks]


def client_of(world: World) -> Client:
    return signed_in(world.users["village_secretary"])
