"""What stands on papers that plans name without printing: the written prompt, the plan of remedies."""

from __future__ import annotations

from typing import Any

from reviews.models import Opinion, RemedyPlan, Review
from reviews.selectors.papers import header, heading, place_of
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


def residence_sheet_payload(opinion: Opinion, form: str) -> dict[str, Any]:
    """The plan's own sheet for the place of residence, with where to send it back; the comment is written by hand."""
    review, sender = opinion.review, opinion.sender or opinion.review.unit
    return {
        "regulation": review.campaign.plan.forms_regulation,
        "form": form,
        "attach_reply": False,  # the reply stands on the sheet itself
        **heading(review),
        "header": {**header(sender), "date": opinion.requested_on.isoformat()},
        "addressee": str(opinion.addressee),
        "sender": str(sender),
        "member": str(review),
        "return_address": ", ".join(filter(None, (str(sender), sender.postal_address or place_of(sender)))),
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
