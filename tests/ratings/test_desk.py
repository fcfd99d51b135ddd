"""The desk of a ballot and the screen of its hall: the next step first, turnout without choices, refusals that keep."""

from __future__ import annotations

import re

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from organizations import clock
from ratings.choices import BallotState, VotingMethod
from ratings.models import BallotSession
from ratings.services import casting, voiding
from reviews.choices import Level, Presence
from reviews.models import Meeting
from tests import steps
from tests.factories.organizations import PASSWORD
from tests.factories.ratings import BallotQuestionFactory, BallotSessionFactory, VoterFactory
from tests.factories.reviews import AttendeeFactory, ReviewFactory
from tests.ratings.rounds import TEAM, counted, opened, phrase, prepared, shut, voted
from tests.reviews.test_pages import assert_flat, signed_in, words
from tests.world import World, standing_on

WAIT = re.compile(r"Chờ đến 12:\d\d:\d\d rồi nhập lại")
LEVELS = ("Hoàn thành xuất sắc nhiệm vụ", "Hoàn thành tốt nhiệm vụ", "Không hoàn thành nhiệm vụ")


@pytest.fixture
def meeting(world: World) -> Meeting:
    return steps.ready_cell(world)


@pytest.fixture
def session(world: World, meeting: Meeting) -> BallotSession:
    return opened(world, prepared(world, meeting))


def page(world: World, meeting: Meeting, key: str = "head", *, name: str = "meeting-ballots") -> str:
    return words(signed_in(world.users[key]).get(reverse(name, args=(meeting.pk,))).content)


def heading(text: str) -> str:
    found = re.search(r'<h2 id="viec-tiep">(.*?)</h2>', text)
    assert found is not None
    return found[1].strip()


def primary(text: str) -> list[str]:
    """What the buttons of the one colour say."""
    found = re.findall(r'class="btn btn-primary"[^>]*>(.*?)</(?:a|button)>', text)
    return [re.sub(r"<[^>]+>", "", label).strip() for label in found]


# The next step -------------------------------------------------------------------------------------------------------


def test_each_step_says_what_is_next_and_has_one_first_button(world: World, meeting: Meeting) -> None:
    def stands(said: str, *buttons: str, by: str = "head") -> None:
        text = page(world, meeting, by)
        assert heading(text) == said
        assert primary(text) == list(buttons)
        assert text.index('id="viec-tiep"') < text.index('id="cu-tri"')

    stands("Việc tiếp theo: cử tổ kiểm phiếu", "Cử tổ kiểm phiếu")
    stands("Chưa mở bỏ phiếu", by="member5")
    session = prepared(world, meeting)
    stands("Việc tiếp theo: từng người giữ mã nhận mã của mình")
    stands("Việc của đồng chí: nhận mã mở hòm phiếu", "Nhận mã của tôi", by="member2")
    opened(world, session)
    stands("Việc của đồng chí: bỏ phiếu", "Phiếu của tôi")
    voted(session, Level.GOOD, count=8)
    [left] = session.voters.filter(voted=False).select_related("person__user")
    voter, other = left.person.user.username, "head" if left.person != world.people["head"] else "member2"
    stands("Việc của đồng chí: bỏ phiếu", "Phiếu của tôi", by=voter)
    stands("Chờ 1 người bỏ phiếu", by=other)
    choices = dict.fromkeys(session.questions.values_list("pk", flat=True), "")
    casting.cast_vote(session_id=session.pk, voter=left.person.user, choices=choices)
    stands("Việc tiếp theo: đóng hòm phiếu", "Đóng hòm phiếu")
    stands("Mọi người đã bỏ phiếu", by="member5")
    shut(world, session)
    stands("Việc tiếp theo: kiểm phiếu", "Kiểm phiếu", by="member3")
    stands("Đã đóng hòm phiếu, chờ kiểm phiếu", by="member5")
    counted(world, session)
    stands("Việc tiếp theo: công bố kết quả, in biên bản kiểm phiếu, bế mạc", "Lập bản in biên bản kiểm phiếu")


def test_with_all_phrases_taken_the_round_is_opened(world: World, meeting: Meeting) -> None:
    session = prepared(world, meeting)
    session.holders.update(taken_at="2023-11-14T10:00+07:00", public_key=b"x")
    text = page(world, meeting)
    assert (heading(text), primary(text)) == ("Việc tiếp theo: mở bỏ phiếu", ["Mở bỏ phiếu"])
    assert text.count("Đã nhận mã") == 3
    assert "Đã đủ 3 mã." in text


def test_paper_figures_come_before_the_count(world: World, meeting: Meeting) -> None:
    session = opened(
        world, prepared(world, meeting, method=VotingMethod.MIXED), on_paper=("member3", "member4", "member5")
    )
    text = page(world, meeting)
    assert reverse("paper-count", args=(session.pk,)) in text
    assert "0/6 đã bỏ phiếu điện tử" in text
    assert "0/3 đã nhận phiếu giấy" in text
    paper = [world.people[key].pk for key in ("member3", "member4", "member5")]
    casting.hand_out_paper(session_id=session.pk, person_ids=paper, by=world.users["head"])
    voted(session, Level.GOOD)
    shut(world, session)
    text = page(world, meeting)
    assert (heading(text), primary(text)) == ("Việc tiếp theo: nhập số phiếu giấy", ["Số phiếu giấy"])


def test_a_paper_round_has_no_phrases_to_take(world: World, meeting: Meeting) -> None:
    prepared(world, meeting, method=VotingMethod.PAPER)
    text = page(world, meeting)
    assert heading(text) == "Việc tiếp theo: mở bỏ phiếu"
    assert "Nhận mã của tôi" not in text
    assert "Không áp dụng" in text


# Who is there, who votes ---------------------------------------------------------------------------------------------


def row(text: str, name: str) -> str:
    found = re.search(rf'<tr><th scope="row">{name}</th>.*?</tr>', text)
    assert found is not None, name
    return found[0]


def test_whoever_does_not_vote_is_listed_with_the_reason(world: World, meeting: Meeting) -> None:
    rows = meeting.attendees
    rows.filter(person=world.people["member4"]).update(
        presence=Presence.ABSENT_WITH_REASON, absence_reason="Đi công tác"
    )
    rows.filter(person=world.people["member5"]).update(presence=Presence.UNKNOWN)
    rows.filter(person=world.people["member3"]).update(may_vote=False, no_vote_reason="Là đảng viên dự bị.")
    text = page(world, meeting)
    assert "Vắng mặt: Đi công tác." in row(text, "Nguyễn Văn Đảng 4")
    assert "Chưa điểm danh." in row(text, "Nguyễn Văn Đảng 5")
    assert "Là đảng viên dự bị." in row(text, "Nguyễn Văn Đảng 3")
    assert "Không bỏ phiếu" in row(text, "Bùi Văn Tổ")  # the board's representative
    assert "Được bỏ phiếu" in row(text, "Nguyễn Văn Đảng 2")
    assert "7/9 người được triệu tập" in text
    assert "Kế hoạch không quy định" in text
    assert "Phiếu kín cần ít nhất 3 người bỏ phiếu" in text


def test_the_list_is_frozen_when_the_round_opens(world: World, meeting: Meeting) -> None:
    late = meeting.attendees.filter(person=world.people["member5"])
    late.update(presence=Presence.ABSENT)
    session = prepared(world, meeting)
    assert "Danh sách chốt khi mở bỏ phiếu" in page(world, meeting)
    opened(world, session)
    late.update(presence=Presence.PRESENT)
    meeting.attendees.filter(person=world.people["member4"]).update(presence=Presence.ABSENT)
    text = page(world, meeting)
    assert "Danh sách chốt lúc 10:00 ngày 14/11/2023" in text
    assert "Ghi có mặt sau khi danh sách đã chốt" in row(text, "Nguyễn Văn Đảng 5")
    assert "Được bỏ phiếu" in row(text, "Nguyễn Văn Đảng 4")


# Turnout -------------------------------------------------------------------------------------------------------------


def waiting(text: str) -> list[str]:
    found = re.search(r'<ul class="name-columns">(.*?)</ul>', text)
    return re.findall(r"<li>(.*?)</li>", found[1]) if found else []


def test_those_who_count_see_who_has_not_voted_by_name_and_nobody_else_does(
    world: World, meeting: Meeting, session: BallotSession
) -> None:
    voted(session, Level.GOOD, count=6)
    left = session.voters.filter(voted=False).order_by("person__given_name_key", "person__full_name")
    names = [str(voter.person) for voter in left.select_related("person")]
    for key in ("head", "member1", "member2"):
        assert waiting(page(world, meeting, key)) == names
    for key in ("member5", "officer"):
        text = page(world, meeting, key)
        assert waiting(text) == []
        assert "6/9" in text


def live(world: World, meeting: Meeting, session: BallotSession, key: str = "head") -> HttpResponse:
    address = reverse("ballot-live", args=(meeting.pk,))
    return signed_in(world.users[key]).get(address, {"at": f"{session.pk}-{session.state}"})  # type: ignore[return-value]


def test_the_turnout_grows_by_itself_and_tells_no_choice(
    world: World, meeting: Meeting, session: BallotSession
) -> None:
    assert "0/9" in words(live(world, meeting, session).content)
    voted(session, Level.EXCELLENT, count=4)
    text = words(live(world, meeting, session).content)
    assert "4/9" in text
    assert 'hx-trigger="every' in text
    assert not any(level in text for level in LEVELS)
    assert "<html" not in text


def test_the_list_of_key_holders_grows_by_itself(world: World, meeting: Meeting) -> None:
    session = prepared(world, meeting)
    assert words(live(world, meeting, session).content).count("Chưa nhận mã") == 3


def test_once_the_round_went_on_the_whole_page_is_asked_for(
    world: World, meeting: Meeting, session: BallotSession
) -> None:
    voted(session, Level.GOOD)
    shut(world, session)
    answer = live(world, meeting, session)
    assert answer.status_code == 204
    assert answer["HX-Redirect"] == reverse("meeting-ballots", args=(meeting.pk,))


# Preparing and opening -----------------------------------------------------------------------------------------------


def test_a_refused_team_stays_chosen_with_the_way_of_voting(world: World, meeting: Meeting) -> None:
    client = signed_in(world.users["head"])
    chosen = [world.people["member2"].pk, world.people["member3"].pk]
    sent = {"counting_team": chosen, "method": "mixed", "sign_out_after_vote": "on"}
    answer = client.post(reverse("ballot-prepare", args=(meeting.pk,)), sent)
    text = words(answer.content)
    assert answer.status_code == 422
    assert "Đã chọn 2 người" in text
    checked = re.findall(r'<input [^>]*name="(\w+)"[^>]*value="?(\w*)"?[^>]*checked', text)
    assert ("method", "mixed") in checked
    assert {value for name, value in checked if name == "counting_team"} == {str(pk) for pk in chosen}
    assert re.search(r'<input [^>]*name="sign_out_after_vote"[^>]*checked', text)
    assert not BallotSession.objects.exists()


def test_every_way_of_voting_says_what_it_means(world: World, meeting: Meeting) -> None:
    text = page(world, meeting)
    for said in ("2 trong 3 mã mới mở được hòm phiếu", "nhập số phiếu riêng", "ai không dùng tài khoản"):
        assert said in text


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"method": "by_hand"}, "by_hand"),
        ({"counting_team": ["0"]}, "không có mặt tại hội nghị này"),
        ({"counting_team": ["x"]}, "không có mặt tại hội nghị này"),
    ],
)
def test_a_forged_preparation_is_refused_and_writes_nothing(
    world: World, meeting: Meeting, sent: dict[str, object], said: str
) -> None:
    answer = signed_in(world.users["head"]).post(reverse("ballot-prepare", args=(meeting.pk,)), sent)
    assert answer.status_code == 422
    assert said in words(answer.content)
    assert not BallotSession.objects.exists()


def test_who_votes_on_paper_stays_chosen_when_the_round_does_not_open(world: World, meeting: Meeting) -> None:
    session = prepared(world, meeting, method=VotingMethod.MIXED)
    one = world.people["member5"].pk
    answer = signed_in(world.users["head"]).post(reverse("ballot-open", args=(session.pk,)), {"on_paper": [one]})
    text = words(answer.content)
    assert answer.status_code == 422
    assert "Còn 3/3 người chưa nhận mã mở hòm phiếu" in text
    assert re.findall(r'<input [^>]*name="on_paper"[^>]*value="?(\d+)"?[^>]*checked', text) == [str(one)]


def test_a_phrase_is_shown_once_in_groups_and_is_on_no_other_page(world: World, meeting: Meeting) -> None:
    session = prepared(world, meeting)
    client, person = signed_in(world.users["member2"]), world.people["member2"]
    address = reverse("ballot-phrase", args=(session.pk, person.pk))
    answer = client.post(address)
    groups = re.findall(r"<span>(\d{4})</span>", words(answer.content))
    assert len(groups) == 5
    assert "no-store" in answer["Cache-Control"]
    assert "data-print" in words(answer.content)
    desk = words(client.get(reverse("meeting-ballots", args=(meeting.pk,))).content)
    assert groups[0] + " " + groups[1] not in desk
    assert re.findall(r"<span>(\d{4})</span>", words(client.post(address).content)) != groups


def test_nobody_takes_the_phrase_of_somebody_who_can_sign_in(world: World, meeting: Meeting) -> None:
    session = prepared(world, meeting)
    address = reverse("ballot-phrase", args=(session.pk, world.people["member2"].pk))
    answer = signed_in(world.users["head"]).post(address)
    assert answer.status_code == 422
    assert "tự đăng nhập để nhận mã" in words(answer.content)
    assert not session.holders.exclude(taken_at=None).exists()


def test_chair_fetches_the_phrase_with_whoever_has_no_account(world: World, meeting: Meeting) -> None:
    session = prepared(world, meeting)
    world.users["member2"].is_active = False
    world.users["member2"].save()
    assert "Nhận mã cùng Nguyễn Văn Đảng 2" in page(world, meeting)
    address = reverse("ballot-phrase", args=(session.pk, world.people["member2"].pk))
    assert "Mã mở hòm phiếu của Nguyễn Văn Đảng 2" in words(signed_in(world.users["head"]).post(address).content)


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
    client.post(reverse("ballot-again", args=(session.pk,)))
    text = page(world, meeting)
    assert "Bỏ phiếu lại vì có nội dung chưa đủ tỷ lệ phiếu" in text
    assert "Kết quả vòng 1" in text


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
    assert primary(words(second.get(address).content)) == ["Đồng ý hủy vòng này"]
    assert "đề nghị hủy vòng này" in page(world, meeting)
    assert second.post(address, {"confirm": "1"}).status_code == 302
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


# The screen of the hall ----------------------------------------------------------------------------------------------


def screen(world: World, meeting: Meeting, key: str = "member5") -> str:
    return page(world, meeting, key, name="ballot-screen")


def test_the_screen_shows_state_and_turnout_and_nobodys_name_or_choice(
    world: World, meeting: Meeting, session: BallotSession
) -> None:
    voted(session, Level.EXCELLENT, count=7)
    text = screen(world, meeting)
    assert "Đang bỏ phiếu" in text
    assert "<strong>7</strong> / 9 người đã bỏ phiếu" in text
    assert 'hx-trigger="every 3s"' in text
    assert "Mở lúc 10:00" in text
    assert not any(str(person) in text for person in world.people.values())
    assert not any(level in text for level in LEVELS)


def test_before_the_first_vote_the_screen_shows_who_is_there(world: World, meeting: Meeting) -> None:
    text = screen(world, meeting, "head")
    assert "Chưa bỏ phiếu" in text
    assert "Có mặt <strong>9</strong> / 9 thành viên" in text
    prepared(world, meeting)
    assert "Chuẩn bị bỏ phiếu" in screen(world, meeting, "head")


def test_the_screen_shows_the_results_once_they_are_counted(
    world: World, meeting: Meeting, session: BallotSession
) -> None:
    voted(session, Level.GOOD)
    shut(world, session)
    assert "Đã đóng hòm phiếu, chờ kiểm phiếu" in screen(world, meeting)
    counted(world, session)
    text = screen(world, meeting)
    assert "Lê Văn Bình" in text
    assert "9/9" in text
    assert "Hoàn thành tốt nhiệm vụ" in text


def test_the_screen_is_for_those_who_may_see_the_ballot(world: World, meeting: Meeting, session: BallotSession) -> None:
    address = reverse("ballot-screen", args=(meeting.pk,))
    for key, status in (("head", 200), ("member5", 200), ("officer", 404), ("village_secretary", 404)):
        assert signed_in(world.users[key]).get(address).status_code == status, key


def test_of_several_rounds_the_screen_shows_each_subjects_last_result(world: World, meeting: Meeting) -> None:
    counts = {"issued": 9, "excellent": 0, "completed": 0, "not_completed": 0, "invalid": 0}
    for number, good in ((1, 4), (2, 8)):
        session = BallotSessionFactory.create(meeting=meeting, round=number, closed=True)
        BallotQuestionFactory.create(
            session=session, review=world.review_of("deputy"), good=good, blank=9 - good, **counts
        )
    text = screen(world, meeting, "head")
    assert "8/9" in text
    assert "4/9" not in text
    assert "Vòng 2" in text


# Who sees a round ----------------------------------------------------------------------------------------------------


def test_a_round_is_seen_by_its_team_while_it_is_prepared_and_by_its_voters_once_it_opens(
    world: World, meeting: Meeting
) -> None:
    def sees(key: str) -> bool:
        return BallotSession.objects.visible_to(world.users[key]).exists()

    session = prepared(world, meeting)
    assert [key for key in ("head", "member1", *TEAM, "planner") if not sees(key)] == []
    assert not any(sees(key) for key in ("member5", "officer", "secretary", "village_secretary"))
    opened(world, session)
    assert sees("member5")
    assert not any(sees(key) for key in ("officer", "secretary", "village_secretary"))
    voted(session, Level.GOOD)
    counted(world, session)
    assert sees("officer")
    assert not sees("village_secretary")


# Measured ------------------------------------------------------------------------------------------------------------


def test_turnout_and_screen_cost_the_same_with_many_voters(
    world: World, meeting: Meeting, session: BallotSession
) -> None:
    client = signed_in(world.users["head"])

    def add(count: int) -> None:
        for _ in range(count):
            voter = VoterFactory.create(session=session)
            AttendeeFactory.create(meeting=meeting, person=voter.person, presence=Presence.PRESENT)

    address = f"{reverse('ballot-live', args=(meeting.pk,))}?at={session.pk}-open"
    assert_flat(client, address, add, row="<li>")
    assert_flat(client, reverse("ballot-screen", args=(meeting.pk,)), add, row="")


def test_the_screen_of_the_results_costs_the_same_with_many_subjects(world: World, meeting: Meeting) -> None:
    session = BallotSessionFactory.create(meeting=meeting, closed=True)

    def add(count: int) -> None:
        for _ in range(count):
            review = ReviewFactory.create(campaign=world.campaign, unit=world.office)
            BallotQuestionFactory.create(session=session, review=review, issued=5, good=5)

    assert_flat(
        signed_in(world.users["head"]),
        reverse("ballot-screen", args=(meeting.pk,)),
        add,
        row='<tr><th scope="row">',
    )


def test_void_rounds_cost_the_same_however_many(world: World, meeting: Meeting) -> None:
    users = {"void_asked_by": world.users["head"], "voided_by": world.users["member2"]}

    def add(count: int) -> None:
        for _ in range(count):
            BallotSessionFactory.create(
                meeting=meeting, state=BallotState.VOID, void_reason="Nhầm.", voided_at=clock.now(), **users
            )

    address = reverse("meeting-ballots", args=(meeting.pk,))
    assert_flat(signed_in(world.users["head"]), address, add, row="đã hủy</h2>")
