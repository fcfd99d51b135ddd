"""Whatever people type or paste prints as text, between the margins, and makes a paper fetch nothing."""

from __future__ import annotations

import socket
import urllib.request
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2
import pytest

from forms_templates import pdf
from forms_templates.choices import DocumentKind
from forms_templates.forms import EntryForm
from forms_templates.loader import get_definition
from forms_templates.papers import print_paper
from forms_templates.pdf import FONT_FAMILY, printable
from forms_templates.text import clean_text
from tests.forms_templates.reading import font_names, pages_text, text_of
from tests.forms_templates.samples import COUNTING, ENTRY_02, MEETING, PAYLOAD_02
from tests.forms_templates.structure import faults

FAMILY = FONT_FAMILY.replace(" ", "-")
POINT = 72 / 25.4
#: Margins in points. The corner mark reaches 6 mm into the upper one; page number and verification lie beyond.
LEFT, BOTTOM, RIGHT, TOP = 30 * POINT, 20 * POINT, 15 * POINT, 20 * POINT
MARK, EDGE, SLACK = 6 * POINT, 4 * POINT, 1.5

WORDS = "Chấp hành nghiêm chủ trương, đường lối của Đảng; đoàn kết nội bộ. "
PASTED_FROM_WORD = (
    "“Tự diễn biến”\u00a0– ‘tự chuyển hóa’\u2026\r\n\uf0b7\tĐoàn kết nội bộ\x0b\uf0a7\tDân chủ\u00ad tập trung\n"
    "\u2022\u00a0\u00a0Kỷ\u200bluật\u2028\u00a7 3 \u2212 5 \u00d7 7 \ufb01nh"
)
RIGHT_TO_LEFT = "abc \u202egnoưhT ịhT nễyugN\u202c \u200f\u2067đảng\u2069 שלום السلام"

TYPED = {
    "script": '<script>alert(1)</script><img src="file:///etc/passwd"><img src=http://127.0.0.1:9/x.png>',
    "style": "<style>@import url(http://127.0.0.1:9/a.css); body{display:none}</style>",
    "breaking out": '"><link rel=attachment href="file:///etc/passwd"><iframe src="file:///etc/hostname">',
    "template": "{{ settings.SECRET_KEY }} {% include 'base.html' %} {# #} {% load static %}",
    "entities": "&lt;b&gt; &#x1F600; &nbsp; <!-- --> ]]> \\ ' \"",
    "addresses": "https://example.org/a?b=c&d file:///etc/passwd http://127.0.0.1:9/ ftp://x javascript:alert(1)",
    "css": "url(http://127.0.0.1:9/b) expression(1) }; @page { size: A1 } .x { content: url(file:///etc/passwd) }",
    "svg": '<svg onload=alert(1)><image href="http://127.0.0.1:9/"/></svg><object data="file:///etc/passwd">',
}


def statement(**data: Any) -> bytes:
    return print_paper(DocumentKind.MAU_02, {**PAYLOAD_02, "data": {**ENTRY_02, **data}}, title="Mẫu 02", token="abc")


@cache
def set_up() -> None:
    """Everything that the first paper of a process sets up."""
    statement()


def squeezed(text: str) -> str:
    """Without blanks: where a line breaks says nothing of what was typed."""
    return "".join(text.split())


def outside(content: bytes) -> Iterator[str]:
    """What is drawn over a margin, page by page: letters by their boxes, pictures and rules by theirs."""
    document = pypdfium2.PdfDocument(content)
    for number, page in enumerate(document, start=1):
        width, height = page.get_size()
        text = page.get_textpage()
        boxes = [("text", text.get_rect(at)) for at in range(text.count_rects())]
        boxes += [("object", item.get_bounds()) for item in page.get_objects() if item.type != TEXT]
        for what, (left, bottom, right, top) in boxes:
            beside = left < LEFT - SLACK or right > width - RIGHT + SLACK
            in_head = bottom > height - TOP - SLACK and top < height - EDGE  # the page number
            above = top > height - TOP + MARK + SLACK and not in_head
            in_foot = top < BOTTOM + SLACK and bottom > EDGE  # the verification
            below = bottom < BOTTOM - SLACK and not in_foot
            if beside or above or below:
                yield f"page {number}: {what} at {left:.0f} {bottom:.0f} {right:.0f} {top:.0f}"
    document.close()


TEXT = pypdfium2.raw.FPDF_PAGEOBJ_TEXT


def whole(content: bytes) -> None:
    """What holds for every paper whatever stands on it."""
    assert list(outside(content)) == []
    assert faults(content, family=FAMILY) == []
    assert all(name.startswith(FAMILY) for name in font_names(content))


@pytest.fixture
def no_outside(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Addresses that a paper asked for; any that is not part of itself fails at once."""
    set_up()
    asked: list[str] = []
    fetcher = pdf._press().fetcher
    fetch = type(fetcher).fetch

    def noted(self: object, address: str, headers: object = None) -> object:
        asked.append(address)
        return fetch(self, address, headers)

    def forbidden(*args: object, **kwargs: object) -> None:
        raise AssertionError("a paper asked for something outside itself")

    monkeypatch.setattr(type(fetcher), "fetch", noted)
    monkeypatch.setattr(socket, "create_connection", forbidden)
    monkeypatch.setattr(socket.socket, "connect", forbidden)
    monkeypatch.setattr(urllib.request.FileHandler, "file_open", forbidden)
    monkeypatch.setattr(urllib.request.HTTPHandler, "http_open", forbidden)
    return asked


# As typed, from nowhere else -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", TYPED.values(), ids=TYPED.keys())
def test_what_looks_like_code_or_an_address_prints_as_typed_everywhere_and_fetches_nothing(
    typed: str, no_outside: list[str]
):
    payload = {
        **PAYLOAD_02,
        "header": {**PAYLOAD_02["header"], "place": typed},
        "identity": {"full_name": typed},
        "data": {**ENTRY_02, "i_1": typed, "ii_shortcomings": [{"content": 2, "text": typed}], "iv_items": []},
        "signatures": {"author": {"name": typed}},
    }
    content = print_paper(DocumentKind.MAU_02, payload, title=typed, token="abc")
    assert squeezed(text_of(content)).count(squeezed(typed)) == 5
    assert [address for address in no_outside if not address.startswith("data:image/png;base64,")] == []
    whole(content)
    with pikepdf.open(BytesIO(content)) as document:
        assert str(document.docinfo["/Title"]) == typed


@pytest.mark.parametrize("typed", TYPED.values(), ids=TYPED.keys())
def test_minutes_print_what_was_typed_too(typed: str, no_outside: list[str]):
    content = print_paper(
        DocumentKind.MEETING_MINUTES,
        {**MEETING, "conclusion": typed, "venue": typed, "title": typed},
        title=typed,
    )
    assert squeezed(text_of(content)).count(squeezed(typed)) == 3
    assert no_outside == []
    whole(content)


def test_the_fetcher_refuses_every_address_but_data():
    fetcher = pdf._press().fetcher
    for address in ("file:///etc/passwd", "http://127.0.0.1:9/", "https://example.org/", "ftp://127.0.0.1/"):
        with pytest.raises(ValueError, match="disallowed"):
            fetcher.fetch(address)


# Letters -------------------------------------------------------------------------------------------------------------


def test_text_pasted_from_word_keeps_its_quotes_bullets_and_lines():
    content = statement(i_1=clean_text(PASTED_FROM_WORD))
    text = text_of(content)
    for part in ("“Tự diễn biến” – ‘tự chuyển hóa’…", "• Đoàn kết nội bộ", "▪ Dân chủ tập trung", "Kỷluật", "− 5 × 7"):
        assert part in text.replace("\u00a0", " "), part
    assert "Đoàn kết nội bộ▪" not in text
    whole(content)
    whole(statement(i_1=PASTED_FROM_WORD))  # what never passed a form prints too


def test_emoji_and_foreign_scripts_print_as_a_box_each_and_bring_no_other_font():
    content = statement(i_1="vui 😀👍🏽👨‍👩‍👧🇻🇳 1️⃣ 漢字 Ａ ① end\u2011on")
    assert "vui □□□□□□□ 1 □□ A 1 end-on" in text_of(content)
    whole(content)


def test_marks_that_turn_the_direction_turn_nothing():
    content = statement(i_1=RIGHT_TO_LEFT, i_3="\u202e123 đảng viên")
    text = text_of(content)
    assert "abc gnoưhT ịhT nễyugN" in text
    assert "123 đảng viên" in text
    whole(content)


def test_control_characters_leave_no_trace_and_do_not_join_words_over_a_line():
    typed = "một\x00\x07\x1b\u202ehai\x0bba\x85bốn\ufffe\ud800"
    assert clean_text(typed) == "mộthai\nba\nbốn"
    assert "mộthai ba bốn" in text_of(statement(i_1=typed))
    assert printable("a\ud800b") == "a□b"


# Length --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "word",
    ["x" * 3000, "ằ" * 3000, "W" * 500, "https://example.org/" + "duong-dan/" * 300, "a_b" * 1000, "1.234.567" * 300],
    ids=lambda word: word[:12],
)
def test_a_word_longer_than_the_line_breaks_inside_the_margins(word: str):
    payload = {
        **PAYLOAD_02,
        "header": {**PAYLOAD_02["header"], "cell": word[:300], "place": word[:120]},
        "identity": {**PAYLOAD_02["identity"], "full_name": word[:300], "workplace": word[:300]},
        "data": {**ENTRY_02, "i_1": word, "iv_items": [{"prompt": word, "explanation": word}]},
        "signatures": {"author": {"name": word[:200]}},
    }
    content = print_paper(DocumentKind.MAU_02, payload, title="Mẫu 02")  # no footer comes between two pages
    assert word in squeezed(text_of(content))
    whole(content)


def test_a_long_word_in_a_table_breaks_inside_its_cell():
    row = {"indicator": "thu ngân sách" * 40, "target": "1" * 200, "result": "ằ" * 200, "evidence": "B" * 200}
    content = print_paper(DocumentKind.MAU_01, {"data": {"annex": [row]}}, title="Mẫu 01")
    assert "ằ" * 200 not in text_of(content)
    whole(content)
    questions = [{**COUNTING["questions"][0], "subject": "N" * 300, "outcome_label": "K" * 120}]
    whole(print_paper(DocumentKind.COUNTING_MINUTES, {**COUNTING, "questions": questions}, title="Biên bản"))


def test_sections_of_twenty_thousand_letters_print_whole():
    section = (WORDS * 400)[:20_000]
    typed = {"i_1": section, "i_2": "ằ" * 20_000}
    form = EntryForm(get_definition("mau_02"), typed)
    assert form.is_valid()
    data = {**ENTRY_02, **form.to_data()}
    content = print_paper(DocumentKind.MAU_02, {**PAYLOAD_02, "data": data}, title="Mẫu 02")
    text = squeezed(text_of(content))
    assert squeezed(section) in text
    assert "ằ" * 20_000 in text
    assert list(outside(content)) == []


def test_hundreds_of_rows_run_over_pages_with_their_heads_and_none_is_torn():
    rows = [
        {"indicator": f"Chỉ tiêu số {number} đó", "target": "100", "result": "95", "evidence": f"BC {number} kèm theo"}
        for number in range(1, 201)
    ]
    content = print_paper(DocumentKind.MAU_01, {"data": {"i_1": "Tốt", "annex": rows}}, title="Mẫu 01")
    pages = [" ".join(page.split()) for page in pages_text(content)]
    first = next(number for number, page in enumerate(pages) if "PHỤ LỤC" in page)
    assert all("TT Chỉ tiêu" in page for page in pages[first:])
    for number in (1, 57, 130, 200):
        page = next(page for page in pages if f"Chỉ tiêu số {number} đó" in page)
        assert f"BC {number} kèm theo" in page
    whole(content)


def test_hundreds_of_shortcomings_are_numbered_to_the_last():
    rows = [{"content": 1 + number % 6, "text": f"Khuyết điểm thứ {number}."} for number in range(1, 201)]
    content = statement(ii_shortcomings=rows)
    assert "200) Nội dung 3: Khuyết điểm thứ 200." in text_of(content)
    whole(content)


def test_the_margins_are_really_watched():
    press = pdf._press()
    for style in ("margin-left: -20mm", "white-space: nowrap", "position: absolute; top: 255mm", "margin-top: -30mm"):
        page = (
            f'<html lang="vi"><title>x</title><body><h1 style="{style}">{"Hội nghị " * 12}</h1><p>một</p></body></html>'
        )
        spoiled = press.html(page).write_pdf(stylesheets=[press.stylesheet], font_config=press.font_config)
        assert [*outside(spoiled)], style
