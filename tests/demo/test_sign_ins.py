"""Each sign-in of the demo opens, and its home page holds what its row of the table promises."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from config.demo.accounts import PASSWORD, SIGN_INS, person_of
from config.demo.campaign import DEMO_MOMENT
from config.demo.stage import Stage
from organizations import clock
from organizations.models import User
from reviews.choices import MeetingState
from reviews.models import Meeting, Review

pytestmark = pytest.mark.django_db

ROWS = {sign_in.username: sign_in for sign_in in SIGN_INS}

#: Each part of a row's promise: the tasks (what, whose) that stand on the home page, or the pages it leads to.
Promise = dict[str, tuple[tuple[str, str] | str, ...]]
WRITE_REPORT, FINISH_REPORT = "Viết báo cáo kiểm điểm tập thể (Mẫu 01)", "Hoàn thiện báo cáo kiểm điểm tập thể (Mẫu 01)"
GIVE_OPINION = "Nhận xét, đánh giá theo đề nghị"
STANDING_COMMITTEE = "Hội nghị kiểm điểm Ban Thường vụ Huyện ủy"
PROMISES: dict[str, Promise] = {
    "kehoach": {
        "Gửi dự thảo, giấy mời hội nghị Ban Thường vụ Huyện ủy": (
            ("Gửi dự thảo báo cáo kiểm điểm", STANDING_COMMITTEE),
            ("Gửi giấy mời hội nghị", STANDING_COMMITTEE),
        ),
        "theo dõi tiến độ toàn huyện": ("campaigns", "board"),
    },
    "bantochuc": {
        "Gợi ý kiểm điểm trước 10/11/2023": ("reviews",),
        "thẩm định hồ sơ đã gửi": (("Thẩm định hồ sơ", ""),),
    },
    "thuongtruc": {"Hồ sơ đã thẩm định chờ quyết định": (("Xem xét, quyết định xếp loại", ""),)},
    "bithu": {
        "Bản tự kiểm điểm": (("Viết bản kiểm điểm cá nhân (Mẫu 02)", ""),),
        "báo cáo của Ban Thường vụ Huyện ủy": ((WRITE_REPORT, "Ban Thường vụ Huyện ủy"),),
    },
    "noivu": {"Phiếu lấy ý kiến gửi UBND huyện": ((GIVE_OPINION, "Ủy ban nhân dân huyện"),)},
    "hdnd": {"Phiếu lấy ý kiến gửi Thường trực HĐND huyện": ((GIVE_OPINION, "Hội đồng nhân dân huyện"),)},
    "truongphong": {
        "Xếp loại cấp phó": (("Đánh giá, xếp loại cán bộ, công chức, viên chức", ""),),
        "hoàn thiện báo cáo tập thể và bản tự kiểm điểm": (
            (FINISH_REPORT, "Phòng Tài chính - Kế hoạch"),
            ("Hoàn thiện bản kiểm điểm cá nhân (Mẫu 02)", ""),
        ),
        "bỏ phiếu ở chi bộ": (("Bỏ phiếu kín", "Chi bộ"),),
    },
    "soanbaocao": {
        "Mẫu 01 của tập thể lãnh đạo phòng đang viết dở": ((WRITE_REPORT, "Tập thể lãnh đạo Phòng Nông nghiệp"),)
    },
    "vanphongxa": {
        "Phiếu nơi cư trú chờ xác nhận": (("Xác nhận phiếu nhận xét nơi cư trú", ""),),
        "giấy mời hội nghị Ban Thường vụ Đảng ủy xã": (("Gửi giấy mời hội nghị", "Ban Thường vụ Đảng ủy xã"),),
    },
    "bithuxa": {
        "Quyết định xếp loại đảng viên của Đảng bộ xã": (("Xếp loại đảng viên theo đề xuất của chi bộ", ""),),
        "báo cáo của Thường trực HĐND xã": ((FINISH_REPORT, "Thường trực HĐND xã"),),
    },
    "bithuchibo": {
        "Chi bộ đang bỏ phiếu": (("Theo dõi bỏ phiếu, đóng hòm phiếu", "Chi bộ"),),
        "báo cáo của chi ủy": ((WRITE_REPORT, "Chi ủy Chi bộ"),),
        "gửi phiếu xin ý kiến nơi cư trú": (("Gửi phiếu xin ý kiến chi ủy nơi cư trú (Mẫu 3-213)", ""),),
    },
    "bithuthon": {
        "Phiếu nhận xét đảng viên nơi cư trú chờ trả lời": (
            ("Nhận xét đảng viên nơi cư trú (Mẫu 3-213)", "Chi bộ thôn"),
        )
    },
    "dangvien": {"Phiếu xếp loại chờ bỏ ở chi bộ": (("Bỏ phiếu kín", "Chi bộ"),)},
    "kiemtra": {"Xem toàn bộ hồ sơ, biên bản": ("reviews", "meetings"), "không sửa": ()},
    "dangdoan": {"Ý kiến về Chủ tịch HĐND huyện": ((GIVE_OPINION, "Đảng đoàn Hội đồng nhân dân tỉnh"),)},
    "bancansu": {"Ý kiến về Chủ tịch UBND huyện": ((GIVE_OPINION, "Ban cán sự đảng Ủy ban nhân dân tỉnh"),)},
    "quantri": {"Tài khoản và phân công quyền": ("admin:index",)},
}


@pytest.fixture(autouse=True)
def _on_the_day() -> Iterator[None]:
    with clock.standing_at(DEMO_MOMENT):
        yield


def browser(username: str) -> Client:
    """A browser in which the sign-in of that row was typed into the page."""
    client = Client()
    answer = client.post(reverse("login"), {"username": username, "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, reverse("home"))
    return client


def tasks(page: str) -> list[tuple[str, str]]:
    """What stands in "Việc của tôi", and whose it is."""
    found = re.findall(r'<p class="task-what">(.*?)</p>\s*(?:<p class="task-context">(.*?)</p>)?', page)
    return [(unescape(what), unescape(whose)) for what, whose in found]


def test_every_row_of_the_table_has_its_promise_tested() -> None:
    assert {name: "; ".join(promise) for name, promise in PROMISES.items()} == {
        name: row.waiting for name, row in ROWS.items()
    }


@pytest.mark.parametrize("username", ROWS)
def test_each_sign_in_opens_and_finds_at_home_what_its_row_promises(stage: Stage, username: str) -> None:
    page = browser(username).get(reverse("home")).content.decode()
    standing = tasks(page)
    links = re.findall(r'<a [^>]*href="([^"]*)"', page)
    for part, promised in PROMISES[username].items():
        for one in promised:
            if isinstance(one, str):
                assert reverse(one) in links, part
            else:
                what, whose = one
                assert [task for task in standing if task[0].startswith(what) and whose in task[1]], (part, standing)


@pytest.mark.parametrize("username", [name for name, row in ROWS.items() if row.person])
def test_the_page_greets_the_person_whom_the_roster_has_in_that_role(stage: Stage, username: str) -> None:
    person = stage.roster.people[person_of(ROWS[username], stage.roster)]
    page = browser(username).get(reverse("home")).content.decode()
    assert f'<span class="user-name">{person}</span>' in page


def test_a_wrong_password_opens_nothing(stage: Stage) -> None:
    client = Client()
    assert client.post(reverse("login"), {"username": "kehoach", "password": "kiemdiem"}).status_code == 200
    assert client.get(reverse("home")).status_code == 302


def test_the_board_may_still_prompt_on_that_day(stage: Stage) -> None:
    review = Review.objects.included().filter(person=stage.roster.people["bdv.head"]).get()
    page = browser("bantochuc").get(reverse("review-prompts", args=(review.pk,))).content.decode()
    assert 'name="document_number"' in page
    with clock.standing_at(DEMO_MOMENT.replace(day=10)):
        sent = {"text": "Làm rõ việc chậm giải ngân.", "document_number": "512-CV/HU"}
        assert browser("bantochuc").post(reverse("review-prompts", args=(review.pk,)), sent).status_code == 422


def test_the_inspector_sees_every_dossier_and_meeting_and_changes_none(stage: Stage) -> None:
    client, user = browser("kiemtra"), User.objects.get(username="kiemtra")
    assert Review.objects.visible_to(user).count() == Review.objects.count() > 100
    assert Meeting.objects.visible_to(user).count() == Meeting.objects.count() > 10
    meeting = Meeting.objects.filter(state=MeetingState.PLANNED).exclude(collective__posts__person=user.person)[0]
    assert client.get(reverse("meeting", args=(meeting.pk,))).status_code == 200
    assert client.post(reverse("meeting-invite", args=(meeting.pk,))).status_code == 422
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.PLANNED


def test_only_the_administrator_of_accounts_finds_their_desk(stage: Stage) -> None:
    desk = reverse("admin:index")
    assert browser("quantri").get(desk).status_code == 200
    assert f'href="{desk}"' not in browser("kehoach").get(reverse("home")).content.decode()
    assert browser("kehoach").get(desk).status_code == 302


def test_the_readme_names_the_same_sign_ins_password_and_day() -> None:
    readme = (settings.BASE_DIR / "README.md").read_text(encoding="utf-8")
    section = readme.split("## Signing in to the demo")[1].split("\n## ")[0]
    named = [name for line in section.splitlines() if line.startswith("| `") for name in re.findall(r"`(.+?)`", line)]
    assert sorted(named) == sorted(ROWS)
    assert f"`{PASSWORD}`" in section
    assert f"{DEMO_MOMENT:%d/%m/%Y}" in section
