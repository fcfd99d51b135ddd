"""A voter's pages: what is sent wrongly is refused in words and changes nothing; what is cast is never shown again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.test import Client
from django.urls import reverse

from organizations import clock
from organizations.models import Organization, User
from ratings import sealing
from ratings.choices import BallotState, Channel, VotingMethod
from ratings.models import BallotSession, Envelope, Voter
from ratings.services import ballots, counting, voiding
from ratings.services.casting import Cast, cast_vote
from ratings.views import receipt_page
from ratings.views.voting import CODES
from reviews.choices import Level, MeetingState
from reviews.models import Meeting
from tests import steps
from tests.box import open_ballot, phrases_of
from tests.factories.organizations import UserFactory
from tests.factories.ratings import BallotQuestionFactory, BallotSessionFactory
from tests.reviews.test_pages import assert_flat, signed_in, words
from tests.world import World, standing_on


@pytest.fixture
def session(world: World) -> Iterator[BallotSession]:
    meeting = steps.ready_cell(world)
    with standing_on(14, 10) as now:
        team = [world.people[key] for key in ("member2", "member3", "member4")]
        yield open_ballot(meeting_id=meeting.pk, counting_team=team, by=world.users["head"], now=now)


@pytest.fixture
def voter(world: World) -> Client:
    return signed_in(world.users["member1"])


def page(session: BallotSession) -> str:
    return reverse("ballot-vote", args=(session.pk,))


def filled(session: BallotSession, code: str = "2") -> dict[str, str]:
    return {f"question-{pk}": code for pk in session.questions.values_list("pk", flat=True)}


def cast(client: Client, session: BallotSession, code: str = "2") -> str:
    """Confirmed on the page; gives the receipt that the answer shows."""
    answer = client.post(page(session), filled(session, code) | {"confirmed": "1"})
    assert answer.status_code == 200
    return receipt_on(answer.content.decode())


def receipt_on(html: str) -> str:
    code = re.search(r'class="receipt-code"><code>(.*?)</code>', html, re.DOTALL)
    assert code is not None, html
    return re.sub(r"<[^>]+>|\s", "", code[1])


def nothing_cast(session: BallotSession) -> bool:
    return not Envelope.objects.exists() and not Voter.objects.filter(session=session, voted=True).exists()


# Sent wrongly -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("confirmed", [{}, {"confirmed": "1"}])
@pytest.mark.parametrize("code", ["5", "9", "x", "good", "-1", "²", "02", "2 ", "1\x00"])
def test_a_forged_level_is_refused_and_the_other_choices_stay(
    session: BallotSession, voter: Client, code: str, confirmed: dict[str, str]
) -> None:
    sent = filled(session)
    first = next(iter(sent))
    answer = voter.post(page(session), sent | {first: code} | confirmed)
    if code == "1\x00":  # control characters never reach a view: what is left is a level
        assert answer.status_code == 200
        return
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "Phiếu có mức xếp loại không hợp lệ." in html
    assert html.count(" checked") == len(sent) - 1
    assert nothing_cast(session)


@pytest.mark.parametrize("confirmed", [{}, {"confirmed": "1"}, {"edit": "1"}])
def test_a_missing_subject_is_named_and_the_other_choices_stay(
    session: BallotSession, voter: Client, confirmed: dict[str, str]
) -> None:
    sent = filled(session, "0")
    missing, _code = sent.popitem()
    answer = voter.post(page(session), sent | confirmed)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert f"Phiếu có {len(sent) + 1} nội dung, mới chọn {len(sent)}." in html
    pk = missing.removeprefix("question-")
    assert f'href="#noi-dung-{pk}"' in html
    assert f'id="noi-dung-{pk}"' in html
    assert f'aria-describedby="thieu-{pk}"' in html
    assert html.count(" checked") == len(sent)
    assert "autofocus" in html, "the keyboard and the screen reader begin at what is wrong, without JavaScript too"
    assert nothing_cast(session)


def test_an_empty_ballot_is_refused_on_every_question(session: BallotSession, voter: Client) -> None:
    answer = voter.post(page(session), {"confirmed": "1"})
    assert answer.status_code == 422
    assert answer.content.decode().count("Chưa chọn nội dung này") == session.questions.count()
    assert nothing_cast(session)


@pytest.mark.parametrize("instead", [True, False])
def test_a_question_of_another_round_is_refused(session: BallotSession, voter: Client, instead: bool) -> None:
    other = BallotQuestionFactory.create(session=BallotSessionFactory.create())
    sent = filled(session)
    if instead:
        sent.popitem()
    answer = voter.post(page(session), sent | {f"question-{other.pk}": "2", "confirmed": "1"})
    assert answer.status_code == 422
    assert "không thêm nội dung khác" in answer.content.decode()
    assert nothing_cast(session)


@pytest.mark.parametrize(
    "name", ["question-", "question-abc", "question-²", "question--1", f"question-{10**30}", f"question-{'9' * 5000}"]
)
def test_a_question_that_no_round_has_is_refused(session: BallotSession, voter: Client, name: str) -> None:
    sent = urlencode(filled(session) | {name: "2", "confirmed": "1"})
    answer = voter.post(page(session), sent, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 422
    assert nothing_cast(session)


def test_two_levels_for_one_subject_are_refused(session: BallotSession, voter: Client) -> None:
    sent: dict[str, object] = {**filled(session), "confirmed": "1"}
    first = next(iter(sent))
    answer = voter.post(page(session), sent | {first: ["1", "2"]})
    assert answer.status_code == 422
    assert nothing_cast(session)


def test_an_address_prefills_and_casts_nothing(session: BallotSession, voter: Client) -> None:
    for query in (filled(session, "1"), filled(session, "1") | {"confirmed": "1"}):
        answer = voter.get(page(session), query)
        assert answer.status_code == 200
        assert " checked" not in answer.content.decode()
    assert voter.put(page(session), "confirmed=1").status_code == 405
    assert nothing_cast(session)


def test_a_stranger_to_the_meeting_finds_no_ballot(session: BallotSession) -> None:
    for user in (UserFactory.create(), UserFactory.create(person=None)):
        client = signed_in(user)
        assert client.get(page(session)).status_code == 404
        assert client.post(page(session), filled(session) | {"confirmed": "1"}).status_code == 404
        assert client.get(reverse("ballot-receipts", args=(session.pk,))).status_code == 404
    assert nothing_cast(session)


def test_whoever_is_not_signed_in_is_asked_to_and_casts_nothing(session: BallotSession) -> None:
    answer = Client().post(page(session), filled(session) | {"confirmed": "1"})
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("login"))
    assert nothing_cast(session)


def test_whoever_is_not_on_the_list_is_told_so(world: World, session: BallotSession) -> None:
    session.voters.filter(person=world.people["head"]).delete()
    client = signed_in(world.users["head"])  # the chair sees the round, and here does not vote
    assert "Đồng chí không có tên trong danh sách bỏ phiếu" in client.get(page(session)).content.decode()
    answer = client.post(page(session), filled(session) | {"confirmed": "1"})
    assert answer.status_code == 422
    assert "Đồng chí không có tên trong danh sách bỏ phiếu" in answer.content.decode()
    assert nothing_cast(session)


@pytest.mark.parametrize("handed", [False, True])
def test_whoever_votes_on_paper_casts_nothing_here(
    world: World, session: BallotSession, voter: Client, handed: bool
) -> None:
    row = session.voters.filter(person=world.people["member1"])
    row.update(channel=Channel.PAPER, voted=handed)
    title = "Đồng chí đã nhận phiếu giấy" if handed else "Đồng chí bỏ phiếu giấy"
    assert title in voter.get(page(session)).content.decode()
    answer = voter.post(page(session), filled(session) | {"confirmed": "1"})
    assert answer.status_code == 422
    assert title in answer.content.decode()
    assert "Phiếu vừa gửi không được ghi nhận" in answer.content.decode()
    assert not Envelope.objects.exists()
    assert row.get().voted is handed


# Too early, too late, twice -----------------------------------------------------------------------------------------


def test_before_the_box_is_open_the_page_says_so(world: World, session: BallotSession) -> None:
    BallotSession.objects.filter(pk=session.pk).update(state=BallotState.PREPARING, opened_at=None)
    client = signed_in(world.users["head"])
    assert "Chưa mở bỏ phiếu" in client.get(page(session)).content.decode()
    answer = client.post(page(session), filled(session) | {"confirmed": "1"})
    assert answer.status_code == 422
    assert nothing_cast(session)


def test_a_ballot_confirmed_after_the_box_was_shut_is_refused_and_its_voter_told(
    world: World, session: BallotSession, voter: Client
) -> None:
    assert voter.post(page(session), filled(session)).status_code == 200
    shut(world, session)
    answer = voter.post(page(session), filled(session) | {"confirmed": "1"})
    assert answer.status_code == 422
    assert "Phiếu vừa gửi không được ghi nhận" in answer.content.decode()
    assert "Cuộc bỏ phiếu đã đóng." in answer.content.decode()
    looked = voter.post(page(session), filled(session))
    assert looked.status_code == 422
    assert "Phiếu của đồng chí không được ghi nhận" in words(looked.content)
    assert "Phiếu của đồng chí không được ghi nhận" in words(voter.get(page(session)).content)
    assert Envelope.objects.count() == 3
    assert not session.voters.get(person=world.people["member1"]).voted


def test_no_ballot_is_cast_after_the_meeting_has_ended(world: World, session: BallotSession, voter: Client) -> None:
    """It does not end while the box is open; once it has, the box is shut."""
    meeting = Meeting.objects.get(pk=session.meeting_id)
    ended = signed_in(world.users["head"]).post(
        reverse("meeting-conclude", args=(meeting.pk,)), {"half_days": "1", "conclusion": "Nhất trí."}
    )
    assert ended.status_code == 422
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.OPEN
    count(world, shut(world, session))
    ended = signed_in(world.users["head"]).post(
        reverse("meeting-conclude", args=(meeting.pk,)), {"half_days": "1", "conclusion": "Nhất trí."}
    )
    assert ended.status_code == 302
    answer = voter.post(page(session), filled(session) | {"confirmed": "1"})
    assert answer.status_code == 422
    assert "Cuộc bỏ phiếu đã đóng." in answer.content.decode()
    assert not Envelope.objects.exists()


def test_a_request_sent_again_says_that_the_first_is_in(session: BallotSession, voter: Client) -> None:
    cast(voter, session)
    for again in (filled(session), filled(session, "1") | {"confirmed": "1"}, filled(session) | {"edit": "1"}):
        answer = voter.post(page(session), again)
        assert answer.status_code == 200
        html = words(answer.content)
        assert "Đã nhận phiếu của đồng chí" in html
        assert " checked" not in html
        assert "receipt-code" not in html
    assert Envelope.objects.count() == 1


def test_two_browsers_of_one_voter_cast_once(world: World, session: BallotSession, voter: Client) -> None:
    other = signed_in(world.users["member1"])
    for client in (voter, other):
        assert "Xem lại phiếu trước khi bỏ" in client.post(page(session), filled(session)).content.decode()
    cast(voter, session)
    answer = other.post(page(session), filled(session, "1") | {"confirmed": "1"})
    assert "Mỗi người bỏ phiếu một lần." in answer.content.decode()
    assert Envelope.objects.count() == 1


def test_the_slower_of_two_requests_at_once_is_told_that_the_vote_is_in(
    world: World, session: BallotSession, voter: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both saw that nothing was cast yet; the database lets one through."""

    def meanwhile(**arguments: object) -> Cast:
        cast_vote(**arguments)  # type: ignore[arg-type]
        return cast_vote(**arguments)  # type: ignore[arg-type]

    monkeypatch.setattr("ratings.views.voting.casting.cast_vote", meanwhile)
    answer = voter.post(page(session), filled(session) | {"confirmed": "1"})
    assert answer.status_code == 200
    assert "Phiếu bỏ lần đầu giữ nguyên" in answer.content.decode()
    assert Envelope.objects.count() == 1


def test_opening_the_page_again_tells_whether_the_vote_counts(session: BallotSession, voter: Client) -> None:
    """The answer to the vote was lost on the way: the page knows."""
    assert "Đang bỏ phiếu" in voter.get(page(session)).content.decode()
    cast(voter, session)
    html = words(voter.get(page(session)).content)
    assert "Đã nhận phiếu của đồng chí" in html
    assert "Không ghi lại được mã thì phiếu vẫn được tính." in html
    assert "question-" not in html


def test_a_wrong_clock_neither_hinders_a_vote_nor_is_kept(session: BallotSession, voter: Client) -> None:
    """The state of the box decides, no clock: not the voter's, which the page never asks, nor the server's."""
    html = voter.get(page(session)).content.decode()
    names = set(re.findall(r'name="([^"]+)"', html)) - {"viewport", "htmx-config"}
    assert {name for name in names if not name.startswith("question-")} == {"csrfmiddlewaretoken"}
    assert session.opened_at is not None
    with clock.standing_at(session.opened_at - timedelta(days=400)):
        answer = voter.post(page(session), filled(session) | {"confirmed": "1"}, headers={"date": "Mon, 01 Jan 1990"})
    assert answer.status_code == 200
    assert Envelope.objects.count() == 1
    assert {field.name for field in Envelope._meta.get_fields()} == {"id", "session", "sealed"}


def test_a_form_with_an_old_token_casts_nothing_and_says_what_to_do(world: World, session: BallotSession) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.users["member1"])
    answer = client.post(page(session), filled(session) | {"confirmed": "1"})
    html = words(answer.content)
    assert answer.status_code == 403
    assert "lần gửi này không bỏ phiếu nào vào hòm" in html
    assert f'href="{page(session)}"' in html
    assert "no-store" in answer["Cache-Control"]
    assert nothing_cast(session)


# What the answers tell ----------------------------------------------------------------------------------------------


def test_nothing_that_is_sent_or_answered_tells_the_choice_by_its_length(world: World, session: BallotSession) -> None:
    assert {len(code) for code in CODES} == {1}
    lengths: dict[str, set[int]] = {"look back": set(), "edit": set(), "done": set()}
    for number, code in enumerate(CODES, start=1):
        client = signed_in(world.users[f"member{number}"])  # names and sign-ins of one length
        for name, more in (("look back", {}), ("edit", {"edit": "1"}), ("done", {"confirmed": "1"})):
            html = client.post(page(session), filled(session, code) | more).content
            lengths[name].add(len(re.sub(rb'data-user="[0-9]+"', b"", html)))
    assert {name: len(found) for name, found in lengths.items()} == {"look back": 1, "edit": 1, "done": 1}
    assert Envelope.objects.count() == len(CODES)


def test_no_answer_is_kept_by_a_browser(world: World, session: BallotSession, voter: Client) -> None:
    answers = [
        voter.get(page(session)),
        voter.post(page(session), {}),
        voter.post(page(session), filled(session)),
        voter.post(page(session), filled(session) | {"confirmed": "1"}),
        voter.get(page(session)),
        voter.get(reverse("ballot-receipts", args=(session.pk,))),
    ]
    assert [answer.status_code for answer in answers] == [200, 422, 200, 200, 200, 200]
    assert all("no-store" in answer["Cache-Control"] for answer in answers)
    assert all("data-fresh" in answer.content.decode() for answer in answers[:4])


def test_on_a_shared_machine_the_session_ends_with_the_vote_and_the_next_person_comes_to_his_ballot(
    world: World, session: BallotSession, voter: Client
) -> None:
    BallotSession.objects.filter(pk=session.pk).update(sign_out_after_vote=True)
    assert "đăng xuất trước khi bỏ phiếu" in words(voter.get(page(session)).content)
    assert "máy tự đăng xuất" in words(voter.post(page(session), filled(session)).content)
    done = voter.post(page(session), filled(session) | {"confirmed": "1"})
    html = words(done.content)
    assert "Đã đăng xuất khỏi máy này." in html
    assert len(receipt_on(done.content.decode())) == 32
    sign_in = f"{reverse('login')}?next={page(session)}"
    assert f'href="{sign_in}"' in html
    for answer in (voter.get(page(session)), voter.post(page(session), filled(session))):
        assert answer.status_code == 302
        assert answer["Location"].startswith(reverse("login"))
    voter.force_login(world.users["member2"])
    assert "Đang bỏ phiếu" in voter.get(page(session)).content.decode()


def test_a_receipt_loaded_again_after_the_session_ended_is_not_called_a_vote_that_was_not_cast(
    world: World, session: BallotSession, voter: Client
) -> None:
    BallotSession.objects.filter(pk=session.pk).update(sign_out_after_vote=True)
    sent = filled(session) | {"confirmed": "1"}
    voter.post(page(session), sent)
    again = voter.post(page(session), sent, headers={"referer": f"http://testserver{page(session)}"})
    shown = words(voter.get(again["Location"]).content)
    assert "trang bỏ phiếu báo đã nhận phiếu hay chưa" in shown
    assert "chưa được thực hiện" not in shown
    assert Envelope.objects.count() == 1


def test_the_next_person_cannot_send_what_the_one_before_chose(world: World, session: BallotSession) -> None:
    """His form bears a token of a session that has ended."""
    BallotSession.objects.filter(pk=session.pk).update(sign_out_after_vote=True)
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.users["member1"])
    html = client.get(page(session)).content.decode()
    sent = filled(session, "1") | {"csrfmiddlewaretoken": form_token(html)}
    assert client.post(page(session), sent | {"confirmed": "1"}).status_code == 200
    sign_in(client, world.users["member2"])
    for again in (sent, sent | {"confirmed": "1"}):
        answer = client.post(page(session), again)
        assert answer.status_code == 403
        assert Level.EXCELLENT.label not in answer.content.decode()
    assert Envelope.objects.count() == 1


def sign_in(client: Client, user: User) -> None:
    """By the page, as the next person does: this renews the token of the forms."""
    user.set_password("mật khẩu để thử")
    user.save()
    html = client.get(reverse("login")).content.decode()
    sent = {"username": user.username, "password": "mật khẩu để thử", "csrfmiddlewaretoken": form_token(html)}
    assert client.post(reverse("login"), sent).status_code == 302


def test_whoever_has_voted_can_sign_out_from_the_same_page(world: World, session: BallotSession) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.users["member1"])
    token = form_token(client.get(page(session)).content.decode())
    done = client.post(page(session), filled(session) | {"confirmed": "1", "csrfmiddlewaretoken": token})
    html = done.content.decode()
    assert f'action="{reverse("logout")}"' in html
    assert client.post(reverse("logout"), {"csrfmiddlewaretoken": form_token(html)}).status_code == 302
    assert client.get(page(session)).status_code == 302


def form_token(html: str) -> str:
    token = re.search(r'name="csrfmiddlewaretoken" value="([A-Za-z0-9]+)"', html)
    assert token is not None
    return token[1]


# Receipts -----------------------------------------------------------------------------------------------------------


def shut(world: World, session: BallotSession) -> BallotSession:
    """Three have voted electronically, neither of them member1; the box is shut and not opened."""
    missing = 3 - Envelope.objects.filter(session=session).count()
    for key in ("head", "deputy", "third")[:missing]:
        choices = dict.fromkeys(session.questions.values_list("pk", flat=True), Level.GOOD)
        cast_vote(session_id=session.pk, voter=world.users[key], choices=choices)
    with standing_on(14, 11) as now:
        return ballots.close_ballot(session_id=session.pk, by=world.users["member2"], now=now)


def count(world: World, session: BallotSession) -> BallotSession:
    with standing_on(14, 11) as now:
        return counting.count_ballot(
            session_id=session.pk, phrases=phrases_of(session), by=world.users["member2"], now=now
        )


def void(world: World, session: BallotSession) -> BallotSession:
    with standing_on(14, 12) as now:
        asked = voiding.ask_to_void(
            session_id=session.pk, reason="Mất mã của hai người.", by=world.users["head"], now=now
        )
        return voiding.confirm_void(session_id=session.pk, read=asked.void_mark, by=world.users["member2"], now=now)


def listed(session: BallotSession) -> str:
    return reverse("ballot-receipts", args=(session.pk,))


def codes_on(html: str) -> list[str]:
    part = re.search(r'<ol class="receipt-list">(.*?)</ol>', html, re.DOTALL)
    return [code.replace(" ", "") for code in re.findall(r"<code>(.*?)</code>", part[1])] if part else []


def test_the_list_comes_with_the_closing_and_not_before(world: World, session: BallotSession, voter: Client) -> None:
    receipt = cast(voter, session)
    before = voter.post(listed(session), {"receipt": receipt}).content.decode()
    assert "hòm chưa đóng" in before
    assert receipt not in before.replace(" ", "")
    session = shut(world, session)
    assert codes_on(voter.get(listed(session)).content.decode()) == sorted(session.receipts)


@pytest.mark.parametrize("role", ["member1", "head", "member2", "planner"])
def test_a_receipt_is_found_by_everybody_who_sees_the_round_until_after_the_count(
    world: World, session: BallotSession, voter: Client, role: str
) -> None:
    receipt = cast(voter, session)
    session = shut(world, session)
    client = signed_in(world.users[role])
    for step in ("closed", "counted"):
        if step == "counted":
            session = count(world, session)
        html = words(client.post(listed(session), {"receipt": receipt}).content)
        assert f"ở dòng {sorted(session.receipts).index(receipt) + 1}." in html
        assert session.receipts_root in html.replace(" ", "")
        assert "Mã không chứng minh máy chủ đã niêm phong đúng mức đồng chí chọn." in html
        assert "Người bỏ phiếu giấy không có mã." in html
    assert "Tra mã phiếu trong danh sách" in voter.get(page(session)).content.decode()


def test_a_receipt_is_found_however_it_was_copied(world: World, session: BallotSession, voter: Client) -> None:
    receipt = cast(voter, session)
    session = shut(world, session)
    for typed in (receipt.upper(), " ".join(receipt), "-".join(re.findall("....", receipt)), receipt.replace("0", "O")):
        assert "Có trong danh sách" in voter.post(listed(session), {"receipt": typed}).content.decode(), typed


def test_a_receipt_that_is_not_in_the_box_is_told_so(world: World, session: BallotSession, voter: Client) -> None:
    session = shut(world, session)
    answer = voter.post(listed(session), {"receipt": "0" * 32})
    assert answer.status_code == 200
    html = words(answer.content)
    assert "Không có trong danh sách của vòng 1." in html
    assert "trước khi kiểm phiếu" in html
    assert "receipt-own" not in html


@pytest.mark.parametrize("typed", ["abc", "g" * 32, "²" * 32, "0" * 33, "0" * 5000, "<script>", "\x00" * 32 + "x"])
def test_what_is_no_receipt_is_refused_and_stays_in_its_field(
    world: World, session: BallotSession, voter: Client, typed: str
) -> None:
    session = shut(world, session)
    answer = voter.post(listed(session), {"receipt": typed})
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "Mã phiếu có 32 ký tự" in html
    assert 'aria-invalid="true"' in html
    assert "<script>" not in html


def test_an_address_looks_nothing_up(world: World, session: BallotSession, voter: Client) -> None:
    receipt = cast(voter, session)
    session = shut(world, session)
    html = voter.get(listed(session), {"receipt": receipt}).content.decode()
    assert "Có trong danh sách</strong>" not in html
    assert "receipt-own" not in html


def test_the_list_of_a_box_that_was_shut_outlives_a_void_round(
    world: World, session: BallotSession, voter: Client
) -> None:
    receipt = cast(voter, session)
    session = void(world, shut(world, session))
    html = words(voter.post(listed(session), {"receipt": receipt}).content)
    assert "Vòng này đã hủy:" in html
    assert "Có trong danh sách" in html
    assert "Vòng bỏ phiếu này đã hủy: phiếu trong hòm bị xóa, không ai mở." in words(voter.get(page(session)).content)


def test_a_round_that_was_void_before_its_box_was_shut_has_no_list(
    world: World, session: BallotSession, voter: Client
) -> None:
    session = void(world, session)
    assert "hủy trước khi đóng hòm" in voter.get(listed(session)).content.decode()
    html = words(voter.get(page(session)).content)
    assert "Vòng bỏ phiếu này đã hủy" in html
    assert "đồng chí chưa bỏ phiếu" in html


def test_a_list_that_was_changed_says_so(world: World, session: BallotSession, voter: Client) -> None:
    session = shut(world, session)
    BallotSession.objects.filter(pk=session.pk).update(receipts=session.receipts[1:])
    assert "không còn khớp với mã băm" in voter.get(listed(session)).content.decode()


def test_a_round_on_paper_has_no_receipts(world: World, session: BallotSession, voter: Client) -> None:
    session = shut(world, session)
    BallotSession.objects.filter(pk=session.pk).update(method=VotingMethod.PAPER)
    assert "phiếu giấy không có mã" in voter.get(listed(session)).content.decode()


def test_the_list_costs_the_same_with_many_receipts(world: World, session: BallotSession, voter: Client) -> None:
    session = shut(world, session)

    def add(number: int) -> None:
        receipts = [f"{place:032x}" for place in range(len(session.receipts) + number)]
        session.receipts, session.cast, session.receipts_root = receipts, len(receipts), sealing.root_of(receipts)
        session.save()

    session.receipts = []
    assert_flat(voter, reverse("ballot-receipts", args=(session.pk,)), add, row="<li><code>")


def test_receipt_page_is_laid_out_once_and_holds_what_is_the_voters_own(world: World, session: BallotSession) -> None:
    answers = {}
    for key in ("member1", "member2"):
        html = signed_in(world.users[key]).post(page(session), filled(session) | {"confirmed": "1"}).content.decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w{64})"', html)
        assert token
        assert f'data-user="{world.users[key].pk}"' in html
        answers[key] = (receipt_on(html), token[1], html)
    (first, first_token, _), (second, second_token, later) = answers.values()
    assert first != second
    assert first_token != second_token
    assert first[:16] not in later.replace(" ", "")
    assert first_token not in later
    assert not [mark for mark in (receipt_page._RECEIPT, receipt_page._USER, receipt_page._TOKEN) if mark in later]
    sealed = {sealing.receipt_of(bytes(row)) for row in session.envelopes.values_list("sealed", flat=True)}
    assert {first, second} == sealed


def test_receipt_page_of_another_box_names_its_own_meeting(world: World, session: BallotSession) -> None:
    """Also where a new box has the number that one of another program had."""
    address, confirmed = page(session), filled(session) | {"confirmed": "1"}
    before = signed_in(world.users["member1"]).post(address, confirmed).content
    assert str(session.meeting) in words(before)
    Organization.objects.filter(pk=world.cell.pk).update(name="Chi bộ khác")
    BallotSession.objects.filter(pk=session.pk).update(public_key=sealing.public_bytes(X25519PrivateKey.generate()))
    assert "Chi bộ khác" in words(signed_in(world.users["member2"]).post(address, confirmed).content)
