"""All papers of a batch in one file: whole or not at all, the same bytes, and what lacks is named."""

from __future__ import annotations

import csv
import datetime
import io
import zipfile
from pathlib import Path

import pikepdf
import pytest
from django.utils import timezone

from forms_templates.choices import BatchFormat, DocumentState, SigningWay
from forms_templates.models import Batch, BatchFile, SignedCopy
from forms_templates.services import batches, documents, files
from forms_templates.storage import document_storage
from organizations.models import User
from tests.factories.organizations import UserFactory
from tests.forms_templates.batches import Papers, later, made_file, one_page, printed, source, start, user, work
from tests.forms_templates.reading import text_of

pytestmark = pytest.mark.django_db

__all__ = ["printed", "source", "user"]


@pytest.fixture
def with_a_gap(source: Papers, user: User) -> Batch:
    source.answers["2"] = "Chưa nộp."
    batch = start(user, ["1", "2", "3"])
    work(batch)
    return batch


def test_the_bound_pdf_opens_with_a_list_that_names_pages_and_gaps(with_a_gap: Batch) -> None:
    content = made_file(with_a_gap, BatchFormat.PDF)
    with pikepdf.open(io.BytesIO(content)) as pdf, pdf.open_outline() as outline:
        assert [item.title for item in outline.root] == ["Mục lục", "1. Phiếu 1", "3. Phiếu 3"]
        assert len(pdf.pages) == 3
        assert pdf.docinfo["/Title"] == "Phiếu xin ý kiến"
    text = text_of(content)
    assert "1 Phiếu 1 2" in text
    assert "2 Phiếu 2 Chưa có trong tệp này: Chưa nộp. –" in text
    assert "3 Phiếu 3 3" in text
    assert "Tệp gồm 3 trang" in text


def test_a_long_list_of_contents_counts_its_own_pages(source: Papers, printed: list[str], user: User) -> None:
    batch = start(user, [str(number) for number in range(1, 61)])
    work(batch)
    content = made_file(batch, BatchFormat.PDF)
    with pikepdf.open(io.BytesIO(content)) as pdf:
        own = len(pdf.pages) - 60
    assert own > 1
    assert f"60 Phiếu 60 {own + 60}" in text_of(content)


def test_the_zip_names_its_papers_in_order_and_says_what_is_missing(with_a_gap: Batch) -> None:
    with zipfile.ZipFile(io.BytesIO(made_file(with_a_gap, BatchFormat.ZIP))) as archive:
        assert archive.namelist() == ["000 - Mục lục.csv", "001 - Phiếu 1.pdf", "003 - Phiếu 3.pdf"]
        assert archive.testzip() is None
        rows = list(csv.reader(io.StringIO(archive.read("000 - Mục lục.csv").decode("utf-8-sig"))))
        paper = with_a_gap.items.get(position=3).document
        assert paper is not None
        assert rows[3] == ["3", "Phiếu 3", "003 - Phiếu 3.pdf", "1", paper.sha256, ""]
        assert rows[2] == ["2", "Phiếu 2", "", "", "", "Chưa nộp."]
        assert archive.read("003 - Phiếu 3.pdf") == Path(paper.file.path).read_bytes()


@pytest.mark.parametrize("form", BatchFormat.values)
def test_the_same_papers_give_the_same_bytes(
    source: Papers, printed: list[str], form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    contents = []
    for day in (1, 2):
        batch = start(UserFactory.create(), ["1", "2"])
        work(batch)
        Batch.objects.filter(pk=batch.pk).update(created_at=timezone.now())
        monkeypatch.setattr("time.time", lambda day=day: 1_700_000_000 + day * 86_400)
        contents.append(made_file(batch, form))
    assert contents[0] == contents[1]


def test_file_names_are_readable_safe_and_never_twice() -> None:
    from forms_templates.contents import Part, file_name

    def named(position: int, title: str) -> str:
        return file_name(Part(position, title, 1, "", "", bytes))

    assert named(7, "Bản kiểm điểm – Đặng Thị Ơn") == "007 - Bản kiểm điểm – Đặng Thị Ơn.pdf"
    assert named(7, "../../etc/passwd\x00") == "007 - etc passwd.pdf"
    assert named(1234, "") == "1234 - Văn bản.pdf"
    assert len(named(1, "dài " * 200)) < 125
    assert named(1, "a") != named(2, "a")


def test_a_paper_whose_file_was_changed_is_named_and_left_out(with_a_gap: Batch) -> None:
    paper = with_a_gap.items.get(position=1).document
    assert paper is not None
    Path(paper.file.path).write_bytes(b"%PDF-1.7 changed")
    content = made_file(with_a_gap, BatchFormat.PDF)
    assert "Phiếu 1 Chưa có trong tệp này: tệp đã mất hoặc bị thay đổi sau khi lập" in text_of(content)
    Path(paper.file.path).unlink()


def test_a_signed_copy_lies_in_the_file_in_place_of_its_paper(source: Papers, printed: list[str], user: User) -> None:
    batch = start(user, ["1", "2"])
    work(batch)
    before = made_file(batch, BatchFormat.ZIP)
    paper = batch.items.get(position=2).document
    assert paper is not None
    content = one_page("signed")
    name, digest, _size = document_storage().write_by_hash(lambda file: file.write(content), suffix=".pdf")
    SignedCopy.objects.create(
        document=paper, way=SigningWay.SCAN, file=name, sha256=digest, page_count=1, signer="Trần Văn Ơn",
        signed_on=datetime.date(2023, 12, 1),
    )  # fmt: skip
    after = made_file(batch, BatchFormat.ZIP)
    assert after != before
    with zipfile.ZipFile(io.BytesIO(after)) as archive:
        assert archive.namelist()[1:] == ["001 - Phiếu 1.pdf", "002 - Phiếu 2 (bản đã ký).pdf"]
        assert archive.read("002 - Phiếu 2 (bản đã ký).pdf") == content


def test_a_file_is_made_once_and_anew_when_the_papers_changed(source: Papers, printed: list[str], user: User) -> None:
    source.answers["2"] = "Chưa nộp."
    batch = start(user, ["1", "2"])
    with pytest.raises(files.NothingToBind, match="đang lập"):
        files.request_file(batch_id=batch.pk, format=BatchFormat.PDF)
    work(batch)
    first = files.request_file(batch_id=batch.pk, format=BatchFormat.PDF)
    assert files.request_file(batch_id=batch.pk, format=BatchFormat.PDF) == first
    assert files.current_files(batch) == {"pdf": first}
    del source.answers["2"]
    batches.retry_failed(batch_id=batch.pk)
    work(batch)
    assert files.current_files(batch) == {}
    assert files.request_file(batch_id=batch.pk, format=BatchFormat.PDF) != first


def test_a_batch_without_a_paper_or_with_too_many_for_a_pdf_is_not_bound(
    source: Papers, printed: list[str], user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MAX_BOUND", 1)
    nothing, many = start(user, ["gone"]), start(user, ["1", "2"], kind="many")
    work(nothing)
    work(many)
    with pytest.raises(files.NothingToBind, match="Chưa có văn bản"):
        files.request_file(batch_id=nothing.pk, format=BatchFormat.ZIP)
    with pytest.raises(files.NothingToBind, match="tải tệp zip"):
        files.request_file(batch_id=many.pk, format=BatchFormat.PDF)
    assert made_file(many, BatchFormat.ZIP)


def test_the_sweeper_asks_again_for_files_left_behind(with_a_gap: Batch) -> None:
    file = files.request_file(batch_id=with_a_gap.pk, format=BatchFormat.ZIP)
    assert files.sweep_files(now=timezone.now()) == 0
    assert files.sweep_files(now=later()) == 1
    file.refresh_from_db()
    assert file.state == DocumentState.READY
    over = {"state": DocumentState.RENDERING, "lease_token": "x", "lease_until": timezone.now()}
    BatchFile.objects.update(**over, attempts=documents.MAX_DEATHS)
    files.sweep_files(now=later())
    file.refresh_from_db()
    assert file.state == DocumentState.FAILED
