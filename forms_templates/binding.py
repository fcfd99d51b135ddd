"""Finished PDFs bound into one file, in the order given, with a bookmark for each."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from forms_templates.bound_tags import BoundTags
from forms_templates.intake import NotAPdf, limit_pdf_library

if TYPE_CHECKING:
    from pikepdf import Page

#: Actions and scripts an uploaded file may carry; a paper has none.
_ACTIVE = ("/AA", "/A", "/OpenAction", "/JavaScript", "/Launch")


def count_pages(content: bytes) -> int:
    """How many pages a PDF has that the program made or let in. Raises ``NotAPdf`` when it cannot be opened without a
    password, or has none. What comes in is counted by ``intake``."""
    import pikepdf  # only where papers are made; pages of the program start without it

    limit_pdf_library()
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
    """One PDF from ``(name, content)`` parts, each with a bookmark. The same parts give the same bytes.

    The parts keep their tags, and the bound file says that it is PDF/UA-1 when every part says so. Scripts are left
    out; what a signature shows becomes part of the page.
    """
    import pikepdf

    limit_pdf_library()
    with pikepdf.new() as bound:
        marks: list[tuple[str, int]] = []
        tags = BoundTags(bound)
        for name, content in parts:
            marks.append((name, len(bound.pages)))
            with pikepdf.open(BytesIO(content)) as part:
                for page in part.pages:
                    _disarm(page)
                tags.add_part(part, name=name)
        tags.finish()
        with bound.open_outline() as outline:
            outline.root.extend(pikepdf.OutlineItem(name, page) for name, page in marks)
        bound.Root.Lang = pikepdf.String("vi")
        bound.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
        bound.docinfo["/Title"] = title
        bound.Root.Metadata = bound.make_stream(
            _described(title, accessible=tags.accessible), Type=pikepdf.Name.Metadata, Subtype=pikepdf.Name.XML
        )
        target = BytesIO()
        bound.save(target, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return target.getvalue()


def _described(title: str, *, accessible: bool) -> bytes:
    """The metadata: the title, and what the file may say of itself."""
    claim = "<pdfuaid:part>1</pdfuaid:part>" if accessible else ""
    return f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
{claim}<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{escape(title)}</rdf:li></rdf:Alt></dc:title>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>""".encode()


def _disarm(page: Page) -> None:
    for name in _ACTIVE:
        if name in page.obj:
            del page.obj[name]
    for annotation in page.obj.get("/Annots", []):
        for name in _ACTIVE:
            if name in annotation:
                del annotation[name]
