"""How each paper looks, against pages that a person has looked at and kept (``pages/``).

After a change that is meant: ``UPDATE_PAGES=1 pytest tests/forms_templates/test_page_images.py -p no:xdist``, look at
every image that git shows as changed, and commit them with the change. What differs lies in ``test-results/pages/``.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
import pytest
from django.conf import settings
from django.test import override_settings
from PIL import Image, ImageChops

from forms_templates.catalogue import Printable, printables
from forms_templates.papers import frame, layout_of, paper
from forms_templates.pdf import render_pdf
from forms_templates.printing import form_context
from tests.forms_templates.filled_records import RECORDS
from tests.forms_templates.filling import filled_payload

PAGES = Path(__file__).parent / "pages"
RESULTS = Path(settings.BASE_DIR) / "test-results" / "pages"

DOTS_PER_INCH = 60
#: Four greys are enough to read by and keep an image small.
GREYS = 4
MOST_BYTES = 20 * 1024

#: Side in pixels of the squares that are compared by their mean, how far a mean may be off (of 255), and the share of
#: squares that may be further off: another version of the drawing library passes, a moved line or lost box does not.
SQUARE, OFF, SHARE = 4, 40, 0.001

UPDATE = "UPDATE_PAGES"


_printed: dict[str, bytes] = {}


@dataclass(frozen=True)
class Look:
    """A paper to look at, blank or filled in."""

    printable: Printable
    filled: bool

    @property
    def stem(self) -> str:
        state = "filled" if self.filled else "blank"
        return "-".join(part for part in (self.printable.regulation, self.printable.name, state) if part)

    def content(self) -> bytes:
        """Its PDF, printed once however many tests look at it."""
        if self.stem not in _printed:
            _printed[self.stem] = self._print()
        return _printed[self.stem]

    def _print(self) -> bytes:
        definition, name = self.printable.definition, self.printable.name
        if not self.filled:
            return render_pdf(*self.printable.blank())
        if definition is not None:
            template, context = layout_of(name), form_context(definition, filled_payload(definition))
        else:
            assert name in RECORDS, f"add a filled-in “{name}” to RECORDS in tests/forms_templates/filled_records.py"
            template, context = paper(name, RECORDS[name])
        with override_settings(PUBLIC_URL=""):  # stands in the footer and its code
            return render_pdf(template, context | frame(self.printable.title, "abcDEFghiJKLmnoPQRstuv12"))


#: Forms are also handed out blank; a record says nothing before it is filled.
LOOKS = [Look(one, filled) for one in printables() for filled in (False, True) if filled or one.definition]


def images_of(content: bytes) -> list[Image.Image]:
    """The pages in four greys."""
    document = pypdfium2.PdfDocument(content)
    pages = [page.render(scale=DOTS_PER_INCH / 72, grayscale=True).to_pil() for page in document]
    document.close()
    step = 255 / (GREYS - 1)
    return [page.convert("L").point([round(round(grey / step) * step) for grey in range(256)]) for page in pages]


def keep(page: Image.Image, path: Path) -> None:
    step = 255 / (GREYS - 1)
    small = page.point([round(grey / step) for grey in range(256)])
    small.putpalette([round(number * step) for number in range(GREYS) for _ in "rgb"])
    path.parent.mkdir(parents=True, exist_ok=True)
    small.save(path, "PNG", optimize=True, bits=2)


def difference(page: Image.Image, kept: Image.Image) -> float:
    """The share of squares whose mean is off."""
    if page.size != kept.size:
        return 1.0
    squares = tuple(side // SQUARE for side in page.size)
    means = [image.resize(squares, Image.Resampling.BOX) for image in (page, kept)]
    counts = ImageChops.difference(*means).histogram()
    return sum(counts[OFF:]) / sum(counts)


def kept_pages(stem: str) -> list[Path]:
    return sorted(PAGES.glob(f"{stem}-[0-9].png")) + sorted(PAGES.glob(f"{stem}-[0-9][0-9].png"))


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.stem)
def test_paper_looks_as_the_pages_that_were_looked_at(look: Look):
    pages, kept = images_of(look.content()), kept_pages(look.stem)
    if os.environ.get(UPDATE):
        renew(look.stem, pages, kept)
        return
    assert kept, (
        f"nobody has looked at “{look.stem}” yet: run {UPDATE}=1 pytest {Path(__file__).name}, look at "
        f"tests/forms_templates/pages/{look.stem}-*.png and commit the images"
    )
    found = list(faults(look.stem, pages, kept))
    assert not found, "\n".join([*found, f"If that is meant: {UPDATE}=1, look at the images, commit them."])


def renew(stem: str, pages: list[Image.Image], kept: list[Path]) -> None:
    """Writes only what is seen to differ, so that git shows what there is to look at."""
    if [*faults(stem, pages, kept)]:
        for path in kept:
            path.unlink()
        for number, page in enumerate(pages, start=1):
            keep(page, PAGES / f"{stem}-{number}.png")


def faults(stem: str, pages: list[Image.Image], kept: list[Path]) -> Iterator[str]:
    if len(pages) != len(kept):
        yield f"{stem} has {len(pages)} pages, the images {len(kept)}."
    for number, (page, path) in enumerate(zip(pages, kept, strict=False), start=1):
        with Image.open(path) as image:
            share = difference(page, image.convert("L"))
        if share > SHARE:
            keep(page, RESULTS / f"{stem}-{number}.png")
            yield f"Page {number} of {stem} differs in {share:.1%} of its squares: see {RESULTS}/{stem}-{number}.png."


def test_every_image_is_of_a_paper_and_small():
    stems = {look.stem for look in LOOKS}
    for path in PAGES.glob("*"):
        stem, _, number = path.stem.rpartition("-")
        assert stem in stems, f"{path.name} is of no paper any more: delete it"
        assert number.isdecimal()
        assert path.stat().st_size < MOST_BYTES, f"{path.name} is too large"


Change = Callable[[Image.Image], Image.Image]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda page: ImageChops.offset(page, 0, 4), id="everything a line's gap lower"),
        pytest.param(lambda page: without(page, (80, 40, 240, 110)), id="a head lost"),
        pytest.param(lambda page: without(page, (60, 300, 460, 312)), id="a line lost"),
    ],
)
def test_what_a_reader_would_notice_is_found(change: Change):
    (page,) = images_of(Look(next(one for one in printables() if one.name == "mau_3_213_nx"), False).content())
    assert difference(page, page) == 0
    assert difference(change(page), page) > SHARE


def without(page: Image.Image, box: tuple[int, int, int, int]) -> Image.Image:
    changed = page.copy()
    changed.paste(255, box)
    return changed
