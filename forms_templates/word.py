"""A paper as a Word file that an office can go on editing: same words, same order, same look as the PDF.

The Word file is a working copy. Only the PDF carries a verification code, a hash and signatures.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

from forms_templates.markup import (
    Block,
    Cell,
    Columns,
    DottedLine,
    Mark,
    PageBreak,
    Paragraph,
    Room,
    Run,
    Table,
    paper_blocks,
)

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.table import _Cell as WordCell
    from docx.text.paragraph import Paragraph as WordParagraph

    from forms_templates.formats import FormatProfile

FONT = "Times New Roman"
_MARGINS_MM = {"top_margin": 20, "bottom_margin": 20, "left_margin": 30, "right_margin": 15}
_TEXT_WIDTH_MM = 210 - _MARGINS_MM["left_margin"] - _MARGINS_MM["right_margin"]
#: One moment for all files: the same content gives the same bytes.
_MOMENT = datetime(2000, 1, 1, tzinfo=UTC)

_CENTRED = frozenset({"subtitle", "party", "place-date", "strong", "who", "post", "how", "when", "name"})
_BOLD = frozenset({"mark", "subtitle", "strong", "party", "who", "name", "group", "sum"})
_ITALIC = frozenset({"place-date", "note", "label", "how", "when", "origin"})
_RIGHT = frozenset({"mark", "origin"})
_WITH_NEXT = frozenset({"label", "caption", "note"})
_UNDERLINED = frozenset({"ruled", "sent-to"})
_ROOM_MM, _SHORT_ROOM_MM, _TIGHT_ROOM_MM = 22, 14, 11
#: Between two boxes of one line.
_GAP = "\u2003\u2003"
#: About what a dot of three takes, and a letter, in the size of the text.
_DOTS_MM, _LETTER_MM = 4.6, 2.1


def render_docx(template: str, context: Mapping[str, Any]) -> bytes:
    """The paper as ``.docx``: A4, the margins and faces of the document format, page numbers from page 2.

    A record brings the format that holds on its day (``format``); a form has the sizes of its print.

    The same template and context give the same bytes.
    """
    import docx

    word = docx.Document()
    # A sheet that has to stay one page, alone or behind the letter that carries it.
    compact = bool(context.get("compact") or context.get("reply"))
    profile: FormatProfile | None = context.get("format")
    _set_up(word, title=str(context.get("document_title") or ""), compact=compact, profile=profile)
    width_mm = _turn(word) if context.get("landscape") else _text_width_mm(profile)
    place = _Place(word, width_mm, compact=compact, sizes=profile.look_sizes if profile else {})
    _write(place, paper_blocks(template, context))
    target = BytesIO()
    word.save(target)
    return _same_moment(target.getvalue())


def _same_moment(content: bytes) -> bytes:
    """The parts of the package in their order, each with the same time of day."""
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        for part in source.infolist():
            entry = zipfile.ZipInfo(part.filename, date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            copy.writestr(entry, source.read(part.filename))
    return target.getvalue()


# The page -----------------------------------------------------------------------------------------------------------


def _text_width_mm(profile: FormatProfile | None) -> int:
    return _TEXT_WIDTH_MM if profile is None else 210 - profile.margins_mm.left - profile.margins_mm.right


def _set_up(word: WordDocument, *, title: str, compact: bool, profile: FormatProfile | None) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt, RGBColor

    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    for name, size in _MARGINS_MM.items():
        setattr(section, name, Mm(size if profile is None else getattr(profile.margins_mm, name.split("_")[0])))
    section.header_distance = Mm(10)
    section.different_first_page_header_footer = profile is None or profile.numbered_from > 1
    _page_number(section.header.paragraphs[0])

    for name in ("Normal", "Heading 1", "Heading 2", "Heading 3"):
        style: Any = word.styles[name]
        style.font.name = FONT
        style.font.size = Pt(_size_of(name, profile))
        style.font.color.rgb = RGBColor(0, 0, 0)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for face in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
            fonts.set(qn(face), FONT)
        for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(theme), None)
        style.paragraph_format.space_after = Pt(1 if compact else 4)
        style.paragraph_format.space_before = Pt(0 if name == "Normal" else 4 if compact else 8)
        exact = profile.line if profile and name == "Normal" else 0
        style.paragraph_format.line_spacing = Pt(exact) if exact else 1 if compact else 1.1
        if name != "Normal":
            style.font.bold = True
            style.paragraph_format.keep_with_next = True
    _speak_vietnamese(word)
    facts = word.core_properties
    facts.title, facts.author, facts.comments, facts.language = title, "", "", "vi-VN"
    facts.created = facts.modified = _MOMENT
    facts.revision = 1


def _size_of(style: str, profile: FormatProfile | None) -> int:
    if style == "Heading 1":
        return profile.sizes.title if profile else 14
    return profile.size if profile else 13


def _turn(word: WordDocument) -> float:
    """Lays the sheet on its side for a wide table; the width of the text in millimetres."""
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm

    section = word.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    return 297 - _MARGINS_MM["left_margin"] - _MARGINS_MM["right_margin"]


def _speak_vietnamese(word: WordDocument) -> None:
    """The language of all text, so that Word's spelling and screen readers know it."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    style: Any = word.styles["Normal"]
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "vi-VN")
    style.element.get_or_add_rPr().append(language)


def _page_number(paragraph: WordParagraph) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = paragraph.add_run()._r
        part = OxmlElement("w:instrText" if text else "w:fldChar")
        if text:
            part.text = text
        else:
            part.set(qn("w:fldCharType"), kind)
        run.append(part)


# Blocks -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Place:
    """Where blocks go: the document or a cell, and what there is room for."""

    target: Any
    width_mm: float
    compact: bool
    in_cell: bool = False
    #: Points by the class of a paragraph, where the document format sets them.
    sizes: Mapping[str, int] = field(default_factory=dict)

    def cell(self, target: WordCell, width_mm: float) -> _Place:
        return replace(self, target=target, width_mm=width_mm, in_cell=True)


def _write(place: _Place, blocks: Iterable[Block]) -> None:
    for block in blocks:
        match block:
            case Paragraph():
                _paragraph(place, block)
            case DottedLine():
                _dotted(place, place.target.add_paragraph())
            case Room():
                _room(place, block)
            case PageBreak():
                _page_break(place)
            case Columns():
                _columns(place, block)
            case Table():
                _table(place, block)


def _paragraph(place: _Place, block: Paragraph) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm, Pt

    looks = block.looks
    paragraph = place.target.add_paragraph(style=f"Heading {block.level}" if block.level else None)
    if block.level == 1 or looks & _CENTRED:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    elif looks & _RIGHT:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    shape = paragraph.paragraph_format
    if "indent" in looks:
        shape.first_line_indent = Mm(10)
    if "boxes" in looks:
        shape.left_indent = Mm(8)
    if "inner" in looks:
        shape.left_indent = Mm(15)
    if looks & _WITH_NEXT:
        shape.keep_with_next = True
    if looks & (_CENTRED | _RIGHT) and not block.level:
        shape.space_after = Pt(0)
    for number, run in enumerate(block.runs):
        if number and "boxes" in looks and run.mark in (Mark.BOX, Mark.TICKED):
            paragraph.add_run(_GAP)
        _run(place, paragraph, run, looks)


def _run(place: _Place, paragraph: WordParagraph, run: Run, looks: frozenset[str]) -> None:
    from docx.shared import Pt

    if run.mark is Mark.BREAK:
        paragraph.add_run().add_break()
        return
    if run.mark is Mark.FILL:
        _dotted(place, paragraph)
        return
    written = paragraph.add_run(run.text if run.mark is Mark.TEXT else run.sign)
    written.bold = True if run.bold or looks & _BOLD else None
    written.italic = True if run.italic or looks & _ITALIC else None
    written.underline = True if looks & _UNDERLINED else None
    size = next((place.sizes[look] for look in looks if look in place.sizes), None)
    if size is not None:
        written.font.size = Pt(size)
    if "origin" in looks:
        written.font.size = Pt(9)


def _dotted(place: _Place, paragraph: WordParagraph) -> None:
    """Dots to the end of the line: drawn by a tab, so that they shrink as somebody types.

    In a cell, where some programs draw no dots for a tab at the end, they are letters.
    """
    from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
    from docx.shared import Mm

    if place.in_cell:
        left = place.width_mm - len(paragraph.text) * _LETTER_MM
        paragraph.add_run("…" * max(3, int(left / _DOTS_MM)))
        return
    stops = paragraph.paragraph_format.tab_stops
    stops.add_tab_stop(Mm(place.width_mm), WD_TAB_ALIGNMENT.LEFT, WD_TAB_LEADER.DOTS)
    paragraph.add_run("\t")


def _room(place: _Place, block: Room) -> None:
    from docx.enum.text import WD_LINE_SPACING
    from docx.shared import Mm

    height_mm = _TIGHT_ROOM_MM if place.compact else _SHORT_ROOM_MM if block.short else _ROOM_MM
    shape = place.target.add_paragraph().paragraph_format
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Mm(height_mm)
    shape.keep_with_next = True


def _page_break(place: _Place) -> None:
    from docx.enum.text import WD_BREAK

    place.target.add_paragraph().add_run().add_break(WD_BREAK.PAGE)


def _columns(place: _Place, block: Columns) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    if len(block.cells) == 1:
        _write(place, block.cells[0].blocks)
        return
    shares = _shares(block)
    table = _new_table(place, 1, shares)
    for cell, content, share in zip(table.rows[0].cells, block.cells, shares, strict=True):
        _fill(place.cell(cell, place.width_mm * share), content)
        if block.looks & {"head", "signatures"} and not _is_recipients(content):
            for paragraph in cell.paragraphs:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if "signatures" in block.looks:
        _keep_whole(table.rows[0])


def _is_recipients(cell: Cell) -> bool:
    return any(isinstance(block, Paragraph) and "sent-to" in block.looks for block in cell.blocks)


def _shares(block: Columns) -> list[float]:
    if len(block.cells) == 2 and "head" in block.looks:
        return [0.45, 0.55]
    if len(block.cells) == 2 and "signatures" in block.looks:
        return [0.42, 0.58]
    return [1 / len(block.cells)] * len(block.cells)


def _table(place: _Place, block: Table) -> None:
    rows = [*block.head, *block.body]
    shares = _column_shares(block)
    table = _new_table(place, len(rows), shares, ruled=True)
    for number, (row, cells) in enumerate(zip(table.rows, rows, strict=True)):
        _keep_whole(row, repeat=number < len(block.head))
        at = 0
        for content in cells:
            last = row.cells[at + content.span - 1]
            cell = row.cells[at].merge(last) if content.span > 1 else row.cells[at]
            _fill(place.cell(cell, place.width_mm * sum(shares[at : at + content.span])), content, ruled=True)
            at += content.span


_NARROW = {"tt": 0.06, "short": 0.11, "number": 0.09}


def _column_shares(block: Table) -> list[float]:
    """What each column takes of the width: narrow ones as their heads say, wide ones twice the rest."""
    heads = list(block.head[-1]) if block.head else []
    if len(heads) != block.width:
        return [1 / block.width] * block.width
    known = [next((share for look, share in _NARROW.items() if look in cell.looks), None) for cell in heads]
    known = [
        _NARROW["tt"] if share is None and _says_tt(cell) else share for share, cell in zip(known, heads, strict=True)
    ]
    weights = [2 if "wide" in cell.looks else 1 for cell in heads]
    left = 1 - sum(share or 0 for share in known)
    parts = sum(weight for weight, share in zip(weights, known, strict=True) if share is None) or 1
    return [left * weight / parts if share is None else share for weight, share in zip(weights, known, strict=True)]


def _says_tt(cell: Cell) -> bool:
    return any(isinstance(block, Paragraph) and [run.text for run in block.runs] == ["TT"] for block in cell.blocks)


def _fill(place: _Place, content: Cell, *, ruled: bool = False) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm, Pt

    cell: WordCell = place.target
    cell.width = Mm(place.width_mm)
    _write(replace(place, width_mm=place.width_mm - 4), content.blocks)
    first = cell.paragraphs[0]._p
    # A new cell has one empty paragraph; Word wants the last block of a cell to be a paragraph.
    if first.getnext() is not None and len(cell.paragraphs) > 1:
        first.getparent().remove(first)
    if not ruled:
        return
    for paragraph in cell.paragraphs:
        paragraph.paragraph_format.space_after = Pt(1)
        if content.heads or content.looks & {"number", "figure"}:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        for run in paragraph.runs:
            run.font.size = Pt(12)
            run.bold = True if content.heads or content.looks & _BOLD else run.bold


def _new_table(place: _Place, rows: int, shares: Sequence[float], *, ruled: bool = False) -> Any:
    from docx.enum.table import WD_TABLE_ALIGNMENT
    from docx.shared import Mm, Pt

    table = place.target.add_table(rows, len(shares))
    if ruled:
        table.style = "Table Grid"
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for column, share in zip(table.columns, shares, strict=True):
        column.width = Mm(place.width_mm * share)
    if not place.in_cell:
        # Two tables that touch would become one.
        after = place.target.add_paragraph().paragraph_format
        after.space_after, after.line_spacing = Pt(0), Pt(3)
    return table


def _keep_whole(row: Any, *, repeat: bool = False) -> None:
    from docx.oxml import OxmlElement

    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if repeat:
        properties.append(OxmlElement("w:tblHeader"))
