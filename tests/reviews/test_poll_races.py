"""Polls at work handled at the same moment by several people, each with a connection of his own."""

from __future__ import annotations

from collections import Counter
from functools import partial

import pytest

from reviews.choices import PollState
from reviews.models import PollCount, WorkplacePoll
from reviews.services import poll_voiding as voiding
from reviews.services import workplace_polls as services
from tests.ratings.test_ballot_races import Race
from tests.reviews.test_commune_plan import commune
from tests.reviews.test_workplace_polls import enter, figures, held, town
from tests.world import World, standing_on

__all__ = ["commune", "town"]

BOARD = ("planner", "officer")


@pytest.fixture
def poll(transactional_db: None, town: World) -> WorkplacePoll:
    """Everybody took a sheet; nobody entered figures yet."""
    return held(town)


def test_two_who_enter_first_at_once_are_first_and_second(town: World, poll: WorkplacePoll) -> None:
    """P4-1.4.1-u"""
    enters = {by: partial(enter, town, poll, figures(poll), by=by) for by in BOARD}
    assert Race(*enters.items()).run() == dict.fromkeys(enters, "done")
    assert sorted(PollCount.objects.values_list("attempt", "ordinal", "agreed")) == [(1, 1, True), (1, 2, True)]
    poll.refresh_from_db()
    assert poll.state == PollState.COUNTED


def test_two_who_enter_different_figures_at_once_settle_nothing(town: World, poll: WorkplacePoll) -> None:
    """P4-1.4.1-u"""
    enters = [(by, partial(enter, town, poll, figures(poll, excellent=1 + n), by=by)) for n, by in enumerate(BOARD)]
    assert set(Race(*enters).run().values()) == {"done"}
    assert sorted(PollCount.objects.values_list("attempt", "ordinal", "agreed")) == [(1, 1, False), (1, 2, False)]
    poll.refresh_from_db()
    assert poll.state == PollState.PREPARED
    assert not poll.subjects.filter(excellent__isnull=False).exists()


def test_of_one_who_sends_his_figures_eight_times_at_once_one_entry_is_kept(town: World, poll: WorkplacePoll) -> None:
    act = partial(enter, town, poll, figures(poll), by="planner")
    outcomes = Race(*((str(number), act) for number in range(8))).run()
    assert Counter(outcomes.values()) == {"done": 1, "paper.same_person": 7}
    assert PollCount.objects.count() == 1


def test_a_second_entry_and_a_voiding_at_once_leave_the_poll_counted_or_void(town: World, poll: WorkplacePoll) -> None:
    town.grant("secretary", "appraise", town.commune)
    enter(town, poll, figures(poll), by="planner")
    with standing_on(11) as now:
        read = voiding.ask_to_void_poll(
            poll_id=poll.pk, reason="Thừa phiếu", by=town.users["planner"], now=now
        ).void_mark
    void = partial(voiding.confirm_void_poll, poll_id=poll.pk, read=read, by=town.users["secretary"], now=now)
    second = partial(enter, town, poll, figures(poll), by="officer")
    outcomes = Race(("enter", second), ("void", void)).run()
    poll.refresh_from_db()
    won = {
        "enter": {"enter": "done", "void": "poll.counted"},
        "void": {"enter": "poll.void", "void": "done"},
    }[{PollState.COUNTED: "enter", PollState.VOID: "void"}[PollState(poll.state)]]
    assert outcomes == won
    assert PollCount.objects.count() == (2 if won["enter"] == "done" else 1)


def test_list_of_those_who_took_a_sheet_is_changed_before_the_first_figures_or_not_at_all(
    town: World, poll: WorkplacePoll
) -> None:
    people = list(poll.participants.values_list("person_id", flat=True))
    fewer = partial(services.record_sheets_taken, poll_id=poll.pk, person_ids=people[1:], by=town.users["planner"])
    outcomes = Race(("list", fewer), ("enter", partial(enter, town, poll, figures(poll), by="officer"))).run()
    took = poll.participants.filter(took_sheet=True).count()
    if outcomes["enter"] == "done":
        assert (outcomes["list"], took) == ("poll.figures", len(people))
    else:
        assert (outcomes, took) == ({"list": "done", "enter": "paper.too_many"}, len(people) - 1)
