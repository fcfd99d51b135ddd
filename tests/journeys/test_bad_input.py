"""What goes wrong in every office: two clicks, two tabs, a session that ended, addresses of somebody else's papers."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from django.urls import resolve
from playwright.sync_api import APIRequestContext, Locator, Page, Route, expect

from organizations.addresses import is_only_sent_to
from tests.journeys.acts import (
    done,
    fill_in,
    follow,
    hides,
    not_found,
    press,
    refused,
    saved_by_itself,
    send,
    shows,
    warned,
)
from tests.journeys.conftest import SignIn
from tests.journeys.people import username

#: Somebody who has not begun to write, and the deputy of his office.
WRITER, OTHER = "phong.tnmt.head", "phong.tnmt.deputy1"
TYPED = "Đoàn kết, thống nhất; chấp hành sự phân công của tổ chức."

#: Who sees the most buttons, and where: the addresses behind them are taken from the pages.
DESKS = {
    "kehoach": ("/dot-kiem-diem/1/doi-tuong/", "/hoi-nghi/?q=Huyện ủy", "/thong-bao/"),
    "bantochuc": ("/ho-so/?q=Tài nguyên", "/bang-xep-loai/"),
    "bithuchibo": ("/hoi-nghi/", "/y-kien/", "/thong-bao/"),
    "vanphongxa": ("/y-kien/?state=answered",),
    "truongphong": ("/thong-bao/", "/ho-so/"),
}


#: What those desks have at least, each by the name of its address.
BUTTONS = {
    "kehoach": {"meeting-reschedule"},
    "bantochuc": {"review-print"},
    "bithuchibo": {"notices-read"},
    "vanphongxa": {"opinion-confirm", "opinion-return"},
    "truongphong": {"notices-read", "notice-open"},
}


def own_paper(page: Page) -> str:
    """The address of one's own Mẫu 02, found on the page of tasks."""
    page.goto("/")
    task = page.locator(".task").filter(has_text="Viết bản kiểm điểm cá nhân (Mẫu 02)")
    return task.get_by_role("link").first.get_attribute("href") or ""


def sent_from(page: Page) -> list[str]:
    """The addresses to which this page sends a form, as it sends them."""
    addresses: list[str] = []
    page.on("request", lambda request: addresses.append(request.url) if request.method == "POST" else None)
    return addresses


def fill_in_a_plan(page: Page, name: str, number: str) -> None:
    page.get_by_label("Tên đợt kiểm điểm").fill(name)
    page.get_by_label("Năm").fill("2024")
    page.get_by_label("Số văn bản").fill(number)


def plans_called(page: Page, name: str) -> Locator:
    page.goto("/dot-kiem-diem/")
    return page.get_by_role("row").filter(has_text=name)


def test_a_form_is_sent_once_by_two_clicks_and_the_page_says_what_was_done(sign_in: SignIn):
    page = sign_in("kehoach", at="/dot-kiem-diem/moi/")
    fill_in_a_plan(page, "Đợt lập bằng hai lần bấm", "77-KH/HU")
    sent = sent_from(page)
    held: list[Route] = []
    # The answer does not come before the form was sent a second time, as by Enter in one of its fields.
    page.route("**/dot-kiem-diem/moi/", lambda route: held.append(route))
    page.evaluate(
        """() => document.querySelector("main form").addEventListener("submit", ({target}) => setTimeout(() => {
            target.requestSubmit();
            setTimeout(() => console.log("sent again"), 100);
        }, 100), {once: true})"""
    )
    with page.expect_console_message(lambda message: message.text == "sent again"):
        page.get_by_role("button", name="Lập dự thảo").dblclick(no_wait_after=True)
    for route in held:
        route.continue_()
    done(page, "Đã lập dự thảo")
    assert len(sent) == 1
    expect(plans_called(page, "Đợt lập bằng hai lần bấm")).to_have_count(1)


def test_without_javascript_a_form_gone_back_to_and_sent_again_is_refused_in_words(sign_in: SignIn):
    page = sign_in("kehoach", at="/dot-kiem-diem/moi/", java_script_enabled=False)
    fill_in_a_plan(page, "Đợt lập không có JavaScript", "78-KH/HU")
    press(page, "Lập dự thảo")
    done(page, "Đã lập dự thảo")
    page.go_back()
    fill_in_a_plan(page, "Đợt lập không có JavaScript", "78-KH/HU")
    press(page, "Lập dự thảo")
    refused(page, "đã có kế hoạch số 78-KH/HU của năm 2024")
    expect(plans_called(page, "Đợt lập không có JavaScript")).to_have_count(1)


def test_the_same_form_sent_twice_at_once_is_done_once_and_refused_once_in_words(sign_in: SignIn):
    page = sign_in("bantochuc", at="/ho-so/?q=Thanh tra")
    follow(page, re.compile("Thanh tra huyện"))
    follow(page, "Gợi ý kiểm điểm")
    page.get_by_role("textbox", name="Vấn đề gợi ý kiểm điểm").fill("Làm rõ việc chậm kết luận hai cuộc thanh tra.")
    page.get_by_label("Số văn bản").fill("31-CV/TT")
    answers = page.evaluate(
        """async () => {
            const form = document.querySelector("main form[method=post]");
            const send = () => fetch(form.action, {method: "POST", body: new URLSearchParams(new FormData(form))});
            const answers = await Promise.all([send(), send()]);
            return Promise.all(answers.map(async (answer) => [answer.status, answer.redirected, await answer.text()]));
        }"""
    )
    (accepted, went_on, _), (refusal, stayed, page_of_refusal) = sorted(answers, key=lambda answer: answer[0])
    assert (accepted, went_on) == (200, True)
    assert (refusal, stayed) == (422, False)
    assert "Vấn đề này đã gợi ý theo văn bản số 31-CV/TT" in page_of_refusal
    page.reload()
    expect(page.locator(".said-text")).to_have_count(1)


def test_an_empty_prompt_is_refused_in_words_and_writes_nothing(sign_in: SignIn):
    page = sign_in("bantochuc", at="/ho-so/?q=Văn phòng HĐND", java_script_enabled=False)
    follow(page, re.compile("Văn phòng HĐND"))
    follow(page, "Gợi ý kiểm điểm")
    press(page, "Gửi gợi ý")
    shows(page.locator(".error-summary"), "Chưa gợi ý được")
    expect(page.locator(".said-text")).to_have_count(0)


def test_two_tabs_of_one_writer_answer_409_and_keep_the_text(sign_in: SignIn):
    first = sign_in(username(WRITER))
    address = own_paper(first)
    first.goto(address)
    second = first.context.new_page()
    second.goto(address)
    fill_in(first, {"i_3": TYPED})
    saved_by_itself(first)

    second.locator("[name=i_4]").fill("Gõ ở thẻ thứ hai.")
    expect(second.locator("[data-autosave-bar]")).to_contain_text("đã lưu một bản khác")
    answers: list[tuple[str, int]] = []
    second.on("response", lambda answer: answers.append((answer.request.method, answer.status)))
    press(second, "Lưu", exact=True)
    shows(second.locator(".stale"), "Chính đồng chí (ở thẻ khác hoặc máy khác) đã lưu một bản khác", "chưa lưu")
    assert ("POST", 409) in answers
    expect(second.locator("[name=i_4]")).to_have_value("Gõ ở thẻ thứ hai.")

    press(second, "Lưu", exact=True)
    done(second, "Đã lưu")
    second.goto(f"{address}phien-ban/")
    shows(second, "Trước khi có người lưu đè")


def test_text_typed_when_the_session_has_ended_comes_back_after_signing_in(sign_in: SignIn):
    page = sign_in(username(WRITER))
    address = own_paper(page)
    page.goto(address)
    page.context.clear_cookies(name="sessionid")
    page.locator("[name=vi]").fill(TYPED)
    expect(page.locator("[data-autosave-bar]")).to_contain_text("Phiên làm việc đã hết")
    page.goto(address)
    page.locator("input[name=username]").fill(username(WRITER))
    page.locator("input[name=password]").fill("kiemdiem-2023")
    press(page, "Đăng nhập")
    press(page, "Lấy lại nội dung này")
    expect(page.locator("[name=vi]")).to_have_value(TYPED)
    saved_by_itself(page)


def test_what_one_may_not_see_is_a_whole_page_that_says_not_found(sign_in: SignIn):
    writer = sign_in(username(WRITER))
    address = own_paper(writer)
    review = address.removesuffix("ban-kiem-diem/")
    stranger = sign_in("dangvien")
    for path in (address, review, f"{review}xep-loai/", f"{review}bo-ho-so/", f"{review}goi-y/", "/ho-so/999999/"):
        not_found(stranger, path)
    for path in ("/y-kien/1/", "/van-ban/1/", "/dot-kiem-diem/999999/", "/hoi-nghi/999999/", "/khong-co-trang-nay/"):
        not_found(stranger, path)


def test_a_forged_form_of_a_stranger_finds_nothing_and_ones_own_is_refused_with_the_reason(sign_in: SignIn):
    writer = sign_in(username(WRITER))
    review = own_paper(writer).removesuffix("ban-kiem-diem/")
    stranger = sign_in("dangvien")
    for path in ("ban-kiem-diem/", "gui-ban-to-chuc/", "xin-y-kien-cu-tru/", "xep-loai/"):
        stranger.goto("/")
        assert send(stranger, f"{review}{path}", {"action": "submit", "i_1": "Thay lời"}).status == 404

    own = send(writer, f"{review}xin-y-kien-cu-tru/")
    assert own.status == 422
    refused(writer, "Người được kiểm điểm không được tự gửi hoặc tự lấy phiếu nhận xét của mình.")
    writer.goto(review)
    answer = send(writer, f"{review}gui-ban-to-chuc/")
    assert answer.status == 422
    shows(writer, "Chưa có gì thay đổi.", "Hồ sơ do", "gửi.")


def test_another_writes_nothing_in_a_form_that_is_not_his(sign_in: SignIn):
    writer = sign_in(username(WRITER))
    address = own_paper(writer)
    other = sign_in(username(OTHER), at="/")
    answer = send(other, address, {"version": "1", "action": "save", "i_1": "Viết hộ."})
    assert answer.status == 404
    writer.goto(address)
    hides(writer, "Viết hộ.")


def buttons_of(page: Page) -> set[str]:
    """The addresses behind the buttons of this page that open no page themselves."""
    script = "() => [...document.querySelectorAll('main form[method=post]')].map(form => form.action)"
    addresses = {urlsplit(address).path for address in page.evaluate(script)}
    return {address for address in addresses if is_only_sent_to(address)}


@pytest.mark.parametrize("who", DESKS)
def test_addresses_that_change_something_answer_405_to_reading_with_a_page_that_says_so(sign_in: SignIn, who: str):
    page = sign_in(who)
    behind: dict[str, str] = {}
    for place in DESKS[who]:
        page.goto(place)
        pages = [place, *(link.get_attribute("href") or "" for link in page.locator("main .row-link").all()[:3])]
        for one in pages:
            page.goto(one)
            behind |= {resolve(address).view_name: address for address in buttons_of(page)}
    assert behind.keys() >= BUTTONS[who]
    for address in behind.values():
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 405, address
        expect(page.get_by_role("heading", level=1)).to_have_text("Việc vừa bấm chưa được thực hiện")
        shows(page, "Chưa có gì thay đổi.")


def sign_in_again(page: Page, who: str) -> None:
    shows(page, "Phiên làm việc đã hết; việc vừa bấm chưa được thực hiện.")
    page.locator("input[name=username]").fill(who)
    page.locator("input[name=password]").fill("kiemdiem-2023")
    press(page, "Đăng nhập")
    warned(page, "việc vừa bấm chưa được thực hiện")


def test_a_button_pressed_after_the_session_ended_leads_back_to_its_page_and_says_it_did_nothing(sign_in: SignIn):
    page = sign_in("truongphong", at="/thong-bao/")
    unread = page.locator(".notice-unread")
    expect(unread.first).to_be_visible()
    before = unread.count()
    page.context.clear_cookies(name="sessionid")
    press(page, "Đánh dấu tất cả đã đọc")
    sign_in_again(page, "truongphong")
    assert urlsplit(page.url).path == "/thong-bao/"
    expect(unread).to_have_count(before)


def test_text_sent_after_the_session_ended_is_not_lost(sign_in: SignIn):
    page = sign_in("bantochuc", at="/ho-so/?q=Văn phòng HĐND")
    follow(page, re.compile("Văn phòng HĐND"))
    follow(page, "Gợi ý kiểm điểm")
    text = page.get_by_role("textbox", name="Vấn đề gợi ý kiểm điểm")
    text.fill("Làm rõ việc chậm ban hành quy chế.")
    page.get_by_label("Số văn bản").fill("32-CV/TT")
    here = page.url
    page.context.clear_cookies(name="sessionid")
    press(page, "Gửi gợi ý")
    sign_in_again(page, "bantochuc")
    assert page.url == here
    expect(page.locator(".said-text")).to_have_count(0)
    press(page, "Lấy lại nội dung này")
    expect(text).to_have_value("Làm rõ việc chậm ban hành quy chế.")
    press(page, "Gửi gợi ý")
    expect(page.locator(".said-text")).to_have_text(["Làm rõ việc chậm ban hành quy chế."])


@pytest.mark.parametrize("path", ["/ho-so/?page=khong-phai-so&campaign=%00&unit=x", "/hoi-nghi/?q=%27%22%3C%00"])
def test_odd_addresses_never_break_a_page(sign_in: SignIn, path: str):
    page = sign_in("kehoach")
    answer = page.goto(path)
    assert answer is not None
    assert answer.status < 500
    expect(page.get_by_role("heading", level=1).first).to_be_visible()


def test_a_form_without_its_token_is_answered_by_a_page_in_vietnamese(sign_in: SignIn):
    page = sign_in("dangvien")
    request: APIRequestContext = page.context.request
    answer = request.post("/doi-mat-khau/", form={"old_password": "x"})
    assert answer.status == 403
    assert "<h1" in answer.text()
    assert "Forbidden" not in answer.text()


def test_a_wrong_choice_and_an_overlong_text_are_named_beside_the_form(sign_in: SignIn):
    page = sign_in("kehoach", at="/dot-kiem-diem/moi/")
    page.evaluate("document.querySelector('[name=preset] option').value = 'ke-hoach-khong-co'")
    page.get_by_label("Số văn bản").fill("1-KH/HU")
    press(page, "Lập dự thảo")
    refused(page, "Chưa có gì thay đổi")
    expect(page.get_by_label("Số văn bản")).to_have_value("1-KH/HU")
