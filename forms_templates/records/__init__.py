"""The records the program writes itself: payload to template context, a module a subject."""

from forms_templates.records.agenda import agenda_context
from forms_templates.records.ballot import ballot_context
from forms_templates.records.cell import registration_context, rewards_context, scores_context, support_context
from forms_templates.records.common import moment
from forms_templates.records.counting import counting_minutes_context
from forms_templates.records.decision import decision_context, notice_context
from forms_templates.records.dossier import dossier_context
from forms_templates.records.handover import handover_context
from forms_templates.records.invitation import invitation_context
from forms_templates.records.meeting import meeting_minutes_context
from forms_templates.records.report import report_context
from forms_templates.records.summaries import LAYOUTS, summary_context

__all__ = [
    "LAYOUTS",
    "agenda_context",
    "ballot_context",
    "counting_minutes_context",
    "decision_context",
    "dossier_context",
    "handover_context",
    "invitation_context",
    "meeting_minutes_context",
    "moment",
    "notice_context",
    "registration_context",
    "report_context",
    "rewards_context",
    "scores_context",
    "summary_context",
    "support_context",
]
