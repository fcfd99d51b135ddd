"""The program as a whole: it answers, works in the background, and shows strangers only the door."""

import re
import time

from playwright.sync_api import Page, expect

from tests.journeys.conftest import PHONE

SIGN_IN = re.compile("/dang-nhap/")


def test_a_stranger_sees_the_sign_in_and_nothing_else(page: Page):
    page.goto("/")
    expect(page).to_have_url(SIGN_IN)
    expect(page.locator("input[name=username]")).to_be_visible()


def test_a_wrong_password_is_refused_on_the_page(page: Page):
    page.goto("/dang-nhap/")
    page.locator("input[name=username]").fill("khong.co.ai")
    page.locator("input[name=password]").fill("sai")
    page.locator("form:has(input[name=password]) [type=submit]").click()
    expect(page).to_have_url(SIGN_IN)
    expect(page.locator("input[name=password]")).to_have_value("")


def test_two_people_are_signed_in_at_once_each_in_a_browser_of_their_own(sign_in):
    pages = [sign_in("dangvien"), sign_in("bithuchibo", viewport=PHONE)]
    sessions = {cookie["value"] for page in pages for cookie in page.context.cookies() if cookie["name"] == "sessionid"}
    assert len(sessions) == 2


def test_worker_and_beat_run_beside_the_web_server(server):
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and not ("beat: Starting" in server.log() and "ready." in server.log()):
        time.sleep(0.2)
    assert "beat: Starting" in server.log()
    assert "ready." in server.log()
