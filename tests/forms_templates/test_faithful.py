"""The forms that a plan prints, on paper to the letter: every label in its order, every blank in its place, no other.

``printed/`` holds the text of each form as it came out of the issued plan, broken lines and all. What may differ is
listed here and nowhere else.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest

from forms_templates.catalogue import find
from forms_templates.definition import FormDefinition, Origin
from forms_templates.loader import all_definitions
from forms_templates.plain import render_text
from tests.forms_templates.blanks import printed_blank
from tests.forms_templates.reading import lines_of, text_of

PRINTED = Path(__file__).parent / "printed"

#: Slips of the print that the program corrects (``định kỳ``) or sets without the stray blank.
CORRECTED = {"đinh kỳ": "định kỳ", "công chức, viên chức :": "công chức, viên chức: "}

#: What the paper of a later year says otherwise: towns of that kind are no more since 1 July 2025.
RENEWED = {"qd_366": {"XÃ, PHƯỜNG, THỊ TRẤN": "XÃ, PHƯỜNG"}}

PRINTED_FORMS = [
    pytest.param(definition, id=f"{definition.regulation}-{definition.code}")
    for definition in all_definitions()
    if definition.origin is Origin.PRINTED
]

#: In print the boxes of Mẫu 3-213 are letters; on our paper they are drawn, and letters in the text file.
_BOXES = re.compile("[□☐×]")
_DOTS = re.compile(r"[.…]{2,}|(?<=\s)…|…(?=\s|$)")
_BLANK = " … "


def reference(definition: FormDefinition) -> str:
    # The source writes “Kém” decomposed; papers are composed throughout.
    text = unicodedata.normalize("NFC", (PRINTED / f"{definition.code}.txt").read_text(encoding="utf-8"))
    for theirs, ours in {**CORRECTED, **RENEWED.get(definition.regulation, {})}.items():
        text = text.replace(theirs, ours)
    return text


def tokens(lines: list[str], *, boxes: bool = False) -> list[str]:
    """Words and blanks in order. A line of dots alone is room to write on and says nothing; a blank between words
    is one, however many dots it has."""
    said = [line for line in lines if _DOTS.sub("", line).strip() or not _DOTS.search(line)]
    text = " ".join(said)
    text = _BOXES.sub(" ☐ " if boxes else " ", text)
    text = " ".join(_DOTS.sub(_BLANK, text).split())
    text = re.sub(r"…( …)+", "…", text)
    return re.sub(r" (?=[,.;:])", "", text).split()


def test_every_printed_form_has_its_text_beside_the_tests():
    codes = {form.values[0].code for form in PRINTED_FORMS}  # type: ignore[union-attr]
    assert codes == {path.stem for path in PRINTED.glob("*.txt")}, (
        "a form that a plan prints needs its text in tests/forms_templates/printed/, and each text its form"
    )


@pytest.mark.parametrize("definition", PRINTED_FORMS)
def test_blank_paper_equals_the_printed_form_word_by_word_and_blank_by_blank(definition: FormDefinition):
    lines = lines_of(printed_blank(definition.code, definition.regulation))
    assert tokens(lines) == tokens(reference(definition).split("\n"))


@pytest.mark.parametrize("definition", PRINTED_FORMS)
def test_blank_text_file_equals_the_printed_form_with_its_boxes(definition: FormDefinition):
    printed = reference(definition)
    has_boxes = "□" in printed  # the boxes of Mẫu 01 and 02 are drawings and did not come with the plan's text
    ours = render_text(*find(definition.code, definition.regulation).blank()).decode().split("\n")
    assert tokens(ours, boxes=has_boxes) == tokens(printed.split("\n"), boxes=has_boxes)


@pytest.mark.parametrize("definition", PRINTED_FORMS)
def test_each_label_starts_a_line_of_the_blank_paper(definition: FormDefinition):
    content = printed_blank(definition.code, definition.regulation)
    text = "\n".join(" ".join(line.split()) for line in lines_of(content))
    labels = [section.heading for section in definition.sections if not section.optional]
    labels += [field.numbered_label for section in definition.sections for field in section.fields]
    labels += [block.heading for block in definition.authority]
    labels += [field.numbered_label for block in definition.authority for field in block.fields]
    labels += [line for signature in definition.signatures for line in signature.heading]
    optional = {field.key for section in definition.sections if section.optional for field in section.fields}
    hidden = [field.numbered_label for field in definition.fields() if field.key in optional]
    for label in labels:
        if label and label not in hidden:
            opening = " ".join(label.split()[:5])
            assert f"\n{opening}" in f"\n{text}", f"“{label}” does not start a line"


@pytest.mark.parametrize("definition", PRINTED_FORMS)
def test_blank_paper_is_composed_and_adds_nothing_but_page_numbers(definition: FormDefinition):
    content = printed_blank(definition.code, definition.regulation)
    assert unicodedata.is_normalized("NFC", text_of(content))
    assert "dựng theo nội dung" not in text_of(content)
    assert "Xác minh" not in text_of(content)
