"""The draft of the standing committee's report goes round before its conference (P1 II.8.1)."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from organizations.choices import CollectiveKind, OrganizationKind, PostRole
from reviews.choices import MeetingState
from reviews.duties import duties
from reviews.models import CirculatedDraft, FormEntry, Meeting, Review
from reviews.rules.findings import RuleViolation
from reviews.services import meetings, sittings
from reviews.services.circulation import circulate_draft, reply_to_draft
from tests import steps
from tests.factories.organizations import CollectiveFactory, OrganizationFactory, PersonFactory, PostFactory
from tests.reviews.test_pages import assert_flat, signed_in
from tests.reviews.test_province_directors import conference
from tests.reviews.test_province_plan import own, province
from tests.world import REPORT, World, standing_on

__all__ = ["province"]


@pytest.fixture
def report(province: World) -> Review:
    """The standing committee's report, handed in; another member of the executive committee has an account."""
    committee = province.district.collectives.get(kind=CollectiveKind.EXECUTIVE_COMMITTEE)
    PostFactory.create(person=province.people["commune_secretary"], collective=committee, role=PostRole.MEMBER)
    review = province.collective_review(province.standing)
    steps.submit(province, review, by="secretary", day=13)
    return review


def send(world: World, review: Review, *, by: str = "planner", day: int = 14) -> int:
    with standing_on(day) as now:
        return circulate_draft(review_id=review.pk, by=world.users[by], on=now.date(), now=now)


def invited(world: World) -> Meeting:
    """The conference of the 28th with drafts and invitations out."""
    meeting = conference(world)
    with standing_on(20) as now:
        meetings.send_drafts(meeting_id=meeting.pk, by=world.users["planner"], on=now.date(), now=now)
        meetings.invite(meeting_id=meeting.pk, by=world.users["planner"], now=now)
        meetings.record_everybody_present(meeting_id=meeting.pk, by=world.users["planner"])
    return meeting


def test_draft_goes_once_to_every_member_and_direct_committee_and_they_are_told(
    province: World, report: Review
) -> None:
    """P1-8.1-c"""
    assert send(province, report) == 3
    assert send(province, report) == 0
    assert sorted(str(row) for row in CirculatedDraft.objects.all()) == [
        "Ban Thường vụ Đảng ủy cơ quan UBND huyện",
        "Hoàng Văn Nam",
        "Lý Văn Xã",
    ]
    for key in ("secretary", "commune_secretary", "agencies_secretary"):
        assert province.users[key].notices.filter(kind="opinion").count() == 1
    assert FormEntry.objects.get(review=report).versions.exists()  # what they were sent


def test_conference_does_not_open_while_somebody_lacks_the_draft(province: World, report: Review) -> None:
    """P1-8.1-c"""
    meeting = invited(province)
    with standing_on(28) as now, pytest.raises(RuleViolation) as caught:
        sittings.open_meeting(meeting_id=meeting.pk, by=province.users["planner"], on=now.date(), now=now)
    assert own(province, caught) == {"P1-8.1-c"}
    assert "0/3 nơi" in str(caught.value)
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.INVITED
    with standing_on(21):
        room = signed_in(province.users["planner"]).get(reverse("meeting", args=(meeting.pk,))).content.decode()
    assert "mới gửi lấy ý kiến 0/3 nơi" in room
    send(province, report, day=27)
    with standing_on(28) as now:
        warnings = sittings.open_meeting(meeting_id=meeting.pk, by=province.users["planner"], on=now.date(), now=now)
    assert [(row.code, row.clause) for row in warnings if row.code.startswith("circ")] == [
        ("circulation.replies", "P1-8.1-c")
    ]


def test_draft_sent_on_the_day_of_the_conference_is_too_late(province: World, report: Review) -> None:
    """P1-8.1-c"""
    meeting = invited(province)
    send(province, report, day=28)
    with standing_on(28) as now, pytest.raises(RuleViolation) as caught:
        sittings.open_meeting(meeting_id=meeting.pk, by=province.users["planner"], on=now.date(), now=now)
    assert own(province, caught) == {"P1-8.1-c"}


def test_nothing_is_sent_before_a_word_is_written_or_by_a_stranger_or_of_another_report(province: World) -> None:
    """P1-8.1-c"""
    review = province.collective_review(province.standing)
    for found, by in ((review, "planner"), (province.collective_review(), "planner"), (review, "third")):
        with pytest.raises(RuleViolation):
            send(province, found, by=by)
    assert not CirculatedDraft.objects.exists()


def test_addressee_reads_the_draft_and_replies_on_the_page_and_sees_no_other_reply(
    province: World, report: Review
) -> None:
    """P1-8.1-c"""
    address = reverse("review-circulation", args=(report.pk,))
    member, committee = signed_in(province.users["commune_secretary"]), signed_in(province.users["agencies_secretary"])
    assert member.get(address).status_code == 404
    send(province, report)
    assert str(REPORT["i_1"]) in member.get(address).content.decode()
    # The rest of the review stays closed to whoever was only asked.
    assert committee.get(reverse("review", args=(report.pk,))).status_code == 404
    row = CirculatedDraft.objects.get(person=province.people["commune_secretary"])
    body = CirculatedDraft.objects.get(collective__isnull=False)
    with standing_on(15):
        assert member.post(reverse("circulation-reply", args=(report.pk, row.pk)), {"text": " "}).status_code == 422
        theirs = member.post(reverse("circulation-reply", args=(report.pk, body.pk)), {"text": "Thay."})
        assert theirs.status_code == 422
        sent = {"text": "Đề nghị bổ sung số liệu giải ngân."}
        assert member.post(reverse("circulation-reply", args=(report.pk, row.pk)), sent).status_code == 302
        assert committee.post(
            reverse("circulation-reply", args=(report.pk, body.pk)), {"text": "Nhất trí."}
        ).status_code == 302  # fmt: skip
    row.refresh_from_db()
    assert (row.reply, row.replied_on) == (sent["text"], date(2023, 11, 15))
    assert sent["text"] not in committee.get(address).content.decode()
    assert sent["text"] in signed_in(province.users["planner"]).get(address).content.decode()
    assert sent["text"] in signed_in(province.users["supervisor"]).get(address).content.decode()
    assert signed_in(province.users["third"]).get(address).status_code == 404


def test_reply_comes_no_more_once_the_conference_has_opened(province: World, report: Review) -> None:
    meeting = invited(province)
    send(province, report, day=21)
    Meeting.objects.filter(pk=meeting.pk).update(opened_at="2023-11-28T01:00:00Z")
    row = CirculatedDraft.objects.get(person=province.people["commune_secretary"])
    with pytest.raises(RuleViolation):
        reply_to_draft(
            circulated_id=row.pk, text="Muộn.", by=province.users["commune_secretary"], on=date(2023, 11, 28)
        )
    row.refresh_from_db()
    assert row.replied_on is None


def test_duties_to_send_and_to_answer_are_due_the_day_before_the_conference(province: World, report: Review) -> None:
    """P1-8.1-c"""
    conference(province)

    def due(key: str, by: str) -> list[date | None]:
        with standing_on(15) as now:
            found = duties(province.campaign, on=now.date(), user=province.users[by])
        return [row.due_on for row in found if row.key.startswith(key)]

    assert due("circulate:", "planner") == [date(2023, 11, 27)]
    send(province, report)
    assert due("circulate:", "planner") == []
    assert due("circulated:", "agencies_secretary") == [date(2023, 11, 27)]
    row = CirculatedDraft.objects.get(collective__isnull=False)
    reply_to_draft(
        circulated_id=row.pk, text="Nhất trí.", by=province.users["agencies_secretary"], on=date(2023, 11, 16)
    )
    assert due("circulated:", "agencies_secretary") == []


def test_database_keeps_one_addressee_once_and_a_reply_with_its_day(province: World, report: Review) -> None:
    send(province, report)
    row = CirculatedDraft.objects.get(person=province.people["commune_secretary"])
    for name, changed in (
        ("a_circulated_draft_has_exactly_one_addressee", {"collective": province.standing}),
        ("a_reply_to_a_draft_has_its_day", {"reply": "Nhất trí."}),
    ):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            CirculatedDraft.objects.filter(pk=row.pk).update(**changed)
    with pytest.raises(IntegrityError), transaction.atomic():
        CirculatedDraft.objects.create(
            review=report, person=row.person, sent_on=row.sent_on, sent_by=province.users["planner"]
        )


def test_round_costs_the_same_with_many_addressees(province: World, report: Review) -> None:
    committee = province.district.collectives.get(kind=CollectiveKind.EXECUTIVE_COMMITTEE)

    def add(count: int) -> None:
        for _ in range(count):
            PostFactory.create(person=PersonFactory.create(full_name="Lê Thị Phải Đếm"), collective=committee)
            unit = OrganizationFactory.create(parent=province.district, kind=OrganizationKind.DISTRICT_PARTY)
            CollectiveFactory.create(organization=unit)
        send(province, report)

    address = reverse("review-circulation", args=(report.pk,))
    with standing_on(14):
        assert_flat(signed_in(province.users["planner"]), address, add, row="Lê Thị Phải Đếm")
