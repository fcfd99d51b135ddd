"""A committee's own values of a draft plan: each changed with its basis, each given back to the preset's."""

from __future__ import annotations

from organizations.choices import AuditAction
from organizations.models import User
from organizations.services.acts import recorded
from organizations.text import nfc
from reviews.models import Campaign
from reviews.permissions import draft_refusal
from reviews.rules.changes import Change, check_change, overrides_of
from reviews.rules.findings import Finding, RuleViolation, Severity, refuse_if_blocking
from reviews.rules.plan import load_preset
from reviews.rules.strict import PlanError
from reviews.services.campaigns import locked_campaign


def changes_of(campaign: Campaign) -> list[Change]:
    return [Change(**change) for change in campaign.changes]


@recorded(AuditAction.PLAN_CHANGE)
def change_value(*, campaign_id: int, key: str, written: str, section: str, quote: str, by: User) -> Campaign:
    """Write one value into the draft's plan; refused with the reader's own sentence when the plan cannot say so."""
    campaign = locked_campaign(campaign_id)
    plan = load_preset(campaign.preset)
    change = Change(key, nfc(written.strip()), nfc(section.strip()), nfc(quote.strip()))
    refuse_if_blocking([*draft_refusal(by, campaign), *check_change(plan, change)])
    changes = [*(row for row in changes_of(campaign) if row.key != key), change]
    try:
        plan.with_overrides(overrides_of(plan, changes))
    except PlanError as error:
        raise RuleViolation([Finding("change.value", Severity.BLOCK, f"Giá trị {error.reason}.")]) from error
    return _write(campaign, changes)


@recorded(AuditAction.PLAN_CHANGE)
def reset_value(*, campaign_id: int, key: str, by: User) -> Campaign:
    """The preset's own value again."""
    campaign = locked_campaign(campaign_id)
    refuse_if_blocking(draft_refusal(by, campaign))
    return _write(campaign, [row for row in changes_of(campaign) if row.key != key])


def _write(campaign: Campaign, changes: list[Change]) -> Campaign:
    names = ("key", "written", "section", "quote")
    campaign.changes = [{name: getattr(row, name) for name in names} for row in changes]
    campaign.save(update_fields=("changes",))
    campaign.__dict__.pop("plan", None)
    return campaign
