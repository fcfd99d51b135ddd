"""Shows of hands in a meeting: figures that add up, printed in the minutes, recorded anew without losing the first."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from forms_templates.choices import DocumentKind
from forms_templates.papers import print_paper
from reviews.choices import ItemState, MeetingState, Presence, VenueKind
from reviews.models import AgendaItem, Meeting, OpenVote
from reviews.rules.findings import RuleViolation, Severity
from reviews.rules.open_votes import Hands
from reviews.selectors.meetings import closing_findings
from reviews.selectors.open_votes import votes_of
from reviews.selectors.papers import minutes_payload
from reviews.services import sittings
from reviews.services.open_votes import correct_vote, record_conclusion_vote, record_vote
from tests.factories.reviews import AgendaItemFactory, AttendeeFactory, MeetingFactory
from tests.forms_templates.reading import text_of
from tests.reviews.test_commune_plan import commune, issue
from tests.reviews.test_pages import assert_flat, signed_in, words
from tests.world import World, standing_on

__all__ = ["commune"]


@pytest.fixture
def meeting(commune: World) -> Meeting:
    """The village's cell sits: fifteen may vote, one attends on probation, one is away; the vice-chair is reviewed."""
    issue(commune)
    people = commune.people
    found = MeetingFactory.create(
        campaign=commune.campaign,
        kind=VenueKind.CELL,
        collective=None,
        cell=commune.village,
        chair=people["village_secretary"],
        clerk=people["villager1"],
        state=MeetingState.OPEN,
        opened_at=datetime(2023, 11, 15, 1, tzinfo=UTC),
    )
    for person in (people["village_secretary"], people["villager1"], people["vice"]):
        AttendeeFactory.create(meeting=found, person=person, presence=Presence.PRESENT)
    AttendeeFactory.create_batch(12, meeting=found, presence=Presence.PRESENT)
    AttendeeFactory.create(meeting=found, presence=Presence.PRESENT, may_vote=False, no_vote_reason="Dự bị.")
    AttendeeFactory.create(meeting=found, presence=Presence.ABSENT)
    in_progress(found, commune, "vice")
    return found


def in_progress(meeting: Meeting, world: World, key: str) -> AgendaItem:
    review = world.review_of(key)
    return AgendaItemFactory.create(
        meeting=meeting, review=review, presenter=review.person, chair=meeting.chair, state=ItemState.IN_PROGRESS
    )


def conclude(world: World, meeting: Meeting, hands: Hands | None, text: str = "Nhất trí.") -> list[str]:
    with standing_on(15) as now:
        found = sittings.conclude_item(
            item_id=meeting.items.get().pk, conclusion=text, hands=hands, by=world.users["villager1"], now=now
        )
    return [finding.code for finding in found]


def figures() -> list[tuple[int, int, int, int]]:
    return list(OpenVote.objects.order_by("pk").values_list("agree", "disagree", "abstain", "entitled"))


def codes(violation: RuleViolation) -> set[str]:
    return {finding.code for finding in violation.findings}


# The vote on a conclusion ------------------------------------------------------------------------------------------


def test_conclusion_and_the_hands_raised_for_it_are_recorded_together(commune: World, meeting: Meeting) -> None:
    """P4-1.4.3-k"""
    assert conclude(commune, meeting, Hands(14, 1, 0)) == []
    assert figures() == [(14, 1, 0, 15)]
    vote = OpenVote.objects.get()
    assert (vote.item, vote.recorded_by) == (meeting.items.get(), commune.users["villager1"])
    assert meeting.items.get().state == ItemState.CONCLUDED


def test_more_hands_than_voters_present_refuse_the_conclusion_and_write_nothing(
    commune: World, meeting: Meeting
) -> None:
    """P4-1.4.3-k: a guest, a member on probation and whoever is away raise no hand."""
    with pytest.raises(RuleViolation) as refused:
        conclude(commune, meeting, Hands(14, 1, 1))
    (finding,) = refused.value.findings
    assert (finding.code, finding.clause) == ("open_vote.too_many", "P4-1.4.3-k")
    assert figures() == []
    assert meeting.items.get().state == ItemState.IN_PROGRESS


def test_vote_without_conclusion_does_not_close_the_item(commune: World, meeting: Meeting) -> None:
    """P4-1.4.3-k"""
    with pytest.raises(RuleViolation) as refused:
        conclude(commune, meeting, Hands(15, 0, 0), text=" ")
    assert codes(refused.value) == {"meeting.conclusion"}
    assert figures() == []


def test_conclusion_without_vote_warns_and_the_vote_follows_until_the_meeting_closes(
    commune: World, meeting: Meeting
) -> None:
    """P4-1.4.3-k"""
    assert conclude(commune, meeting, None) == ["open_vote.missing"]
    waiting = [finding for finding in closing_findings(meeting, half_days=1) if finding.code == "open_vote.missing"]
    assert [(row.severity, row.clause) for row in waiting] == [(Severity.WARN, "P4-1.4.3-k")]
    item = meeting.items.get()
    with standing_on(15) as now:
        record_conclusion_vote(item_id=item.pk, hands=Hands(13, 0, 2), by=commune.users["villager1"], now=now)
        with pytest.raises(RuleViolation) as twice:
            record_conclusion_vote(item_id=item.pk, hands=Hands(15, 0, 0), by=commune.users["villager1"], now=now)
    assert codes(twice.value) == {"open_vote.recorded"}
    assert figures() == [(13, 0, 2, 15)]
    assert "open_vote.missing" not in {finding.code for finding in closing_findings(meeting, half_days=1)}


def test_vote_before_the_conclusion_is_refused(commune: World, meeting: Meeting) -> None:
    with standing_on(15) as now, pytest.raises(RuleViolation) as refused:
        record_conclusion_vote(
            item_id=meeting.items.get().pk, hands=Hands(15, 0, 0), by=commune.users["villager1"], now=now
        )
    assert codes(refused.value) == {"open_vote.conclusion"}
    assert figures() == []


def test_collective_and_plans_that_print_no_vote_are_not_voted_on(commune: World, meeting: Meeting) -> None:
    conclude(commune, meeting, Hands(15, 0, 0))
    item = AgendaItemFactory.create(
        meeting=meeting, state=ItemState.CONCLUDED, concluded_at=datetime.now(UTC), conclusion="Có."
    )
    item.review.campaign = commune.campaign
    type(item.review).objects.filter(pk=item.review_id).update(
        kind="collective", person=None, collective=commune.cell_committee, campaign=commune.campaign
    )
    with standing_on(15) as now, pytest.raises(RuleViolation) as refused:
        record_conclusion_vote(item_id=item.pk, hands=Hands(15, 0, 0), by=commune.users["villager1"], now=now)
    assert codes(refused.value) == {"open_vote.not_asked"}


# Other questions ---------------------------------------------------------------------------------------------------


def ask(
    world: World, meeting: Meeting, hands: Hands, question: str = "Cử tổ kiểm phiếu", by: str = "villager1"
) -> OpenVote:
    with standing_on(15) as now:
        return record_vote(meeting_id=meeting.pk, question=question, hands=hands, by=world.users[by], now=now)


@pytest.mark.parametrize(
    ("hands", "question", "code"),
    [
        (Hands(16, 0, 0), "Cử tổ kiểm phiếu", "open_vote.too_many"),
        (Hands(0, 0, 0), "Cử tổ kiểm phiếu", "open_vote.empty"),
        (Hands(16, -1, 0), "Cử tổ kiểm phiếu", "open_vote.negative"),
        (Hands(15, 0, 0), "  ", "open_vote.question"),
        (Hands(15, 0, 0), "a" * 501, "open_vote.question"),
    ],
)
def test_figures_that_cannot_be_are_refused_and_write_nothing(
    commune: World, meeting: Meeting, hands: Hands, question: str, code: str
) -> None:
    with pytest.raises(RuleViolation) as refused:
        ask(commune, meeting, hands, question)
    assert codes(refused.value) == {code}
    assert figures() == []


def test_nothing_is_voted_on_by_whoever_does_not_run_the_meeting_or_before_and_after_it(
    commune: World, meeting: Meeting
) -> None:
    with pytest.raises(RuleViolation) as stranger:
        ask(commune, meeting, Hands(15, 0, 0), by="vice")
    assert codes(stranger.value) == {"permission.meeting.run"}
    for state in (MeetingState.PLANNED, MeetingState.INVITED, MeetingState.CONCLUDED):
        Meeting.objects.filter(pk=meeting.pk).update(state=state)
        with pytest.raises(RuleViolation) as closed:
            ask(commune, meeting, Hands(15, 0, 0))
        assert codes(closed.value) == {"meeting.not_open"}
    assert figures() == []


def test_corrected_figures_stand_and_those_before_stay_readable_with_the_reason(
    commune: World, meeting: Meeting
) -> None:
    first = ask(commune, meeting, Hands(12, 2, 1))
    with standing_on(15, 10) as now:
        second = correct_vote(
            vote_id=first.pk, hands=Hands(13, 1, 1), reason="Đếm sót", by=commune.users["villager1"], now=now
        )
        with pytest.raises(RuleViolation) as late:
            correct_vote(
                vote_id=first.pk, hands=Hands(11, 3, 1), reason="Đếm lại", by=commune.users["villager1"], now=now
            )
    assert codes(late.value) == {"open_vote.corrected"}
    (standing,) = votes_of(meeting)
    assert (standing.vote, standing.silent) == (second, 0)
    assert [(old.vote.agree, old.reason) for old in standing.earlier] == [(12, "Đếm sót")]
    page = words(signed_in(commune.users["villager1"]).get(reverse("meeting", args=(meeting.pk,))).content)
    assert "<strong>13</strong> đồng ý" in page
    assert "Ghi trước đó: 12 đồng ý, 2 không đồng ý, 1 không có ý kiến" in page
    assert "Ghi lại vì: Đếm sót" in page


def test_correction_needs_a_reason_and_other_figures_and_ends_with_the_meeting(
    commune: World, meeting: Meeting
) -> None:
    first = ask(commune, meeting, Hands(12, 2, 1))
    by = commune.users["villager1"]
    with standing_on(15, 10) as now:
        with pytest.raises(RuleViolation) as empty:
            correct_vote(vote_id=first.pk, hands=Hands(12, 2, 1), reason=" ", by=by, now=now)
        assert codes(empty.value) == {"open_vote.same", "open_vote.reason"}
        Meeting.objects.filter(pk=meeting.pk).update(state=MeetingState.CONCLUDED)
        with pytest.raises(RuleViolation) as over:
            correct_vote(vote_id=first.pk, hands=Hands(13, 1, 1), reason="Đếm sót", by=by, now=now)
        assert codes(over.value) == {"meeting.not_open"}
    assert figures() == [(12, 2, 1, 15)]


def test_whoever_left_since_does_not_stop_a_correction(commune: World, meeting: Meeting) -> None:
    first = ask(commune, meeting, Hands(12, 2, 1))
    meeting.attendees.filter(person=commune.people["vice"]).update(presence=Presence.ABSENT)
    with standing_on(15, 10) as now:
        correct_vote(vote_id=first.pk, hands=Hands(15, 0, 0), reason="Ghi nhầm", by=commune.users["villager1"], now=now)
    assert figures() == [(12, 2, 1, 15), (15, 0, 0, 15)]


@pytest.mark.parametrize(
    "wrong",
    [
        {"agree": 16},
        {"question": ""},
        {"corrects": "first"},
    ],
)
def test_database_holds_what_the_rules_promise(commune: World, meeting: Meeting, wrong: dict[str, object]) -> None:
    first = ask(commune, meeting, Hands(15, 0, 0))
    fields: dict[str, object] = {
        "meeting": meeting,
        "question": "Một việc khác",
        "entitled": 15,
        "agree": 15,
        "disagree": 0,
        "abstain": 0,
        "recorded_by": commune.users["villager1"],
        "recorded_at": datetime.now(UTC),
    }
    wrong = {key: first if value == "first" else value for key, value in wrong.items()}
    with pytest.raises(IntegrityError), transaction.atomic():
        OpenVote.objects.create(**fields | wrong)  # a correction without reason, hands of nobody, no question


# Page and minutes ---------------------------------------------------------------------------------------------------


def test_clerk_records_votes_in_the_room_and_the_minutes_print_them(commune: World, meeting: Meeting) -> None:
    """P4-1.4.3-k"""
    client = signed_in(commune.users["villager1"])
    item = meeting.items.get()
    room = reverse("meeting", args=(meeting.pk,))
    with standing_on(15):
        assert "Biểu quyết về kết luận" in words(client.get(room).content)
        conclusion = reverse("item-conclude", args=(meeting.pk, item.pk))
        half = client.post(conclusion, {"conclusion": "Nhất trí.", "agree": "14"})
        assert half.status_code == 422
        assert "Ghi đủ ba số; không có ai thì ghi 0." in words(half.content)
        sent = {"conclusion": "Nhất trí.", "agree": "14", "disagree": "1", "abstain": "0"}
        assert client.post(conclusion, sent).status_code == 302
        other = {"question": "Cử tổ kiểm phiếu gồm ba đồng chí", "agree": "15", "disagree": "0", "abstain": "0"}
        assert client.post(reverse("open-vote", args=(meeting.pk,)), other).status_code == 302
        wrong = client.post(reverse("open-vote", args=(meeting.pk,)), other | {"agree": "16"})
        assert wrong.status_code == 422
        assert "nhiều hơn 15 đồng chí có mặt được biểu quyết" in words(wrong.content)
        vote = OpenVote.objects.get(item=item)
        again = {"agree": "13", "disagree": "1", "abstain": "1", "reason": "Đếm sót"}
        assert client.post(reverse("open-vote-correct", args=(meeting.pk, vote.pk)), again).status_code == 302
    text = " ".join(
        text_of(print_paper(DocumentKind.MEETING_MINUTES, minutes_payload(meeting), title="Biên bản")).split()
    )
    assert "Biểu quyết về kết luận: 13 đồng ý, 1 không đồng ý, 1 không có ý kiến, trong 15 đồng chí có mặt" in text
    assert "Cử tổ kiểm phiếu gồm ba đồng chí: 15 đồng ý" in text
    assert "14 đồng ý" not in text


def test_left_out_vote_is_asked_for_on_the_page_and_recorded_there(commune: World, meeting: Meeting) -> None:
    client = signed_in(commune.users["villager1"])
    conclude(commune, meeting, None)
    item = meeting.items.get()
    with standing_on(15):
        assert "Chưa ghi số biểu quyết về kết luận" in words(client.get(reverse("meeting", args=(meeting.pk,))).content)
        sent = {"agree": "15", "disagree": "0", "abstain": "0"}
        assert client.post(reverse("item-open-vote", args=(meeting.pk, item.pk)), sent).status_code == 302
        page = words(client.get(reverse("meeting", args=(meeting.pk,))).content)
    assert "Chưa ghi số biểu quyết về kết luận" not in page
    assert "<strong>15</strong> đồng ý" in page


def test_votes_of_another_meeting_do_not_exist(commune: World, meeting: Meeting) -> None:
    vote = ask(commune, meeting, Hands(15, 0, 0))
    other = MeetingFactory.create(campaign=commune.campaign, clerk=commune.people["villager1"], state=MeetingState.OPEN)
    client = signed_in(commune.users["villager1"])
    sent = {"agree": "1", "disagree": "0", "abstain": "0", "reason": "Thử"}
    assert client.post(reverse("open-vote-correct", args=(other.pk, vote.pk)), sent).status_code == 404
    assert OpenVote.objects.count() == 1


def test_room_costs_the_same_with_many_votes(commune: World, meeting: Meeting) -> None:
    client = signed_in(commune.users["villager1"])

    def add(count: int) -> None:
        for _ in range(count):
            first = ask(commune, meeting, Hands(14, 1, 0), question="Một nội dung biểu quyết")
            with standing_on(15) as now:
                correct_vote(
                    vote_id=first.pk, hands=Hands(15, 0, 0), reason="Đếm sót", by=commune.users["villager1"], now=now
                )

    assert_flat(client, reverse("meeting", args=(meeting.pk,)), add, row="Một nội dung biểu quyết")
