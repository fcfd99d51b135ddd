"""Every paper is accessible: tagged, titled, in Vietnamese, its letters to be copied and searched (PDF/UA-1)."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Iterator
from hashlib import sha256
from io import BytesIO
from itertools import product
from typing import Any

import pikepdf
import pypdfium2
import pytest
from django.template.loader import get_template

from forms_templates.choices import DocumentKind
from forms_templates.papers import print_paper
from forms_templates.pdf import FONT_FAMILY
from tests.forms_templates.blanks import printed_blank
from tests.forms_templates.reading import text_of
from tests.forms_templates.samples import COUNTING, PAYLOAD_02
from tests.forms_templates.structure import faults, instructions
from tests.forms_templates.test_page_images import LOOKS, Look
from tests.load.papers import TOKEN, statement

FAMILY = FONT_FAMILY.replace(" ", "-")
TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
VOWELS = ("a", "ă", "â", "e", "ê", "i", "o", "ô", "ơ", "u", "ư", "y")
#: 20 mm in points, and the corner mark that reaches into them.
MARGIN_TOP = 20 / 25.4 * 72 - 18
CONSONANTS = "bcdđghklmnpqrstvxfjwz"

TAG = re.compile(r"<([a-z][a-z0-9]*)")
WORD = re.compile(r"(?<![\w-])([a-z][a-z0-9]*)(?=[^{}]*\{)")


def alphabet() -> list[str]:
    """Every letter of Vietnamese, each vowel in its six tones, small and capital."""
    vowels = [unicodedata.normalize("NFC", vowel + tone) for vowel, tone in product(VOWELS, TONES)]
    small = [*vowels, *CONSONANTS]
    return small + [letter.upper() for letter in small]


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.stem)
def test_paper_has_the_structure_that_pdf_ua_asks_for(look: Look):
    assert faults(look.content(), family=FAMILY) == []


def counting() -> bytes:
    return print_paper(DocumentKind.COUNTING_MINUTES, COUNTING, title="Biên bản kiểm phiếu", token="abc")


def without(path: str) -> Callable[[pikepdf.Pdf], None]:
    """Takes one entry of the catalogue away."""

    def spoil(document: pikepdf.Pdf) -> None:
        del document.Root[path]

    return spoil


def of_kind(document: pikepdf.Pdf, kind: str) -> list[pikepdf.Dictionary]:
    return [item for item in document.objects if isinstance(item, pikepdf.Dictionary) and item.get("/S") == kind]


def lose_scope(document: pikepdf.Pdf) -> None:
    del of_kind(document, "/TH")[0].A["/Scope"]


def lose_alternative(document: pikepdf.Pdf) -> None:
    del next(figure for figure in of_kind(document, "/Figure") if "/Alt" in figure)["/Alt"]


def jump_a_level(document: pikepdf.Pdf) -> None:
    of_kind(document, "/H2")[0].S = pikepdf.Name.H4


def unhang(document: pikepdf.Pdf) -> None:
    tree = document.Root.StructTreeRoot.K[0]
    tree.K = pikepdf.Array(list(tree.K)[1:])


def paint_unmarked(document: pikepdf.Pdf) -> None:
    document.pages[0].contents_add(b"10 10 100 100 re f")


def lose_letters(document: pikepdf.Pdf) -> None:
    del next(item for item in document.objects if isinstance(item, pikepdf.Dictionary) and "/ToUnicode" in item)[
        "/ToUnicode"
    ]


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (without("/Lang"), "language"),
        (without("/MarkInfo"), "marked as tagged"),
        (without("/ViewerPreferences"), "title bar"),
        (without("/StructTreeRoot"), "no structure tree"),
        (lose_scope, "what it heads"),
        (lose_alternative, "words that stand for it"),
        (jump_a_level, "followed by H4"),
        (unhang, "hangs nowhere"),
        (paint_unmarked, "neither content nor artifact"),
        (lose_letters, "cannot be copied"),
    ],
    ids=lambda case: getattr(case, "__name__", None),
)
def test_the_check_finds_what_is_amiss(spoil: Callable[[pikepdf.Pdf], None], told: str):
    spoiled = BytesIO()
    with pikepdf.open(BytesIO(counting())) as document:
        spoil(document)
        document.save(spoiled)
    assert any(told in fault for fault in faults(spoiled.getvalue(), family=FAMILY))


def test_headers_and_cells_of_a_table_find_each_other():
    with pikepdf.open(BytesIO(counting())) as document:
        names = [str(name) for name in list(document.Root.StructTreeRoot.IDTree.Names)[::2]]
        cells = [cell for cell in of_kind(document, "/TD") if "/Headers" in cell.A]
        assert names
        assert cells
        assert {str(name) for cell in cells for name in cell.A.Headers} <= set(names)


def test_footer_is_read_once_and_page_numbers_never():
    content = print_paper(DocumentKind.MAU_02, PAYLOAD_02, title="Mẫu 02", token="abc")
    with pikepdf.open(BytesIO(content)) as document:
        figures = [kid for kid in of_kind(document, "/Figure") if kid.get("/Alt") == "Mã QR xác minh văn bản"]
        last = document.Root.StructTreeRoot.K[0].K[-1]
        assert last.K[0].objgen == figures[0].objgen
        for number, page in enumerate(document.pages):
            kinds = [
                str(operands[1].get("/Subtype"))
                for operands, operator in instructions(page)
                if operator == "BDC" and str(operands[0]) == "/Artifact"
            ]
            assert ("/Header" in kinds) is (number > 0)
            assert ("/Footer" in kinds) is (number > 0)


def test_lines_of_text_hang_in_their_paragraph_and_nothing_lies_about():
    """No object for each line, none that nothing leads to, and a table of objects that readers accept."""
    with pikepdf.open(BytesIO(counting())) as document:
        assert document.check_pdf_syntax() == []
        spans = of_kind(document, "/Span")
        assert [span for span in spans if all(isinstance(kid, int) for kid in span.K)] == []
        elements = {item.objgen for item in document.objects if is_element(item)}
        assert elements == set(below(document.Root.StructTreeRoot.K[0]))


def is_element(item: Any) -> bool:
    return isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/StructElem"


def below(element: Any) -> Iterator[tuple[int, int]]:
    yield element.objgen
    for kid in element.get("/K", []):
        if not isinstance(kid, int):
            yield from below(kid)


def test_a_filled_statement_with_all_three_authorities_is_no_larger_than_40_kb():
    assert len(print_paper(DocumentKind.MAU_02, statement(), title="Mẫu 02", token=TOKEN)) <= 40 * 1024


# Letters ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_every_letter_with_every_tone_is_copied_and_found_however_it_was_typed(form: str):
    letters = alphabet()
    assert len(letters) == 2 * (12 * 6 + 21)
    typed = unicodedata.normalize(form, " ".join(letters))  # type: ignore[arg-type]
    content = print_paper(DocumentKind.MAU_02, {**PAYLOAD_02, "data": {"i_1": typed}}, title="Mẫu 02")
    copied = set(text_of(content).split())
    assert [letter for letter in letters if letter not in copied] == []
    document = pypdfium2.PdfDocument(content)
    pages = [page.get_textpage() for page in document]
    for letter in letters:
        assert any(page.search(letter, match_case=True).get_next() for page in pages), letter
    document.close()


def test_words_are_found_in_bold_italic_and_capitals():
    text = text_of(printed_blank("mau_02"))
    for words in ("BẢN KIỂM ĐIỂM CÁ NHÂN", "Tự nhận mức xếp loại chất lượng", "Việc thực hiện cam kết tu dưỡng"):
        assert words in text


# Pages and bytes ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("look", [look for look in LOOKS if not look.filled], ids=lambda look: look.stem)
def test_pages_are_numbered_at_the_top_from_the_second_one(look: Look):
    document = pypdfium2.PdfDocument(look.content())
    for number, page in enumerate(document, start=1):
        above = page.get_textpage().get_text_bounded(bottom=page.get_height() - MARGIN_TOP)
        assert above.strip() == (str(number) if number > 1 else "")
    document.close()


_PRINT = """
import django; django.setup()
from hashlib import sha256
from forms_templates.papers import print_paper
from tests.forms_templates.samples import COUNTING, PAYLOAD_02
for kind, payload in (("mau_02", PAYLOAD_02), ("counting_minutes", COUNTING)):
    print(sha256(print_paper(kind, payload, title="Văn bản", token="abc")).hexdigest())
"""


def test_the_same_paper_is_the_same_bytes_in_every_process():
    here = [
        sha256(print_paper(kind, payload, title="Văn bản", token="abc")).hexdigest()
        for kind, payload in (("mau_02", PAYLOAD_02), ("counting_minutes", COUNTING))
    ]
    environment = {**os.environ, "PYTHONHASHSEED": "1"}
    printed = subprocess.run(
        [sys.executable, "-c", _PRINT], env=environment, capture_output=True, text=True, check=True, timeout=120
    )
    assert printed.stdout.split() == here


def test_the_ground_knows_every_element_of_the_layouts(settings):
    """An element that ``ground.css`` does not know would run on in the line like a word."""
    inline = {"span", "img", "a"}
    ground = (settings.BASE_DIR / "static" / "pdf" / "ground.css").read_text(encoding="utf-8")
    known = set(WORD.findall(ground.split("*/", 1)[1]))
    folder = settings.BASE_DIR / "templates" / "pdf"
    for path in folder.glob("*.html"):
        get_template(f"pdf/{path.name}")
        used = set(TAG.findall(path.read_text(encoding="utf-8")))
        assert used - known - inline == set(), path.name
