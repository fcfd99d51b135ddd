"""A round that cannot be counted is void when two people say so, with the reason; then it is voted anew."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from organizations.choices import AuditAction
from organizations.models import User
from organizations.text import nfc
from ratings.choices import BallotState
from ratings.models import BallotSession
from ratings.permissions import count_refusal
from ratings.selectors import boxes
from ratings.services.ballot_record import note
from ratings.services.ballots import locked_session
from ratings.services.counting import forget_box
from reviews.rules.findings import refuse_if_blocking


@transaction.atomic
def ask_to_void(*, session_id: int, reason: str, by: User, now: datetime) -> BallotSession:
    """The first approval: the reason and who asks. Refused for a counted round; asking again replaces the first."""
    session = locked_session(session_id)
    refuse_if_blocking(
        [
            *count_refusal(by, session),
            *boxes.approver_findings(by),
            *boxes.running_findings(session),
            *boxes.reason_findings(reason),
        ]
    )
    session.void_reason = nfc(reason.strip())
    session.void_asked_by = by
    session.void_asked_at = now
    session.save(update_fields=("void_reason", "void_asked_by", "void_asked_at"))
    note(AuditAction.BALLOT_VOID_ASKED, session, by=by, told={"lý do": session.void_reason})
    return session


@transaction.atomic
def withdraw_void(*, session_id: int, by: User) -> BallotSession:
    """Take the request back: the round goes on. Refused when nobody asked."""
    session = locked_session(session_id)
    refuse_if_blocking([*count_refusal(by, session), *boxes.running_findings(session), *boxes.asked_findings(session)])
    note(AuditAction.BALLOT_VOID_WITHDRAWN, session, by=by, told={"lý do": session.void_reason})
    session.void_reason, session.void_asked_by, session.void_asked_at = "", None, None
    session.save(update_fields=("void_reason", "void_asked_by", "void_asked_at"))
    return session


@transaction.atomic
def confirm_void(*, session_id: int, read: str, by: User, now: datetime) -> BallotSession:
    """The second approval, of another person: what is in the box is deleted unread, and the round may be held anew.

    ``read``: the mark of the request that he agrees to. Refused where another one has taken its place meanwhile.
    """
    session = locked_session(session_id)
    refuse_if_blocking(
        [
            *count_refusal(by, session),
            *boxes.approver_findings(by),
            *boxes.running_findings(session),
            *(boxes.second_approval_findings(session, by) or boxes.read_findings(session, read)),
        ]
    )
    forget_box(session)
    session.state = BallotState.VOID
    session.voided_by = by
    session.voided_at = now
    session.save(update_fields=("state", "voided_by", "voided_at", "public_key"))
    told = {"lý do": session.void_reason, "người đề nghị": str(session.void_asked_by)}
    note(AuditAction.BALLOT_VOID, session, by=by, told=told)
    return session
