"""What a dossier must hold before it goes to the organization board."""

from __future__ import annotations

from datetime import date

from reviews.choices import ItemState
from reviews.judgement import judgements
from reviews.models import AgendaItem, Review
from reviews.rules.findings import Finding, Severity
from reviews.rules.parts import Topic
from reviews.rules.routes import route_findings
from reviews.selectors.dossier import gaps_of
from reviews.selectors.due_days import DueDays
from reviews.selectors.roster import roster_facts
from reviews.selectors.venues import too_small_to_vote


def submission_findings(review: Review, *, on: date) -> list[Finding]:
    """Form finished, places held, rating of the unit done, residence opinion in; late is a warning (P0-III.3-a)."""
    plan = review.campaign.plan
    findings = gaps_of(review)
    findings += _rated(review)
    if review.person_id is not None:
        facts = roster_facts(review.campaign.issuer, on=on)
        findings += route_findings(facts, plan, person_id=review.person_id)
    findings += _on_time(review, on)
    return findings


def _rated(review: Review) -> list[Finding]:
    """Review and rating at the unit come first (P0-III.2-a)."""
    held = AgendaItem.objects.filter(review=review, state=ItemState.CONCLUDED).count()
    venues = list(review.venues.filter(waived_reason="").select_related("collective", "cell"))
    required, without_ballot = len(venues), too_small_to_vote(venues, review.campaign)
    judgement = judgements([review])[review.pk]
    voted = len(judgement.balloted_meetings - judgement.over_quota_meetings)
    if held >= required and voted >= required - len(without_ballot):
        return []
    return [
        Finding(
            "dossier.rating",
            Severity.BLOCK,
            f"{review} mới kiểm điểm ở {held}/{required} nơi, đề xuất xếp loại ở {voted} nơi. "
            "Kiểm điểm, xếp loại xong ở đơn vị mới gửi hồ sơ.",
            review.campaign.plan.cite(Topic.DOSSIER_SENT),
        )
    ]


def _on_time(review: Review, on: date) -> list[Finding]:
    due_days = DueDays(review.campaign)
    last_day = due_days.of(review)
    if last_day is None or on <= last_day:
        return []
    milestone = due_days.milestone(review)
    return [
        Finding(
            "dossier.late",
            Severity.WARN,
            f"Hồ sơ gửi ngày {on:%d/%m/%Y}, quá hạn {last_day:%d/%m/%Y}: được nhận và ghi là nộp muộn.",
            milestone.reference if milestone else None,
        )
    ]
