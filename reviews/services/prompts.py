"""Gợi ý kiểm điểm: issued by the Party committee's standing board on the organization board's advice (P0-4.1-d)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.urls import reverse

from organizations.choices import AuditAction
from organizations.models import User
from organizations.services.acts import recorded
from organizations.text import nfc
from reviews.choices import AuthorityKind, CampaignState, NoticeKind
from reviews.models import Campaign, Review, ReviewPrompt
from reviews.permissions import prompt_refusal, settles_own
from reviews.rules.deadlines import prompt_issue
from reviews.rules.findings import Finding, Severity, refuse_if_blocking
from reviews.rules.parts import Milestone as RuleMilestone
from reviews.rules.prompts import Prompt, check_prompt
from reviews.selectors.due_days import milestone_of
from reviews.selectors.people import writers_of
from reviews.services.entries import add_prompt_row
from reviews.services.notices import notify
from reviews.services.proposals import take_into_prompt, taken_findings


@recorded(AuditAction.PROMPT)
def issue_prompt(
    *,
    review_id: int,
    text: str,
    document_number: str,
    by: User,
    on: date,
    now: datetime,
    from_above: bool = False,
    proposals: Sequence[int] = (),
) -> ReviewPrompt:
    """Send one prompt to one subject; it appears in section IV and must be answered there.

    ``document_number`` is the standing board's document: the board advises, the standing board issues. ``from_above``:
    it is the superior's, whose prompt to somebody whom it manages is written down here (P4-1.4.2-a). Refused from
    10/11/2023 on, with the finding of P0-III.1-d. ``proposals``: ids of those it takes in (P1-III.1-a).
    """
    review = (
        Review.objects.select_for_update(no_key=True, of=("self",))
        .select_related("campaign__issuer", "collective", "person")
        .get(pk=review_id)
    )
    refuse_if_blocking(
        [
            *prompt_refusal(by, review.campaign),
            *settles_own(by, review, "issue_prompts"),
            *_campaign_runs(review),
            *check_prompt(
                Prompt(
                    str(review),
                    text,
                    document_number,
                    managed_above=review.authority_kind == AuthorityKind.EXTERNAL,
                    from_above=from_above,
                ),
                review.campaign.plan,
            ),
            *_not_sent_before(review, text),
            *taken_findings(review, proposals),
            *prompt_issue(on=on, plan=review.campaign.plan, milestone=_milestone(review.campaign)),
        ]
    )
    prompt = ReviewPrompt.objects.create(
        review=review,
        text=nfc(text.strip()),
        document_number=document_number.strip(),
        from_above=from_above,
        issued_on=on,
        issued_by=by,
    )
    take_into_prompt(prompt=prompt, ids=proposals)
    add_prompt_row(review=review, prompt_id=prompt.pk, prompt=prompt.text)
    notify(
        campaign=review.campaign,
        recipients=writers_of(review),
        kind=NoticeKind.PROMPT,
        key=f"prompt:{prompt.pk}",
        subject=f"Gợi ý kiểm điểm theo văn bản {prompt.document_number}",
        body="Vấn đề được gợi ý phải được giải trình tại mục IV của bản kiểm điểm.",
        path=reverse("entry", args=(review.pk,)),
        now=now,
    )
    return prompt


def _milestone(campaign: Campaign) -> RuleMilestone | None:
    """The day as this campaign set it; None where the plan prints none."""
    clause = campaign.plan.prompts.milestone
    return milestone_of(campaign, clause) if clause else None


def prompt_day(campaign: Campaign) -> date | None:
    """The last day on which a prompt is in time; None where nothing ends it."""
    milestone = _milestone(campaign)
    return milestone.last_good_day if milestone else None


def _campaign_runs(review: Review) -> list[Finding]:
    if review.submitted_to_board_at is not None:
        message = f"Hồ sơ của {review} đã gửi Ban Tổ chức, không gợi ý thêm được."
        return [Finding("prompt.sent", Severity.BLOCK, message)]
    if review.campaign.state == CampaignState.ISSUED and review.is_included:
        return []
    return [
        Finding(
            "prompt.campaign", Severity.BLOCK, "Chỉ gợi ý đối với tập thể, cá nhân thuộc đợt kiểm điểm đã ban hành."
        )
    ]


def _not_sent_before(review: Review, text: str) -> list[Finding]:
    """The button pressed twice sends one prompt."""
    same = review.prompts.filter(text=nfc(text.strip())).first()
    if same is None:
        return []
    message = f"Vấn đề này đã gợi ý theo văn bản số {same.document_number} ngày {same.issued_on:%d/%m/%Y}."
    return [Finding("prompt.sent", Severity.BLOCK, message)]
