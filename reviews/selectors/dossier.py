"""What has come in for a review's dossier, and what keeps it from being sent (P0 4.5)."""

from __future__ import annotations

from dataclasses import replace

from django.db.models import Count, Q

from forms_templates.choices import DocumentKind
from organizations.choices import Sector
from reviews.choices import AuthorityKind, EntryState, ItemState, MeetingState, OpinionKind, OpinionState, SubjectKind
from reviews.judgement import Judgement, judgements
from reviews.models import FormEntry, Meeting, Paper, Review
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
    """What has come in; only what the plan's list asks for is looked up."""
    plan = review.campaign.plan
    asked = {rule.holds for rule in plan.dossier if rule.period is plan.period.of_papers}
    entry = FormEntry.objects.filter(review=review).first()
    opinions = list(review.opinions.all())
    residence = next((row for row in opinions if row.kind == OpinionKind.RESIDENCE), None)
    consulted = [row for row in opinions if row.kind != OpinionKind.RESIDENCE]
    kinds = {_LISTS[rule.holds]: rule.key for rule in plan.dossier if rule.holds in _LISTS}
    papers = Paper.objects.filter(review=review, document__kind__in=(DocumentKind.UPLOAD, *kinds))
    attached = [kinds.get(kind, slot) for slot, kind in papers.values_list("slot", "document__kind")]
    judgement = judgements([review])[review.pk] if asked & {"appraisal", "decision"} else Judgement()
    facts = DossierFacts(
        is_collective=review.is_collective,
        entry_final=entry is not None and entry.state == EntryState.FINAL,
        residence_requested=residence is not None and residence.state != OpinionState.WAIVED,
        residence_answered=residence is not None and residence.answered_at is not None,
        residence_confirmed=residence is not None and residence.state == OpinionState.CONFIRMED,
        residence_waiver=residence.why_waived if residence is not None else "",
        is_armed_forces=review.unit.sector == Sector.ARMED_FORCES,
        consultees_asked=len(consulted),
        consultees_in=sum(row.is_in for row in consulted),
        has_minutes="minutes" in asked and len(meetings_of(review)) >= review.venues.filter(waived_reason="").count(),
        appraised=judgement.appraised,
        decided=judgement.is_decided(review.tracks),
        prompts_issued=review.prompts.count(),
        attached=frozenset(attached),
        not_applicable=_waived(review),
        period=plan.period.of_papers,
    )
    return _of_unit(review, facts) if "entries" in asked else facts


#: Lists that the program makes itself, by what their line of the dossier holds.
_LISTS = {"list_above": DocumentKind.ANNEX_13.value, "list_own": DocumentKind.ANNEX_14.value}


def _waived(review: Review) -> dict[str, str]:
    """Why a line does not concern the subject; no query where every line concerns everybody."""
    rules = review.campaign.plan.dossier
    if not any(rule.waivable and rule.holds == "upload" for rule in rules):
        return {}
    return dict(review.waived_slots.values_list("slot", "reason"))


def meetings_of(review: Review) -> list[Meeting]:
    """The meetings that have concluded on the review: their minutes belong to its dossier."""
    rows = Meeting.objects.filter(items__review=review, items__state=ItemState.CONCLUDED, state=MeetingState.CONCLUDED)
    return list(rows.distinct().order_by("starts_on", "pk"))


def _of_unit(review: Review, facts: DossierFacts) -> DossierFacts:
    """The quarter's dossier is a unit's: its people's own ratings, and on which of the two lists they stand."""
    people = Review.objects.included().filter(
        campaign_id=review.campaign_id, kind=SubjectKind.PERSON, unit_id=review.unit_id
    )
    above = Q(authority_kind=AuthorityKind.EXTERNAL)
    counts = people.aggregate(
        entries_due=Count("pk"),
        entries_in=Count("pk", filter=Q(entry__isnull=False) & ~Q(entry__state=EntryState.DRAFT)),
        managed_above=Count("pk", filter=above),
        managed_own=Count("pk", filter=~above),
    )
    return replace(
        facts,
        entries_due=counts["entries_due"],
        entries_in=counts["entries_in"],
        managed_above=counts["managed_above"],
        managed_own=counts["managed_own"],
    )
