"""The parts of a plan as data, each with its reader; ``plan`` puts them together."""

from .judgement import DefaultToConfirm, GroupCounter, QuotaBase, QuotaRules, Threshold, VotingRules
from .order import OrderEdge, Scope
from .papers import EntryRules, FormRules, OpinionRoute, ResidenceProposal, SlotRule
from .subjects import (
    Authority,
    CollectiveRule,
    ExemptionRules,
    IndividualRules,
    LegalBasis,
    PersonAuthority,
    PostMatcher,
    VenueRules,
)
from .timing import Comparator, Counting, DurationRule, Milestone, NoticeRule, PromptRule
from .topics import Topic

__all__ = [
    "Authority",
    "CollectiveRule",
    "Comparator",
    "Counting",
    "DefaultToConfirm",
    "DurationRule",
    "EntryRules",
    "ExemptionRules",
    "FormRules",
    "GroupCounter",
    "IndividualRules",
    "LegalBasis",
    "Milestone",
    "NoticeRule",
    "OpinionRoute",
    "OrderEdge",
    "PersonAuthority",
    "PostMatcher",
    "PromptRule",
    "QuotaBase",
    "QuotaRules",
    "ResidenceProposal",
    "Scope",
    "SlotRule",
    "Threshold",
    "Topic",
    "VenueRules",
    "VotingRules",
]
