"""Forms of the program itself; the official papers' forms come from their definitions."""

from .campaigns import CampaignForm, IssueForm, MilestoneForm, OverrideForm, PlanValueForm
from .cases import CircumstanceForm, ViolationForm
from .meetings import (
    ConcludeMeetingForm,
    DirectorForm,
    GuestForm,
    ItemChairForm,
    MeetingForm,
    PresenceForm,
    RescheduleForm,
    StartItemForm,
)
from .opinions import ConsulteeReplyForm, PromptForm, ProposalDayForm, ProposalForm
from .party_groups import GroupForm, GroupReportForm
from .preparation import CriteriaForm, OwnDayForm, SummaryDayForm, TargetForm
from .signs import SignConclusionForm, SignListForm

__all__ = [
    "CampaignForm",
    "CircumstanceForm",
    "ConcludeMeetingForm",
    "ConsulteeReplyForm",
    "CriteriaForm",
    "DirectorForm",
    "GroupForm",
    "GroupReportForm",
    "GuestForm",
    "IssueForm",
    "ItemChairForm",
    "MeetingForm",
    "MilestoneForm",
    "OverrideForm",
    "OwnDayForm",
    "PlanValueForm",
    "PresenceForm",
    "PromptForm",
    "ProposalDayForm",
    "ProposalForm",
    "RescheduleForm",
    "SignConclusionForm",
    "SignListForm",
    "StartItemForm",
    "SummaryDayForm",
    "TargetForm",
    "ViolationForm",
]
