"""THE JUDGEMENT: ballots, proposals, decisions."""

from .ballot import BallotQuestion, BallotSession, CountingMember, Envelope, KeyHolder, KeyLock, Voter
from .ballot_scan import BallotScan
from .corrections import LateFinding, ReviewOrder, Verification
from .decision import Decision, Proposal
from .paper_count import PaperCount, PaperQuestionCount

__all__ = [
    "BallotQuestion",
    "BallotScan",
    "BallotSession",
    "CountingMember",
    "Decision",
    "Envelope",
    "KeyHolder",
    "KeyLock",
    "LateFinding",
    "PaperCount",
    "PaperQuestionCount",
    "Proposal",
    "ReviewOrder",
    "Verification",
    "Voter",
]
