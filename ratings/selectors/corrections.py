"""What undoes or repeats a review or a rating, and what must be recognized again afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from organizations.models import Organization
from ratings.choices import DecisionState
from ratings.models import Decision, LateFinding, ReviewOrder, Verification
from reviews.choices import Track
from reviews.models import Campaign, Review
from reviews.models.review import ReviewQuerySet
from reviews.rules import corrections as rules
from reviews.rules.findings import Finding, Severity
from reviews.rules.levels import Level as RuleLevel
from reviews.rules.plan import Plan
from reviews.selectors.roster import line_above

#: The outcome, among those of the plan, that takes the level away.
WITHDRAWN = "withdrawn"

_STANDING = {
    DecisionState.IN_FORCE: rules.Standing.OFFICIAL,
    DecisionState.SUSPENDED: rules.Standing.SUSPENDED,
    DecisionState.ANNULLED: rules.Standing.CANCELLED,
}


def asks_corrections(plan: Plan) -> bool:
    """Does the plan know of verification, reviews ordered again or shortcomings found afterwards?"""
    parts = plan.corrections
    return parts is not None and any((parts.verification, parts.review_again, parts.recognized))


def annulment_findings(
    decision: Decision, *, authority: Organization, reason: str, document: str, annulled_on: date
) -> list[Finding]:
    """Reason, document and authority of an annulment, by the plan; nothing where it prints no such section."""
    plan = decision.review.campaign.plan
    if plan.corrections is None:
        return []
    decided_it = authority.pk == decision.authority_id
    order = rules.Order(authority.pk, decision.authority_id, reason, document, annulled_on)
    roster = line_above(decision.authority, authority)
    return rules.check_annulment(order, roster, plan, by_superior=not decided_it, decided_it=decided_it)


def order_findings(
    review: Review, *, authority: Organization, reason: str, document: str, ordered_on: date
) -> list[Finding]:
    """Reason and authority of a review ordered again (P4-1.4.4-d)."""
    order = rules.Order(authority.pk, review.unit_id, reason, document, ordered_on)
    return rules.check_review_order(order, line_above(review.unit, authority), review.campaign.plan)


def rests(review: Review, order: rules.Order) -> tuple[list[Decision], int]:
    """The levels that rest while the subject is reviewed again, and the number of that round."""
    decisions = list(Decision.objects.filter(review=review).order_by("decided_on", "pk"))
    earlier = ReviewOrder.objects.filter(review=review).count()
    records = [
        rules.RatingRecord(
            who=str(row.pk),
            unit=review.unit_id,
            level=RuleLevel(row.level),
            decided_on=row.decided_on,
            standing=_STANDING[DecisionState(row.state)],
            round=earlier + 1,
        )
        for row in decisions
    ]
    history, number = rules.suspended(records, order)
    at_rest = {row.who for row, before in zip(history, records, strict=True) if row.standing is not before.standing}
    return [row for row in decisions if str(row.pk) in at_rest], max(number, earlier + 2)


def open_order(review: Review) -> ReviewOrder | None:
    return ReviewOrder.objects.filter(review=review, reviewed_on__isnull=True).select_related("ordered_by").first()


def open_order_findings(review: Review) -> list[Finding]:
    """Nothing is rated, appraised or decided while the subject is to be reviewed again (P4-1.4.4-d)."""
    plan = review.campaign.plan
    rule = plan.corrections.review_again if plan.corrections is not None else None
    order = open_order(review) if rule is not None else None
    if rule is None or order is None:
        return []
    message = (
        f"{order.ordered_by} yêu cầu {review} kiểm điểm lại ngày {order.ordered_on:%d/%m/%Y}: kiểm điểm lại xong mới "
        "đánh giá, xếp loại."
    )
    return [Finding("correction.review_again_open", rule.severity, message, plan.reference(rule.clause))]


def verification_findings(plan: Plan, reviews: Iterable[Review]) -> list[Finding]:
    """Whoever is under verification waits; one query, none where the plan prints no such rule (P4-1.4.4-e)."""
    if plan.corrections is None or plan.corrections.verification is None:
        return []
    names = {review.pk: str(review) for review in reviews}
    return [
        finding
        for row in Verification.objects.filter(review__in=names, closed_on__isnull=True)
        for finding in rules.check_verification(
            rules.Verification(names[row.review_id], reported_on=row.reported_on, override=row.override), plan
        )
    ]


def late_case(row: LateFinding, who: str) -> rules.LateFinding:
    return rules.LateFinding(
        who=who,
        recognized_on=row.decision.decided_on,
        found_on=row.found_on,
        reviewed_on=row.reviewed_on,
        outcome=row.outcome,
    )


def late_findings(review: Review) -> list[Finding]:
    """What was found after recognition and still waits for a review or an outcome (P4-1.4.4-f)."""
    plan = review.campaign.plan
    if plan.corrections is None or plan.corrections.recognized is None:
        return []
    rows = LateFinding.objects.filter(decision__review=review).select_related("decision")
    found = [finding for row in rows for finding in rules.check_late_finding(late_case(row, str(review)), plan)]
    reference = plan.reference(plan.corrections.recognized.clause)
    return found + [
        Finding(
            "correction.withdrawn",
            Severity.WARN,
            f"{review} không được công nhận kết quả theo {row.document}: hủy bỏ quyết định số "
            f"{row.decision.document_number} rồi xếp loại lại.",
            reference,
        )
        for row in rows
        if row.outcome == WITHDRAWN and row.decision.state == DecisionState.IN_FORCE
    ]


def correction_findings(review: Review) -> list[Finding]:
    """Before a level is given: nothing is being verified, nothing is to be reviewed again."""
    return [*verification_findings(review.campaign.plan, [review]), *open_order_findings(review)]


def to_recognize_again(reviews: ReviewQuerySet, campaign: Campaign) -> list[Finding]:
    """Levels annulled or at rest in whose place none has come: what must be recognized again (two queries)."""
    parts = campaign.plan.corrections
    rule = (parts.annul or parts.superior) if parts is not None else None
    if rule is None:
        return []
    gone = Decision.objects.exclude(state=DecisionState.IN_FORCE).filter(review__in=reviews)
    rows = list(gone.select_related("review__person", "review__collective").order_by("review_id", "decided_on", "pk"))
    standing = Decision.objects.in_force().filter(review__in=[row.review_id for row in rows])
    again = set(standing.values_list("review_id", "track"))
    last = {(row.review_id, row.track): row for row in rows}
    return [_again(row, campaign, rule.clause) for key, row in last.items() if key not in again]


def _again(decision: Decision, campaign: Campaign, clause: str) -> Finding:
    by = f" theo {decision.annulled_document}" if decision.annulled_document else ""
    what = "đã bị hủy bỏ" if decision.state == DecisionState.ANNULLED else "tạm dừng, chờ kiểm điểm lại"
    message = (
        f"{decision.review} ({Track(decision.track).label}): mức “{decision.get_level_display()}” {what}{by}; phải xếp "
        "loại, công nhận lại."
    )
    return Finding("correction.again", Severity.WARN, message, campaign.plan.reference(clause))


def orders_of(review: Review) -> Sequence[ReviewOrder]:
    rows = ReviewOrder.objects.filter(review=review).select_related("ordered_by", "recorded_by__person")
    return list(rows.prefetch_related("suspended"))
