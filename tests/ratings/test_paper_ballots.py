"""Ballots of a meeting on paper: one a voter and the spare ones, printed by whoever runs the meeting."""

from __future__ import annotations

from io import BytesIO

import pikepdf
import pytest
from django.urls import reverse

from forms_templates.catalogue import find
from forms_templates.choices import DocumentKind
from forms_templates.papers import print_paper
from forms_templates.services import render_document
from ratings.choices import VotingMethod
from ratings.selectors.paper_ballots import asked_on_paper, sheet_payload, voters_of
from ratings.services import ballots as services
from ratings.services.ballots import prepare_ballot, prepare_reballot
from ratings.services.paper_ballots import MOST_SPARE, print_ballots
from reviews.models import Meeting, Paper
from reviews.rules.findings import RuleViolation
from reviews.rules.paper_count import SheetRow
from tests import steps
from tests.box import open_ballot, take_phrases
from tests.kept import built_once
from tests.paper_round import FIRST, SECOND, closed_paper, enter
from tests.paper_round import sheets as figures_of
from tests.ratings.test_papers import counted
from tests.reviews.test_pages import signed_in
from tests.world import World, issued_world, standing_on


@pytest.fixture
@built_once
def scene(db: None) -> tuple[World, Meeting]:
    world = issued_world()
    return world, steps.ready_cell(world)


@pytest.fixture
def world(request: pytest.FixtureRequest, db: None) -> World:
    """The one of ``meeting``, where a test asks for that."""
    return request.getfixturevalue("scene")[0] if "meeting" in request.fixturenames else issued_world()


@pytest.fixture
def meeting(scene: tuple[World, Meeting]) -> Meeting:
    return scene[1]


def sheets(paper: Paper) -> int:
    document = render_document(document_id=paper.document_id)
    with document.file.open("rb") as file, pikepdf.open(BytesIO(file.read())) as pdf:
        return len(pdf.pages)


def test_before_the_ballot_opens_there_is_a_sheet_for_everybody_present_who_may_vote(world: World, meeting: Meeting):
    paper = print_ballots(meeting=meeting, spare=2, by=world.users["head"])
    assert sheets(paper) == voters_of(meeting) + 2
    names = [subject["name"] for subject in paper.document.payload["subjects"]]
    assert names
    assert paper.meeting == meeting


def test_a_running_round_is_printed_as_it_was_opened(world: World, meeting: Meeting):
    with standing_on(14, 10) as now:
        session = open_ballot(
            meeting_id=meeting.pk,
            counting_team=[world.people["member2"], world.people["member3"]],
            method=VotingMethod.PAPER,
            by=world.users["head"],
            now=now,
        )
    paper = print_ballots(meeting=meeting, spare=0, by=world.users["head"])
    asked = [str(question.review) for question in session.questions.select_related("review__person")]
    assert [subject["name"] for subject in paper.document.payload["subjects"]] == asked
    assert sheets(paper) == session.voters.count()
    content = find("ballot").filled(session.pk)
    assert [subject["name"] for group in content[1]["groups"] for subject in group["subjects"]] == asked


def test_the_same_order_is_one_paper(world: World, meeting: Meeting):
    first, second = (print_ballots(meeting=meeting, spare=1, by=world.users["head"]) for _ in range(2))
    assert first.pk == second.pk
    assert print_ballots(meeting=meeting, spare=2, by=world.users["head"]).pk != first.pk


def test_after_the_count_nothing_is_printed_any_more(world: World, meeting: Meeting):
    counted(world, meeting)
    with pytest.raises(RuleViolation, match="không có phiếu để in"):
        print_ballots(meeting=meeting, spare=0, by=world.users["head"])


@pytest.mark.parametrize("spare", [-1, MOST_SPARE + 1])
def test_a_number_to_spare_that_cannot_be_meant_is_refused(world: World, meeting: Meeting, spare: int):
    with pytest.raises(RuleViolation, match=f"từ 0 đến {MOST_SPARE}"):
        print_ballots(meeting=meeting, spare=spare, by=world.users["head"])
    assert not Paper.objects.filter(document__kind=DocumentKind.BALLOT).exists()


def test_who_does_not_run_the_meeting_prints_no_ballots(world: World, meeting: Meeting):
    with pytest.raises(RuleViolation, match="Chủ trì"):
        print_ballots(meeting=meeting, spare=0, by=world.users["member3"])


def test_the_page_of_the_ballot_orders_the_sheets_and_says_what_is_wrong_with_a_number(world: World, meeting: Meeting):
    client = signed_in(world.users["head"])
    with standing_on(14, 10):
        page = client.get(reverse("meeting-ballots", args=(meeting.pk,))).content.decode()
        assert "In phiếu giấy" in page
        address = reverse("ballot-sheets", args=(meeting.pk,))
        wrong = client.post(address, {"spare": "hai"})
        assert wrong.status_code == 422
        assert "Ghi số phiếu bằng chữ số" in wrong.content.decode()
        assert client.post(address, {"spare": 3}).status_code == 302
        seen = signed_in(world.users["member3"]).get(reverse("meeting-ballots", args=(meeting.pk,))).content.decode()
    assert "In phiếu giấy" not in seen
    assert Paper.objects.get(document__kind=DocumentKind.BALLOT).document.payload["copies"] == voters_of(meeting) + 3


def test_only_paper_voters_of_a_mixed_round_get_a_sheet_and_before_it_opens_there_is_one_for_everybody(
    world: World, meeting: Meeting
):
    with standing_on(14, 10) as now:
        session = prepare_ballot(
            meeting_id=meeting.pk,
            counting_team=[world.people[key] for key in ("member1", "member2", "member3")],
            by=world.users["head"],
            now=now,
            method=VotingMethod.MIXED,
        )
        assert voters_of(meeting) == 9
        take_phrases(session, by=world.users["head"], now=now)
        on_paper = [world.people[key] for key in ("member3", "member4", "member5")]
        services.open_ballot(session_id=session.pk, by=world.users["head"], now=now, on_paper=on_paper)
    assert sheets(print_ballots(meeting=meeting, spare=1, by=world.users["head"])) == 3 + 1


def test_no_sheet_is_printed_for_a_round_in_the_box_alone(world: World, meeting: Meeting):
    with standing_on(14, 10) as now:
        open_ballot(meeting_id=meeting.pk, counting_team=[world.people["member2"]], by=world.users["head"], now=now)
    for spare in (0, 3):
        with pytest.raises(RuleViolation, match="Vòng 1 bỏ phiếu điện tử, không có phiếu giấy để in"):
            print_ballots(meeting=meeting, spare=spare, by=world.users["head"])
    page = signed_in(world.users["head"]).get(reverse("meeting-ballots", args=(meeting.pk,))).content.decode()
    assert reverse("ballot-sheets", args=(meeting.pk,)) not in page


def test_a_second_round_prints_only_what_is_asked_again(world: World, meeting: Meeting):
    session = closed_paper(world, meeting)
    asked = list(session.questions.values_list("pk", flat=True))
    undecided = SheetRow(good=3, completed=1, not_completed=3, blank=2)
    rows = {pk: undecided if pk == asked[0] else SheetRow(good=9) for pk in asked}
    for key in (FIRST, SECOND):
        enter(world, session, key, figures_of(session, rows))
    with standing_on(14, 13) as now:
        again = prepare_reballot(session_id=session.pk, by=world.users["head"], now=now)
        paper = print_ballots(meeting=meeting, spare=0, by=world.users["head"])
        services.open_ballot(session_id=again.pk, by=world.users["head"], now=now)
        opened = print_ballots(meeting=meeting, spare=0, by=world.users["head"])
    subject = session.questions.get(pk=asked[0]).review
    assert [row["name"] for row in paper.document.payload["subjects"]] == [str(subject)]
    assert opened.pk == paper.pk, "the same sheets before the opening and after it"
    assert sheets(paper) == 9


def test_sheets_of_one_batch_are_alike_to_the_last_byte_page_by_page(world: World, meeting: Meeting):
    """Thirty subjects take two pages; whatever tells page from page tells no voter from another."""
    payload = sheet_payload(meeting, asked_on_paper(meeting))
    subjects = [{"name": f"Đảng viên số {number}", "track": "Đảng viên"} for number in range(30)]
    content = print_paper(
        DocumentKind.BALLOT, {**payload, "subjects": subjects, "copies": 12}, title="Phiếu", token="mot-dau-rieng"
    )
    assert b"mot-dau-rieng" not in content
    with pikepdf.open(BytesIO(content)) as pdf:
        assert len(pdf.pages) == 24
        for side in (0, 1):
            pages = list(pdf.pages)[side::2]
            drawn = {page.Contents.read_bytes() for page in pages}
            described = {pikepdf.Dictionary(dict(page.obj)).unparse() for page in pages}
            assert (len(drawn), len(described)) == (1, 1)
        for page in pdf.pages:
            assert "/Annots" not in page
            assert not page.resources.get("/XObject")
