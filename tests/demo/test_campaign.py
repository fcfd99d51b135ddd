"""The demo's campaign on the afternoon of 8 November 2023: every state is there, every role has something waiting."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

import pytest

from config.demo.campaign import DEMO_MOMENT
from config.demo.stage import DEMO_PHRASES, Stage
from config.dev.bootstrap import ROOT
from organizations import clock
from ratings import sealing
from ratings.choices import BallotState, ProposalSource
from ratings.models import BallotSession, Decision, Envelope, Proposal
from reviews.choices import EntryState, Inclusion, MeetingState, OpinionKind, OpinionState, Presence
from reviews.models import FormEntry, Meeting, MeetingAttendee, Notice, Opinion, Review, ReviewPrompt
from reviews.selectors.roster import planned_subjects

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_the_day() -> Iterator[None]:
    with clock.standing_at(DEMO_MOMENT):
        yield


def test_roster_has_no_gap_that_the_rules_complain_of(stage: Stage) -> None:
    assert [finding.message for finding in planned_subjects(stage.campaign).findings] == []


def test_three_are_exempt_each_with_a_reason(stage: Stage) -> None:
    exempt = Review.objects.filter(campaign=stage.campaign, inclusion=Inclusion.EXEMPT)
    assert {stage.keys[review.person_id] for review in exempt if review.person_id} == {
        stage.roster.special["exempt"],
        stage.roster.special["recent"],
        "phong.ldxh.deputy2",
    }
    assert not exempt.filter(reason="").exists()


def test_forms_stand_in_every_state(stage: Stage) -> None:
    states = Counter(FormEntry.objects.values_list("state", flat=True))
    assert set(states) == set(EntryState)
    assert states[EntryState.DRAFT] > 50
    begun = FormEntry.objects.filter(state=EntryState.DRAFT, saved_at__isnull=False)
    assert begun.count() > 20


def test_two_prompts_stand_in_section_four(stage: Stage) -> None:
    assert ReviewPrompt.objects.count() == 2
    for prompt in ReviewPrompt.objects.select_related("review__entry"):
        assert prompt.issued_on < date(2023, 11, 10)
        assert [row["prompt"] for row in prompt.review.entry.data["iv_items"]] == [prompt.text]


def test_opinions_stand_in_every_state(stage: Stage) -> None:
    residence = set(Opinion.objects.filter(kind=OpinionKind.RESIDENCE).values_list("state", flat=True))
    assert {OpinionState.REQUESTED, OpinionState.ANSWERED, OpinionState.CONFIRMED} <= residence
    consultees = set(Opinion.objects.filter(kind=OpinionKind.CONSULTEE).values_list("state", flat=True))
    assert {OpinionState.REQUESTED, OpinionState.CONFIRMED} <= consultees


def test_meetings_are_held_planned_and_under_way(stage: Stage) -> None:
    states = Counter(Meeting.objects.values_list("state", flat=True))
    assert {MeetingState.CONCLUDED, MeetingState.OPEN, MeetingState.PLANNED} <= set(states)
    sent = Meeting.objects.get(collective=stage.roster.body("blh"))
    assert not sent.attendees.filter(draft_sent_on=None).exists()
    absent = MeetingAttendee.objects.get(presence=Presence.ABSENT_WITH_REASON)
    assert stage.keys[absent.person_id] == stage.roster.special["absent"]


def test_drafts_of_held_meetings_lay_three_working_days_with_everybody(stage: Stage) -> None:
    held = Meeting.objects.filter(starts_on=date(2023, 11, 8), collective__isnull=False)
    assert held.count() == 6
    for meeting in held:
        assert set(meeting.attendees.values_list("draft_sent_on", flat=True)) == {date(2023, 11, 3)}


def test_one_cell_is_voting_and_others_have_counted(stage: Stage) -> None:
    running = BallotSession.objects.get(state=BallotState.OPEN)
    assert running.meeting.cell == stage.roster.organizations["cb.nc"]
    assert 0 < running.voters.filter(voted=False).count() < running.voters.count()
    assert not Envelope.objects.exclude(session=running).exists()
    assert BallotSession.objects.filter(state=BallotState.COUNTED).count() == 6
    assert Proposal.objects.filter(source=ProposalSource.CELL_VOTE).count() > 5
    probationary = stage.roster.people[stage.roster.special["probationary"]]
    assert not running.voters.filter(person=probationary).exists()


def test_the_guide_tells_who_opens_the_running_box_and_with_which_phrases(stage: Stage) -> None:
    guide = (ROOT / "docs" / "huong-dan.md").read_text(encoding="utf-8")
    running = BallotSession.objects.get(state=BallotState.OPEN)
    for holder, phrase in zip(running.holders.select_related("person"), DEMO_PHRASES, strict=True):
        assert f"| {holder.person} | {phrase} |" in guide
        key = sealing.holder_key(phrase, bytes(holder.salt))
        assert sealing.public_bytes(key) == bytes(holder.public_key)


def test_one_member_is_decided_and_one_cadre_is_ready_for_decision(stage: Stage) -> None:
    assert Decision.objects.count() == 1
    assert Proposal.objects.filter(source=ProposalSource.BOARD).count() == 1


def test_no_letter_of_the_past_days_is_left_to_be_sent(stage: Stage) -> None:
    assert not Notice.objects.filter(delivery="pending").exists()
