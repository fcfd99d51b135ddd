"""One campaign from the plan to the signed papers, told in the order of the plan by the people who carry it.

The tests are one story: each goes on where the one before ended, on this module's own program. It is played in one
office of the demo, Phòng Lao động - Thương binh và Xã hội, and in the cell of its people, Chi bộ Văn hóa - Xã hội.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Page, expect

from config.demo.accounts import PASSWORD
from organizations.choices import PostRole
from tests.journeys.acts import (
    done,
    fill_in,
    follow,
    hides,
    letters,
    not_found,
    press,
    refused,
    row,
    saved_by_itself,
    shows,
    stand_at,
    wait_for,
)
from tests.journeys.conftest import PHONE, Server, SignIn
from tests.journeys.papers import ANSWER, REPLY, REPORT, STATEMENT
from tests.journeys.people import leader, mail_address, name, username

PLAN = "Kiểm điểm, đánh giá, xếp loại năm 2023 theo Kế hoạch số 129"
NUMBER = "129-KH/HU"
DISTRICT = "Đảng bộ huyện Thanh Sơn Hạ"
OFFICE = "Phòng Lao động - Thương binh và Xã hội"
LEADERSHIP = "Tập thể lãnh đạo Phòng Lao động - Thương binh và Xã hội huyện"
CELL = "Chi bộ Văn hóa - Xã hội"
VILLAGE_CELL = "Chi bộ thôn Đồi Cọ"

#: The office's head and his two deputies, by their handles in the roster.
HEAD, DEPUTY, SECOND = "phong.ldxh.head", "phong.ldxh.deputy1", "phong.ldxh.deputy2"
#: The cell's secretary and his deputy lead another office.
SECRETARY, VICE = leader("cb.vx"), leader("cb.vx", PostRole.DEPUTY)
#: Left out of the review by hand.
AWAY = "phong.tp.deputy1"

PROMPT = "Chi trả trợ cấp xã hội tháng 7/2023 ở ba xã chậm so với quy định, làm rõ trách nhiệm"
LATE_PROMPT = "Công tác quản lý nghĩa trang liệt sĩ còn để xuống cấp, làm rõ nguyên nhân"


@dataclass
class Story:
    """What one test leaves to the next: the addresses that people came to."""

    campaign: str = ""
    opinion: str = ""
    cell_meeting: str = ""
    office_meeting: str = ""
    reviews: dict[str, str] = field(default_factory=dict)


@pytest.fixture(scope="module")
def story() -> Story:
    return Story()


def path_of(page: Page) -> str:
    return page.url.removeprefix(re.match(r"https?://[^/]+", page.url)[0])  # type: ignore[index]


def open_review(page: Page, story: Story, subject: str) -> None:
    """Find a subject's review in the campaign's list and open it."""
    number = story.campaign.strip("/").split("/")[-1]
    page.goto(f"/ho-so/?campaign={number}")
    page.get_by_label("Tên, đơn vị").fill(subject)
    press(page, "Lọc")
    follow(page, subject, exact=True)
    expect(page.get_by_role("heading", level=1)).to_have_text(subject)
    story.reviews[subject] = path_of(page)


# 1. The plan --------------------------------------------------------------------------------------------------------


def test_1a_district_staff_draft_the_campaign_from_the_plan(server: Server, sign_in: SignIn, story: Story):
    stand_at(server, "11-09 08:00")
    page = sign_in("kehoach")
    follow(page, "Đợt kiểm điểm")
    follow(page, "Lập đợt kiểm điểm")
    page.get_by_label("Cấp ủy ban hành").select_option(label=DISTRICT)
    page.get_by_label("Tên đợt kiểm điểm").fill(PLAN)
    page.get_by_label("Năm").fill("2023")
    page.get_by_label("Số văn bản").fill(NUMBER)
    page.get_by_label("Ngày văn bản").fill("2023-11-09")
    press(page, "Lập dự thảo")
    done(page, "Đã lập dự thảo")
    shows(page, PLAN, f"Kế hoạch số {NUMBER} ngày 09/11/2023", "Đang lập", "Chưa ai nhận được gì")
    story.campaign = path_of(page)

    follow(page, "Kiểm tra mốc thời hạn")
    for title, day, clause in (
        ("Gợi ý kiểm điểm đối với tập thể, cá nhân", "trước ngày 10/11/2023", "III.1"),
        ("Gửi hồ sơ kiểm điểm của các đồng chí Ủy viên Ban Thường vụ", "trước ngày 25/11/2023", "III.3"),
        ("Gửi báo cáo kết quả kiểm điểm của tập thể, cá nhân", "trước ngày 05/12/2023", "III.3"),
    ):
        shows(row(page, title), day, clause)


def test_1b_they_see_who_is_reviewed_where_and_why_and_who_is_not(sign_in: SignIn, story: Story):
    page = sign_in("kehoach", at=story.campaign)
    follow(page, "Kiểm tra đối tượng, nơi kiểm điểm")
    page.get_by_label("Tên, đơn vị").fill(OFFICE)
    press(page, "Lọc")
    shows(row(page, LEADERSHIP), "Tập thể", "mục 2.1", "Mục 1.1", DISTRICT, "Theo thẩm quyền")
    shows(row(page, name(HEAD)), "Trưởng phòng Lao động", LEADERSHIP, CELL, "Mục 1.2", "Xếp loại đảng viên:")

    page.get_by_label("Diện").select_option(label="Không thuộc diện kiểm điểm")
    page.get_by_label("Tên, đơn vị").fill("")
    press(page, "Lọc")
    shows(page, "Không thuộc diện kiểm điểm")
    shows(row(page, name("phong.vhtt.deputy1")), "06 tháng")

    page.get_by_label("Diện").select_option(label="Tất cả")
    page.get_by_label("Tên, đơn vị").fill(name(AWAY))
    press(page, "Lọc")
    follow(row(page, name(AWAY)), "Điều chỉnh")
    press(page, "Điều chỉnh", exact=True)
    refused(page, "Lý do điều chỉnh")
    page.get_by_label("Không thuộc diện kiểm điểm").check()
    page.get_by_label("Lý do điều chỉnh").fill("Học tập trung từ tháng 02/2023, kiểm điểm tại cơ sở đào tạo")
    press(page, "Điều chỉnh", exact=True)
    done(page, f"Đã điều chỉnh: {name(AWAY)}")
    page.get_by_label("Tên, đơn vị").fill(name(AWAY))
    press(page, "Lọc")
    shows(row(page, name(AWAY)), "Không thuộc diện", "Điều chỉnh bằng tay", "Học tập trung từ tháng 02/2023")


def test_1c_a_draft_concerns_nobody_yet(sign_in: SignIn, story: Story):
    page = sign_in(username(DEPUTY))
    hides(page, PLAN)
    not_found(page, story.campaign)


def test_1d_they_issue_the_plan_and_those_concerned_are_told(server: Server, sign_in: SignIn, story: Story):
    page = sign_in("kehoach", at=story.campaign)
    follow(page, "Ban hành")
    shows(page, "Việc này không hoàn tác được", "cá nhân")
    page.get_by_label("Mật khẩu của đồng chí").fill("không phải mật khẩu")
    press(page, "Ban hành kế hoạch")
    refused(page, "Mật khẩu không đúng.")

    page.get_by_label("Mật khẩu của đồng chí").fill(PASSWORD)
    press(page, "Ban hành kế hoạch")
    refused(page, "phải xác nhận trước khi ban hành")

    for box in page.get_by_role("group", name="Kế hoạch không quy định").get_by_role("checkbox").all():
        box.check()
    page.get_by_label("Mật khẩu của đồng chí").fill(PASSWORD)
    press(page, "Ban hành kế hoạch")
    done(page, f"Đã ban hành {PLAN}.")
    shows(page, "Đã ban hành", "Tiến độ")

    told = sign_in(username(DEPUTY))
    shows(told, f"Ban hành {PLAN}")
    open_review(told, story, name(DEPUTY))
    shows(told, "viết bản tự kiểm điểm (Mẫu 02)", LEADERSHIP, CELL)
    wait_for(lambda: any(f"Ban hành {PLAN}" in letter for letter in letters(server, mail_address(DEPUTY))))


# 2. Prompts ---------------------------------------------------------------------------------------------------------


def test_2a_the_organization_board_prompts_a_collective_and_a_person(sign_in: SignIn, story: Story):
    page = sign_in("bantochuc")
    for subject in (LEADERSHIP, name(HEAD)):
        open_review(page, story, subject)
        follow(page, "Gợi ý kiểm điểm")
        page.get_by_label("Vấn đề gợi ý kiểm điểm").fill(PROMPT)
        page.get_by_label("Số văn bản gợi ý").fill("418-CV/HU")
        press(page, "Gửi gợi ý")
        done(page, f"Đã gợi ý kiểm điểm đối với {subject}.")
        shows(page, PROMPT, "Văn bản số 418-CV/HU, ngày 09/11/2023")


def test_2b_from_10_november_a_prompt_is_late_refused_with_its_clause_and_the_text_stays(
    server: Server, sign_in: SignIn, story: Story
):
    stand_at(server, "11-10 08:00")
    page = sign_in("bantochuc", at=f"{story.reviews[LEADERSHIP]}goi-y/")
    page.get_by_label("Vấn đề gợi ý kiểm điểm").fill(LATE_PROMPT)
    page.get_by_label("Số văn bản gợi ý").fill("431-CV/HU")
    press(page, "Gửi gợi ý")
    refused(page, "10/11/2023", "III.1")
    expect(page.get_by_label("Vấn đề gợi ý kiểm điểm")).to_have_value(LATE_PROMPT)
    page.goto(f"{story.reviews[LEADERSHIP]}goi-y/")
    shows(page, "1 vấn đề đã gợi ý")


# 3. Mẫu 01 and Mẫu 02 -----------------------------------------------------------------------------------------------


def test_3a_the_report_is_saved_as_it_is_typed_and_two_writers_are_told_of_each_other(sign_in: SignIn, story: Story):
    head, deputy = sign_in(username(HEAD)), sign_in(username(DEPUTY))
    for page in (head, deputy):
        page.goto(f"{story.reviews[LEADERSHIP]}ban-kiem-diem/")
    shows(head, "Mẫu 01", "I. Ưu điểm, kết quả đạt được", "VII.", PROMPT)
    fill_in(head, {"i_1": REPORT["i_1"]})
    saved_by_itself(head)

    fill_in(deputy, {"i_2": "Ý của Phó Trưởng phòng về chỉ tiêu."})
    bar = deputy.locator("[data-autosave-bar]")
    expect(bar).to_contain_text(f"{name(HEAD)} đã lưu một bản khác")
    press(deputy, "Lưu", exact=True)
    shows(deputy, f"{name(HEAD)} đã lưu một bản khác", "chưa lưu")
    expect(deputy.locator("[name=i_2]")).to_have_value("Ý của Phó Trưởng phòng về chỉ tiêu.")

    head.reload()
    expect(head.locator("[name=i_1]")).to_have_value(str(REPORT["i_1"]))
    expect(head.locator("[name=i_2]")).to_have_value("")


def test_3b_the_report_is_handed_in_complete_or_not_at_all(sign_in: SignIn, story: Story):
    page = sign_in(username(HEAD), at=f"{story.reviews[LEADERSHIP]}ban-kiem-diem/")
    press(page, "Nộp báo cáo kiểm điểm")
    refused(page, "Đã lưu nội dung, nhưng chưa nộp được", "Mục I.2 chưa viết nội dung", "Mục IV chưa giải trình")
    fill_in(page, REPORT)
    press(page, "Nộp báo cáo kiểm điểm")
    refused(page, "Mục IV chưa giải trình vấn đề nào", "III.1")
    hides(page.locator(".findings").first, "Mục I.2")
    fill_in(page, ANSWER)
    press(page, "Nộp báo cáo kiểm điểm")
    done(page, "Đã nộp bản kiểm điểm.")
    shows(page, "Đã nộp")


def test_3c_a_member_finds_his_particulars_and_keeps_his_text_when_the_session_ends(sign_in: SignIn, story: Story):
    page = sign_in(username(DEPUTY), at=f"{story.reviews[name(DEPUTY)]}ban-kiem-diem/")
    shows(page, f"Họ và tên: {name(DEPUTY)}", "Chức vụ chính quyền: Phó Trưởng phòng Lao động", CELL)
    fill_in(page, {"i_1": STATEMENT["i_1"]})
    saved_by_itself(page)

    page.context.clear_cookies(name="sessionid")
    fill_in(page, {"i_2": STATEMENT["i_2"]})
    bar = page.locator("[data-autosave-bar]")
    expect(bar).to_contain_text("Phiên làm việc đã hết")
    with page.context.expect_page() as opened:
        follow(bar.page, "Đăng nhập ở thẻ khác")
    door = opened.value
    door.locator("input[name=username]").fill(username(DEPUTY))
    door.locator("input[name=password]").fill(PASSWORD)
    press(door, "Đăng nhập")
    expect(door.get_by_role("heading", level=1)).to_contain_text("Bản kiểm điểm cá nhân")
    door.close()
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    saved_by_itself(page)
    page.reload()
    expect(page.locator("[name=i_2]")).to_have_value(str(STATEMENT["i_2"]))


def test_3d_members_hand_in_mau_02_with_prompts_answered_and_last_years_shortcomings_shown(
    sign_in: SignIn, story: Story
):
    page = sign_in(username(DEPUTY), at=f"{story.reviews[name(DEPUTY)]}ban-kiem-diem/")
    press(page, "Nộp bản kiểm điểm")
    refused(page, "Mục I.3 chưa viết nội dung", "Mục VII.1 chưa tự nhận mức", "còn thiếu ở mục")
    fill_in(page, STATEMENT)
    press(page, "Nộp bản kiểm điểm")
    done(page, "Đã nộp bản kiểm điểm.")

    head = sign_in(username(HEAD))
    open_review(head, story, name(HEAD))
    head.goto(f"{story.reviews[name(HEAD)]}ban-kiem-diem/")
    shows(head.locator("#section-iv"), PROMPT)
    fill_in(head, {**STATEMENT, **ANSWER, "vii_cadre_level": "excellent"})
    press(head, "Nộp bản kiểm điểm")
    done(head, "Đã nộp bản kiểm điểm.")

    other = sign_in("truongphong")
    open_review(other, story, name("phong.tckh.head"))
    other.goto(f"{story.reviews[name('phong.tckh.head')]}ban-kiem-diem/")
    shows(other.locator("#section-iii"), "Công tác kiểm tra, đôn đốc cấp dưới có lúc chưa thường xuyên (năm 2022)")


# 4. The place of residence ------------------------------------------------------------------------------------------


def test_4a_the_cell_asks_the_place_of_residence_and_the_person_takes_no_part(
    server: Server, sign_in: SignIn, story: Story
):
    own = sign_in(username(DEPUTY), at=story.reviews[name(DEPUTY)])
    expect(own.get_by_role("button", name="Gửi phiếu xin ý kiến")).to_have_count(0)

    page = sign_in(username(SECRETARY))
    open_review(page, story, name(DEPUTY))
    press(page, "Gửi phiếu xin ý kiến")
    done(page, f"Đã gửi phiếu xin ý kiến đến {VILLAGE_CELL}.")
    follow(page, "Mở phiếu")
    shows(page, "Đang chờ", "PHIẾU XIN Ý KIẾN")
    story.opinion = path_of(page)
    not_found(own, story.opinion)


def test_4b_the_cell_of_residence_answers_and_the_commune_confirms(sign_in: SignIn, story: Story):
    cell = sign_in(username(leader("sl.cb3")), viewport=PHONE)
    follow(cell, re.compile("nhận xét|Trả lời", re.IGNORECASE))
    cell.goto(story.opinion)
    fill_in(cell, {key: value for key, value in REPLY.items() if key != "item_3"})
    press(cell, "Ghi nhận xét")
    refused(cell, "Phiếu nhận xét mới chọn 5/6 nội dung; còn thiếu nội dung 3")
    expect(cell.locator("[name=item_7]")).to_have_value(REPLY["item_7"])
    fill_in(cell, {"item_3": REPLY["item_3"]})
    press(cell, "Ghi nhận xét")
    done(cell, "Đã ghi nhận xét.")
    shows(cell, "Người đã ghi nhận xét không tự xác nhận thay")

    commune = sign_in(username("sl.cc2"), at=story.opinion)
    shows(commune, "Xác nhận của Đảng bộ xã Suối Lim", REPLY["item_7"])
    press(commune, "Xác nhận phiếu nhận xét")
    done(commune, "Đã xác nhận phiếu nhận xét.")

    own = sign_in(username(DEPUTY))
    not_found(own, story.opinion)
