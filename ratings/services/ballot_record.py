"""What the record says of a ballot: who prepared, opened, shut, counted or voided it; never who chose what.

No vote is recorded: the moment of each, beside the order of the envelopes, is the first thing an attacker asks for.
"""

from __future__ import annotations

from collections.abc import Mapping

from organizations.choices import AuditAction
from organizations.models import User
from organizations.services.audit import record
from ratings.models import BallotSession


def note(action: AuditAction, session: BallotSession, *, by: User, told: Mapping[str, str | int] | None = None) -> None:
    """One act of a round; ``told``: what else is on record of it, in words that read by themselves years later."""
    record(
        action,
        session,
        by=by,
        unit_path=session.meeting.unit_path,
        after=told,
    )
