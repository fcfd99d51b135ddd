"""Who sees a meeting and runs it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from organizations.permissions import granted, leads, led_organizations
from reviews.choices import MeetingState
from reviews.permissions.common import REVIEW_STAFF, manages_venue, refusal
from reviews.rules.findings import Finding

if TYPE_CHECKING:
    from organizations.models import Organization, User
    from reviews.models import (
        Meeting,
    )
    from reviews.models.meeting import MeetingQuerySet


def visible_meetings(rows: MeetingQuerySet, user: User) -> MeetingQuerySet:
    from reviews.models import MeetingAttendee

    condition = granted(user, "unit_path", *REVIEW_STAFF)
    if user.person_id is not None:
        attending = MeetingAttendee.objects.filter(meeting=OuterRef("pk"), person_id=user.person_id)
        led = [organization.pk for organization in led_organizations(user)]
        condition |= (
            Q(chair_id=user.person_id)
            | Q(clerk_id=user.person_id)
            | Q(cell_id__in=led)
            | Q(collective__organization_id__in=led)
            | (Q(Exists(attending)) & ~Q(state=MeetingState.PLANNED))
        )
    return rows.filter(condition)


def meeting_refusal(user: User, meeting: Meeting) -> list[Finding]:
    allowed = (user.person_id is not None and user.person_id in (meeting.chair_id, meeting.clerk_id)) or manages_venue(
        user, meeting.organization
    )
    return refusal(
        allowed, "meeting.run", f"Chủ trì ({meeting.chair}) hoặc thư ký ({meeting.clerk}) hội nghị thực hiện việc này."
    )


def group_refusal(user: User, meeting: Meeting, group: Organization) -> list[Finding]:
    """Whoever runs the cell's meeting, or leads the party group that reports to it (P4-1.4.3-e)."""
    return [] if leads(user, group) else meeting_refusal(user, meeting)
