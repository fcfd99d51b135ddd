"""Phân công dự chỉ đạo kiểm điểm: who is sent to which unit, by the body to which the plan gives it."""

from __future__ import annotations

from datetime import date, datetime

from django.urls import reverse

from organizations.choices import AuditAction
from organizations.models import Organization, Person, User
from organizations.services.acts import recorded
from reviews.choices import AttendeeRole, CampaignState, MeetingState, NoticeKind
from reviews.models import Campaign, Meeting, MeetingAttendee, ReviewDirector
from reviews.permissions import refusal
from reviews.rules.attendance import check_assigner, check_prompted_attendance
from reviews.rules.findings import Finding, Severity, refuse_if_blocking
from reviews.rules.vocabulary import OrganizationKind, Tier
from reviews.selectors.directors import assigning_bodies, belongs, is_delegated, prompts_at, units_of
from reviews.services.campaigns import locked_campaign
from reviews.services.meetings import refresh_attendees
from reviews.services.notices import notify, users_of


@recorded(AuditAction.ASSIGN)
def assign_director(
    *,
    campaign_id: int,
    organization: Organization,
    person: Person,
    body: Organization,
    stands_in_for: Person | None,
    document_number: str,
    document_on: date,
    by: User,
    now: datetime,
) -> ReviewDirector:
    """Write down that ``body`` sends ``person`` to direct the reviews of a unit; he is invited to its meetings.

    ``stands_in_for`` is sent there no more. Refused for a second one of the issuer where there is a prompt (P1-II.7-c),
    for whoever is not of the body that sends him, and where another body assigns (P1-II.7-e).
    """
    campaign = locked_campaign(campaign_id)
    refuse_if_blocking(
        [
            *refusal(
                body in assigning_bodies(by, campaign),
                "director.assign",
                f"Việc phân công của {body} do người đứng đầu hoặc cán bộ được giao của {body} ghi.",
            ),
            *_asked(campaign, organization),
            *_assigner(campaign, organization, body),
            *_sendable(campaign, person, body),
            *_only_one(campaign, organization, body, stands_in_for),
            *_written(document_number, person, stands_in_for),
            *_not_begun(campaign, organization),
            *_not_sent_before(campaign, organization, person),
        ]
    )
    if stands_in_for is not None:
        campaign.directors.filter(organization=organization, person=stands_in_for).delete()
        _off_the_lists(campaign, organization, stands_in_for)
    director = ReviewDirector.objects.create(
        campaign=campaign,
        organization=organization,
        person=person,
        body=body,
        stands_in_for=stands_in_for,
        document_number=document_number.strip(),
        document_on=document_on,
        recorded_by=by,
    )
    for meeting in _coming(campaign, organization):
        refresh_attendees(meeting=meeting)
    notify(
        campaign=campaign,
        recipients=users_of([person]),
        kind=NoticeKind.INVITATION,
        key=f"director:{director.pk}",
        subject=f"Phân công dự chỉ đạo kiểm điểm ở {organization}",
        body=f"{body} phân công đồng chí dự chỉ đạo kiểm điểm ở {organization} theo văn bản số "
        f"{director.document_number} ngày {document_on:%d/%m/%Y}.",
        path=reverse("meetings"),
        now=now,
    )
    return director


@recorded(AuditAction.ASSIGN_END, of=(ReviewDirector, "director_id"))
def take_back_director(*, director_id: int, by: User) -> None:
    """Take back an assignment written down by mistake, before the unit's meeting opens."""
    director = ReviewDirector.objects.select_related("campaign__issuer", "organization", "person", "body").get(
        pk=director_id
    )
    campaign = locked_campaign(director.campaign_id)
    refuse_if_blocking(
        [
            *refusal(
                director.body in assigning_bodies(by, campaign),
                "director.assign",
                f"Việc phân công này do {director.body} ghi.",
            ),
            *_not_begun(campaign, director.organization),
        ]
    )
    director.delete()
    _off_the_lists(campaign, director.organization, director.person)


def _asked(campaign: Campaign, organization: Organization) -> list[Finding]:
    if campaign.plan.attendance is None or campaign.state != CampaignState.ISSUED:
        return [Finding("director.campaign", Severity.BLOCK, "Đợt này không có việc phân công dự chỉ đạo kiểm điểm.")]
    if units_of(campaign).filter(pk=organization.pk).exists():
        return []
    message = f"{organization} không có tập thể lãnh đạo kiểm điểm trong đợt này."
    return [Finding("director.unit", Severity.BLOCK, message)]


def _assigner(campaign: Campaign, organization: Organization, body: Organization) -> list[Finding]:
    """With a prompt the issuer sends its one member everywhere (P1-II.7-c); else whoever the plan names (P1-II.7-e)."""
    rules = campaign.plan.attendance
    if rules is None:
        return []
    if body.pk == campaign.issuer_id:
        if (campaign.pk, organization.pk) in prompts_at([campaign]):
            return []
    elif not is_delegated(organization, campaign.plan):
        message = f"Người dự chỉ đạo kiểm điểm ở {organization} do {rules.prompted.assigner} phân công."
        reference = campaign.plan.reference(rules.prompted.clause)
        return [Finding("meeting.assigner", Severity.BLOCK, message, reference)]
    return check_assigner(
        unit_name=str(organization),
        kind=OrganizationKind(organization.kind),
        tier=Tier(organization.tier),
        assigner=OrganizationKind(body.kind),
        plan=campaign.plan,
    )


def _sendable(campaign: Campaign, person: Person, body: Organization) -> list[Finding]:
    rules = campaign.plan.attendance
    if rules is None or belongs(person, body, campaign):
        return []
    if body.pk == campaign.issuer_id:
        message = f"{person} không phải Ủy viên Ban Thường vụ của {campaign.issuer}."
        return [Finding("director.person", Severity.BLOCK, message, campaign.plan.reference(rules.prompted.clause))]
    return [Finding("director.person", Severity.BLOCK, f"{person} không thuộc lãnh đạo {body}.")]


def _only_one(
    campaign: Campaign, organization: Organization, body: Organization, stands_in_for: Person | None
) -> list[Finding]:
    """Not more of the issuer's members than printed, counting this one and leaving out whom he replaces."""
    if body.pk != campaign.issuer_id:
        return []
    sent = campaign.directors.filter(organization=organization, body=body)
    if stands_in_for is not None:
        sent = sent.exclude(person=stands_in_for)
    return check_prompted_attendance(
        unit_name=str(organization),
        prompts=prompts_at([campaign]).get((campaign.pk, organization.pk), 0),
        assigned=sent.count() + 1,
        plan=campaign.plan,
    )


def _written(document_number: str, person: Person, stands_in_for: Person | None) -> list[Finding]:
    findings = []
    if not document_number.strip():
        findings.append(Finding("director.document", Severity.BLOCK, "Ghi số văn bản phân công."))
    if stands_in_for == person:
        findings.append(Finding("director.self", Severity.BLOCK, f"{person} không thay chính mình."))
    return findings


def _not_begun(campaign: Campaign, organization: Organization) -> list[Finding]:
    begun = Meeting.objects.filter(campaign=campaign, collective__organization=organization, opened_at__isnull=False)
    if not begun.exists():
        return []
    return [Finding("meeting.opened", Severity.BLOCK, f"Hội nghị kiểm điểm ở {organization} đã khai mạc.")]


def _not_sent_before(campaign: Campaign, organization: Organization, person: Person) -> list[Finding]:
    if not campaign.directors.filter(organization=organization, person=person).exists():
        return []
    return [Finding("director.same", Severity.BLOCK, f"{person} đã được phân công dự chỉ đạo ở {organization}.")]


def _coming(campaign: Campaign, organization: Organization) -> list[Meeting]:
    rows = Meeting.objects.filter(
        campaign=campaign,
        collective__organization=organization,
        state__in=(MeetingState.PLANNED, MeetingState.INVITED),
    )
    return list(rows.select_related("campaign__issuer", "collective__organization", "cell"))


def _off_the_lists(campaign: Campaign, organization: Organization, person: Person) -> None:
    """Whoever is sent no more is expected no more; members stay on the list."""
    meetings = _coming(campaign, organization)
    MeetingAttendee.objects.filter(meeting__in=meetings, person=person, role=AttendeeRole.SUPERVISOR).delete()
    for meeting in meetings:
        refresh_attendees(meeting=meeting)
