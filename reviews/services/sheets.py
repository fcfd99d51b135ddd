"""Writing the criteria of an annex into a plan that is still a draft."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from organizations.choices import AuditAction
from organizations.models import User
from organizations.services.acts import recorded
from organizations.text import nfc
from reviews.models import Campaign, ScoreCriterion
from reviews.permissions import draft_refusal
from reviews.rules.findings import Finding, Severity, refuse_if_blocking
from reviews.rules.scoring import check_criteria
from reviews.selectors.sheets import sheets_of
from reviews.services.campaigns import locked_campaign


@dataclass(frozen=True, slots=True)
class WrittenCriterion:
    """One line as typed; ``most`` is None where nothing was written."""

    group: str
    text: str
    most: Decimal | None


@recorded(AuditAction.PLAN_CHANGE, of=(Campaign, "campaign_id"))
def write_sheet(*, campaign_id: int, annex: str, criteria: Sequence[WrittenCriterion], by: User) -> None:
    """Put these criteria in the place of the annex's earlier ones; none at all takes them away again.

    Raises ``RuleViolation`` for an annex on which nobody is scored, a line without words or points, and criteria that
    do not add up to the whole scale (P2-IV.2-a).
    """
    campaign = locked_campaign(campaign_id)
    findings = draft_refusal(by, campaign)
    plan = campaign.plan
    if annex not in {sheet.annex for sheet in sheets_of(campaign)}:
        message = f"Kế hoạch không chấm điểm đối tượng nào theo Phụ lục {annex}."
        findings.append(Finding("sheet.unknown", Severity.BLOCK, message))
    refuse_if_blocking(findings)
    assert plan.scoring is not None
    for number, row in enumerate(criteria, start=1):
        if not row.text.strip():
            findings.append(Finding("sheet.text", Severity.BLOCK, f"Dòng {number}: chưa ghi tiêu chí."))
        if row.most is None:
            findings.append(Finding("sheet.most", Severity.BLOCK, f"Dòng {number}: chưa ghi điểm tối đa."))
    refuse_if_blocking(findings)
    worth = [(row, row.most) for row in criteria if row.most is not None]
    if worth:
        refuse_if_blocking(check_criteria([most for _row, most in worth], plan.scoring))
    ScoreCriterion.objects.filter(campaign=campaign, annex=annex).delete()
    ScoreCriterion.objects.bulk_create(
        ScoreCriterion(
            campaign=campaign,
            annex=annex,
            place=place,
            group=nfc(row.group.strip()),
            text=nfc(row.text.strip()),
            most=most,
        )
        for place, (row, most) in enumerate(worth, start=1)
    )
