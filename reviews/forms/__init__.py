"""Forms of the program itself; the official papers' forms come from their definitions."""

from .before_ballot import DiscussionForm, EmployerResultForm, NomineesForm, SelfLevelForm
from .campaigns import CampaignForm, IssueForm, MilestoneForm, OverrideForm, PlanValueForm
from .cases import CircumstanceForm, ViolationForm
from .hand_overs import HandOverForm, KeepingForm, ReceiptForm, WaiverForm
from .meetings import (
    ConcludeMeetingForm,
    DirectorForm,
    GuestForm,
    ItemChairForm,
    MeetingForm,
    PresenceForm,
    RescheduleForm,
    StartItemForm,
    StepForm,
)
from .open_votes import HandsForm, OpenVoteForm, VoteCorrectionForm
from .opinions import ConsulteeReplyForm, PromptForm, ProposalDayForm, ProposalForm
from .party_groups import GroupForm, GroupReportForm
from .polls import PollForm, PollWaiverForm
from .preparation import CriteriaForm, OwnDayForm, SummaryDayForm, TargetForm
from .signs import SignConclusionForm, SignListForm

__all__ = [
    "CampaignForm",
    "CircumstanceForm",
    "ConcludeMeetingForm",
    "ConsulteeReplyForm",
    "CriteriaForm",
    "DirectorForm",
    "DiscussionForm",
    "EmployerResultForm",
    "GroupForm",
    "GroupReportForm",
    "GuestForm",
    "HandOverForm",
    "HandsForm",
    "IssueForm",
    "ItemChairForm",
    "KeepingForm",
    "MeetingForm",
    "MilestoneForm",
    "NomineesForm",
    "OpenVoteForm",
    "OverrideForm",
    "OwnDayForm",
    "PlanValueForm",
    "PollForm",
    "PollWaiverForm",
    "PresenceForm",
    "PromptForm",
    "ProposalDayForm",
    "ProposalForm",
    "ReceiptForm",
    "RescheduleForm",
    "SelfLevelForm",
    "SignConclusionForm",
    "SignListForm",
    "StartItemForm",
    "StepForm",
    "SummaryDayForm",
    "TargetForm",
    "ViolationForm",
    "VoteCorrectionForm",
    "WaiverForm",
]
