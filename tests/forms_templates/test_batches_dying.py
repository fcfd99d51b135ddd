"""Whatever dies under a batch, or fills up: every paper once, and an end with a reason."""

from __future__ import annotations

import datetime
import errno
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from forms_templates.choices import BatchFormat, BatchState, DocumentState
from forms_templates.models import BatchItem, Document
from forms_templates.selectors import failures_of, progress_of
from forms_templates.services import batches, documents, files
from forms_templates.storage import PrivateStorage, document_storage
from organizations.models import User
from tests.forms_templates.batches import NAMES, Papers, later, one_page, printed, source, start, user, work

pytestmark = pytest.mark.django_db

__all__ = ["printed", "source", "user"]


# Dying --------------------------------------------------------------------------------------------------------------


class Killed(BaseException):
    """A worker that stops in the middle, as after SIGKILL: nothing that follows is run."""


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
