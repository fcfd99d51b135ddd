"""Reminders go to those who must act, not to those who are done, once each even if the worker restarts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.test.utils import CaptureQueriesContext

from organizations.choices import PostRole
from reviews import tasks
from reviews.choices import DeliveryState, EntryState
from reviews.models import FormEntry, Notice, Opinion, Review
from reviews.services import notices, opinions
from reviews.services.notices import deliver_pending
from reviews.services.reminders import send_due_reminders
from tests import steps
from tests.factories.organizations import CollectiveFactory, OrganizationFactory, PostFactory, UserFactory
from tests.factories.reviews import ISSUED_AT, CampaignFactory, EntryFactory, MilestoneFactory, ReviewFactory
from tests.world import REPLY, World, standing_on


def reminders(world: World, key: str) -> list[Notice]:
    return list(Notice.objects.filter(recipient=world.users[key], kind="reminder", key__contains="write:"))


def remind(day: int, *, month: int = 11) -> int:
    with standing_on(day, 7, month=month) as now:
        return send_due_reminders(on=now.date(), now=now)


def test_a_writer_is_reminded_seven_three_and_one_days_before_and_when_late(world: World) -> None:
    # Dossiers are due before 05/12: the last good day is 04/12.
    for day, month in ((20, 11), (27, 11), (1, 12), (3, 12), (5, 12)):
        remind(day, month=month)
    keys = sorted(notice.key.rsplit(":", 1)[1] for notice in reminders(world, "deputy"))
    assert keys == ["d1", "d3", "d7", "late"]


def test_a_reminder_says_what_whose_and_in_which_campaign(world: World) -> None:
    remind(1, month=12)
    (notice,) = reminders(world, "deputy")
    assert notice.subject.startswith("Còn 3 ngày: ")
    for part in (str(world.people["deputy"]), world.campaign.name, world.district.name):
        assert part in notice.body


def test_running_twice_on_one_day_writes_nothing_new(world: World) -> None:
    remind(27)
    before = Notice.objects.count()
    assert remind(27) == 0
    assert Notice.objects.count() == before


def test_who_has_handed_in_is_not_reminded(world: World) -> None:
    steps.submit(world, world.review_of("deputy"), by="deputy")
    remind(27)
    assert reminders(world, "deputy") == []
    assert len(reminders(world, "third")) == 1


def test_a_standing_committee_member_is_reminded_of_his_own_earlier_day(world: World) -> None:
    # P0-III.3-c: before 25/11, so the last good day is 24/11 and the seven-day reminder goes out on 17/11.
    remind(17)
    assert len(reminders(world, "supervisor")) == 1
    assert reminders(world, "deputy") == []


def test_a_missed_day_is_caught_up(world: World) -> None:
    remind(2, month=12)
    assert [notice.key.rsplit(":", 1)[1] for notice in reminders(world, "deputy")] == ["d3"]


def test_reminders_are_mailed_at_once_batch_after_batch(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notices, "BATCH", 2)
    monkeypatch.setattr(notices.deliver_pending, "__kwdefaults__", {"limit": 2})
    with standing_on(27, 7):
        written = tasks.send_reminders()
    assert written > 4
    assert not Notice.objects.filter(delivery=DeliveryState.PENDING).exists()


def test_a_letter_that_no_server_took_ends_no_round_of_batches(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    send_messages = EmailBackend.send_messages

    def failing(backend: EmailBackend, letters: Sequence[EmailMessage]) -> int:
        if letters[0].to == [world.users["deputy"].email]:
            raise SMTPServerDisconnected
        return send_messages(backend, letters)

    monkeypatch.setattr(EmailBackend, "send_messages", failing)
    monkeypatch.setattr(notices, "BATCH", 2)
    monkeypatch.setattr(notices.deliver_pending, "__kwdefaults__", {"limit": 2})
    with standing_on(27, 7):
        tasks.send_reminders()
    pending = Notice.objects.filter(delivery=DeliveryState.PENDING)
    assert {notice.recipient for notice in pending} == {world.users["deputy"]}


def test_each_notice_is_mailed_once_though_two_workers_deliver(world: World) -> None:
    remind(27)
    mail.outbox.clear()
    Notice.objects.filter(delivery=DeliveryState.SENT).update(
        delivery=DeliveryState.PENDING, claimed_at=None, sent_at=None
    )
    waiting = Notice.objects.filter(delivery=DeliveryState.PENDING).count()
    with standing_on(27, 9) as now:
        assert deliver_pending(now=now) == waiting
        assert deliver_pending(now=now) == 0
    assert len(mail.outbox) == waiting


def test_a_notice_whose_worker_died_is_taken_again_after_the_claim_expires(world: World) -> None:
    remind(27)
    notice = reminders(world, "deputy")[0]
    with standing_on(27, 9) as claimed:
        Notice.objects.filter(pk=notice.pk).update(
            delivery=DeliveryState.PENDING, sent_at=None, claimed_at=claimed, attempts=1
        )
    with standing_on(27, 9) as now:
        deliver_pending(now=now)
        notice.refresh_from_db()
        assert notice.delivery == DeliveryState.PENDING
    with standing_on(27, 10) as now:
        deliver_pending(now=now)
    notice.refresh_from_db()
    assert notice.delivery == DeliveryState.SENT


def test_sent_rows_are_kept(world: World) -> None:
    remind(27)
    written = set(Notice.objects.filter(kind="reminder").values_list("pk", flat=True))
    with standing_on(27, 9) as now:
        deliver_pending(now=now)
    remind(1, month=12)
    with standing_on(1, 9, month=12) as later:
        deliver_pending(now=later)
    kept = Notice.objects.filter(pk__in=written)
    assert written
    assert set(kept.values_list("pk", flat=True)) == written
    assert set(kept.values_list("delivery", "sent_at")) == {(DeliveryState.SENT, now)}


@pytest.mark.parametrize(
    "error", [ConnectionRefusedError("no server"), SMTPServerDisconnected("gone"), TimeoutError("slow")]
)
def test_a_letter_the_mail_server_did_not_take_waits_to_be_sent_again_and_the_others_go(
    world: World, monkeypatch: pytest.MonkeyPatch, error: OSError
) -> None:
    remind(27)
    (refused,) = reminders(world, "deputy")
    others = Notice.objects.filter(delivery=DeliveryState.PENDING).exclude(recipient=world.users["deputy"])
    waiting = set(others.values_list("pk", flat=True))
    pending = Notice.objects.filter(delivery=DeliveryState.PENDING).count()
    assert min(waiting) < refused.pk < max(waiting), "a letter before it and one after it"
    send_messages = EmailBackend.send_messages

    def failing(backend: EmailBackend, letters: Sequence[EmailMessage]) -> int:
        if letters[0].to == [world.users["deputy"].email]:
            raise error
        return send_messages(backend, letters)

    mail.outbox.clear()
    with monkeypatch.context() as down, standing_on(27, 9) as now:
        down.setattr(EmailBackend, "send_messages", failing)
        assert deliver_pending(now=now) == pending
    assert set(Notice.objects.filter(pk__in=waiting).values_list("delivery", flat=True)) == {DeliveryState.SENT}
    refused.refresh_from_db()
    assert (refused.delivery, refused.sent_at, refused.attempts) == (DeliveryState.PENDING, None, 1)

    mail.outbox.clear()
    with standing_on(27, 10) as now:
        deliver_pending(now=now)
    refused.refresh_from_db()
    assert (refused.delivery, refused.sent_at, refused.attempts) == (DeliveryState.SENT, now, 2)
    assert refused.subject in [letter.subject for letter in mail.outbox if letter.to == [world.users["deputy"].email]]


def test_a_long_batch_is_not_taken_for_a_dead_one(world: World) -> None:
    remind(27)
    with standing_on(27, 9) as now:
        deliver_pending(now=now)
    claimed = {notice.claimed_at for notice in Notice.objects.filter(delivery=DeliveryState.SENT, claimed_at__gte=now)}
    assert len(claimed) > 1


def test_a_notice_tried_too_often_is_marked_as_failed(world: World) -> None:
    remind(27)
    notice = reminders(world, "deputy")[0]
    Notice.objects.filter(pk=notice.pk).update(
        delivery=DeliveryState.PENDING, sent_at=None, claimed_at=None, attempts=8
    )
    with standing_on(27, 9) as now:
        deliver_pending(now=now)
    notice.refresh_from_db()
    assert notice.delivery == DeliveryState.FAILED


# --- every kind of duty: who has to act is reminded, who is done is not ----------------------------------------------


def residence_asked(world: World) -> None:
    with standing_on(8) as now:
        opinions.request_residence_opinion(
            review_id=world.review_of("third").pk,
            by=world.users["deputy"],
            on=now.date(),
            due_on=date(2023, 11, 20),
            now=now,
        )


def residence_answered(world: World) -> None:
    with standing_on(9) as now:
        opinions.answer_residence_opinion(
            opinion_id=Opinion.objects.get().pk, data=REPLY, by=world.users["village_secretary"], now=now
        )


def residence_confirmed(world: World) -> None:
    with standing_on(9) as now:
        opinions.confirm_residence_opinion(
            opinion_id=Opinion.objects.get().pk, by=world.users["commune_secretary"], now=now
        )


def office_planned(world: World) -> None:
    """For Wednesday 15/11: the draft has to lie with everybody on 10/11."""
    steps.submit(world, world.collective_review(), by="head")
    steps.plan_office(world)


def office_prepared(world: World) -> None:
    steps.prepare(world, world.leadership.meetings.get())


def office_opened(world: World) -> None:
    steps.open_sitting(world, world.leadership.meetings.get())


def statement_finished(world: World) -> None:
    entry = FormEntry.objects.filter(review=world.review_of("deputy"))
    entry.update(state=EntryState.FINAL, saved_at=ISSUED_AT, submitted_at=ISSUED_AT, finalized_at=ISSUED_AT)


def dossier_sent(world: World) -> None:
    Review.objects.filter(pk=world.review_of("deputy").pk).update(submitted_to_board_at=ISSUED_AT)


@dataclass(frozen=True)
class Case:
    """On ``day`` the duty is reminded of, as stage ``stage``, to ``who``; after ``done`` to nobody."""

    key: str
    before: tuple[Callable[[World], None], ...]
    done: Callable[[World], None]
    day: date
    stage: str
    who: frozenset[str]


CHAIR_AND_CLERK = frozenset({"head", "third"})
CASES = {
    "opinion to give": Case(
        r"opinion:\d+:requested",
        (residence_asked,),
        residence_answered,
        date(2023, 11, 17),
        "d3",
        frozenset({"village_secretary"}),
    ),
    "opinion to confirm": Case(
        r"opinion:\d+:[a-z]+",
        (residence_asked, residence_answered),
        residence_confirmed,
        date(2023, 11, 21),
        "late",
        frozenset({"commune_secretary"}),
    ),
    "draft to send": Case(r"draft:\d+", (office_planned,), office_prepared, date(2023, 11, 10), "d1", CHAIR_AND_CLERK),
    "invitation to send": Case(
        r"meeting:\d+:planned", (office_planned,), office_prepared, date(2023, 11, 12), "d3", CHAIR_AND_CLERK
    ),
    "meeting to hold": Case(
        r"meeting:\d+:[a-z]+",
        (office_planned, office_prepared),
        office_opened,
        date(2023, 11, 16),
        "late",
        CHAIR_AND_CLERK,
    ),
    "dossier to send": Case(
        r"submit:\d+:\d+",
        (statement_finished,),
        dossier_sent,
        date(2023, 11, 27),
        "d7",
        frozenset({"head", "deputy", "third", "planner"}),
    ),
}


def reminded(world: World, case: Case) -> list[tuple[str, str]]:
    """Who was reminded of it, and at which stage."""
    remind(case.day.day, month=case.day.month)
    sent = Notice.objects.filter(kind="reminder", key__regex=rf"^\d+:{case.key}:[a-z0-9]+$")
    return sorted((row.recipient.username, row.key.rsplit(":", 1)[1]) for row in sent.select_related("recipient"))


@pytest.mark.parametrize("name", CASES)
def test_who_has_to_act_is_reminded_and_nobody_else(world: World, name: str) -> None:
    case = CASES[name]
    for step in case.before:
        step(world)
    assert reminded(world, case) == sorted((username, case.stage) for username in case.who)


@pytest.mark.parametrize("name", CASES)
def test_nobody_is_reminded_of_what_is_done(world: World, name: str) -> None:
    case = CASES[name]
    for step in (*case.before, case.done):
        step(world)
    assert reminded(world, case) == []


def test_reminding_many_of_one_duty_costs_no_more_than_reminding_one(db: None) -> None:
    def reminding(count: int) -> int:
        campaign = CampaignFactory.create(issued=True)
        MilestoneFactory.create(campaign=campaign, code="P0-III.3-a", due_on=date(2023, 12, 5))
        unit = OrganizationFactory.create(parent=campaign.issuer)
        leadership = CollectiveFactory.create(organization=unit)
        for _ in range(count):
            leader = UserFactory.create(person__email="nobody@example.org", email="").person
            PostFactory.create(person=leader, collective=leadership, role=PostRole.DEPUTY)
        review = ReviewFactory.create(campaign=campaign, unit=unit)
        EntryFactory.create(review=review, submitted=True, state=EntryState.FINAL, finalized_at=ISSUED_AT)
        with standing_on(1, 7, month=12) as now, CaptureQueriesContext(connection) as captured:
            assert send_due_reminders(on=now.date(), now=now) == count
        campaign.delete()
        return len(captured)

    assert reminding(1) == reminding(12)
