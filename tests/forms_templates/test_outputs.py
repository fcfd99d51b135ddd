"""One layout, three files: what the PDF says, the Word file and the text say too, in the same order."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn

from forms_templates.catalogue import Printable, printables
from forms_templates.choices import DocumentKind
from forms_templates.markup import Columns, Mark, Paragraph, Table, paper_blocks
from forms_templates.papers import frame, paper
from forms_templates.pdf import render_pdf
from forms_templates.plain import render_text
from forms_templates.word import render_docx
from tests.forms_templates.reading import text_of, words
from tests.forms_templates.samples import COUNTING, MEETING, PAYLOAD_02

PAPERS = [pytest.param(found, id=f"{found.regulation or 'record'}-{found.name}") for found in printables()]

FILLED = {
    DocumentKind.MAU_02: PAYLOAD_02,
    DocumentKind.MEETING_MINUTES: MEETING,
    DocumentKind.COUNTING_MINUTES: COUNTING,
}


def word_text(content: bytes) -> str:
    """All words of a Word file in reading order, tables included."""
    paragraphs = docx.Document(BytesIO(content)).element.body.iter(qn("w:p"))
    parts = ([node.text or " " for node in one.iter(qn("w:t"), qn("w:br"))] for one in paragraphs)
    return " ".join("".join(texts) for texts in parts)


def plain_words(text: str) -> list[str]:
    return words(text.replace("☐", " ").replace("☒", " ").replace("|", " "))


def text_words(template: str, context: dict[str, Any]) -> list[str]:
    return plain_words(render_text(template, context).decode())


def filled(kind: DocumentKind) -> tuple[str, dict[str, Any]]:
    template, context = paper(kind, FILLED[kind])
    return template, context | frame("Bản thử", "")


@pytest.mark.parametrize("kind", FILLED)
def test_word_and_text_say_what_the_pdf_says_in_its_order(kind):
    template, context = filled(kind)
    printed = sorted(plain_words(text_of(render_pdf(template, context))))
    # The PDF reads columns line by line; the words are the same.
    assert sorted(text_words(template, context)) == printed
    assert plain_words(word_text(render_docx(template, context))) == text_words(template, context)


@pytest.mark.parametrize("found", PAPERS)
def test_every_paper_can_be_written_blank_as_word_and_text(found: Printable):
    template, context = found.blank()
    text = text_words(template, context)
    assert plain_words(word_text(render_docx(template, context))) == text
    assert len(text) > 20


@pytest.mark.parametrize("kind", FILLED)
def test_the_same_content_gives_the_same_bytes(kind):
    template, context = filled(kind)
    assert render_docx(template, context) == render_docx(template, context)
    assert render_text(template, context) == render_text(template, context)


def test_a_chosen_grade_is_the_ticked_box_of_its_line():
    template, context = filled(DocumentKind.MAU_02)
    text = render_text(template, context).decode()
    assert "☐ Xuất sắc ☒ Tốt ☐ Trung bình ☐ Kém" in text
    assert "☒ Hoàn thành xuất sắc nhiệm vụ" in text


def test_a_box_that_stands_after_its_words_stays_there():
    text = render_text(*next(p for p in printables() if p.name == "mau_3_213_nx").blank()).decode()
    assert "Nêu gương tốt ☐" in text


def test_a_word_file_is_a4_with_the_margins_of_the_document_format_and_numbers_from_page_two():
    word = docx.Document(BytesIO(render_docx(*filled(DocumentKind.MAU_02))))
    section = word.sections[0]
    size = (section.page_width, section.page_height, section.left_margin, section.right_margin)
    assert [round(length.mm) for length in size if length is not None] == [210, 297, 30, 15]
    assert section.different_first_page_header_footer
    assert "PAGE" in section.header._element.xml
    assert "PAGE" not in section.first_page_header._element.xml
    assert word.core_properties.title == "Bản thử"
    assert 'w:val="vi-VN"' in word.styles.element.xml


def test_the_head_row_of_a_word_table_repeats_on_every_page():
    word = docx.Document(BytesIO(render_docx(*filled(DocumentKind.COUNTING_MINUTES))))
    ruled = [table for table in word.tables if table.style is not None and table.style.name == "Table Grid"]
    assert ruled
    assert all("w:tblHeader" in table.rows[0]._tr.xml for table in ruled)


@pytest.mark.parametrize(
    "typed",
    [
        "<b>đậm</b> & {{ secret }} {% load x %}",
        "=SUM(A1)",
        "file:///etc/passwd http://example.com/",
        "emoji 🎉",
        "x" * 3000,
    ],
)
def test_whatever_people_type_prints_as_text(typed):
    payload = {**PAYLOAD_02, "data": {**PAYLOAD_02["data"], "i_3": typed}}
    template, context = paper(DocumentKind.MAU_02, payload)
    context |= frame("x", "")
    assert typed in render_text(template, context).decode()
    assert typed in word_text(render_docx(template, context))


def test_control_characters_do_not_break_a_word_file():
    payload = {**PAYLOAD_02, "data": {**PAYLOAD_02["data"], "i_3": "trước\x0b\x00\x1fsau"}}
    template, context = paper(DocumentKind.MAU_02, payload)
    assert "trước" in word_text(render_docx(template, context | frame("x", "")))


def blocks_of(tmp_path, settings, body: str) -> list[Any]:
    (tmp_path / "thu.html").write_text(f"<html><body>{body}</body></html>", encoding="utf-8")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    return paper_blocks("thu.html", {})


def test_a_layout_is_read_as_blocks(tmp_path, settings):
    table = "<table class='grid'><thead><tr><th>A</th></tr></thead><tbody><tr><td>b</td></tr></tbody></table>"
    first, columns, last = blocks_of(
        tmp_path, settings, f"<p class='indent'>Một <b>hai</b>\n ba</p><div class='columns'><div>x</div></div>{table}"
    )
    assert isinstance(first, Paragraph)
    assert [(run.text, run.bold, run.mark) for run in first.runs] == [
        ("Một ", False, Mark.TEXT), ("hai", True, Mark.TEXT), (" ba", False, Mark.TEXT)
    ]  # fmt: skip
    assert isinstance(columns, Columns)
    assert isinstance(last, Table)
    assert (last.width, len(last.head), len(last.body)) == (1, 1, 1)


@pytest.mark.parametrize("body", ["<form></form>", "<p><video></video></p>"])
def test_an_element_outside_the_vocabulary_is_an_error_and_not_left_out(tmp_path, settings, body):
    with pytest.raises(ValueError, match="vocabulary"):
        blocks_of(tmp_path, settings, body)
