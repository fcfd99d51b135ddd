"""Sending a finished dossier to the organization board and, the same day, to the bodies to be consulted (P0-III.2)."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

from organizations.choices import AuditAction
from organizations.models import User
from organizations.services.acts import recorded
from reviews.models import Review
from reviews.permissions import may_attach, refusal
from reviews.rules.findings import Finding, Severity, refuse_if_blocking
from reviews.selectors.submissions import submission_findings
from reviews.services.opinions import request_routed_opinions


@recorded(AuditAction.DOSSIER_SUBMIT, of=(Review, "review_id"))
def submit_to_board(*, review_id: int, by: User, on: date, now: datetime) -> list[Finding]:
    """Send the dossier; returns the warnings (a late dossier is accepted and marked, P0-III.3-a).

    Refused while the form is not finished, the review or the rating of the unit is missing, or the residence opinion
    has not come in.
    """
    review = (
        Review.objects.select_for_update(no_key=True, of=("self",))
        .select_related("campaign__issuer", "collective__organization", "person", "unit__parent")
        .get(pk=review_id)
    )
    warnings = refuse_if_blocking(
        [
            *refusal(
                may_attach(by, review),
                "dossier.submit",
                f"Hồ sơ do {review.unit} gửi.",
            ),
            *_not_sent(review),
            *submission_findings(review, on=on),
        ]
    )
    Review.objects.filter(pk=review.pk).update(submitted_to_board_at=now)
    request_routed_opinions(review=review, by=by, on=on, due_on=None, now=now)
    return warnings


def _not_sent(review: Review) -> list[Finding]:
    if review.submitted_to_board_at is None:
        return []
    return [
        Finding(
            "dossier.sent",
            Severity.BLOCK,
            f"Hồ sơ của {review} đã gửi ngày {timezone.localtime(review.submitted_to_board_at):%d/%m/%Y}.",
        )
    ]
