"""Who reads and writes plans, figures and reports."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from organizations.models import CellMembership, Person, Post
from organizations.models.organization import paths_down_to
from organizations.permissions import STAFF_CODENAMES, granted, held_grants, holds, leading_posts, leads
from reviews.choices import CampaignState
from reviews.permissions.common import PLAN_READERS, acts_for, refusal, running
from reviews.rules.findings import Finding, Severity
from reviews.rules.parts import Topic

if TYPE_CHECKING:
    from organizations.models import Organization, User
    from reviews.models import (
        Campaign,
    )
    from reviews.models.campaign import CampaignQuerySet


def visible_campaigns(rows: CampaignQuerySet, user: User) -> CampaignQuerySet:
    """Issued plans are read by everybody who takes part; drafts by those who write them."""
    condition = granted(user, "issuer__path", *PLAN_READERS)
    return rows.filter(condition | (~Q(state=CampaignState.DRAFT) & _takes_part(user)))


def _takes_part(user: User) -> Q:
    """Who holds a right at or below the issuer or leads there in another's place, is asked or invited in the campaign,
    or belonged to the issuer when its plan was issued: as a member, by a post, at work or by residence."""
    from reviews.models import MeetingAttendee, Opinion

    rights = {path for grant in held_grants(user) for path in paths_down_to(grant.path)}
    asked = granted(user, "addressee__path", "give_opinions", "lead_review")
    if user.person_id is not None:
        asked |= Q(addressee__collectives__posts__person_id=user.person_id)
    condition = (
        granted(user, "issuer__path", *STAFF_CODENAMES)
        | Q(issuer__path__in=rights)
        | Q(Exists(Opinion.objects.filter(asked, review__campaign=OuterRef("pk"))))
    )
    if user.person_id is None:
        return condition
    of_his = {"person_id": user.person_id}
    then = Q(valid_to__isnull=True) | Q(valid_to__gte=OuterRef("dated_on"))
    below, issuer = "path__startswith", OuterRef("issuer__path")
    leading, deputed = leading_posts(user)
    in_place = leading.filter(pk__in=deputed.values("post_id"), **{f"collective__organization__{below}": issuer})
    places = Q(**{f"workplace__{below}": issuer}) | Q(**{f"residence_cell__{below}": issuer})
    return (
        condition
        | Q(Exists(CellMembership.objects.filter(then, **of_his, **{f"cell__{below}": issuer})))
        | Q(Exists(Post.objects.filter(then, **of_his, **{f"collective__organization__{below}": issuer})))
        | Q(Exists(Person.objects.filter(places, pk=user.person_id)))
        | Q(Exists(in_place))
        | Q(Exists(MeetingAttendee.objects.filter(**of_his, meeting__campaign=OuterRef("pk"))))
    )


def plan_refusal(user: User, campaign: Campaign) -> list[Finding]:
    """Planning, editing and issuing a campaign: staff with "lead_review" on the issuer."""
    return refusal(
        holds(user, "lead_review", campaign.issuer),
        "campaign.plan",
        f"Chỉ cán bộ được giao tham mưu kế hoạch của {campaign.issuer} mới thực hiện được việc này.",
    )


def draft_refusal(user: User, campaign: Campaign) -> list[Finding]:
    """Changing what a plan says: its planners, until it is issued."""
    findings = plan_refusal(user, campaign)
    if campaign.state != CampaignState.DRAFT:
        message = f"{campaign.document} đã ban hành; chỉ thay đổi bằng văn bản bổ sung có số."
        findings.append(Finding("campaign.issued", Severity.BLOCK, message))
    return findings


def prompt_refusal(user: User, campaign: Campaign) -> list[Finding]:
    plan = campaign.plan
    message = f"Gợi ý kiểm điểm do Ban Tổ chức tham mưu, {plan.prompts.issuer} ban hành."
    return [
        replace(finding, reference=plan.cite(Topic.PROMPT_ISSUER))
        for finding in refusal(holds(user, "issue_prompts", campaign.issuer), "prompt.issue", message)
    ]


def forms_refusal(user: User, campaign: Campaign, unit: Organization | None) -> list[Finding]:
    """Printing all forms of a unit, or of the whole campaign: whoever leads the unit, and the staff who weigh them."""
    place = unit or campaign.issuer
    return refusal(
        leads(user, place)
        or any(holds(user, codename, place) for codename in ("lead_review", "appraise", "decide", "inspect")),
        "forms.print",
        f"Các biểu mẫu của {place} do lãnh đạo, cán bộ tham mưu của {place} hoặc Ban Tổ chức lập bản in.",
    )


def reads_figures(user: User, campaign: Campaign) -> bool:
    """Sees all figures and reports that come in: the organization board, the authority, inspectors, the planners."""
    return any(holds(user, codename, campaign.issuer) for codename in ("appraise", "decide", "inspect", "lead_review"))


def figures_refusal(user: User, campaign: Campaign, office: Organization) -> list[Finding]:
    """Entering and sending figures: the office that collects them, while the campaign runs."""
    return [
        *refusal(acts_for(user, office), "figures.enter", f"Số liệu này do {office} tổng hợp, ghi và gửi."),
        *running(campaign),
    ]


def figures_return_refusal(user: User, campaign: Campaign) -> list[Finding]:
    """Sending figures back: the organization board, which appraises with them."""
    return [
        *refusal(
            holds(user, "appraise", campaign.issuer),
            "figures.return",
            f"Số liệu do Ban Tổ chức của {campaign.issuer} trả lại.",
        ),
        *running(campaign),
    ]


def report_refusal(user: User, campaign: Campaign, what: str, *bodies: Organization) -> list[Finding]:
    """Recording a step of a report: one of the bodies whose step it is."""
    who = ", ".join(dict.fromkeys(str(body) for body in bodies))
    return [
        *refusal(any(acts_for(user, body) for body in bodies), "report.record", f"{what} do {who} ghi."),
        *running(campaign),
    ]
