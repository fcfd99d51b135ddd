"""The texts of the signs for one campaign, and what a cell concludes on the signs of one member."""

from __future__ import annotations

from datetime import datetime

from organizations.choices import AuditAction
from organizations.models import User
from organizations.services.acts import recorded
from organizations.text import nfc
from reviews.models import Review, SignConclusion, SignList
from reviews.permissions import plan_refusal, sign_refusal
from reviews.rules import signs as rules
from reviews.rules.findings import Finding, Severity, refuse_if_blocking
from reviews.selectors.signs import asks_signs, cell_item
from reviews.services.campaigns import locked_campaign


@recorded(AuditAction.PLAN_CHANGE)
def enter_signs(*, campaign_id: int, document: str, pasted: str, by: User, now: datetime) -> SignList:
    """The texts of the signs, one a line, with the document that prints them (P4-1.3.2-b).

    Also after the plan was issued: they are the superior's, not the plan's own words. Statements already handed in
    keep the words they were answered with.
    """
    campaign = locked_campaign(campaign_id)
    texts = rules.texts_of(nfc(pasted))
    findings = [*plan_refusal(by, campaign), *rules.check_sign_texts(texts, campaign.plan)]
    if not document.strip():
        findings.append(Finding("signs.document", Severity.BLOCK, "Ghi số, ngày văn bản in các biểu hiện."))
    refuse_if_blocking(findings)
    found, _created = SignList.objects.update_or_create(
        campaign=campaign,
        defaults={"document": nfc(document.strip()), "texts": texts, "entered_by": by, "entered_at": now},
    )
    return found


@recorded(AuditAction.SIGN)
def conclude_sign(*, review_id: int, number: int, grade: int, written: str, by: User, now: datetime) -> SignConclusion:
    """The grade that the cell confirms of one sign; the same sign again replaces it (P4-1.3.2-e, f).

    Refused before the cell has called the member up, and for anybody but the chair and the clerk of its meeting.
    """
    review = (
        Review.objects.select_for_update(no_key=True, of=("self",))
        .select_related("campaign__issuer", "person", "collective")
        .get(pk=review_id)
    )
    item = cell_item(review)
    findings = [
        *sign_refusal(by, review, item),
        *rules.check_conclusion(rules.SignConclusion(number, grade), review.campaign.plan),
    ]
    if not asks_signs(review):
        findings.append(Finding("signs.subject", Severity.BLOCK, "Chỉ cá nhân đối chiếu các biểu hiện."))
    refuse_if_blocking(findings)
    conclusion, _created = SignConclusion.objects.update_or_create(
        review=review,
        number=number,
        defaults={"grade": grade, "written": nfc(written.strip()), "concluded_by": by, "concluded_at": now},
    )
    return conclusion
