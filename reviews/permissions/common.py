"""What every question of the year's work asks: who speaks for a body, and how a refusal is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from organizations.permissions import holds, leads
from reviews.choices import CampaignState
from reviews.rules.findings import Finding, Severity

if TYPE_CHECKING:
    from organizations.models import Organization, User
    from reviews.models import (
        Campaign,
    )


def refusal(allowed: bool, code: str, message: str) -> list[Finding]:
    return [] if allowed else [Finding(f"permission.{code}", Severity.BLOCK, message)]


#: Whoever holds one of these on a committee or above it reads its plan also before it is issued.
PLAN_READERS = ("lead_review", "appraise", "decide", "issue_prompts", "inspect")


def speaks_for(user: User, campaign: Campaign, unit: Organization | None) -> bool:
    """Reports the results of a unit, or without one of the whole campaign, in its name."""
    if unit is not None and unit.pk != campaign.issuer_id:
        return acts_for(user, unit)
    issuer = campaign.issuer
    return acts_for(user, issuer) or any(
        holds(user, codename, issuer) for codename in ("appraise", "decide", "inspect")
    )


def manages_venue(user: User, organization: Organization) -> bool:
    """May prepare and run meetings there: whoever leads the body, or the unit's review staff."""
    return leads(user, organization) or holds(user, "lead_review", organization)


def acts_for(user: User, organization: Organization) -> bool:
    """Speaks for an office or unit: whoever leads it, or holds "lead_review" on it."""
    return leads(user, organization) or holds(user, "lead_review", organization)


def running(campaign: Campaign) -> list[Finding]:
    if campaign.state == CampaignState.ISSUED:
        return []
    state = "chưa ban hành" if campaign.is_draft else "đã kết thúc"
    return [Finding("campaign.not_running", Severity.BLOCK, f"{campaign.document} {state}.")]
