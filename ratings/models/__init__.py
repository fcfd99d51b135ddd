"""THE JUDGEMENT: ballots, proposals, decisions."""

from .ballot import BallotQuestion, BallotSession, Vote, Voter
from .corrections import LateFinding, ReviewOrder, Verification
from .decision import Decision, Proposal

__all__ = [
    "BallotQuestion",
    "BallotSession",
    "Decision",
    "LateFinding",
    "Proposal",
    "ReviewOrder",
    "Verification",
    "Vote",
    "Voter",
]
