"""THE YEAR'S WORK: campaign, reviews, entries, prompts, opinions, meetings, remediation, notices."""

from .before_ballot import EmployerResult, LevelDiscussion, Nomination, SelfRating
from .bundle import BundlePaper, BundleSending
from .campaign import Campaign, Milestone
from .cases import Circumstance, Violation
from .cell_dossier import CellDossier, CellScore, MeetingStep, RewardProposal
from .circulation import CirculatedDraft
from .direction import ReviewDirector
from .dossier import DossierClosing, HandOver, HandOverItem, SlotKeeping, SlotWaiver
from .entry import EntryVersion, FormEntry, RemediationItem, ReviewPrompt
from .feed import FeedPlace, FeedSending, FeedValue
from .meeting import AgendaItem, Contribution, GroupReview, Meeting, MeetingAttendee
from .notice import Notice
from .open_vote import OpenVote
from .opinion import Opinion
from .paper import Paper
from .poll import PollCount, PollParticipant, PollSubject, PollSubjectCount, PollWaiver, WorkplacePoll
from .preparation import LevelCriteria, OwnDay, Target
from .proposal import AuthorsDay, PromptProposal
from .register import NumberSeries, RegisterEntry
from .remedy import RemedyLine, RemedyPlan
from .report import RelayedReport
from .retention import Destruction
from .review import Review, ReviewVenue
from .sheet import ScoreCriterion
from .sign import SignConclusion, SignList
from .summary import SummaryDay

__all__ = [
    "AgendaItem",
    "AuthorsDay",
    "BundlePaper",
    "BundleSending",
    "Campaign",
    "CellDossier",
    "CellScore",
    "CirculatedDraft",
    "Circumstance",
    "Contribution",
    "Destruction",
    "DossierClosing",
    "EmployerResult",
    "EntryVersion",
    "FeedPlace",
    "FeedSending",
    "FeedValue",
    "FormEntry",
    "GroupReview",
    "HandOver",
    "HandOverItem",
    "LevelCriteria",
    "LevelDiscussion",
    "Meeting",
    "MeetingAttendee",
    "MeetingStep",
    "Milestone",
    "Nomination",
    "Notice",
    "NumberSeries",
    "OpenVote",
    "Opinion",
    "OwnDay",
    "Paper",
    "PollCount",
    "PollParticipant",
    "PollSubject",
    "PollSubjectCount",
    "PollWaiver",
    "PromptProposal",
    "RegisterEntry",
    "RelayedReport",
    "RemediationItem",
    "RemedyLine",
    "RemedyPlan",
    "Review",
    "ReviewDirector",
    "ReviewPrompt",
    "ReviewVenue",
    "RewardProposal",
    "ScoreCriterion",
    "SelfRating",
    "SignConclusion",
    "SignList",
    "SlotKeeping",
    "SlotWaiver",
    "SummaryDay",
    "Target",
    "Violation",
    "WorkplacePoll",
]
