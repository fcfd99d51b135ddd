"""What heads and planners write down before the review: targets of the year, criteria, own days of some sectors."""

from __future__ import annotations

from datetime import date, datetime

from organizations.choices import AuditAction
from organizations.models import Organization, User
from organizations.services.acts import recorded
from organizations.text import nfc
from reviews.models import LevelCriteria, Milestone, OwnDay, Review, Target
from reviews.permissions import plan_refusal, target_refusal
from reviews.rules.findings import Finding, Severity, refuse_if_blocking
from reviews.rules.preparation import check_own_day, criteria_rules
from reviews.rules.vocabulary import RatedKind
from reviews.services.campaigns import locked_campaign


@recorded(AuditAction.TARGET)
def give_target(*, review_id: int, text: str, basis: str, by: User, on: date) -> Target:
    """The head of the unit gives one subject one target of the year; nobody gives himself any (P4-2.3-a).

    The same target given twice is written down once: the second is refused.
    """
    review = (
        Review.objects.select_for_update(no_key=True, of=("self",)).select_related("unit__parent").get(pk=review_id)
    )
    findings = target_refusal(by, review)
    if not text.strip():
        findings.append(Finding("target.text", Severity.BLOCK, "Ghi chỉ tiêu, nhiệm vụ cụ thể."))
    elif review.targets.filter(text=nfc(text.strip())).exists():
        findings.append(Finding("target.given", Severity.BLOCK, "Chỉ tiêu, nhiệm vụ này đã ghi."))
    refuse_if_blocking(findings)
    return Target.objects.create(
        review=review, text=nfc(text.strip()), basis=nfc(basis.strip()), given_on=on, given_by=by
    )


@recorded(AuditAction.TARGET_END, of=(Target, "target_id"))
def withdraw_target(*, target_id: int, by: User) -> None:
    """Take back a target written down by mistake."""
    target = Target.objects.select_related("review__unit__parent").get(pk=target_id)
    refuse_if_blocking(target_refusal(by, target.review))
    target.delete()


@recorded(AuditAction.PLAN_CHANGE)
def enter_criteria(*, campaign_id: int, kind: str, document: str, text: str, by: User, now: datetime) -> LevelCriteria:
    """The criteria of one kind of subject, with the regulation that prints them (P4-2.2-a).

    Also after the plan was issued: they are the superior's regulation, not the plan's own words.
    """
    campaign = locked_campaign(campaign_id)
    rule = criteria_rules(campaign.plan)
    findings = plan_refusal(by, campaign)
    if rule is None or kind not in rule.kinds:
        findings.append(Finding("criteria.kind", Severity.BLOCK, "Kế hoạch không yêu cầu nhập tiêu chí này."))
    if not document.strip():
        findings.append(Finding("criteria.document", Severity.BLOCK, "Ghi số, ngày quy định in tiêu chí."))
    if not text.strip():
        findings.append(Finding("criteria.text", Severity.BLOCK, "Ghi tiêu chí của từng mức xếp loại."))
    refuse_if_blocking(findings)
    criteria, _created = LevelCriteria.objects.update_or_create(
        campaign=campaign,
        kind=RatedKind(kind).value,
        defaults={
            "document": nfc(document.strip()),
            "text": nfc(text.strip()),
            "entered_by": by,
            "entered_at": now,
        },
    )
    return criteria


@recorded(AuditAction.PLAN_CHANGE)
def set_own_day(
    *, milestone_id: int, organization: Organization, sector: str, guidance: str, due_on: date, by: User
) -> OwnDay:
    """The day of a milestone for an organization whose sector has a guidance of its own (P4-2.3-ad).

    Also after the plan was issued: the plan itself leaves the day to that guidance. A second one replaces the first.
    """
    milestone = Milestone.objects.select_related("campaign").get(pk=milestone_id)
    campaign = locked_campaign(milestone.campaign_id)
    findings = [
        *plan_refusal(by, campaign),
        *check_own_day(sector=sector, guidance=guidance, plan=campaign.plan),
    ]
    if not organization.path.startswith(campaign.issuer.path) or organization.pk == campaign.issuer_id:
        message = f"{organization} không phải cơ quan, đơn vị thuộc {campaign.issuer}."
        findings.append(Finding("own_day.organization", Severity.BLOCK, message))
    refuse_if_blocking(findings)
    own_day, _created = OwnDay.objects.update_or_create(
        milestone=milestone,
        organization=organization,
        defaults={"sector": nfc(sector.strip()), "guidance": nfc(guidance.strip()), "due_on": due_on, "set_by": by},
    )
    return own_day


@recorded(AuditAction.PLAN_CHANGE, of=(OwnDay, "own_day_id"))
def drop_own_day(*, own_day_id: int, by: User) -> None:
    """The organization goes by the plan's own day again."""
    own_day = OwnDay.objects.select_related("milestone__campaign__issuer").get(pk=own_day_id)
    refuse_if_blocking(plan_refusal(by, own_day.milestone.campaign))
    own_day.delete()
