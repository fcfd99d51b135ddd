"""The counting minutes that the province sends up together (P1-III.1-d)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from forms_templates.choices import DocumentKind
from organizations.choices import CollectiveKind
from organizations.models import Collective
from ratings.models import BallotSession
from ratings.selectors.bundle import bundle_of
from ratings.services.bundle import add_counted, add_scan, send_bundle
from reviews.choices import CampaignState, Track
from reviews.models import BundlePaper, BundleSending, Campaign
from reviews.rules.findings import RuleViolation
from tests.factories.ratings import BallotQuestionFactory, BallotSessionFactory
from tests.factories.reviews import MeetingFactory
from tests.reviews.test_pages import assert_flat, signed_in
from tests.reviews.test_province_plan import province
from tests.reviews.test_uploads import scan
from tests.world import World, at, standing_on

__all__ = ["province"]

ON = date(2023, 11, 28)
ITEMS = ("members", "standing_committee", "province_party")


def refused(call: Any, **values: Any) -> list[tuple[str, str]]:
    with pytest.raises(RuleViolation) as caught:
        call(**values)
    return [(row.code, row.clause) for row in caught.value.findings]


def scanned(world: World, *items: str, by: str = "officer") -> None:
    for item in items:
        add_scan(campaign_id=world.campaign.pk, item=item, content=scan(), by=world.users[by], on=ON)


def counted(world: World, *, of_body: bool) -> BallotSession:
    """A counted ballot of the standing committee on itself, or on its members."""
    meeting = MeetingFactory.create(campaign=world.campaign, collective=world.standing, chair=world.people["head"])
    session = BallotSessionFactory.create(meeting=meeting, closed=True, closed_at=at(27), counted_at=at(27))
    review = world.collective_review(world.standing) if of_body else world.review_of("head")
    counts = {"issued": 3, "excellent": 0, "good": 3, "completed": 0, "not_completed": 0, "blank": 0}
    BallotQuestionFactory.create(
        session=session, review=review, track=Track.COLLECTIVE if of_body else Track.CADRE, **counts
    )
    return session


def test_bundle_lacks_the_minutes_of_each_ballot_and_is_not_sent(province: World) -> None:
    """P1-III.1-d"""
    found = bundle_of(province.campaign)
    assert [line.item.key for line in found.lines] == list(ITEMS)
    assert "0/3" in found.findings[0].message
    scanned(province, "members", "standing_committee")
    values: dict[str, Any] = {"campaign_id": province.campaign.pk, "number": "12-BC/TU", "sent_on": ON, "on": ON}
    assert refused(send_bundle, by=province.users["officer"], **values) == [("bundle.minutes", "P1-III.1-d")]
    assert not BundleSending.objects.exists()
    scanned(province, "province_party")
    send_bundle(by=province.users["officer"], **values)
    assert (BundleSending.objects.get().number, BundleSending.objects.get().sent_on) == ("12-BC/TU", ON)
    # Sent is sent: nothing is added and it does not go twice.
    assert refused(send_bundle, by=province.users["officer"], **values) == [("bundle.sent", "")]
    assert refused(
        add_scan, campaign_id=province.campaign.pk, item="members", content=scan(), by=province.users["officer"], on=ON
    ) == [("bundle.sent", "")]


def test_counting_minutes_of_the_program_are_taken_for_the_ballot_they_are_of(province: World) -> None:
    """P1-III.1-d"""
    session = counted(province, of_body=True)
    lines = {line.item.key: [row.pk for row in line.counted] for line in bundle_of(province.campaign).lines}
    assert lines == {"members": [], "standing_committee": [session.pk], "province_party": []}
    values: dict[str, Any] = {
        "campaign_id": province.campaign.pk,
        "session_id": session.pk,
        "by": province.users["officer"],
        "on": ON,
    }
    assert refused(add_counted, item="members", **values) == [("bundle.ballot", "")]
    paper = add_counted(item="standing_committee", **values)
    assert paper.document.kind == DocumentKind.COUNTING_MINUTES
    assert bundle_of(province.campaign).done == 1


def test_ballot_on_the_members_is_offered_for_their_line(province: World) -> None:
    """P1-III.1-d"""
    session = counted(province, of_body=False)
    lines = {line.item.key: [row.pk for row in line.counted] for line in bundle_of(province.campaign).lines}
    assert lines == {"members": [session.pk], "standing_committee": [], "province_party": []}


def test_ballot_of_the_executive_committee_on_itself_is_the_provinces_line(province: World) -> None:
    """P1-III.1-d, P1-III.1-c"""
    body = Collective.objects.get(kind=CollectiveKind.EXECUTIVE_COMMITTEE)
    meeting = MeetingFactory.create(campaign=province.campaign, collective=body, chair=province.people["head"])
    session = BallotSessionFactory.create(meeting=meeting, closed=True, closed_at=at(27), counted_at=at(27))
    counts = {"issued": 3, "excellent": 0, "good": 3, "completed": 0, "not_completed": 0, "blank": 0}
    BallotQuestionFactory.create(
        session=session, review=province.collective_review(body), track=Track.COLLECTIVE, **counts
    )
    lines = {line.item.key: [row.pk for row in line.counted] for line in bundle_of(province.campaign).lines}
    assert lines == {"members": [], "standing_committee": [], "province_party": [session.pk]}


def test_later_scan_takes_the_place_of_the_earlier(province: World) -> None:
    """P1-III.1-d"""
    scanned(province, "members")
    add_scan(
        campaign_id=province.campaign.pk,
        item="members",
        content=scan(pages=2),
        by=province.users["officer"],
        on=ON,
    )
    assert BundlePaper.objects.get().document.page_count == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        BundlePaper.objects.create(
            campaign=province.campaign,
            item="members",
            document=BundlePaper.objects.get().document,
            added_on=ON,
            added_by=province.users["officer"],
        )


def test_wrong_paper_item_number_and_day_are_refused(province: World) -> None:
    """P1-III.1-d"""
    by, key = province.users["officer"], province.campaign.pk
    assert refused(add_scan, campaign_id=key, item="members", content=b"PK", by=by, on=ON) == [("upload.not_a_pdf", "")]
    assert refused(add_scan, campaign_id=key, item="x", content=scan(), by=by, on=ON) == [("bundle.item", "")]
    scanned(province, *ITEMS)
    for number, sent_on, code in ((" ", ON, "bundle.number"), ("1", date(2023, 11, 29), "bundle.day")):
        said = refused(send_bundle, campaign_id=key, number=number, sent_on=sent_on, by=by, on=ON)
        assert said == [(code, "")]


def test_only_the_board_and_the_office_make_it_while_the_plan_runs(province: World) -> None:
    """P1-III.1-d"""
    values = {"item": "members", "content": scan(), "on": ON}
    assert refused(add_scan, campaign_id=province.campaign.pk, by=province.users["head"], **values) == [
        ("permission.bundle", "")
    ]
    Campaign.objects.filter(pk=province.campaign.pk).update(state=CampaignState.CLOSED)
    assert refused(add_scan, campaign_id=province.campaign.pk, by=province.users["officer"], **values) == [
        ("bundle.none", "")
    ]
    page = reverse("bundle", args=(province.campaign.pk,))
    assert signed_in(province.users["third"]).get(page).status_code == 404


def test_page_shows_what_lacks_takes_scans_and_sends(province: World) -> None:
    """P1-III.1-d"""
    client = signed_in(province.users["officer"])
    url = reverse("bundle", args=(province.campaign.pk,))
    session = counted(province, of_body=True)
    with standing_on(28):
        page = client.get(url).content.decode()
        assert "còn thiếu: Phiếu biểu quyết đánh giá, xếp loại các đồng chí Ủy viên Ban Thường vụ Tỉnh ủy" in page
        said = {"action": "counted", "item": "standing_committee", "session": str(session.pk)}
        assert client.post(url, said).status_code == 302
        for item in ("members", "province_party"):
            file = SimpleUploadedFile("bb.pdf", scan(), "application/pdf")
            assert client.post(url, {"action": "scan", "item": item, "file": file}).status_code == 302
        for wrong in (
            {"action": "scan", "item": "members"},
            {"action": "counted", "item": "members", "session": "x"},
            {"action": "send", "number": "", "sent_on": "2023-11-28"},
            {"action": "send", "number": "1", "sent_on": "x"},
        ):
            assert client.post(url, wrong).status_code == 422
        assert client.post(url, {"action": "x"}).status_code == 404
        assert client.post(url, {"action": "send", "number": "12-BC/TU", "sent_on": "2023-11-28"}).status_code == 302
        assert "Văn bản số 12-BC/TU" in client.get(url).content.decode()
    members = client.get(reverse("bundle-paper", args=(province.campaign.pk, "members")))
    assert (members.status_code, members["Content-Type"]) == (200, "application/pdf")
    not_printed_yet = reverse("bundle-paper", args=(province.campaign.pk, "standing_committee"))
    assert client.get(not_printed_yet).status_code == 404


def test_bundle_costs_the_same_with_many_counted_ballots(province: World) -> None:
    """P1-III.1-d"""
    meeting = MeetingFactory.create(campaign=province.campaign, collective=province.standing)
    head = province.review_of("head")

    def add(count: int) -> None:
        for _ in range(count):
            number = BallotSession.objects.count() + 1
            session = BallotSessionFactory.create(
                meeting=meeting, round=number, closed=True, closed_at=at(27), counted_at=at(27)
            )
            BallotQuestionFactory.create(session=session, review=head)

    url = reverse("bundle", args=(province.campaign.pk,))
    assert_flat(signed_in(province.users["officer"]), url, add, row="Lấy biên bản kiểm phiếu vòng")


def test_executive_committee_of_the_province_has_its_own_line(province: World) -> None:
    """P1-III.1-d"""
    body = Collective.objects.get(kind=CollectiveKind.EXECUTIVE_COMMITTEE)
    (line,) = [row for row in bundle_of(province.campaign).lines if row.item.key == "province_party"]
    assert line.meeting.body.value == body.kind
