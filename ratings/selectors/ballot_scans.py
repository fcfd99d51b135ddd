"""The scans of a round: when one may be added, when one may be opened."""

from __future__ import annotations

from organizations.models import User
from ratings.choices import BallotState, VotingMethod
from ratings.models import BallotScan, BallotSession
from ratings.permissions import count_refusal
from reviews.rules.findings import Finding, Severity

#: The round is over: what a scan shows is no longer to be kept from whoever enters figures.
OVER = (BallotState.COUNTED, BallotState.VOID)


def scan_findings(session: BallotSession) -> list[Finding]:
    """Scans are of paper ballots, once these are collected."""
    if session.method == VotingMethod.ELECTRONIC:
        message = "Vòng này không có phiếu giấy, không có bản quét phiếu."
        return [Finding("scan.method", Severity.BLOCK, message)]
    if session.state in (BallotState.CLOSED, *OVER):
        return []
    message = f"Bản quét lưu sau khi đóng hòm phiếu: vòng này {session.get_state_display().lower()}."
    return [Finding("scan.state", Severity.BLOCK, message)]


def scans_of(session: BallotSession) -> list[BallotScan]:
    """The current ones first, then those they replaced."""
    rows = list(session.scans.select_related("document", "added_by__person"))
    return sorted(rows, key=lambda scan: scan.replaced_at is not None)


def reads_scans(user: User, session: BallotSession) -> bool:
    """Whoever counts or runs the meeting, once nobody enters figures any more: a scan shows them."""
    return session.state in OVER and not count_refusal(user, session)
