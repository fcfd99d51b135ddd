"""Whatever is sent as a file: refused in words, or kept as it is and shown as nothing but pages; never much memory."""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from python_calamine import CalamineWorkbook

from forms_templates.forms.uploads import ManyFilesField, UploadField
from forms_templates.intake import Kind, Unfit, pages_of_foreign_pdf, refuse_unfit_archive
from forms_templates.models import Document
from forms_templates.signatures.faults import Refused
from forms_templates.signatures.scans import scan_pdf
from reviews.models import Paper
from tests.forms_templates.hostile_files import HARMLESS, NAMES, PDFS, PHOTOS, WORKBOOKS, docx, pdf, xlsx
from tests.generated.bound_forms import form_classes
from tests.reviews.test_pages import signed_in
from tests.world import World, issued_world

#: What one of them may take while it is looked at, above what the tests themselves hold.
SECONDS, MEGABYTES = 4.0, 300


@pytest.fixture
def world(db: None) -> World:
    return issued_world()


def refusal(look: Callable[[bytes], object], content: bytes) -> str:
    """Why it is refused, and the proof that finding that out was cheap."""
    Path("/proc/self/clear_refs").write_text("5")  # what was the most so far is forgotten
    before, started = memory("VmRSS"), time.process_time()
    try:
        look(content)
    except (Unfit, Refused) as error:
        reason = str(error)
    else:
        reason = ""
    assert time.process_time() - started < SECONDS
    assert memory("VmHWM") - before < MEGABYTES
    return reason


def memory(line: str) -> int:
    """Megabytes of this process: what it holds now (``VmRSS``), or held at most (``VmHWM``)."""
    status = Path("/proc/self/status").read_text()
    return int(status.split(f"{line}:")[1].split()[0]) // 1024


def as_workbook(content: bytes) -> None:
    refuse_unfit_archive(content, Kind.XLSX)


@pytest.mark.parametrize(
    ("files", "look"),
    [(PDFS, pages_of_foreign_pdf), (PHOTOS, lambda content: scan_pdf([content])), (WORKBOOKS, as_workbook)],
    ids=["pdf", "photo", "xlsx"],
)
def test_each_hostile_file_is_refused_in_words(
    files: dict[str, Callable[[], bytes]], look: Callable[[bytes], object]
) -> None:
    reasons = {name: refusal(look, make()) for name, make in files.items()}
    assert [name for name, reason in reasons.items() if not reason] == []
    assert all("tệp" in reason.lower() or "ảnh" in reason.lower() for reason in reasons.values())
    assert all("\n" not in reason and "Error" not in reason for reason in reasons.values())


def test_there_are_enough_of_them() -> None:
    assert len(PDFS) + len(PHOTOS) + len(WORKBOOKS) + len(HARMLESS) + len(NAMES) >= 80


def test_what_honest_programs_make_is_let_in() -> None:
    assert pages_of_foreign_pdf(pdf()) == 1
    content = xlsx("=1+1 là chữ")
    refuse_unfit_archive(content, Kind.XLSX)
    assert CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    refuse_unfit_archive(docx(), Kind.DOCX)


#: Of each way to be refused one: what is refused, and why, tell the tests above.
ON_A_PAGE = ("no byte", "a program", "cut in half", "with a passphrase", "a script by name", "a stream that bursts")


def files_below(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if path.is_file()}


def test_a_page_refuses_hostile_files_keeps_what_was_typed_and_writes_nothing(world: World, media_root: Path) -> None:
    client, review = signed_in(world.users["head"]), world.collective_review()
    url, before = reverse("dossier", args=(review.pk,)), files_below(media_root)
    for name in ON_A_PAGE:
        make = PDFS[name]
        sent = {"title": "Phiếu", "slot": "", "file": SimpleUploadedFile("x.pdf", make(), "application/pdf")}
        answer = client.post(url, sent)
        assert answer.status_code == 422, name
        assert 'value="Phiếu"' in answer.content.decode(), name
    assert not Document.objects.exists()
    assert files_below(media_root) == before


def test_an_odd_name_is_not_used_and_an_odd_file_is_shown_as_a_pdf_and_nothing_else(
    world: World, media_root: Path
) -> None:
    client, review = signed_in(world.users["head"]), world.collective_review()
    url, before = reverse("dossier", args=(review.pk,)), files_below(media_root)
    contents = [*(make() for make in HARMLESS.values()), *(pdf() for _ in NAMES)]
    names = ["x.pdf"] * len(HARMLESS) + list(NAMES)
    for number, (name, content) in enumerate(zip(names, contents, strict=True)):
        file = SimpleUploadedFile(name, content, content_type="text/html")
        answer = client.post(url, {"title": f"Phiếu {number}", "slot": "", "file": file})
        assert answer.status_code in (302, 422), name
    made = files_below(media_root) - before
    assert made, "the harmless ones are kept"
    assert all(path.is_relative_to(media_root / "documents") and path.suffix == ".pdf" for path in made)
    assert all(path.stem.isalnum() and path.stat().st_mode & 0o077 == 0 for path in made)
    for paper in Paper.objects.all():
        given = client.get(reverse("paper-file", args=(paper.pk,)))
        assert given["Content-Type"] == "application/pdf"
        assert given["X-Content-Type-Options"] == "nosniff"
        assert "no-store" in given["Cache-Control"]


# Every field that takes files ---------------------------------------------------------------------------------------


def test_every_field_that_takes_a_file_says_what_it_takes() -> None:
    fields = {
        f"{form.__name__}.{name}": field
        for form in form_classes()
        for name, field in getattr(form, "base_fields", {}).items()
        if isinstance(field, forms.FileField)
    }
    assert {"ScanForm.scans", "SignForm.key", "AttachmentForm.file", "ReportForm.scan"} <= fields.keys()
    assert [name for name, field in fields.items() if not isinstance(field, UploadField)] == []


@pytest.mark.parametrize("field", [UploadField(Kind.PDF), ManyFilesField(Kind.PDF, Kind.PHOTO)], ids=["one", "many"])
def test_a_field_refuses_by_size_and_content_before_anything_is_opened(field: UploadField) -> None:
    for content in (b"MZ", b"%PDF-" + bytes(20 * 1024 * 1024)):
        with pytest.raises(ValidationError, match="Tệp"):
            field.clean(SimpleUploadedFile("x.pdf", content))
    kept = field.clean(SimpleUploadedFile("x.exe", pdf()))
    first = kept[0] if isinstance(kept, list) else kept
    assert first.read() == pdf(), "the file is read from its beginning"
