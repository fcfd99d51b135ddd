"""THE YEAR'S WORK: campaign, reviews, entries, prompts, opinions, meetings, remediation, notices."""

from .campaign import Campaign, Milestone
from .cases import Circumstance, Violation
from .circulation import CirculatedDraft
from .direction import ReviewDirector
from .entry import EntryVersion, FormEntry, RemediationItem, ReviewPrompt
from .feed import FeedPlace, FeedSending, FeedValue
from .meeting import AgendaItem, Contribution, GroupReview, Meeting, MeetingAttendee
from .notice import Notice
from .opinion import Opinion
from .paper import Paper
from .preparation import LevelCriteria, OwnDay, Target
from .proposal import AuthorsDay, PromptProposal
from .remedy import RemedyLine, RemedyPlan
from .report import RelayedReport
from .review import Review, ReviewVenue
from .sheet import ScoreCriterion
from .sign import SignConclusion, SignList
from .summary import SummaryDay

__all__ = [
    "AgendaItem",
    "AuthorsDay",
    "Campaign",
    "CirculatedDraft",
    "Circumstance",
    "Contribution",
    "EntryVersion",
    "FeedPlace",
    "FeedSending",
    "FeedValue",
    "FormEntry",
    "GroupReview",
    "LevelCriteria",
    "Meeting",
    "MeetingAttendee",
    "Milestone",
    "Notice",
    "Opinion",
    "OwnDay",
    "Paper",
    "PromptProposal",
    "RelayedReport",
    "RemediationItem",
    "RemedyLine",
    "RemedyPlan",
    "Review",
    "ReviewDirector",
    "ReviewPrompt",
    "ReviewVenue",
    "ScoreCriterion",
    "SignConclusion",
    "SignList",
    "SummaryDay",
    "Target",
    "Violation",
]
