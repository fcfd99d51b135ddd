"""The desk of a ballot: the next step first, turnout without choices, refusals that keep what was chosen."""

from __future__ import annotations

import re

import pytest
from django.http import HttpResponse
from django.urls import reverse

from organizations import clock
from ratings.choices import BallotState, VotingMethod
from ratings.models import BallotSession
from ratings.services import casting
from reviews.choices import Level, Presence
from reviews.models import Meeting
from tests import steps
from tests.box import take_phrases
from tests.factories.ratings import BallotSessionFactory, VoterFactory
from tests.factories.reviews import AttendeeFactory
from tests.ratings.reading import LEVELS, heading, page, primary
from tests.ratings.rounds import TEAM, counted, opened, prepared, shut, voted
from tests.reviews.test_pages import assert_flat, signed_in, words
from tests.world import World, standing_on


@pytest.fixture
def meeting(world: World) -> Meeting:
    return steps.ready_cell(world)


@pytest.fixture
def session(world: World, meeting: Meeting) -> BallotSession:
    return opened(world, prepared(world, meeting))


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
    text = page(world, meeting, "member5")
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


@pytest.mark.parametrize(("number", "status"), [(0, 422), (999_999, 422), (10**20, 404)])
def test_whoever_holds_no_key_has_no_phrase(world: World, meeting: Meeting, number: int, status: int) -> None:
    session = prepared(world, meeting)
    answer = signed_in(world.users["head"]).post(reverse("ballot-phrase", args=(session.pk, number)))
    assert answer.status_code == status
    assert not session.holders.exclude(taken_at=None).exists()


def test_nobody_takes_the_phrase_of_somebody_who_can_sign_in(world: World, meeting: Meeting) -> None:
    session = prepared(world, meeting)
    address = reverse("ballot-phrase", args=(session.pk, world.people["member2"].pk))
    answer = signed_in(world.users["head"]).post(address)
    assert answer.status_code == 422
    assert "tự đăng nhập để nhận mã" in words(answer.content)
    assert not session.holders.exclude(taken_at=None).exists()


def shut_out(world: World, *keys: str) -> None:
    for key in keys:
        world.users[key].is_active = False
        world.users[key].save()


def fetch(world: World, session: BallotSession, key: str, *, by: str) -> str:
    answer = signed_in(world.users[by]).post(reverse("ballot-phrase", args=(session.pk, world.people[key].pk)))
    return words(answer.content)


def test_nobody_learns_two_phrases_by_fetching_them(world: World, meeting: Meeting) -> None:
    session = prepared(world, meeting)
    shut_out(world, "member2", "member3")
    assert "Mã mở hòm phiếu của Nguyễn Văn Đảng 2" in fetch(world, session, "member2", by="head")
    assert "Đồng chí đã biết một mã của vòng này" in fetch(world, session, "member3", by="head")
    assert "Nhận mã cùng Nguyễn Văn Đảng 3" not in page(world, meeting, "head")
    assert "Nhận mã cùng Nguyễn Văn Đảng 3" in page(world, meeting, "member1")
    assert "Mã mở hòm phiếu của Nguyễn Văn Đảng 2" in fetch(world, session, "member2", by="head"), "the same anew"
    assert "Mã mở hòm phiếu của Nguyễn Văn Đảng 3" in fetch(world, session, "member3", by="member1")


def test_a_clerk_who_holds_a_key_fetches_no_other(world: World, meeting: Meeting) -> None:
    session = prepared(world, meeting, team=("member1", "member2", "member3"))
    shut_out(world, "member2")
    assert "Nhận mã cùng" not in page(world, meeting, "member1")
    assert "Đồng chí đã biết một mã của vòng này" in fetch(world, session, "member2", by="member1")
    assert not session.holders.exclude(taken_at=None).exists()
    assert "Nhận mã cùng Nguyễn Văn Đảng 2" in page(world, meeting, "head")
    assert "Mã mở hòm phiếu của Nguyễn Văn Đảng 2" in fetch(world, session, "member2", by="head")


@pytest.mark.parametrize("method", [VotingMethod.ELECTRONIC, VotingMethod.MIXED])
def test_two_of_the_three_who_hold_a_box_can_sign_in(world: World, meeting: Meeting, method: VotingMethod) -> None:
    shut_out(world, "member2", "member3")
    sent = {"counting_team": [world.people[key].pk for key in TEAM], "method": method.value}
    answer = signed_in(world.users["head"]).post(reverse("ballot-prepare", args=(meeting.pk,)), sent)
    assert answer.status_code == 422
    assert "chưa có tài khoản: Nguyễn Văn Đảng 2, Nguyễn Văn Đảng 3." in words(answer.content)
    world.users["member3"].is_active = True
    world.users["member3"].save()
    assert prepared(world, meeting, method=method).holders.count() == 3


def test_chair_fetches_the_phrase_with_whoever_has_no_account(world: World, meeting: Meeting) -> None:
    session = prepared(world, meeting)
    shut_out(world, "member2")
    assert "Nhận mã cùng Nguyễn Văn Đảng 2" in page(world, meeting)
    address = reverse("ballot-phrase", args=(session.pk, world.people["member2"].pk))
    assert "Mã mở hòm phiếu của Nguyễn Văn Đảng 2" in words(signed_in(world.users["head"]).post(address).content)


# Who sees a round ----------------------------------------------------------------------------------------------------


def test_a_round_is_seen_by_its_team_while_it_is_prepared_and_by_its_voters_once_it_opens(
    world: World, meeting: Meeting
) -> None:
    def sees(key: str) -> bool:
        return BallotSession.objects.visible_to(world.users[key]).exists()

    session = prepared(world, meeting)
    assert [key for key in ("head", "deputy", "member1", *TEAM, "planner") if not sees(key)] == []
    assert not any(sees(key) for key in ("member5", "officer", "secretary", "village_secretary"))
    opened(world, session)
    assert sees("member5")
    assert not any(sees(key) for key in ("officer", "secretary", "village_secretary"))
    voted(session, Level.GOOD)
    counted(world, session)
    assert sees("officer")
    assert not sees("village_secretary")


def test_who_leads_the_body_takes_a_round_through_all_its_steps(world: World, meeting: Meeting) -> None:
    """Neither chair nor clerk nor of the team, and absent: the deputy may run the meeting, so he sees its rounds."""
    meeting.attendees.filter(person=world.people["deputy"]).update(presence=Presence.ABSENT)
    client = signed_in(world.users["deputy"])
    sent = {"counting_team": [world.people[key].pk for key in TEAM], "method": "electronic"}
    assert client.post(reverse("ballot-prepare", args=(meeting.pk,)), sent).status_code == 302
    session = BallotSession.objects.get()
    take_phrases(session, by=world.users["head"], now=clock.now())
    with standing_on(14, 10):
        assert client.post(reverse("ballot-open", args=(session.pk,))).status_code == 302
    voted(session, Level.GOOD)
    assert client.get(reverse("ballot-close", args=(session.pk,))).status_code == 200
    shut(world, session)
    assert client.get(reverse("ballot-count", args=(session.pk,))).status_code == 200
    assert client.get(reverse("ballot-void", args=(session.pk,))).status_code == 200


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


def test_void_rounds_cost_the_same_however_many(world: World, meeting: Meeting) -> None:
    users = {"void_asked_by": world.users["head"], "voided_by": world.users["member2"]}

    def add(count: int) -> None:
        for _ in range(count):
            BallotSessionFactory.create(
                meeting=meeting, state=BallotState.VOID, void_reason="Nhầm.", voided_at=clock.now(), **users
            )

    address = reverse("meeting-ballots", args=(meeting.pk,))
    assert_flat(signed_in(world.users["head"]), address, add, row="đã hủy</h2>")
