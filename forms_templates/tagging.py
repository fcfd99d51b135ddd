"""What the renderer leaves out of a tagged paper: what each table header heads, and that head and foot are no content;
and what it writes too much of: an element for each line of text.

Works on the objects of a PDF before they are written. The first two are demands of ISO 14289-1 (PDF/UA-1): 7.5 and 7.8.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

_Element = dict[str, Any]
#: What every element has; one that has more says something of its text.
_PLAIN = {"Type", "S", "K", "Pg", "P"}


def finish_tags(document: object, written: Any) -> None:
    """The last step before a PDF's objects are written (WeasyPrint's ``finisher``)."""
    elements: list[Any] = [
        item for item in written.objects if isinstance(item, dict) and item.get("Type") == "/StructElem"
    ]
    _tell_headers(written, elements)
    _set_margins_apart(written, elements)
    _hang_lines_directly(written, elements)


def _referred(written: Any, reference: bytes) -> Any:
    return written.objects[int(reference.split()[0])]


def _tell_headers(written: Any, elements: list[Any]) -> None:
    """A header in the table's head heads its column, another its row; the names that cells point to are listed."""
    from pydyf import Array, Dictionary  # type: ignore[import-untyped]

    headers = [element for element in elements if element["S"] == "/TH"]
    if not headers:
        return
    for header in headers:
        part = _referred(written, _referred(written, header["P"])["P"])
        header["A"]["Scope"] = "/Column" if part["S"] == "/THead" else "/Row"
    named = sorted((header["ID"].string, number) for number, header in enumerate(headers))
    names = Array(part for _, number in named for part in (headers[number]["ID"], headers[number].reference))
    _root(written)["IDTree"] = Dictionary({"Names": names})


def _set_margins_apart(written: Any, elements: list[Any]) -> None:
    """Page numbers are artifacts, and so is the verification footer, which is read once: at the end of the paper.

    The renderer tags what stands in the margins like content and hangs it nowhere in the tree.
    """
    from pydyf import Dictionary

    root = _root(written)
    whole = _referred(written, root["K"][0])
    hung = set(whole["K"])
    nums = _referred(written, root["ParentTree"])["Nums"]
    pages = {page: number for number, page in enumerate(written.page_references)}
    for element in elements:
        if element["P"] != whole.reference or element.reference in hung:
            continue
        page, is_footer = element["Pg"], element["S"] == "/Div"
        if is_footer and pages[page] == 0:
            whole["K"].append(element.reference)
            continue
        marks = set(_marks(written, element))
        place = "/Footer" if is_footer else "/Header"
        stream = _referred(written, _referred(written, page)["Contents"]).stream
        for at, token in enumerate(stream):
            if isinstance(token, dict) and token.get("MCID") in marks:
                stream[at - 1 : at + 1] = ["/Artifact", Dictionary({"Type": "/Pagination", "Subtype": place})]
        of_page = nums[2 * pages[page] + 1]
        for mark in marks:
            of_page[mark] = "null"
        _take_away(written, element)


def _hang_lines_directly(written: Any, elements: list[Any]) -> None:
    """A span that says nothing of its text gives it to the element it stands in: half of all objects of a paper."""
    plain = {
        element.reference: element
        for element in elements
        if element["S"] == "/Span" and element.keys() <= _PLAIN and all(isinstance(kid, int) for kid in element["K"])
    }
    owners = {}
    for element in elements:
        kids = []
        for kid in element["K"]:
            span = plain.get(kid) if isinstance(kid, bytes) else None
            if span is None or span["Pg"] != element.get("Pg"):
                kids.append(kid)
            else:
                kids.extend(span["K"])
                owners[kid] = element.reference
        element["K"][:] = kids
    of_pages = _referred(written, _root(written)["ParentTree"])["Nums"][1::2]
    for of_page in of_pages:
        of_page[:] = [owners.get(owner, owner) for owner in of_page]
    for reference in owners:
        _free(written, reference)


def _take_away(written: Any, element: _Element) -> None:
    for kid in element["K"]:
        if isinstance(kid, bytes):
            _take_away(written, _referred(written, kid))
    _free(written, element.reference)  # type: ignore[attr-defined]


def _free(written: Any, reference: bytes) -> None:
    """The number of an object that was taken away stays free for ever (ISO 32000-1, 7.5.4)."""
    from pydyf import Object

    free = Object()
    free.number, free.generation, free.free = 0, 65535, "f"
    written.objects[int(reference.split()[0])] = free


def _marks(written: Any, element: _Element) -> Iterator[int]:
    """The numbers of the marked content below an element."""
    for kid in element["K"]:
        if isinstance(kid, int):
            yield kid
        else:
            yield from _marks(written, _referred(written, kid))


def _root(written: Any) -> Any:
    return _referred(written, written.catalog["StructTreeRoot"])
