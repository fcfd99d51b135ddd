"""A round on paper in a cell, from its preparation to the signed minutes: a mismatch and a recount on the way.

One story on this module's own program. The demo's cell votes electronically that afternoon; two of it call that round
off, and vote on paper instead.
"""

from __future__ import annotations

import hashlib
import io
import re
from dataclasses import dataclass

import pikepdf
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from config.demo.accounts import PASSWORD
from organizations.choices import PostRole
from tests.journeys.acts import done, fill_in, follow, hides, not_found, press, refused, shows, stand_at, warned
from tests.journeys.conftest import DESKTOP, PHONE, Server, SignIn
from tests.journeys.people import leader, name, username
from tests.journeys.test_campaign_journey import printed
from tests.journeys.test_screenshots import look_at, sticking_out

pytestmark = pytest.mark.usefixtures("one_story")

CHAIR, VICE = leader("cb.nc"), leader("cb.nc", PostRole.DEPUTY)
FIRST, SECOND, VOTER = "cb.nc.m6", "cb.nc.m8", "cb.nc.m5"
GOOD = "Hoàn thành tốt nhiệm vụ"


@dataclass
class Story:
    meeting: str = ""
    page: str = ""
    voters: int = 0
    scan: str = ""

    @property
    def desk(self) -> str:
        return f"{self.meeting}bo-phieu/"


@pytest.fixture(scope="module")
def story() -> Story:
    return Story()


def looked_at(page: Page) -> None:
    """Fits desk and phone, and everybody can read it."""
    for size in (DESKTOP, PHONE):
        page.set_viewport_size(size)
        wide = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        assert wide[0] <= wide[1], f"{page.url} at {size['width']} px: {sticking_out(page)}"
        serious = [
            fault for fault in Axe().run(page).response["violations"] if fault["impact"] in ("serious", "critical")
        ]
        assert not serious, f"{page.url} at {size['width']} px: {[fault['id'] for fault in serious]}"
    page.set_viewport_size(DESKTOP)


def scan_of(words: str) -> bytes:
    made = io.BytesIO()
    with pikepdf.new() as file:
        file.add_blank_page(page_size=(595, 842))
        file.docinfo["/Title"] = words
        file.save(made, deterministic_id=True)
    return made.getvalue()


def rows(page: Page) -> int:
    return page.locator(".count-table tbody tr").count()


def figures(page: Page, story: Story, *, good: int, completed: int = 0) -> dict[str, str]:
    """One of those who took a ballot kept it, one spoiled his and got another, one signed his: one line differs."""
    taken = story.voters - 1
    valid = taken - 2
    sheets = {
        "issued": taken + 1,
        "collected": taken - 1,
        "unused": 1,
        "spoiled": 1,
        "valid": valid,
        "invalid": 1,
    }
    names = [box.get_attribute("name") or "" for box in page.locator(".count-table input.count-input").all()]
    filled = {name: valid - 1 if name.endswith("-good") else 1 for name in names if name.endswith(("-good", "-blank"))}
    first = names[0].rsplit("-")[0]
    filled |= {f"{first}-good": good, f"{first}-completed": completed}
    return {name: str(number) for name, number in (sheets | filled).items()}


def test_1_two_call_the_electronic_round_off_and_the_chair_prepares_paper(
    server: Server, sign_in: SignIn, story: Story
):
    stand_at(server, "11-08 16:30")
    page = sign_in(username(CHAIR), at="/hoi-nghi/")
    follow(page, re.compile("Nội chính"))
    story.meeting = page.url.removeprefix(server.url)
    page.goto(story.desk)
    void = page.locator("a[href$='/huy/']").first.get_attribute("href") or ""
    page.goto(void)
    fill_in(page, {"reason": "Mạng của hội trường hỏng, hội nghị chuyển sang bỏ phiếu giấy"})
    press(page, "Đề nghị hủy")
    other = sign_in(username(VICE), at=void)
    press(other, "Đồng ý hủy vòng này")

    page.goto(story.desk)
    for handle in (FIRST, SECOND):
        page.get_by_label(name(handle), exact=True).check()
    fill_in(page, {"method": "paper"})
    press(page, "Cử tổ kiểm phiếu")
    fill_in(page, {"spare": "2"})
    looked_at(page)
    press(page, "In phiếu")
    assert "PHIẾU ĐỀ XUẤT" in printed(page).upper()
    page.goto(story.desk)
    press(page, "Mở bỏ phiếu")
    done(page, "Đã mở bỏ phiếu")


def test_2_ballots_are_handed_out_and_one_is_brought_back(sign_in: SignIn, story: Story):
    page = sign_in(username(FIRST), at=story.desk)
    follow(page, re.compile("Phát phiếu giấy"))
    story.page = page.url
    story.voters = page.locator(".paper-voter").count()
    assert story.voters >= 9
    looked_at(page)
    page.get_by_label(name(FIRST), exact=True).check()
    press(page, "Ghi đã nhận phiếu")
    done(page, "Đã ghi 1 người nhận phiếu giấy.")
    press(page, "Tất cả đã nhận phiếu")
    done(page, f"Đã ghi {story.voters - 1} người nhận phiếu giấy.")
    page.get_by_label(name(VOTER), exact=True).check()
    press(page, "Bỏ ghi, phiếu đã trả lại")
    done(page, "Đã bỏ ghi nhận phiếu của 1 người.")
    shows(page.locator(".page-head"), f"{story.voters - 1}/{story.voters} người đã nhận phiếu giấy")
    not_found(sign_in(username(VOTER)), story.page)


def test_3_the_box_is_shut_and_only_the_team_enters(sign_in: SignIn, story: Story):
    page = sign_in(username(CHAIR), at=story.desk)
    page.locator("#dong-hom").click()
    page.get_by_label("Nhập mật khẩu").fill(PASSWORD)
    press(page, "Đóng hòm phiếu")
    done(page, "Đã đóng hòm phiếu")
    shows(page, "Số phiếu giấy do tổ kiểm phiếu nhập", name(FIRST), name(SECOND))
    expect(page.locator(".count-input")).to_have_count(0)


def test_4_sums_are_followed_while_one_types_and_wrong_ones_are_refused_with_the_numbers_kept(
    sign_in: SignIn, story: Story
):
    page = sign_in(username(FIRST), at=story.page)
    look_at(page, "so-phieu-giay")
    page.set_viewport_size(DESKTOP)
    right = figures(page, story, good=story.voters - 4)
    fill_in(page, right | {"spoiled": "2"})
    sums = page.locator(".count-sums .count-sum")
    expect(sums.first).to_have_attribute("data-state", "apart")
    expect(sums.last).to_have_attribute("data-state", "holds")
    page.locator("[name=issued]").focus()
    shows(page.locator("[data-sums-left]"), "Còn 1 dòng cộng chưa khớp.")
    press(page, "Gửi số liệu")
    refused(page, f"Phát ra {story.voters} phiếu, nhưng thu về {story.voters - 2} + không sử dụng 1 + hỏng 2")
    expect(page.locator("[name=spoiled]")).to_have_value("2")
    column = page.locator("input[data-column='2']")
    column.first.focus()
    page.keyboard.press("Enter")
    expect(column.nth(1)).to_be_focused()
    page.locator("[name=spoiled]").fill("1")
    page.locator("[name=issued]").focus()
    shows(page.locator("[data-sums-left]"), "Các dòng cộng đều khớp.")
    press(page, "Gửi số liệu")
    done(page, "Đã ghi số liệu lần nhập thứ nhất.")
    shows(page, f"Người nhập được: {name(SECOND)}")
    expect(page.locator(".count-input")).to_have_count(0)


def test_5_the_second_entry_is_blind_and_a_mismatch_names_the_line_without_a_number(sign_in: SignIn, story: Story):
    """On a phone without JavaScript."""
    page = sign_in(username(SECOND), at=story.page, viewport=PHONE, java_script_enabled=False)
    boxes = page.locator(".count-input")
    assert {box.input_value() for box in boxes.all()} == {""}
    for field, value in figures(page, story, good=story.voters - 5, completed=1).items():
        page.locator(f"[name='{field}']").fill(value)
    press(page, "Gửi số liệu")
    warned(page, "Hai lần nhập không khớp nhau.")
    apart = page.locator(".paper-entry .findings li")
    expect(apart).to_have_count(2)
    shows(apart.first, GOOD)
    hides(page.locator(".paper-entry .findings"), str(story.voters - 4), str(story.voters - 5))
    shows(page, "lần đếm 2, lần nhập thứ nhất")


def test_6_the_recount_agrees_and_the_levels_are_there(sign_in: SignIn, story: Story):
    for handle in (SECOND, FIRST):
        page = sign_in(username(handle), at=story.page, viewport=PHONE)
        assert {box.input_value() for box in page.locator(".count-input").all()} == {""}
        fill_in(page, figures(page, story, good=story.voters - 4))
        press(page, "Gửi số liệu")
        done(page, "Đã ghi số liệu lần nhập thứ nhất." if handle == SECOND else "Hai lần nhập khớp nhau")
    shows(page, "Kết quả", GOOD)
    page.goto(story.page)
    shows(page, "Không khớp", "Khớp nhau", "Số phiếu phát ra")
    looked_at(page)


def test_7_the_counting_paper_is_scanned_and_its_hash_stands_in_the_signed_minutes(sign_in: SignIn, story: Story):
    content = scan_of("Biên bản viết tay")
    page = sign_in(username(SECOND), at=story.page)
    page.get_by_label("Biên bản kiểm phiếu viết tay, đã ký").check()
    page.set_input_files("[name=scans]", {"name": "bien-ban.pdf", "mimeType": "application/pdf", "buffer": content})
    press(page, "Lưu bản quét")
    done(page, "Đã lưu bản quét.")
    digest = hashlib.sha256(content).hexdigest()
    shows(page, digest)

    page = sign_in(username(CHAIR), at=story.desk)
    press(page, "Lập bản in biên bản kiểm phiếu")
    words = printed(page)
    assert digest in re.sub(r"\s", "", words)
    assert "không khớp ở 2 dòng" in words
    page.goto(f"{page.url.rstrip('/')}/chu-ky/")
    page.set_input_files(
        "[name=scans]",
        {"name": "da-ky.pdf", "mimeType": "application/pdf", "buffer": scan_of("Biên bản kiểm phiếu đã ký")},
    )
    fill_in(page, {"signer": f"{name(FIRST)}, {name(SECOND)}, {name(CHAIR)}", "seal": "not_asked"})
    press(page, "Lưu bản quét")
    done(page, "Đã lưu bản quét.")
