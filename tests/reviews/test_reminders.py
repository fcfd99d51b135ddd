"""Reminders go to those who must act, not to those who are done, once each even if the worker restarts."""

from __future__ import annotations

import pytest
from django.core import mail

from reviews import tasks
from reviews.choices import DeliveryState
from reviews.models import Notice
from reviews.services import notices
from reviews.services.notices import deliver_pending
from reviews.services.reminders import send_due_reminders
from tests import steps
from tests.world import World, standing_on


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

    with standing_on(27, 9) as now:
        deliver_pending(now=now)
    assert all(notice.sent_at for notice in reminders(world, "deputy"))


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
