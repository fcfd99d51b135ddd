"""Photos or scans of a signed paper made one A4 PDF: turned upright, straightened, in the order given."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING

from forms_templates.intake import MAX_BYTES, NotAPdf, pages_of_foreign_pdf
from forms_templates.signatures.faults import Refused

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_PHOTOS = 20
#: More than any phone takes; a picture that unpacks to more is no photo of a paper.
MAX_PIXELS = 120_000_000
#: What is read into memory as a whole: a JPEG after its draft, any other as it is.
MAX_PIXELS_WHOLE = 50_000_000

_opening = threading.Lock()

_FORMATS = ("JPEG", "PNG", "WEBP")
#: A4 at 200 dots an inch: stamps and handwriting stay legible, a page stays under half a megabyte.
_DPI = 200
_A4 = (1654, 2339)
#: A photo is turned by at most so many degrees; more is no slip of the hand.
_MOST_SKEW = 10.0


def scan_pdf(files: Sequence[bytes]) -> bytes:
    """The one PDF sent, as it is, or the photos as one PDF of A4 pages.

    Raises ``Refused`` naming the file by its place when one is neither, is broken, locked or too large.
    """
    if not files:
        raise Refused("scan.none", "Chọn tệp PDF hoặc ảnh chụp của văn bản đã ký.")
    if sum(map(len, files)) > MAX_BYTES:
        size = MAX_BYTES // 1024 // 1024
        raise Refused("scan.size", f"Các tệp lớn hơn {size} MB. Hãy quét hoặc chụp với độ nét thấp hơn.")
    if files[0].startswith(b"%PDF-"):
        if len(files) > 1:
            raise Refused("scan.mixed", "Chỉ gửi một tệp PDF, hoặc gửi các ảnh chụp; không gửi lẫn.")
        try:
            pages_of_foreign_pdf(files[0])
        except NotAPdf as error:
            raise Refused("scan.not_a_pdf", str(error)) from error
        return files[0]
    if len(files) > MAX_PHOTOS:
        raise Refused("scan.many", f"Gửi không quá {MAX_PHOTOS} ảnh một lần; nhiều trang hơn thì quét thành một PDF.")
    return _bound([_page(content, place) for place, content in enumerate(files, start=1)])


def _page(content: bytes, place: int) -> Image:
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with _whole_files_only(), Image.open(BytesIO(content), formats=_FORMATS) as photo:
            if photo.width * photo.height > MAX_PIXELS:
                raise Refused("scan.pixels", f"Ảnh thứ {place} quá lớn; chụp lại với độ nét thấp hơn.")
            # Smaller than what the page can hold is read at once from a JPEG: an eighth of the memory.
            photo.draft("RGB", (_A4[0] * 2, _A4[1] * 2))
            if photo.width * photo.height > MAX_PIXELS_WHOLE:
                raise Refused("scan.pixels", f"Ảnh thứ {place} quá lớn; chụp lại với độ nét thấp hơn.")
            # Made smaller before it is turned, which takes as much again as it is large.
            photo.thumbnail((_A4[1] * 2, _A4[1] * 2))
            return _on_paper(straightened(_flat(ImageOps.exif_transpose(photo))))
    except UnidentifiedImageError as error:
        message = f"Tệp thứ {place} không phải PDF, cũng không phải ảnh JPEG, PNG hay WebP."
        raise Refused("scan.not_an_image", message) from error
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise Refused("scan.broken", f"Ảnh thứ {place} bị hỏng, không mở được. Hãy chụp lại.") from error


@contextmanager
def _whole_files_only() -> Iterator[None]:
    """The printing library lets Pillow fill up cut files with grey; half a signed page is no page."""
    from PIL import ImageFile

    with _opening:
        before, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
        try:
            yield
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES = before


def _flat(photo: Image) -> Image:
    """In colours on white."""
    from PIL import Image

    if photo.mode in ("RGBA", "LA", "PA") or "transparency" in photo.info:
        ground = Image.new("RGBA", photo.size, "white")
        ground.alpha_composite(photo.convert("RGBA"))
        photo = ground
    return photo.convert("RGB")


def straightened(photo: Image) -> Image:
    """The photo turned so that its lines of text lie level; as it is when they do, or when it shows no lines."""
    from PIL import Image

    angle = skew(photo)
    return photo.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor="white") if angle else photo


def skew(photo: Image) -> float:
    """By how many degrees to turn the photo (counter-clockwise) to level its lines; 0 where nothing speaks for it.

    Level lines of text make rows of ink and rows of none: the angle whose rows differ most is the right one.
    """
    small = photo.convert("L")
    small.thumbnail((700, 700))
    coarse = _best(small, [step * 0.5 for step in range(-int(_MOST_SKEW * 2), int(_MOST_SKEW * 2) + 1)])
    fine = _best(small, [coarse + step * 0.1 for step in range(-4, 5)])
    if abs(fine) < 0.3 or abs(coarse) >= _MOST_SKEW:
        return 0.0
    return round(fine, 1) if _contrast(small, fine) > 1.15 * _contrast(small, 0.0) else 0.0


def _best(small: Image, angles: list[float]) -> float:
    return max(angles, key=lambda angle: (_contrast(small, angle), -abs(angle)))


def _contrast(small: Image, angle: float) -> float:
    """How much the rows of the turned picture differ. Its middle alone counts: turning empties the corners."""
    from PIL import Image, ImageChops, ImageStat

    turned = small.rotate(angle, resample=Image.Resampling.BILINEAR)
    width, height = turned.size
    middle = turned.crop((width // 8, height // 8, width - width // 8, height - height // 8))
    rows = middle.resize((1, middle.height), Image.Resampling.BOX)
    above, below = rows.crop((0, 0, 1, rows.height - 1)), rows.crop((0, 1, 1, rows.height))
    steps: float = ImageStat.Stat(ImageChops.difference(above, below)).sum2[0]
    return steps


def _on_paper(photo: Image) -> Image:
    """On a white A4 page, upright or across as the photo is, filling it."""
    from PIL import Image, ImageOps

    size = _A4 if photo.height >= photo.width else _A4[::-1]
    fitted = ImageOps.contain(photo, size)
    page = Image.new("RGB", size, "white")
    page.paste(fitted, ((size[0] - fitted.width) // 2, (size[1] - fitted.height) // 2))
    return page


def _bound(pages: list[Image]) -> bytes:
    target = BytesIO()
    pages[0].save(target, "PDF", save_all=True, append_images=pages[1:], resolution=float(_DPI), quality=80)
    return target.getvalue()
