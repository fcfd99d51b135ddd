"""Who attends and directs under the province plan of 2023: assigned, invited, members only (P1 II.7, II.8.1)."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from organizations.choices import CollectiveKind, OrganizationKind, PostRole, Tier
from organizations.models import Organization
from reviews.choices import AttendeeRole, MeetingState, VenueKind
from reviews.duties import duties
from reviews.models import Meeting, ReviewDirector
from reviews.rules.findings import RuleViolation
from reviews.selectors.venues import Venue
from reviews.services import meetings, sittings
from reviews.services.directors import assign_director, take_back_director
from tests import steps
from tests.factories.organizations import CollectiveFactory, OrganizationFactory, PostFactory
from tests.factories.reviews import DirectorFactory, PromptFactory, ReviewFactory, ReviewVenueFactory
from tests.reviews.test_pages import assert_flat, signed_in
from tests.reviews.test_province_plan import own, province
from tests.world import World, at, standing_on

__all__ = ["province"]


@pytest.fixture
def affairs(province: World) -> Organization:
    """Ban cán sự Đảng of the people's committee, led by its own account."""
    body = OrganizationFactory.create(
        parent=province.district,
        kind=OrganizationKind.PARTY_AFFAIRS_COMMITTEE,
        tier=Tier.PROVINCE,
        name="Ban cán sự Đảng UBND tỉnh",
    )
    leadership = CollectiveFactory.create(organization=body, kind=CollectiveKind.BOARD_LEADERSHIP)
    leader = province.add("affairs", "Tạ Văn Cán", cell=province.village)
    PostFactory.create(person=leader, collective=leadership, role=PostRole.HEAD)
    return body


def assign(world: World, unit: Organization, who: str, *, by: str = "planner", **changed: object) -> ReviewDirector:
    with standing_on(14) as now:
        known: dict[str, object] = {
            "body": world.district,
            "stands_in_for": None,
            "document_number": "12-TB/TU",
            "document_on": date(2023, 11, 14),
        }
        return assign_director(
            campaign_id=world.campaign.pk,
            organization=unit,
            person=world.people[who],
            by=world.users[by],
            now=now,
            **(known | changed),  # type: ignore[arg-type]
        )


def prompted_office(world: World) -> Meeting:
    """The office has a prompt and plans its meeting; its report goes round."""
    steps.submit(world, world.collective_review(), by="head", day=13)
    PromptFactory.create(review=world.review_of("third"), issued_by=world.users["officer"])
    return steps.plan_office(world, day=21)


def invite(world: World, meeting: Meeting) -> None:
    with standing_on(16) as now:
        meetings.send_drafts(meeting_id=meeting.pk, by=world.users["head"], on=now.date(), now=now)
        meetings.invite(meeting_id=meeting.pk, by=world.users["head"], now=now)


def test_unit_with_a_prompt_invites_nobody_until_its_director_is_assigned(province: World) -> None:
    """P1-II.7-c"""
    meeting = prompted_office(province)
    with pytest.raises(RuleViolation) as caught:
        invite(province, meeting)
    assert "P1-II.7-c" in own(province, caught)
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.PLANNED
    with standing_on(14):
        room = signed_in(province.users["head"]).get(reverse("meeting", args=(meeting.pk,))).content.decode()
    assert "phân công 01 đồng chí trong Ban Thường vụ dự chỉ đạo" in room
    assign(province, province.office, "secretary")
    directing = meeting.attendees.get(person=province.people["secretary"])
    assert (directing.role, directing.may_vote) == (AttendeeRole.SUPERVISOR, False)
    invite(province, meeting)
    assert province.users["secretary"].notices.filter(subject__contains="Phân công dự chỉ đạo").count() == 1


def test_meeting_does_not_open_once_the_assignment_was_taken_back(province: World) -> None:
    """P1-II.7-c"""
    meeting = prompted_office(province)
    director = assign(province, province.office, "secretary")
    invite(province, meeting)
    take_back_director(director_id=director.pk, by=province.users["planner"])
    assert not meeting.attendees.filter(person=province.people["secretary"]).exists()
    with standing_on(21) as now:
        meetings.record_everybody_present(meeting_id=meeting.pk, by=province.users["head"])
        with pytest.raises(RuleViolation) as caught:
            sittings.open_meeting(meeting_id=meeting.pk, by=province.users["head"], on=now.date(), now=now)
    assert "P1-II.7-c" in own(province, caught)
    meeting.refresh_from_db()
    assert meeting.opened_at is None


def test_one_member_of_the_standing_committee_is_sent_and_no_second_one(province: World) -> None:
    """P1-II.7-c"""
    prompted_office(province)
    with pytest.raises(RuleViolation) as caught:
        assign(province, province.office, "officer")
    assert own(province, caught) == {"P1-II.7-c"}
    assign(province, province.office, "secretary")
    with pytest.raises(RuleViolation) as caught:
        assign(province, province.office, "supervisor")
    assert own(province, caught) == {"P1-II.7-c"}
    with pytest.raises(RuleViolation):
        assign(province, province.office, "secretary")
    assert ReviewDirector.objects.count() == 1


def test_who_stands_in_for_another_is_sent_in_his_place(province: World) -> None:
    """P1-II.7-c, P1-II.7-b"""
    meeting = prompted_office(province)
    assign(province, province.office, "secretary")
    sent = assign(province, province.office, "supervisor", stands_in_for=province.people["secretary"])
    assert list(ReviewDirector.objects.all()) == [sent]
    assert not meeting.attendees.filter(person=province.people["secretary"]).exists()
    assert meeting.attendees.filter(person=province.people["supervisor"]).exists()
    with standing_on(15):
        address = reverse("campaign-directors", args=(province.campaign.pk,))
        page = signed_in(province.users["planner"]).get(address).content.decode()
    assert "thay đồng chí Hoàng Văn Nam" in page
    assert "12-TB/TU" in page


@pytest.mark.parametrize("changed", [{"document_number": " "}, {"stands_in_for": "secretary"}, {"by": "third"}])
def test_assignment_without_document_for_himself_or_by_a_stranger_is_refused(
    province: World, changed: dict[str, str]
) -> None:
    prompted_office(province)
    known: dict[str, object] = dict(changed)
    if "stands_in_for" in changed:
        known["stands_in_for"] = province.people["secretary"]
    with pytest.raises(RuleViolation):
        assign(province, province.office, "secretary", **known)  # type: ignore[arg-type]
    assert not ReviewDirector.objects.exists()


def test_government_units_are_assigned_by_their_party_affairs_committee(province: World, affairs: Organization) -> None:
    """P1-II.7-e"""
    with pytest.raises(RuleViolation) as caught:
        assign(province, province.office, "secretary")
    assert own(province, caught) == {"P1-II.7-e"}
    with pytest.raises(RuleViolation) as caught:
        assign(province, province.commune, "affairs", by="affairs", body=affairs)
    assert own(province, caught) == {"P1-II.7-c"}  # a Party committee's is not its to assign
    assert not ReviewDirector.objects.exists()
    assign(province, province.office, "affairs", by="affairs", body=affairs)
    # Where there is a prompt the issuer sends its one member besides.
    prompted_office(province)
    assign(province, province.office, "secretary")
    assert ReviewDirector.objects.filter(organization=province.office).count() == 2


def test_party_affairs_committee_opens_the_page_and_writes_its_own_only(province: World, affairs: Organization) -> None:
    """P1-II.7-e"""
    theirs = assign(province, province.commune, "supervisor")
    client, address = signed_in(province.users["affairs"]), reverse("campaign-directors", args=(province.campaign.pk,))
    sent = {
        "organization": province.office.pk,
        "body": affairs.pk,
        "person": province.people["affairs"].pk,
        "document_number": "3-CV/BCSĐ",
        "document_on": "2023-11-14",
    }
    with standing_on(14):
        assert client.post(address, {**sent, "body": province.district.pk}).status_code == 422
        assert client.post(address, sent).status_code == 302
        taken = client.post(reverse("director-take-back", args=(province.campaign.pk, theirs.pk)))
        assert taken.status_code == 422
        for key in ("third", "officer", "secretary", "village_secretary"):
            found = signed_in(province.users[key]).get(address).status_code
            assert found == (200 if key == "officer" else 404), key
    assert ReviewDirector.objects.count() == 2


def test_duty_to_assign_is_due_the_day_before_the_units_meeting(province: World) -> None:
    """P1-II.7-c"""
    prompted_office(province)

    def due() -> list[date | None]:
        with standing_on(14) as now:
            found = duties(province.campaign, on=now.date(), user=province.users["planner"])
        return [row.due_on for row in found if row.key == "directors"]

    assert due() == [date(2023, 11, 20)]
    assign(province, province.office, "secretary")
    assert due() == []


def conference(world: World) -> Meeting:
    with standing_on(13):
        return meetings.plan_meeting(
            campaign=world.campaign,
            venue=Venue(kind=VenueKind.COLLECTIVE, collective=world.standing),
            starts_on=at(28).date(),
            half_days=4,
            place="Hội trường",
            chair=world.people["secretary"],
            clerk=world.people["deputy"],
            by=world.users["planner"],
        )


def test_conference_of_the_standing_committee_refuses_who_is_no_member_and_warns_of_guests(province: World) -> None:
    """P1-8.1-b"""
    meeting = conference(province)
    meetings.add_guest(
        meeting_id=meeting.pk,
        person=province.people["officer"],
        role=AttendeeRole.GUEST,
        by=province.users["planner"],
    )
    with standing_on(20) as now:
        warnings = meetings.invite(meeting_id=meeting.pk, by=province.users["planner"], now=now)
    assert [(row.code, row.clause) for row in warnings] == [("meeting.guest", "P1-8.1-b")]
    Meeting.objects.filter(pk=meeting.pk).update(state=MeetingState.PLANNED)
    meeting.attendees.create(person=province.people["third"], role=AttendeeRole.MEMBER)
    with standing_on(20) as now, pytest.raises(RuleViolation) as caught:
        meetings.invite(meeting_id=meeting.pk, by=province.users["planner"], now=now)
    assert "P1-8.1-b" in own(province, caught)
    assert "Phạm Thị Lan" in str(caught.value)
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.PLANNED


def test_database_keeps_an_assignment_once_with_its_document_and_for_another(province: World) -> None:
    row = DirectorFactory.create(
        campaign=province.campaign, organization=province.office, person=province.people["secretary"]
    )
    for name, changed in (
        ("an_assignment_has_its_document", {"document_number": ""}),
        ("nobody_stands_in_for_himself", {"stands_in_for": row.person}),
    ):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            ReviewDirector.objects.filter(pk=row.pk).update(**changed)
    with pytest.raises(IntegrityError), transaction.atomic():
        DirectorFactory.create(campaign=row.campaign, organization=row.organization, person=row.person)


@pytest.mark.parametrize("name", ["campaign-directors", "home"])
def test_directors_cost_the_same_with_many_units(province: World, name: str) -> None:
    def add(count: int) -> None:
        for _ in range(count):
            unit = OrganizationFactory.create(
                parent=province.district, kind=OrganizationKind.DEPARTMENT, name="Sở phải đếm"
            )
            body = CollectiveFactory.create(organization=unit, kind=CollectiveKind.AGENCY_LEADERSHIP)
            for review in ReviewFactory.create_batch(2, campaign=province.campaign, unit=unit):
                ReviewVenueFactory.create(review=review, kind=VenueKind.COLLECTIVE, cell=None, collective=body)
                PromptFactory.create(review=review)
            DirectorFactory.create_batch(2, campaign=province.campaign, organization=unit)

    address = reverse(name, args=() if name == "home" else (province.campaign.pk,))
    with standing_on(14):
        row = " " if name == "home" else "Sở phải đếm"  # the first page has one line for all of them
        assert_flat(signed_in(province.users["planner"]), address, add, row=row)
