"""Photos of a signed paper become one upright A4 PDF in their order; what is no photo or PDF is named and refused."""

from __future__ import annotations

from functools import cache
from io import BytesIO

import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageStat

from forms_templates.signatures import scans
from forms_templates.signatures.faults import Refused
from forms_templates.signatures.scans import MAX_PHOTOS, scan_pdf, skew
from tests.forms_templates.signing import printed


@cache
def page(number: int = 0) -> Image.Image:
    """A printed page as a camera sees it from straight above."""
    drawn: Image.Image = pypdfium2.PdfDocument(printed("mau_02")).get_page(number).render(scale=2).to_pil()
    return drawn.convert("RGB")


def photo(picture: Image.Image, kind: str = "JPEG", **how: object) -> bytes:
    target = BytesIO()
    picture.save(target, kind, **how)
    return target.getvalue()


def shown(content: bytes, number: int = 0) -> Image.Image:
    drawn: Image.Image = pypdfium2.PdfDocument(content).get_page(number).render(scale=1).to_pil()
    return drawn.convert("L")


def alike(one: Image.Image, other: Image.Image) -> bool:
    from PIL import ImageChops

    difference = ImageChops.difference(one.convert("L").resize((120, 170)), other.convert("L").resize((120, 170)))
    return bool(ImageStat.Stat(difference).mean[0] < 12)


def refused(*files: bytes) -> Refused:
    with pytest.raises(Refused) as caught:
        scan_pdf(files)
    return caught.value


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_becomes_an_a4_page_whatever_its_kind(kind: str) -> None:
    made = scan_pdf([photo(page(), kind)])
    with pikepdf.open(BytesIO(made)) as pdf:
        (sheet,) = pdf.pages
        assert [round(float(side)) for side in sheet.mediabox] == [0, 0, 595, 842]
    assert alike(shown(made), page())


def test_photos_keep_their_order():
    made = scan_pdf([photo(page(2)), photo(page(0)), photo(page(1))])
    assert [alike(shown(made, place), page(number)) for place, number in enumerate((2, 0, 1))] == [True] * 3
    assert not alike(shown(made, 0), page(0))


@pytest.mark.parametrize(("orientation", "turn"), [(3, 180), (6, 90), (8, 270)])
def test_a_photo_taken_with_the_camera_turned_is_set_upright(orientation: int, turn: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    turned = page().rotate(turn, expand=True)
    assert alike(shown(scan_pdf([photo(turned, exif=exif)])), page())


@pytest.mark.parametrize("angle", [-7.5, -2.0, -0.8, 1.3, 4.0])
def test_a_crooked_photo_is_straightened(angle: float) -> None:
    crooked = page().rotate(angle, expand=True, fillcolor=(150, 140, 130))
    assert skew(crooked) == pytest.approx(-angle, abs=0.4)


def test_a_straight_page_and_one_without_lines_are_left_as_they_are():
    assert skew(page()) == 0
    assert skew(Image.new("RGB", (800, 1100), "white")) == 0


def test_a_photo_across_makes_a_page_across():
    with pikepdf.open(BytesIO(scan_pdf([photo(Image.new("RGB", (1200, 800), "white"))]))) as pdf:
        assert [round(float(side)) for side in pdf.pages[0].mediabox] == [0, 0, 842, 595]


def test_a_see_through_picture_stands_on_white():
    made = scan_pdf([photo(Image.new("RGBA", (800, 1100), (0, 0, 0, 0)), "PNG")])
    assert ImageStat.Stat(shown(made)).mean[0] > 250


def test_a_pdf_is_kept_byte_for_byte():
    assert scan_pdf([printed()]) == printed()


def test_a_large_photo_makes_a_page_of_ordinary_size():
    noise = Image.effect_noise((5000, 7000), 40)
    made = scan_pdf([photo(noise, quality=60)])
    assert len(made) < 3 * 1024 * 1024


def locked() -> bytes:
    target = BytesIO()
    with pikepdf.open(BytesIO(printed())) as pdf:
        pdf.save(target, encryption=pikepdf.Encryption(owner="x", user="x"))
    return target.getvalue()


@pytest.mark.parametrize(
    ("files", "code", "words"),
    [
        ((), "scan.none", "Chọn tệp PDF"),
        ((b"",), "scan.not_an_image", "Tệp thứ 1 không phải PDF"),
        ((b"MZ\x90 program",), "scan.not_an_image", "Tệp thứ 1 không phải PDF"),
        ((photo(page()), b"<svg></svg>"), "scan.not_an_image", "Tệp thứ 2 không phải PDF"),
        ((photo(Image.new("RGB", (40, 40)), "GIF"),), "scan.not_an_image", "JPEG, PNG hay WebP"),
        ((photo(page())[:3000],), "scan.broken", "Ảnh thứ 1 bị hỏng"),
        ((printed(), photo(page())), "scan.mixed", "không gửi lẫn"),
        ((printed()[:900],), "scan.not_a_pdf", "Tệp PDF bị hỏng"),
        ((locked(),), "scan.not_a_pdf", "Tệp PDF có mật khẩu"),
        ((photo(Image.new("RGB", (9, 9))),) * (MAX_PHOTOS + 1), "scan.many", "không quá 20 ảnh"),
    ],
    ids=["nothing", "empty", "program", "second", "gif", "cut", "mixed", "cut pdf", "password", "many"],
)
def test_what_is_no_scan_is_refused_with_its_reason(files: tuple[bytes, ...], code: str, words: str) -> None:
    error = refused(*files)
    assert error.code == code
    assert words in str(error)


def test_too_large_files_are_refused_in_megabytes(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(scans, "MAX_BYTES", 1024 * 1024)
    assert "lớn hơn 1 MB" in str(refused(b"%PDF-" + bytes(1024 * 1024)))


def test_a_picture_that_unpacks_to_a_wall_is_refused_before_it_does(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(scans, "MAX_PIXELS", 1_000_000)
    assert refused(photo(Image.new("1", (4000, 4000)), "PNG")).code == "scan.pixels"
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 1000)
    assert refused(photo(Image.new("1", (4000, 4000)), "PNG")).code == "scan.broken"
