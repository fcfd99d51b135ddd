"""The open votes of a meeting: what stands, what was recorded before, and who may raise a hand."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from reviews.choices import ItemState, Presence
from reviews.models import AgendaItem, Meeting, OpenVote
from reviews.rules.findings import Finding
from reviews.rules.open_votes import Hands, asks_conclusion_vote, check_conclusion_vote


@dataclass(frozen=True, slots=True)
class Replaced:
    """Figures that no longer count, and why they were recorded anew."""

    vote: OpenVote
    reason: str


@dataclass(frozen=True, slots=True)
class Standing:
    """A vote as it stands, and the figures that it replaced, the oldest first."""

    vote: OpenVote
    earlier: tuple[Replaced, ...]

    @property
    def silent(self) -> int:
        """Who might have voted and raised no hand."""
        return self.vote.entitled - self.vote.agree - self.vote.disagree - self.vote.abstain


def entitled_in(meeting: Meeting) -> int:
    """Present and with a vote: guests, probationary members and those who only attend the cell raise no hand."""
    return meeting.attendees.filter(may_vote=True, presence=Presence.PRESENT).count()


def votes_of(meeting: Meeting) -> list[Standing]:
    """In the order in which they were first taken. One query."""
    rows = list(meeting.open_votes.select_related("recorded_by__person"))
    corrected = {row.corrects_id: row for row in rows if row.corrects_id is not None}
    found = []
    for row in rows:
        if row.corrects_id is not None:
            continue
        chain = [row]
        while (later := corrected.get(chain[-1].pk)) is not None:
            chain.append(later)
        earlier = tuple(Replaced(old, new.reason) for old, new in pairwise(chain))
        found.append(Standing(chain[-1], earlier))
    return found


def conclusion_votes(votes: list[Standing]) -> dict[int, Standing]:
    """Those on a conclusion, by agenda item."""
    return {row.vote.item_id: row for row in votes if row.vote.item_id is not None}


def free_votes(votes: list[Standing]) -> list[Standing]:
    """Those on any other question."""
    return [row for row in votes if row.vote.item_id is None]


def is_voted_on(item: AgendaItem) -> bool:
    """The plan has the conclusion of this item put to the vote: that on a person (P4-1.4.3-k)."""
    return not item.review.is_collective and asks_conclusion_vote(item.meeting.campaign.plan)


def missing_votes(meeting: Meeting) -> list[Finding]:
    """The concluded items whose vote nobody recorded; no query where the plan asks for none."""
    plan = meeting.campaign.plan
    if not asks_conclusion_vote(plan):
        return []
    concluded = meeting.items.filter(state=ItemState.CONCLUDED, review__person__isnull=False, group_review__isnull=True)
    waiting = concluded.filter(open_votes__isnull=True).select_related("review__person")
    return [
        finding for item in waiting for finding in check_conclusion_vote(str(item.review), is_recorded=False, plan=plan)
    ]


def hands_of(vote: OpenVote) -> Hands:
    return Hands(vote.agree, vote.disagree, vote.abstain)


def printed_vote(standing: Standing) -> dict[str, Any]:
    """What the minutes say of a vote."""
    vote = standing.vote
    return {
        "question": vote.question,
        "agree": vote.agree,
        "disagree": vote.disagree,
        "abstain": vote.abstain,
        "entitled": vote.entitled,
    }
