"""Two acts at once: the second waits for the first and sees what it wrote."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest
from django.db import connection, connections, transaction

from reviews.choices import EntryState, ItemState, OpinionState
from reviews.models import FormEntry, Meeting, Opinion
from reviews.rules.findings import RuleViolation
from reviews.services import assignments, entries, opinions
from reviews.services.assignments import waive_venue
from reviews.services.meetings import locked_meeting
from tests import steps
from tests.world import REPLY, STATEMENT, World, issued_world, standing_on


def test_a_subject_taken_up_meanwhile_stays_on_the_agenda(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    meeting = steps.plan_office(world)
    item = meeting.items.get(review=world.review_of("third"))
    venue = item.review.venues.get(collective=world.leadership)

    def after_the_clerk(meeting_id: int) -> Meeting:
        meeting.items.filter(pk=item.pk).update(state=ItemState.IN_PROGRESS)
        return locked_meeting(meeting_id)

    monkeypatch.setattr(assignments, "locked_meeting", after_the_clerk)
    with pytest.raises(RuleViolation):
        waive_venue(venue_id=venue.pk, reason="Đi học dài hạn", by=world.users["planner"])
    assert meeting.items.filter(pk=item.pk).exists()


def meanwhile(first: Callable[[], object], second: Callable[[], object]) -> list[BaseException]:
    """``second`` begins before ``first`` is committed, and waits for it or has gone past it; what ``second`` raised."""
    raised: list[BaseException] = []

    def run() -> None:
        try:
            second()
        except RuleViolation as refused:
            raised.append(refused)
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    with transaction.atomic():
        first()
        thread.start()
        while thread.is_alive() and not _somebody_waits():
            time.sleep(0.01)
    thread.join()
    return raised


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT 1 FROM pg_locks WHERE NOT granted)")
        return bool(cursor.fetchone()[0])


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_form_handed_in_while_the_meeting_concludes_on_it_is_opened_for_the_conclusion() -> None:
    world = issued_world()
    review = world.review_of("third")
    entry = FormEntry.objects.get(review=review)

    def hand_in() -> None:
        with standing_on(8) as now:
            entries.submit_entry(
                entry_id=entry.pk, by=world.users["third"], data=STATEMENT, version=entry.version, now=now
            )

    def conclude() -> None:
        with transaction.atomic():
            entries.open_for_revision(review=review)

    assert meanwhile(hand_in, conclude) == []
    entry.refresh_from_db()
    assert entry.state == EntryState.REVISING


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_an_opinion_is_not_waived_while_it_is_being_answered() -> None:
    world = issued_world()
    review = world.review_of("third")
    with standing_on(8) as now:
        opinion = opinions.request_residence_opinion(
            review_id=review.pk, by=world.users["head"], on=now.date(), due_on=None, now=now
        )

    def answer() -> None:
        with standing_on(8) as now:
            opinions.answer_residence_opinion(
                opinion_id=opinion.pk, data=REPLY, by=world.users["village_secretary"], now=now
            )

    def waive() -> None:
        with standing_on(8) as now:
            opinions.waive_residence_opinion(
                review_id=review.pk, reason="Mới chuyển đến.", by=world.users["head"], on=now.date()
            )

    assert len(meanwhile(answer, waive)) == 1
    assert Opinion.objects.get(pk=opinion.pk).state == OpinionState.ANSWERED
