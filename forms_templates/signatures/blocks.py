"""Where a paper is signed: the rooms that its templates mark (``pdf/_room.html``), found again in the finished PDF."""

from __future__ import annotations

import re
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from urllib.parse import unquote

#: What the style sheet gives a marked room; the destination in the PDF tells only its upper left corner.
ROOM_WIDTH = 62 / 25.4 * 72
_MARK = re.compile(r"ky-(?P<height>\d+)-(?P<caption>.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Block:
    """One room for a signature: ``number`` from 1 in the order of the paper, ``page`` from 0, ``box`` in points
    (left, bottom, right, top)."""

    number: int
    caption: str
    page: int
    box: tuple[float, float, float, float]


def signature_blocks(content: bytes) -> list[Block]:
    """The rooms of the paper from top to bottom and left to right; none for one that marks none."""
    import pikepdf  # only where papers are made; pages of the program start without it

    with pikepdf.open(BytesIO(content)) as pdf:
        pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
        names: Any = pdf.Root.get("/Names", pikepdf.Dictionary()).get("/Dests", pikepdf.Dictionary()).get("/Names", [])
        found = []
        for name, place in zip(list(names)[::2], list(names)[1::2], strict=True):
            if (mark := _MARK.fullmatch(str(name))) is None:
                continue
            page, left, top = pages[place[0].objgen], float(place[2]), float(place[3])
            height = int(mark["height"]) / 25.4 * 72
            caption = re.sub(r"~\d+$", "", unquote(mark["caption"]))
            found.append((page, -top, left, caption, (left, top - height, left + ROOM_WIDTH, top)))
    return [
        Block(number=number, caption=caption, page=page, box=box)
        for number, (page, _top, _left, caption, box) in enumerate(sorted(found), start=1)
    ]
