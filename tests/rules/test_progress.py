"""One function says where a review stands, what is next, by when and who acts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.rules.findings import Finding, Severity
from reviews.rules.plan import load_preset
from reviews.rules.progress import Actor, ReviewFacts, StepState, VenueFact, next_step, steps_of

DAY = date(2023, 11, 8)
VENUES = (VenueFact("Lãnh đạo Phòng", date(2023, 11, 20)), VenueFact("Chi bộ", date(2023, 11, 22)))
HELD = tuple(replace(venue, draft_sent=True, concluded=True) for venue in VENUES)
VOTED = tuple(replace(venue, voted=True) for venue in HELD)
PERSON = ReviewFacts(name="An", is_collective=False, venues=VENUES, opinions_needed=1, unit_rating_needed=True)
REPORT = ReviewFacts(name="Phòng Nội vụ", is_collective=True, venues=VENUES[:1])
FINISHED = replace(
    PERSON,
    venues=VOTED,
    entry_submitted=True,
    entry_final=True,
    residence_sent=True,
    residence_in=True,
    opinions_asked=1,
    opinions_in=1,
    unit_rated=True,
    submitted_on=date(2023, 12, 1),
    appraised=True,
    decided=True,
)


def states(facts, plan, on=DAY):
    return {step.key: step.state for step in steps_of(facts, plan, on=on)}


def test_steps_stand_in_the_order_of_the_procedure(plan):
    assert [step.key for step in steps_of(PERSON, plan, on=DAY)] == [
        "prompt", "entry", "residence", "draft", "meeting", "revision", "ballot", "unit_rating", "submission",
        "opinions", "appraisal", "decision",
    ]  # fmt: skip


def test_new_review_begins_with_the_form_and_everything_else_waits(plan):
    found = states(PERSON, plan)
    assert found["entry"] is StepState.TODO
    assert found["residence"] is StepState.TODO
    assert found["prompt"] is StepState.NOT_APPLICABLE
    assert {
        found[key] for key in ("meeting", "revision", "ballot", "unit_rating", "submission", "appraisal", "decision")
    } == {StepState.WAITING}
    step = next_step(PERSON, plan, on=DAY)
    assert step is not None
    assert step.actor is Actor.SUBJECT


def test_report_goes_out_as_a_draft_three_working_days_before(plan):
    facts = replace(REPORT, entry_submitted=True)
    (draft,) = [step for step in steps_of(facts, plan, on=DAY) if step.key == "draft"]
    assert (draft.state, draft.due_on) == (StepState.TODO, date(2023, 11, 15))
    assert states(facts, plan, date(2023, 11, 16))["draft"] is StepState.LATE
    assert states(PERSON, plan)["draft"] is StepState.NOT_APPLICABLE
    assert states(REPORT, plan)["residence"] is StepState.NOT_APPLICABLE
    assert states(REPORT, plan)["unit_rating"] is StepState.NOT_APPLICABLE


def test_meeting_is_done_only_at_every_place_and_a_waived_place_counts_for_nothing(plan):
    half = replace(PERSON, entry_submitted=True, venues=(HELD[0], VENUES[1]))
    (meeting,) = [step for step in steps_of(half, plan, on=DAY) if step.key == "meeting"]
    assert meeting.state is StepState.TODO
    assert meeting.note == "1/2 nơi; chưa kiểm điểm tại: Chi bộ"
    waived = replace(half, venues=(HELD[0], replace(VENUES[1], waived=True)))
    assert states(waived, plan)["meeting"] is StepState.DONE
    assert states(waived, plan)["revision"] is StepState.TODO


def test_last_good_day_is_on_time_and_the_next_is_late(plan):
    assert states(PERSON, plan, date(2023, 12, 4))["entry"] is StepState.TODO
    assert states(PERSON, plan, date(2023, 12, 5))["entry"] is StepState.LATE
    standing = replace(PERSON, standing_committee=True)
    assert states(standing, plan, date(2023, 11, 24))["entry"] is StepState.TODO
    assert states(standing, plan, date(2023, 11, 25))["entry"] is StepState.LATE


def test_what_is_done_is_never_late(plan):
    assert set(states(FINISHED, plan, date(2024, 6, 1)).values()) <= {StepState.DONE, StepState.NOT_APPLICABLE}
    assert next_step(FINISHED, plan, on=date(2024, 6, 1)) is None


def test_dossier_sent_late_is_done_with_a_warning(plan):
    late = replace(FINISHED, submitted_on=date(2023, 12, 6))
    (step,) = [row for row in steps_of(late, plan, on=DAY) if row.key == "submission"]
    assert step.state is StepState.DONE
    assert "quá hạn" in step.note
    assert [row.clause for row in step.findings] == ["P0-III.3-a"]


def test_quota_exceeded_blocks_the_ballot_and_the_submission(plan):
    facts = replace(FINISHED, over_quota=True, submitted_on=None, appraised=False, decided=False)
    found = states(facts, plan)
    assert found["ballot"] is StepState.BLOCKED
    assert found["submission"] is StepState.WAITING
    (ballot,) = [step for step in steps_of(facts, plan, on=DAY) if step.key == "ballot"]
    assert ballot.findings[0].clause == "P0-4.4-k"


@pytest.mark.parametrize(
    "missing",
    [
        {"entry_final": False},
        {"residence_in": False},
        {"unit_rated": False},
        {"venues": HELD},
        {"venues": (VOTED[0], VENUES[1])},
    ],
)
def test_dossier_is_sent_only_when_complete(plan, missing):
    """P0-2.2-a, P0-2.2-b: reviewed at one place of two, among what holds it up."""
    ready = replace(FINISHED, submitted_on=None, appraised=False, decided=False)
    assert states(ready, plan)["submission"] is StepState.TODO
    assert states(replace(ready, **missing), plan)["submission"] is StepState.WAITING


def test_decision_is_blocked_while_an_opinion_is_missing(plan):
    facts = replace(FINISHED, opinions_in=0, decided=False)
    (decision,) = [step for step in steps_of(facts, plan, on=DAY) if step.key == "decision"]
    assert decision.state is StepState.BLOCKED
    assert decision.findings[0].clause == "P0-III.2-b"
    assert states(replace(facts, opinions_asked=0, opinions_needed=0), plan)["decision"] is StepState.TODO


def test_level_kept_by_the_superior_is_only_recorded(plan):
    (decision,) = [row for row in steps_of(replace(FINISHED, external=True), plan, on=DAY) if row.key == "decision"]
    assert decision.actor is Actor.SUPERIOR


def test_blocking_finding_of_the_caller_blocks_the_step_that_comes_next(plan):
    finding = Finding("order.party_after_others", Severity.BLOCK, "Chưa đến lượt.")
    facts = replace(PERSON, entry_submitted=True, residence_in=True, findings=(finding,))
    step = next_step(facts, plan, on=DAY)
    assert step is not None
    assert (step.key, step.state, step.findings) == ("meeting", StepState.BLOCKED, (finding,))


BOOLS = st.booleans()


@given(
    st.builds(
        ReviewFacts,
        name=st.just("An"),
        is_collective=BOOLS,
        venues=st.lists(st.builds(VenueFact, st.just("Chi bộ"), st.none(), BOOLS, BOOLS, BOOLS, BOOLS), max_size=3),
        entry_submitted=BOOLS,
        entry_final=BOOLS,
        residence_in=BOOLS,
        unit_rated=BOOLS,
        appraised=BOOLS,
        decided=BOOLS,
        submitted_on=st.one_of(st.none(), st.just(DAY)),
    ),
    st.dates(date(2023, 10, 1), date(2024, 2, 1)),
)
def test_every_state_of_facts_has_every_step_once(facts, on):
    steps = steps_of(facts, load_preset("p0_huyen_2023"), on=on)
    assert len({step.key for step in steps}) == 12
    assert all(step.state in tuple(StepState) for step in steps)
