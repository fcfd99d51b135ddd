"""Ask for a paper, make it, and make sure that one asked for is made although a worker or broker died."""

from __future__ import annotations

import errno
import hashlib
import logging
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from celery import current_app
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.fields.files import FieldFile
from django.utils import timezone

from forms_templates.binding import bind, count_pages
from forms_templates.choices import DocumentKind, DocumentState
from forms_templates.intake import MAX_BYTES, NotAPdf, pages_of_foreign_pdf
from forms_templates.models import Document, SignedCopy
from forms_templates.papers import print_cover, print_paper
from forms_templates.pdf import FontMissing
from forms_templates.records import dossier_context
from forms_templates.sources import Key, Wanted
from forms_templates.storage import document_storage
from forms_templates.text import clean_json, clean_text

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

logger = logging.getLogger(__name__)

#: A worker that has not finished by then has died; longer than a rendering task may run.
LEASE = timedelta(minutes=5)
#: How long a paper may wait for a worker before the sweeper asks again.
PATIENCE = timedelta(seconds=30)
#: How often a paper is tried when the program fails on it, and when its worker dies on it (mostly not its own doing).
MAX_ATTEMPTS = 3
MAX_DEATHS = 10
MAX_UPLOAD_BYTES = MAX_BYTES

_TASK = "forms_templates.tasks.render_document"


class NotYet(Exception):
    """A part of the dossier is being made by another worker just now."""


def request_document(
    *,
    kind: str,
    subject_key: str,
    source_version: str | int,
    title: str,
    payload: Mapping[str, Any],
    by: AbstractBaseUser | None,
    number: str = "",
) -> Document:
    """The document of that source version: the one already asked for, or a new one that a worker will make.

    ``payload`` is frozen now and printed later. Asking twice makes one paper; asking again for one that failed tries
    again with the new payload.
    """
    key = {"kind": DocumentKind(kind), "subject_key": subject_key, "source_version": str(source_version)}
    content = {"title": clean_text(title)[:300], "number": clean_text(number), "payload": clean_json(payload)}
    with transaction.atomic():
        document, created = Document.objects.get_or_create(**key, defaults={**content, "requested_by_id": _id(by)})
        if not created:
            retried = Document.objects.filter(pk=document.pk, state=DocumentState.FAILED).update(
                **content, state=DocumentState.PENDING, error="", attempts=0
            )
            if not retried:
                return document
            document.refresh_from_db()
        _enqueue_on_commit(document.pk)
    return document


def retry_document(*, document_id: int) -> bool:
    """Try a failed paper again; false when it has not failed."""
    with transaction.atomic():
        retried = Document.objects.filter(pk=document_id, state=DocumentState.FAILED).update(
            state=DocumentState.PENDING, error="", attempts=0
        )
        if retried:
            _enqueue_on_commit(document_id)
    return bool(retried)


def ask_and_claim(
    wanted: Sequence[Wanted], *, by: AbstractBaseUser | None, lease: str, until: datetime
) -> dict[Key, Document]:
    """The documents of these contents by their key, in a fixed number of queries and in the caller's transaction.

    Those not made yet and not being made by others are held under ``lease`` and wait to be made by the caller; a failed
    one gets its new content and is tried again.
    """
    contents = {paper.key: paper.content for paper in wanted}
    held = {"state": DocumentState.RENDERING, "lease_token": lease, "lease_until": until, "attempts": 1, "error": ""}
    rows = [
        Document(kind=kind, subject_key=subject, source_version=version, requested_by_id=_id(by), **content, **held)
        # In one order everywhere: two batches that want the same papers wait for each other and never in a circle.
        for (kind, subject, version), content in sorted(contents.items())
    ]
    Document.objects.bulk_create(rows, ignore_conflicts=True)
    keys = Document.objects.filter(
        subject_key__in={key[1] for key in contents}, source_version__in={key[2] for key in contents}
    )
    found = {_key(document): document for document in keys if _key(document) in contents}
    failed = [document for document in found.values() if document.state == DocumentState.FAILED]
    for document in failed:
        Document.objects.filter(pk=document.pk, state=DocumentState.FAILED).update(**contents[_key(document)], **held)
    waiting = [document.pk for document in found.values() if document.state == DocumentState.PENDING]
    Document.objects.filter(pk__in=waiting, state=DocumentState.PENDING).update(
        state=DocumentState.RENDERING, lease_token=lease, lease_until=until, attempts=F("attempts") + 1
    )
    if failed or waiting:
        again = Document.objects.in_bulk([document.pk for document in found.values()])
        found = {key: again[document.pk] for key, document in found.items()}
    return found


def store_upload(
    *,
    subject_key: str,
    source_version: str | int,
    title: str,
    content: bytes,
    by: AbstractBaseUser | None,
    number: str = "",
) -> Document:
    """Keeps a scan beside the rendered papers, ready to be bound into a dossier. Raises ``NotAPdf`` with the reason."""
    if len(content) > MAX_UPLOAD_BYTES:
        raise NotAPdf(f"Tệp lớn hơn {MAX_UPLOAD_BYTES // 1024 // 1024} MB. Hãy quét ở độ phân giải thấp hơn.")
    pages = pages_of_foreign_pdf(content)
    digest = hashlib.sha256(content).hexdigest()
    name = _file_name(digest)
    document_storage().write_whole(name, content)
    document, _ = Document.objects.get_or_create(
        kind=DocumentKind.UPLOAD,
        subject_key=subject_key,
        source_version=str(source_version),
        defaults={
            "title": clean_text(title)[:300],
            "number": clean_text(number),
            "state": DocumentState.READY,
            "file": name,
            "sha256": digest,
            "page_count": pages,
            "rendered_at": timezone.now(),
            "requested_by_id": _id(by),
        },
    )
    return document


def render_document(*, document_id: int) -> Document:
    """Makes the paper if nobody has and nobody is: claims it, prints, writes the file whole, records its hash.

    Running it twice, at once or one after the other, changes nothing. A failure is tried again by the sweeper up to
    ``MAX_ATTEMPTS`` times and then kept with its reason.
    """
    now = timezone.now()
    lease = secrets.token_hex(16)
    if not _claim(document_id, lease=lease, now=now):
        return Document.objects.get(pk=document_id)
    make_held(Document.objects.get(pk=document_id), lease=lease)
    return Document.objects.get(pk=document_id)


def hold_on(documents: Sequence[Document], *, lease: str, until: datetime) -> set[int]:
    """Lengthens the lease on those that are still held under it; returns their ids."""
    held = Document.objects.filter(
        pk__in=[document.pk for document in documents], state=DocumentState.RENDERING, lease_token=lease
    )
    held.update(lease_until=until)
    return set(held.values_list("pk", flat=True))


def make_held(document: Document, *, lease: str) -> None:
    """Prints a paper held under ``lease`` and records the outcome; a lease lost meanwhile records nothing."""
    held = Document.objects.filter(pk=document.pk, state=DocumentState.RENDERING, lease_token=lease)
    try:
        _finish(held, _print(document))
    except NotYet:
        held.update(state=DocumentState.PENDING, attempts=F("attempts") - 1, **_NO_LEASE)
    except Exception as error:
        logger.exception("document %s could not be rendered", document.pk)
        final = document.attempts >= MAX_ATTEMPTS
        state = DocumentState.FAILED if final else DocumentState.PENDING
        held.update(state=state, error=reason_of(error), **_NO_LEASE)


def _finish(held: QuerySet[Document], content: bytes) -> None:
    """The file is on the disk before the row says so."""
    digest = hashlib.sha256(content).hexdigest()
    name = _file_name(digest)
    document_storage().write_whole(name, content)
    held.update(
        state=DocumentState.READY,
        file=name,
        sha256=digest,
        page_count=count_pages(content),
        rendered_at=timezone.now(),
        error="",
        **_NO_LEASE,
    )


def sweep_documents(*, now: datetime) -> int:
    """Asks again for every paper that waits too long or whose worker died; returns how many.

    One asked for again is left alone for a while (``lease_until`` of a waiting paper), or a busy queue would fill up
    with the same names.
    """
    dead = Q(state=DocumentState.RENDERING, lease_until__lt=now)
    Document.objects.filter(dead, attempts__gte=MAX_DEATHS).update(
        state=DocumentState.FAILED, error="Tạo bản in quá thời gian cho phép nhiều lần.", **_NO_LEASE
    )
    Document.objects.filter(dead).update(state=DocumentState.PENDING, **_NO_LEASE)
    waiting = Q(state=DocumentState.PENDING, created_at__lt=now - PATIENCE)
    not_asked_lately = Q(lease_until__isnull=True) | Q(lease_until__lt=now)
    due = list(Document.objects.filter(waiting, not_asked_lately).order_by("pk").values_list("pk", flat=True)[:1000])
    Document.objects.filter(pk__in=due, state=DocumentState.PENDING).update(lease_until=now + 4 * PATIENCE)
    for document_id in due:
        _enqueue(document_id)
    return len(due)


_NO_LEASE: dict[str, Any] = {"lease_token": "", "lease_until": None}


def _claim(document_id: int, *, lease: str, now: datetime) -> bool:
    free = Q(state=DocumentState.PENDING) | Q(state=DocumentState.RENDERING, lease_until__lt=now)
    claimed = Document.objects.filter(free, pk=document_id).update(
        state=DocumentState.RENDERING, lease_token=lease, lease_until=now + LEASE, attempts=F("attempts") + 1
    )
    return claimed == 1


def _print(document: Document) -> bytes:
    if document.kind == DocumentKind.DOSSIER:
        return _print_dossier(document)
    return print_paper(document.kind, document.payload, title=document.title, token=document.verify_token)


def _print_dossier(document: Document) -> bytes:
    wanted = [
        entry["document_id"]
        for item in document.payload.get("items") or ()
        for entry in item.get("documents") or ()
        if entry["document_id"] != document.pk
    ]
    parts: dict[int, dict[str, Any]] = {}
    contents: dict[int, bytes] = {}
    signed = _signed_copies(document)
    for part in Document.objects.filter(pk__in=wanted):
        if part.state != DocumentState.READY:
            part = render_document(document_id=part.pk)
        if part.state in (DocumentState.PENDING, DocumentState.RENDERING):
            raise NotYet
        copy = signed.get(part.pk)
        content = read_verified(part) if copy is None else read_copy(copy)
        if content is not None:
            contents[part.pk] = content
            pages = part.page_count if copy is None else copy.page_count
            parts[part.pk] = {"title": part.title, "number": part.number, "pages": pages}
    cover = print_cover(dossier_context(document.payload, parts), title=document.title, token=document.verify_token)
    bound = [("Mục lục hồ sơ", cover), *((parts[pk]["title"], contents[pk]) for pk in wanted if pk in contents)]
    return bind(bound, title=document.title)


def _signed_copies(dossier: Document) -> dict[int, SignedCopy]:
    """Document → the signed copy that was current when the dossier was asked for: it is bound in its place."""
    wanted = [
        entry["copy_id"]
        for item in dossier.payload.get("items") or ()
        for entry in item.get("documents") or ()
        if entry.get("copy_id")
    ]
    return {copy.document_id: copy for copy in SignedCopy.objects.filter(pk__in=wanted)} if wanted else {}


def read_verified(document: Document) -> bytes | None:
    """The file's bytes when they still have the recorded hash; none (and a line in the log) when they do not."""
    if document.state != DocumentState.READY:
        return None
    return _unchanged(document.file, document.sha256, f"document {document.pk}")


def read_copy(copy: SignedCopy) -> bytes | None:
    """The signed copy's bytes when they still have the recorded hash; none (and a line in the log) when they do not."""
    return _unchanged(copy.file, copy.sha256, f"signed copy {copy.pk}")


def _unchanged(stored: FieldFile, digest: str, what: str) -> bytes | None:
    try:
        with stored.open("rb") as file:
            content: bytes = file.read()
    except OSError:
        logger.exception("the file of %s cannot be read", what)
        return None
    if hashlib.sha256(content).hexdigest() != digest:
        logger.error("the file of %s was changed after it was made", what)
        return None
    return content


def _id(user: AbstractBaseUser | None) -> Any:
    return None if user is None else user.pk


def _file_name(digest: str) -> str:
    return f"{digest[:2]}/{digest}.pdf"


def _key(document: Document) -> Key:
    return document.kind, document.subject_key, document.source_version


def reason_of(error: Exception) -> str:
    """What stands on the paper's card: a fault's own words only where they are written for people; all are logged."""
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "Máy chủ hết chỗ lưu tệp; đề nghị báo người quản trị, sau đó lập lại."
    if isinstance(error, NotAPdf | FontMissing):
        return str(error)
    return "Chương trình gặp lỗi khi lập bản in; đề nghị báo người quản trị."


def _enqueue_on_commit(document_id: int) -> None:
    # Robust: when the broker is away the request succeeds all the same and the sweeper asks again.
    transaction.on_commit(partial(_enqueue, document_id), robust=True)


def _enqueue(document_id: int) -> None:
    current_app.signature(_TASK, kwargs={"document_id": document_id}).delay()
