"""The page of paper ballots: the list, the two blind entries, what is told to whom and when."""

from __future__ import annotations

import re

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from organizations.choices import OrganizationKind
from ratings.choices import BallotState, Channel, VotingMethod
from ratings.models import BallotSession, PaperCount, PaperQuestionCount
from ratings.selectors.paper_counts import handed_out, names_of
from ratings.selectors.papers import counting_payload
from ratings.services.casting import cast_vote
from ratings.services.counting import count_ballot
from reviews.choices import VenueKind
from reviews.models import Meeting
from reviews.rules.paper_count import ROW_LABELS, SHEET_LABELS, SheetRow, Sheets
from tests import steps
from tests.box import phrases_of
from tests.factories.organizations import GrantFactory, OrganizationFactory, UserFactory
from tests.factories.ratings import OPENED_AT, BallotQuestionFactory, BallotSessionFactory, VoterFactory
from tests.factories.reviews import CampaignFactory, MeetingFactory, ReviewFactory
from tests.paper_round import FIRST, SECOND, closed_paper, enter, hand_out, open_paper, sheets, shut
from tests.ratings.test_ballots import ballot
from tests.reviews.test_pages import assert_flat, signed_in, words
from tests.world import World, standing_on

#: No number of these stands anywhere else on a page.
MARKED = SheetRow(excellent=0, good=7, completed=0, not_completed=0, blank=2)


@pytest.fixture
def meeting(world: World) -> Meeting:
    return steps.ready_cell(world)


@pytest.fixture
def session(world: World, meeting: Meeting) -> BallotSession:
    return closed_paper(world, meeting)


def address(session: BallotSession) -> str:
    return reverse("paper-count", args=(session.pk,))


def typed(figures: Sheets, *, attempt: int = 1) -> dict[str, str]:
    rows = {
        f"q{question}-{name}": str(getattr(row, name)) for question, row in figures.rows.items() for name in ROW_LABELS
    }
    return (
        {"action": "count", "attempt": str(attempt)}
        | {name: str(getattr(figures, name)) for name in SHEET_LABELS}
        | rows
    )


def open_page(client: Client, session: BallotSession) -> str:
    with standing_on(14, 12):
        answer = client.get(address(session))
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    return words(answer.content)


def send(client: Client, session: BallotSession, fields: dict[str, str], *, status: int = 302) -> str:
    with standing_on(14, 12):
        answer = client.post(address(session), fields)
    assert answer.status_code == status
    return words(answer.content)


def inputs(page: str) -> dict[str, str]:
    """Name and value of every field for a number."""
    found = re.findall(r'<input[^>]*class="[^"]*count-input[^"]*"[^>]*>|<input[^>]*count-input[^>]*>', page)
    return {
        re.search(r'name="([^"]+)"', field)[1]: (re.search(r'value="([^"]*)"', field) or ["", ""])[1]  # type: ignore[index]
        for field in found
    }


# The list ------------------------------------------------------------------------------------------------------------


def test_one_several_and_all_are_noted_and_struck_off(world: World, meeting: Meeting):
    session = open_paper(world, meeting)
    client = signed_in(world.users[FIRST])
    people = [world.people[key].pk for key in ("head", "deputy", "third")]
    send(client, session, {"action": "hand-out", "person": people[0]})  # type: ignore[dict-item]
    assert handed_out(session) == 1
    send(client, session, {"action": "hand-out", "person": people})  # type: ignore[dict-item]
    assert handed_out(session) == 3
    send(client, session, {"action": "take-back", "person": people[:1]})  # type: ignore[dict-item]
    assert handed_out(session) == 2
    send(client, session, {"action": "hand-out-all"})
    assert handed_out(session) == session.voters.count()
    assert f"{session.voters.count()}/{session.voters.count()} người đã nhận phiếu giấy" in open_page(client, session)


def test_channels_change_in_a_mixed_round_for_those_who_run_the_meeting(world: World, meeting: Meeting):
    session = open_paper(world, meeting, method=VotingMethod.MIXED, on_paper=("member3", "member4", "member5"))
    chair, counter = signed_in(world.users["head"]), signed_in(world.users[FIRST])
    assert "Chuyển sang phiếu giấy" in open_page(chair, session)
    assert "Chuyển sang phiếu giấy" not in open_page(counter, session)
    person = {"person": str(world.people["member1"].pk)}
    send(chair, session, {"action": "to-paper", **person})
    assert session.voters.get(person=world.people["member1"]).channel == Channel.PAPER
    refused = send(counter, session, {"action": "to-electronic", **person}, status=422)
    assert "Chủ trì" in refused
    few = {"action": "to-electronic", "person": [world.people[key].pk for key in ("member1", "member3")]}
    assert "ít nhất phải có 3 người" in send(chair, session, few, status=422)  # type: ignore[arg-type]
    assert "Trang này không có việc vừa gửi" in send(chair, session, {"action": "steal"}, status=422)


def test_plain_voters_have_no_such_page(world: World, session: BallotSession):
    client = signed_in(world.users["member4"])
    assert client.get(address(session)).status_code == 404
    assert client.post(address(session), {"action": "hand-out-all"}).status_code == 404


def test_a_round_in_the_box_alone_and_one_not_yet_open_say_so(world: World, session: BallotSession):
    BallotSession.objects.filter(pk=session.pk).update(state=BallotState.PREPARING, opened_at=None)
    client = signed_in(world.users["head"])
    assert "Vòng này chưa mở" in open_page(client, session)
    BallotSession.objects.filter(pk=session.pk).update(method=VotingMethod.ELECTRONIC)
    assert "không có phiếu giấy" in open_page(client, session)


# The figures ---------------------------------------------------------------------------------------------------------


def test_the_second_entry_begins_empty_and_the_first_is_shown_to_nobody(world: World, session: BallotSession):
    first, second, chair = (signed_in(world.users[key]) for key in (FIRST, SECOND, "head"))
    empty = open_page(second, session)
    send(first, session, typed(sheets(session, MARKED)))
    assert inputs(open_page(second, session)) == inputs(empty)
    assert set(inputs(empty).values()) == {""}
    for page in (open_page(first, session), open_page(chair, session)):
        assert inputs(page) == {}
        assert str(world.people[SECOND]) in page


def test_every_answer_is_the_same_whatever_the_first_entry_says(world: World, session: BallotSession):
    """But for the security token, to the last byte: nothing about the figures can be read from it."""
    clients = {key: signed_in(world.users[key]) for key in (FIRST, SECOND, "head")}

    def answers(figures: Sheets) -> list[str]:
        with transaction.atomic():
            send(clients[FIRST], session, typed(figures))
            pages = [open_page(client, session) for client in clients.values()]
            pages.append(words(clients["head"].get(reverse("meeting-ballots", args=(session.meeting_id,))).content))
            transaction.set_rollback(True)
        return [re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", page) for page in pages]

    assert answers(sheets(session, MARKED)) == answers(sheets(session, SheetRow(excellent=5, blank=1), invalid=3))


def test_figures_that_agree_lead_to_the_result(world: World, session: BallotSession):
    figures = typed(sheets(session, MARKED))
    send(signed_in(world.users[FIRST]), session, figures)
    with standing_on(14, 12):
        done = signed_in(world.users[SECOND]).post(address(session), figures)
    assert done["Location"] == reverse("meeting-ballots", args=(session.meeting_id,))
    page = open_page(signed_in(world.users["head"]), session)
    assert "Khớp nhau" in page
    assert '<td class="num" data-label="Hoàn thành tốt nhiệm vụ">7</td>' in page


def test_a_mismatch_names_the_lines_and_no_number_and_the_recount_begins_empty(world: World, session: BallotSession):
    send(signed_in(world.users[FIRST]), session, typed(sheets(session, MARKED)))
    send(signed_in(world.users[SECOND]), session, typed(sheets(session, SheetRow(good=6, completed=1, blank=2))))
    name = next(iter(names_of(session).values()))
    for key in (FIRST, SECOND):
        page = open_page(signed_in(world.users[key]), session)
        assert "lần đếm 2, lần nhập thứ nhất" in page
        assert f"<li>{name}: Hoàn thành tốt nhiệm vụ</li>" in page
        assert "Số phiếu phát ra</li>" not in page
        assert set(inputs(page).values()) == {""}
    again = send(signed_in(world.users[SECOND]), session, typed(sheets(session, MARKED), attempt=1), status=422)
    assert "nay là lần đếm 2" in again
    assert set(inputs(again).values()) == {""}, "figures of the first count are not kept for the second"


def test_refused_figures_stay_typed_with_a_finding_for_each_sum(world: World, session: BallotSession):
    fields = typed(sheets(session, MARKED)) | {"issued": "12", "invalid": "1"}
    page = send(signed_in(world.users[FIRST]), session, fields, status=422)
    assert "Phát ra 12 phiếu, nhưng thu về 9 + không sử dụng 0 + hỏng 0 = 9." in page
    assert "Thu về 9 phiếu, nhưng hợp lệ 9 + không hợp lệ 1 = 10." in page
    kept = inputs(page)
    assert {name: value for name, value in fields.items() if name in kept} == kept
    assert not session.paper_counts.exists()


@pytest.mark.parametrize("wrong", ["hai", "-1", "1,5", "1000000", "9" * 400])
def test_what_is_no_number_of_ballots_is_refused_and_kept(world: World, session: BallotSession, wrong: str):
    question = next(iter(names_of(session)))
    fields = typed(sheets(session, MARKED)) | {"collected": wrong, f"q{question}-good": wrong}
    page = send(signed_in(world.users[FIRST]), session, fields, status=422)
    assert "Có 2 chỗ cần sửa" in page
    assert inputs(page)[f"q{question}-good"] == wrong
    assert not session.paper_counts.exists()


def test_empty_cells_are_none_but_the_sheets_are_counted_in_any_case(world: World, session: BallotSession):
    client = signed_in(world.users[FIRST])
    nothing = send(client, session, {"action": "count", "attempt": "1"}, status=422)
    assert "Có 3 chỗ cần sửa" in nothing
    filled = {name: value for name, value in typed(sheets(session, MARKED)).items() if value != "0"}
    send(client, session, filled)
    assert session.paper_counts.get().spoiled == 0


def test_where_nobody_took_paper_there_is_nothing_to_enter(world: World, session: BallotSession):
    session.voters.update(voted=False)
    page = open_page(signed_in(world.users[FIRST]), session)
    assert "không có số liệu để nhập" in page
    assert inputs(page) == {}


def test_a_chair_whose_team_can_sign_in_is_told_who_enters(world: World, session: BallotSession):
    page = open_page(signed_in(world.users["head"]), session)
    assert "Số phiếu giấy do tổ kiểm phiếu nhập" in page
    assert inputs(page) == {}


def test_the_only_person_with_an_account_reads_what_a_second_one_needs(world: World, session: BallotSession):
    accounts = type(world.users["head"]).objects
    accounts.exclude(person=world.people["head"]).filter(person__memberships__cell=world.cell).update(is_active=False)
    chair = signed_in(world.users["head"])
    assert "Đề nghị Văn phòng cấp ủy lập tài khoản" in open_page(chair, session)
    send(chair, session, typed(sheets(session, MARKED)))
    page = open_page(chair, session)
    assert "lần thứ hai do người khác nhập" in page
    assert "lập tài khoản" in page


def test_a_mixed_round_goes_on_to_its_box(world: World, meeting: Meeting):
    session = open_paper(world, meeting, method=VotingMethod.MIXED, on_paper=("member3", "member4", "member5"))
    hand_out(world, session)
    for key in ("head", "deputy", "third"):
        cast_vote(session_id=session.pk, voter=world.users[key], choices=ballot(session, "good"))
    shut(world, session)
    figures = sheets(session, SheetRow(good=3))
    enter(world, session, FIRST, figures)
    with standing_on(14, 12):
        done = signed_in(world.users[SECOND]).post(address(session), typed(figures))
    assert done["Location"] == reverse("ballot-count", args=(session.pk,))
    page = open_page(signed_in(world.users[SECOND]), session)
    assert "Mở hòm phiếu điện tử" in page
    assert inputs(page) == {}


def counted_mixed(world: World, meeting: Meeting) -> BallotSession:
    """Three on paper and three in the box; the first count of the paper did not agree."""
    session = open_paper(world, meeting, method=VotingMethod.MIXED, on_paper=("member3", "member4", "member5"))
    hand_out(world, session)
    for key in ("head", "deputy", "third"):
        cast_vote(session_id=session.pk, voter=world.users[key], choices=ballot(session, "good"))
    shut(world, session)
    enter(world, session, FIRST, sheets(session, SheetRow(completed=2, blank=1), spoiled=5))
    figures = sheets(session, SheetRow(completed=1, blank=2))
    for key in (SECOND, FIRST, SECOND):
        enter(world, session, key, figures)
    with standing_on(14, 12) as now:
        return count_ballot(session_id=session.pk, phrases=phrases_of(session), by=world.users[FIRST], now=now)


def test_no_page_or_paper_of_a_mixed_round_tells_the_marks_on_its_paper_ballots(world: World, meeting: Meeting):
    """Who took paper is known by name: only how many sheets there were is told, and the sum of both channels."""
    session = counted_mixed(world, meeting)
    text = open_page(signed_in(world.users["head"]), session)
    shown = text[text.index('id="so-phieu-giay"') : text.index('id="ban-quet"')]
    assert "<dt>Số phiếu thu về</dt><dd>3</dd>" in shown
    assert "<td" in shown, "the sheets that the two entries did not agree on"
    assert re.findall(r'<th scope="row">(.*?)</th>', shown) == ["Số phiếu phát ra", "Số phiếu hỏng đã đổi"]
    assert "Số phiếu từng mức chỉ có trong kết quả chung" in shown
    name = next(iter(names_of(session).values()))
    assert f"{name}: Hoàn thành nhiệm vụ" in shown, "named as a line to count again, without a number"
    paper = counting_payload(session)["paper"]
    assert [line["label"] for line in paper["lines"]] == list(SHEET_LABELS.values())
    assert set(paper) == {"voters", "handed", "lines", "counts", "noted", "scans"}


# What it costs -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", [VotingMethod.PAPER, VotingMethod.MIXED])
@pytest.mark.parametrize("state", [BallotState.OPEN, BallotState.CLOSED, BallotState.COUNTED])
def test_the_page_costs_the_same_with_many_voters_and_subjects(db: None, state: str, method: str):
    district = OrganizationFactory.create()
    leader = UserFactory.create()
    GrantFactory.create(user=leader, codename="lead_review", content_object=district)
    campaign = CampaignFactory.create(issued=True, issuer=district)
    cell = OrganizationFactory.create(parent=district, cell=True)
    meeting = MeetingFactory.create(
        campaign=campaign, kind=VenueKind.CELL, collective=None, cell=cell, chair=leader.person
    )
    session = BallotSessionFactory.create(
        meeting=meeting,
        state=state,
        method=method,
        closed_at=OPENED_AT,
        counted_at=OPENED_AT,
        closed_by=leader,
    )
    counts = [
        PaperCount.objects.create(
            session=session,
            ordinal=ordinal,
            entered_by=UserFactory.create(),
            entered_at=OPENED_AT,
            issued=0,
            collected=0,
            unused=0,
            spoiled=0,
            valid=0,
            invalid=0,
            agreed=state == BallotState.COUNTED,
        )
        for ordinal in (1, 2)
    ]

    def add(count: int) -> None:
        for _ in range(count):
            unit = OrganizationFactory.create(parent=district, kind=OrganizationKind.DEPARTMENT)
            review = ReviewFactory.create(campaign=campaign, unit=unit)
            question = BallotQuestionFactory.create(session=session, review=review)
            VoterFactory.create(session=session, person=review.person, channel=Channel.PAPER, voted=True)
            VoterFactory.create(session=session)
            for entry in counts:
                PaperQuestionCount.objects.create(count=entry, question=question, valid=0)

    address = reverse("paper-count", args=(session.pk,))
    row = {BallotState.OPEN: "paper-voter", BallotState.CLOSED: "count-total", BallotState.COUNTED: "Phiếu trắng"}
    none = state == BallotState.COUNTED and method == VotingMethod.MIXED
    assert_flat(signed_in(leader), address, add, row="" if none else row[BallotState(state)])
