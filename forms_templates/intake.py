"""What comes in from outside is looked at here before anything opens it: by its content, never by its name.

Every function raises ``Unfit`` with a sentence for the person who sent the file. Nothing is written, nothing fetched;
how much memory a file may take is bounded before it is unpacked.
"""

from __future__ import annotations

import threading
import zipfile
import zlib
from collections.abc import Iterator
from enum import StrEnum
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pikepdf import Pdf

MEGABYTE = 1024 * 1024
#: One file, and all files of one form together.
MAX_BYTES = 20 * MEGABYTE
#: A certificate with its key, and how often it may have a passphrase be hashed: more than any program asks for.
MAX_KEY_BYTES, MAX_KEY_TURNS = 64 * 1024, 2_000_000
#: More pages than any dossier has, and more objects than a scanner or an office program makes of them.
MAX_PAGES, MAX_OBJECTS = 2_000, 200_000
#: An archive of an office program: entries, bytes once unpacked, and how many times more that is than the file.
MAX_ENTRIES, MAX_UNPACKED, MAX_RATIO = 2_000, 100 * MEGABYTE, 100
#: What one stream of a PDF may unpack to.
MAX_STREAM = 64 * MEGABYTE

_limiting = threading.Lock()


class Unfit(ValueError):
    """The message is for the person who sent the file."""


class NotAPdf(Unfit):
    """The bytes are not a PDF that can be opened and printed."""


class ActivePdf(NotAPdf):
    """It can be opened, and does more than show pages."""


class Kind(StrEnum):
    """What a form takes."""

    PDF = "PDF"
    PHOTO = "ảnh JPEG, PNG hay WebP"
    XLSX = "Excel (.xlsx)"
    DOCX = "Word (.docx)"
    KEY = "chứng thư số (.p12, .pfx)"


def kind_of(content: bytes) -> Kind | None:
    """What the first bytes say; an archive is told by what it must hold."""
    if content.startswith(b"%PDF-"):
        return Kind.PDF
    if content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or (content[:4], content[8:12]) == (
        b"RIFF",
        b"WEBP",
    ):
        return Kind.PHOTO
    if content.startswith(b"PK\x03\x04"):
        return Kind.XLSX if b"xl/workbook.xml" in content else Kind.DOCX if b"word/document.xml" in content else None
    return Kind.KEY if content.startswith(b"0") and len(content) > 1 and content[1] >= 0x80 else None


def refuse_unfit(content: bytes, *kinds: Kind) -> Kind:
    """Which of ``kinds`` the file is, by its first bytes. ``Unfit`` when it is none, empty or too large."""
    if not content:
        raise Unfit("Tệp rỗng, không có nội dung. Hãy chọn lại tệp.")
    if len(content) > MAX_BYTES:
        raise Unfit(f"Tệp lớn hơn {MAX_BYTES // MEGABYTE} MB. Hãy quét hoặc lưu với độ nét thấp hơn.")
    kind = kind_of(content)
    if kind not in kinds:
        wanted = f"là {kinds[0]}" if len(kinds) == 1 else ", cũng không phải ".join(kinds)
        raise (NotAPdf if kinds == (Kind.PDF,) else Unfit)(f"Tệp không phải {wanted}. Hãy chọn đúng tệp.")
    return kind


# PDF ----------------------------------------------------------------------------------------------------------------

#: Actions that do more than turn to a page, by what they are called in the file (ISO 32000, 12.6.4).
_ACTIONS = {
    "/JavaScript": "mã lệnh",
    "/Launch": "lệnh mở chương trình khác",
    "/SubmitForm": "lệnh gửi dữ liệu đi",
    "/ImportData": "lệnh đọc tệp khác",
    "/GoToR": "lệnh mở tệp khác",
    "/GoToE": "lệnh mở tệp đính kèm",
    "/Rendition": "phim, âm thanh",
    "/Movie": "phim, âm thanh",
    "/Sound": "phim, âm thanh",
    "/RichMediaExecute": "phim, âm thanh",
}
#: Annotations that carry files or run something.
_ANNOTATIONS = {
    "/FileAttachment": "tệp đính kèm",
    "/RichMedia": "phim, âm thanh",
    "/Screen": "phim, âm thanh",
    "/Movie": "phim, âm thanh",
    "/Sound": "phim, âm thanh",
    "/3D": "hình khối động",
}
#: Keys of any dictionary.
_KEYS = {"/JS": "mã lệnh", "/JavaScript": "mã lệnh", "/EmbeddedFiles": "tệp đính kèm", "/XFA": "biểu mẫu động"}


@lru_cache(maxsize=1)
def limit_pdf_library() -> None:
    """No stream of any PDF in this process unpacks to more than ``MAX_STREAM``; no list holds a million parts."""
    from pikepdf import settings

    with _limiting:
        settings.set_qpdf_limits(
            flate_max_memory=MAX_STREAM,
            run_length_max_memory=MAX_STREAM,
            png_max_memory=MAX_STREAM,
            tiff_max_memory=MAX_STREAM,
            dct_max_memory=MAX_STREAM,
            parser_max_container_size=1_000_000,
        )


def pages_of_foreign_pdf(content: bytes) -> int:
    """How many pages it has. ``NotAPdf`` when it cannot be opened without a password, has none or too many, or does
    anything beside showing them: scripts, other programs, attached files, forms that send."""
    import pikepdf  # only where a file came in; pages of the program start without it

    limit_pdf_library()
    if not content.startswith(b"%PDF-"):
        raise NotAPdf("Tệp không phải là PDF. Hãy chọn đúng tệp.")
    try:
        with pikepdf.open(BytesIO(content)) as pdf:
            if len(pdf.objects) > MAX_OBJECTS:
                raise NotAPdf("Tệp PDF quá phức tạp, không phải bản quét. Hãy in ra rồi quét lại.")
            pages = len(pdf.pages)
            if found := next(_beside_pages(pdf), ""):
                raise ActivePdf(f"Tệp PDF chứa {found}, không nhận. Hãy in ra rồi quét lại, hoặc lưu thành PDF thường.")
    except NotAPdf:
        raise
    except pikepdf.PasswordError as error:
        raise NotAPdf("Tệp PDF có mật khẩu. Hãy bỏ mật khẩu rồi tải lên lại.") from error
    except (pikepdf.PdfError, ValueError, RuntimeError, RecursionError, MemoryError) as error:
        raise NotAPdf("Tệp PDF bị hỏng, không mở được. Hãy quét hoặc lưu lại.") from error
    if not pages:
        raise NotAPdf("Tệp PDF không có trang nào.")
    if pages > MAX_PAGES:
        raise NotAPdf(f"Tệp PDF có {pages} trang, nhiều hơn {MAX_PAGES} trang. Hãy chia ra nhiều tệp.")
    return pages


def _beside_pages(pdf: Pdf) -> Iterator[str]:
    """What the file does beside showing pages, each by its name in Vietnamese; every object is read once."""
    import pikepdf

    nested = (pikepdf.Dictionary, pikepdf.Array, pikepdf.Stream)
    waiting: list[Any] = [pdf.trailer, *pdf.objects]
    while waiting:
        one = waiting.pop()
        if isinstance(one, pikepdf.Array):
            waiting += [part for part in one if isinstance(part, nested) and not part.is_indirect]
            continue
        if not isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
            continue
        for key, value in one.items():
            if key in _KEYS:
                yield _KEYS[key]
            elif key == "/S" and str(value) in _ACTIONS:
                yield _ACTIONS[str(value)]
            elif key == "/Subtype" and str(value) in _ANNOTATIONS:
                yield _ANNOTATIONS[str(value)]
            elif isinstance(value, nested) and not value.is_indirect:
                waiting.append(value)


# Archives of office programs ----------------------------------------------------------------------------------------

#: Programs inside, and files of other programs.
_ACTIVE_PARTS = ("vbaproject.bin", "/activex/", "/embeddings/", "/externallinks/", ".exe", ".dll", ".js", ".vbs")
#: How a document type is declared, in the encodings in which office programs may write.
_DOCTYPES = tuple(
    word.encode(code) for word in ("<!DOCTYPE", "<!ENTITY") for code in ("utf-8", "utf-16-le", "utf-16-be")
)


def refuse_unfit_archive(content: bytes, kind: Kind) -> None:
    """An ``.xlsx`` or ``.docx`` that a library may open: what it unpacks to is counted while it is unpacked, whatever
    its list of contents says; it holds no macros, no files of other programs, no entities and no strange names."""
    refuse_unfit(content, kind)
    broken = Unfit(f"Tệp {kind} bị hỏng, không mở được. Hãy lưu lại rồi gửi lên.")
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            entries = archive.infolist()
            _refuse_list(entries, len(content), kind)
            left = MAX_UNPACKED
            for entry in entries:
                left -= _unpacked(archive, entry, left, kind)
    except Unfit:
        raise
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        raise broken from error


def _refuse_list(entries: list[zipfile.ZipInfo], size: int, kind: Kind) -> None:
    names = [entry.filename.casefold() for entry in entries]
    main = "xl/workbook.xml" if kind is Kind.XLSX else "word/document.xml"
    if not {main, "[content_types].xml"} <= set(names) or len(set(names)) < len(names):
        raise Unfit(f"Tệp không phải {kind} đúng quy cách. Hãy lưu lại bằng chương trình văn phòng rồi gửi lên.")
    total = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_ENTRIES or total > MAX_UNPACKED or total > MAX_RATIO * max(size, MEGABYTE):
        raise Unfit("Tệp nén bung ra quá lớn, không nhận. Hãy bớt dòng, bớt ảnh hoặc chia ra nhiều tệp.")
    for entry, name in zip(entries, names, strict=True):
        if name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/") or ":" in name:
            raise Unfit("Tệp chứa tên đường dẫn lạ, không nhận.")
        if entry.flag_bits & 0x1:
            raise Unfit("Tệp có mật khẩu. Hãy bỏ mật khẩu rồi gửi lại.")
        if any(part in f"/{name}" for part in _ACTIVE_PARTS):
            raise Unfit(
                "Tệp chứa macro hoặc tệp nhúng của chương trình khác, không nhận. Hãy lưu lại thành tệp thường."
            )


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int, kind: Kind) -> int:
    """How many bytes one part really unpacks to; read piece by piece, none of which is kept."""
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Unfit("Tệp nén theo kiểu lạ, không mở được.")
    is_xml = entry.filename.casefold().endswith((".xml", ".rels", ".vml"))
    count, tail = 0, b""
    for piece in _pieces(archive, entry):
        count += len(piece)
        if count > most or count > entry.file_size:
            raise Unfit("Tệp nén bung ra nhiều hơn nó khai, không nhận.")
        if is_xml:
            seen = tail + piece
            if any(word in seen for word in _DOCTYPES):
                raise Unfit(f"Tệp {kind} khai báo thực thể XML, không nhận.")
            tail = seen[-32:]
    return count


def _pieces(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The bytes behind the entry's own header, unpacked to their very end and not to where the list says they end."""
    file = archive.fp
    assert file is not None
    file.seek(entry.header_offset)
    header = file.read(30)
    if header[:4] != b"PK\x03\x04":
        raise zipfile.BadZipFile("no header where the list says")
    file.seek(int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little"), 1)
    left, unpack = entry.compress_size, zlib.decompressobj(-15)
    while left > 0:
        packed = file.read(min(left, 64 * 1024))
        if not packed:
            raise zipfile.BadZipFile("cut off")
        left -= len(packed)
        if entry.compress_type == zipfile.ZIP_STORED:
            yield packed
            continue
        while packed:
            yield unpack.decompress(packed, MEGABYTE)
            packed = unpack.unconsumed_tail
    if entry.compress_type == zipfile.ZIP_DEFLATED:
        yield unpack.flush()
        if not unpack.eof:
            raise zipfile.BadZipFile("cut off")
