"""Meetings under the commune plan of 2023: which body holds a review, and within which step (P4 3, steps 3 and 5)."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from organizations.choices import CollectiveKind, OrganizationKind, PostRole, Sector, Tier
from organizations.models import Collective
from reviews.choices import AttendeeRole, VenueKind
from reviews.duties import duties
from reviews.models import Meeting
from reviews.rules.findings import Finding, RuleViolation, Severity
from reviews.selectors.meetings import day_findings, notice_findings, venue_findings
from reviews.selectors.papers import minutes_payload
from reviews.selectors.records import invitation_payload
from reviews.selectors.room import room
from reviews.selectors.venues import Venue
from reviews.services import meetings
from reviews.services.campaigns import change_milestone, regenerate_subjects
from tests.classifying import association, committee_of, planned, seven_members
from tests.factories.organizations import CollectiveFactory, OrganizationFactory, PostFactory
from tests.reviews.test_commune_plan import commune, issue
from tests.reviews.test_pages import signed_in
from tests.world import World, at, standing_on

__all__ = ["commune"]

CALLED = "hội nghị bỏ phiếu phân loại cán bộ lãnh đạo"


def body(kind: CollectiveKind) -> Collective:
    return Collective.objects.get(kind=kind, organization__tier=Tier.COMMUNE)


def plan(world: World, collective: Collective, day: int) -> Meeting:
    return meetings.plan_meeting(
        campaign=world.campaign,
        venue=Venue(kind=VenueKind.COLLECTIVE, collective=collective),
        starts_on=at(day).date(),
        half_days=2,
        place="Hội trường",
        chair=world.people["commune_secretary"],
        clerk=world.people["vice"],
        by=world.users["planner"],
    )


def of_day(findings: list[Finding]) -> list[tuple[str, str, Severity]]:
    return [(row.code, row.clause, row.severity) for row in findings if row.code.startswith("deadline.")]


@pytest.mark.parametrize(
    ("day", "code"), [(23, "deadline.early"), (24, None), (27, None), (28, None), (29, "deadline.late")]
)
def test_committee_that_meets_outside_step_five_is_warned_in_its_room(
    commune: World, day: int, code: str | None
) -> None:
    """P4-3-B5-b: the window is 24 to 28 November."""
    issue(commune)
    with standing_on(8):
        meeting = plan(commune, body(CollectiveKind.EXECUTIVE_COMMITTEE), day)
        found = of_day(room(meeting, on=date(2023, 11, 8)).findings)
    assert found == ([(code, "P4-3-B5-b", Severity.WARN)] if code else [])


def test_meeting_moved_out_of_its_step_is_warned_and_the_campaigns_own_day_binds(commune: World) -> None:
    """P4-3-B5-b"""
    row = commune.campaign.milestones.get(code="P4-3-B5-b")
    with standing_on(2):
        change_milestone(
            milestone_id=row.pk, due_on=at(29).date(), change_reason="Công văn 9-CV/HU", by=commune.users["planner"]
        )
    issue(commune)
    with standing_on(8) as now:
        meeting = plan(commune, body(CollectiveKind.EXECUTIVE_COMMITTEE), 29)
        assert of_day(room(meeting, on=now.date()).findings) == []
        meeting = meetings.reschedule(
            meeting_id=meeting.pk, starts_on=at(30).date(), reason="Trùng lịch", by=commune.users["planner"], now=now
        )
        assert [row[0] for row in of_day(room(meeting, on=now.date()).findings)] == ["deadline.late"]


def test_district_plan_prints_no_day_for_a_body(world: World) -> None:
    venue = Venue(kind=VenueKind.COLLECTIVE, collective=world.leadership)
    assert day_findings(world.campaign, venue, date(2024, 6, 1)) == []


def test_peoples_committee_plans_no_review_of_its_own_and_a_mass_organization_does(commune: World) -> None:
    """P4-3-B3-d: at its own meeting the people's committee only votes and classifies."""
    veterans = OrganizationFactory.create(
        parent=commune.commune,
        kind=OrganizationKind.MASS_ORGANIZATION,
        tier=Tier.COMMUNE,
        sector=Sector.FRONT_MASS,
        name="Hội Cựu chiến binh xã",
    )
    board = CollectiveFactory.create(organization=veterans, kind=CollectiveKind.MASS_STANDING_COMMITTEE)
    for number, role in enumerate((PostRole.HEAD, PostRole.DEPUTY, PostRole.MEMBER), start=1):
        PostFactory.create(person=commune.people[f"villager{number}"], collective=board, role=role)
    regenerate_subjects(campaign_id=commune.campaign.pk, by=commune.users["planner"])
    issue(commune)
    with standing_on(8):
        with pytest.raises(RuleViolation) as refused:
            plan(commune, body(CollectiveKind.PEOPLES_COMMITTEE_LEADERSHIP), 15)
        assert [row.clause for row in refused.value.findings] == ["P4-3-B3-d"]
        meeting = plan(commune, board, 15)
    assert meeting.items.filter(review__collective=board).exists()


def test_page_says_where_the_peoples_committee_is_reviewed(commune: World) -> None:
    """P4-3-B3-d"""
    issue(commune)
    leaders = body(CollectiveKind.PEOPLES_COMMITTEE_LEADERSHIP)
    address = f"{reverse('meeting-new', args=(commune.campaign.pk,))}?collective={leaders.pk}"
    with standing_on(8):
        page = signed_in(commune.users["planner"]).get(address).content.decode()
    assert "không kiểm điểm ở hội nghị của mình mà kiểm điểm trước hội nghị Ban Chấp hành Đảng bộ" in page
    assert "mục II.3 Bước 3»" in page
    assert "Lập hội nghị chỉ bỏ phiếu" in page
    assert f"?collective={leaders.pk}&amp;viec=phan-loai" in page


def test_peoples_committee_plans_a_meeting_that_only_votes_with_its_seven_members(commune: World) -> None:
    """P4-3-B3-c, P4-3-B3-e"""
    leaders = seven_members(commune)
    issue(commune)
    client = signed_in(commune.users["chair"])
    address = f"{reverse('meeting-new', args=(commune.campaign.pk,))}?collective={leaders.pk}&viec=phan-loai"
    sent = {
        "starts_on": "2023-11-14",
        "half_days": "1",
        "place": "Hội trường",
        "chair": commune.people["chair"].pk,
        "clerk": commune.people["vice"].pk,
    }
    with standing_on(8):
        found = duties(commune.campaign, on=date(2023, 11, 8), user=commune.users["chair"])
        assert [row.path for row in found if row.title == f"Lập {CALLED}"] == [address]
        page = client.get(address).content.decode()
        assert f"<h1>Lập {CALLED}</h1>" in page
        assert "Lập hội nghị chỉ bỏ phiếu" not in page
        assert "Chưa lập được hội nghị" not in page
        answer = client.post(address, sent, follow=True)
    meeting = Meeting.objects.get(collective=leaders)
    assert answer.redirect_chain[-1][0] == reverse("meeting", args=(meeting.pk,))
    assert (meeting.only_votes, meeting.items.count()) == (True, 0)
    members = meeting.attendees.filter(role=AttendeeRole.MEMBER)
    assert [row.may_vote for row in members] == [True] * 7
    assert set(members.values_list("person", flat=True)) == set(leaders.posts.values_list("person", flat=True))
    with standing_on(8):
        assert room(meeting, on=date(2023, 11, 8)).findings == []
        found = duties(commune.campaign, on=date(2023, 11, 8), user=commune.users["chair"])
    of_meetings = {row.title for row in found if "hội nghị" in row.title}
    assert of_meetings >= {f"Gửi giấy mời {CALLED}"}
    assert not {row for row in of_meetings if row.startswith(("Lập", "Gửi dự thảo"))}


def test_nobody_else_meets_only_to_vote_and_no_draft_is_sent_there(commune: World) -> None:
    """P4-3-B3-e: neither a cell nor the committee; the database takes none of a cell."""
    issue(commune)
    committee = Venue(kind=VenueKind.COLLECTIVE, collective=body(CollectiveKind.EXECUTIVE_COMMITTEE))
    for venue in (Venue(kind=VenueKind.CELL, cell=commune.village), committee):
        (refused,) = venue_findings(commune.campaign, venue, only_votes=True)
        assert (refused.code, refused.severity) == ("venue.no_ballot", Severity.BLOCK)
    with standing_on(8), pytest.raises(RuleViolation, match="không có hội nghị chỉ bỏ phiếu"):
        planned(commune, body(CollectiveKind.EXECUTIVE_COMMITTEE), by="planner")
    with standing_on(9) as now:
        meeting = planned(commune, body(CollectiveKind.PEOPLES_COMMITTEE_LEADERSHIP))
        with pytest.raises(RuleViolation, match="không có dự thảo báo cáo để gửi"):
            meetings.send_drafts(meeting_id=meeting.pk, by=commune.users["chair"], on=now.date(), now=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Meeting.objects.filter(pk=meeting.pk).update(kind=VenueKind.CELL, cell=commune.village, collective=None)
    with standing_on(9), pytest.raises(RuleViolation, match=f"đã có {CALLED} trong đợt này"):
        planned(commune, body(CollectiveKind.PEOPLES_COMMITTEE_LEADERSHIP))


def test_step_of_the_peoples_committees_vote_is_the_third(commune: World) -> None:
    """P4-3-B3-a: 8 to 17 November."""
    issue(commune)
    meeting = planned(commune, body(CollectiveKind.PEOPLES_COMMITTEE_LEADERSHIP), day=18)
    found = of_day(room(meeting, on=date(2023, 11, 8)).findings)
    assert found == [("deadline.late", "P4-3-B3-a", Severity.WARN)]


def test_members_of_the_associations_committee_are_invited_with_a_vote_and_elsewhere_refused(commune: World) -> None:
    """P4-3-B3-c: the eleven of the association's committee; at other meetings the plan has no such seat."""
    board = association(commune)
    others = committee_of(commune)
    issue(commune)
    client = signed_in(commune.users["planner"])
    with standing_on(8):
        meeting = plan(commune, board, 15)
        page = client.get(reverse("meeting", args=(meeting.pk,))).content.decode()
        assert "Ủy viên Ban Chấp hành dự hội nghị này theo kế hoạch và bỏ phiếu." in page
        for person in others:
            sent = {"person": person.pk, "role": AttendeeRole.COMMITTEE}
            assert client.post(reverse("meeting-guest", args=(meeting.pk,)), sent).status_code == 302
        page = client.get(reverse("meeting", args=(meeting.pk,))).content.decode()
        assert "11 thành viên" in page
        rows = {row.person: (row.role, row.may_vote) for row in meeting.attendees.select_related("person")}
        assert [rows[person] for person in others] == [(AttendeeRole.COMMITTEE, True)] * 8
        assert meeting.attendees.filter(may_vote=True).count() == 11
        payload = invitation_payload(meeting, each=False)
        assert sum(row["post"] == "Ủy viên Ủy ban, Ban Chấp hành" for row in payload["guests"]) == 8
        elsewhere = plan(commune, body(CollectiveKind.EXECUTIVE_COMMITTEE), 28)
        page = client.get(reverse("meeting", args=(elsewhere.pk,))).content.decode()
        assert 'value="committee"' not in page
        with pytest.raises(RuleViolation, match="Kế hoạch không mời Ủy viên Ủy ban, Ban Chấp hành dự hội nghị này"):
            meetings.add_guest(
                meeting_id=elsewhere.pk, person=others[0], role=AttendeeRole.COMMITTEE, by=commune.users["planner"]
            )
    assert not elsewhere.attendees.filter(person=others[0]).exists()


def test_members_of_the_committee_are_called_counted_and_sent_the_draft_as_the_board_is(commune: World) -> None:
    """P4-3-B3-c, P4-1.4.1-b: who sits with a vote is no guest."""
    board = association(commune)
    (person,) = committee_of(commune, 1)
    issue(commune)
    with standing_on(8):
        meeting = plan(commune, board, 15)
        meetings.add_guest(
            meeting_id=meeting.pk, person=person, role=AttendeeRole.COMMITTEE, by=commune.users["planner"]
        )
        late = [row.message for row in notice_findings(meeting)]
        assert any(str(person) in message for message in late)
        found = room(meeting, on=date(2023, 11, 8))
        assert [row.person for row in found.members][-1] == person
        assert person not in [row.person for row in found.guests]
        attendance = minutes_payload(meeting)["attendance"]
        assert (attendance["convened"], attendance["guests"]) == (4, [])
