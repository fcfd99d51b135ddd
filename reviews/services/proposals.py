"""Đề xuất nội dung gợi ý kiểm điểm: sent by the printed bodies, taken into prompts or set aside by the board."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from organizations.choices import AuditAction
from organizations.models import Organization, User
from organizations.permissions import leads
from organizations.services.acts import recorded
from organizations.text import nfc
from reviews.choices import CampaignState
from reviews.models import AuthorsDay, Campaign, PromptProposal, Review, ReviewPrompt
from reviews.permissions import plan_refusal, prompt_refusal, refusal
from reviews.rules.findings import Finding, Severity, refuse_if_blocking
from reviews.rules.prompts import Proposal, check_proposal, check_proposal_day, proposal_milestone
from reviews.rules.vocabulary import OrganizationKind
from reviews.selectors.proposals import in_standing_committee, is_managed, proposal_day, proposing_bodies
from reviews.services.campaigns import locked_campaign

#: As many characters of a reason as are kept.
MAX_REASON = 300


@recorded(AuditAction.PROMPT_PROPOSE)
def propose_prompt(
    *, review_id: int, organization: Organization | None, category: str, text: str, by: User, on: date
) -> tuple[PromptProposal, list[Finding]]:
    """Send one proposal about one subject, for a body that one leads or (``organization`` None) for oneself.

    Returns it with the warnings. Raises ``RuleViolation`` for whoever does not stand among the printed proposers, about
    whom the issuer does not manage, or where it says nothing (P1-II.6-a, P1-II.6-b). After the author's day it is taken
    and marked: no day is printed.
    """
    review = (
        Review.objects.select_for_update(no_key=True, of=("self",))
        .select_related("campaign__issuer", "collective", "person")
        .get(pk=review_id)
    )
    campaign = review.campaign
    fact = Proposal(
        target=review.pk,
        proposer=str(organization or by),
        text=text,
        category=category,
        organization=_kind(campaign, organization),
        in_standing_committee=organization is None
        and by.person_id is not None
        and in_standing_committee(campaign, by.person_id),
        target_is_managed=is_managed(review),
    )
    findings = refuse_if_blocking(
        [
            *refusal(
                organization is None or leads(by, organization),
                "prompt.propose",
                f"Đề xuất của {organization} do người đứng đầu hoặc cấp phó gửi.",
            ),
            *_still_open(review),
            *check_proposal(fact, campaign.plan),
            *check_proposal_day(sent_on=on, due_on=proposal_day(campaign), plan=campaign.plan),
            *_not_sent_before(review, organization, by, category, text),
        ]
    )
    proposal = PromptProposal.objects.create(
        review=review,
        organization=organization,
        person_id=None if organization is not None else by.person_id,
        category=category,
        text=nfc(text.strip()),
        sent_on=on,
        sent_by=by,
    )
    return proposal, findings


@recorded(AuditAction.PROMPT_SET_ASIDE)
def set_aside(*, proposal_id: int, reason: str, by: User) -> PromptProposal:
    """The board does not prompt on this proposal; its reason is kept. An empty reason takes that back."""
    proposal = (
        PromptProposal.objects.select_for_update(no_key=True, of=("self",))
        .select_related("review__campaign__issuer")
        .get(pk=proposal_id)
    )
    findings = prompt_refusal(by, proposal.review.campaign)
    if proposal.prompt_id is not None:
        findings.append(Finding("proposal.issued", Severity.BLOCK, "Đề xuất này đã được đưa vào gợi ý kiểm điểm."))
    if not reason.strip() and not proposal.set_aside_reason:
        findings.append(Finding("proposal.reason", Severity.BLOCK, "Ghi lý do không gợi ý theo đề xuất này."))
    if len(reason.strip()) > MAX_REASON:
        findings.append(Finding("proposal.reason", Severity.BLOCK, f"Lý do dài quá {MAX_REASON} ký tự; ghi ngắn lại."))
    refuse_if_blocking(findings)
    proposal.set_aside_reason = nfc(reason.strip())
    proposal.save(update_fields=("set_aside_reason",))
    return proposal


def take_into_prompt(*, prompt: ReviewPrompt, ids: Sequence[int]) -> int:
    """Mark the proposals that a prompt has taken in; part of issuing it (P1-III.1-a)."""
    return PromptProposal.objects.filter(pk__in=ids).update(prompt=prompt)


def taken_findings(review: Review, ids: Sequence[int]) -> list[Finding]:
    """A prompt takes in proposals about its own subject that still wait; their rows are locked."""
    if not ids:
        return []
    rows = list(PromptProposal.objects.select_for_update(no_key=True).filter(pk__in=ids, review=review))
    if len(rows) == len(set(ids)) and all(row.waits for row in rows):
        return []
    message = f"Có đề xuất không phải đối với {review} hoặc đã được xử lý; mở lại trang để xem các đề xuất còn chờ."
    return [Finding("proposal.gone", Severity.BLOCK, message)]


@recorded(AuditAction.PLAN_CHANGE)
def set_proposal_day(*, campaign_id: int, due_on: date, basis: str, by: User) -> AuthorsDay:
    """The author sets the last day of proposals, which the paper leaves to him (P1-II.6-a); again, it moves."""
    campaign = locked_campaign(campaign_id)
    row = proposal_milestone(campaign.plan)
    findings = plan_refusal(by, campaign)
    if row is None:
        findings.append(Finding("proposal.day", Severity.BLOCK, "Kế hoạch không có bước đề xuất nội dung gợi ý."))
    refuse_if_blocking(findings)
    assert row is not None
    day, _created = AuthorsDay.objects.update_or_create(
        campaign=campaign,
        clause=row.clause,
        defaults={"due_on": due_on, "basis": nfc(basis.strip()), "set_by": by},
    )
    return day


def _kind(campaign: Campaign, organization: Organization | None) -> OrganizationKind | None:
    """The kind by which a body may propose; a board of a level below the issuer's may not."""
    if organization is None or not proposing_bodies(campaign).filter(pk=organization.pk).exists():
        return None
    return OrganizationKind(organization.kind)


def _still_open(review: Review) -> list[Finding]:
    if review.campaign.plan.proposals is None:
        return [Finding("proposal.none", Severity.BLOCK, "Kế hoạch này không có bước đề xuất nội dung gợi ý.")]
    if review.campaign.state != CampaignState.ISSUED or not review.is_included:
        message = "Chỉ đề xuất gợi ý đối với tập thể, cá nhân thuộc đợt kiểm điểm đã ban hành."
        return [Finding("proposal.campaign", Severity.BLOCK, message)]
    if review.submitted_to_board_at is not None:
        return [Finding("proposal.sent", Severity.BLOCK, f"Hồ sơ của {review} đã gửi Ban Tổ chức.")]
    return []


def _not_sent_before(
    review: Review, organization: Organization | None, by: User, category: str, text: str
) -> list[Finding]:
    """The button pressed twice sends one proposal."""
    same = review.prompt_proposals.filter(category=category, text=nfc(text.strip()), organization=organization)
    if organization is None:
        same = same.filter(person_id=by.person_key)
    if not same.exists():
        return []
    return [Finding("proposal.same", Severity.BLOCK, f"Nội dung này đã đề xuất đối với {review}.")]
