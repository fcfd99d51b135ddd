"""What PDF/UA-1 (ISO 14289-1) asks of a file and a program can see, in the spirit of veraPDF: ``faults`` lists what
is amiss, in words, with the clause."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from itertools import pairwise
from typing import Any

import pikepdf

STANDARD_TYPES = {
    *("/Document", "/Part", "/Art", "/Sect", "/Div", "/BlockQuote", "/Caption", "/NonStruct", "/P"),
    *("/H1", "/H2", "/H3", "/H4", "/H5", "/H6", "/L", "/LI", "/Lbl", "/LBody", "/Span", "/Link", "/Figure"),
    *("/Table", "/THead", "/TBody", "/TFoot", "/TR", "/TH", "/TD"),
}
_WITHIN = {
    "/THead": {"/Table"},
    "/TBody": {"/Table"},
    "/TFoot": {"/Table"},
    "/TR": {"/Table", "/THead", "/TBody", "/TFoot"},
    "/TH": {"/TR"},
    "/TD": {"/TR"},
    "/LI": {"/L"},
    "/Lbl": {"/LI"},
    "/LBody": {"/LI"},
}
_ONLY_OF = {
    "/Table": {"/THead", "/TBody", "/TFoot", "/TR", "/Caption"},
    "/THead": {"/TR"},
    "/TBody": {"/TR"},
    "/TFoot": {"/TR"},
    "/TR": {"/TH", "/TD"},
    "/L": {"/LI", "/Caption", "/L"},
    "/LI": {"/Lbl", "/LBody"},
}
_PAINTS = {"Tj", "TJ", "'", '"', "Do", "S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "sh", "BI"}
_EMPTY: dict[str, Any] = {}
_FORBIDDEN_IN_CATALOGUE = ("/OpenAction", "/AA", "/AcroForm", "/Collection")


def faults(content: bytes, *, family: str) -> list[str]:
    with pikepdf.open(BytesIO(content)) as document:
        return list(_Checked(document, family).faults())


@dataclass
class _Node:
    kind: str
    parent: _Node | None
    element: Any
    kids: list[_Node] = field(default_factory=list)
    marks: list[tuple[int, int]] = field(default_factory=list)


class _Checked:
    def __init__(self, document: pikepdf.Pdf, family: str) -> None:
        self.document, self.family = document, family
        self.root: Any = document.Root  # a PDF dictionary, which its stubs know little of
        self.pages = {page.obj.objgen: number for number, page in enumerate(document.pages)}
        self.nodes: list[_Node] = []

    def faults(self) -> Iterator[str]:
        yield from self._catalogue()
        if "/StructTreeRoot" not in self.root:
            yield "no structure tree (7.1)"
            return
        kids = self.root.StructTreeRoot.K
        tops = list(kids) if isinstance(kids, pikepdf.Array) else [kids]
        for top in tops:
            self._read(top, None)
        if [str(top.S) for top in tops] != ["/Document"]:
            yield "the structure tree does not begin with one Document (7.1)"
        yield from self._types()
        yield from self._headings()
        yield from self._tables()
        yield from self._figures()
        yield from self._content()
        yield from self._fonts()

    # The file --------------------------------------------------------------------------------------------------------

    def _catalogue(self) -> Iterator[str]:
        root = self.root
        if str(root.get("/Lang")) != "vi":
            yield f"the language is {root.get('/Lang')!r}, not vi (7.2)"
        if bool(root.get("/MarkInfo", _EMPTY).get("/Marked")) is not True or "/Suspects" in root.get(
            "/MarkInfo", _EMPTY
        ):
            yield "not marked as tagged (7.1)"
        if bool(root.get("/ViewerPreferences", _EMPTY).get("/DisplayDocTitle")) is not True:
            yield "the title bar would show the name of the file (7.1)"
        with self.document.open_metadata() as facts:
            if facts.get("pdfuaid:part") != "1":
                yield "does not say that it is PDF/UA-1 (5)"
            if not facts.get("dc:title") or facts.get("dc:title") != str(self.document.docinfo.get("/Title")):
                yield "no title, or two that differ (7.1)"
        for name in _FORBIDDEN_IN_CATALOGUE:
            if name in root:
                yield f"{name} has no place in a paper"
        if {"/EmbeddedFiles", "/JavaScript"} & set(root.get("/Names", _EMPTY).keys()):
            yield "something is embedded in the file"
        for number, page in enumerate(self.document.pages, start=1):
            if sorted(round(float(side)) for side in page.mediabox) != [0, 0, 595, 842]:  # also lying on its side
                yield f"page {number} is not A4"
            if page.obj.get("/Tabs") != "/S":
                yield f"page {number}: tab order does not follow the structure (7.18.3)"
            if page.obj.get("/Annots"):
                yield f"page {number}: an annotation on paper"

    # The tree --------------------------------------------------------------------------------------------------------

    def _read(self, element: Any, parent: _Node | None) -> _Node:
        node = _Node(str(element.S), parent, element)
        self.nodes.append(node)
        kids = element.get("/K", [])
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            if isinstance(kid, int):
                node.marks.append((self.pages[element.Pg.objgen], int(kid)))
            else:
                node.kids.append(self._read(kid, node))
        return node

    def _types(self) -> Iterator[str]:
        for node in self.nodes:
            above = node.parent.kind if node.parent else ""
            if node.kind not in STANDARD_TYPES:
                yield f"{node.kind} is no standard type (7.1)"
            if node.kind in _WITHIN and above not in _WITHIN[node.kind]:
                yield f"{node.kind} stands in {above} (7.2)"
            strange = {kid.kind for kid in node.kids} - _ONLY_OF.get(node.kind, STANDARD_TYPES)
            if strange:
                yield f"{node.kind} holds {sorted(strange)} (7.2)"
            if node.parent is not None and node.element.P.objgen != node.parent.element.objgen:
                yield f"{node.kind} names another parent than the one it hangs below (7.1)"

    def _headings(self) -> Iterator[str]:
        levels = [int(node.kind[2:]) for node in self.nodes if node.kind[:2] == "/H" and node.kind[2:].isdecimal()]
        if levels[:1] != [1]:
            yield "the first heading is not H1 (7.4.2)"
        for before, level in pairwise(levels):
            if level > before + 1:
                yield f"H{before} is followed by H{level} (7.4.2)"
        for node in self.nodes:
            if node.kind[:2] == "/H" and not list(_marks_below(node)):
                yield "a heading says nothing (7.4)"

    def _tables(self) -> Iterator[str]:
        names = self._named()
        for table in (node for node in self.nodes if node.kind == "/Table"):
            cells = [node for node in _below(table) if node.kind in ("/TH", "/TD")]
            headers = [cell for cell in cells if cell.kind == "/TH"]
            if not headers:
                yield "a table without a header (7.5)"
            for cell in headers:
                scope = cell.element.get("/A", _EMPTY).get("/Scope")
                if scope not in ("/Column", "/Row", "/Both"):
                    yield "a header does not say what it heads (7.5)"
                if names.get(bytes(cell.element.get("/ID", b""))) != cell.element.objgen:
                    yield "a header's name is not listed (ISO 32000-1, 14.7.2)"
            for cell in cells:
                for name in cell.element.get("/A", _EMPTY).get("/Headers", []):
                    if bytes(name) not in names:
                        yield "a cell points to a header that is not there (7.5)"

    def _named(self) -> dict[bytes, Any]:
        listed = list(self.root.StructTreeRoot.get("/IDTree", _EMPTY).get("/Names", []))
        keys = [bytes(key) for key in listed[::2]]
        assert keys == sorted(keys), "the list of names is not sorted"
        return dict(zip(keys, (element.objgen for element in listed[1::2]), strict=True))

    def _figures(self) -> Iterator[str]:
        for node in self.nodes:
            if node.kind == "/Figure" and not str(node.element.get("/Alt", "")).strip():
                yield "a figure without words that stand for it (7.3)"

    # What is painted -------------------------------------------------------------------------------------------------

    def _content(self) -> Iterator[str]:
        owners = {mark: node for node in self.nodes for mark in node.marks}
        if len(owners) != sum(len(node.marks) for node in self.nodes):
            yield "one piece of content hangs in two places (7.1)"
        seen: set[tuple[int, int]] = set()
        parents = list(self.root.StructTreeRoot.ParentTree.Nums)
        by_key = dict(zip(parents[::2], parents[1::2], strict=True))
        for number, page in enumerate(self.document.pages):
            of_page = by_key[page.obj.StructParents]
            for mark, fault in _page_marks(page):
                if fault:
                    yield f"page {number + 1}: {fault}"
                elif mark is not None:
                    seen.add((number, mark))
                    node = owners.get((number, mark))
                    if node is None:
                        yield f"page {number + 1}: content {mark} hangs nowhere in the tree (7.1)"
                    elif of_page[mark].objgen != node.element.objgen:
                        yield f"page {number + 1}: content {mark} is said to be another element's (7.1)"
        for lost in owners.keys() - seen:
            yield f"the tree names content {lost} that is on no page (7.1)"

    # Fonts -----------------------------------------------------------------------------------------------------------

    def _fonts(self) -> Iterator[str]:
        fonts = [
            item
            for item in self.document.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/Font"
        ]
        if not fonts:
            yield "no font at all"
        for font in fonts:
            name = str(font.BaseFont).lstrip("/").split("+")[-1]
            if not name.startswith(self.family):
                yield f"{name} is another family than {self.family}"
            if font.Subtype == "/Type0":
                if "/ToUnicode" not in font:
                    yield f"{name}: letters cannot be copied (7.21.7)"
                if font.Encoding != "/Identity-H":
                    yield f"{name}: encoding {font.Encoding} (7.21.3)"
            elif font.Subtype == "/CIDFontType2":
                descriptor = font.FontDescriptor
                if not any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3")):
                    yield f"{name} is not embedded (7.21.4.1)"
                if font.get("/CIDToGIDMap") is None:
                    yield f"{name}: glyphs are not told (7.21.3.2)"
            else:
                yield f"{name} is a font of kind {font.Subtype}"


def _below(node: _Node) -> Iterator[_Node]:
    for kid in node.kids:
        yield kid
        yield from _below(kid)


def _marks_below(node: _Node) -> Iterator[tuple[int, int]]:
    yield from node.marks
    for kid in _below(node):
        yield from kid.marks


def instructions(page: pikepdf.Page) -> Iterator[tuple[list[Any], str]]:
    """What is painted on a page, step by step: operands and operator."""
    step: Any
    for step in pikepdf.parse_content_stream(page):
        yield list(step.operands), str(step.operator)


def _page_marks(page: pikepdf.Page) -> Iterator[tuple[int | None, str]]:
    """Each piece of marked content of a page by its number, and what is painted or nested wrongly."""
    open_marks: list[int | str | None] = []
    for operands, name in instructions(page):
        if name in ("BDC", "BMC"):
            kind = str(operands[0])
            facts = operands[1] if name == "BDC" else {}
            mark: int | str | None = "artifact" if kind == "/Artifact" else facts.get("/MCID")
            if open_marks:
                yield None, f"{kind} is nested in other content (7.1)"
            if mark is None:
                yield None, f"{kind} is marked without a number (7.1)"
            if isinstance(mark, int):
                yield int(mark), ""
            open_marks.append(mark)
        elif name == "EMC":
            open_marks.pop()
        elif name in _PAINTS and not open_marks:
            yield None, f"{name} paints what is neither content nor artifact (7.1)"
    if open_marks:
        yield None, "marked content is not closed"
