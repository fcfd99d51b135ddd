"""All papers of a batch in one file, made by a worker: the whole file or none.

A paper of which a signed copy is kept lies in the file as that copy. In the zip its digital signatures hold; in a bound
PDF no signature of a part can.
"""

from __future__ import annotations

import logging
import secrets
from datetime import datetime
from functools import partial

from celery import current_app
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from forms_templates.choices import BatchFormat, BatchState, DocumentState
from forms_templates.contents import Part, bound_pdf, write_zip
from forms_templates.models import Batch, BatchFile, BatchItem, Document, SignedCopy
from forms_templates.services import documents as papers
from forms_templates.storage import document_storage
from forms_templates.text import fingerprint

logger = logging.getLogger(__name__)

#: A bound PDF is put together in memory, a sixth of a megabyte a paper; more papers than this come as a zip alone.
MAX_BOUND = 1_500

_TASK = "forms_templates.tasks.make_file"
_FREE: dict[str, object] = {"lease_token": "", "lease_until": None}


class NothingToBind(Exception):
    """Why the file cannot be asked for, in words for the person who did."""


def request_file(*, batch_id: int, format: str) -> BatchFile:
    """The file of the batch as it now is: the one already asked for, or a new one that a worker will make.

    Raises ``NothingToBind`` while the batch runs, when it has no paper, or more than one file can hold.
    """
    batch = Batch.objects.get(pk=batch_id)
    if batch.state == BatchState.RUNNING:
        raise NothingToBind("Chương trình còn đang lập các văn bản; xong hoặc dừng rồi mới gộp thành tệp.")
    ready = batch.items.filter(document__state=DocumentState.READY).count()
    if not ready:
        raise NothingToBind("Chưa có văn bản nào lập được để gộp thành tệp.")
    if format == BatchFormat.PDF and ready > MAX_BOUND:
        raise NothingToBind(f"Có {ready} văn bản, nhiều hơn {MAX_BOUND} văn bản một tệp PDF chứa được; tải tệp zip.")
    with transaction.atomic():
        file, created = BatchFile.objects.get_or_create(
            batch=batch, format=BatchFormat(format), version=_version(batch)
        )
        again = BatchFile.objects.filter(pk=file.pk, state=DocumentState.FAILED).update(
            state=DocumentState.PENDING, error="", attempts=0
        )
        if created or again:
            # Robust: when the broker is away the request succeeds all the same and the sweeper asks again.
            transaction.on_commit(partial(_enqueue, file.pk), robust=True)
    return file


def current_files(batch: Batch) -> dict[str, BatchFile]:
    """By format, the files that hold the batch as it now is."""
    if batch.state == BatchState.RUNNING:
        return {}
    files = BatchFile.objects.filter(batch=batch, version=_version(batch))
    return {file.format: file for file in files}


def make_file(*, file_id: int) -> None:
    """Makes the file if nobody has and nobody is. A failure is tried again and then kept with its reason."""
    now, lease = timezone.now(), secrets.token_hex(16)
    free = Q(state=DocumentState.PENDING) | Q(state=DocumentState.RENDERING, lease_until__lt=now)
    if not BatchFile.objects.filter(free, pk=file_id).update(
        state=DocumentState.RENDERING, lease_token=lease, lease_until=now + 2 * papers.LEASE, attempts=F("attempts") + 1
    ):
        return
    file = BatchFile.objects.select_related("batch").get(pk=file_id)
    held = BatchFile.objects.filter(pk=file_id, state=DocumentState.RENDERING, lease_token=lease)
    try:
        name, digest, size = _written(file)
    except Exception as error:
        logger.exception("file %s of batch %s could not be made", file_id, file.batch_id)
        final = file.attempts >= papers.MAX_ATTEMPTS
        state = DocumentState.FAILED if final else DocumentState.PENDING
        held.update(state=state, error=papers.reason_of(error), **_FREE)
    else:
        held.update(state=DocumentState.READY, file=name, sha256=digest, byte_count=size, error="", **_FREE)


def sweep_files(*, now: datetime) -> int:
    """Asks again for every file that waits too long or whose worker died; returns how many."""
    dead = Q(state=DocumentState.RENDERING, lease_until__lt=now)
    BatchFile.objects.filter(dead, attempts__gte=papers.MAX_DEATHS).update(
        state=DocumentState.FAILED, error="Tạo tệp quá thời gian cho phép nhiều lần.", **_FREE
    )
    waiting = Q(state=DocumentState.PENDING, created_at__lt=now - papers.PATIENCE)
    due = list(BatchFile.objects.filter(dead | waiting).order_by("pk").values_list("pk", flat=True)[:100])
    for file_id in due:
        _enqueue(file_id)
    return len(due)


def _items(batch: Batch) -> QuerySet[BatchItem]:
    return batch.items.select_related("document").defer("document__payload").order_by("position")


def _version(batch: Batch) -> str:
    """The hash of what stands in the file: the papers in their order, or why there is none."""
    rows = batch.items.order_by("position").values_list(
        "position", "title", "error", "document__sha256", "document__error"
    )
    signed = sorted((pk, copy.sha256) for pk, copy in _signed(batch).items())
    return fingerprint({"title": batch.title, "items": list(rows), "signed": signed})


def _signed(batch: Batch) -> dict[int, SignedCopy]:
    """Document → its current signed copy, for those that have one."""
    copies = SignedCopy.objects.current().filter(document__batch_items__batch=batch)
    return {copy.document_id: copy for copy in copies}


def _written(file: BatchFile) -> tuple[str, str, int]:
    signed = _signed(file.batch)
    parts = [_part(item, signed.get(item.document_id or 0)) for item in _items(file.batch)]
    if file.format == BatchFormat.ZIP:
        return document_storage().write_by_hash(lambda target: write_zip(parts, target), suffix=".zip")
    asked_on = f"{timezone.localdate(file.batch.created_at):%d/%m/%Y}"
    content = bound_pdf(parts, title=file.batch.title, asked_on=asked_on)
    return document_storage().write_by_hash(lambda target: target.write(content), suffix=".pdf")


def _part(item: BatchItem, copy: SignedCopy | None) -> Part:
    """A paper whose file is gone or was changed is named with that reason, never bound in."""
    document = item.document
    if document is None:
        return _missing(item, item.error or "chưa lập, việc đã dừng")
    if document.state != DocumentState.READY:
        return _missing(item, document.error or "chưa lập xong khi gộp tệp")
    stored = copy or document
    if _content(stored) is None:
        return _missing(item, "tệp đã mất hoặc bị thay đổi sau khi lập")
    title = f"{item.title} (bản đã ký)" if copy else item.title
    return Part(item.position, title, stored.page_count, stored.sha256, "", partial(_read, stored))


def _missing(item: BatchItem, reason: str) -> Part:
    return Part(item.position, item.title, 0, "", reason, bytes)


def _content(stored: Document | SignedCopy) -> bytes | None:
    return papers.read_copy(stored) if isinstance(stored, SignedCopy) else papers.read_verified(stored)


def _read(stored: Document | SignedCopy) -> bytes:
    content = _content(stored)
    if content is None:
        raise OSError(f"{stored!r} changed while it was being bound")
    return content


def _enqueue(file_id: int) -> None:
    current_app.signature(_TASK, kwargs={"file_id": file_id}).delay()
