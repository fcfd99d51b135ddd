"""What all papers of a batch look like in one file: names in a zip, a list of contents, page numbers."""

from __future__ import annotations

import csv
import re
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import Any, BinaryIO

from forms_templates.binding import bind, count_pages
from forms_templates.cells import csv_cell
from forms_templates.pdf import render_pdf

#: What no file system takes in a name, and what would hide a file.
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]+')
_NAME_LENGTH = 110
#: The earliest day a zip can hold: the same papers give the same bytes on any day.
_NO_DAY = (1980, 1, 1, 0, 0, 0)
_LIST_NAME = "000 - Mục lục.csv"


@dataclass(frozen=True, slots=True)
class Part:
    """One line of the contents; ``read`` gives the paper's bytes, or ``missing`` says why there is none."""

    position: int
    title: str
    pages: int
    sha256: str
    missing: str
    read: Callable[[], bytes]


def file_name(part: Part) -> str:
    """``012 - Bản kiểm điểm cá nhân – Nguyễn Thị Thưởng.pdf``: readable, in order, and never twice."""
    words = _NOT_IN_NAMES.sub(" ", part.title).strip(" .")
    return f"{part.position:03} - {' '.join(words.split())[:_NAME_LENGTH].strip(' .') or 'Văn bản'}.pdf"


def write_zip(parts: Sequence[Part], target: BinaryIO) -> None:
    """The papers in their order behind a list of them. The same papers give the same bytes."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(_entry(_LIST_NAME), _list(parts))
        for part in parts:
            if not part.missing:
                archive.writestr(_entry(file_name(part)), part.read())


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, date_time=_NO_DAY)
    entry.create_system = 3  # the same on every system that makes it
    entry.external_attr = 0o600 << 16
    return entry


def _list(parts: Iterable[Part]) -> bytes:
    lines = StringIO()
    writer = csv.writer(lines, lineterminator="\r\n")
    writer.writerow(["TT", "Văn bản", "Tệp", "Số trang", "SHA-256", "Chưa lập được vì"])
    for part in parts:
        made = not part.missing
        row = [part.position, part.title, file_name(part) if made else "", part.pages or "", part.sha256, part.missing]
        writer.writerow([csv_cell(cell) for cell in row])
    return lines.getvalue().encode("utf-8-sig")


def bound_pdf(parts: Sequence[Part], *, title: str, asked_on: str) -> bytes:
    """A list of contents with page numbers, then the papers, each with a bookmark."""
    there = [part for part in parts if not part.missing]
    pages = 1
    while True:
        contents = _contents(parts, title=title, asked_on=asked_on, first_page=pages + 1)
        needed = count_pages(contents)
        if needed == pages:
            break
        pages = needed
    papers = ((f"{part.position}. {part.title}", part.read()) for part in there)
    return bind(_first(("Mục lục", contents), papers), title=title)


def _first(head: tuple[str, bytes], rest: Iterable[tuple[str, bytes]]) -> Iterable[tuple[str, bytes]]:
    yield head
    yield from rest


def _contents(parts: Sequence[Part], *, title: str, asked_on: str, first_page: int) -> bytes:
    rows: list[dict[str, Any]] = []
    page = first_page
    for part in parts:
        rows.append({"position": part.position, "title": part.title, "page": page, "missing": part.missing})
        page += part.pages
    context = {"title": title, "asked_on": asked_on, "rows": rows, "total": page - 1}
    return render_pdf("pdf/batch_contents.html", {**context, "document_title": title, "verification": None})
