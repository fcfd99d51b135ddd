"""EXCELLENT is proposed only for those whom the leadership has listed as qualifying before it votes (P0-4.4-i)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from ratings import sealing
from ratings.choices import BallotState, VotingMethod
from ratings.models import BallotQuestion, BallotSession, Envelope
from ratings.selectors.ballot_opening import opening
from ratings.selectors.paper_ballots import asked_on_paper, sheet_payload
from ratings.selectors.papers import counting_payload
from ratings.services import ballots, voiding
from ratings.services.batches import ballots_of
from ratings.services.casting import cast_vote, hand_out_paper
from ratings.services.counting import enter_paper_count
from ratings.services.paper_ballots import print_ballots
from reviews.choices import EntryState, Level, MeetingState
from reviews.models import FormEntry, Meeting, Nomination
from reviews.rules.findings import Finding, RuleViolation, blocking
from reviews.rules.paper_count import SheetRow
from reviews.selectors.nominees import nominee_lines
from reviews.selectors.papers import minutes_payload
from reviews.services.before_ballot import Qualified, record_nominations
from tests import steps
from tests.box import take_phrases
from tests.factories.organizations import PersonFactory
from tests.factories.reviews import ISSUED_AT, AgendaItemFactory, EntryFactory, ReviewFactory
from tests.paper_round import sheets
from tests.ratings.test_ballot_races import GRACE, Race
from tests.ratings.test_quota_rounds import Council, council
from tests.reviews.test_pages import assert_flat, signed_in
from tests.world import World, standing_on

BASIS = "Hoàn thành 100% chỉ tiêu được giao."


def leaders(size: int = 4, *, levels: Mapping[int, Level] | None = None) -> Council:
    """All of them take GOOD for themselves but those named."""
    found = council(size)
    for number, review in enumerate(found.reviews):
        EntryFactory.create(
            review=review,
            form_code="mau_02",
            state=EntryState.SUBMITTED,
            submitted_at=ISSUED_AT,
            data={"vii_cadre_level": (levels or {}).get(number, Level.GOOD)},
        )
    return found


def record(found: Council, *qualify: int, basis: str = BASIS, only: int | None = None, by: int = 0) -> None:
    """Those numbers qualify, the others do not; ``only`` so many of the leaders are spoken of."""
    rows = {
        review.pk: Qualified(number in qualify, basis if number in qualify else "")
        for number, review in list(enumerate(found.reviews))[:only]
    }
    with standing_on(15, 9) as now:
        record_nominations(meeting_id=found.meeting.pk, rows=rows, by=found.users[by], now=now)


def refused(act: object, *args: object, **kwargs: object) -> tuple[Finding, ...]:
    with pytest.raises(RuleViolation) as violation:
        act(*args, **kwargs)  # type: ignore[operator]
    return tuple(blocking(violation.value.findings))


def prepared(found: Council, *, method: VotingMethod = VotingMethod.ELECTRONIC) -> BallotSession:
    team = [user.person for user in found.users[:3] if user.person is not None]
    with standing_on(15, 10) as now:
        session = ballots.prepare_ballot(
            meeting_id=found.meeting.pk, counting_team=team, method=method, by=found.users[0], now=now, none_else=True
        )
        take_phrases(session, by=found.users[0], now=now)
    return session


def opened(found: Council, session: BallotSession) -> BallotSession:
    with standing_on(15, 10) as now:
        return ballots.open_ballot(session_id=session.pk, by=found.users[0], now=now)


def offered(found: Council, session: BallotSession) -> dict[int, bool]:
    """By the leader's number, whether his line offers EXCELLENT."""
    return {found.reviews.index(row.review): row.excellent_offered for row in session.questions.all()}


def question(found: Council, session: BallotSession, number: int) -> BallotQuestion:
    return session.questions.get(review=found.reviews[number])


# --- the list --------------------------------------------------------------------------------------------------------


def test_ballot_of_a_leadership_waits_for_the_list(db: None) -> None:
    """P0-4.4-i: also a list of nobody is one; whoever took a lower level since keeps the ballot shut."""
    four = leaders(levels={3: Level.COMPLETED})
    session = prepared(four)
    (missing,) = refused(opened, four, session)
    assert (missing.code, missing.clause) == ("nominee.list", "P0-4.4-i")
    assert "Lãnh đạo 0, Lãnh đạo 1, Lãnh đạo 2, Lãnh đạo 3" in missing.message
    assert not BallotQuestion.objects.exists()

    (low,) = refused(record, four, 0, 3)
    assert (low.code, low.clause) == ("nominee.level", "P0-4.4-i")
    assert "Lãnh đạo 3 tự nhận mức “Hoàn thành nhiệm vụ”" in low.message
    assert [row.code for row in refused(record, four, 0, basis=" ")] == ["nominee.basis"]
    FormEntry.objects.filter(review=four.reviews[1]).update(state=EntryState.DRAFT, submitted_at=None)
    assert [row.code for row in refused(record, four, 1)] == ["nominee.no_level"]
    assert not Nomination.objects.exists()

    record(four, 0)
    FormEntry.objects.filter(review=four.reviews[0]).update(data={"vii_cadre_level": "completed"})
    assert [row.code for row in refused(opened, four, session)] == ["nominee.level"]
    record(four)
    assert offered(four, opened(four, session)) == dict.fromkeys(range(4), False)


def test_list_names_all_leaders_at_once_and_only_those_who_run_the_meeting_record_it(db: None) -> None:
    four = leaders()
    assert [row.code for row in refused(record, four, 0, only=3)] == ["nominee.leaders"]
    assert len(refused(record, four, 0, by=1)) == 1
    record(four, 0, 1)
    record(four, 1)
    kept = {four.reviews.index(row.review): (row.qualifies, row.basis) for row in Nomination.objects.all()}
    assert kept == {0: (False, ""), 1: (True, BASIS), 2: (False, ""), 3: (False, "")}
    with pytest.raises(IntegrityError), transaction.atomic():
        Nomination.objects.filter(review=four.reviews[1]).update(basis="")


def test_cell_has_no_list_and_offers_every_level(world: World) -> None:
    meeting = steps.ready_cell(world)
    with standing_on(14, 10):
        assert not [row for row in opening(meeting).findings if row.code.startswith("nominee.")]
        assert all(row.excellent for row in opening(meeting).questions)
    with pytest.raises(RuleViolation) as violation, standing_on(14, 10) as now:
        record_nominations(meeting_id=meeting.pk, rows={}, by=world.users["head"], now=now)
    assert [row.code for row in violation.value.findings] == ["nominee.leaders"]


# --- the ballot ------------------------------------------------------------------------------------------------------


def test_excellent_for_somebody_not_on_the_list_is_refused_and_writes_nothing(db: None) -> None:
    """P0-4.4-i"""
    four = leaders()
    record(four, 0)
    session = opened(four, prepared(four))
    assert offered(four, session) == {0: True, 1: False, 2: False, 3: False}
    best = {row.pk: Level.EXCELLENT if row.excellent_offered else Level.GOOD for row in session.questions.all()}
    other = question(four, session, 1).pk
    (finding,) = refused(cast_vote, session_id=session.pk, voter=four.users[1], choices={**best, other: "excellent"})
    assert finding.code == "ballot.not_nominated"
    assert "Lãnh đạo" not in finding.message
    assert not Envelope.objects.exists()
    assert not session.voters.filter(voted=True).exists()
    cast_vote(session_id=session.pk, voter=four.users[1], choices=best)
    assert Envelope.objects.count() == 1


def test_ballot_shows_the_level_only_where_it_is_offered_and_a_forged_one_is_told_so(db: None) -> None:
    four = leaders()
    record(four, 0)
    session = opened(four, prepared(four))
    client, address = signed_in(four.users[2]), reverse("ballot-vote", args=(session.pk,))
    with standing_on(15, 10):
        page = client.get(address).content.decode()
        assert page.count("<span>Hoàn thành xuất sắc nhiệm vụ</span>") == 1
        assert page.count("Không có tên trong danh sách đề xuất") == 3
        sent = {f"question-{row.pk}": "2" for row in session.questions.all()}
        other = f"question-{question(four, session, 1).pk}"
        for extra in ({}, {"confirmed": "1"}):
            forged = client.post(address, {**sent, other: "1", **extra})
            assert forged.status_code == 422
            assert "không có trong danh sách đủ điều kiện" in forged.content.decode()
        assert not Envelope.objects.exists()
        assert client.post(address, sent).status_code == 200
        assert client.post(address, {**sent, "confirmed": "1"}).status_code == 200
    assert Envelope.objects.count() == 1


def test_sheet_and_count_by_hand_have_no_such_box(db: None) -> None:
    four = leaders()
    (missing,) = refused(print_ballots, meeting=four.meeting, spare=0, by=four.users[0])
    assert missing.code == "nominee.list"
    (listed,) = ballots_of(four.meeting, four.users[0])
    assert listed.error == missing.message
    record(four, 0)
    (listed,) = ballots_of(four.meeting, four.users[0])
    assert not listed.error
    payload = sheet_payload(four.meeting, asked_on_paper(four.meeting))
    marked = {row["name"]: row.get("excellent", True) for row in payload["subjects"]}
    assert marked == {"Lãnh đạo 0": True, "Lãnh đạo 1": False, "Lãnh đạo 2": False, "Lãnh đạo 3": False}
    session = opened(four, prepared(four, method=VotingMethod.PAPER))
    assert sheet_payload(four.meeting, asked_on_paper(four.meeting)) == payload
    hand_out_paper(session_id=session.pk, person_ids=[user.person_id or 0 for user in four.users], by=four.users[0])
    with standing_on(15, 11) as now:
        ballots.close_ballot(session_id=session.pk, by=four.users[0], now=now)
        page = signed_in(four.users[0]).get(reverse("paper-count", args=(session.pk,))).content.decode()
    first, second = question(four, session, 0).pk, question(four, session, 1).pk
    assert f'name="q{first}-excellent"' in page
    assert f'name="q{second}-excellent"' not in page
    assert page.count("trên phiếu không có ô này") == 3
    rows = dict.fromkeys(session.questions.values_list("pk", flat=True), SheetRow(good=4))
    wrong = sheets(session, {**rows, second: SheetRow(excellent=1, good=3)})
    with standing_on(15, 12) as now:
        (finding,) = refused(
            enter_paper_count, session_id=session.pk, sheets=wrong, attempt=1, by=four.users[0], now=now
        )
        assert (finding.code, finding.clause) == ("paper.not_nominated", "P0-4.4-i")
        assert finding.message.startswith("Lãnh đạo 1")
        assert finding.message.endswith(
            ": không có ô “Hoàn thành xuất sắc nhiệm vụ” trên phiếu; 1 phiếu ấy ghi vào “Phiếu trắng”."
        )
        right = sheets(session, {**rows, first: SheetRow(excellent=3, good=1), second: SheetRow(good=3, blank=1)})
        for user in four.users[:2]:
            enter_paper_count(session_id=session.pk, sheets=right, attempt=1, by=user, now=now)
    session.refresh_from_db()
    assert session.state == BallotState.COUNTED
    assert question(four, session, 0).outcome == Level.EXCELLENT


def test_second_round_keeps_the_list(db: None) -> None:
    """Of six, two qualify and are one too many: the next round offers the level to these two alone."""
    six = leaders(6)
    record(six, 0, 1)
    first = six.vote(opened(six, prepared(six)), 0, 1)
    assert [row.code for row in refused(record, six, 0)] == ["before_ballot.voted"]
    again = six.repeat(first)
    assert offered(six, again) == {0: True, 1: True}
    six.vote(again, 0)
    assert six.proposed()[0] == Level.EXCELLENT


def test_leader_off_the_list_stays_off_it_when_he_is_asked_again(db: None) -> None:
    six = leaders(6)
    record(six, 0)
    first = six.vote(opened(six, prepared(six)), 0, blank=(3,))
    assert offered(six, six.repeat(first)) == {3: False}


def test_list_is_fixed_once_the_box_is_open_and_free_again_when_void(db: None) -> None:
    four = leaders()
    record(four, 0)
    session = opened(four, prepared(four))
    assert [row.code for row in refused(record, four, 1)] == ["before_ballot.voted"]
    with standing_on(15, 11) as now:
        asked = voiding.ask_to_void(session_id=session.pk, reason="Ghi nhầm danh sách.", by=four.users[0], now=now)
        voiding.confirm_void(session_id=session.pk, read=asked.void_mark, by=four.users[1], now=now)
    record(four, 1)
    assert offered(four, opened(four, prepared(four))) == {0: False, 1: True, 2: False, 3: False}


def test_minutes_name_who_qualified_and_on_what(db: None) -> None:
    four = leaders()
    assert "discussions" not in minutes_payload(four.meeting)
    record(four, 0, 2, basis="Hoàn thành\n100%.")
    counted = four.vote(opened(four, prepared(four)), 0)
    title = "Danh sách đủ điều kiện đề xuất “Hoàn thành xuất sắc nhiệm vụ”"
    listed = ["Lãnh đạo 0: Hoàn thành 100%.", "Lãnh đạo 2: Hoàn thành 100%."]
    assert minutes_payload(four.meeting)["discussions"] == [{"title": title, "text": "\n".join(listed)}]
    names = ", ".join(f"Lãnh đạo {number}" for number in range(3))
    own = f"{names} có tên trong phiếu, tham gia kiểm phiếu vì mọi thành viên có mặt, trừ người điều hành hội nghị, "
    told = [f"{title}:", *(f"- {line}" for line in listed), f"{own}đều có tên trong phiếu."]
    assert counting_payload(counted)["notes"] == told


def test_minutes_tell_who_of_two_namesakes_qualified(db: None) -> None:
    """P0-4.4-i"""
    four = leaders()
    for number, year in ((1, 1970), (2, 1975)):
        person = four.reviews[number].person
        assert person is not None
        person.full_name, person.birth_date = "Lãnh đạo Trùng Tên", date(year, 5, 1)
        person.save()
    record(four, 2)
    assert nominee_lines(four.meeting) == [f"Lãnh đạo Trùng Tên (sinh năm 1975): {BASIS}"]


def test_minutes_say_that_nobody_qualified(db: None) -> None:
    four = leaders()
    record(four)
    assert minutes_payload(four.meeting)["discussions"][0]["text"] == "Không có ai đủ điều kiện."


# --- the pages -------------------------------------------------------------------------------------------------------


def test_page_records_the_list_and_keeps_what_was_typed_when_refused(db: None) -> None:
    four = leaders(levels={3: Level.COMPLETED})
    client, address = signed_in(four.users[0]), reverse("meeting-before-ballot", args=(four.meeting.pk,))
    fields = {number: f"nominees-{review.pk}" for number, review in enumerate(four.reviews)}
    shown = {"nominees-leaders": " ".join(str(review.pk) for review in four.reviews)}
    sent = {"action": "nominees", **shown, f"{fields[0]}-qualifies": "on", f"{fields[0]}-basis": "Đạt 92 điểm."}
    with standing_on(15, 9):
        page = client.get(address).content.decode()
        assert "Chưa ghi danh sách" in page
        assert f'value="{shown["nominees-leaders"]}"' in page
        assert client.get(reverse("meeting", args=(four.meeting.pk,))).content.decode().count(address) == 1
        desk = client.get(reverse("meeting-ballots", args=(four.meeting.pk,))).content.decode()
        assert address in desk
        assert "Chưa ghi ai đủ điều kiện" in desk

        low = client.post(address, {**sent, f"{fields[3]}-qualifies": "on", f"{fields[3]}-basis": "Nhiều sáng kiến."})
        text = low.content.decode()
        assert low.status_code == 422
        assert "Lãnh đạo 3 tự nhận mức “Hoàn thành nhiệm vụ”" in text
        assert "Đạt 92 điểm." in text
        assert "Nhiều sáng kiến." in text
        assert text.count("checked") == 2
        stale = {**sent, "nominees-leaders": " ".join(shown["nominees-leaders"].split()[:3])}
        answer = client.post(address, stale)
        assert answer.status_code == 422
        assert "đã thay đổi; xem lại danh sách" in answer.content.decode()
        assert f'value="{shown["nominees-leaders"]}"' in answer.content.decode()
        assert not Nomination.objects.exists()

        assert client.post(address, sent).status_code == 302
        desk = client.get(reverse("meeting-ballots", args=(four.meeting.pk,))).content.decode()
        assert desk.count("không có mức xuất sắc") == 3
        opened(four, prepared(four))
        page = client.get(address).content.decode()
        assert "Đạt 92 điểm." in page
        assert "Ghi danh sách" not in page
        assert client.post(address, sent).status_code == 422
    assert Nomination.objects.get(qualifies=True).basis == "Đạt 92 điểm."
    assert signed_in(four.users[1]).get(address).status_code == 404


def test_list_of_a_meeting_that_is_over_is_read_and_not_written(db: None) -> None:
    four = leaders()
    record(four, 0)
    Meeting.objects.filter(pk=four.meeting.pk).update(
        state=MeetingState.CONCLUDED, concluded_at=ISSUED_AT, conclusion="Nhất trí."
    )
    assert [row.code for row in refused(record, four, 1)] == ["nominee.concluded"]
    address = reverse("meeting-before-ballot", args=(four.meeting.pk,))
    page = signed_in(four.users[0]).get(address).content.decode()
    assert BASIS in page
    assert "Ghi danh sách" not in page


def test_pages_of_the_list_cost_the_same_with_many_leaders(db: None) -> None:
    four = leaders(3)
    record(four, 0)

    def add(count: int) -> None:
        for _ in range(count):
            person = PersonFactory.create(full_name="Lê Thị Phải Đếm")
            review = ReviewFactory.create(
                campaign=four.meeting.campaign, person=person, unit=four.reviews[0].unit, rated_as_member=False
            )
            AgendaItemFactory.create(meeting=four.meeting, review=review)

    with standing_on(15, 9):
        for name in ("meeting-before-ballot", "meeting-ballots"):
            four.meeting.items.filter(review__person__full_name="Lê Thị Phải Đếm").delete()
            address = reverse(name, args=(four.meeting.pk,))
            assert_flat(signed_in(four.users[0]), address, add, row="Lê Thị Phải Đếm")


@pytest.mark.postgres
def test_list_recorded_while_the_box_opens_waits_and_is_refused(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lines of the ballot and the list agree, whoever comes first."""
    four = leaders()
    record(four, 0)
    session = prepared(four)
    late = Race(("list", partial(record, four, 1)), barrier=False)
    new_box = sealing.new_box

    def opening_the_box(*args: Any, **kwargs: Any) -> Any:
        """The list is read; the lines of the ballot are not yet written."""
        if not late.started:
            late.start()
            late.join(at_most=GRACE)
        return new_box(*args, **kwargs)

    monkeypatch.setattr(sealing, "new_box", opening_the_box)
    opened(four, session)
    late.join()
    assert late.outcomes == {"list": "before_ballot.voted"}
    assert offered(four, session) == {0: True, 1: False, 2: False, 3: False}
    assert list(Nomination.objects.filter(qualifies=True).values_list("review", flat=True)) == [four.reviews[0].pk]
