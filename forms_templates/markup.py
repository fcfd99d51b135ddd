"""A laid-out paper as plain blocks, for the writers that are not the PDF: paragraphs, columns, tables, dotted lines.

The templates under ``pdf/`` are the one layout of every paper and use a small vocabulary (the classes of
``static/pdf/document.css``). What is read here is exactly that vocabulary; an element it does not know is an error,
so that no writer drops a part of a paper in silence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string

from forms_templates.text import without_controls

if TYPE_CHECKING:
    from lxml.html import HtmlElement


class Mark(StrEnum):
    """What a run of a paragraph is."""

    TEXT = "text"
    BOX = "box"
    TICKED = "ticked"
    FILL = "fill"  # dots to the end of the line
    BREAK = "break"


@dataclass(frozen=True, slots=True)
class Run:
    text: str = ""
    mark: Mark = Mark.TEXT
    bold: bool = False
    italic: bool = False
    after: bool = False

    @property
    def sign(self) -> str:
        """A box as a letter, on the side of its words where the paper has it."""
        letter = "☒" if self.mark is Mark.TICKED else "☐"
        return f" {letter}" if self.after else f"{letter} "


@dataclass(frozen=True, slots=True)
class Paragraph:
    """``level`` is 1 to 3 for a heading, 0 for text; ``looks`` are the classes of the layout."""

    runs: tuple[Run, ...]
    level: int = 0
    looks: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class DottedLine:
    """A line to write on."""


@dataclass(frozen=True, slots=True)
class Room:
    """Empty height for a signature; ``short`` where several people sign below each other."""

    short: bool = False


@dataclass(frozen=True, slots=True)
class PageBreak:
    pass


@dataclass(frozen=True, slots=True)
class Cell:
    blocks: tuple[Block, ...]
    heads: bool = False
    span: int = 1
    looks: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Columns:
    """Blocks side by side without lines: the head, the identity rows, the signatures."""

    cells: tuple[Cell, ...]
    looks: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Table:
    """A ruled table; rows of the head repeat on every page."""

    head: tuple[tuple[Cell, ...], ...]
    body: tuple[tuple[Cell, ...], ...]
    looks: frozenset[str] = frozenset()

    @property
    def width(self) -> int:
        """The number of columns."""
        return max((sum(cell.span for cell in row) for row in (*self.head, *self.body)), default=0)


Block = Paragraph | DottedLine | Room | PageBreak | Columns | Table

_HEADINGS = {"h1": 1, "h2": 2, "h3": 3}
_BREAKS = frozenset({"annex", "attached", "new-page"})
#: Parts of a page that belong to the fixed PDF alone: the QR code and the address of the verification page.
_PDF_ONLY = frozenset({"verification"})


def paper_blocks(template: str, context: Mapping[str, Any]) -> list[Block]:
    """The blocks of one paper in printed order. ``ValueError`` names an element that is no part of the vocabulary."""
    from lxml import html

    tree = html.document_fromstring(without_controls(render_to_string(template, dict(context))))
    return list(_blocks(tree.find("body")))


def _looks(element: HtmlElement) -> frozenset[str]:
    return frozenset((element.get("class") or "").split())


def _blocks(parent: HtmlElement) -> Iterator[Block]:
    for element in parent:
        if isinstance(element.tag, str):
            yield from _block(element)


def _block(element: HtmlElement) -> Iterator[Block]:
    looks, tag = _looks(element), str(element.tag)
    if looks & _PDF_ONLY:
        return
    if tag == "p" or tag in _HEADINGS:
        yield Paragraph(tuple(_runs(element)), level=_HEADINGS.get(tag, 0), looks=looks)
    elif tag == "table":
        yield Table(head=_rows(element, "thead"), body=_rows(element, "tbody"), looks=looks)
    elif tag in ("div", "section"):
        yield from _division(element, looks)
    elif tag in ("ul", "ol"):
        for item in element:
            yield Paragraph((Run("- "), *_runs(item)), looks=looks | {"indent"})
    else:
        raise ValueError(f"<{tag}> is no part of a paper's vocabulary")


def _division(element: HtmlElement, looks: frozenset[str]) -> Iterator[Block]:
    if "line" in looks:
        yield DottedLine()
    elif "room" in looks or "short-room" in looks:
        yield Room(short="short-room" in looks)
    elif "columns" in looks:
        yield Columns(tuple(_column(child) for child in element if isinstance(child.tag, str)), looks=looks)
    elif "signature" in looks:  # nobody signs on its left
        yield Columns((Cell(()), Cell(_cell_blocks(element))), looks=looks | {"signatures"})
    else:
        if looks & _BREAKS:
            yield PageBreak()
        yield from _blocks(element)


def _column(element: HtmlElement) -> Cell:
    """A column holds blocks, or a few words alone."""
    return Cell(_cell_blocks(element), looks=_looks(element))


def _cell_blocks(element: HtmlElement) -> tuple[Block, ...]:
    holds_blocks = any(str(child.tag) in ("p", "div", "table", *_HEADINGS) for child in element)
    if holds_blocks:
        return tuple(_blocks(element))
    runs = tuple(_runs(element))
    return (Paragraph(runs),) if runs else ()


def _rows(table: HtmlElement, part: str) -> tuple[tuple[Cell, ...], ...]:
    return tuple(
        tuple(
            Cell(
                _cell_blocks(cell),
                heads=cell.tag == "th",
                span=int(cell.get("colspan") or 1),
                looks=_looks(cell) | _looks(row),
            )
            for cell in row
        )
        for row in table.iterfind(f"{part}/tr")
    )


def _runs(element: HtmlElement, *, bold: bool = False, italic: bool = False) -> Iterator[Run]:
    """The runs of one paragraph with the white space of a browser: runs of blanks are one, none at either end."""
    found = list(_raw_runs(element, bold=bold, italic=italic))
    at_start = True
    for number, run in enumerate(found):
        if run.mark is not Mark.TEXT:
            yield run
            at_start = run.mark is Mark.BREAK
            continue
        words = " ".join(run.text.split(" "))
        text = _one_space(words, keep_start=not at_start, keep_end=number + 1 < len(found))
        if text:
            yield Run(text, bold=run.bold, italic=run.italic)
            at_start = text.endswith(" ")


def _one_space(text: str, *, keep_start: bool, keep_end: bool) -> str:
    """Blanks and line ends of the template are one blank; a no-break space is a letter and stays."""
    plain = " ".join(part for part in text.replace("\n", " ").replace("\t", " ").split(" ") if part)
    before = " " if keep_start and text[:1] in (" ", "\n", "\t") else ""
    after = " " if plain and keep_end and text[-1:] in (" ", "\n", "\t") else ""
    return f"{before}{plain}{after}"


def _raw_runs(element: HtmlElement, *, bold: bool, italic: bool) -> Iterator[Run]:
    if element.text:
        yield Run(element.text, bold=bold, italic=italic)
    for child in element:
        tag, looks = str(child.tag), _looks(child)
        if tag == "br":
            yield Run(mark=Mark.BREAK)
        elif "box" in looks:
            yield Run(mark=Mark.TICKED if "ticked" in looks else Mark.BOX, after="after" in looks)
        elif "fill" in looks:
            yield Run(mark=Mark.FILL)
        elif tag in ("b", "strong", "i", "em", "span", "small"):
            yield from _raw_runs(child, bold=bold or tag in ("b", "strong"), italic=italic or tag in ("i", "em"))
        elif tag != "img":
            raise ValueError(f"<{tag}> inside a paragraph is no part of a paper's vocabulary")
        if child.tail:
            yield Run(child.tail, bold=bold, italic=italic)
