"""Party groups of a cell: whom they review in its stead, and which of them have not reported yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db.models import QuerySet

from organizations.choices import OrganizationKind
from organizations.models import Organization
from reviews.choices import EntryState, ItemState
from reviews.models import AgendaItem, FormEntry, GroupReview, Meeting
from reviews.rules.findings import Finding
from reviews.rules.party_groups import GroupItem, check_groups_reported, reviews_in_groups


def groups_of(meeting: Meeting) -> QuerySet[Organization]:
    """The party groups of the cell that meets; none for a collective, or where the plan does not know of them."""
    if meeting.cell_id is None or not reviews_in_groups(meeting.campaign.plan):
        return Organization.objects.none()
    return Organization.objects.filter(parent_id=meeting.cell_id, kind=OrganizationKind.PARTY_GROUP).order_by("name")


def free_items(meeting: Meeting) -> QuerySet[AgendaItem]:
    """Members whom the cell has not taken up and left to no group."""
    rows = meeting.items.filter(state=ItemState.PENDING, review__person__isnull=False, group_review__isnull=True)
    return rows.select_related("review__person", "review__collective")


def group_items(items: Iterable[AgendaItem], results: Mapping[int, str] | None = None) -> list[GroupItem]:
    """The items as the rules see them: one more query, for the statements. ``results`` by the item's id."""
    rows = list(items)
    handed_in = set(
        FormEntry.objects.filter(review__in=[item.review_id for item in rows])
        .exclude(state=EntryState.DRAFT)
        .values_list("review_id", flat=True)
    )
    return [
        GroupItem(
            name=str(item.review),
            is_person=item.review.person_id is not None,
            pending=item.state == ItemState.PENDING,
            handed_in=item.review_id in handed_in,
            group=str(item.group_review) if item.group_review is not None else "",
            result=(results or {}).get(item.pk, ""),
        )
        for item in rows
    ]


def report_findings(meeting: Meeting) -> list[Finding]:
    """Which groups the ballot still waits for (P4-1.4.3-e).

    Three queries more, however many groups; none where the plan does not know of them.
    """
    if meeting.cell_id is None or not reviews_in_groups(meeting.campaign.plan):
        return []
    waiting = (
        GroupReview.objects.filter(meeting=meeting, reported_at__isnull=True)
        .select_related("group")
        .prefetch_related("items__review__person", "items__review__collective")
    )
    names = [(str(row), [str(item.review) for item in row.items.all()]) for row in waiting]
    return check_groups_reported(names, meeting.campaign.plan)
