"""What the renderer leaves out of a tagged paper: what each table header heads, and that head and foot are no content.

Works on the objects of a PDF before they are written. Both are demands of ISO 14289-1 (PDF/UA-1): 7.5 and 7.8.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

_Element = dict[str, Any]


def finish_tags(document: object, written: Any) -> None:
    """The last step before a PDF's objects are written (WeasyPrint's ``finisher``)."""
    elements: list[Any] = [
        item for item in written.objects if isinstance(item, dict) and item.get("Type") == "/StructElem"
    ]
    _tell_headers(written, elements)
    _set_margins_apart(written, elements)


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


def _marks(written: Any, element: _Element) -> Iterator[int]:
    """The numbers of the marked content below an element."""
    for kid in element["K"]:
        if isinstance(kid, int):
            yield kid
        else:
            yield from _marks(written, _referred(written, kid))


def _root(written: Any) -> Any:
    return _referred(written, written.catalog["StructTreeRoot"])
