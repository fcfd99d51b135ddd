"""THE YEAR'S WORK: campaign, reviews, entries, prompts, opinions, meetings, remediation, notices."""

from .campaign import Campaign, Milestone
from .entry import EntryVersion, FormEntry, RemediationItem, ReviewPrompt
from .meeting import AgendaItem, Contribution, GroupReview, Meeting, MeetingAttendee
from .notice import Notice
from .opinion import Opinion
from .paper import Paper
from .preparation import Criteria, OwnDay, Target
from .review import Review, ReviewVenue

__all__ = [
    "AgendaItem",
    "Campaign",
    "Contribution",
    "Criteria",
    "EntryVersion",
    "FormEntry",
    "GroupReview",
    "Meeting",
    "MeetingAttendee",
    "Milestone",
    "Notice",
    "Opinion",
    "OwnDay",
    "Paper",
    "RemediationItem",
    "Review",
    "ReviewPrompt",
    "ReviewVenue",
    "Target",
]
