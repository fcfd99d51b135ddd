"""The parts of a plan as data, each with its reader; ``plan`` puts them together."""

from .attendance import AttendanceRules, DelegatedAttendance, PromptedAttendance
from .circulation import CirculationRule
from .order import OrderEdge, Scope
from .papers import AskedPart, EntryRules, FormRules, OpinionRoute, ResidenceProposal, ShortcomingPart, SlotRule
from .prompting import ProposalRules
from .quota import GroupCounter, QuotaBase, QuotaRules, QuotaScope, SmallGroup
from .rating_meetings import RatingItem, RatingMeeting, RatingMeetings
from .scoring import Band, Condition, Override, QuarterRules, ScoringRules
from .subjects import (
    Authority,
    CollectiveRule,
    ExemptCase,
    ExemptionRules,
    IndividualRules,
    LegalBasis,
    PersonAuthority,
    PostMatcher,
    RatedOrganization,
)
from .ties import Tie, TieRule
from .timing import Comparator, Counting, DurationRule, Event, Milestone, NoticeRule, PromptRule, RelativeMilestone
from .topics import Topic
from .venues import VenueRules
from .voting import BallotBase, DefaultToConfirm, Electorate, Threshold, VotingRules

__all__ = [
    "AskedPart",
    "AttendanceRules",
    "Authority",
    "BallotBase",
    "Band",
    "CirculationRule",
    "CollectiveRule",
    "Comparator",
    "Condition",
    "Counting",
    "DefaultToConfirm",
    "DelegatedAttendance",
    "DurationRule",
    "Electorate",
    "EntryRules",
    "Event",
    "ExemptCase",
    "ExemptionRules",
    "FormRules",
    "GroupCounter",
    "IndividualRules",
    "LegalBasis",
    "Milestone",
    "NoticeRule",
    "OpinionRoute",
    "OrderEdge",
    "Override",
    "PersonAuthority",
    "PostMatcher",
    "PromptRule",
    "PromptedAttendance",
    "ProposalRules",
    "QuarterRules",
    "QuotaBase",
    "QuotaRules",
    "QuotaScope",
    "RatedOrganization",
    "RatingItem",
    "RatingMeeting",
    "RatingMeetings",
    "RelativeMilestone",
    "ResidenceProposal",
    "Scope",
    "ScoringRules",
    "ShortcomingPart",
    "SlotRule",
    "SmallGroup",
    "Threshold",
    "Tie",
    "TieRule",
    "Topic",
    "VenueRules",
    "VotingRules",
]
