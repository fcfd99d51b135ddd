"""A whole electronic round by the pages alone, on phones: its team, its phrases, its voters, its receipts, its result.

The tests are one story in the cell of the demo that votes on the afternoon of 8 November. It begins with a round on a
machine that everybody shares, which is called off; then comes the one that counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserType, Page, expect

from config.demo.accounts import PASSWORD
from config.dev.bootstrap import chromium_path
from tests.journeys.acts import done, follow, hides, press, refused, send, shows, stand_at
from tests.journeys.conftest import DESKTOP, PHONE, Server, SignIn, Watch
from tests.journeys.people import leader, name, username
from tests.journeys.rounds import (
    EXCELLENT,
    appoint,
    desk,
    look_back,
    mark,
    open_round,
    receipt,
    shut,
    start,
    tab_to,
    take_phrases,
    type_phrases,
    void,
    vote,
    vote_on_phone,
)

pytestmark = pytest.mark.usefixtures("one_story")

CELL = "cb.nc"
SECRETARY = leader(CELL)
TEAM = ("cb.nc.m1", "cb.nc.m3", "cb.nc.m6")
KEYBOARD, PLAIN, RETURNING = "cb.nc.m5", "cb.nc.m7", "cb.nc.m8"
SHARED, NEXT = "phong.tt.head", "phong.tt.deputy1"
OTHERS = ("cb.nc.m9", "cb.nc.m10")


@dataclass
class Story:
    meeting: str = ""
    ballot: str = ""
    phrases: dict[str, str] = field(default_factory=dict)
    receipts: dict[str, str] = field(default_factory=dict)


@pytest.fixture(scope="module")
def story() -> Story:
    return Story()


@pytest.fixture(scope="module", autouse=True)
def afternoon(server: Server) -> None:
    stand_at(server, "11-08 16:30")


@pytest.fixture
def remembering_browser(browser_type: BrowserType, browser_type_launch_args: dict[str, Any]) -> Iterator[Browser]:
    """A browser that keeps the pages one leaves, as people’s own do; for the other tests that is switched off."""
    whole = browser_type_launch_args | {"executable_path": chromium_path()}
    started = browser_type.launch(**whole, ignore_default_args=["--disable-back-forward-cache"])
    yield started
    started.close()


def looks_right(page: Page) -> None:
    """Fits its window, and nothing on it is hard to read or to reach, on a phone and on a desk."""
    for size in (DESKTOP, PHONE):
        page.set_viewport_size(size)
        width = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        assert width[0] <= width[1], f"{page.url}: {width}"
        faults = [
            (fault["id"], [node["target"] for node in fault["nodes"]][:3])
            for fault in Axe().run(page).response["violations"]
            if fault["impact"] in ("serious", "critical")
        ]
        assert faults == []


def go_back(page: Page) -> None:
    """As the button of the browser does; Playwright's own waits for a load that a remembered page does not have."""
    page.evaluate("history.back()")
    page.wait_for_timeout(1000)


def remembers(page: Page) -> bool:
    """Whether coming back to an ordinary page shows it as it was left."""
    page.goto("/thong-bao/")
    page.evaluate("window.left = true")
    page.goto("/y-kien/")
    go_back(page)
    return page.evaluate("location.pathname === '/thong-bao/' && window.left === true")  # type: ignore[no-any-return]


def tells_no_choice(page: Page) -> None:
    """Nothing that is on the screen tells a level: no ballot, no look back, no mark."""
    assert not page.locator(".ballot-chosen").filter(visible=True).count()
    assert not page.locator("input[type=radio]:checked").count()


# On one machine for all ---------------------------------------------------------------------------------------------


def test_1a_two_people_call_off_a_round_and_the_next_one_is_for_a_shared_machine(sign_in: SignIn, story: Story):
    page = sign_in(username(SECRETARY), at="/hoi-nghi/")
    page.locator("main .row-link").first.click()
    story.meeting = "/" + "/".join(page.url.split("/")[3:])
    void(page, sign_in("kehoach"), story.meeting, reason="Bỏ phiếu trên một máy dùng chung")
    page.goto(desk(story.meeting))
    press(page, "Cử tổ kiểm phiếu")
    refused(page, "Hội nghị cử tổ kiểm phiếu trước khi bỏ phiếu.")
    appoint(page, TEAM, shared=True)
    story.ballot, story.phrases = start(sign_in, page, story.meeting, TEAM)


def test_1b_the_vote_ends_the_session_and_the_next_person_sees_only_his_own_ballot(
    remembering_browser: Browser, browser_context_args: dict[str, Any], watch: Watch, story: Story
):
    context = remembering_browser.new_context(**browser_context_args)
    watch.over(context)
    page = context.new_page()
    page.goto(story.ballot)
    enter(page, SHARED)
    shows(page, "Máy dùng chung, đang đăng nhập", name(SHARED))
    mark(page, {}, otherwise=EXCELLENT)
    look_back(page)
    press(page, "Bỏ phiếu", exact=True)
    assert len(receipt(page)) == 32
    shows(page, "Đã đăng xuất khỏi máy này.")
    for _ in range(3):
        go_back(page)
        tells_no_choice(page)

    page.goto(story.ballot)
    expect(page.get_by_role("heading", level=1)).to_have_text("Đăng nhập")
    enter(page, NEXT)
    shows(page, "Máy dùng chung, đang đăng nhập", name(NEXT))
    tells_no_choice(page)
    for _ in range(4):
        go_back(page)
        tells_no_choice(page)
    context.close()


def enter(page: Page, handle: str) -> None:
    page.locator("input[name=username]").fill(username(handle))
    page.locator("input[name=password]").fill(PASSWORD)
    press(page, "Đăng nhập", exact=True)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Phiếu đánh giá")


# The round that counts ----------------------------------------------------------------------------------------------


def test_2a_each_of_the_three_takes_his_own_phrase_before_the_box_is_made(sign_in: SignIn, story: Story):
    page = sign_in(username(SECRETARY), at=story.meeting)
    void(page, sign_in("kehoach"), story.meeting, reason="Bỏ phiếu lại bằng máy của từng người")
    page.goto(desk(story.meeting))
    appoint(page, TEAM)
    own = sign_in(username(TEAM[0]), at=desk(story.meeting))
    his = own.locator("form[action*='/ma/']").get_attribute("action") or ""
    assert send(page, his).status == 422
    refused(page, f"{name(TEAM[0])} tự đăng nhập để nhận mã; không ai nhận thay.")
    story.phrases = take_phrases(sign_in, story.meeting, TEAM[:2])
    page.goto(desk(story.meeting))
    press(page, "Mở bỏ phiếu")
    refused(page, "Còn 1/3 người chưa nhận mã mở hòm phiếu", name(TEAM[2]))
    story.phrases |= take_phrases(sign_in, story.meeting, TEAM[2:])
    story.ballot = open_round(page, story.meeting)
    assert len(set(story.phrases.values())) == 3


def test_2b_a_ballot_is_cast_by_keyboard_alone_and_what_is_missing_is_shown_where_it_is(sign_in: SignIn, story: Story):
    page = sign_in(username(KEYBOARD), at=story.ballot, viewport=PHONE)
    looks_right(page)
    questions = page.locator(".ballot-question")
    asked = questions.count()  # now: the next page is on its way when the key is up
    first = questions.first.get_by_role("radio")
    tab_to(page, first.nth(0))
    page.keyboard.press("ArrowDown")  # from the first level to the second
    page.keyboard.press("Tab")
    tab_to(page, page.get_by_role("button", name="Tiếp tục: xem lại phiếu"))
    page.keyboard.press("Enter")

    missing = asked - 1
    expect(page.locator(".error-summary")).to_be_focused()
    shows(page, f"Phiếu có {missing + 1} nội dung, mới chọn 1.")
    looks_right(page)
    expect(first.nth(1)).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(questions.nth(1).get_by_role("radio").first).to_be_focused()
    for place in range(1, missing + 1):
        tab_to(page, questions.nth(place).get_by_role("radio").first)
        page.keyboard.press("Space")
    tab_to(page, page.get_by_role("button", name="Tiếp tục: xem lại phiếu"))
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Xem lại phiếu trước khi bỏ")).to_be_visible()
    looks_right(page)
    expect(page.locator(".ballot-chosen")).to_contain_text("Hoàn thành tốt nhiệm vụ")
    tab_to(page, page.get_by_role("button", name="Bỏ phiếu", exact=True))
    page.keyboard.press("Enter")
    story.receipts[KEYBOARD] = receipt(page)
    looks_right(page)


def test_2c_a_ballot_is_cast_without_javascript(sign_in: SignIn, story: Story):
    page = sign_in(username(PLAIN), at=story.ballot, viewport=PHONE, java_script_enabled=False)
    look_at_none = page.locator(".ballot-question").count()
    press(page, "Tiếp tục: xem lại phiếu")
    shows(page, f"Phiếu có {look_at_none} nội dung, mới chọn 0.")
    expect(page.locator(".error-summary")).to_be_focused()
    mark(page, {name("phong.tckh.deputy1"): EXCELLENT})
    look_back(page)
    press(page, "Quay lại sửa lựa chọn")
    expect(page.locator("input[type=radio]:checked")).to_have_count(look_at_none)
    story.receipts[PLAIN] = vote(page, {})
    page.goto(story.ballot)
    shows(page, "Đã nhận phiếu của đồng chí")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_2d_neither_back_nor_reload_shows_the_ballot_again(
    remembering_browser: Browser,
    browser_context_args: dict[str, Any],
    watch: Watch,
    open_sessions: dict[str, Any],
    story: Story,
    scripts: bool,
):
    handle = RETURNING if scripts else OTHERS[0]
    context = remembering_browser.new_context(**(browser_context_args | {"java_script_enabled": scripts}))
    watch.over(context)
    page = context.new_page()
    page.goto("/dang-nhap/")
    page.locator("input[name=username]").fill(username(handle))
    page.locator("input[name=password]").fill(PASSWORD)
    press(page, "Đăng nhập", exact=True)
    expect(page.get_by_role("heading", level=1)).to_have_text("Việc của tôi")
    assert not remembers(page), "a browser that could keeps no page of somebody who is signed in"
    page.goto(story.ballot)
    story.receipts[handle] = vote(
        page,
        {},
    )
    for _ in range(3):
        go_back(page)
        tells_no_choice(page)
    page.goto(story.ballot)
    shows(page, "Đã nhận phiếu của đồng chí")
    page.reload()
    shows(page, "Đã nhận phiếu của đồng chí")
    hides(page, "receipt")
    tells_no_choice(page)
    context.close()


def test_2e_a_vote_sent_again_or_in_a_second_window_changes_nothing(sign_in: SignIn, story: Story):
    page = sign_in(username(OTHERS[1]), at=story.ballot, viewport=PHONE)
    page.clock.set_fixed_time("2001-01-01T00:00:00Z")  # the phone's clock is wrong
    second = page.context.new_page()
    second.goto(story.ballot)
    mark(second, {}, otherwise=EXCELLENT)
    look_back(second)
    story.receipts[OTHERS[1]] = vote(page, {})
    press(second, "Bỏ phiếu", exact=True)
    shows(second, "Mỗi người bỏ phiếu một lần. Phiếu bỏ lần đầu giữ nguyên")
    second.close()


def test_2f_the_others_vote_and_nobody_sees_a_total(sign_in: SignIn, story: Story):
    for handle in (SHARED, NEXT, *TEAM[:2]):
        story.receipts[handle] = vote_on_phone(sign_in, handle, story.ballot, {})
    page = sign_in(username(SECRETARY), at=desk(story.meeting))
    shows(page, f"{len(story.receipts)}/", "Không ai xem được số phiếu của từng mức trước khi kiểm phiếu")
    hides(page, "Mức đề xuất")
    assert len(set(story.receipts.values())) == len(story.receipts)


# Shut, counted, checked ---------------------------------------------------------------------------------------------


def test_3a_the_box_is_shut_and_everybody_finds_his_receipt(sign_in: SignIn, story: Story):
    late = sign_in(username(TEAM[2]), at=story.ballot, viewport=PHONE)
    mark(late, {})
    look_back(late)
    page = sign_in(username(SECRETARY), at=desk(story.meeting))
    shut(page, story.meeting)
    press(late, "Bỏ phiếu", exact=True)
    shows(late, "Phiếu vừa gửi không được ghi nhận", "Cuộc bỏ phiếu đã đóng.")
    follow(late, "Xem tình trạng phiếu của đồng chí")
    shows(late, "Phiếu của đồng chí không được ghi nhận")

    own = sign_in(username(KEYBOARD), at=story.ballot, viewport=PHONE)
    follow(own, "Tra mã phiếu trong danh sách")
    assert own.locator(".receipt-list li").count() == len(story.receipts)
    own.get_by_label("Mã phiếu của đồng chí").fill(story.receipts[KEYBOARD].upper())
    press(own, "Tra mã phiếu")
    expect(own.locator(".receipt-found")).to_be_focused()
    shows(own, "Có trong danh sách", "Mã không chứng minh máy chủ đã niêm phong đúng mức đồng chí chọn.")
    looks_right(own)
    own.get_by_label("Mã phiếu của đồng chí").fill("0" * 32)
    press(own, "Tra mã phiếu")
    shows(own, "Không có trong danh sách của vòng", "trước khi kiểm phiếu")


def test_3b_two_phrases_open_the_box_and_a_wrong_one_changes_nothing(sign_in: SignIn, story: Story):
    page = sign_in(username(TEAM[1]), at=desk(story.meeting))
    follow(page, "Kiểm phiếu")
    two = {handle: story.phrases[handle] for handle in TEAM[1:]}
    type_phrases(page, two | {TEAM[2]: "0000 0000 0000 0000 0000"})
    refused(page, f"Mã của {name(TEAM[2])} không đúng; hòm phiếu chưa mở, chưa có gì thay đổi.")
    type_phrases(page, two)
    done(page, "Đã kiểm phiếu")
    shows(page, "Kết quả", f"thu về {len(story.receipts)} phiếu", "Mức đề xuất")


def test_3c_after_the_count_the_list_is_still_there_and_the_voter_is_told(sign_in: SignIn, story: Story):
    own = sign_in(username(PLAIN), at=story.ballot, viewport=PHONE, java_script_enabled=False)
    shows(own, "Đã nhận phiếu của đồng chí", "Tổ kiểm phiếu đã kiểm phiếu")
    follow(own, "Tra mã phiếu trong danh sách")
    own.get_by_label("Mã phiếu của đồng chí").fill(story.receipts[PLAIN])
    press(own, "Tra mã phiếu")
    shows(own, "Có trong danh sách")
