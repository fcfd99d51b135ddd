"""Printing papers that plans name without printing: the written prompt, the plan of remedies."""

from __future__ import annotations

from forms_templates.choices import DocumentKind
from forms_templates.loader import has_definition
from organizations.models import User
from reviews.choices import RemedyState
from reviews.models import Opinion, Paper, RemedyPlan, Review
from reviews.permissions import prompt_refusal
from reviews.rules.findings import Finding, Severity, refuse_if_blocking
from reviews.rules.named_forms import residence_form
from reviews.selectors.named_papers import prompts_payload, remedies_payload, residence_sheet_payload
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


def print_residence_sheet(*, opinion: Opinion, by: User) -> Paper:
    """The plan's own sheet (Mẫu 03) to send to the residence; seen by whoever sees the request."""
    plan = opinion.review.campaign.plan
    form = residence_form(plan)
    if not has_definition(form, plan.forms_regulation):
        message = "Kế hoạch không có phiếu lấy ý kiến nơi cư trú riêng; dùng Mẫu 3-213."
        refuse_if_blocking([Finding("opinion.sheet", Severity.BLOCK, message)])
    return request_paper(
        kind=DocumentKind.RESIDENCE_REQUEST,
        subject_key=f"opinion:{opinion.pk}:sheet",
        title=f"Phiếu lấy ý kiến nơi cư trú – {opinion.review}",
        payload=residence_sheet_payload(opinion, form),
        by=by,
        review=opinion.review,
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
