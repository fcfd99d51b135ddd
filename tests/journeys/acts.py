"""What people do on any page: press, fill in, read what was done and why something was refused."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email import message_from_string, policy
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import psycopg
from playwright.sync_api import Locator, Page, Response, expect

if TYPE_CHECKING:
    from tests.journeys.conftest import Server

# Issuing a plan writes a few thousand rows; the rest answers at once.
expect.set_options(timeout=20_000)


def stand_at(server: Server, moment: str) -> None:
    """Let the program's clock show that moment of 2023: `stand_at(server, "11-10 08:00")`."""
    there = datetime.strptime(f"2023-{moment}", "%Y-%m-%d %H:%M").replace(tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
    # Written as the command `demo_clock` writes it (tests/demo); to start that one takes two seconds each time.
    with psycopg.connect(server.environment["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(
            "INSERT INTO organizations_democlock (singleton, shift) VALUES (true, %s) "
            "ON CONFLICT (singleton) DO UPDATE SET shift = excluded.shift",
            [there - datetime.now(UTC)],
        )


def press(place: Page | Locator, name: str | re.Pattern[str], *, exact: bool = False) -> None:
    place.get_by_role("button", name=name, exact=exact).first.click()


def follow(place: Page | Locator, name: str | re.Pattern[str], *, exact: bool = False) -> None:
    place.get_by_role("link", name=name, exact=exact).first.click()


def done(page: Page, words: str) -> None:
    """The page says that it was done."""
    expect(page.locator(".notice-success").filter(has_text=words).first).to_be_visible()
    page.wait_for_load_state()


def warned(page: Page, words: str) -> None:
    """It was done, with a warning."""
    expect(page.locator(".notice-warning").filter(has_text=words).first).to_be_visible()


def refused(page: Page, *words: str) -> None:
    """The page says why not; every word is what a person reads there."""
    for word in words:
        expect(page.locator(".findings").filter(has_text=word, visible=True).first).to_be_visible()
    page.wait_for_load_state()


def shows(place: Page | Locator, *words: str) -> None:
    """A person reads these words there."""
    where = place.locator("main") if isinstance(place, Page) else place
    for word in words:
        expect(where).to_contain_text(word)


def hides(place: Page | Locator, *words: str) -> None:
    where = place.locator("main") if isinstance(place, Page) else place
    for word in words:
        expect(where).not_to_contain_text(word)


def row(page: Page, words: str) -> Locator:
    """The table row about somebody."""
    return page.get_by_role("row").filter(has_text=words).first


def fill_in(page: Page, answers: Mapping[str, str | bool]) -> None:
    """Fill the fields of a form by their names: texts, choices, ticks, days."""
    page.wait_for_load_state()
    kinds = page.evaluate(
        "names => names.map(name => document.querySelector(`main [name='${name}']`)?.type)", list(answers)
    )
    for (field, value), kind in zip(answers.items(), kinds, strict=True):
        box = page.locator(f'main [name="{field}"]')
        if kind == "radio":
            page.locator(f'main [name="{field}"][value="{value}"]').check()
        elif kind == "checkbox":
            box.set_checked(bool(value))
        elif kind == "select-one":
            box.select_option(str(value))
        else:
            box.fill(str(value))


def saved_by_itself(page: Page) -> None:
    """The bar under the form says when the text was saved, without anybody pressing anything."""
    expect(page.locator("[data-autosave-bar][data-state=saved]")).to_contain_text(re.compile(r"Đã lưu \d\d:\d\d"))


def not_found(page: Page, path: str) -> None:
    """To this person the page does not exist, and a whole page says so."""
    answer = page.goto(path)
    assert answer is not None
    assert answer.status == 404
    expect(page.get_by_role("heading", name="Không tìm thấy trang này")).to_be_visible()


def send(page: Page, path: str, fields: Mapping[str, str] | None = None) -> Response:
    """Send a form that the page does not offer, with the page's own token, as somebody with a forged page would."""
    script = """([path, fields]) => {
        const form = document.createElement("form");
        form.method = "post";
        form.action = path;
        const token = document.querySelector("input[name=csrfmiddlewaretoken]").value;
        Object.entries({csrfmiddlewaretoken: token, ...fields}).forEach(([name, value]) => {
            const field = document.createElement("input");
            field.type = "hidden";
            field.name = name;
            field.value = value;
            form.append(field);
        });
        document.body.append(form);
        form.submit();
    }"""
    with page.expect_navigation() as navigation:
        page.evaluate(script, [path, dict(fields or {})])
    return navigation.value


def letters(server: Server, address: str) -> list[str]:
    """Subject and text of the e-mails that went to this address."""
    found = []
    for mail in server.mails():
        for part in mail.split("-" * 79):
            message = message_from_string(part.strip(), policy=policy.default)
            if message["To"] == address:
                body = message.get_body()
                found.append(f"{message['Subject']}\n{body.get_content() if body else ''}")
    return found


def wait_for(happened: Callable[[], bool], *, seconds: float = 40) -> None:
    """Wait for the worker, which works beside the pages."""
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, "The worker did not do it in time."
        time.sleep(0.2)
