"""HTML templates to PDF/UA-1. The only module that imports WeasyPrint, and only when the first paper is made.

Nothing on a paper may come from outside: the fetcher knows ``data:`` and no other address. Every letter comes from one
font; what the font lacks prints as ``□`` rather than in some other font.
"""

from __future__ import annotations

import logging
import os
import re
import subprocess
import threading
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, TreeBuilder

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.checks import CheckMessage
from django.core.checks import Warning as CheckWarning
from django.template.loader import render_to_string

from forms_templates.sheets import laid_out
from forms_templates.tagging import finish_tags

logger = logging.getLogger(__name__)

FONT_FAMILY = "Liberation Serif"
GROUND = "pdf/ground.css"
STYLESHEET = "pdf/document.css"

#: Every letter Vietnamese needs beyond ASCII, and the signs the forms print.
VIETNAMESE = "".join(chr(code) for code in range(0x1EA0, 0x1EFA)) + "ĂăÂâĐđÊêÔôƠơƯưÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúýĨĩŨũ"
SIGNS = "…“”–□×"

#: Line ends between the tags of blocks are the template's, never anybody's words (those are escaped). Each costs a box.
_BETWEEN = re.compile(r">\s*\n\s*<(?!(?:span|b|i|u|em|strong|sup|sub|br|img|a)[\s>])")

_VARIANT = "pdf/ua-1"
_REPLACEMENT = "□"
_CONTROLS = ("Cc", "Cf")
_DROPPED = (*_CONTROLS, "Mn", "Me")
#: Signs that Word takes from its Symbol and Wingdings fonts, as they arrive when pasted.
_WORD_SIGNS = {"\uf0b7": "•", "\uf0a7": "▪", "\uf0a8": "▪", "\uf0d8": "•", "\uf0fc": "•", "\uf076": "•", "\uf02d": "-"}
_SKIN_TONES = range(0x1F3FB, 0x1F400)


class FontMissing(RuntimeError):
    """The document font is not installed, or lacks Vietnamese letters."""


@dataclass(frozen=True)
class _Press:
    """What is set up once per process: WeasyPrint itself, its fonts, its parsed style sheet."""

    html: Any
    font_config: Any
    stylesheet: Any
    fetcher: Any
    lock: threading.Lock


@lru_cache(maxsize=1)
def _press() -> _Press:
    if problem := font_problem():
        raise FontMissing(problem)
    import weasyprint
    from cssselect2 import ElementWrapper  # type: ignore[import-untyped]
    from weasyprint.text.fonts import FontConfiguration

    for name in ("weasyprint", "weasyprint.progress"):
        logging.getLogger(name).setLevel(logging.ERROR)
    font_config = FontConfiguration()
    fetcher = weasyprint.urls.URLFetcher(allowed_protocols={"data"}, allow_redirects=False)
    ground, stylesheet = (
        weasyprint.CSS(string=_sheet_text(name), font_config=font_config, url_fetcher=fetcher)
        for name in (GROUND, STYLESHEET)
    )

    class Paper(weasyprint.HTML):  # type: ignore[misc]  # weasyprint ships no types
        """HTML on our own ground: of all elements only those that papers are made of (``ground.css``).

        Read by libxml2 instead of the renderer's own parser in Python, which takes 4 % of a paper's time.
        """

        def __init__(self, text: str) -> None:
            self.base_url, self.url_fetcher, self.media_type = None, fetcher, "print"
            self.wrapper_element = ElementWrapper.from_html_root(_elements(text), content_language=None)
            self.etree_element = self.wrapper_element.etree_element

        def _ua_stylesheets(self, forms: bool = False) -> list[Any]:
            return [ground]

    return _Press(Paper, font_config, stylesheet, fetcher, threading.Lock())


def _elements(text: str) -> Element:
    """The elements of a paper; comments are none."""
    from lxml import etree

    class Builder(TreeBuilder):
        def start(self, tag: str, attributes: Mapping[str, str]) -> Element:
            return super().start(tag, dict(attributes))

    parser = etree.HTMLParser(target=Builder(), encoding="utf-8", huge_tree=True)
    root: Element = etree.fromstring(text.encode(), parser)
    return root


def _sheet_text(name: str) -> str:
    found = finders.find(name)
    path = Path(str(found)) if found else Path(settings.STATIC_ROOT) / name
    return path.read_text(encoding="utf-8")


def preload() -> None:
    """Imports and sets up everything ahead of the first paper: for a worker's parent process, before it forks."""
    _press()


def render_pdf(template: str, context: Mapping[str, Any]) -> bytes:
    """The template as PDF/UA-1: tagged, titled, in Vietnamese, with the document font embedded.

    The same template, context, fonts and versions give the same bytes. Raises ``FontMissing`` when the font is not
    there. Values of the context are escaped by the template: they print as text whatever they hold.
    """
    press = _press()
    text = printable(_BETWEEN.sub("><", render_to_string(template, dict(context))))
    with press.lock:
        pdf: bytes = laid_out(text, partial(_lay_out, press)).write_pdf(
            finisher=finish_tags, pdf_variant=_VARIANT, pdf_tags=True
        )
    return pdf


def _lay_out(press: _Press, text: str) -> Any:
    return press.html(text).render(stylesheets=[press.stylesheet], font_config=press.font_config, pdf_variant=_VARIANT)


def printable(text: str) -> str:
    """``text`` composed, with only letters the document font has: a compatible form where there is one, else ``□``."""
    text = unicodedata.normalize("NFC", text)
    known = font_letters()
    if all(letter in known or letter == "\n" for letter in set(text)):
        return text
    return "".join(letter if letter in known or letter == "\n" else _substitute(letter, known) for letter in text)


@lru_cache(maxsize=4096)
def _substitute(letter: str, known: frozenset[str]) -> str:
    if letter in _WORD_SIGNS:
        return _WORD_SIGNS[letter]
    if letter in "\t\r\x0b\x0c\x85\u2028\u2029":
        return " "
    if letter == "\u2011":
        return "-"
    if unicodedata.category(letter) in _DROPPED or ord(letter) in _SKIN_TONES:
        return ""
    similar = unicodedata.normalize("NFKC", letter)
    return similar if similar != letter and all(part in known for part in similar) else _REPLACEMENT


# Fonts ------------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def font_file() -> Path | None:
    """The file the system takes for the document font; none when it would take another family."""
    try:
        answer = subprocess.run(
            ["fc-match", "--format=%{family}|%{file}", f"{FONT_FAMILY}:style=Regular"],
            capture_output=True,
            text=True,
            timeout=20,
            check=True,
            env={**os.environ, "LC_ALL": "C.UTF-8"},
        ).stdout
    except (OSError, subprocess.SubprocessError):
        found = sorted(Path("/usr/share/fonts").rglob("LiberationSerif-Regular.ttf"))
        return found[-1] if found else None
    family, _, file = answer.partition("|")
    return Path(file) if FONT_FAMILY in family.split(",") else None


@lru_cache(maxsize=1)
def font_letters() -> frozenset[str]:
    """Every character the document font can draw."""
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

    path = font_file()
    if path is None:
        raise FontMissing(font_problem())
    with TTFont(path, lazy=True) as font:
        return frozenset(
            letter for letter in map(chr, font.getBestCmap()) if unicodedata.category(letter) not in _CONTROLS
        )


def font_problem() -> str:
    """Why papers cannot be printed rightly, in words for whoever installs the program; empty when all is well."""
    install = "Cài gói phông chữ: apt-get install fonts-liberation2 (hoặc fonts-liberation từ bản 2.0)."
    path = font_file()
    if path is None:
        return f"Thiếu phông chữ “{FONT_FAMILY}” để in văn bản. {install}"
    missing = [letter for letter in VIETNAMESE + SIGNS if letter not in font_letters()]
    if missing:
        return f"Phông chữ {path} thiếu chữ tiếng Việt ({''.join(missing[:12])}…). {install}"
    return ""


def tell_font_problem() -> bool:
    """Says in the log of whoever starts web or worker why papers cannot be printed; true when there is something."""
    if problem := font_problem():
        logger.error("%s Đến khi đó không in được văn bản.", problem)
    return bool(problem)


def check_fonts(**kwargs: object) -> list[CheckMessage]:
    """System check: papers need the document font with all Vietnamese letters."""
    problem = font_problem()
    return [CheckWarning(problem, id="forms_templates.W001")] if problem else []
