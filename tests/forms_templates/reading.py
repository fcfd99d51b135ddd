"""How these tests read a PDF: its words in order, its fonts, its marks."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from io import BytesIO

import pikepdf
from pypdf import PdfReader


def pages_text(content: bytes) -> list[str]:
    return list(_read(content))


@lru_cache(maxsize=64)
def _read(content: bytes) -> tuple[str, ...]:
    """The text of each page; the same file is read once, for many tests ask it more than one question."""
    return tuple(page.extract_text() for page in PdfReader(BytesIO(content)).pages)


def lines_of(content: bytes) -> list[str]:
    """The lines of all pages, without page numbers."""
    return [
        line
        for number, text in enumerate(pages_text(content), start=1)
        for line in text.split("\n")
        if line.strip() != str(number)
    ]


def text_of(content: bytes) -> str:
    """The words of all pages in one line, without page numbers."""
    return " ".join(" ".join(lines_of(content)).split())


def words(text: str) -> list[str]:
    """The words of a form: composed, without dotted blanks, boxes and the spaces before punctuation."""
    text = unicodedata.normalize("NFC", text)
    text = re.sub(r"[□×]|\.{2,}|…[….]*", " ", text)
    text = re.sub(r"(?<=\w)([/():;,])", r" \1 ", text)
    return re.sub(r"([():;,.])", r" \1 ", text).split()


def font_names(content: bytes) -> set[str]:
    """Every font of every page, without the subset prefix."""
    names: set[str] = set()
    with pikepdf.open(BytesIO(content)) as pdf:
        for obj in pdf.objects:
            if isinstance(obj, pikepdf.Dictionary) and obj.get("/Type") == "/FontDescriptor":
                names.add(str(obj["/FontName"]).lstrip("/").split("+")[-1])
                assert any(key in obj for key in ("/FontFile2", "/FontFile3", "/FontFile")), "a font is not embedded"
    return names
