"""Batches: every paper once, whatever dies meanwhile; stopped, gone on with, tried again; bound whole or not at all."""

from __future__ import annotations

import csv
import datetime
import errno
import io
import threading
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.conf import settings
from django.db import IntegrityError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forms_templates import sources
from forms_templates.choices import BatchFormat, BatchState, DocumentKind, DocumentState, SigningWay
from forms_templates.models import Batch, BatchFile, BatchItem, Document, SignedCopy
from forms_templates.selectors import failures_of, progress_by_batch, progress_of
from forms_templates.services import batches, documents, files
from forms_templates.services.batches import Listed
from forms_templates.sources import Answers, Wanted, register_batch_source
from forms_templates.storage import PrivateStorage, document_storage
from organizations.models import User
from tests.factories.organizations import UserFactory
from tests.forms_templates.reading import text_of

pytestmark = pytest.mark.django_db

CHUNK = 4


def request(ref: str, **data: Any) -> Wanted:
    """A short paper, different for each reference."""
    payload = {
        "attach_reply": False,
        "header": {"superior": "Đảng ủy xã Tân Hòa", "issuer": "Chi bộ thôn Đông", "place": "Tân Hòa"},
        "data": {"addressee": "Chi ủy thôn Tây", "member": f"Nguyễn Văn {ref}", **data},
    }
    return Wanted(DocumentKind.RESIDENCE_REQUEST, f"opinion:{ref}", f"Phiếu {ref}", payload, owner=ref)


class Papers:
    """A source whose answers the test decides."""

    def __init__(self) -> None:
        self.answers: dict[str, Wanted | str] = {}
        self.asked: list[list[str]] = []
        self.kept: list[tuple[int, str]] = []
        self.meanwhile: Callable[[], object] = lambda: None

    def gather(self, refs: Sequence[str], by: object) -> Answers:
        self.asked.append(list(refs))
        self.meanwhile()
        if "broken" in refs:
            raise KeyError("broken")
        return {ref: self.answers.get(ref, request(ref)) for ref in refs if ref != "gone"}

    def keep(self, pairs: Sequence[tuple[Document, Any]]) -> None:
        self.kept += [(document.pk, owner) for document, owner in pairs]


@pytest.fixture
def source(monkeypatch: pytest.MonkeyPatch) -> Papers:
    monkeypatch.setattr(sources, "_SOURCES", dict(sources._SOURCES))
    papers = Papers()
    register_batch_source("test", papers.gather, keep=papers.keep, chunk=CHUNK)
    return papers


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Titles of the papers printed; each is printed as one small page."""
    titles: list[str] = []

    def quickly(kind: str, payload: object, *, title: str, token: str) -> bytes:
        titles.append(title)
        return one_page(title)

    monkeypatch.setattr(documents, "print_paper", quickly)
    return titles


def one_page(title: str) -> bytes:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.docinfo["/Title"] = title
        target = io.BytesIO()
        pdf.save(target, deterministic_id=True)
    return target.getvalue()


@pytest.fixture
def user() -> User:
    return UserFactory.create()


def start(user: User, refs: Sequence[str], **given: Any) -> Batch:
    items = [Listed("test", ref, f"Phiếu {ref}") for ref in refs]
    defaults = {"kind": "requests", "subject_key": "cell:1", "title": "Phiếu xin ý kiến", "items": items, "by": user}
    return batches.start_batch(**{**defaults, **given})


def work(batch: Batch) -> int:
    """Lets one worker do all there is to do; how many steps it took."""
    steps = 0
    while batches.work_batch(batch_id=batch.pk):
        steps += 1
    batch.refresh_from_db()
    return steps


NAMES = [str(number) for number in range(1, 10)]


def test_a_batch_makes_every_paper_once_and_ends(source: Papers, printed: list[str], user: User) -> None:
    batch = start(user, NAMES)
    assert work(batch) == 3
    assert source.asked == [NAMES[:4], NAMES[4:8], NAMES[8:]]
    assert printed == [f"Phiếu {name}" for name in NAMES]
    assert batch.state == BatchState.FINISHED
    assert batch.finished_at is not None
    assert progress_of(batch).ready == progress_of(batch).total == progress_of(batch).pages == 9
    assert [item.document.title for item in batch.items.all() if item.document] == printed
    assert [owner for _, owner in source.kept] == NAMES


def test_workers_are_called_when_the_order_is_committed(
    source: Papers, printed: list[str], user: User, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        batch = start(user, NAMES)
        assert printed == []
    batch.refresh_from_db()
    assert (batch.state, len(printed)) == (BatchState.FINISHED, 9)


def test_the_same_content_asked_for_twice_is_the_same_paper(source: Papers, printed: list[str], user: User) -> None:
    first, second = start(user, NAMES), start(UserFactory.create(), list(reversed(NAMES)))
    work(first)
    work(second)
    assert len(printed) == Document.objects.count() == 9
    assert set(first.items.values_list("document")) == set(second.items.values_list("document"))
    assert second.state == BatchState.FINISHED


def test_asking_for_a_running_batch_again_gives_that_batch(source: Papers, printed: list[str], user: User) -> None:
    batch = start(user, NAMES)
    assert start(user, ["other"]) == batch
    assert start(user, ["other"], subject_key="cell:2") != batch
    assert start(UserFactory.create(), NAMES) != batch
    work(batch)
    assert start(user, NAMES) != batch


def test_a_changed_content_is_a_new_paper(source: Papers, printed: list[str], user: User) -> None:
    work(start(user, ["1"]))
    source.answers["1"] = request("1", addressee="Chi ủy thôn Nam")
    work(start(user, ["1"]))
    assert Document.objects.count() == 2


def test_a_paper_that_cannot_be_made_says_why_and_holds_up_no_other(
    source: Papers, printed: list[str], user: User
) -> None:
    source.answers["2"] = "Nguyễn Văn 2 chưa nộp bản kiểm điểm."
    batch = start(user, ["1", "2", "broken", "gone", "5"])
    work(batch)
    assert batch.state == BatchState.FINISHED
    assert progress_of(batch).ready == 2
    assert [(failure.position, failure.reason) for failure in failures_of(batch)] == [
        (2, "Nguyễn Văn 2 chưa nộp bản kiểm điểm."),
        (3, "Chương trình gặp lỗi khi lập bản in; đề nghị báo người quản trị."),
        (4, "Không còn nội dung để lập bản in."),
    ]


def test_papers_known_to_be_impossible_or_made_already_need_no_worker(source: Papers, user: User) -> None:
    scan = documents.store_upload(subject_key="s", source_version="1", title="Quét", content=one_page("x"), by=None)
    items = [Listed("upload", "1", "Quét", document_id=scan.pk), Listed("test", "2", "Hai", error="Chưa nộp.")]
    batch = start(user, [], items=items)
    batch.refresh_from_db()
    assert batch.state == BatchState.FINISHED
    assert (progress_of(batch).ready, progress_of(batch).failed) == (1, 1)


def test_the_failed_ones_are_tried_again_with_what_stands_then(source: Papers, printed: list[str], user: User) -> None:
    source.answers["2"] = "Chưa nộp."
    batch = start(user, ["1", "2"])
    work(batch)
    del source.answers["2"]
    assert batches.retry_failed(batch_id=batch.pk)
    batch.refresh_from_db()
    assert (batch.state, batch.finished_at) == (BatchState.RUNNING, None)
    work(batch)
    assert (batch.state, printed) == (BatchState.FINISHED, ["Phiếu 1", "Phiếu 2"])
    assert failures_of(batch) == []
    assert not batches.retry_failed(batch_id=batch.pk)


def test_failed_ones_are_left_as_they_are_while_the_same_runs_anew(source: Papers, user: User) -> None:
    source.answers["1"] = "Chưa nộp."
    batch = start(user, ["1"])
    work(batch)
    start(user, ["1", "2"])
    assert not batches.retry_failed(batch_id=batch.pk)
    assert [failure.reason for failure in failures_of(batch)] == ["Chưa nộp."]


# Stopping -----------------------------------------------------------------------------------------------------------


def test_stopping_makes_nothing_more_and_keeps_what_is_made(source: Papers, printed: list[str], user: User) -> None:
    batch = start(user, NAMES)
    batches.work_batch(batch_id=batch.pk)
    assert batches.cancel_batch(batch_id=batch.pk)
    assert not batches.work_batch(batch_id=batch.pk)
    batch.refresh_from_db()
    assert (batch.state, len(printed), progress_of(batch).ready) == (BatchState.CANCELLED, 4, 4)
    assert [failure.position for failure in failures_of(batch)] == [5, 6, 7, 8, 9]
    assert not batches.cancel_batch(batch_id=batch.pk)


def test_stopping_while_content_is_gathered_asks_for_no_paper(source: Papers, printed: list[str], user: User) -> None:
    batch = start(user, NAMES)
    source.meanwhile = lambda: batches.cancel_batch(batch_id=batch.pk)
    work(batch)
    assert (batch.state, printed, Document.objects.count()) == (BatchState.CANCELLED, [], 0)
    source.meanwhile = lambda: None
    assert batches.resume_batch(batch_id=batch.pk)
    work(batch)
    assert (batch.state, len(printed)) == (BatchState.FINISHED, 9)


def test_going_on_makes_the_rest(source: Papers, printed: list[str], user: User) -> None:
    batch = start(user, NAMES)
    batches.work_batch(batch_id=batch.pk)
    batches.cancel_batch(batch_id=batch.pk)
    assert batches.resume_batch(batch_id=batch.pk)
    work(batch)
    assert (batch.state, len(printed)) == (BatchState.FINISHED, 9)
    assert not batches.resume_batch(batch_id=batch.pk)


def test_a_stopped_batch_asked_for_anew_is_not_gone_on_with_beside_it(source: Papers, user: User) -> None:
    stopped = start(user, NAMES)
    batches.cancel_batch(batch_id=stopped.pk)
    start(user, NAMES)
    assert not batches.resume_batch(batch_id=stopped.pk)


def test_a_finished_batch_is_not_stopped(source: Papers, printed: list[str], user: User) -> None:
    batch = start(user, ["1"])
    work(batch)
    assert not batches.cancel_batch(batch_id=batch.pk)


# Dying --------------------------------------------------------------------------------------------------------------


class Killed(BaseException):
    """A worker that stops in the middle, as after SIGKILL: nothing that follows is run."""


def later() -> datetime.datetime:
    return timezone.now() + datetime.timedelta(hours=1)


def test_what_a_worker_died_on_while_gathering_is_taken_up_alone(
    source: Papers, printed: list[str], user: User
) -> None:
    batch = start(user, NAMES)

    def die() -> None:
        raise Killed

    source.meanwhile = die
    with pytest.raises(Killed):
        batches.work_batch(batch_id=batch.pk)
    source.meanwhile = lambda: None
    source.asked.clear()
    batches.work_batch(batch_id=batch.pk)
    assert source.asked == [NAMES[4:8]], "what is held is left to its holder until its time is over"
    BatchItem.objects.update(lease_until=timezone.now() - datetime.timedelta(seconds=1))
    work(batch)
    assert source.asked[1:] == [["9"], ["1"], ["2"], ["3"], ["4"]]
    assert (batch.state, len(printed)) == (BatchState.FINISHED, 9)


def test_what_a_worker_died_on_while_printing_is_finished_by_the_sweeper(
    source: Papers, user: User, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    batch = start(user, NAMES[:3])
    made: list[str] = []

    def dying(kind: str, payload: object, *, title: str, token: str) -> bytes:
        made.append(title)
        if len(made) == 2:
            raise Killed
        return one_page(title)

    monkeypatch.setattr(documents, "print_paper", dying)
    with pytest.raises(Killed):
        batches.work_batch(batch_id=batch.pk)
    assert not batches.work_batch(batch_id=batch.pk)
    documents.sweep_documents(now=timezone.now())
    assert len(made) == 2, "the lease still holds: nobody has taken it up"
    documents.sweep_documents(now=later())
    batch.refresh_from_db()
    assert batch.state == BatchState.FINISHED
    assert sorted(made) == ["Phiếu 1", "Phiếu 2", "Phiếu 2", "Phiếu 3"]
    assert Document.objects.ready().count() == 3


def test_a_paper_that_another_took_over_meanwhile_is_left_to_him(
    source: Papers, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = start(user, NAMES[:3])
    monkeypatch.setattr(batches, "LEASE", datetime.timedelta(0))
    made: list[str] = []

    def losing(kind: str, payload: object, *, title: str, token: str) -> bytes:
        made.append(title)
        Document.objects.filter(title="Phiếu 2").update(lease_token="another")
        return one_page(title)

    monkeypatch.setattr(documents, "print_paper", losing)
    batches.work_batch(batch_id=batch.pk)
    assert made == ["Phiếu 1", "Phiếu 3"]
    assert progress_of(batch).ready == 2


def test_the_lease_on_the_papers_that_wait_their_turn_is_held_anew(
    source: Papers, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = start(user, NAMES[:2])
    monkeypatch.setattr(batches, "LEASE", datetime.timedelta(0))
    ends: list[Any] = []

    def slowly(kind: str, payload: object, *, title: str, token: str) -> bytes:
        ends.append(Document.objects.get(title="Phiếu 2").lease_until)
        return one_page(title)

    monkeypatch.setattr(documents, "print_paper", slowly)
    batches.work_batch(batch_id=batch.pk)
    assert ends[0] < ends[1]


def test_a_paper_on_which_every_worker_dies_ends_with_a_reason(source: Papers, printed: list[str], user: User) -> None:
    batch = start(user, ["1", "2"])
    BatchItem.objects.filter(ref="1").update(attempts=documents.MAX_DEATHS)
    for _ in range(3):
        batches.work_batch(batch_id=batch.pk)
    batch.refresh_from_db()
    assert batch.state == BatchState.FINISHED
    assert [failure.position for failure in failures_of(batch)] == [1]


def test_the_sweeper_calls_workers_for_batches_that_nobody_works_on(
    source: Papers, printed: list[str], user: User
) -> None:
    batch = start(user, NAMES)
    assert batches.sweep_batches(now=timezone.now()) == 0
    assert batches.sweep_batches(now=later()) == 1
    batch.refresh_from_db()
    assert (batch.state, len(printed)) == (BatchState.FINISHED, 9)
    assert batches.sweep_batches(now=later()) == 0


def test_the_sweeper_ends_a_batch_whose_last_worker_died_before_saying_so(
    source: Papers, printed: list[str], user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = start(user, ["1"])
    with monkeypatch.context() as patch:
        patch.setattr(batches, "finish_batch", lambda **kwargs: False)
        batches.work_batch(batch_id=batch.pk)
    batch.refresh_from_db()
    assert batch.state == BatchState.RUNNING
    assert batches.sweep_batches(now=later()) == 0
    batch.refresh_from_db()
    assert batch.state == BatchState.FINISHED


# Disk ---------------------------------------------------------------------------------------------------------------


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Every file takes its first bytes and then there is no room left."""
    import os

    def no_room(handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", no_room)
        yield patch


NO_ROOM = "Máy chủ hết chỗ lưu tệp; đề nghị báo người quản trị, sau đó lập lại."


def left_on_disk() -> list[Path]:
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def test_a_full_disk_is_said_of_each_paper_and_leaves_nothing_half(
    source: Papers, printed: list[str], user: User, full_disk: pytest.MonkeyPatch
) -> None:
    before = left_on_disk()
    batch = start(user, NAMES[:2])
    work(batch)
    for _ in range(documents.MAX_ATTEMPTS):
        documents.sweep_documents(now=later())
    batch.refresh_from_db()
    assert batch.state == BatchState.FINISHED
    assert [failure.reason for failure in failures_of(batch)] == [NO_ROOM, NO_ROOM]
    assert left_on_disk() == before
    full_disk.undo()
    batches.retry_failed(batch_id=batch.pk)
    work(batch)
    assert progress_of(batch).ready == 2


def test_a_full_disk_leaves_no_half_file_of_the_batch(
    source: Papers, printed: list[str], user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = start(user, NAMES[:2])
    work(batch)
    before = left_on_disk()
    file = files.request_file(batch_id=batch.pk, format=BatchFormat.ZIP)

    def no_room(self: PrivateStorage, fill: Callable[[Any], object], *, suffix: str) -> None:
        def fill_until_full(target: Any) -> None:
            fill(target)
            raise OSError(errno.ENOSPC, "no room")

        real(self, fill_until_full, suffix=suffix)

    real = PrivateStorage.write_by_hash
    with monkeypatch.context() as patch:
        patch.setattr(PrivateStorage, "write_by_hash", no_room)
        for _ in range(documents.MAX_ATTEMPTS):
            files.make_file(file_id=file.pk)
    file.refresh_from_db()
    assert (file.state, file.error) == (DocumentState.FAILED, NO_ROOM)
    assert left_on_disk() == before
    again = files.request_file(batch_id=batch.pk, format=BatchFormat.ZIP)
    files.make_file(file_id=again.pk)
    file.refresh_from_db()
    assert (again.pk, file.state) == (file.pk, DocumentState.READY)


def test_what_killed_workers_left_half_written_is_removed_after_a_while() -> None:
    folder = Path(document_storage().location) / ".parts"
    folder.mkdir(parents=True, exist_ok=True)
    half = folder / ".part-abc"
    half.write_bytes(b"%PDF-")
    now = timezone.now()
    assert document_storage().drop_leftovers(older_than=now - datetime.timedelta(hours=1)) == 0
    assert document_storage().drop_leftovers(older_than=now + datetime.timedelta(hours=1)) == 1
    assert not half.exists()


# One file -----------------------------------------------------------------------------------------------------------


def made_file(batch: Batch, form: str) -> bytes:
    file = files.request_file(batch_id=batch.pk, format=form)
    files.make_file(file_id=file.pk)
    file.refresh_from_db()
    assert file.state == DocumentState.READY, file.error
    return Path(file.file.path).read_bytes()


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


def test_a_list_cell_is_no_formula() -> None:
    from forms_templates.contents import as_text

    assert as_text("=HYPERLINK(1)") == "'=HYPERLINK(1)"
    assert as_text("Nguyễn") == "Nguyễn"


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


# What the database promises, and what it costs ----------------------------------------------------------------------


@pytest.mark.parametrize("wrong", [{"state": BatchState.FINISHED}, {"finished_at": timezone.now()}, {"state": "lost"}])
def test_the_database_refuses_a_batch_without_what_its_state_promises(
    source: Papers, user: User, wrong: dict[str, Any]
) -> None:
    start(user, ["1"])
    with pytest.raises(IntegrityError), transaction.atomic():
        Batch.objects.update(**wrong)


def test_progress_and_every_step_cost_the_same_for_long_batches(source: Papers, printed: list[str], user: User) -> None:
    costs = set()
    for size in (2 * CHUNK, 10 * CHUNK):
        batch = start(user, [f"{size}-{number}" for number in range(size)], subject_key=str(size))
        with CaptureQueriesContext(connection) as step:
            batches.work_batch(batch_id=batch.pk)
        with CaptureQueriesContext(connection) as asked:
            progress_of(batch)
            progress_by_batch([batch])
            failures_of(batch)
        costs.add((len(step), len(asked)))
    assert len(costs) == 1
    assert costs.pop()[1] == 3


def test_a_batch_is_seen_by_whoever_asked_for_it(source: Papers, user: User) -> None:
    batch = start(user, ["1"])
    assert list(Batch.objects.visible_to(user)) == [batch]
    assert not Batch.objects.visible_to(UserFactory.create(is_superuser=True)).exists()


# At once ------------------------------------------------------------------------------------------------------------


def at_once(*acts: Callable[[], object]) -> list[object]:
    """What each of the acts, begun together, gave back."""
    gate = threading.Barrier(len(acts), timeout=20)
    answers: list[object] = [None] * len(acts)

    def run(place: int, act: Callable[[], object]) -> None:
        try:
            gate.wait()
            answers[place] = act()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=row) for row in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.fixture
def _no_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "_call_workers", lambda batch_id: None)


def drained(batch: Batch) -> int:
    steps = 0
    while batches.work_batch(batch_id=batch.pk):
        steps += 1
    return steps


@pytest.mark.usefixtures("_no_broker")
@pytest.mark.django_db(transaction=True)
def test_many_workers_at_once_make_every_paper_once(source: Papers, printed: list[str]) -> None:
    user = UserFactory.create()
    batch = start(user, [str(number) for number in range(40)])
    at_once(*[lambda: drained(batch)] * 4)
    batch.refresh_from_db()
    assert batch.state == BatchState.FINISHED
    assert len(printed) == len(set(printed)) == 40


@pytest.mark.usefixtures("_no_broker")
@pytest.mark.django_db(transaction=True)
def test_two_people_who_start_the_same_batch_get_the_same_papers(source: Papers, printed: list[str]) -> None:
    users = [UserFactory.create(), UserFactory.create()]
    names = [str(number) for number in range(20)]
    ordered = [start(users[0], names), start(users[1], list(reversed(names)))]
    at_once(*[lambda batch=batch: drained(batch) for batch in ordered])
    for batch in ordered:
        for document_id in batch.items.values_list("document", flat=True):
            batches.finish_batches_of(document_id=document_id)
        batch.refresh_from_db()
        assert batch.state == BatchState.FINISHED
    assert len(printed) == len(set(printed)) == Document.objects.count() == 20


@pytest.mark.usefixtures("_no_broker")
@pytest.mark.django_db(transaction=True)
def test_one_person_who_starts_a_batch_twice_at_once_has_one(source: Papers, printed: list[str]) -> None:
    user = UserFactory.create()
    first, second = at_once(*[lambda: start(user, NAMES)] * 2)
    assert first == second
    assert BatchItem.objects.count() == 9


@pytest.mark.usefixtures("_no_broker")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("repetition", range(5))
def test_a_batch_stopped_while_it_ends_is_one_or_the_other(source: Papers, printed: list[str], repetition: int) -> None:
    user = UserFactory.create()
    batch = start(user, ["1", "2"])
    _, cancelled = at_once(lambda: drained(batch), lambda: batches.cancel_batch(batch_id=batch.pk))
    batch.refresh_from_db()
    assert batch.state == (BatchState.CANCELLED if cancelled else BatchState.FINISHED)
    made = Document.objects.ready().count()
    assert made == len(printed)
    assert cancelled or made == 2
