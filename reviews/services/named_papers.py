"""Printing papers that plans name without printing: the written prompt, the plan of remedies."""

from __future__ import annotations

from forms_templates.choices import DocumentKind
from organizations.models import User
from reviews.choices import RemedyState
from reviews.models import Paper, RemedyPlan, Review
from reviews.permissions import prompt_refusal
from reviews.rules.findings import Finding, Severity, refuse_if_blocking
from reviews.selectors.named_papers import prompts_payload, remedies_payload
from reviews.services.papers import request_paper


def print_prompts(*, review: Review, by: User) -> Paper:
    """The letter with everything that was asked of the subject; by whoever issues prompts."""
    payload = prompts_payload(review)
    findings = prompt_refusal(by, review.campaign)
    if not payload["data"]["prompts"]:
        message = f"Chưa gợi ý vấn đề nào đối với {review}, chưa có văn bản để in."
        findings.append(Finding("prompt.none", Severity.BLOCK, message))
    refuse_if_blocking(findings)
    return request_paper(
        kind=DocumentKind.FORM,
        subject_key=f"prompts:{review.pk}",
        title=f"Văn bản gợi ý kiểm điểm – {review}",
        payload=payload,
        by=by,
        review=review,
    )


def print_remedies(*, plan: RemedyPlan, by: User) -> Paper:
    """The plan as handed in; a draft is its writers' and is not printed for everybody to read."""
    if plan.state == RemedyState.DRAFT:
        refuse_if_blocking([Finding("remedies.draft", Severity.BLOCK, "Kế hoạch khắc phục chưa trình, chưa in được.")])
    return request_paper(
        kind=DocumentKind.FORM,
        subject_key=f"remedies:{plan.pk}",
        title=f"Kế hoạch khắc phục hạn chế, khuyết điểm – {plan.review}",
        payload=remedies_payload(plan),
        by=by,
        review=plan.review,
    )
