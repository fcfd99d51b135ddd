"""A cell of the commune leaves members to its party group, hears its report, and only then votes (P4 II.1.4.3)."""

from __future__ import annotations

import pytest
from django.urls import reverse

from organizations.choices import CollectiveKind, OrganizationKind, PostRole, Tier
from organizations.models import Organization
from ratings.selectors.ballot_opening import first_opening_findings
from reviews.choices import EntryState, ItemState, MeetingState, VenueKind
from reviews.models import AgendaItem, FormEntry, GroupReview, Meeting
from reviews.rules.findings import RuleViolation
from reviews.selectors.party_groups import groups_of
from reviews.selectors.room import room
from reviews.selectors.venues import Venue
from reviews.services import meetings, sittings
from reviews.services.party_groups import leave_to_group, report_group, take_back
from tests import steps
from tests.factories.organizations import CollectiveFactory, OrganizationFactory, PostFactory
from tests.reviews.test_commune_plan import commune, issue
from tests.reviews.test_pages import signed_in
from tests.world import World, at, standing_on

__all__ = ["commune"]


@pytest.fixture
def group(commune: World) -> Organization:
    """The village's second party group, led by a villager."""
    made = OrganizationFactory.create(
        parent=commune.village, kind=OrganizationKind.PARTY_GROUP, tier=Tier.CELL, name="Tổ đảng số 2"
    )
    body = CollectiveFactory.create(organization=made, kind=CollectiveKind.WHOLE_CELL)
    PostFactory.create(person=commune.people["villager3"], collective=body, role=PostRole.HEAD)
    return made


@pytest.fixture
def meeting(commune: World, group: Organization) -> Meeting:
    issue(commune)
    for key in ("villager1", "villager2"):
        steps.submit(commune, commune.review_of(key), by=key)
    with standing_on(8):
        return meetings.plan_meeting(
            campaign=commune.campaign,
            venue=Venue(kind=VenueKind.CELL, cell=commune.village),
            starts_on=at(24).date(),
            half_days=1,
            place="Nhà văn hóa",
            chair=commune.people["village_secretary"],
            clerk=commune.people["vice"],
            by=commune.users["planner"],
        )


def item_of(world: World, meeting: Meeting, key: str) -> AgendaItem:
    return meeting.items.select_related("review").get(review__person=world.people[key])


def left(world: World, meeting: Meeting, group: Organization, *keys: str) -> GroupReview:
    return leave_to_group(
        meeting_id=meeting.pk,
        group=group,
        held_on=at(20).date(),
        item_ids=[item_of(world, meeting, key).pk for key in keys],
        by=world.users["village_secretary"],
    )


def opened(meeting: Meeting) -> Meeting:
    Meeting.objects.filter(pk=meeting.pk).update(
        state=MeetingState.OPEN, invited_at=at(20), opened_at=at(24), starts_on=at(24).date()
    )
    return Meeting.objects.select_related("campaign__issuer", "cell", "collective", "chair", "clerk").get(pk=meeting.pk)


def waits_for_report(meeting: Meeting) -> list[str]:
    found = first_opening_findings(meeting, questions=[], voters=[])
    return [row.message for row in found if row.clause == "P4-1.4.3-e"]


def test_ballot_of_the_cell_waits_for_the_report_that_concludes_the_members(
    commune: World, meeting: Meeting, group: Organization
) -> None:
    """P4-1.4.3-e"""
    found = left(commune, meeting, group, "villager1", "villager2")
    meeting = opened(meeting)
    (waiting,) = waits_for_report(meeting)
    assert waiting.startswith("Tổ đảng số 2 chưa báo cáo kết quả với chi bộ: chưa xếp loại được 2 đảng viên")
    results = {item.pk: f"Nhất trí với {item.review}." for item in found.items.all()}
    with standing_on(24, 9) as now:
        report_group(group_review_id=found.pk, results=results, by=commune.users["village_secretary"], now=now)
    assert waits_for_report(meeting) == []
    item = item_of(commune, meeting, "villager1")
    assert (item.state, item.conclusion) == (
        ItemState.CONCLUDED,
        f"Kiểm điểm ở Tổ đảng số 2 ngày 20/11/2023. Nhất trí với {item.review}.",
    )
    assert FormEntry.objects.get(review=item.review).state == EntryState.REVISING
    assert item_of(commune, meeting, "villager3").state == ItemState.PENDING


def test_member_left_to_a_group_is_not_taken_up_in_the_cell_as_well(
    commune: World, meeting: Meeting, group: Organization
) -> None:
    """P4-1.4.3-e"""
    found = left(commune, meeting, group, "villager1")
    meeting = opened(meeting)
    item = item_of(commune, meeting, "villager1")
    with standing_on(24, 9) as now, pytest.raises(RuleViolation) as refused:
        sittings.start_item(
            item_id=item.pk,
            presenter=commune.people["villager1"],
            authorization="",
            by=commune.users["village_secretary"],
            now=now,
        )
    assert "item.in_group" in [row.code for row in refused.value.findings]
    (row,) = [row for row in room(meeting, on=at(24).date()).items if row.item == item]
    assert row.in_group
    take_back(group_review_id=found.pk, by=commune.users["village_secretary"])
    (row,) = [row for row in room(meeting, on=at(24).date()).items if row.item == item]
    assert not row.in_group


def test_group_reports_while_the_cell_sits_and_once(commune: World, meeting: Meeting, group: Organization) -> None:
    """P4-1.4.3-e"""
    found = left(commune, meeting, group, "villager1")
    results = {item_of(commune, meeting, "villager1").pk: "Nhất trí."}

    def report() -> None:
        with standing_on(24, 9) as now:
            report_group(group_review_id=found.pk, results=results, by=commune.users["villager3"], now=now)

    with pytest.raises(RuleViolation, match="khi chi bộ đang họp"):
        report()
    opened(meeting)
    report()
    with pytest.raises(RuleViolation, match="đã báo cáo kết quả"):
        report()
    with pytest.raises(RuleViolation, match="đã báo cáo kết quả"):
        take_back(group_review_id=found.pk, by=commune.users["village_secretary"])


def test_only_a_group_of_this_cell_takes_members_and_only_those_who_run_the_meeting_leave_them(
    commune: World, meeting: Meeting, group: Organization
) -> None:
    """P4-1.4.3-e"""
    stranger = OrganizationFactory.create(
        parent=commune.cell, kind=OrganizationKind.PARTY_GROUP, tier=Tier.CELL, name="Tổ đảng nơi khác"
    )
    with pytest.raises(RuleViolation, match="không phải tổ đảng của"):
        left(commune, meeting, stranger, "villager1")
    left(commune, meeting, group, "villager1")
    with pytest.raises(RuleViolation, match="đã có danh sách kiểm điểm"):
        left(commune, meeting, group, "villager2")
    item = item_of(commune, meeting, "villager2")
    with pytest.raises(RuleViolation) as refused:
        leave_to_group(
            meeting_id=meeting.pk,
            group=group,
            held_on=at(20).date(),
            item_ids=[item.pk],
            by=commune.users["villager3"],
        )
    assert "permission.meeting.run" in [row.code for row in refused.value.findings]
    assert GroupReview.objects.count() == 1


def test_pages_take_the_list_and_the_report(commune: World, meeting: Meeting, group: Organization) -> None:
    """P4-1.4.3-e"""
    client, item = signed_in(commune.users["village_secretary"]), item_of(commune, meeting, "villager1")
    address = reverse("meeting-groups", args=(meeting.pk,))
    assert address in client.get(reverse("meeting", args=(meeting.pk,))).content.decode()
    sent = {"group": group.pk, "held_on": "2023-11-20"}
    refused = client.post(address, sent)
    assert (refused.status_code, GroupReview.objects.count()) == (422, 0)
    assert "Chọn đảng viên kiểm điểm ở Tổ đảng số 2." in refused.content.decode()
    assert client.post(address, {**sent, "item_ids": [item.pk]}).status_code == 302
    found = GroupReview.objects.get()
    opened(meeting)
    assert "Kiểm điểm ở tổ đảng, chờ báo cáo" in client.get(reverse("meeting", args=(meeting.pk,))).content.decode()
    report = reverse("group-report", args=(meeting.pk, found.pk))
    with standing_on(24, 9):
        assert client.get(report).status_code == 200
        assert client.post(report, {f"item_{item.pk}": " "}).status_code == 422
        assert client.post(report, {f"item_{item.pk}": "Nhất trí."}).status_code == 302
        assert "Nhất trí." in client.get(report).content.decode()
        assert "Đã báo cáo chi bộ" in client.get(address).content.decode()
        taken = client.post(reverse("group-take-back", args=(meeting.pk, found.pk)))
    assert (taken.status_code, GroupReview.objects.count()) == (422, 1)


def test_cell_without_party_groups_or_under_another_plan_has_no_such_page(commune: World, meeting: Meeting) -> None:
    Organization.objects.filter(kind=OrganizationKind.PARTY_GROUP).update(kind=OrganizationKind.MASS_ORGANIZATION)
    address = reverse("meeting-groups", args=(meeting.pk,))
    assert signed_in(commune.users["village_secretary"]).get(address).status_code == 404


def test_district_plan_knows_no_party_groups(world: World) -> None:
    cell = steps.plan_cell(world)
    OrganizationFactory.create(
        parent=world.cell, kind=OrganizationKind.PARTY_GROUP, tier=Tier.CELL, name="Tổ đảng số 1"
    )
    assert not groups_of(cell).exists()
