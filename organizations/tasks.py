"""Celery's doors to the services. Running one twice changes nothing."""

from celery import shared_task

from organizations import tries
from organizations.services import account_ends, audit
from organizations.sessions import SessionStore


@shared_task
def seal_audit() -> int:
    """Tie what an act could not tie itself: its process was killed between the two."""
    return audit.seal()


@shared_task
def tend_accounts() -> int:
    """Close the accounts of those who belong nowhere any more; drop sessions and counted tries that are over."""
    SessionStore.clear_expired()
    tries.clear_old_tries()
    return account_ends.close_ended_accounts()
