"""One structure tree out of those of many parts: what a screen reader is told of each part is told of the bound file.

A part with tags of its own keeps them, under one ``Part`` with its name; a part without (a scan, a PDF from elsewhere)
is given the least that is true of it. Nothing travels but what the structure says: attributes of simple values, no
actions, no attached files (``_KEPT``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

#: What of an element travels. All else is the other program's, or could carry more than words about the page.
_PLAIN = {"/Type", "/S", "/P", "/K", "/Pg"}
_WORDS = {"/ID", "/T", "/Lang", "/Alt", "/ActualText", "/E"}
_KEPT = _PLAIN | _WORDS | {"/A", "/C"}
#: What of a reference to content or to an annotation.
_KEPT_OF_REFERENCE = {"/MCR": {"/Type", "/Pg", "/MCID", "/Stm"}, "/OBJR": {"/Type", "/Pg", "/Obj"}}
_STANDARD = {
    *("/Document", "/Part", "/Art", "/Sect", "/Div", "/BlockQuote", "/Caption", "/TOC", "/TOCI", "/Index"),
    *("/NonStruct", "/Private", "/P", "/H", "/H1", "/H2", "/H3", "/H4", "/H5", "/H6", "/L", "/LI", "/Lbl", "/LBody"),
    *("/Table", "/TR", "/TH", "/TD", "/THead", "/TBody", "/TFoot", "/Span", "/Quote", "/Note", "/Reference"),
    *("/BibEntry", "/Code", "/Link", "/Annot", "/Ruby", "/RB", "/RT", "/RP", "/Warichu", "/WT", "/WP"),
    *("/Figure", "/Formula", "/Form"),
}
_MOST_DEEP = 200
_SHOWN = re.compile(rb"/Fxo\d+ Do")
_MARKED = re.compile(rb"\b(?:BDC|BMC)\b")
_CLAIM = re.compile(rb"""pdfuaid:part(?:>|=["'])\s*1\b""")


class _Unsound(ValueError):
    """Tags that cannot be carried over: they lead in circles, or to what is not there."""


class BoundTags:
    """The tree of a bound file that grows part by part."""

    def __init__(self, bound: Any) -> None:
        import pikepdf

        self._bound = bound
        self._document = bound.make_indirect(
            pikepdf.Dictionary(Type=pikepdf.Name.StructElem, S=pikepdf.Name.Document, K=pikepdf.Array())
        )
        self._of_keys = pikepdf.Array()
        self._next_key = 0
        self._named: list[tuple[bytes, Any]] = []
        self._parts = 0
        #: Whether each part says of itself that it is accessible: only then may the bound file say it of all.
        self.accessible = True

    def add_part(self, part: Any, *, name: str) -> None:
        """Takes the part's pages in, at the end, with the tags they have or those they need.

        What annotations show becomes part of the page, and is read at the end of the part: a signature's field does
        not travel.
        """
        self._parts += 1
        self.accessible = self.accessible and _is_accessible(part)
        drawn = _flattened(part)
        try:
            tags = _Tags(part, name=name, first_key=self._next_key, prefix=f"{self._parts}.".encode())
            tags.read()
            tags.add_drawn(drawn)
        except _Unsound:
            self.accessible = False
            tags = _Tags(part, name=name, first_key=self._next_key, prefix=b"")
            tags.make()
        luggage = tags.packed()
        self._bound.pages.extend(part.pages)  # first: then the tree finds its pages in the bound file
        self._unpack(self._bound.copy_foreign(luggage))
        self._next_key = tags.next_key

    def _unpack(self, luggage: Any) -> None:
        luggage.Top.P = self._document
        self._document.K.append(luggage.Top)
        self._of_keys.extend(luggage.Nums)
        names = list(luggage.Names)
        self._named += zip(map(bytes, names[::2]), names[1::2], strict=True)

    def finish(self) -> None:
        """Hangs the tree into the bound file."""
        from pikepdf import Array, Dictionary, Name, String

        tree = Dictionary(
            Type=Name.StructTreeRoot,
            K=Array([self._document]),
            ParentTree=self._bound.make_indirect(Dictionary(Nums=self._of_keys)),
            ParentTreeNextKey=self._next_key,
        )
        if self._named:
            in_order = sorted(self._named, key=lambda pair: pair[0])
            tree.IDTree = Dictionary(
                Names=Array(part for name, element in in_order for part in (String(name), element))
            )
        self._bound.Root.StructTreeRoot = self._bound.make_indirect(tree)
        self._document.P = self._bound.Root.StructTreeRoot
        self._bound.Root.MarkInfo = Dictionary(Marked=True)
        for page in self._bound.pages:
            page.obj.Tabs = Name.S


def _flattened(part: Any) -> dict[int, Any]:
    """Page → the stream that draws what its annotations showed."""
    before = [len(_contents(page)) for page in part.pages]
    part.flatten_annotations("print")
    after = [_contents(page) for page in part.pages]
    return {
        number: streams[-1]
        for number, (count, streams) in enumerate(zip(before, after, strict=True))
        if len(streams) > count
    }


def _contents(page: Any) -> list[Any]:
    from pikepdf import Array

    found = page.obj.get("/Contents", Array())
    return list(found) if isinstance(found, Array) else [found]


def _is_accessible(part: Any) -> bool:
    from pikepdf import PdfError

    try:
        return bool(_CLAIM.search(part.Root.Metadata.read_bytes()))
    except (AttributeError, PdfError):
        return False


class _Tags:
    """The tree of one part, made ready in the part itself so that it can be copied in one go."""

    def __init__(self, part: Any, *, name: str, first_key: int, prefix: bytes) -> None:
        self.part, self.name, self.prefix = part, name, prefix
        self.next_key = first_key
        self.pages = {page.obj.objgen: page for page in part.pages}
        self.annotations = {one.objgen for page in part.pages for one in page.obj.get("/Annots", []) if one.is_indirect}
        self.seen: set[tuple[int, int]] = set()
        self.nums: list[Any] = []
        self.names: list[Any] = []
        self.top: Any = None
        #: Page → what owns each piece of its marked content, by number.
        self.of_pages: dict[tuple[int, int], list[Any]] = {}

    # A part that is tagged -------------------------------------------------------------------------------------------

    def read(self) -> None:
        """Raises ``_Unsound`` when there are no tags, or none to rely on."""
        import pikepdf

        root = self.part.Root.get("/StructTreeRoot")
        if root is None or not bool(self.part.Root.get("/MarkInfo", {}).get("/Marked", False)):
            raise _Unsound("not tagged")
        try:
            self.roles = {name: str(role) for name, role in root.get("/RoleMap", {}).items()}
            self.classes = root.get("/ClassMap", {})
            self._read_tops(root)
            self._read_owners(dict(pikepdf.NumberTree(root.ParentTree).items()))
        except (pikepdf.PdfError, AttributeError, KeyError, TypeError, ValueError, RuntimeError) as error:
            raise _Unsound(str(error)) from error

    def _read_tops(self, root: Any) -> None:
        tops = _kids(root)
        if len(tops) == 1 and str(tops[0].S) == "/Document":
            self.top = tops[0]
            self._read_element(self.top, None, 0)
        else:
            self.top = self._element("Part", None)
            self.top.K = tops
            for top in tops:
                self._read_element(top, self.top, 0)

    def _read_element(self, element: Any, parent: Any, depth: int) -> None:
        import pikepdf

        if not element.is_indirect or element.objgen in self.seen or depth > _MOST_DEEP:
            raise _Unsound("the tree is none")
        self.seen.add(element.objgen)
        keys = set(element.keys())
        for strange in keys - _KEPT:
            del element[strange]
        if "/Pg" in keys and element.Pg.objgen not in self.pages:
            raise _Unsound("a page that is not there")
        if (kind := str(element.S)) not in _STANDARD:
            element.S = pikepdf.Name(self._role(kind))
        if parent is not None and ("/P" not in keys or element.P.objgen != parent.objgen):
            element.P = parent
        if not keys <= _PLAIN:
            self._read_attributes(element)
        kids = _kids(element)
        kept = [kid for kid in kids if isinstance(kid, int) or "/S" in kid or self._travels(kid)]
        if len(kept) < len(kids):
            element.K = pikepdf.Array(kept)
        for kid in kept:
            if not isinstance(kid, int) and "/S" in kid:
                self._read_element(kid, element, depth + 1)

    def _role(self, kind: str) -> str:
        for _ in range(_MOST_DEEP):
            if kind in _STANDARD or kind not in self.roles:
                break
            kind = self.roles[kind]
        return kind if kind in _STANDARD else "/NonStruct"

    def _travels(self, reference: Any) -> bool:
        """Not the place of an annotation that became part of the page, or of one that never was on it."""
        kept = _KEPT_OF_REFERENCE.get(str(reference.get("/Type")), set())
        for strange in set(reference.keys()) - kept:
            del reference[strange]
        if "/Pg" in reference and reference.Pg.objgen not in self.pages:
            return False
        return "/MCID" in reference or ("/Obj" in reference and reference.Obj.objgen in self.annotations)

    def _read_attributes(self, element: Any) -> None:
        from pikepdf import Array, String

        for name in _WORDS & set(element.keys()):
            if not isinstance(element[name], String):
                del element[name]
        classes = element.get("/C", Array())
        given = [self.classes.get(str(name)) for name in (classes if isinstance(classes, Array) else [classes])]
        own = element.get("/A", Array())
        # What stands later counts: the element's own after that of its class.
        listed = [one for one in [*given, *(own if isinstance(own, Array) else [own])] if one is not None]
        simple = [self._attributes(one) for one in listed if not isinstance(one, int) and "/O" in one]
        for name in ("/A", "/C"):
            if name in element:
                del element[name]
        if simple:
            element.A = simple[0] if len(simple) == 1 else Array(simple)
        if "/ID" in element:
            element.ID = String(self.prefix + bytes(element.ID))
            self.names += [element.ID, element]

    def _attributes(self, given: Any) -> Any:
        from pikepdf import Array, Dictionary, String

        kept = Dictionary({key: value for key, value in given.items() if _is_simple(value)})
        if "/Headers" in kept:
            kept.Headers = Array(String(self.prefix + bytes(name)) for name in kept.Headers)
        return kept

    def _read_owners(self, owners: dict[int, Any]) -> None:
        """Who owns what on the pages, under numbers that no other part has."""
        renumbered: dict[int, int] = {}
        for holder, key in self._holders():
            old = int(holder[key])
            if owners.get(old) is None:
                del holder[key]
                continue
            if old not in renumbered:
                renumbered[old] = self._new_key()
                self.nums += [renumbered[old], self._known(owners[old])]
            holder[key] = renumbered[old]
        for page in self.pages.values():
            owner = owners.get(int(page.obj.get("/StructParents", -1)))
            self.of_pages[page.obj.objgen] = [self._known(one) for one in owner] if owner is not None else []

    def _known(self, owner: Any) -> Any:
        """None but elements of the tree: what hangs nowhere would drag the part's own tree along."""
        from pikepdf import Array

        if isinstance(owner, Array):
            return Array(self._known(one) for one in owner)
        return owner if owner is not None and owner.objgen in self.seen else None

    def _holders(self) -> Iterator[tuple[Any, str]]:
        """What points into the tree by number, but for the pages."""
        seen: set[tuple[int, int]] = set()
        for page in self.part.pages:
            for one in [*page.obj.get("/Annots", []), *_drawings(page.obj.get("/Resources"), seen)]:
                for key in ("/StructParent", "/StructParents"):
                    if key in one:
                        yield one, key

    def add_drawn(self, drawn: dict[int, Any]) -> None:
        """What an annotation drew is read as its words, or named where it has none."""
        for number, page in enumerate(self.part.pages):
            if number not in drawn:
                continue
            of_page = self.of_pages[page.obj.objgen]

            def marked(found: re.Match[bytes], page: Any = page, of_page: list[Any] = of_page) -> bytes:
                form = page.obj.Resources.XObject[found[0].split()[0].decode()]
                if not form.read_bytes().strip():  # a field that nobody has signed
                    return b""
                kind = self._hang(page, form.get("/Resources"), f"Hình trên trang: {self.name}", of_page)
                for one in [form, *_drawings(form.get("/Resources"), set())]:
                    if one.get("/Subtype") == "/Form":
                        _unmark(one, self.part)
                return b"/%s <</MCID %d>> BDC\n%s\nEMC" % (kind, len(of_page) - 1, found[0])

            drawn[number].write(_SHOWN.sub(marked, drawn[number].read_bytes()))

    # A part that is not ----------------------------------------------------------------------------------------------

    def make(self) -> None:
        """Each page one element: its words where it has any, else a figure that is named as what it is, a scan."""
        self.top = self._element("Part", None)
        count = len(self.pages)
        for holder, key in list(self._holders()):
            del holder[key]
        for number, page in enumerate(self.part.pages, start=1):
            place = f", trang {number}/{count}" if count > 1 else ""
            of_page = self.of_pages[page.obj.objgen] = []
            kind = self._hang(page, page.obj.get("/Resources"), f"Bản quét: {self.name}{place}", of_page)
            _unmark(page, self.part)
            page.contents_add(b"/%s <</MCID 0>> BDC\nq\n" % kind, prepend=True)
            page.contents_add(b"\nQ\nEMC\n")

    # Both ------------------------------------------------------------------------------------------------------------

    def _hang(self, page: Any, resources: Any, alternative: str, of_page: list[Any]) -> bytes:
        """One element more at the end of the part, for one more piece of content of the page; its kind."""
        kind = "P" if _has_words(resources) else "Figure"
        element = self._element(kind, page)
        element.K, element.P = len(of_page), self.top
        if kind == "Figure":
            element.Alt = alternative
        kids = _kids(self.top)
        kids.append(element)
        self.top.K = kids
        of_page.append(element)
        return kind.encode()

    def _element(self, kind: str, page: Any) -> Any:
        from pikepdf import Dictionary, Name

        element = self.part.make_indirect(Dictionary(Type=Name.StructElem, S=Name(f"/{kind}")))
        if page is not None:
            element.Pg = page.obj
        return element

    def _new_key(self) -> int:
        self.next_key += 1
        return self.next_key - 1

    def packed(self) -> Any:
        """Everything to copy, in one object: tree, owners by key, names."""
        from pikepdf import Array, Dictionary, Name

        for page in self.part.pages:
            if of_page := self.of_pages[page.obj.objgen]:
                page.obj.StructParents = self._new_key()
                self.nums += [page.obj.StructParents, self.part.make_indirect(Array(of_page))]
            elif "/StructParents" in page.obj:
                del page.obj["/StructParents"]
        self.top.S, self.top.T = Name.Part, self.name
        language = str(self.part.Root.get("/Lang", ""))
        if language not in ("", "vi") and "/Lang" not in self.top:
            self.top.Lang = language
        if "/P" in self.top:
            del self.top["/P"]
        return self.part.make_indirect(Dictionary(Top=self.top, Nums=Array(self.nums), Names=Array(self.names)))


def _kids(element: Any) -> Any:
    """What hangs below an element: always a list of its own."""
    from pikepdf import Array

    kids = element.get("/K", Array())
    return Array(kids if isinstance(kids, Array) else [kids])


def _is_simple(value: Any) -> bool:
    """Numbers, names, words, and lists of them."""
    from pikepdf import Array, Dictionary, Stream

    if isinstance(value, Array):
        return all(not isinstance(one, Array) and _is_simple(one) for one in value)
    return not isinstance(value, Dictionary | Stream)


def _drawings(resources: Any, seen: set[tuple[int, int]]) -> Iterator[Any]:
    """Everything drawn by name, at any depth."""
    for one in (resources or {}).get("/XObject", {}).values():
        if one.objgen not in seen:
            seen.add(one.objgen)
            yield one
            yield from _drawings(one.get("/Resources"), seen)


def _has_words(resources: Any) -> bool:
    found = [resources, *(one.get("/Resources") for one in _drawings(resources, set()))]
    return any((one or {}).get("/Font", {}).keys() for one in found)


def _unmark(drawn: Any, part: Any) -> None:
    """Takes away marks of a structure that does not travel; layers that are not shown stay so (``/OC``)."""
    import pikepdf

    is_page = isinstance(drawn, pikepdf.Page)
    try:
        streams = _contents(drawn) if is_page else [drawn]
        if not any(_MARKED.search(stream.read_bytes()) for stream in streams):
            return
        content = pikepdf.unparse_content_stream(list(_without_marks(pikepdf.parse_content_stream(drawn))))
    except (pikepdf.PdfError, ValueError):  # a page that cannot be read is bound as it is
        return
    if is_page:
        drawn.obj.Contents = part.make_stream(content)
    else:
        drawn.write(content)


def _without_marks(steps: Iterable[Any]) -> Iterator[Any]:
    layers: list[bool] = []
    for step in steps:
        operator = str(step.operator)
        if operator in ("BDC", "BMC"):
            layers.append(str(step.operands[0]) == "/OC")
        is_mark = operator in ("BDC", "BMC", "EMC")
        if operator not in ("DP", "MP") and (not is_mark or (layers and layers[-1])):
            yield step
        if operator == "EMC" and layers:
            layers.pop()
