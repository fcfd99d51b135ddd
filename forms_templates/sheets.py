"""A page that is the same on many papers but for one paragraph is laid out once.

A template marks such a sheet: ``<!--sheet--><div>… <!--own-->…<!--/own--> …</div><!--/sheet-->``. Of the second paper
that has it only what is its own is laid out; if that takes the same height as before, it is put into the page that is
there already. What comes out is to the last byte what laying all of it out gives (a test compares the two).
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Iterator
from typing import Any

_SHEET = re.compile(
    r"<!--sheet-->(<div[^>]*>)(.*?)<!--own-->(.*?)<!--/own-->(.*?)</div><!--/sheet-->(?=</body>)", re.DOTALL
)
_MARKS = re.compile(r"<!--/?(?:sheet|own)-->")
_OWN = "own"
#: Pages kept in memory; each is a form, and a form in two heights is two.
_MOST = 8

_kept: OrderedDict[tuple[Any, ...], Any] = OrderedDict()

LayOut = Callable[[str], Any]


def laid_out(text: str, lay_out: LayOut) -> Any:
    """What ``lay_out`` makes of the whole text, with as much as possible taken from papers made before.

    The caller sees to it that only one paper is laid out at a time.
    """
    sheet = _SHEET.search(text)
    if sheet is None:
        return lay_out(_MARKS.sub("", text))
    opening, before, own, after = sheet.groups()
    short = lay_out(f"{text[: sheet.start()]}{opening}{own}</div>{text[sheet.end() :]}")
    page = short.pages[-1]
    key = (opening, before, after, len(short.pages), tuple(round(box.height, 4) for box in _own(page._page_box)))
    if key in _kept:
        _kept.move_to_end(key)
        return short.copy([*short.pages[:-1], _with_own(_kept[key], page)])
    whole = lay_out(_MARKS.sub("", text))
    if len(whole.pages) == len(short.pages):
        _kept[key] = whole.pages[-1]
        if len(_kept) > _MOST:
            _kept.popitem(last=False)
    return whole


def _own(box: Any) -> Iterator[Any]:
    """What is laid out for each paper, from the top down."""
    if _is_own(box):
        yield box
        return
    for child in getattr(box, "children", ()):
        yield from _own(child)


def _is_own(box: Any) -> bool:
    return box.element is not None and _OWN in box.element.get("class", "").split()


def _with_own(sheet: Any, page: Any) -> Any:
    """The sheet with the own paragraphs of ``page``, and with what stands in its margins."""
    kept, new = sheet._page_box, page._page_box
    body = _replaced(kept.children[0], _own(new))
    return type(sheet)(kept.copy_with_children([body, *new.children[1:]]))


def _replaced(box: Any, own: Iterator[Any]) -> Any:
    if _is_own(box):
        put = next(own)
        put.translate(dy=box.position_y - put.position_y)
        return put
    if next(_own(box), None) is None:
        return box
    return box.copy_with_children([_replaced(child, own) for child in box.children])
