"""Every page as people see it, on a desk and on a phone: fits its window, breaks nothing, is readable by everybody.

`UPDATE_SCREENSHOTS=1` writes the pictures of the guide anew; otherwise the test only sees to it that none is missing.
"""

from __future__ import annotations

import io
import os
import time
from base64 import b32decode
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import resolve
from django_otp.oath import TOTP
from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect

from config.demo.accounts import PASSWORD
from tests.journeys import rounds
from tests.journeys.acts import done, fill_in, follow, press, refused, saved_by_itself, send, shows, stand_at
from tests.journeys.conftest import DESKTOP, Server, SignIn
from tests.journeys.people import username
from tests.journeys.pictures import PICTURES, SHOWS, WIDTHS, fault_of

UPDATE = os.environ.get("UPDATE_SCREENSHOTS") == "1"
#: A picture shows the top of a long page.
TALLEST = 1700
#: One of the counting team of the demo's open round.
COUNTER = "tai.dangquoc"
COLOURS = 128


@dataclass(frozen=True)
class Shot:
    """One page: the picture's name, who looks, and how that person gets there: an address, then links to follow.

    The first step is an address; each further one selects the link to follow or, after a `+`, goes on from here.
    """

    name: str
    username: str
    steps: tuple[str, ...]


def shot(name: str, username: str, *steps: str) -> Shot:
    return Shot(name, username, steps)


#: The demo's campaign stands in the middle of 8 November 2023; each page is seen by somebody whose work it is.
SHOTS = (
    shot("home", "bithuchibo", "/"),
    shot("home-dang-vien", "dangvien", "/"),
    shot("thong-bao", "truongphong", "/thong-bao/"),
    shot("dot-kiem-diem", "kehoach", "/dot-kiem-diem/"),
    shot("dot-kiem-diem-moi", "kehoach", "/dot-kiem-diem/moi/"),
    shot("dot-kiem-diem-tien-do", "kehoach", "/dot-kiem-diem/", "th .row-link"),
    shot("moc-thoi-han", "kehoach", "/dot-kiem-diem/", "th .row-link", "a[href$='/moc-thoi-han/']"),
    shot("doi-tuong", "kehoach", "/dot-kiem-diem/", "th .row-link", "a[href$='/doi-tuong/']"),
    shot("tra-cuu", "dangvien", "/dot-kiem-diem/", "th .row-link", "a[href$='/quy-dinh/']"),
    shot(
        "tra-cuu-ket-qua",
        "bantochuc",
        "/dot-kiem-diem/",
        "th .row-link",
        "+quy-dinh/?tinh=ty-le&kind=cadre&members=9&good_or_better=9&excellent=2",
    ),
    shot("moc-da-ban-hanh", "kehoach", "/dot-kiem-diem/", "th .row-link", "+moc-thoi-han/1/"),
    shot("ho-so-danh-sach", "kehoach", "/ho-so/"),
    shot("ho-so", "vanphongxa", "/ho-so/", ".row-link"),
    shot("mau-02", "bithu", "/", "a[href$='/ban-kiem-diem/']"),
    shot("mau-01", "soanbaocao", "/", "a[href$='/ban-kiem-diem/']"),
    shot("phien-ban", "bithu", "/", "a[href$='/ban-kiem-diem/']", "a[href$='/phien-ban/']"),
    shot("phien-ban-so-sanh", "truongphong", "/", "a[href$='/ban-kiem-diem/']", "+phien-ban/", ".table a"),
    shot("goi-y", "bantochuc", "/ho-so/?q=Tài nguyên", ".row-link", "a[href$='/goi-y/']"),
    shot("lay-y-kien", "bithuchibo", "/y-kien/"),
    shot("phieu-noi-cu-tru", "bithuthon", "/y-kien/?state=requested", ".row-link"),
    shot("xac-nhan-noi-cu-tru", "vanphongxa", "/y-kien/?state=answered", ".row-link"),
    shot("y-kien-co-quan", "noivu", "/y-kien/?state=requested", ".row-link"),
    shot("hoi-nghi-danh-sach", "kehoach", "/hoi-nghi/"),
    shot("hoi-nghi-chuan-bi", "kehoach", "/hoi-nghi/?q=Huyện ủy", ".row-link"),
    shot("hoi-nghi", "bithuchibo", "/hoi-nghi/", ".row-link"),
    shot("hoi-nghi-moi", "bithuchibo", "/", "a[href*='/hoi-nghi/moi/']"),
    shot("danh-sach-de-xuat", "truongphong", "/hoi-nghi/?q=Tài chính", ".row-link", "a[href$='/truoc-bo-phieu/']"),
    shot("bo-phieu-hoi-nghi", "bithuchibo", "/hoi-nghi/", ".row-link", "a[href$='/bo-phieu/']"),
    shot("dong-hom-phieu", "bithuchibo", "/hoi-nghi/", ".row-link", "a[href$='/bo-phieu/']", "a[href$='/dong/']"),
    shot("man-hinh-hoi-truong", "bithuchibo", "/hoi-nghi/", ".row-link", "+bo-phieu/man-hinh/"),
    shot("phieu-bau", "dangvien", "/", "a[href^='/bo-phieu/']"),
    shot("ket-qua-bo-phieu", "kehoach", "/hoi-nghi/?q=Đồi Cọ", ".row-link", "a[href$='/bo-phieu/']"),
    shot("bang-xep-loai", "bantochuc", "/bang-xep-loai/"),
    shot("xep-loai", "thuongtruc", "/bang-xep-loai/", ".row-link"),
    shot("bo-ho-so", "bantochuc", "/bang-xep-loai/", ".row-link", "a[href$='/bo-ho-so/']"),
    shot("quyet-dinh", "thuongtruc", "/dot-kiem-diem/", "th .row-link", "a[href$='/quyet-dinh/']"),
    shot("to-chuc", "kehoach", "/to-chuc/"),
    shot("to-chuc-chi-bo", "bantochuc", "/to-chuc/?q=Nội chính", ".row-link"),
    shot("nhat-ky", "kehoach", "/nhat-ky/"),
    shot("quyen-cua-toi", "bithuxa", "/quyen-cua-toi/"),
    shot("uy-quyen", "bithuxa", "/quyen-cua-toi/uy-quyen/"),
    shot("phan-cong-quyen", "kiemtra", "/phan-cong-quyen/"),
    shot("du-lieu-cua-toi", "truongphong", "/du-lieu-cua-toi/"),
    shot("de-nghi-sua-du-lieu", "bantochuc", "/de-nghi-sua-du-lieu/"),
    shot("thoi-han-bao-quan", "bantochuc", "/to-chuc/?q=Nội chính", ".row-link", "+thoi-han-bao-quan/"),
    shot("doi-mat-khau", "dangvien", "/doi-mat-khau/"),
    shot("doi-mat-khau-xong", "dangvien", "/doi-mat-khau/xong/"),
    shot("ngay-trinh-dien", "dangvien", "/ngay-trinh-dien/"),
    shot("giao-dien", "quantri", "/giao-dien/"),
    shot("bieu-mau", "dangvien", "/bieu-mau/"),
    shot("dien-mau", "dangvien", "/bieu-mau/", "+qd_124/mau_02/"),
)


#: Pictures of pages that one comes to by doing something; each has a test of its own below, or is taken where the
#: story is played.
ALONE = (
    "tai-khoan",
    "lap-xac-thuc",
    "ma-du-phong",
    "ma-xac-thuc",
    "so-phieu-giay",
    "dang-nhap",
    "kich-hoat",
    "quan-ly-tai-khoan",
    "tai-khoan-mot-nguoi",
    "van-ban",
    "so-van-ban",
    "phat-hanh",
    "in-nhieu",
    "in-nhieu-xong",
    "xac-minh",
    "chu-ky",
    "phieu-bau-xem-lai",
    "ma-phieu",
    "da-bo-phieu",
    "kiem-phieu",
    "danh-sach-ma-phieu",
    "huy-bo-phieu",
    "chuan-bi-bo-phieu",
    "ma-mo-hom",
    "khong-tim-thay",
    "tu-choi",
    "luu-de",
    "doi-moc",
    "gia-tri",
    "doi-gia-tri",
    "dieu-chinh",
    "ban-hanh",
    "dot-kiem-diem-quy",
    "ghi-phu-luc",
    "phu-luc",
    "tieu-chi",
    "ghi-tieu-chi",
    "bieu-hien",
    "tham-do",
    "ngay-rieng",
    "chi-tieu",
    "so-lieu",
    "so-lieu-co-quan",
    "bao-cao",
)


@pytest.fixture(scope="module", autouse=True)
def afternoon(server: Server) -> None:
    """The demo's own moment, so that the days on the pages do not depend on when the test runs."""
    stand_at(server, "11-08 16:30")


@pytest.mark.parametrize("place", SHOTS, ids=lambda place: place.name)
def test_a_page_fits_desk_and_phone_and_everybody_can_read_it(sign_in: SignIn, place: Shot):
    page = sign_in(place.username, at=place.steps[0])
    for step in place.steps[1:]:
        go(page, step)
    look_at(page, place.name)


def test_the_sign_in_page(page: Page):
    page.goto("/dang-nhap/")
    look_at(page, "dang-nhap")
    page.get_by_role("link", name="Kích hoạt tài khoản").click()
    look_at(page, "kich-hoat")


def test_the_pages_of_whoever_keeps_accounts(sign_in: SignIn):
    page = sign_in("quantri", at="/quan-ly-tai-khoan/?q=bach")
    page.get_by_role("link", name="Đặng Duy Bách").click()
    page.get_by_role("button", name="Gửi mã đến").click()
    expect(page.get_by_text("Đã cấp mã mới")).to_be_visible()
    page.reload()  # a picture without the sentence that something was done
    look_at(page, "tai-khoan-mot-nguoi")
    page.goto("/quan-ly-tai-khoan/?q=bach")
    look_at(page, "quan-ly-tai-khoan")


def test_the_second_factor_is_set_up_and_asked_at_the_sign_in(page: Page):
    def sign_in() -> None:
        page.goto("/dang-nhap/?next=/tai-khoan/")
        page.get_by_label("Tên đăng nhập").fill("bancansu")
        page.get_by_label("Mật khẩu").fill(PASSWORD)
        press(page, "Đăng nhập")

    sign_in()
    follow(page, "Lập xác thực hai bước")
    page.get_by_label("Mật khẩu của đồng chí").fill(PASSWORD)
    press(page, "Bắt đầu")
    expect(page.get_by_alt_text("Mã QR của khóa xác thực")).to_be_visible()
    look_at(page, "lap-xac-thuc")
    app = TOTP(b32decode("".join(page.locator(".set-up-key span").all_text_contents())))
    page.get_by_label("Mã xác thực (6 số)").fill(f"{app.token():06d}")
    press(page, "Xong")
    expect(page.locator(".recovery-list li")).to_have_count(10)
    look_at(page, "ma-du-phong")
    follow(page, "Đã cất mã, đi tiếp")
    shows(page, "Còn 10 mã dự phòng")
    look_at(page, "tai-khoan")

    page.set_viewport_size(DESKTOP)
    page.locator("summary", has_text="tài khoản").click()
    press(page, "Đăng xuất")
    sign_in()
    expect(page.get_by_role("heading", name="Nhập mã xác thực")).to_be_visible()
    look_at(page, "ma-xac-thuc")
    app.time = time.time() + 30  # what it showed before goes no more; the next one already goes
    page.get_by_label("Mã xác thực (6 số)").fill(f"{app.token():06d}")
    press(page, "Tiếp tục")
    shows(page, "Xác thực hai bước", "Đang dùng")


def test_a_paper_with_its_card_and_what_a_stranger_reads_when_verifying_it(
    sign_in: SignIn, server: Server, context: BrowserContext
):
    page = sign_in("bantochuc", at="/bang-xep-loai/")
    go(page, ".row-link")
    go(page, "a[href$='/bo-ho-so/']")
    press(page, "Lập bộ hồ sơ")
    expect(page.locator(".document")).to_contain_text("Đã có bản in", timeout=60_000)
    look_at(page, "van-ban")

    printed = "from forms_templates.models import Document; print(Document.objects.ready().latest('pk').verify_token)"
    stranger = context.new_page()
    stranger.goto(f"/xac-minh/{server.manage('shell', '-v', '0', '-c', printed).split()[-1]}/")
    look_at(stranger, "xac-minh")


def test_the_signatures_of_a_paper(sign_in: SignIn):
    page = sign_in("kehoach", at="/hoi-nghi/?q=Đồi Cọ")
    go(page, ".row-link")
    press(page, "Lập bản in biên bản")
    expect(page.locator(".document")).to_contain_text("Đã in, chờ ký", timeout=60_000)
    go(page, "a[href$='/chu-ky/']")
    look_at(page, "chu-ky")


def test_a_draft_gets_its_number_and_stands_in_the_register(sign_in: SignIn):
    page = sign_in("bithuchibo", at="/hoi-nghi/")
    go(page, ".row-link")
    press(page, "Giấy mời chung")
    expect(page.locator(".document")).to_contain_text("Đã in, chờ ký", timeout=60_000)
    shows(page, "Bản dự thảo, chưa có số")
    look_at(page, "phat-hanh")
    press(page, "Phát hành, lấy số", exact=True)
    done(page, "số 01-GM/CB")
    go(page, "a[href$='/so-van-ban/']")
    shows(page, "01-GM/CB", "nhiệm kỳ 2020 – 2025")
    look_at(page, "so-van-ban")


def test_all_forms_of_a_unit_in_one_go_until_they_are_one_file(sign_in: SignIn):
    page = sign_in("kehoach", at="/dot-kiem-diem/")
    go(page, "th .row-link")
    press(page, "Lập các bản in")
    expect(page.get_by_role("heading", name="Tất cả trong một tệp")).to_be_visible(timeout=120_000)
    press(page, "Gộp thành tệp")  # the PDF; then the zip's button is the only one left
    expect(page.get_by_role("button", name="Gộp thành tệp")).to_have_count(1)
    press(page, "Gộp thành tệp")
    expect(page.get_by_role("link", name="Tải về")).to_have_count(2, timeout=60_000)
    look_at(page, "in-nhieu-xong")
    page.goto("/in-nhieu/")
    look_at(page, "in-nhieu")


def test_a_ballot_before_it_is_confirmed(sign_in: SignIn):
    page = sign_in("dangvien", at="/")
    go(page, "a[href^='/bo-phieu/']")
    for question in page.locator(".ballot-question").all():
        question.get_by_role("radio").nth(1).check()
    press(page, "Tiếp tục: xem lại phiếu")
    expect(page.get_by_role("button", name="Bỏ phiếu", exact=True)).to_be_visible()
    look_at(page, "phieu-bau-xem-lai")


def test_a_round_from_the_vote_to_the_count_and_one_called_off_with_the_next_one_prepared(sign_in: SignIn):
    """Last of those about the demo's open round: it does not stay open."""
    voter = sign_in("dangvien", at="/")
    go(voter, "a[href^='/bo-phieu/']")
    ballot = voter.url
    code = rounds.vote(voter, {})
    look_at(voter, "ma-phieu")
    voter.goto(ballot)
    look_at(voter, "da-bo-phieu")

    page = sign_in("bithuchibo", at="/hoi-nghi/")
    go(page, ".row-link")
    meeting = page.url
    rounds.shut(page, meeting)
    counter = sign_in(COUNTER, at=rounds.desk(meeting))
    go(counter, "#kiem-phieu")
    look_at(counter, "kiem-phieu")
    voter.goto(ballot)
    go(voter, "a[href$='/ma-phieu/']")
    voter.get_by_label("Mã phiếu của đồng chí").fill(code)
    press(voter, "Tra mã phiếu")
    shows(voter, "Có trong danh sách")
    look_at(voter, "danh-sach-ma-phieu")

    page.goto(rounds.desk(meeting))
    go(page, "a[href$='/huy/']")
    look_at(page, "huy-bo-phieu")
    rounds.void(page, sign_in("kehoach"), meeting, reason="Hai người đã làm mất mã mở hòm phiếu")
    page.goto(rounds.desk(meeting))
    rounds.appoint(page, ("cb.nc.m1", "cb.nc.m3", "cb.nc.m6"))
    look_at(page, "chuan-bi-bo-phieu")
    own = sign_in(username("cb.nc.m1"), at=rounds.desk(meeting))
    press(own, "Nhận mã của tôi")
    expect(own.locator(".phrase")).to_be_visible()
    look_at(own, "ma-mo-hom")


def test_the_page_of_what_does_not_exist(sign_in: SignIn):
    page = sign_in("dangvien", at="/ho-so/999999/")
    look_at(page, "khong-tim-thay")


def test_the_page_of_what_is_refused(sign_in: SignIn):
    page = sign_in(username("phong.tnmt.head"), at="/")
    go(page, "a[href$='/ban-kiem-diem/']")
    answer = send(page, page.url.replace("ban-kiem-diem/", "gui-ban-to-chuc/"))
    assert answer.status == 422
    refused(page, "chưa hoàn thiện sau kiểm điểm", "mục 4.5")
    look_at(page, "tu-choi")


def test_the_page_of_what_somebody_else_saved_meanwhile(sign_in: SignIn):
    first = sign_in(username("phong.tnmt.head"), at="/")
    go(first, "a[href$='/ban-kiem-diem/']")
    second = first.context.new_page()
    second.goto(first.url)
    fill_in(first, {"i_3": "Thực hiện đầy đủ cam kết đã đăng ký."})
    saved_by_itself(first)
    second.locator("[name=i_4]").fill("Lãnh đạo đơn vị hoàn thành nhiệm vụ.")
    with second.expect_navigation() as navigation:
        press(second, "Lưu", exact=True)
    assert navigation.value.status == 409
    shows(second.locator(".stale"), "đã lưu một bản khác", "chưa lưu")
    look_at(second, "luu-de")


def test_a_plan_while_it_is_written(sign_in: SignIn):
    page = sign_in("kehoach", at="/dot-kiem-diem/moi/")
    page.get_by_label("Tên đợt kiểm điểm").fill("Kiểm điểm bổ sung năm 2023")
    press(page, "Lập dự thảo")
    draft = page.url
    go(page, "a[href$='/moc-thoi-han/']")
    go(page, "td a[href*='/moc-thoi-han/']")
    look_at(page, "doi-moc")
    page.goto(f"{draft}gia-tri/")
    go(page, "td a[href*='/gia-tri/notice-days/']")
    look_at(page, "doi-gia-tri")
    fill(
        page,
        {"Giá trị của kế hoạch này": "5", "Căn cứ": "Công văn số 12-CV/HU, mục 3", "Nguyên văn": "ít nhất 05 ngày"},
    )
    press(page, "Đổi giá trị")
    look_at(page, "gia-tri")
    page.goto(f"{draft}doi-tuong/")
    go(page, "td a[href$='/dieu-chinh/']")
    look_at(page, "dieu-chinh")
    page.goto(f"{draft}ban-hanh/")
    look_at(page, "ban-hanh")


def test_the_annexes_of_a_plan_that_scores(sign_in: SignIn):
    page = sign_in("kehoach", at="/dot-kiem-diem/moi/")
    page.get_by_label("Cấp ủy ban hành").select_option(label="Đảng bộ xã An Lĩnh Đông")
    page.get_by_label("Theo kế hoạch mẫu").select_option("p2_xa_2025")
    quarter = page.get_by_label("Quý", exact=True)
    expect(quarter).to_be_hidden()
    page.get_by_label("Kỳ kiểm điểm").select_option("quarter")
    quarter.select_option("3")
    fill(page, {"Hạn hoàn thành của quý": "2025-12-10", "Năm": "2025"})
    look_at(page, "dot-kiem-diem-quy")
    press(page, "Lập dự thảo")
    shows(page, "Quý III năm 2025")
    go(page, "a[href$='/phu-luc/']")
    go(page, "a[href$='/phu-luc/5/']")
    look_at(page, "ghi-phu-luc")
    fill_in(page, {"criteria-0-text": "Phẩm chất, kỷ luật", "criteria-0-most": "29,5"})
    press(page, "Ghi tiêu chí")
    refused(page, "99,5, phải bằng 100")
    fill_in(page, {"criteria-0-most": "30"})
    press(page, "Ghi tiêu chí")
    done(page, "Phụ lục 5")
    look_at(page, "phu-luc")


def test_the_commune_plan_is_issued_and_its_own_pages_open(sign_in: SignIn):
    page = sign_in("kehoach", at="/dot-kiem-diem/moi/")
    draft(page, "Đảng bộ xã Đồng Mộc Thượng", "p4_xa_2023")
    home = issue(page, "44-KH/ĐU")
    page.goto(f"{home}tieu-chi/")
    look_at(page, "tieu-chi")
    go(page, "a[href*='/tieu-chi/']")
    look_at(page, "ghi-tieu-chi")
    page.goto(f"{home}bieu-hien/")
    lines = [f"{number}. Biểu hiện trình diễn thứ {number}" for number in range(1, 28)]
    fill_in(page, {"document": "Nghị quyết trình diễn số 1-NQ/TW", "texts": "\n".join(lines[:26])})
    press(page, "Ghi 27 biểu hiện")
    refused(page, "26 dòng; phải đúng 27 biểu hiện")
    fill_in(page, {"texts": "\n".join(lines)})
    press(page, "Ghi 27 biểu hiện")
    done(page, "27 biểu hiện")
    look_at(page, "bieu-hien")
    page.goto(f"{home}lay-y-kien-can-bo/")
    look_at(page, "tham-do")
    page.goto(f"{home}moc-thoi-han/")
    go(page, "a[href$='/ngay-rieng/']")
    look_at(page, "ngay-rieng")
    page.goto(f"/ho-so/?campaign={home.rstrip('/').rsplit('/', 1)[1]}")
    go(page, ".row-link")
    go(page, "a[href$='/chi-tieu/']")
    look_at(page, "chi-tieu")


def test_a_plan_that_collects_figures_is_issued_and_its_own_pages_open(sign_in: SignIn):
    page = sign_in("kehoach", at="/dot-kiem-diem/moi/")
    draft(page, "Đảng bộ huyện Thanh Sơn Hạ", "p3_thi_xa_2019")
    home = issue(page, "61-KH/TU")
    page.goto(f"{home}so-lieu/")
    look_at(page, "so-lieu")
    go(page, "a[href*='/so-lieu/']")
    look_at(page, "so-lieu-co-quan")
    page.goto(f"{home}bao-cao/")
    look_at(page, "bao-cao")


def draft(page: Page, committee: str, preset: str) -> None:
    page.get_by_label("Cấp ủy ban hành").select_option(label=committee)
    page.get_by_label("Theo kế hoạch mẫu").select_option(preset)
    page.get_by_label("Tên đợt kiểm điểm").fill(f"Kiểm điểm theo kế hoạch mẫu {preset[:2].upper()}")
    press(page, "Lập dự thảo")
    expect(page.get_by_role("heading", level=1)).to_contain_text(preset[:2].upper())


def issue(page: Page, number: str) -> str:
    """Issue the draft that is shown, everything confirmed; gives its address."""
    home = page.url
    page.goto(f"{home}ban-hanh/")
    fill_in(page, {"number": number, "dated_on": "2023-11-08", "password": PASSWORD})
    for box in page.locator("main input[type=checkbox]").all():
        box.check()
    press(page, "Ban hành kế hoạch")
    done(page, "Đã ban hành")
    return home


def fill(page: Page, words: dict[str, str]) -> None:
    for label, text in words.items():
        page.get_by_label(label).fill(text)


def go(page: Page, selector: str) -> None:
    if selector.startswith("+"):
        here = page.url.split("?")[0]
        answer = page.goto(here + selector.removeprefix("+"))
        assert answer is not None
        assert answer.status == 200, f"{page.url}: {answer.status}"
        return
    target = page.locator(f"main {selector}").first
    address = target.get_attribute("href")
    assert address, f"{page.url} has no {selector}"
    answer = page.goto(address)
    assert answer is not None
    assert answer.status == 200, f"{address}: {answer.status}"


def look_at(page: Page, name: str) -> None:
    """Desk first, then the same page narrowed to a phone."""
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_be_visible()
    assert heading.inner_text().strip()
    assert name_of(page) == SHOWS[name], f"{name} was to show {SHOWS[name]}: {page.url}"
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900 if width > 600 else 740})
        wide = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        assert wide[0] <= wide[1], f"{name} at {width} px is {wide[0]} px wide: {sticking_out(page)}"
        faults = [
            f"{fault['id']} ({fault['impact']}): {[node['target'] for node in fault['nodes']][:3]}"
            for fault in Axe().run(page).response["violations"]
            if fault["impact"] in ("serious", "critical")
        ]
        assert not faults, f"{name} at {width} px: {faults}"
        keep(page, f"{name}-{width}")


def name_of(page: Page) -> str:
    """The name of the address that is shown; nothing when the page says that there is none."""
    if page.get_by_role("heading", level=1).inner_text() == "Không tìm thấy trang này":
        return ""
    return resolve(urlsplit(page.url).path).view_name


def sticking_out(page: Page) -> list[str]:
    """What is wider than the window, to find the fault at once."""
    script = """() => [...document.querySelectorAll("main *, header *")]
        .filter(part => part.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
        .slice(0, 5).map(part => part.tagName + "." + part.className)"""
    found: list[str] = page.evaluate(script)
    return found


def keep(page: Page, name: str) -> None:
    path = PICTURES / f"{name}.png"
    if not UPDATE:
        assert not fault_of(path), f"{path.name}: {fault_of(path)}"
        return
    # What sticks to the window's edge would lie across the middle of a tall picture.
    page.evaluate("document.querySelectorAll('[data-autosave-bar]').forEach(bar => { bar.style.position = 'static'; })")
    height = min(page.evaluate("document.documentElement.scrollHeight"), TALLEST)
    width = page.evaluate("document.documentElement.clientWidth")
    taken = page.screenshot(
        full_page=True, animations="disabled", caret="hide", clip={"x": 0, "y": 0, "width": width, "height": height}
    )
    picture = Image.open(io.BytesIO(taken)).convert("RGB")
    picture = picture.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    PICTURES.mkdir(exist_ok=True)
    picture.save(path, optimize=True)
    assert not fault_of(path), f"{path.name}: {fault_of(path)}"
