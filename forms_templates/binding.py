"""Finished PDFs bound into one file, in the order given, with a bookmark for each."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pikepdf import Page

#: Actions and scripts an uploaded file may carry; a paper has none.
_ACTIVE = ("/AA", "/A", "/OpenAction", "/JavaScript", "/Launch")


class NotAPdf(ValueError):
    """The bytes are not a PDF that can be opened and printed; the message is for the person who sent them."""


def count_pages(content: bytes) -> int:
    """How many pages a PDF has. Raises ``NotAPdf`` when it cannot be opened without a password, or has none."""
    import pikepdf  # only where papers are made; pages of the program start without it

    if not content.startswith(b"%PDF-"):
        raise NotAPdf("Tệp không phải là PDF. Hãy chọn bản quét ở dạng PDF.")
    try:
        with pikepdf.open(BytesIO(content)) as pdf:
            pages = len(pdf.pages)
    except pikepdf.PasswordError as error:
        raise NotAPdf("Tệp PDF có mật khẩu. Hãy bỏ mật khẩu rồi tải lên lại.") from error
    except pikepdf.PdfError as error:
        raise NotAPdf("Tệp PDF bị hỏng, không mở được. Hãy quét hoặc lưu lại.") from error
    if not pages:
        raise NotAPdf("Tệp PDF không có trang nào.")
    return pages


def bind(parts: Iterable[tuple[str, bytes]], *, title: str) -> bytes:
    """One PDF from ``(bookmark, content)`` parts. The same parts give the same bytes; scripts are left out."""
    import pikepdf

    with pikepdf.new() as bound:
        marks: list[tuple[str, int]] = []
        for name, content in parts:
            marks.append((name, len(bound.pages)))
            with pikepdf.open(BytesIO(content)) as part:
                # What a signature shows becomes part of the page: its field does not travel.
                part.flatten_annotations("print")
                for page in part.pages:
                    _disarm(page)
                bound.pages.extend(part.pages)
        with bound.open_outline() as outline:
            outline.root.extend(pikepdf.OutlineItem(name, page) for name, page in marks)
        bound.Root.Lang = pikepdf.String("vi")
        bound.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
        bound.docinfo["/Title"] = title
        target = BytesIO()
        bound.save(target, deterministic_id=True)
        return target.getvalue()


def _disarm(page: Page) -> None:
    for name in _ACTIVE:
        if name in page.obj:
            del page.obj[name]
    # Tags point into a structure that does not travel with the page.
    if "/StructParents" in page.obj:
        del page.obj["/StructParents"]
    for annotation in page.obj.get("/Annots", []):
        for name in _ACTIVE:
            if name in annotation:
                del annotation[name]
