"""What is told of the paper ballots of a round: who takes one, who entered figures and when, and at the end which."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from ratings.choices import BallotState, Channel, VotingMethod
from ratings.models import BallotSession, PaperCount, Voter
from ratings.selectors.ballot_scans import OVER
from ratings.selectors.paper_counts import handed_out, names_of, sheets_of
from reviews.rules.findings import Finding
from reviews.rules.paper_count import ROW_LABELS, SHEET_LABELS, Sheets, check_fewer, differences
from reviews.rules.parts import Topic


@dataclass(frozen=True, slots=True)
class PaperVoters:
    """``electronic``: those of a mixed round who vote in the box and have not yet."""

    on_paper: list[Voter]
    electronic: list[Voter]

    @property
    def handed(self) -> int:
        return sum(voter.voted for voter in self.on_paper)


def paper_voters(session: BallotSession) -> PaperVoters:
    rows = list(session.voters.select_related("person"))
    return PaperVoters(
        [voter for voter in rows if voter.channel == Channel.PAPER],
        [voter for voter in rows if voter.channel == Channel.ELECTRONIC and not voter.voted],
    )


@dataclass(frozen=True, slots=True)
class Attempt:
    """One count with its entries. ``apart``: the lines they did not agree on; ``figures`` of these that may be told,
    once the round is over: (line, what the first entry says, what the second says)."""

    number: int
    entries: tuple[PaperCount, ...]
    apart: tuple[str, ...]
    figures: tuple[tuple[str, str, str], ...]

    @property
    def agreed(self) -> bool:
        return self.entries[0].agreed

    @property
    def untold(self) -> list[str]:
        """What they did not agree on and no figure is told of."""
        told = {line for line, _one, _other in self.figures}
        return [line for line in self.apart if line not in told]


@dataclass(frozen=True, slots=True)
class PaperRecord:
    """Every count in its order; ``settled``: the figures both entries agree on, once the round is counted, and what is
    ``noted`` about them.

    Before that no figure leaves the tables: the second entry is made without knowing the first, and in a mixed round
    nothing is told before the box is opened, nor where nobody will open it. ``names``: of the questions whose marks on
    paper are told.
    """

    attempts: tuple[Attempt, ...]
    settled: Sheets | None
    names: dict[int, str]
    noted: tuple[Finding, ...] = ()

    @property
    def lines(self) -> list[tuple[str, int]]:
        """The settled figures of the sheets by their names."""
        return [(label, getattr(self.settled, name)) for name, label in SHEET_LABELS.items()] if self.settled else []

    @property
    def rows(self) -> list[tuple[str, list[tuple[str, int]]]]:
        """The settled levels and blanks of each question, each with its label."""
        if self.settled is None:
            return []
        rows = self.settled.rows
        return [
            (name, [(label, getattr(rows[pk], key)) for key, label in ROW_LABELS.items()])
            for pk, name in self.names.items()
        ]


def record_of(session: BallotSession) -> PaperRecord:
    counts = list(session.paper_counts.select_related("entered_by__person").prefetch_related("rows"))
    names = names_of(session) if counts else {}
    marks = names if _tells_marks(session) else {}
    counted = session.state == BallotState.COUNTED
    over = counted or (session.state in OVER and _tells_marks(session))
    attempts = tuple(
        _attempt(number, tuple(entries), names, marks, over=over)
        for number, entries in groupby(counts, key=lambda count: count.attempt)
    )
    settled = next((sheets_of(count) for count in counts if count.agreed), None)
    if settled is None or not counted:
        return PaperRecord(attempts, None, marks)
    voters = session.meeting.campaign.plan.cite(Topic.VOTERS)
    noted = check_fewer(settled, handed=handed_out(session), reference=voters)
    return PaperRecord(attempts, settled, marks, tuple(noted))


def _tells_marks(session: BallotSession) -> bool:
    """Where all voted on paper. In a mixed round the marks of one channel are told by nobody: who took paper is known
    by name, so few sheets would tell what each of them chose; the result adds both up."""
    return session.method == VotingMethod.PAPER


def _attempt(
    number: int, entries: tuple[PaperCount, ...], names: dict[int, str], marks: dict[int, str], *, over: bool
) -> Attempt:
    if len(entries) < 2 or entries[0].agreed:
        return Attempt(number, entries, (), ())
    first, second = (sheets_of(entry) for entry in entries)
    apart = differences(first, second, names=names)
    figures = _figures(first, second, marks) if over else ()
    return Attempt(number, entries, tuple(apart), tuple(figures))


def _figures(first: Sheets, second: Sheets, names: dict[int, str]) -> list[tuple[str, str, str]]:
    lines = zip(_told(first, names), _told(second, names), strict=True)
    return [(line, one, other) for (line, one), (_same, other) in lines if one != other]


def _told(sheets: Sheets, names: dict[int, str]) -> list[tuple[str, str]]:
    """Every line in the order of the sheet, whatever the lines are called."""
    told = [(label, str(getattr(sheets, name))) for name, label in SHEET_LABELS.items()]
    return told + [
        (f"{name}: {label}", str(getattr(sheets.rows[pk], key)))
        for pk, name in names.items()
        for key, label in ROW_LABELS.items()
    ]


def paper_payload(session: BallotSession) -> dict[str, Any]:
    """What the counting minutes say of the paper ballots; nothing where nobody voted on paper."""
    if session.method == VotingMethod.ELECTRONIC:
        return {}
    record = record_of(session)
    voters = paper_voters(session)
    scans = session.scans.current().select_related("document")
    return {
        "voters": len(voters.on_paper),
        "handed": voters.handed,
        "noted": [finding.message for finding in record.noted],
        "lines": [{"label": label, "count": count} for label, count in record.lines],
        "counts": [
            {
                "number": attempt.number,
                "by": [str(entry.entered_by) for entry in attempt.entries],
                "apart": list(attempt.apart),
            }
            for attempt in record.attempts
        ],
        "scans": [
            {"title": scan.get_kind_display(), "pages": scan.document.page_count, "sha256": scan.document.sha256}
            for scan in scans
        ],
    }
