"""Leaving the review of members to a party group of the cell, and taking its report."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from organizations.choices import AuditAction
from organizations.models import Organization, User
from organizations.services.acts import recorded
from organizations.text import nfc
from reviews.choices import ItemState, MeetingState
from reviews.models import AgendaItem, GroupReview, Meeting
from reviews.permissions import group_refusal, meeting_refusal
from reviews.rules.findings import Finding, Severity, refuse_if_blocking
from reviews.rules.party_groups import check_group, check_group_report
from reviews.selectors.party_groups import group_items, groups_of
from reviews.services.entries import open_for_revision
from reviews.services.meetings import locked_meeting


@recorded(AuditAction.GROUP)
def leave_to_group(
    *, meeting_id: int, group: Organization, held_on: date, item_ids: Collection[int], by: User
) -> GroupReview:
    """The cell has some members reviewed in a party group of its own (P4-1.4.3-e).

    Raises ``RuleViolation`` for a group of another cell, a group that has its members already, a body instead of a
    member, and whoever was taken up in the cell or left to another group.
    """
    meeting = locked_meeting(meeting_id)
    items = list(
        meeting.items.filter(pk__in=item_ids).select_related(
            "review__person", "review__collective", "group_review__group"
        )
    )
    refuse_if_blocking(
        [
            *meeting_refusal(by, meeting),
            *_not_over(meeting),
            *_of_the_cell(meeting, group),
            *check_group(str(group), group_items(items), meeting.campaign.plan),
        ]
    )
    try:
        with transaction.atomic():
            found = GroupReview.objects.create(meeting=meeting, group=group, held_on=held_on, recorded_by=by)
    except IntegrityError:
        refuse_if_blocking([Finding("group.twice", Severity.BLOCK, f"{group} đã có danh sách kiểm điểm.")])
        raise
    AgendaItem.objects.filter(pk__in=[item.pk for item in items]).update(group_review=found)
    return found


@recorded(AuditAction.GROUP)
def report_group(*, group_review_id: int, results: Mapping[int, str], by: User, now: datetime) -> GroupReview:
    """The group reports to the sitting cell what its review gave for each member; that concludes their items.

    ``results`` by the item's id. The cell rates them itself (P4-1.4.3-e).
    """
    found = GroupReview.objects.select_related("group").get(pk=group_review_id)
    meeting = found.meeting = locked_meeting(found.meeting_id)
    found.refresh_from_db(fields=("reported_at",))
    items = list(found.items.select_related("review__person", "review__collective", "group_review__group"))
    refuse_if_blocking(
        [
            *group_refusal(by, meeting, found.group),
            *_not_reported(found),
            *_sitting(meeting),
            *check_group_report(
                str(found.group),
                group_items(items, results),
                held_on=found.held_on,
                on=timezone.localdate(now),
                plan=meeting.campaign.plan,
            ),
        ]
    )
    for item in items:
        said = nfc(results[item.pk].strip())
        item.state = ItemState.CONCLUDED
        item.concluded_at = now
        item.conclusion = f"Kiểm điểm ở {found.group} ngày {found.held_on:%d/%m/%Y}. {said}"
        item.save(update_fields=("state", "concluded_at", "conclusion"))
        open_for_revision(review=item.review)
    found.reported_at, found.reported_by = now, by
    found.save(update_fields=("reported_at", "reported_by"))
    return found


@recorded(AuditAction.GROUP_END, of=(GroupReview, "group_review_id"))
def take_back(*, group_review_id: int, by: User) -> None:
    """The cell reviews these members itself after all; not once the group has reported."""
    found = GroupReview.objects.get(pk=group_review_id)
    meeting = locked_meeting(found.meeting_id)
    found.refresh_from_db(fields=("reported_at",))
    refuse_if_blocking([*meeting_refusal(by, meeting), *_not_reported(found)])
    found.delete()


def _not_over(meeting: Meeting) -> list[Finding]:
    if meeting.state != MeetingState.CONCLUDED:
        return []
    return [Finding("meeting.concluded", Severity.BLOCK, "Hội nghị đã bế mạc; biên bản không sửa được nữa.")]


def _sitting(meeting: Meeting) -> list[Finding]:
    if meeting.state == MeetingState.OPEN:
        return []
    return [Finding("meeting.not_open", Severity.BLOCK, "Tổ đảng báo cáo kết quả khi chi bộ đang họp.")]


def _not_reported(found: GroupReview) -> list[Finding]:
    if found.reported_at is None:
        return []
    return [Finding("group.reported", Severity.BLOCK, f"{found.group} đã báo cáo kết quả với chi bộ.")]


def _of_the_cell(meeting: Meeting, group: Organization) -> list[Finding]:
    if groups_of(meeting).filter(pk=group.pk).exists():
        return []
    return [Finding("group.of_the_cell", Severity.BLOCK, f"{group} không phải tổ đảng của {meeting.venue_name}.")]
