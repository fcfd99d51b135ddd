"""The rating meetings of the province's own committees (P1 III.1, III.4), and what a cell of P0 rates a leader on."""

from __future__ import annotations

from django.urls import reverse

from organizations.choices import CollectiveKind
from organizations.models import Collective
from ratings.models import BallotSession
from ratings.selectors.ballot_opening import opening
from ratings.selectors.paper_ballots import asked_on_paper, sheet_payload
from reviews.choices import ItemState, MeetingState, Presence
from reviews.models import Meeting, Review
from reviews.selectors.records import agenda_payload
from tests import steps
from tests.box import open_ballot
from tests.factories.reviews import AgendaItemFactory, AttendeeFactory, MeetingFactory
from tests.reviews.test_pages import signed_in, words
from tests.reviews.test_province_plan import province
from tests.world import World, at, standing_on

__all__ = ["province"]


def sitting(world: World, body: Collective, *keys: str) -> Meeting:
    """The open meeting of one of the issuer's bodies, itself and those people reviewed."""
    meeting = MeetingFactory.create(
        campaign=world.campaign,
        collective=body,
        starts_on=at(27).date(),
        state=MeetingState.OPEN,
        opened_at=at(27),
        chair=world.people["secretary"],
        clerk=world.people["head"],
    )
    done = {"state": ItemState.CONCLUDED, "conclusion": "Nhất trí", "concluded_at": at(27)}
    AgendaItemFactory.create(meeting=meeting, review=world.collective_review(body), **done)
    for key in keys:
        AgendaItemFactory.create(meeting=meeting, review=world.review_of(key), **done)
        AttendeeFactory.create(meeting=meeting, person=world.people[key], presence=Presence.PRESENT)
    rows = Meeting.objects.select_related(
        "campaign__issuer", "cell", "collective__organization__parent", "chair", "clerk"
    )
    return rows.get(pk=meeting.pk)


def groups(meeting: Meeting) -> list[tuple[str, list[str]]]:
    payload = sheet_payload(meeting, asked_on_paper(meeting))
    found: dict[str, list[str]] = {}
    for subject in payload["subjects"]:
        found.setdefault(subject["track"], []).append(subject["name"])
    return list(found.items())


def test_ballot_papers_of_the_provinces_meetings_carry_the_titles_that_the_plan_names(province: World) -> None:
    """P1-III.1-c: one for the standing committee, one with a line for each of its members, one for the province."""
    meeting = sitting(province, province.standing, "head", "deputy")
    assert groups(meeting) == [
        ("Phiếu biểu quyết đánh giá, xếp loại tập thể Ban Thường vụ Tỉnh ủy", ["Ban Thường vụ Huyện ủy"]),
        (
            "Phiếu biểu quyết đánh giá, xếp loại các đồng chí Ủy viên Ban Thường vụ Tỉnh ủy",
            ["Trần Thị Hà", "Lê Văn Bình"],
        ),
    ]
    committee = Collective.objects.get(kind=CollectiveKind.EXECUTIVE_COMMITTEE)
    assert groups(sitting(province, committee)) == [
        ("Phiếu biểu quyết đánh giá, xếp loại Đảng bộ tỉnh", ["Ban Chấp hành Đảng bộ tỉnh"])
    ]


def test_agenda_of_each_rating_meeting_names_what_it_rates_and_no_other(province: World) -> None:
    """P1-III.4-e"""
    committee = Collective.objects.get(kind=CollectiveKind.EXECUTIVE_COMMITTEE)
    printed = {}
    for body in (province.standing, committee):
        points = agenda_payload(sitting(province, body))["items"]
        printed[body.kind] = [row["text"] for row in points[2]["groups"]]
    assert printed[CollectiveKind.STANDING_COMMITTEE] == [
        "Đánh giá, xếp loại các đảng bộ trực thuộc Tỉnh ủy, Đảng đoàn, ban cán sự Đảng",
        "Đánh giá, xếp loại cá nhân các đồng chí Ủy viên Ban Thường vụ Tỉnh ủy",
        "Tự đánh giá, xếp loại tập thể Ban Thường vụ Tỉnh ủy",
    ]
    assert printed[CollectiveKind.EXECUTIVE_COMMITTEE] == ["Tự đánh giá, xếp loại Đảng bộ tỉnh"]
    office = MeetingFactory.create(campaign=province.campaign, collective=province.leadership)
    rows = Meeting.objects.select_related("campaign__issuer", "collective__organization__parent", "chair", "clerk")
    assert agenda_payload(rows.get(pk=office.pk))["items"][2]["groups"] == []


def test_the_provinces_organization_before_the_standing_committee_is_warned_of(province: World) -> None:
    """P1-III.4-e"""
    meeting = sitting(province, province.standing)

    def told() -> list[tuple[str, bool]]:
        with standing_on(27):
            return [(row.clause, row.blocks) for row in opening(meeting).findings if row.code == "rating.agenda"]

    assert told() == []
    committee = Collective.objects.get(kind=CollectiveKind.EXECUTIVE_COMMITTEE)
    AgendaItemFactory.create(
        meeting=meeting,
        review=province.collective_review(committee),
        state=ItemState.CONCLUDED,
        conclusion="Nhất trí",
        concluded_at=at(27),
    )
    assert told() == [("P1-III.4-e", False)]


def test_ballot_in_the_cell_says_that_a_leader_is_rated_on_the_cells_tasks_alone(world: World) -> None:
    """P0-4.4-c: beside each leader's line, on the page and on paper."""
    meeting = steps.ready_cell(world)
    payload = sheet_payload(meeting, asked_on_paper(meeting))
    noted = {subject["name"]: subject.get("note", "") for subject in payload["subjects"]}
    said = "Chỉ đánh giá những nhiệm vụ được chi bộ giao."
    assert noted["Lê Văn Bình"] == said
    with standing_on(14, 10) as now:
        session = open_ballot(
            meeting_id=meeting.pk, counting_team=[world.people["member2"]], by=world.users["head"], now=now
        )
        page = words(signed_in(world.users["member3"]).get(reverse("ballot-vote", args=(session.pk,))).content)
    leaders = sum(review.person_id is not None and review.rated_as_cadre for review in reviews_on(session))
    assert leaders > 0
    assert page.count(said) == leaders


def reviews_on(session: BallotSession) -> list[Review]:
    return [question.review for question in session.questions.select_related("review")]
