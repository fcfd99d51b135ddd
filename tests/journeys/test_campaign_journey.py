"""One campaign from the plan to the signed papers, told in the order of the plan by the people who carry it.

The tests are one story: each goes on where the one before ended, on this module's own program. It is played in one
office of the demo, Phòng Lao động - Thương binh và Xã hội, and in the cell of its people, Chi bộ Văn hóa - Xã hội.
"""

from __future__ import annotations

import io
import re
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

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
    send,
    shows,
    stand_at,
    wait_for,
    warned,
)
from tests.journeys.conftest import PHONE, Server, SignIn
from tests.journeys.papers import ANSWER, REPLY, REPORT, STATEMENT
from tests.journeys.people import leader, mail_address, name, username
from tests.journeys.rounds import (
    EXCELLENT,
    GOOD,
    appoint,
    desk,
    look_back,
    mark,
    shut_and_count,
    start,
    vote,
    vote_on_phone,
)

pytestmark = pytest.mark.usefixtures("one_story")

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
#: Who holds the keys of the boxes; the office has but three members.
CELL_TEAM, OFFICE_TEAM = ("cb.vx.m2", "cb.vx.m3", "cb.vx.m4"), (HEAD, DEPUTY, SECOND)
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
    ballot: str = ""
    phrases: dict[str, str] = field(default_factory=dict)
    voters: list[str] = field(default_factory=list)
    reviews: dict[str, str] = field(default_factory=dict)


@pytest.fixture(scope="module")
def story() -> Story:
    return Story()


def path_of(page: Page) -> str:
    return page.url.removeprefix(re.match(r"https?://[^/]+", page.url)[0])  # type: ignore[index]


def listed(story: Story, subject: str) -> str:
    """The campaign's reviews, narrowed to one subject."""
    return f"/ho-so/?campaign={story.campaign.strip('/').split('/')[-1]}&q={subject}"


def open_review(page: Page, story: Story, subject: str) -> None:
    """Find a subject's review in the campaign's list and open it."""
    if "/ho-so/?" not in page.url:
        page.goto(listed(story, subject))
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
    expect(page.get_by_text("Thứ Năm, ngày 09/11/2023", exact=True)).to_be_visible()
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
        page.goto(listed(story, subject))
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
    report = f"{story.reviews[LEADERSHIP]}ban-kiem-diem/"
    head, deputy = sign_in(username(HEAD), at=report), sign_in(username(DEPUTY), at=report)
    shows(head, "Mẫu 01", "I. Ưu điểm, kết quả đạt được", "VII.", PROMPT)
    fill_in(head, {"i_1": REPORT["i_1"]})
    saved_by_itself(head)

    fill_in(deputy, {"i_2": "Ý của Phó Trưởng phòng về chỉ tiêu."})
    bar = deputy.locator("[data-autosave-bar]")
    expect(bar).to_contain_text(f"{name(HEAD)} đã lưu một bản khác")
    press(deputy, "Lưu", exact=True)
    shows(deputy.locator(".stale"), f"{name(HEAD)} đã lưu một bản khác", "Nội dung ở dưới là của đồng chí và chưa lưu")
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

    head = sign_in(username(HEAD), at=listed(story, name(HEAD)))
    open_review(head, story, name(HEAD))
    head.goto(f"{story.reviews[name(HEAD)]}ban-kiem-diem/")
    shows(head.locator("#section-iv"), PROMPT)
    fill_in(head, {**STATEMENT, **ANSWER, "vii_cadre_level": "excellent"})
    press(head, "Nộp bản kiểm điểm")
    done(head, "Đã nộp bản kiểm điểm.")

    other = sign_in("truongphong", at=listed(story, name("phong.tckh.head")))
    open_review(other, story, name("phong.tckh.head"))
    other.goto(f"{story.reviews[name('phong.tckh.head')]}ban-kiem-diem/")
    shows(other.locator("#section-iii"), "Công tác kiểm tra, đôn đốc cấp dưới có lúc chưa thường xuyên (năm 2022)")


def test_3e_everybody_who_will_be_reviewed_hands_in(sign_in: SignIn, story: Story):
    for handle in (SECOND, SECRETARY, VICE, "phong.vhtt.head"):
        page = sign_in(username(handle), at=listed(story, name(handle)))
        open_review(page, story, name(handle))
        follow(page, "Viết")
        fill_in(page, STATEMENT)
        press(page, "Nộp bản kiểm điểm")
        done(page, "Đã nộp bản kiểm điểm.")


# 4. The place of residence ------------------------------------------------------------------------------------------


def test_4a_the_cell_asks_the_place_of_residence_and_the_person_takes_no_part(
    server: Server, sign_in: SignIn, story: Story
):
    own = sign_in(username(DEPUTY), at=story.reviews[name(DEPUTY)])
    expect(own.get_by_role("button", name="Gửi phiếu xin ý kiến")).to_have_count(0)

    page = sign_in(username(SECRETARY), at=listed(story, name(DEPUTY)))
    open_review(page, story, name(DEPUTY))
    press(page, "Gửi phiếu xin ý kiến")
    done(page, f"Đã gửi phiếu xin ý kiến đến {VILLAGE_CELL}.")
    follow(page, "Mở phiếu")
    shows(page, "Đang chờ", "PHIẾU XIN Ý KIẾN")
    story.opinion = path_of(page)
    not_found(own, story.opinion)


def test_4b_the_cell_of_residence_answers_and_the_commune_confirms(sign_in: SignIn, story: Story):
    cell = sign_in(username(leader("sl.cb3")), viewport=PHONE)
    cell.locator(".task").filter(has_text=name(DEPUTY)).get_by_role("link", name="Trả lời").click()
    expect(cell).to_have_url(re.compile(story.opinion))
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


# 5. The meetings ----------------------------------------------------------------------------------------------------


def plan_meeting(page: Page, story: Story, subject: str, place: str, *, on: str) -> str:
    """From a review that is held there, prepare the meeting of a place; gives its address."""
    open_review(page, story, subject)
    item = page.locator(".card-item").filter(has_text=place).first
    follow(item, "Lập hội nghị")
    page.get_by_label("Ngày họp").fill(on)
    page.get_by_label("Số buổi dự kiến").fill("3")
    page.get_by_label("Địa điểm").fill("Phòng họp tầng 2")
    press(page, "Lập hội nghị")
    return path_of(page)


def next_item(page: Page) -> str:
    """Whom the room takes up next."""
    heading = page.locator("#noi-dung-tiep-ten")
    expect(heading).to_be_visible()
    return (heading.text_content() or "").split(". ", 1)[1]


def conclude(page: Page, words: str) -> None:
    page.locator("#ket-luan-noi-dung").fill(words)
    press(page, "Kết luận, chuyển nội dung")
    done(page, "Đã kết luận")


def close_meeting(page: Page, *, half_days: str, words: str) -> None:
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_label("Số buổi đã họp").fill(half_days)
    page.get_by_label("Kết luận hội nghị").fill(words)
    press(page, "Bế mạc hội nghị")
    done(page, "Hội nghị đã bế mạc.")


def test_5a_meetings_are_planned_and_drafts_reach_those_who_attend(server: Server, sign_in: SignIn, story: Story):
    stand_at(server, "11-13 08:00")
    secretary = sign_in(username(SECRETARY), at=listed(story, name(DEPUTY)))
    plan_meeting(secretary, story, name(DEPUTY), CELL, on="2023-11-10")
    refused(secretary, "Ngày họp 10/11/2023 đã qua.")
    expect(secretary.get_by_label("Địa điểm")).to_have_value("Phòng họp tầng 2")
    secretary.get_by_label("Ngày họp").fill("2023-11-16")
    press(secretary, "Lập hội nghị")
    done(secretary, "Đã lập hội nghị.")
    story.cell_meeting = path_of(secretary)
    press(secretary, "Gửi dự thảo báo cáo")
    done(secretary, "Đã gửi dự thảo báo cáo")
    press(secretary, "Gửi giấy mời")
    done(secretary, "Đã gửi giấy mời.")
    shows(sign_in(username("cb.vx.m1")), "Giấy mời dự hội nghị kiểm điểm ngày 16/11/2023")


def test_5b_no_meeting_opens_before_its_day_or_without_boards_drafts_and_attendance(sign_in: SignIn, story: Story):
    head = sign_in(username(HEAD), at=listed(story, LEADERSHIP))
    story.office_meeting = plan_meeting(head, story, LEADERSHIP, LEADERSHIP, on="2023-11-16")
    shows(head, "chậm nhất ngày 13/11/2023", "ít nhất 3 ngày làm việc")
    press(head, "Gửi giấy mời")
    refused(head, "Mời 0 đại diện lãnh đạo các Ban xây dựng Đảng, ít nhất phải mời 1", "III.1")

    head.get_by_text("Thêm đại biểu").first.click()
    head.locator("#diem-danh [name=person]").select_option(label=name("btc.deputy2"))
    head.locator("#diem-danh [name=role]").select_option(label="Đại diện lãnh đạo Ban xây dựng Đảng")
    press(head.locator("#diem-danh"), "Thêm đại biểu")
    done(head, "Đã thêm đại biểu.")
    press(head, "Gửi giấy mời")
    done(head, "Đã gửi giấy mời.")

    press(head, "Khai mạc hội nghị")
    refused(head, "Hội nghị họp ngày 16/11/2023.", "Còn 3 thành viên chưa điểm danh.", "dự thảo", "mục 4.1")
    press(head, "Gửi dự thảo báo cáo")
    done(head, "Đã gửi dự thảo báo cáo")
    shows(sign_in(username(SECOND)), "Dự thảo báo cáo kiểm điểm gửi trước hội nghị ngày 16/11/2023")


def test_5c_the_collective_comes_first_and_a_deputy_chairs_while_the_head_is_reviewed(
    server: Server, sign_in: SignIn, story: Story
):
    stand_at(server, "11-16 07:30")
    page = sign_in(username(HEAD), at=story.office_meeting)
    press(page, re.compile("Ghi có mặt .* người chưa điểm danh"))
    shows(page, "Có mặt 3/3")
    press(page, "Khai mạc hội nghị")
    done(page, "Hội nghị đã khai mạc.")
    assert next_item(page) == LEADERSHIP

    waiting = page.locator(".agenda-item").filter(has=page.locator(".agenda-title", has_text=name(DEPUTY)))
    waiting.get_by_text("Vì sao chưa kiểm điểm được").click()
    shows(waiting, "kiểm điểm tập thể trước, cá nhân sau", NUMBER, "mục 4.2", "người đứng đầu trước")
    first = page.locator("#noi-dung-tiep form").first.get_attribute("action") or ""
    number = int(re.findall(r"/noi-dung/(\d+)/", first)[0])
    presenter = page.get_by_label("Người trình bày").locator("option", has_text=name(DEPUTY)).get_attribute("value")
    out_of_turn = first.replace(f"/noi-dung/{number}/", f"/noi-dung/{number + 3}/")
    answer = send(page, out_of_turn, {"presenter": presenter or ""})
    assert answer.status == 422
    refused(page, f"Chưa đến lượt {name(DEPUTY)}", "mục 4.2")

    page.goto(story.office_meeting)
    press(page, "Bắt đầu kiểm điểm")
    done(page, "Bắt đầu kiểm điểm.")
    page.get_by_label("Người góp ý").select_option(label=name(DEPUTY))
    page.get_by_label("Ý kiến", exact=True).fill("Đề nghị nêu rõ hơn trách nhiệm trong chi trả trợ cấp xã hội.")
    press(page, "Ghi ý kiến")
    done(page, f"Đã ghi ý kiến của {name(DEPUTY)}.")
    conclude(page, "Nhất trí báo cáo; bổ sung trách nhiệm trong chi trả trợ cấp xã hội.")
    warned(page, f"chưa ghi ý kiến góp ý của 2 thành viên có mặt: {name(HEAD)}, {name(SECOND)}")

    assert next_item(page) == name(HEAD)
    shows(page.locator("#noi-dung-tiep"), f"Chủ trì: {name(DEPUTY)}")
    page.get_by_text("Đổi người chủ trì nội dung này").click()
    page.get_by_label("Chủ trì nội dung này").select_option(label=name(HEAD))
    press(page, "Phân công chủ trì")
    refused(page, f"{name(HEAD)} không chủ trì khi kiểm điểm chính mình")
    page.goto(story.office_meeting)
    for handle in (HEAD, SECOND, DEPUTY):
        assert next_item(page) == name(handle)
        press(page, "Bắt đầu kiểm điểm")
        conclude(page, f"Nhất trí với bản tự kiểm điểm của đồng chí {name(handle)}.")
    shows(page, "Mọi nội dung đã có kết luận.")


def test_5d_the_collective_does_not_rate_before_the_cell_and_no_paper_is_finished_before_both(
    sign_in: SignIn, story: Story
):
    page = sign_in(username(HEAD), at=desk(story.office_meeting))
    appoint(page, OFFICE_TEAM, own=True)
    press(page, "Mở bỏ phiếu")
    refused(page, "xếp loại đảng viên ở chi bộ trước, ở tập thể lãnh đạo, quản lý sau", "mục 4.4")
    refused(page, "Còn 3/3 người chưa nhận mã mở hòm phiếu")

    own = sign_in(username(DEPUTY), at=f"{story.reviews[name(DEPUTY)]}ban-kiem-diem/")
    shows(own, "Kết luận cần tiếp thu khi hoàn thiện", name(DEPUTY))
    press(own, "Hoàn thiện", exact=True)
    refused(own, f"{name(DEPUTY)} mới kiểm điểm xong 1/2 nơi", "mục 4.2")


def test_5e_the_cell_marks_attendance_and_reviews_its_people(server: Server, sign_in: SignIn, story: Story):
    stand_at(server, "11-16 13:30")
    page = sign_in(username(SECRETARY), at=story.cell_meeting)
    press(page, "Khai mạc hội nghị")
    refused(page, "Còn 16 thành viên chưa điểm danh.")
    absent = page.locator(".attendee").filter(has_text=name("cb.vx.m9"))
    absent.get_by_text("Vắng…").click()
    absent.get_by_label("Lý do vắng").fill("Điều trị tại Bệnh viện Đa khoa tỉnh")
    press(absent, "Vắng có lý do")
    shows(page.locator("#diem-danh"), "Lý do: Điều trị tại Bệnh viện Đa khoa tỉnh")
    press(page, re.compile("Ghi có mặt .* người chưa điểm danh"))
    shows(page, "Có mặt 15/16")
    press(page, "Khai mạc hội nghị")
    done(page, "Hội nghị đã khai mạc.")
    assert next_item(page) == name(SECRETARY)
    shows(page.locator("#noi-dung-tiep"), f"Chủ trì: {name(VICE)}")
    reviewed = page.locator(".agenda-item").count()
    assert reviewed == 6
    for _ in range(reviewed):
        press(page, "Bắt đầu kiểm điểm")
        conclude(page, "Chi bộ nhất trí với bản tự kiểm điểm.")
    shows(page, "Mọi nội dung đã có kết luận.")


# 6. The ballot ------------------------------------------------------------------------------------------------------


def test_6a_the_cell_names_its_counting_team_and_opens_the_ballot(sign_in: SignIn, story: Story):
    page = sign_in(username(SECRETARY), at=desk(story.cell_meeting))
    press(page, "Cử tổ kiểm phiếu")
    refused(page, "Hội nghị cử tổ kiểm phiếu trước khi bỏ phiếu.")
    page.get_by_label(name(CELL_TEAM[0]), exact=True).check()
    press(page, "Cử tổ kiểm phiếu")
    refused(page, "Đã chọn 1 người. Bỏ phiếu điện tử cần đúng 3 người kiểm phiếu")
    appoint(page, CELL_TEAM)
    story.ballot, story.phrases = start(sign_in, page, story.cell_meeting, CELL_TEAM)
    listed = page.get_by_role("row").filter(has_text="Được bỏ phiếu")
    story.voters = [(voter.get_by_role("rowheader").text_content() or "").strip() for voter in listed.all()]
    assert name("cb.vx.m9") not in story.voters


def test_6b_each_votes_once_on_the_phone_and_nobody_sees_a_total(sign_in: SignIn, story: Story):
    voter = sign_in(username("cb.vx.m1"), at="/", viewport=PHONE)
    voter.locator(".task").filter(has_text="Bỏ phiếu kín").get_by_role("link").first.click()
    press(voter, "Tiếp tục: xem lại phiếu")
    refused(voter, "mới chọn 0", "Phiếu trắng")
    second_tab = voter.context.new_page()
    second_tab.goto(story.ballot)
    mark(second_tab, {}, otherwise=EXCELLENT)
    look_back(second_tab)
    vote(voter, {name(DEPUTY): EXCELLENT})
    press(second_tab, "Bỏ phiếu", exact=True)
    shows(second_tab, "Mỗi người bỏ phiếu một lần. Phiếu bỏ lần đầu giữ nguyên")

    page = sign_in(username(SECRETARY), at=desk(story.cell_meeting))
    shows(page, f"1/{len(story.voters)}", "Không ai xem được số phiếu của từng mức trước khi kiểm phiếu")
    hides(page, "Mức đề xuất", "Kết quả vòng")


def test_6c_the_box_is_shut_with_the_password_opened_with_two_phrases_and_a_late_vote_is_refused(
    sign_in: SignIn, story: Story
):
    for handle in (SECRETARY, VICE, HEAD, DEPUTY, SECOND, "phong.vhtt.head", "cb.vx.m2", "cb.vx.m3"):
        choices = {name(DEPUTY): EXCELLENT} if handle in (HEAD, SECOND) else {}
        vote_on_phone(sign_in, handle, story.ballot, choices)
    late = sign_in(username("cb.vx.m4"), at=story.ballot, viewport=PHONE)
    mark(late, {})
    look_back(late)

    page = sign_in(username(SECRETARY), at=desk(story.cell_meeting))
    follow(page, "Đóng hòm phiếu")
    shows(page, f"người đã bỏ phiếu, trên {len(story.voters)} người được bỏ phiếu", "người chưa bỏ phiếu")
    page.get_by_label("Nhập mật khẩu").fill("không phải mật khẩu")
    press(page, "Đóng hòm phiếu")
    refused(page, "Mật khẩu không đúng.")
    shut_and_count(page, story.cell_meeting, story.phrases, counter=sign_in(username(CELL_TEAM[0])))
    shows(row(page, name(DEPUTY)), f"3/{len(story.voters)}", GOOD)

    press(late, "Bỏ phiếu", exact=True)
    refused(late, "Cuộc bỏ phiếu đã đóng.")
    page.goto(story.cell_meeting)
    close_meeting(page, half_days="1", words="Chi bộ hoàn thành kiểm điểm, xếp loại đảng viên năm 2023.")


def qualify(page: Page, handle: str, basis: str = "") -> None:
    line = page.locator(".nominee-table tr").filter(has_text=name(handle))
    line.get_by_label("Đủ điều kiện").check()
    line.get_by_label("Căn cứ").fill(basis)


def test_6d_a_collective_of_three_proposes_one_excellent_at_most_and_votes_again(
    server: Server, sign_in: SignIn, story: Story
):
    stand_at(server, "11-17 08:00")
    page = sign_in(username(HEAD), at=desk(story.office_meeting))
    press(page, "Mở bỏ phiếu")
    refused(page, "Chưa ghi ai đủ điều kiện đề xuất", "mục 4.4")
    follow(page, "Danh sách đề xuất “Hoàn thành xuất sắc nhiệm vụ”")
    qualify(page, HEAD)
    press(page, "Ghi danh sách")
    refused(page, f"{name(HEAD)}: ghi căn cứ đủ điều kiện.", "mục 4.4")
    for handle in (HEAD, DEPUTY):
        qualify(page, handle, "Hoàn thành 100% chỉ tiêu được giao.")
    press(page, "Ghi danh sách")
    done(page, "Đã ghi.")
    ballot, phrases = start(sign_in, page, story.office_meeting, OFFICE_TEAM)
    paper = sign_in(username(SECOND), at=ballot)
    line = paper.locator(".ballot-question").filter(has_text=name(SECOND))
    shows(line, "Không có tên trong danh sách đề xuất", GOOD)
    expect(line.get_by_label(EXCELLENT, exact=True)).to_have_count(0)
    for handle in OFFICE_TEAM:
        vote_on_phone(sign_in, handle, ballot, {name(HEAD): EXCELLENT, name(DEPUTY): EXCELLENT})
    shut_and_count(page, story.office_meeting, phrases)
    shows(row(page, name(HEAD)), EXCELLENT, "Vượt tỷ lệ")
    shows(row(page, LEADERSHIP), GOOD)
    shows(page, "05 trở xuống")

    press(page, "Chuẩn bị vòng bỏ phiếu lại")
    done(page, "Đã chuẩn bị vòng bỏ phiếu lại.")
    again, phrases = start(sign_in, page, story.office_meeting, OFFICE_TEAM)
    for handle in OFFICE_TEAM:
        vote_on_phone(sign_in, handle, again, {name(DEPUTY): EXCELLENT})
    shut_and_count(page, story.office_meeting, phrases)
    shows(page, "Kết quả vòng 2", "Kết quả vòng 1")
    hides(page, "Chuẩn bị vòng bỏ phiếu lại")
    page.goto(story.office_meeting)
    close_meeting(page, half_days="2", words="Tập thể, cá nhân tiếp thu, hoàn thiện báo cáo trước ngày 21/11/2023.")
    warned(page, "tối thiểu 1,5 ngày vì có gợi ý kiểm điểm")


# 7. The levels ------------------------------------------------------------------------------------------------------


def ratings_of(story: Story, subject: str) -> str:
    return f"{story.reviews[subject]}xep-loai/"


def finish(page: Page, story: Story, subject: str) -> None:
    """Take the conclusions in and close the paper."""
    page.goto(f"{story.reviews[subject]}ban-kiem-diem/")
    page.locator("[name=vi]").fill("Tiếp thu kết luận của hội nghị; hoàn thành khắc phục trong quý I/2024.")
    press(page, "Hoàn thiện", exact=True)
    done(page, "Đã hoàn thiện bản kiểm điểm.")


def judge(page: Page, section: str, level: str, **answers: str) -> None:
    """Fill the part of the page that is this person's and send it."""
    part = page.get_by_role("region", name=section)
    part.get_by_label(level, exact=True).check()
    for field_name, value in answers.items():
        part.locator(f"[name$=-{field_name}]").fill(value)
    part.get_by_role("button").click()


def test_7a_conclusions_are_taken_in_and_the_papers_finished(server: Server, sign_in: SignIn, story: Story):
    stand_at(server, "11-20 08:00")
    head = sign_in(username(HEAD), at=story.reviews[LEADERSHIP])
    deputy = sign_in(username(DEPUTY), at=story.reviews[name(DEPUTY)])
    finish(head, story, LEADERSHIP)
    finish(head, story, name(HEAD))
    finish(deputy, story, name(DEPUTY))
    deputy.goto(f"{story.reviews[name(DEPUTY)]}ban-kiem-diem/phien-ban/")
    shows(deputy, "Nộp", "Hoàn thiện sau kiểm điểm")


def test_7b_the_cell_comments_and_the_heads_rate_those_below_them(sign_in: SignIn, story: Story):
    secretary = sign_in(username(SECRETARY), at=ratings_of(story, name(DEPUTY)))
    for handle in (DEPUTY, HEAD):
        secretary.goto(ratings_of(story, name(handle)))
        secretary.get_by_role("textbox", name="Nhận xét, đánh giá của chi ủy").fill(
            "Gương mẫu, trách nhiệm; hoàn thành nhiệm vụ."
        )
        press(secretary, "Ghi nhận xét")
        done(secretary, "Đã ghi mức xếp loại.")

    head = sign_in(username(HEAD), at=ratings_of(story, name(HEAD)))
    expect(head.get_by_role("region", name="Phần của đồng chí")).to_have_count(0)
    head.goto(ratings_of(story, name(DEPUTY)))
    judge(head, "thủ trưởng nhận xét, xếp loại", EXCELLENT, comment="Tham mưu tốt, hoàn thành trước hạn 4 nhiệm vụ.")
    done(head, "Đã ghi mức xếp loại.")
    above = sign_in(username("ctubnd"), at=ratings_of(story, name(HEAD)))
    judge(above, "thủ trưởng nhận xét, xếp loại", GOOD, comment="Điều hành phòng hoàn thành kế hoạch năm.")
    done(above, "Đã ghi mức xếp loại.")


def test_7c_the_party_committee_decides_the_member_level(sign_in: SignIn, story: Story):
    committee = sign_in(username(leader("db.cqub")), at=ratings_of(story, name(DEPUTY)))
    decision = {"document_number": "45-QĐ/ĐU", "decided_on": "2023-11-20"}
    judge(committee, "quyết định mức xếp loại", EXCELLENT, **decision)
    refused(committee, f"cao hơn mức đề xuất “{GOOD}”: ghi rõ lý do và căn cứ")
    committee.get_by_role("region", name="quyết định mức xếp loại").get_by_label(GOOD, exact=True).check()
    press(committee, "Quyết định", exact=True)
    done(committee, "Đã ghi mức xếp loại.")
    shows(sign_in(username(DEPUTY)), f"Kết quả xếp loại năm 2023: {GOOD}")
    committee.goto(ratings_of(story, name(HEAD)))
    judge(committee, "quyết định mức xếp loại", GOOD, **decision)
    done(committee, "Đã ghi mức xếp loại.")


def test_7d_dossiers_go_to_the_board_and_the_same_day_to_the_bodies_consulted(sign_in: SignIn, story: Story):
    secretary = sign_in(username(SECRETARY), at=story.reviews[name(HEAD)])
    secretary.get_by_text("Không phải lấy ý kiến nơi cư trú").click()
    secretary.get_by_label("Lý do không lấy ý kiến nơi cư trú").fill("Mới chuyển nơi cư trú tháng 10/2023")
    press(secretary, "Ghi lý do")
    done(secretary, "Đã ghi lý do không lấy ý kiến nơi cư trú.")

    head = sign_in(username(HEAD), at=story.reviews[name(DEPUTY)])
    deputy = sign_in(username(DEPUTY), at=story.reviews[LEADERSHIP])
    for sender, subject in ((head, name(DEPUTY)), (deputy, LEADERSHIP), (deputy, name(HEAD))):
        sender.goto(story.reviews[subject])
        press(sender, "Gửi hồ sơ đến Ban Tổ chức")
        done(sender, f"Đã gửi hồ sơ của {subject} đến Ban Tổ chức.")

    council = sign_in("noivu", at="/y-kien/")
    for handle in (DEPUTY, HEAD):
        council.goto("/y-kien/?state=requested")
        council.get_by_role("row").filter(has_text=name(handle)).filter(has_text="Chờ trả lời").get_by_role(
            "link"
        ).first.click()
        fill_in(
            council,
            {
                "comment": "Hoàn thành tốt nhiệm vụ được Ủy ban nhân dân huyện giao.",
                "level": "good",
                "document_number": "1207/UBND-NV",
                "document_on": "2023-11-20",
            },
        )
        press(council, "Gửi ý kiến")
        done(council, "Đã ghi nhận xét.")
        shows(council, "Văn bản số 1207/UBND-NV ngày 20/11/2023")


def test_7e_the_head_is_never_above_the_collective_he_heads(server: Server, sign_in: SignIn, story: Story):
    stand_at(server, "11-22 08:00")
    board = sign_in("bantochuc", at=ratings_of(story, name(DEPUTY)))
    authority = sign_in("thuongtruc", at=ratings_of(story, name(HEAD)))
    decision = {"document_number": "2101-QĐ/HU", "decided_on": "2023-11-22"}
    judge(authority, "quyết định mức xếp loại", GOOD, **decision)
    refused(authority, "Ban Tổ chức chưa thẩm định", f"Chưa xếp loại tập thể do mình đứng đầu: {LEADERSHIP}")

    for subject in (name(DEPUTY), LEADERSHIP, name(HEAD)):
        board.goto(ratings_of(story, subject))
        own = EXCELLENT if subject == name(DEPUTY) else GOOD
        judge(board, "Ban Tổ chức thẩm định", own, comment="Hồ sơ đầy đủ, ý kiến các cơ quan thống nhất.")
        done(board, "Đã ghi mức xếp loại.")
    for subject in (LEADERSHIP, name(DEPUTY)):
        authority.goto(ratings_of(story, subject))
        level = EXCELLENT if subject == name(DEPUTY) else GOOD
        judge(authority, "quyết định mức xếp loại", level, **decision)
        done(authority, "Đã ghi mức xếp loại.")

    authority.goto(ratings_of(story, name(HEAD)))
    judge(authority, "quyết định mức xếp loại", EXCELLENT, reason="Có sáng kiến cấp huyện.", **decision)
    refused(authority, f"cao hơn mức “{GOOD}” của {LEADERSHIP}", "mục 4.4")
    judge(authority, "quyết định mức xếp loại", GOOD, reason="", **decision)
    done(authority, "Đã ghi mức xếp loại.")
    shows(authority, "2101-QĐ/HU")
    head = sign_in(username(HEAD), at=story.reviews[name(HEAD)])
    shows(head, "Đã xong mọi bước")


# 8. The papers ------------------------------------------------------------------------------------------------------


def printed(page: Page) -> str:
    """Wait on the paper's page until the worker has made the PDF, open it and give its words."""
    expect(page.locator(".document")).to_contain_text("Đã có bản in", timeout=60_000)
    page.reload()
    frame = page.locator("iframe.paper-frame")
    expect(frame).to_be_visible()
    address = frame.get_attribute("src") or ""
    answer = page.context.request.get(address)
    assert answer.status == 200
    assert answer.headers["content-type"] == "application/pdf"
    assert "no-store" in answer.headers["cache-control"]
    return words_of(answer.body())


def words_of(pdf: bytes) -> str:
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    return " ".join(unicodedata.normalize("NFC", text).split())


def test_8a_mau_01_and_mau_02_carry_the_forms_words_and_what_was_written(sign_in: SignIn, story: Story):
    page = sign_in("bantochuc", at=story.reviews[name(DEPUTY)])
    press(page, "Lập bản in")
    words = printed(page)
    for expected in (
        "BẢN KIỂM ĐIỂM CÁ NHÂN",
        "ĐẢNG CỘNG SẢN VIỆT NAM",
        name(DEPUTY),
        str(STATEMENT["i_2"]),
        "Tự nhận mức xếp loại chất lượng",
        "Tham mưu tốt, hoàn thành trước hạn 4 nhiệm vụ.",
        "Gương mẫu, trách nhiệm; hoàn thành nhiệm vụ.",
    ):
        assert expected in words

    page.goto(story.reviews[LEADERSHIP])
    press(page, "Lập bản in")
    words = printed(page)
    for expected in ("BÁO CÁO KIỂM ĐIỂM TẬP THỂ", str(REPORT["i_2"]), PROMPT, ANSWER["iv_items-0-explanation"]):
        assert expected in words


def test_8b_minutes_and_counting_minutes_are_written_from_the_meeting(sign_in: SignIn, story: Story):
    page = sign_in(username(HEAD), at=story.office_meeting)
    press(page, "Lập bản in biên bản")
    words = printed(page)
    for expected in ("BIÊN BẢN", name(SECOND), "bổ sung trách nhiệm trong chi trả trợ cấp xã hội"):
        assert expected in words
    page.goto(f"{story.office_meeting}bo-phieu/")
    press(page, "Lập bản in biên bản kiểm phiếu")
    words = printed(page)
    for expected in ("BIÊN BẢN KIỂM PHIẾU", name(DEPUTY), EXCELLENT):
        assert expected.casefold() in words.casefold()


def test_8c_the_residence_papers_are_seen_by_the_cell_and_not_by_the_person(sign_in: SignIn, story: Story):
    page = sign_in(username(SECRETARY), at=story.opinion)
    press(page, "Xem bản in phiếu xin ý kiến")
    assert "PHIẾU XIN Ý KIẾN" in printed(page).upper()
    page.goto(story.opinion)
    press(page, "Xem bản in phiếu nhận xét")
    words = printed(page)
    assert str(REPLY["item_7"]) in words
    assert name(DEPUTY) in words
    own = sign_in(username(DEPUTY))
    not_found(own, path_of(page))
    not_found(own, f"{path_of(page)}tep/")


def test_8d_the_whole_dossier_is_one_file_in_the_order_of_the_plan_and_can_be_downloaded(
    sign_in: SignIn, story: Story, tmp_path: Path
):
    page = sign_in("bantochuc", at=f"{story.reviews[name(DEPUTY)]}bo-ho-so/")
    shows(page, "Bản kiểm điểm cá nhân (Mẫu 02)", "Phiếu xin ý kiến chi ủy nơi cư trú (Mẫu 3-213)", "Đã có")
    press(page, "Lập bộ hồ sơ")
    words = printed(page)
    order = ["HỒ SƠ KIỂM ĐIỂM", "BẢN KIỂM ĐIỂM CÁ NHÂN", "PHIẾU XIN Ý KIẾN", str(REPLY["item_7"])]
    places = [words.find(expected) for expected in order]
    assert -1 not in places
    assert "văn bản số 1207/UBND-NV ngày 20/11/2023" in words
    assert places == sorted(places)

    with page.expect_download() as download:
        follow(page, "Tải về")
    assert download.value.suggested_filename.endswith(".pdf")
    kept = tmp_path / "ho-so.pdf"
    download.value.save_as(kept)
    assert words_of(kept.read_bytes()) == words


# 9. Reminders -------------------------------------------------------------------------------------------------------


def remind_twice(server: Server) -> None:
    """Hand the beat's task to the worker two times, as after a restart, and wait until it is done with both."""

    def runs() -> int:
        return len(re.findall(r"reviews\.tasks\.send_reminders\[\S+\] succeeded", server.log()))

    before = runs()
    server.manage("shell", "-c", "from reviews.tasks import send_reminders as task; task.delay(); task.delay()")
    wait_for(lambda: runs() == before + 2, seconds=90)


def test_9_a_week_before_the_last_day_those_who_must_act_are_reminded_and_each_once(
    server: Server, sign_in: SignIn, story: Story
):
    stand_at(server, "11-27 07:00")
    remind_twice(server)

    must_finish = f"{server.url}{story.reviews[name(SECOND)]}ban-kiem-diem/"
    reminder = "Còn 7 ngày: Hoàn thiện bản kiểm điểm cá nhân (Mẫu 02) sau kiểm điểm"
    late = sign_in(username(SECOND), at="/thong-bao/")
    shows(late.get_by_role("listitem").filter(has_text=reminder).first, "Nhắc hạn", "27/11/2023")
    wait_for(lambda: any(must_finish in letter for letter in letters(server, mail_address(SECOND))))
    assert [reminder in letter for letter in letters(server, mail_address(SECOND)) if must_finish in letter] == [True]

    done_with = f"{server.url}{story.reviews[name(DEPUTY)]}"
    mails = letters(server, mail_address(DEPUTY))
    assert any(done_with in letter for letter in mails)
    assert not [letter for letter in mails if done_with in letter and "Còn 7 ngày" in letter]
