"""Celery's doors to the services. Running one twice changes nothing."""

from celery import shared_task

from organizations import clock
from reviews.services import notices


@shared_task
def deliver_notices() -> int:
    """Mail one batch; a full one calls for the next at once."""
    tried = notices.deliver_pending(now=clock.now())
    if tried >= notices.BATCH:
        deliver_notices.delay()
    return tried


@shared_task
def send_reminders() -> int:
    from reviews.services import reminders

    written = reminders.send_due_reminders(on=clock.today(), now=clock.now())
    if written:
        deliver_notices.delay()
    return written
