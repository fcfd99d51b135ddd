"""Who sees and holds the polls on leaders at work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from organizations.permissions import holds
from reviews.permissions.common import refusal, running
from reviews.rules.findings import Finding

if TYPE_CHECKING:
    from organizations.models import User
    from reviews.models import Campaign

#: The organization board of the issuer: its planners, and those who appraise.
POLLSTERS = ("lead_review", "appraise")


def may_see_polls(user: User, campaign: Campaign) -> bool:
    """Who is asked about leaders is prepared by the planners and read by those who weigh the answers."""
    return any(holds(user, codename, campaign.issuer) for codename in (*POLLSTERS, "decide", "inspect"))


def poll_refusal(user: User, campaign: Campaign) -> list[Finding]:
    """Preparing a poll, noting who took a sheet and entering what was counted: the organization board."""
    return [
        *refusal(
            any(holds(user, codename, campaign.issuer) for codename in POLLSTERS),
            "poll.hold",
            f"Lấy ý kiến nơi công tác do cán bộ tham mưu, Ban Tổ chức của {campaign.issuer} lập và ghi kết quả.",
        ),
        *running(campaign),
    ]
