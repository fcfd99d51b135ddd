"""What stands on papers that plans name without printing: the written prompt, the plan of remedies."""

from __future__ import annotations

from typing import Any

from reviews.models import RemedyPlan, Review
from reviews.selectors.papers import header, heading
from reviews.selectors.remedies import lines_of

PROMPTS_FORM, REMEDIES_FORM = "goi_y_kiem_diem", "ke_hoach_khac_phuc"


def prompts_payload(review: Review) -> dict[str, Any]:
    """Văn bản gợi ý kiểm điểm: what the issuer itself asked, not what a superior did.

    Number and day stand on it where all of it went out under one number, on one day.
    """
    prompts = list(review.prompts.filter(from_above=False))
    numbers = {prompt.document_number for prompt in prompts}
    days = {prompt.issued_on for prompt in prompts}
    number = numbers.pop() if len(numbers) == 1 else ""
    day = days.pop().isoformat() if len(days) == 1 else ""
    campaign = review.campaign
    return {
        "regulation": campaign.plan.forms_regulation,
        "form": PROMPTS_FORM,
        **heading(review),
        "header": {**header(campaign.issuer), "number": number, "date": day},
        "addressee": str(review),
        "plan": campaign.document,
        "data": {"prompts": [{"text": prompt.text} for prompt in prompts]},
    }


def remedies_payload(plan: RemedyPlan) -> dict[str, Any]:
    """Kế hoạch khắc phục hạn chế, khuyết điểm, as handed in (P2-VI.2-b, P4-2.3-y)."""
    review = plan.review
    day = plan.handed_in_on.isoformat() if plan.handed_in_on is not None else ""
    return {
        "regulation": review.campaign.plan.forms_regulation,
        "form": REMEDIES_FORM,
        **heading(review),
        "header": {**header(review.unit), "date": day},
        "author": str(review),
        "data": {"lines": lines_of(plan)},
    }
