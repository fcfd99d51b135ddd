"""Notices: written with the business change, mailed later, each occasion once.

The row is the promise. It is inserted in the transaction that causes it; a task claims it, mails it and marks it sent.
A worker that dies after claiming loses nothing: the claim expires and the next sweep takes the row again.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from celery import current_app
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import F, Q

from organizations import clock
from organizations.models import Person, User
from reviews.choices import DeliveryState, NoticeKind
from reviews.models import Campaign, Notice

logger = logging.getLogger(__name__)

#: After this long an unfinished claim is taken again.
CLAIM_EXPIRES = timedelta(minutes=5)
MAX_ATTEMPTS = 8
#: Letters of one run of the worker.
BATCH = 200


def notify(
    *,
    campaign: Campaign | None,
    recipients: Iterable[User],
    kind: NoticeKind,
    key: str,
    subject: str,
    body: str = "",
    path: str = "",
    now: datetime | None = None,
    deliver: bool = True,
) -> int:
    """Write one notice per recipient; those who already have one of this ``key`` are left alone.

    Returns how many were new. ``key`` is made unique to the campaign here, if there is one.
    Without ``deliver`` the mail waits for the next sweep: for whoever writes many.
    """
    moment = now or clock.now()
    occasion = f"{campaign.pk}:{key}" if campaign is not None else key
    rows = [
        Notice(
            campaign=campaign,
            recipient=user,
            kind=kind,
            key=occasion,
            subject=subject[:200],
            body=body,
            path=path,
            created_at=moment,
            delivery=DeliveryState.PENDING if address_of(user) else DeliveryState.NO_ADDRESS,
        )
        for user in {user.pk: user for user in recipients}.values()
        if user.is_active
    ]
    known = set(
        Notice.objects.filter(key=occasion, recipient__in=[row.recipient_id for row in rows]).values_list(
            "recipient_id", flat=True
        )
    )
    fresh = [row for row in rows if row.recipient_id not in known]
    Notice.objects.bulk_create(fresh, ignore_conflicts=True)
    if deliver and any(row.delivery == DeliveryState.PENDING for row in fresh):
        transaction.on_commit(_start_delivery, robust=True)  # without a broker the next sweep delivers
    return len(fresh)


def _start_delivery() -> None:
    current_app.signature("reviews.tasks.deliver_notices").delay()


def address_of(user: User) -> str:
    return user.mail_address


def users_of(people: Iterable[Person | int]) -> list[User]:
    """The active accounts of these people; whoever has none is told by paper."""
    ids = [person if isinstance(person, int) else person.pk for person in people]
    return list(User.objects.filter(person_id__in=ids, is_active=True).select_related("person"))


def deliver_pending(*, now: datetime, limit: int = BATCH) -> int:
    """Mail what waits. Two workers at once never mail the same row: each claims it by a conditional update.

    The claim bears the moment at which that row is taken, so a long batch is not taken for a dead one. Returns how many
    letters were tried, sent or not.
    """
    began = clock.now()
    free = Q(claimed_at__isnull=True) | Q(claimed_at__lt=now - CLAIM_EXPIRES)
    Notice.objects.filter(free, delivery=DeliveryState.PENDING, attempts__gte=MAX_ATTEMPTS).update(
        delivery=DeliveryState.FAILED
    )
    waiting = Notice.objects.filter(free, delivery=DeliveryState.PENDING)
    tried = 0
    for notice_id in waiting.order_by("id").values_list("pk", flat=True)[:limit]:
        claimed = Notice.objects.filter(free, pk=notice_id, delivery=DeliveryState.PENDING).update(
            claimed_at=now + (clock.now() - began), attempts=F("attempts") + 1
        )
        if claimed:
            _deliver(Notice.objects.select_related("recipient__person").get(pk=notice_id), now)
            tried += 1
    return tried


def _deliver(notice: Notice, now: datetime) -> None:
    link = f"\n\n{settings.PUBLIC_URL}{notice.path}" if notice.path and settings.PUBLIC_URL else ""
    try:
        send_mail(
            subject=notice.subject,
            message=f"{notice.body}{link}".strip(),
            from_email=None,
            recipient_list=[address_of(notice.recipient)],
        )
    except OSError as error:  # smtplib's errors are OSErrors; anything else is a defect and should surface
        logger.warning("Notice %s was not mailed: %s", notice.pk, type(error).__name__)
        return
    Notice.objects.filter(pk=notice.pk, delivery=DeliveryState.PENDING).update(delivery=DeliveryState.SENT, sent_at=now)


def mark_read(*, user: User, now: datetime, notice_id: int | None = None) -> int:
    """Mark one notice (or all) of the user as read."""
    rows = Notice.objects.filter(recipient=user, read_at__isnull=True)
    if notice_id is not None:
        rows = rows.filter(pk=notice_id)
    return rows.update(read_at=now)
