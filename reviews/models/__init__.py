"""THE YEAR'S WORK: campaign, reviews, entries, prompts, opinions, meetings, remediation, notices."""

from .campaign import Campaign, Milestone
from .cases import Circumstance, Violation
from .entry import EntryVersion, FormEntry, RemediationItem, ReviewPrompt
from .feed import FeedPlace, FeedSending, FeedValue
from .meeting import AgendaItem, Contribution, GroupReview, Meeting, MeetingAttendee
from .notice import Notice
from .opinion import Opinion
from .paper import Paper
from .preparation import LevelCriteria, OwnDay, Target
from .report import RelayedReport
from .review import Review, ReviewVenue
from .sheet import ScoreCriterion

__all__ = [
    "AgendaItem",
    "Campaign",
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
    "RelayedReport",
    "RemediationItem",
    "Review",
    "ReviewPrompt",
    "ReviewVenue",
    "ScoreCriterion",
    "Target",
    "Violation",
]
