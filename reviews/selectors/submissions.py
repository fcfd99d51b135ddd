"""What a dossier must hold before it goes to the organization board."""

from __future__ import annotations

from datetime import date

from reviews.choices import EntryState, ItemState, OpinionKind
from reviews.judgement import judgements
from reviews.models import AgendaItem, FormEntry, Opinion, Review
from reviews.rules.findings import Finding, Severity
from reviews.rules.routes import route_findings
from reviews.selectors.duties import DueDays
from reviews.selectors.roster import roster_facts
from reviews.selectors.venues import too_small_to_vote


def submission_findings(review: Review, *, on: date) -> list[Finding]:
    """Form finished, places held, rating of the unit done, residence opinion in; late is a warning (P0-III.3-a)."""
    plan = review.campaign.plan
    findings: list[Finding] = []
    entry = FormEntry.objects.filter(review=review).first()
    if entry is None or entry.state != EntryState.FINAL:
        clause = "P0-4.5-a" if review.is_collective else "P0-4.5-b"
        findings.append(
            Finding(
                "dossier.entry",
                Severity.BLOCK,
                f"Bản kiểm điểm của {review} chưa hoàn thiện sau kiểm điểm.",
                plan.reference(clause),
            )
        )
    if not review.is_collective:
        findings += _residence(review)
    findings += _rated(review)
    if review.person_id is not None:
        facts = roster_facts(review.campaign.issuer, on=on)
        findings += route_findings(facts, plan, person_id=review.person_id)
    findings += _on_time(review, on)
    return findings


def _residence(review: Review) -> list[Finding]:
    opinion = Opinion.objects.filter(review=review, kind=OpinionKind.RESIDENCE).select_related("addressee").first()
    if opinion is not None and opinion.is_in:
        return []
    reason = "chưa gửi phiếu xin ý kiến" if opinion is None else f"{opinion.addressee}: {opinion.get_state_display()}"
    return [
        Finding(
            "dossier.residence",
            Severity.BLOCK,
            f"Chưa có phiếu nhận xét nơi cư trú của {review} ({reason}).",
            review.campaign.plan.reference("P0-4.5-c"),
        )
    ]


def _rated(review: Review) -> list[Finding]:
    """Review and rating at the unit come first (P0-III.2-a)."""
    held = AgendaItem.objects.filter(review=review, state=ItemState.CONCLUDED).count()
    venues = list(review.venues.filter(waived_reason="").select_related("collective", "cell"))
    required, without_ballot = len(venues), too_small_to_vote(venues, review.campaign)
    judgement = judgements([review])[review.pk]
    voted = len(judgement.voted_meetings)
    if held >= required and voted >= required - len(without_ballot):
        return []
    return [
        Finding(
            "dossier.rating",
            Severity.BLOCK,
            f"{review} mới kiểm điểm ở {held}/{required} nơi, đề xuất xếp loại ở {voted} nơi. "
            "Kiểm điểm, xếp loại xong ở đơn vị mới gửi hồ sơ.",
            review.campaign.plan.reference("P0-III.2-a"),
        )
    ]


def _on_time(review: Review, on: date) -> list[Finding]:
    due_days = DueDays(review.campaign)
    last_day = due_days.of(review)
    if last_day is None or on <= last_day:
        return []
    standing = review.person_id in due_days.standing_members
    return [
        Finding(
            "dossier.late",
            Severity.WARN,
            f"Hồ sơ gửi ngày {on:%d/%m/%Y}, quá hạn {last_day:%d/%m/%Y}: được nhận và ghi là nộp muộn.",
            review.campaign.plan.reference("P0-III.3-c" if standing else "P0-III.3-a"),
        )
    ]
