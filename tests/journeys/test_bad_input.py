"""What goes wrong in every office: two clicks, two tabs, a session that ended, addresses of somebody else's papers."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import APIRequestContext, Page, expect

from tests.journeys.acts import done, fill_in, follow, hides, not_found, press, refused, saved_by_itself, send, shows
from tests.journeys.conftest import SignIn
from tests.journeys.people import username

#: Somebody who has not begun to write, and the deputy of his office.
WRITER, OTHER = "phong.tnmt.head", "phong.tnmt.deputy1"
TYPED = "Đoàn kết, thống nhất; chấp hành sự phân công của tổ chức."

#: Addresses that change something: they are sent to, never opened.
SENT_TO = (
    "/thong-bao/da-doc/",
    "/thong-bao/1/",
    "/dot-kiem-diem/1/doi-tuong/lap-lai/",
    "/ho-so/1/gui-ban-to-chuc/",
    "/ho-so/1/ban-kiem-diem/tu-luu/",
    "/ho-so/1/xin-y-kien-cu-tru/",
    "/ho-so/1/khong-lay-y-kien/",
    "/ho-so/1/in/ban-kiem-diem/",
    "/y-kien/1/xac-nhan/",
    "/y-kien/1/tra-lai/",
    "/hoi-nghi/1/du-thao/",
    "/hoi-nghi/1/giay-moi/",
    "/hoi-nghi/1/khai-mac/",
    "/hoi-nghi/1/be-mac/",
    "/hoi-nghi/1/bo-phieu/mo/",
    "/hoi-nghi/1/noi-dung/1/bat-dau/",
    "/bo-phieu/1/bo-phieu-lai/",
    "/bo-phieu/1/in/",
    "/van-ban/1/in-lai/",
)


def own_paper(page: Page) -> str:
    """The address of one's own Mẫu 02, found on the page of tasks."""
    page.goto("/")
    task = page.locator(".task").filter(has_text="Viết bản kiểm điểm cá nhân (Mẫu 02)")
    return task.get_by_role("link").first.get_attribute("href") or ""


def test_a_form_sent_by_two_clicks_is_written_once(sign_in: SignIn):
    page = sign_in("kehoach", at="/dot-kiem-diem/moi/")
    page.get_by_label("Tên đợt kiểm điểm").fill("Đợt lập bằng hai lần bấm")
    page.get_by_label("Năm").fill("2024")
    page.get_by_label("Số văn bản").fill("77-KH/HU")
    page.get_by_role("button", name="Lập dự thảo").dblclick()
    done(page, "Đã lập dự thảo")
    page.goto("/dot-kiem-diem/")
    expect(page.get_by_role("row").filter(has_text="Đợt lập bằng hai lần bấm")).to_have_count(1)


def test_without_javascript_a_second_click_is_refused_in_words_and_writes_nothing(sign_in: SignIn):
    page = sign_in("bantochuc", at="/ho-so/?q=Thanh tra", java_script_enabled=False)
    follow(page, re.compile("Thanh tra huyện"))
    follow(page, "Gợi ý kiểm điểm")
    press(page, "Gửi gợi ý")
    shows(page, "Gợi ý kiểm điểm")
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
    assert answer.status in (404, 422)
    writer.goto(address)
    hides(writer, "Viết hộ.")


def test_addresses_that_change_something_are_never_opened(sign_in: SignIn):
    page = sign_in("kehoach")
    for path in SENT_TO:
        answer = page.goto(path)
        assert answer is not None
        assert answer.status in (302, 404, 405) or answer.request.redirected_from, f"{path}: {answer.status}"
        expect(page.get_by_role("heading", level=1).first).to_be_visible()


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
