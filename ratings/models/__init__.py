"""THE JUDGEMENT: ballots, proposals, decisions."""

from .ballot import BallotQuestion, BallotSession, Vote, Voter
from .decision import Decision, Proposal

__all__ = ["BallotQuestion", "BallotSession", "Decision", "Proposal", "Vote", "Voter"]
