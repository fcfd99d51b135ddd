"""Celery's doors to the services. Running one twice changes nothing."""

from celery import shared_task

from organizations import clock
from reviews.services import notices


@shared_task
def deliver_notices() -> int:
    return notices.deliver_pending(now=clock.now())


@shared_task
def send_reminders() -> int:
    from reviews.services import reminders

    return reminders.send_due_reminders(on=clock.today(), now=clock.now())
