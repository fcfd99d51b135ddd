"""Setting the day on which a unit sums up its year."""

from __future__ import annotations

from datetime import date

from organizations.choices import AuditAction
from organizations.models import Organization, User
from organizations.services.acts import recorded
from reviews.models import Campaign, Review, SummaryDay
from reviews.permissions import manages_venue, refusal
from reviews.rules.findings import Finding, Severity, refuse_if_blocking
from reviews.selectors.summaries import setting_findings, summary_milestone
from reviews.services.campaigns import locked_campaign


@recorded(AuditAction.PLAN_CHANGE, of=(Campaign, "campaign_id"))
def set_summary_day(
    *, campaign_id: int, organization: Organization, held_on: date, by: User, on: date
) -> list[Finding]:
    """Write down or move the day; returns what is not rated yet (P1-II.4-a, P4-2.3-ac).

    Refused for a unit that is not in the campaign, by whoever does not lead the unit or its review, and where the plan
    holds the order strictly and the day has already come.
    """
    campaign = locked_campaign(campaign_id)
    findings = refusal(
        manages_venue(by, organization),
        "summary.day",
        f"Ngày tổng kết công tác năm do người đứng đầu hoặc cán bộ được giao của {organization} ghi.",
    )
    if summary_milestone(campaign.plan) is None or campaign.is_draft:
        findings.append(Finding("summary.plan", Severity.BLOCK, "Đợt này không hỏi ngày tổng kết công tác năm."))
    elif not Review.objects.included().filter(campaign=campaign, unit=organization).exists():
        message = f"{organization} không có hồ sơ kiểm điểm trong đợt này."
        findings.append(Finding("summary.unit", Severity.BLOCK, message))
    else:
        findings += setting_findings(campaign, organization, held_on, on=on)
    warnings = refuse_if_blocking(findings)
    SummaryDay.objects.update_or_create(
        campaign=campaign, organization=organization, defaults={"held_on": held_on, "set_by": by}
    )
    return warnings
