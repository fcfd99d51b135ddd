"""A round of the secret ballot as people go through it on the pages: prepared, opened, voted, shut, counted, void."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from playwright.sync_api import Locator, Page, expect

from config.demo.accounts import PASSWORD
from tests.journeys.acts import done, follow, hides, press
from tests.journeys.conftest import PHONE, SignIn
from tests.journeys.people import name, username

EXCELLENT, GOOD = "Hoàn thành xuất sắc nhiệm vụ", "Hoàn thành tốt nhiệm vụ"


# The desk -----------------------------------------------------------------------------------------------------------


def desk(meeting: str) -> str:
    return f"{meeting}bo-phieu/"


def appoint(page: Page, team: Sequence[str], *, shared: bool = False, own: bool = False) -> None:
    """On the desk: name the counting team of three; ``shared``: people vote on one machine; ``own``: all three are on
    the ballot, and nobody else is there."""
    for handle in team:
        page.get_by_label(f"{name(handle)} (có tên trong phiếu)" if own else name(handle), exact=True).check()
    if own:
        page.get_by_label("Không còn người khác").check()
    if shared:
        page.get_by_label("Dùng chung máy").check()
    press(page, "Cử tổ kiểm phiếu")
    done(page, "Đã cử tổ kiểm phiếu.")


def take_phrases(sign_in: SignIn, meeting: str, team: Sequence[str]) -> dict[str, str]:
    """Each of the three signs in and takes his own; by handle."""
    phrases = {}
    for handle in team:
        own = sign_in(username(handle), at=desk(meeting))
        press(own, "Nhận mã của tôi")
        expect(own.get_by_role("heading", level=1)).to_contain_text(name(handle))
        phrases[handle] = own.locator(".phrase code").inner_text()
    return phrases


def open_round(page: Page, meeting: str) -> str:
    """Give the ballot's address."""
    page.goto(desk(meeting))
    press(page, "Mở bỏ phiếu")
    done(page, "Đã mở bỏ phiếu")
    closing = page.get_by_role("link", name="Đóng hòm phiếu").get_attribute("href") or ""
    return closing.removesuffix("dong/")


def start(sign_in: SignIn, page: Page, meeting: str, team: Sequence[str]) -> tuple[str, dict[str, str]]:
    """From the appointed team to the open box: the ballot's address, and the phrases by handle."""
    phrases = take_phrases(sign_in, meeting, team)
    return open_round(page, meeting), phrases


def shut(page: Page, meeting: str) -> None:
    page.goto(desk(meeting))
    follow(page, "Đóng hòm phiếu")
    page.get_by_label("Nhập mật khẩu").fill(PASSWORD)
    press(page, "Đóng hòm phiếu")
    done(page, "Đã đóng hòm phiếu")


def type_phrases(page: Page, phrases: Mapping[str, str]) -> None:
    """On the page of the count: two holders and their phrases."""
    for place, (handle, phrase) in zip(("first", "second"), phrases.items(), strict=True):
        page.locator(f"[name=holder-{place}]").select_option(label=name(handle))
        page.locator(f"[name=phrase-{place}]").fill(phrase)
    press(page, "Mở hòm, kiểm phiếu")


def shut_and_count(page: Page, meeting: str, phrases: Mapping[str, str], *, counter: Page | None = None) -> None:
    """``counter``: one of the team, where whoever shuts the box is on the ballot and opens none."""
    shut(page, meeting)
    if counter is not None:
        hides(page, "Mở hòm, kiểm phiếu")
        counter.goto(desk(meeting))
        follow(counter, "Kiểm phiếu")
    type_phrases(counter or page, dict(list(phrases.items())[:2]))
    done(counter or page, "Đã kiểm phiếu")
    page.goto(desk(meeting))


def void(asks: Page, agrees: Page, meeting: str, *, reason: str) -> None:
    """Two people call the round off."""
    asks.goto(desk(meeting))
    follow(asks, "Hủy vòng bỏ phiếu này")
    asks.get_by_label("Lý do hủy").fill(reason)
    press(asks, "Đề nghị hủy")
    done(asks, "Đã ghi đề nghị hủy")
    agrees.goto(desk(meeting))
    follow(agrees, "Đồng ý hoặc rút đề nghị")
    press(agrees, "Đồng ý hủy")
    done(agrees, "Đã hủy vòng bỏ phiếu")


# The voter ----------------------------------------------------------------------------------------------------------


def mark(page: Page, choices: Mapping[str, str], *, otherwise: str = GOOD) -> None:
    """Choose a level for everybody on the ballot paper."""
    for question in page.locator(".ballot-question").all():
        legend = question.locator("legend").text_content() or ""
        level = next((level for subject, level in choices.items() if subject in legend), otherwise)
        question.get_by_label(level, exact=True).check()


def look_back(page: Page) -> None:
    press(page, "Tiếp tục: xem lại phiếu")
    expect(page.get_by_role("heading", name="Xem lại phiếu trước khi bỏ")).to_be_visible()


def receipt(page: Page) -> str:
    """What the page tells after the vote."""
    expect(page.get_by_role("heading", name="Đã nhận phiếu của đồng chí")).to_be_visible()
    return "".join(page.locator(".receipt-code code").inner_text().split())


def vote(page: Page, choices: Mapping[str, str]) -> str:
    """From the ballot to the receipt."""
    page.wait_for_load_state()
    mark(page, choices)
    look_back(page)
    press(page, "Bỏ phiếu", exact=True)
    return receipt(page)


def vote_on_phone(sign_in: SignIn, handle: str, ballot: str, choices: Mapping[str, str]) -> str:
    return vote(sign_in(username(handle), at=ballot, viewport=PHONE), choices)


# By keyboard --------------------------------------------------------------------------------------------------------


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until the target has the focus, as somebody without a mouse does."""
    for _ in range(80):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"The keyboard does not reach {target}")
