"""Ballots of a meeting on paper: one a voter and the spare ones, printed by whoever runs the meeting."""

from __future__ import annotations

from io import BytesIO

import pikepdf
import pytest
from django.urls import reverse

from forms_templates.catalogue import find
from forms_templates.choices import DocumentKind
from forms_templates.services import render_document
from ratings.choices import VotingMethod
from ratings.selectors.paper_ballots import voters_of
from ratings.services.paper_ballots import MOST_SPARE, print_ballots
from reviews.models import Meeting, Paper
from reviews.rules.findings import RuleViolation
from reviews.selectors.names import told_apart
from tests import steps
from tests.box import open_ballot
from tests.ratings.test_papers import counted
from tests.reviews.test_pages import signed_in
from tests.world import World, standing_on


@pytest.fixture
def meeting(world: World) -> Meeting:
    return steps.ready_cell(world)


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
        assert "Phiếu giấy" in page
        address = reverse("ballot-sheets", args=(meeting.pk,))
        wrong = client.post(address, {"spare": "hai"})
        assert wrong.status_code == 422
        assert "Ghi số phiếu bằng chữ số" in wrong.content.decode()
        assert client.post(address, {"spare": 3}).status_code == 302
        seen = signed_in(world.users["member3"]).get(reverse("meeting-ballots", args=(meeting.pk,))).content.decode()
    assert "Phiếu giấy" not in seen
    assert Paper.objects.get(document__kind=DocumentKind.BALLOT).document.payload["copies"] == voters_of(meeting) + 3


def test_namesakes_are_told_apart_by_the_year_of_birth(world: World):
    one, other = world.review_of("deputy"), world.review_of("head")
    assert one.person is not None
    assert other.person is not None
    other.person.full_name = one.person.full_name
    other.person.birth_date = None
    names = told_apart([one, other, one])
    assert names[0] == names[2]
    assert len(set(names)) == 2
    assert all(name.startswith(one.person.full_name) for name in names)
