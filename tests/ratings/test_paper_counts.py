"""Figures of paper ballots: entered twice, blind, by two people; counted when they agree, recounted when not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from forms_templates.choices import DocumentKind
from forms_templates.papers import print_paper
from ratings.choices import BallotState, Channel, VotingMethod
from ratings.models import BallotQuestion, BallotSession, Envelope, PaperCount, PaperQuestionCount, Proposal
from ratings.permissions import paper_entry_refusal, who_may_enter
from ratings.selectors.paper_counts import handed_out, two_people_findings
from ratings.selectors.paper_record import record_of
from ratings.selectors.papers import counting_payload
from ratings.services import ballots, casting, counting, voiding
from reviews.choices import Level, NoticeKind
from reviews.judgement import rounds_of
from reviews.models import Meeting, Notice
from reviews.rules.findings import RuleViolation, Severity
from reviews.rules.paper_count import SheetRow
from tests import steps
from tests.box import phrases_of
from tests.factories.organizations import GrantFactory, UserFactory
from tests.forms_templates.reading import text_of
from tests.paper_round import FIRST, SECOND, closed_paper, enter, hand_out, open_paper, paper_people, sheets, shut
from tests.ratings.test_ballots import ballot
from tests.reviews.test_pages import signed_in, words
from tests.world import World, standing_on

#: What everybody of the cell marks alike: nine good ones would tell each one's vote, so one is blank.
GOOD = SheetRow(good=8, blank=1)


@pytest.fixture
def meeting(world: World) -> Meeting:
    return steps.ready_cell(world)


@pytest.fixture
def session(world: World, meeting: Meeting) -> BallotSession:
    session = closed_paper(world, meeting)
    assert handed_out(session) == 9
    return session


def refusals(call, *args, **more):
    with pytest.raises(RuleViolation) as refused:
        call(*args, **more)
    return [finding.code for finding in refused.value.findings if finding.severity == Severity.BLOCK]


# Entering ------------------------------------------------------------------------------------------------------------


def test_two_entries_that_agree_count_the_round(world: World, session: BallotSession):
    figures = sheets(session, GOOD)
    first = enter(world, session, FIRST, figures)
    assert not first.agreed
    session.refresh_from_db()
    assert session.state == BallotState.CLOSED
    assert BallotQuestion.objects.filter(session=session, issued__isnull=False).count() == 0
    second = enter(world, session, SECOND, figures)
    assert second.agreed
    session.refresh_from_db()
    assert session.state == BallotState.COUNTED
    for question in session.questions.all():
        assert (question.issued, question.good, question.blank, question.invalid) == (9, 8, 1, 0)
        assert question.outcome == Level.GOOD
    assert Proposal.objects.filter(question__session=session).count() == session.questions.count()


def test_whoever_made_the_first_entry_makes_no_second_and_nothing_is_written(world: World, session: BallotSession):
    figures = sheets(session, GOOD)
    enter(world, session, FIRST, figures)
    assert refusals(enter, world, session, FIRST, figures) == ["paper.same_person"]
    assert session.paper_counts.count() == 1


def test_the_database_refuses_one_person_for_both_entries(world: World, session: BallotSession):
    first = enter(world, session, FIRST, sheets(session, GOOD))
    first.pk, first.ordinal = None, 2
    with pytest.raises(IntegrityError, match=r"nobody_enters_both|UNIQUE"), transaction.atomic():
        first.save()


def test_sums_that_do_not_agree_are_refused_each_in_its_words_and_nothing_is_written(
    world: World, session: BallotSession
):
    figures = replace(sheets(session, GOOD), issued=10, invalid=1)
    assert refusals(enter, world, session, FIRST, figures) == ["paper.issued", "paper.collected", "paper.handed"]
    wrong_row = sheets(session, GOOD)
    rows = dict.fromkeys(wrong_row.rows, SheetRow(good=7, blank=1))
    codes = refusals(enter, world, session, FIRST, replace(wrong_row, rows=rows))
    assert codes == ["paper.levels"] * session.questions.count()
    assert not PaperCount.objects.exists()
    assert not PaperQuestionCount.objects.exists()


def test_more_ballots_than_were_handed_out_are_refused(world: World, session: BallotSession):
    with pytest.raises(RuleViolation) as refused:
        enter(world, session, FIRST, sheets(session, SheetRow(good=10)))
    assert [(row.code, row.clause) for row in refused.value.findings] == [("paper.too_many", "P0-4.4-j")]
    assert not PaperCount.objects.exists()


def test_a_mismatch_keeps_both_entries_names_the_lines_and_asks_for_a_recount(world: World, session: BallotSession):
    figures = sheets(session, GOOD)
    enter(world, session, FIRST, figures)
    enter(world, session, SECOND, sheets(session, SheetRow(good=7, completed=1, blank=1)))
    session.refresh_from_db()
    assert session.state == BallotState.CLOSED
    (attempt,) = record_of(session).attempts
    question = session.questions.select_related("review__person", "review__collective").first()
    assert f"{question}: Hoàn thành tốt nhiệm vụ" in attempt.apart
    assert attempt.figures == (), "no figure is told before the round is over"
    # Whoever entered second may begin the recount.
    assert enter(world, session, SECOND, figures).attempt == 2
    assert enter(world, session, FIRST, figures).agreed
    session.refresh_from_db()
    assert session.state == BallotState.COUNTED
    record = record_of(session)
    assert [attempt.agreed for attempt in record.attempts] == [False, True]
    assert (f"{question}: Hoàn thành tốt nhiệm vụ", "8", "7") in record.attempts[0].figures
    assert session.paper_counts.count() == 4


def test_figures_sent_twice_after_a_mismatch_do_not_begin_the_recount_by_themselves(
    world: World, session: BallotSession
):
    enter(world, session, FIRST, sheets(session, GOOD))
    other = sheets(session, SheetRow(good=9))
    enter(world, session, SECOND, other, attempt=1)
    assert refusals(enter, world, session, SECOND, other, attempt=1) == ["paper.attempt"]
    assert session.paper_counts.count() == 2


def test_settled_figures_take_no_third_entry(world: World, session: BallotSession):
    figures = sheets(session, GOOD)
    enter(world, session, FIRST, figures)
    enter(world, session, SECOND, figures)
    assert refusals(enter, world, session, FIRST, figures) == ["ballot.state"]


def test_nobody_enters_while_the_round_is_open(world: World, meeting: Meeting):
    session = open_paper(world, meeting)
    hand_out(world, session)
    assert refusals(enter, world, session, FIRST, sheets(session, GOOD)) == ["ballot.state"]


def test_invalid_sheets_stay_in_the_base_of_every_subject(world: World, session: BallotSession):
    figures = sheets(session, SheetRow(excellent=4, good=3), unused=1, invalid=1)
    enter(world, session, FIRST, figures)
    enter(world, session, SECOND, figures)
    for question in session.questions.all():
        assert (question.issued, question.excellent, question.good, question.invalid) == (9, 4, 3, 1)


def test_fewer_sheets_than_were_taken_stand_on_the_page_and_in_the_minutes(world: World, session: BallotSession):
    figures = sheets(session, SheetRow(good=7, blank=1))
    for key in (FIRST, SECOND):
        enter(world, session, key, figures)
    session.refresh_from_db()
    said = "Danh sách ghi 9 người đã nhận phiếu, nhưng trừ phiếu hỏng đã đổi chỉ phát ra 8 phiếu."
    page = signed_in(world.users["head"]).get(reverse("paper-count", args=(session.pk,)))
    assert said in words(page.content)
    minutes = print_paper(DocumentKind.COUNTING_MINUTES, counting_payload(session), title="Biên bản")
    assert said in " ".join(text_of(minutes).split())


# Who enters ----------------------------------------------------------------------------------------------------------


def test_chair_and_others_leave_it_to_a_team_that_can_sign_in(world: World, session: BallotSession):
    assert refusals(enter, world, session, "head", sheets(session, GOOD)) == ["permission.paper.enter"]
    assert {str(person) for person in who_may_enter(session)} == {str(world.people[key]) for key in (FIRST, SECOND)}
    assert two_people_findings(session) == []


def test_where_one_of_the_team_can_sign_in_those_who_run_the_meeting_make_the_other_entry(
    world: World, session: BallotSession
):
    type(world.users[SECOND]).objects.filter(pk=world.users[SECOND].pk).update(is_active=False)
    figures = sheets(session, GOOD)
    enter(world, session, FIRST, figures)
    assert refusals(enter, world, session, "member4", figures) == ["permission.paper.enter"]
    assert refusals(enter, world, session, "head", figures) == ["permission.paper.enter"], "he is on the ballot"
    assert enter(world, session, "member1", figures).agreed


def test_where_only_one_person_has_an_account_it_is_said_what_to_do(world: World, session: BallotSession):
    accounts = type(world.users["head"]).objects
    accounts.exclude(person=world.people["head"]).filter(person__memberships__cell=world.cell).update(is_active=False)
    (finding,) = two_people_findings(session)
    assert "Chỉ Trần Thị Hà nhập được số phiếu giấy" in finding.message
    assert str(world.people[FIRST]) in finding.message
    assert "lập tài khoản" in finding.message
    figures = sheets(session, GOOD)
    enter(world, session, "head", figures)
    assert refusals(enter, world, session, "head", figures) == ["paper.same_person"]
    # A second account later: the first entry still stands.
    accounts.filter(pk=world.users[FIRST].pk).update(is_active=True)
    assert enter(world, session, FIRST, figures).agreed


@pytest.mark.parametrize("able", [(), (FIRST,), (FIRST, SECOND)])
def test_those_named_as_able_to_enter_are_those_who_may(world: World, session: BallotSession, able: tuple[str, ...]):
    accounts = type(world.users["head"]).objects
    for key in {FIRST, SECOND} - set(able):
        accounts.filter(pk=world.users[key].pk).update(is_active=False)
    world.grant("member5", "lead_review", world.cell)
    nobody = UserFactory.create(person=None)
    GrantFactory.create(user=nobody, codename="lead_review", content_object=world.cell)
    named = {person.pk for person in who_may_enter(session)}
    active = accounts.filter(is_active=True)
    assert {user.person_id for user in active if not paper_entry_refusal(user, session)} == named
    # The chair and the other leader are on the ballot: only where there are no two without them.
    gap = {0: ("head", "member1", "deputy"), 1: ("member1",), 2: ()}[len(able)]
    assert named == {world.people[key].pk for key in (*able, *gap)}


# Handing out ---------------------------------------------------------------------------------------------------------


def test_ballots_are_noted_once_taken_back_and_counted_by_who_has_one(world: World, meeting: Meeting):
    session = open_paper(world, meeting)
    people = paper_people(session)
    by = world.users[FIRST]
    assert casting.hand_out_paper(session_id=session.pk, person_ids=people[:3], by=by) == 3
    assert casting.hand_out_paper(session_id=session.pk, person_ids=people[2:5], by=by) == 2
    assert casting.take_back_paper(session_id=session.pk, person_ids=people[:1], by=by) == 1
    assert casting.take_back_paper(session_id=session.pk, person_ids=people[:1], by=by) == 0
    assert handed_out(session) == 4


def test_the_list_is_fixed_when_the_round_is_shut(world: World, session: BallotSession):
    for act in (casting.hand_out_paper, casting.take_back_paper):
        assert refusals(act, session_id=session.pk, person_ids=paper_people(session), by=world.users["head"]) == [
            "ballot.state"
        ]
    assert handed_out(session) == 9


def test_a_plain_voter_hands_out_nothing(world: World, meeting: Meeting):
    session = open_paper(world, meeting)
    people = paper_people(session)
    by = world.users["member4"]
    assert refusals(casting.hand_out_paper, session_id=session.pk, person_ids=people, by=by) == [
        "permission.meeting.run"
    ]


# Channels ------------------------------------------------------------------------------------------------------------

PAPER = ("member3", "member4", "member5")


def change(world: World, session: BallotSession, channel: Channel, *keys: str) -> int:
    with standing_on(14, 10) as now:
        return casting.change_channel(
            session_id=session.pk,
            person_ids=[world.people[key].pk for key in keys],
            channel=channel,
            by=world.users["head"],
            now=now,
        )


def mixed(world: World, meeting: Meeting, *on_paper: str) -> BallotSession:
    return open_paper(world, meeting, method=VotingMethod.MIXED, on_paper=on_paper or PAPER)


def test_a_channel_of_fewer_than_three_is_refused_at_opening_at_change_and_at_closing(world: World, meeting: Meeting):
    assert refusals(mixed, world, meeting, "member4", "member5") == ["vote.few_in_channel"]
    session = BallotSession.objects.get()
    with standing_on(14, 10) as now:
        ballots.open_ballot(
            session_id=session.pk, by=world.users["head"], now=now, on_paper=[world.people[key] for key in PAPER]
        )
    assert refusals(change, world, session, Channel.ELECTRONIC, "member4") == ["vote.few_in_channel"]
    hand_out(world, session, count=2)
    for key in ("head", "deputy", "third"):
        casting.cast_vote(session_id=session.pk, voter=world.users[key], choices=ballot(session, Level.GOOD))
    assert refusals(shut, world, session) == ["vote.few_in_channel"]
    hand_out(world, session)
    assert shut(world, session).state == BallotState.CLOSED


def test_several_move_to_an_empty_channel_at_once(world: World, meeting: Meeting):
    session = mixed(world, meeting)
    assert change(world, session, Channel.ELECTRONIC, *PAPER) == 3
    assert not session.voters.filter(channel=Channel.PAPER).exists()
    assert refusals(change, world, session, Channel.PAPER, "member4") == ["vote.few_in_channel"]
    assert change(world, session, Channel.PAPER, "member2", *PAPER) == 4
    assert session.voters.filter(channel=Channel.PAPER).count() == 4


def test_whoever_moves_to_the_box_is_invited_to_it_and_nobody_twice(world: World, meeting: Meeting):
    session = mixed(world, meeting, *PAPER, "member2")
    told = Notice.objects.filter(kind=NoticeKind.BALLOT, recipient=world.users["member2"])
    assert not told.exists()
    change(world, session, Channel.ELECTRONIC, "member2")
    change(world, session, Channel.PAPER, "member2")
    change(world, session, Channel.ELECTRONIC, "member2")
    assert told.count() == 1


def test_whoever_has_voted_or_taken_a_ballot_changes_no_more_and_nobody_with_him(world: World, meeting: Meeting):
    session = mixed(world, meeting, *PAPER, "member2")
    casting.hand_out_paper(session_id=session.pk, person_ids=[world.people["member2"].pk], by=world.users["head"])
    assert refusals(change, world, session, Channel.ELECTRONIC, "member2") == ["ballot.voted"]
    casting.cast_vote(session_id=session.pk, voter=world.users["head"], choices=ballot(session, Level.GOOD))
    assert refusals(change, world, session, Channel.PAPER, "third", "head") == ["ballot.voted"]
    assert session.voters.get(person=world.people["third"]).channel == Channel.ELECTRONIC


def test_nobody_moves_to_the_box_without_an_account(world: World, meeting: Meeting):
    type(world.users["member5"]).objects.filter(pk=world.users["member5"].pk).update(is_active=False)
    session = mixed(world, meeting, "member2", "member3", "member4")
    assert session.voters.get(person=world.people["member5"]).channel == Channel.PAPER
    assert refusals(change, world, session, Channel.ELECTRONIC, "member5") == ["ballot.accounts"]


def test_a_round_of_one_kind_has_no_other_channel_and_strangers_are_told(world: World, meeting: Meeting):
    session = mixed(world, meeting)
    assert refusals(change, world, session, Channel.PAPER, "officer") == ["ballot.not_listed"]
    assert refusals(change, world, session, Channel.PAPER) == ["ballot.nobody"]
    BallotSession.objects.filter(pk=session.pk).update(method=VotingMethod.PAPER)
    assert refusals(change, world, session, Channel.ELECTRONIC, *PAPER) == ["ballot.method"]


def test_a_mixed_round_waits_for_its_paper_then_opens_its_box(world: World, meeting: Meeting):
    session = mixed(world, meeting)
    hand_out(world, session)
    for key in ("head", "deputy", "third", "member1"):
        casting.cast_vote(session_id=session.pk, voter=world.users[key], choices=ballot(session, Level.EXCELLENT))
    shut(world, session)
    by, phrases = world.users[FIRST], phrases_of(session)
    with standing_on(14, 12) as now:
        assert refusals(counting.count_ballot, session_id=session.pk, phrases=phrases, by=by, now=now) == [
            "paper.missing"
        ]
    figures = sheets(session, SheetRow(good=2, blank=1))
    enter(world, session, FIRST, figures)
    assert enter(world, session, SECOND, figures).agreed
    session.refresh_from_db()
    assert session.state == BallotState.CLOSED
    assert refusals(enter, world, session, FIRST, figures) == ["paper.settled"]
    assert record_of(session).settled is None, "the figures of one channel are told with the other's"
    with standing_on(14, 12) as now:
        counting.count_ballot(session_id=session.pk, phrases=phrases, by=by, now=now)
    for question in session.questions.all():
        assert (question.issued, question.excellent, question.good, question.blank) == (9, 4, 2, 1)
    session.refresh_from_db()
    assert record_of(session).settled == figures


@pytest.mark.parametrize("collected", [1, 2])
def test_one_or_two_paper_ballots_of_a_mixed_round_are_no_count_and_the_round_is_void(
    world: World, meeting: Meeting, collected: int
):
    session = mixed(world, meeting)
    hand_out(world, session)
    for key in ("head", "deputy", "third"):
        casting.cast_vote(session_id=session.pk, voter=world.users[key], choices=ballot(session, Level.GOOD))
    shut(world, session)
    few = sheets(session, SheetRow(good=collected), unused=3 - collected)
    assert refusals(enter, world, session, FIRST, few) == ["paper.few_collected"]
    assert not PaperCount.objects.exists()
    with standing_on(14, 12) as now:
        asked = voiding.ask_to_void(session_id=session.pk, reason="Thu về thiếu phiếu", by=world.users["head"], now=now)
        void = voiding.confirm_void(session_id=session.pk, read=asked.void_mark, by=world.users[FIRST], now=now)
    assert void.state == BallotState.VOID


def test_paper_ballots_that_nobody_put_in_settle_the_paper_of_a_mixed_round(world: World, meeting: Meeting):
    session = mixed(world, meeting)
    hand_out(world, session)
    for key in ("head", "deputy", "third"):
        casting.cast_vote(session_id=session.pk, voter=world.users[key], choices=ballot(session, Level.GOOD))
    shut(world, session)
    none = sheets(session, SheetRow(), unused=3)
    enter(world, session, FIRST, none)
    assert enter(world, session, SECOND, none).agreed


def test_one_ballot_of_a_round_all_on_paper_is_counted(world: World, session: BallotSession):
    """Whoever counts by hand has seen it anyway, and no other channel has its own figures; the page warns."""
    figures = sheets(session, SheetRow(good=1), unused=8)
    enter(world, session, FIRST, figures)
    assert enter(world, session, SECOND, figures).agreed
    session.refresh_from_db()
    assert session.state == BallotState.COUNTED


def test_a_box_emptied_before_it_is_shut_is_not_shut_but_void(world: World, meeting: Meeting):
    session = mixed(world, meeting)
    hand_out(world, session)
    for key in ("head", "deputy", "third"):
        casting.cast_vote(session_id=session.pk, voter=world.users[key], choices=ballot(session, Level.GOOD))
    Envelope.objects.filter(session=session).delete()
    assert refusals(shut, world, session) == ["box.turnout"]
    session.refresh_from_db()
    assert session.state == BallotState.OPEN
    with standing_on(14, 12) as now:
        asked = voiding.ask_to_void(session_id=session.pk, reason="Hòm thiếu phiếu", by=world.users["head"], now=now)
        void = voiding.confirm_void(session_id=session.pk, read=asked.void_mark, by=world.users[FIRST], now=now)
    assert void.state == BallotState.VOID


def test_an_empty_box_is_checked_like_any_other_before_the_paper_figures_count_the_round(
    world: World, meeting: Meeting
):
    """Where nobody voted electronically no phrases are typed: the figures that agree count, unless the list says so."""
    session = mixed(world, meeting)
    hand_out(world, session)
    shut(world, session)
    figures = sheets(session, SheetRow(good=2, blank=1))
    enter(world, session, FIRST, figures)
    voter = session.voters.filter(channel=Channel.ELECTRONIC)
    voter.filter(person=world.people["head"]).update(voted=True)
    assert refusals(enter, world, session, SECOND, figures) == ["box.turnout"]
    assert session.paper_counts.count() == 1
    voter.update(voted=False)
    BallotSession.objects.filter(pk=session.pk).update(receipts=["ab" * 16])
    assert refusals(enter, world, session, SECOND, figures) == ["box.changed"]
    BallotSession.objects.filter(pk=session.pk).update(receipts=[])
    assert enter(world, session, SECOND, figures).agreed
    session.refresh_from_db()
    assert session.state == BallotState.COUNTED


def test_a_void_round_keeps_its_entries_and_takes_no_more(world: World, session: BallotSession):
    enter(world, session, FIRST, sheets(session, GOOD))
    with standing_on(14, 12) as now:
        asked = voiding.ask_to_void(session_id=session.pk, reason="Thừa phiếu", by=world.users["head"], now=now)
        voiding.confirm_void(session_id=session.pk, read=asked.void_mark, by=world.users[FIRST], now=now)
    assert refusals(enter, world, session, SECOND, sheets(session, GOOD)) == ["ballot.state"]
    session.refresh_from_db()
    assert len(record_of(session).attempts) == 1
    assert rounds_of(session.meeting)[-1].told.endswith("Phiếu giấy đã đếm; số liệu đã nhập không được công nhận.")


def test_a_void_mixed_round_tells_no_figure_of_its_paper(world: World, meeting: Meeting):
    """Settled already, after a count that did not agree: nobody will open the box, so these would stand alone."""
    session = mixed(world, meeting)
    hand_out(world, session)
    for key in ("head", "deputy", "third"):
        casting.cast_vote(session_id=session.pk, voter=world.users[key], choices=ballot(session, Level.GOOD))
    shut(world, session)
    enter(world, session, FIRST, sheets(session, SheetRow(good=1, blank=2), spoiled=1))
    figures = sheets(session, SheetRow(good=2, blank=1))
    for key in (SECOND, FIRST, SECOND):
        enter(world, session, key, figures)
    with standing_on(14, 12) as now:
        asked = voiding.ask_to_void(session_id=session.pk, reason="Mất mã", by=world.users["head"], now=now)
        void = voiding.confirm_void(session_id=session.pk, read=asked.void_mark, by=world.users[FIRST], now=now)
    record = record_of(void)
    assert (record.settled, record.lines, record.rows) == (None, [], [])
    assert [attempt.figures for attempt in record.attempts] == [(), ()]
    assert record.attempts[0].apart
    [told] = rounds_of(meeting)
    assert "Phiếu điện tử trong hòm bị xóa, không ai mở. Phiếu giấy đã đếm" in told.told
