"""Planning a campaign and issuing it: from then on each subject has its review, its places and its form."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse

from organizations import clock
from organizations.choices import AuditAction, CollectiveKind
from organizations.models import Collective, Organization, User
from organizations.services.acts import recorded
from organizations.services.audit import record
from organizations.services.authorities import By
from organizations.text import nfc
from reviews.choices import AuthorityKind, CampaignState, Inclusion, NoticeKind, Period, SubjectKind, VenueKind
from reviews.models import Campaign, Milestone, Review, ReviewVenue
from reviews.permissions import draft_refusal, plan_refusal, settles_own
from reviews.rules.findings import Finding, RuleViolation, Severity, blocking, refuse_if_blocking
from reviews.rules.periods import check_round, quarter_day
from reviews.rules.plan import load_preset
from reviews.rules.subjects import Subject
from reviews.rules.vocabulary import Period as RulePeriod
from reviews.selectors.campaigns import days_after_superior, preset_findings, superior_campaign, superior_of
from reviews.selectors.roster import planned_subjects
from reviews.selectors.sheets import sheets_of
from reviews.services.entries import create_entry
from reviews.services.notices import notify, users_of


@recorded(AuditAction.CAMPAIGN_DRAFT)
def create_campaign(
    *,
    issuer: Organization,
    preset: str,
    name: str,
    year: int,
    number: str,
    dated_on: date | None,
    by: User,
    settings: dict[str, Any] | None = None,
    period: str = Period.YEAR,
    quarter: int | None = None,
    occasion: str = "",
    due_on: date | None = None,
) -> Campaign:
    """A draft with the preset's milestones and the subjects derived from the roster, open to correction by hand.

    ``quarter`` and ``due_on`` belong to a quarter, ``occasion`` to a review held when needed; where they do not belong
    they are left aside. The same draft sent twice is made once: the second is refused and named.
    """
    plan = load_preset(preset)
    kind = RulePeriod(period)
    quarter = quarter if kind is RulePeriod.QUARTER else None
    wrong = check_round(kind, quarter=quarter, reason=occasion, due_on=due_on, plan=plan)
    if quarter is not None and due_on is not None and not wrong:
        settings = {**(settings or {}), **quarter_day(plan, quarter=quarter, year=year, due_on=due_on)}
    campaign = Campaign(
        issuer=issuer,
        preset=preset,
        name=nfc(name.strip()),
        year=year,
        number=number.strip(),
        dated_on=dated_on,
        rules_on=plan.rules_on,
        settings=settings or {},
        period=kind,
        quarter=quarter,
        occasion=nfc(occasion.strip()) if kind is RulePeriod.AD_HOC else "",
        superior=superior_campaign(issuer, year, period=kind, quarter=quarter),
        created_by=by,
    )
    Organization.objects.select_for_update(no_key=True).get(pk=issuer.pk)  # two windows at once wait here
    refuse_if_blocking(
        [*plan_refusal(by, campaign), *preset_findings(plan, issuer), *wrong, *_planned_already(campaign)]
    )
    try:
        with transaction.atomic():
            campaign.save()
    except IntegrityError:
        refuse_if_blocking(
            [Finding("campaign.number", Severity.BLOCK, f"{issuer} đã có kế hoạch số {number} của năm {year}.")]
        )
        raise
    Milestone.objects.bulk_create(
        Milestone(
            campaign=campaign,
            code=milestone.clause,
            title=milestone.title,
            responsible=milestone.responsible,
            section=milestone.section,
            starts_on=milestone.starts_on,
            due_on=milestone.due_on,
            comparator=milestone.comparator,
        )
        for milestone in campaign.plan.milestones
        if milestone.due_on is not None
    )
    generate_subjects(campaign=campaign)
    return campaign


def _planned_already(campaign: Campaign) -> list[Finding]:
    """The same quarter, or the same draft without a number."""
    if campaign.quarter is not None:
        same = Campaign.objects.filter(issuer=campaign.issuer, year=campaign.year, quarter=campaign.quarter).first()
        if same is not None:
            message = f"{campaign.issuer} đã có đợt {campaign.round_name}: “{same.name}”."
            return [Finding("campaign.quarter", Severity.BLOCK, message)]
    drafts = Campaign.objects.filter(
        issuer=campaign.issuer,
        year=campaign.year,
        name=campaign.name,
        number=campaign.number,
        state=CampaignState.DRAFT,
    )
    if campaign.number or not drafts.exists():
        return []
    message = f"Đã có dự thảo “{campaign.name}” năm {campaign.year} chưa ghi số; mở dự thảo đó để làm tiếp."
    return [Finding("campaign.drafted", Severity.BLOCK, message)]


def generate_subjects(*, campaign: Campaign) -> None:
    """Derive the reviews of a draft anew from posts and memberships; what was changed by hand is kept."""
    kept = {_key(review) for review in campaign.reviews.exclude(override_reason="")}
    campaign.reviews.filter(override_reason="").delete()
    subjects = planned_subjects(campaign).subjects
    paths = dict(
        Organization.objects.filter(pk__in={subject.unit_id for subject in subjects}).values_list("pk", "path")
    )
    for subject in subjects:
        collective_id = subject.collective_id or _stand_in(subject)
        if (collective_id, subject.person_id, subject.organization_id) not in kept:
            _open_review(campaign, subject, collective_id, paths[subject.unit_id])


def _key(subject: Review | Subject) -> tuple[int | None, int | None, int | None]:
    """Which body, person or organization it is."""
    return subject.collective_id, subject.person_id, subject.organization_id


def _open_review(campaign: Campaign, subject: Subject, collective_id: int | None, unit_path: str) -> None:
    review = Review.objects.create(
        campaign=campaign,
        kind=SubjectKind(subject.kind),
        collective_id=collective_id,
        person_id=subject.person_id,
        unit_id=subject.unit_id,
        unit_path=unit_path,
        form_code=subject.form_code,
        annex=subject.annex,
        rated_as_cadre=subject.rated_as_cadre,
        rated_as_member=subject.rated_as_member,
        inclusion=Inclusion(subject.inclusion),
        reason=subject.reason,
        clause=subject.clause,
        authority_id=subject.authority_id,
        authority_kind=AuthorityKind(subject.authority_kind),
        authority_clause=subject.authority_clause,
        member_authority_id=subject.member_authority_id,
        member_authority_clause=subject.member_authority_clause,
    )
    ReviewVenue.objects.bulk_create(
        ReviewVenue(
            review=review,
            kind=VenueKind(venue.kind),
            collective_id=venue.collective_id or (collective_id if venue.cell_id is None else None),
            cell_id=venue.cell_id,
            clause=venue.clause,
            reason=venue.reason,
        )
        for venue in subject.venues
    )


def _stand_in(subject: Subject) -> int | None:
    """The body that the roster lacks and the plan reviews all the same: a whole cell in place of its committee."""
    if subject.collective_kind is None:
        return None
    unit = Organization.objects.get(pk=subject.unit_id)
    collective, _created = Collective.objects.get_or_create(
        organization=unit,
        kind=CollectiveKind(subject.collective_kind),
        valid_to=None,
        defaults={"name": subject.name, "sector": unit.sector},
    )
    return collective.pk


@recorded(AuditAction.PLAN_CHANGE)
def regenerate_subjects(*, campaign_id: int, by: User) -> Campaign:
    """Derive the draft's subjects again after posts or memberships were corrected."""
    campaign = locked_campaign(campaign_id)
    refuse_if_blocking(draft_refusal(by, campaign))
    generate_subjects(campaign=campaign)
    return campaign


@recorded(AuditAction.PLAN_CHANGE, of=(Milestone, "milestone_id"), watch=("due_on",))
def change_milestone(*, milestone_id: int, due_on: date, change_reason: str, by: User) -> Milestone:
    """Another date than the printed one needs its basis; only while the plan is a draft."""
    milestone = Milestone.objects.select_related("campaign__issuer").get(pk=milestone_id)
    campaign = locked_campaign(milestone.campaign_id)
    findings = draft_refusal(by, campaign)
    printed = campaign.plan.milestone(milestone.code).due_on
    if due_on != printed and not change_reason.strip():
        findings.append(
            Finding(
                "milestone.basis",
                Severity.BLOCK,
                f"Thay đổi mốc {printed:%d/%m/%Y} thì phải ghi căn cứ (số văn bản, mục).",
            )
        )
    if milestone.starts_on is not None and due_on < milestone.starts_on:
        findings.append(Finding("milestone.window", Severity.BLOCK, "Ngày kết thúc không được trước ngày bắt đầu."))
    refuse_if_blocking(findings)
    milestone.due_on = due_on
    milestone.change_reason = nfc(change_reason.strip())
    milestone.save(update_fields=("due_on", "change_reason"))
    return milestone


@recorded(AuditAction.SUBJECT_CHANGE, of=(Review, "review_id"), watch=("inclusion",))
def override_subject(*, review_id: int, inclusion: str, override_reason: str, by: User) -> Review:
    """Put one subject in or leave it out by hand, with the reason that the list then shows."""
    campaign_id = Review.objects.filter(pk=review_id).values_list("campaign_id", flat=True).first()
    campaign = locked_campaign(campaign_id) if campaign_id is not None else None
    review = Review.objects.filter(pk=review_id).first()
    if campaign is None or review is None:  # the list was derived anew since the page was opened
        message = "Danh sách đối tượng vừa được lập lại; mở lại danh sách rồi điều chỉnh."
        raise RuleViolation([Finding("subject.gone", Severity.BLOCK, message)])
    review.campaign = campaign
    findings = [*draft_refusal(by, campaign), *settles_own(by, review, "lead_review")]
    if not override_reason.strip():
        findings.append(Finding("subject.reason", Severity.BLOCK, "Ghi lý do điều chỉnh."))
    refuse_if_blocking(findings)
    review.inclusion = Inclusion(inclusion)
    review.override_reason = nfc(override_reason.strip())
    review.overridden_by = by
    if review.inclusion == Inclusion.EXEMPT and not review.reason:
        review.reason = review.override_reason
    review.save(update_fields=("inclusion", "override_reason", "overridden_by", "reason"))
    return review


@transaction.atomic
def issue_campaign(
    *, campaign_id: int, number: str, dated_on: date, confirmed_defaults: list[str], by: User, now: datetime
) -> Campaign:
    """Ban hành: the plan is fixed, every included subject gets its form, and those concerned are told.

    Refused while a default of the program is not confirmed, the roster has gaps that the rules call blocking, or a day
    is later than the superior's and the superior's plan forbids it (P1-III.3-a).
    Issuing twice changes nothing the second time: the second request finds the campaign issued and is refused.
    """
    campaign = locked_campaign(campaign_id)
    refuse_if_blocking(
        [
            *draft_refusal(by, campaign),
            *issuing_findings(campaign, number=number, confirmed_defaults=confirmed_defaults),
        ]
    )
    campaign.superior = superior_of(campaign)
    campaign.number = number.strip()
    campaign.dated_on = dated_on
    campaign.confirmed_defaults = confirmed_defaults
    campaign.state = CampaignState.ISSUED
    campaign.issued_by = by
    campaign.issued_at = now
    try:
        with transaction.atomic():
            campaign.save()
    except IntegrityError as error:
        raise RuleViolation(
            [Finding("campaign.number", Severity.BLOCK, f"{campaign.issuer} đã có kế hoạch số {number}.")]
        ) from error
    included = list(campaign.reviews.included().select_related("person", "collective"))
    criteria = {sheet.annex: sheet.criteria for sheet in sheets_of(campaign)}
    for review in included:
        create_entry(review=review, regulation=campaign.plan.forms_regulation, criteria=criteria.get(review.annex, ()))
    notify(
        campaign=campaign,
        recipients=users_of(_concerned(included)),
        kind=NoticeKind.CAMPAIGN_ISSUED,
        key="issued",
        subject=f"Ban hành {campaign.name}",
        body=f"{campaign.document}. Đề nghị đồng chí chuẩn bị kiểm điểm theo kế hoạch.",
        path=reverse("campaign", args=(campaign.pk,)),
        now=now,
    )
    record(
        AuditAction.CAMPAIGN_ISSUE,
        campaign,
        by=by,
        unit_path=campaign.issuer.path,
        after={"số": campaign.number, "đối tượng": len(included)},
        right=By("lead_review", campaign.issuer),
    )
    return campaign


def _concerned(reviews: list[Review]) -> list[int]:
    """The people reviewed, and the members of the collectives reviewed."""
    from organizations.models import Post

    people = [review.person_id for review in reviews if review.person_id is not None]
    collectives = [review.collective_id for review in reviews if review.collective_id is not None]
    members = Post.objects.on(clock.today()).filter(collective__in=collectives).values_list("person_id", flat=True)
    return [*people, *members]


def issuing_findings(campaign: Campaign, *, number: str, confirmed_defaults: list[str]) -> list[Finding]:
    findings = []
    if not number.strip():
        findings.append(Finding("campaign.number", Severity.BLOCK, "Ghi số văn bản của kế hoạch."))
    findings += [
        Finding(
            f"campaign.default.{default.key}",
            Severity.BLOCK,
            f"Kế hoạch không in rõ nội dung này, phải xác nhận trước khi ban hành: {default.statement}",
            default.reference,
        )
        for default in campaign.plan.defaults_to_confirm
        if default.key not in confirmed_defaults
    ]
    findings += [*blocking(days_after_superior(campaign)), *_gaps(campaign)]
    if not campaign.reviews.included().exists():
        findings.append(Finding("campaign.empty", Severity.BLOCK, "Chưa có tập thể, cá nhân nào thuộc diện kiểm điểm."))
    return findings


def _gaps(campaign: Campaign) -> list[Finding]:
    """What the roster lacks and the plan cannot do without, save for those left out by hand."""
    left_out = {_key(review) for review in campaign.reviews.filter(inclusion=Inclusion.EXEMPT)}
    planned = planned_subjects(campaign)
    lacking = [finding for subject in planned.subjects if _key(subject) not in left_out for finding in subject.gaps]
    return blocking([*lacking, *planned.general])


def locked_campaign(campaign_id: int) -> Campaign:
    """The plan with its row held until the transaction ends: its lines and values change one at a time."""
    return Campaign.objects.select_for_update(no_key=True, of=("self",)).select_related("issuer").get(pk=campaign_id)
