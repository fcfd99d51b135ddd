"""What has come in for a review's dossier, and what keeps it from being sent (P0 4.5)."""

from __future__ import annotations

from forms_templates.choices import DocumentKind
from organizations.choices import Sector
from reviews.choices import EntryState, OpinionKind, OpinionState
from reviews.models import FormEntry, Paper, Review
from reviews.rules.dossier import DossierFacts, Slot, dossier_findings, dossier_slots
from reviews.rules.findings import Finding


def slots_of(review: Review) -> list[Slot]:
    """The slots of P0 4.5 in order, each present, waived or missing and why."""
    return dossier_slots(dossier_facts(review), review.campaign.plan)


def lines_by_hand(review: Review) -> list[tuple[str, str]]:
    """Key and title of the lines whose paper others make and hand in."""
    return [(slot.key, slot.label) for slot in slots_of(review) if slot.by_hand]


def gaps_of(review: Review) -> list[Finding]:
    return dossier_findings(dossier_facts(review), review.campaign.plan)


def dossier_facts(review: Review) -> DossierFacts:
    entry = FormEntry.objects.filter(review=review).first()
    opinions = list(review.opinions.all())
    residence = next((row for row in opinions if row.kind == OpinionKind.RESIDENCE), None)
    asked = [row for row in opinions if row.kind != OpinionKind.RESIDENCE]
    attached = Paper.objects.filter(review=review, document__kind=DocumentKind.UPLOAD).values_list("slot", flat=True)
    return DossierFacts(
        is_collective=review.is_collective,
        entry_final=entry is not None and entry.state == EntryState.FINAL,
        residence_requested=residence is not None and residence.state != OpinionState.WAIVED,
        residence_answered=residence is not None and residence.answered_at is not None,
        residence_confirmed=residence is not None and residence.state == OpinionState.CONFIRMED,
        residence_waiver=residence.why_waived if residence is not None else "",
        is_armed_forces=review.unit.sector == Sector.ARMED_FORCES,
        consultees_asked=len(asked),
        consultees_in=sum(row.is_in for row in asked),
        prompts_issued=review.prompts.count(),
        attached=frozenset(attached),
    )
