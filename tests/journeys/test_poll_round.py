"""A poll at work on paper under the commune plan: prepared, its sheets taken, its figures entered twice, its result.

One story on this module's own program. The leader's statement is handed in beside the pages: writing one is played in
the campaign's journey.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.acts import done, fill_in, hides, not_found, press, refused, shows, stand_at, warned
from tests.journeys.conftest import PHONE, Server, SignIn
from tests.journeys.people import name, username
from tests.journeys.test_campaign_journey import printed, words_of
from tests.journeys.test_paper_round import looked_at
from tests.journeys.test_screenshots import draft, issue

pytestmark = pytest.mark.usefixtures("one_story")

#: The commune's own planner, the district's, and the leader whom the poll is on.
CLERK, PLANNER, LEADER = "dmt.cc4", "cb.vphu.m1", "dmt.pcthdnd"
GOOD = "Hoàn thành tốt nhiệm vụ"

HAND_IN = """
from organizations import clock
from reviews.models import FormEntry
from reviews.services.entries import submit_entry
from tests.commune_forms import STATEMENT
entry = FormEntry.objects.get(review__campaign={campaign}, review__person__user__username="{username}")
author = entry.review.person.user
submit_entry(entry_id=entry.pk, by=author, data=STATEMENT, version=entry.version, now=clock.now())
"""


@dataclass
class Story:
    polls: str = ""
    page: str = ""
    count: str = ""
    taken: int = 0


@pytest.fixture(scope="module")
def story() -> Story:
    return Story()


def figures(page: Page, story: Story, *, excellent: int) -> dict[str, str]:
    """Everybody who took a sheet gave it back, one of them with his name on it."""
    valid = story.taken - 1
    sheets = {"issued": story.taken, "collected": story.taken, "valid": valid, "invalid": 1}
    (good,) = [box.get_attribute("name") or "" for box in page.locator("input[name$='-good']").all()]
    row = {good: valid - excellent, good.replace("-good", "-excellent"): excellent}
    return {field: str(number) for field, number in (sheets | row).items()}


def empty(page: Page) -> bool:
    boxes = page.locator(".count-input").all()
    return bool(boxes) and {box.input_value() for box in boxes} == {""}


def test_1_the_plan_is_issued_and_a_poll_prepared_on_whoever_has_handed_in(
    server: Server, sign_in: SignIn, story: Story
):
    stand_at(server, "11-08 16:30")
    page = sign_in(username(PLANNER), at="/dot-kiem-diem/moi/")
    draft(page, "Đảng bộ xã Đồng Mộc Thượng", "p4_xa_2023")
    home = issue(page, "44-KH/ĐU")
    story.polls = f"{home}lay-y-kien-can-bo/"
    page.goto(story.polls)
    shows(page, name(LEADER), "Chưa nộp bản tự kiểm điểm")
    hides(page, "Lập cuộc lấy ý kiến về")

    campaign = home.rstrip("/").rsplit("/", 1)[1]
    server.manage("shell", "-v", "0", "-c", HAND_IN.format(campaign=campaign, username=username(LEADER)))
    page = sign_in(username(CLERK), at=story.polls)
    looked_at(page)
    group = page.locator("section[aria-labelledby='nhom-committee_members']")
    group.locator("[name=held_on]").fill("2023-11-10")
    press(group, "Lập cuộc lấy ý kiến về 1 đồng chí")
    done(page, "Đã lập cuộc lấy ý kiến.")
    story.page = page.url
    shows(page, name(LEADER), "Chưa ghi: bỏ dấu ở người vắng mặt rồi ghi.")
    looked_at(page)


def test_2_sheets_are_all_alike_and_it_is_noted_who_took_one(server: Server, sign_in: SignIn, story: Story):
    stand_at(server, "11-10 15:00")
    page = sign_in(username(CLERK), at=story.page)
    people = page.locator("[name=person]")
    story.taken = people.count() - 1
    sheet = page.context.request.get(f"{story.page}phieu.pdf?spare=2")
    assert sheet.headers["content-type"] == "application/pdf"
    assert words_of(sheet.body()).upper().count("PHIẾU LẤY Ý KIẾN ĐÁNH GIÁ CÁN BỘ") >= story.taken + 3
    people.last.uncheck()
    press(page, "Ghi người nhận phiếu")
    done(page, "Đã ghi danh sách người nhận phiếu.")
    shows(page.locator(".page-head"), f"{story.taken + 1} người được lấy ý kiến, {story.taken} người đã nhận phiếu")
    not_found(sign_in(username(LEADER)), story.page)


def test_3_wrong_sums_are_refused_with_the_numbers_kept_and_the_first_entry_is_shown_to_nobody(
    sign_in: SignIn, story: Story
):
    page = sign_in(username(CLERK), at=story.page)
    press_link(page, "Nhập số liệu lần đếm 1")
    story.count = page.url
    looked_at(page)
    fill_in(page, figures(page, story, excellent=2) | {"invalid": "2"})
    press(page, "Gửi số liệu")
    refused(page, f"hợp lệ {story.taken - 1} + không hợp lệ 2")
    expect(page.locator("[name=issued]")).to_have_value(str(story.taken))
    page.locator("[name=invalid]").fill("1")
    press(page, "Gửi số liệu")
    done(page, "Đã nhận số liệu lần thứ nhất.")
    shows(page, "đã nhập lần thứ nhất; lần thứ hai do người khác nhập")
    expect(page.get_by_role("link", name="Nhập số liệu")).to_have_count(0)
    page.goto(story.count)
    refused(page, "đã nhập lần thứ nhất")
    expect(page.locator(".count-input")).to_have_count(0)


def test_4_a_request_to_call_the_poll_off_waits_for_a_second_person_who_does_not_agree(sign_in: SignIn, story: Story):
    page = sign_in(username(CLERK), at=story.page)
    page.get_by_text("Đề nghị hủy", exact=True).first.click()
    fill_in(page, {"reason": "Số phiếu thu về nhiều hơn số phiếu phát ra"})
    press(page, "Đề nghị hủy")
    done(page, "Đã ghi đề nghị hủy")
    shows(page, "Chờ người thứ hai đồng ý.")
    looked_at(page)
    other = sign_in(username(PLANNER), at=story.page)
    shows(other, "nhiều hơn số phiếu phát ra")
    expect(other.get_by_role("button", name="Đồng ý hủy")).to_be_visible()
    press(other, "Rút đề nghị, không hủy")
    done(other, "Đã rút đề nghị hủy")


def test_5_the_second_entry_is_blind_and_a_mismatch_is_counted_again(sign_in: SignIn, story: Story):
    """On a phone without JavaScript."""
    page = sign_in(username(PLANNER), at=story.count, viewport=PHONE, java_script_enabled=False)
    assert empty(page)
    for field, value in figures(page, story, excellent=3).items():
        page.locator(f"[name='{field}']").fill(value)
    press(page, "Gửi số liệu")
    warned(page, "Hai lần nhập không khớp nhau.")
    page.goto(story.count)
    apart = page.locator("section.findings", has_text="không khớp").locator("li")
    expect(apart).to_have_count(2)
    shows(apart.last, GOOD)
    assert empty(page)


def test_6_two_entries_that_agree_are_the_result_and_it_is_printed(sign_in: SignIn, story: Story):
    for handle in (PLANNER, CLERK):
        page = sign_in(username(handle), at=story.count)
        assert empty(page)
        fill_in(page, figures(page, story, excellent=2))
        press(page, "Gửi số liệu")
        done(page, "Đã nhận số liệu lần thứ nhất." if handle == PLANNER else "đã có kết quả")
    row = page.locator(".poll-result tbody tr")
    expect(row).to_have_count(1)
    cells = [re.sub(r"\s", "", cell) for cell in row.locator("td").all_inner_texts()]
    assert cells == [str(number) for number in (2, story.taken - 3, 0, 0, 0, 1, story.taken)]
    looked_at(page)
    press(page, "Lập biên bản kiểm phiếu")
    words = printed(page)
    assert name(LEADER) in words
    assert "Kết quả lấy ý kiến" in words
    page.goto(story.polls)
    shows(page, "Đã có kết quả")
    looked_at(page)


def press_link(page: Page, words: str) -> None:
    page.get_by_role("link", name=words).click()
