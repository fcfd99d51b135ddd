"""The pages that shut a box, open it with two phrases, and void a round by two people."""

from __future__ import annotations

import re

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from organizations import clock
from ratings.choices import BallotState
from ratings.models import BallotSession
from ratings.services import voiding
from reviews.choices import Level, Presence
from reviews.models import Meeting
from tests import steps
from tests.factories.organizations import PASSWORD
from tests.ratings.reading import heading, page, primary
from tests.ratings.rounds import TEAM, counted, opened, phrase, prepared, shut, voted
from tests.reviews.test_pages import signed_in, words
from tests.world import World, standing_on

WAIT = re.compile(r"Chờ đến 12:\d\d:\d\d rồi nhập lại")


@pytest.fixture
def meeting(world: World) -> Meeting:
    return steps.ready_cell(world)


@pytest.fixture
def session(world: World, meeting: Meeting) -> BallotSession:
    return opened(world, prepared(world, meeting))


# Shutting and counting -----------------------------------------------------------------------------------------------


@pytest.fixture
def box(world: World, session: BallotSession) -> BallotSession:
    voted(session, Level.GOOD)
    return shut(world, session)


def count(
    world: World, session: BallotSession, *phrases: tuple[str, str], client: Client | None = None
) -> HttpResponse:
    sent: dict[str, object] = {}
    for slot, (key, typed) in zip(("first", "second"), phrases, strict=False):
        sent |= {f"holder-{slot}": world.people[key].pk, f"phrase-{slot}": typed}
    return (client or signed_in(world.users["member2"])).post(  # type: ignore[return-value]
        reverse("ballot-count", args=(session.pk,)), sent
    )


def test_a_wrong_password_shuts_no_box(world: World, session: BallotSession) -> None:
    voted(session, Level.GOOD)
    client, address = signed_in(world.users["head"]), reverse("ballot-close", args=(session.pk,))
    answer = client.post(address, {"password": "khác"})
    assert (answer.status_code, "Mật khẩu không đúng" in words(answer.content)) == (422, True)
    session.refresh_from_db()
    assert session.state == BallotState.OPEN
    answer = client.post(address, {"password": PASSWORD})
    assert answer["Location"] == reverse("ballot-count", args=(session.pk,))


def test_phrases_are_taken_with_blanks_and_hyphens(world: World, box: BallotSession) -> None:
    first, second = phrase(box, world, "member2"), phrase(box, world, "member4")
    answer = count(world, box, ("member2", first.replace(" ", "-")), ("member4", second.replace(" ", "")))
    assert answer["Location"] == reverse("meeting-ballots", args=(box.meeting_id,))
    box.refresh_from_db()
    assert box.state == BallotState.COUNTED


def test_digits_of_any_keyboard_are_the_same_phrase(world: World, box: BallotSession) -> None:
    """Full-width and Arabic-Indic digits count twenty too, so they must not be a wrong phrase that costs an attempt."""
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    other = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
    first, second = phrase(box, world, "member2").translate(wide), phrase(box, world, "member4").translate(other)
    assert count(world, box, ("member2", first), ("member4", second)).status_code == 302
    box.refresh_from_db()
    assert box.state == BallotState.COUNTED


def test_a_wrong_phrase_is_told_with_what_is_left_and_who_was_chosen_stays(world: World, box: BallotSession) -> None:
    answer = count(world, box, ("member3", "1" * 20), ("member4", phrase(box, world, "member4")))
    text = words(answer.content)
    assert answer.status_code == 422
    assert "Mã của Nguyễn Văn Đảng 3 không đúng" in text
    assert "Còn 4 lần nhập trước khi phải chờ" in text
    chosen = re.findall(r'<option value="(\d+)" selected>', text)
    assert chosen == [str(world.people[key].pk) for key in ("member3", "member4")]
    assert phrase(box, world, "member4") not in text
    assert "1" * 20 not in text
    box.refresh_from_db()
    assert (box.state, box.wrong_phrases) == (BallotState.CLOSED, 1)


def test_a_phrase_with_a_digit_left_out_is_no_wrong_phrase(world: World, box: BallotSession) -> None:
    short = phrase(box, world, "member2")[:-1]
    text = words(count(world, box, ("member2", short), ("member3", phrase(box, world, "member3"))).content)
    assert "Mã của Nguyễn Văn Đảng 2 phải có 20 chữ số, vừa nhập 19." in text
    box.refresh_from_db()
    assert box.wrong_phrases == 0


def test_one_holder_twice_opens_nothing(world: World, box: BallotSession) -> None:
    mine = phrase(box, world, "member2")
    assert "Nhập mã của đúng 2 trong 3" in words(count(world, box, ("member2", mine), ("member2", mine)).content)


def test_after_too_many_wrong_phrases_the_page_says_until_when(world: World, box: BallotSession) -> None:
    with standing_on(14, 12):
        for _ in range(5):
            count(world, box, ("member2", "1" * 20), ("member3", "2" * 20))
        right = [(key, phrase(box, world, key)) for key in ("member2", "member3")]
        assert WAIT.search(words(count(world, box, *right).content))
        seen = signed_in(world.users["member2"]).get(reverse("ballot-count", args=(box.pk,))).content
        assert WAIT.search(words(seen))
    box.refresh_from_db()
    assert box.state == BallotState.CLOSED


def test_the_results_show_fractions_levels_with_their_clause_and_the_root(world: World, box: BallotSession) -> None:
    root = box.receipts_root
    counted(world, box)
    box.refresh_from_db()
    text = page(world, box.meeting)
    assert "9/9" in text
    assert "Cách xác định" in text
    assert text.count("Căn cứ: «") >= 3
    assert f"{root[:4]} {root[4:8]}" in text


def test_an_undecided_subject_is_voted_on_again_or_referred(
    world: World, meeting: Meeting, session: BallotSession
) -> None:
    voted(session, "", Level.GOOD)
    counted(world, session)
    text = page(world, meeting)
    assert heading(text) == "Việc tiếp theo: bỏ phiếu lại"
    assert primary(text) == ["Chuẩn bị vòng bỏ phiếu lại"]
    assert "Bỏ phiếu lại tại hội nghị này, hoặc chủ trì trình cấp có thẩm quyền." in text
    client = signed_in(world.users["head"])
    client.post(reverse("ballot-again", args=(session.pk,)), chosen_in(text))
    text = page(world, meeting)
    assert "Bỏ phiếu lại vì có nội dung chưa đủ tỷ lệ phiếu" in text
    assert "Kết quả vòng 1" in text


def chosen_in(text: str) -> dict[str, list[str]]:
    """What is ticked on the page."""
    sent: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input [^>]*name="(\w+)"[^>]*value="?(\w*)"?[^>]*checked', text):
        sent.setdefault(name, []).append(value)
    return sent


def test_a_further_round_is_offered_with_the_team_and_the_way_of_the_one_before_and_takes_others(
    world: World, meeting: Meeting, session: BallotSession
) -> None:
    """One of the team has left the room, and nobody trusts the phones any more: the others go on with paper."""
    voted(session, "", Level.GOOD)
    counted(world, session)
    client, address = signed_in(world.users["head"]), reverse("ballot-again", args=(session.pk,))
    team = {str(world.people[key].pk) for key in TEAM}
    chosen = chosen_in(page(world, meeting))
    assert (set(chosen["counting_team"]), chosen["method"]) == (team, ["electronic"])
    meeting.attendees.filter(person=world.people["member3"]).update(presence=Presence.ABSENT)
    chosen = chosen_in(page(world, meeting))
    refused = client.post(address, chosen)
    assert refused.status_code == 422
    assert "Đã chọn 2 người" in words(refused.content)
    assert chosen_in(words(refused.content)) == chosen
    assert '<details class="more" open>' in words(refused.content)
    other = [str(world.people[key].pk) for key in ("member1", "member5")]
    assert client.post(address, {"counting_team": other, "method": "paper"}).status_code == 302
    second = BallotSession.objects.get(meeting=meeting, round=2)
    assert {str(person.pk) for person in second.counting_team.all()} == set(other)
    assert (second.method, second.holders.count()) == ("paper", 0)


def asked_in(text: str) -> str:
    """The mark of the request that the page shows."""
    found = re.search(r'name="asked" value="([^"]+)"', text)
    assert found is not None
    return found[1]


# Void rounds ---------------------------------------------------------------------------------------------------------


def test_the_pages_lead_two_people_through_voiding_and_the_record_stays(
    world: World, meeting: Meeting, session: BallotSession
) -> None:
    voted(session, Level.GOOD, count=4)
    chair, second = signed_in(world.users["head"]), signed_in(world.users["member2"])
    address = reverse("ballot-void", args=(session.pk,))
    answer = chair.post(address, {"reason": " "})
    assert (answer.status_code, "Ghi lý do hủy" in words(answer.content)) == (422, True)
    assert chair.post(address, {"reason": "Sai danh sách người bỏ phiếu."})["Location"] == address
    assert "Chờ người thứ hai đồng ý" in words(chair.get(address).content)
    assert "Đồng ý hủy vòng này" not in words(chair.get(address).content)
    assert chair.post(address, {"confirm": "1"}).status_code == 422
    read = words(second.get(address).content)
    assert primary(read) == ["Đồng ý hủy vòng này"]
    assert "đề nghị hủy vòng này" in page(world, meeting)
    sent = {"confirm": "1", "asked": asked_in(read)}
    session.refresh_from_db()
    voiding.ask_to_void(session_id=session.pk, reason="Hòm hỏng.", by=world.users["member1"], now=clock.now())
    anew = second.post(address, sent)
    assert anew.status_code == 422
    assert "Đề nghị hủy đã thay đổi" in words(anew.content)
    assert "Hòm hỏng." in words(anew.content)
    reason = "Sai danh sách người bỏ phiếu."
    voiding.ask_to_void(session_id=session.pk, reason=reason, by=world.users["head"], now=clock.now())
    sent = {"confirm": "1", "asked": asked_in(words(second.get(address).content))}
    assert second.post(address, sent).status_code == 302
    text = page(world, meeting)
    assert heading(text) == "Việc tiếp theo: cử tổ kiểm phiếu"
    for said in ("Vòng 1 đã hủy", "Sai danh sách người bỏ phiếu.", "Trần Thị Hà", "Nguyễn Văn Đảng 2", "4/9 người"):
        assert said in text
    assert "Đã hủy lúc" in words(chair.get(address).content)


def test_a_long_reason_is_refused_and_stays_in_its_field(world: World, session: BallotSession) -> None:
    reason = "Lý do " * 90
    answer = signed_in(world.users["head"]).post(reverse("ballot-void", args=(session.pk,)), {"reason": reason})
    assert answer.status_code == 422
    assert reason.strip() in words(answer.content)
    session.refresh_from_db()
    assert session.void_asked_at is None


def test_a_request_is_taken_back_from_its_page(world: World, session: BallotSession) -> None:
    keep, client = reverse("ballot-keep", args=(session.pk,)), signed_in(world.users["head"])
    assert client.post(keep).status_code == 422
    voiding.ask_to_void(session_id=session.pk, reason="Nhầm.", by=world.users["head"], now=clock.now())
    assert client.post(keep).status_code == 302
    session.refresh_from_db()
    assert session.void_asked_by is None
