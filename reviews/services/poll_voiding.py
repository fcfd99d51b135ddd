"""A poll at work that cannot be counted is void when two people say so, with the reason; then it is held anew.

Before anybody entered figures a poll is simply dropped; afterwards what happened to it stays on record.
"""

from __future__ import annotations

from datetime import datetime

from organizations.choices import AuditAction
from organizations.models import User
from organizations.services.acts import recorded
from organizations.text import nfc
from reviews.choices import PollState
from reviews.models import WorkplacePoll
from reviews.rules.findings import Finding, Severity, refuse_if_blocking
from reviews.rules.voiding import check_named, check_read, check_reason, check_second
from reviews.selectors.poll_counts import state_findings
from reviews.services.workplace_polls import has_no_hand, locked_poll


@recorded(AuditAction.POLL_VOID_ASKED)
def ask_to_void_poll(*, poll_id: int, reason: str, by: User, now: datetime) -> WorkplacePoll:
    """The first approval: the reason and who asks. Refused for a counted poll; asking again replaces the first."""
    poll = locked_poll(poll_id)
    refuse_if_blocking([*_refusal(by, poll), *check_reason(reason, what="cuộc lấy ý kiến")])
    poll.void_reason = nfc(reason.strip())
    poll.void_asked_by, poll.void_asked_at = by, now
    poll.save(update_fields=_REQUEST)
    return poll


@recorded(AuditAction.POLL_VOID_WITHDRAWN)
def withdraw_void_poll(*, poll_id: int, by: User) -> WorkplacePoll:
    """Take the request back: the poll goes on. Refused when nobody asked."""
    poll = locked_poll(poll_id)
    refuse_if_blocking([*_refusal(by, poll), *_asked(poll)])
    poll.void_reason, poll.void_asked_by, poll.void_asked_at = "", None, None
    poll.save(update_fields=_REQUEST)
    return poll


@recorded(AuditAction.POLL_VOID)
def confirm_void_poll(*, poll_id: int, read: str, by: User, now: datetime) -> WorkplacePoll:
    """The second approval, of another person: no figures are taken any more, and its leaders wait for another poll.

    ``read``: the mark of the request that he agrees to.
    """
    poll = locked_poll(poll_id)
    refuse_if_blocking([*_refusal(by, poll), *_asked(poll)])
    assert poll.void_asked_by is not None
    refuse_if_blocking(
        [
            *check_second(asked_by=poll.void_asked_by.person_key, by=by.person_key),
            *check_read(read=read, asked=poll.void_mark),
        ]
    )
    poll.state = PollState.VOID
    poll.voided_by, poll.voided_at = by, now
    poll.save(update_fields=("state", "voided_by", "voided_at"))
    return poll


_REQUEST = ("void_reason", "void_asked_by", "void_asked_at")


def _refusal(by: User, poll: WorkplacePoll) -> list[Finding]:
    return [*has_no_hand(by, poll), *state_findings(poll), *check_named(str(by), is_person=by.person_id is not None)]


def _asked(poll: WorkplacePoll) -> list[Finding]:
    if poll.void_asked_by_id is not None:
        return []
    return [Finding("void.not_asked", Severity.BLOCK, "Chưa ai đề nghị hủy cuộc lấy ý kiến này.")]
