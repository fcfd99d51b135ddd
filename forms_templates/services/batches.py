"""Many papers in one order: start, stop, go on, try again; and the step that a worker does over and over.

A worker takes a few papers at a time, gathers their content from their source, asks for their documents and makes
them. All that is taken is held under a lease, so what a killed worker held is taken up by another; what stands in the
rows decides, messages only wake workers.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from celery import current_app
from django.db import IntegrityError, transaction
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.utils import timezone

from forms_templates.choices import BatchState
from forms_templates.models import Batch, BatchItem, Document
from forms_templates.services import documents as papers
from forms_templates.sources import Answers, Source, Wanted, source_of
from forms_templates.text import clean_text

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

logger = logging.getLogger(__name__)

#: How many workers one batch keeps busy at most; papers asked for singly find their turn between two steps.
LANES = 4
#: A worker that has not made the few papers it took by then has died.
LEASE = timedelta(minutes=1)

_TASK = "forms_templates.tasks.work_batch"
_FREE: dict[str, object] = {"lease_token": "", "lease_until": None}


@dataclass(frozen=True, slots=True)
class Listed:
    """One paper of an order: its source and reference there, and its title in the list.

    ``document_id`` for one that is made already (a scan), ``error`` for one that cannot be made and why.
    """

    source: str
    ref: str
    title: str
    document_id: int | None = None
    error: str = ""


@transaction.atomic
def start_batch(
    *, kind: str, subject_key: str, title: str, items: Iterable[Listed], by: AbstractBaseUser, origin: str = ""
) -> Batch:
    """The person's running batch of that kind for that subject, or a new one of ``items`` in the order given.

    ``origin``: path of the page it was asked from.
    """
    batch, created = Batch.objects.get_or_create(
        kind=kind,
        subject_key=subject_key,
        requested_by_id=by.pk,
        state=BatchState.RUNNING,
        defaults={"title": clean_text(title)[:300], "origin": origin, "worked_at": timezone.now()},
    )
    if created:
        rows = [
            BatchItem(
                batch=batch,
                position=position,
                source=item.source,
                ref=item.ref,
                title=clean_text(item.title)[:300],
                document_id=item.document_id,
                error=item.error,
            )
            for position, item in enumerate(items, start=1)
        ]
        BatchItem.objects.bulk_create(rows, batch_size=1000)
        if not finish_batch(batch_id=batch.pk):
            _call_workers_on_commit(batch.pk)
    return batch


def cancel_batch(*, batch_id: int) -> bool:
    """What is not begun is not made, what is made stays; false when the batch was over already."""
    return bool(
        Batch.objects.filter(pk=batch_id, state=BatchState.RUNNING).update(
            state=BatchState.CANCELLED, finished_at=timezone.now()
        )
    )


def resume_batch(*, batch_id: int) -> bool:
    """Goes on with a batch that was stopped; false when it was not, or when the same is running anew."""
    try:
        with transaction.atomic():
            resumed = Batch.objects.filter(pk=batch_id, state=BatchState.CANCELLED).update(
                state=BatchState.RUNNING, finished_at=None, worked_at=timezone.now()
            )
            if resumed and not finish_batch(batch_id=batch_id):
                _call_workers_on_commit(batch_id)
    except IntegrityError:
        return False
    return bool(resumed)


def retry_failed(*, batch_id: int) -> bool:
    """Tries every failed paper again, with its content as it is by then, and goes on with a batch that was stopped.

    False, and nothing is changed, when none has failed or when the same batch is running anew.
    """
    failed = BatchItem.objects.filter(batch_id=batch_id).failed()
    again = {"document": None, "error": "", "attempts": 0, **_FREE}
    try:
        with transaction.atomic():
            pks = list(failed.values_list("pk", flat=True))
            if not BatchItem.objects.filter(pk__in=pks).update(**again):
                return False
            Batch.objects.filter(pk=batch_id).update(
                state=BatchState.RUNNING, finished_at=None, worked_at=timezone.now()
            )
            _call_workers_on_commit(batch_id)
    except IntegrityError:
        return False
    return True


def work_batch(*, batch_id: int) -> bool:
    """Takes a few papers and makes them; false when there was nothing to take. Any number of workers at once."""
    now = timezone.now()
    if not Batch.objects.filter(pk=batch_id, state=BatchState.RUNNING).update(worked_at=now):
        return False
    lease = secrets.token_hex(16)
    items = _take(batch_id, lease=lease, now=now)
    if items:
        batch = Batch.objects.select_related("requested_by").get(pk=batch_id)
        source = source_of(items[0].source)
        answers = _gathered(source, [item.ref for item in items], batch.requested_by)
        _make(_asked(batch, items, answers, source=source, lease=lease), source=source, lease=lease)
    finish_batch(batch_id=batch_id)
    return bool(items)


def finish_batch(*, batch_id: int) -> bool:
    """Ends a running batch whose papers are all made or failed; false when it has more to do or was over."""
    unfinished = BatchItem.objects.unfinished().filter(batch=OuterRef("pk"))
    return bool(
        Batch.objects.filter(~Exists(unfinished), pk=batch_id, state=BatchState.RUNNING).update(
            state=BatchState.FINISHED, finished_at=timezone.now()
        )
    )


def finish_batches_of(*, document_id: int) -> None:
    """Ends the batches for which this paper was the last."""
    running = Batch.objects.filter(state=BatchState.RUNNING, items__document=document_id)
    for batch_id in running.values_list("pk", flat=True):
        finish_batch(batch_id=batch_id)


def sweep_batches(*, now: datetime) -> int:
    """Ends what is done and calls workers for every batch that none has worked on for a while; returns how many."""
    idle = Batch.objects.filter(state=BatchState.RUNNING, worked_at__lt=now - papers.PATIENCE)
    called = 0
    for batch_id in idle.order_by("pk").values_list("pk", flat=True)[:1000]:
        if not finish_batch(batch_id=batch_id):
            _call_workers(batch_id)
            called += 1
    return called


def _take(batch_id: int, *, lease: str, now: datetime) -> list[BatchItem]:
    """Some papers of one source, now held under ``lease``; one that a worker has died on is taken alone."""
    free = (
        BatchItem.objects.filter(batch_id=batch_id)
        .unasked()
        .filter(Q(lease_until__isnull=True) | Q(lease_until__lt=now))
        .select_for_update(skip_locked=True)
    )
    with transaction.atomic():
        first = free.order_by("attempts", "position").first()
        if first is None:
            return []
        items = [first]
        if not first.attempts:
            alike = free.filter(source=first.source, attempts=0).order_by("position")
            items = list(alike[: source_of(first.source).chunk])
        elif first.attempts >= papers.MAX_DEATHS:
            return _given_up(first)
        BatchItem.objects.filter(pk__in=[item.pk for item in items]).update(
            lease_token=lease, lease_until=now + LEASE, attempts=F("attempts") + 1
        )
    return items


def _given_up(item: BatchItem) -> list[BatchItem]:
    BatchItem.objects.filter(pk=item.pk).update(error="Lập nội dung quá thời gian cho phép nhiều lần.", **_FREE)
    return []


def _gathered(source: Source, refs: Sequence[str], by: AbstractBaseUser) -> Answers:
    """What the source answers; one reference on which it fails does not take the others with it."""
    try:
        return source.gather(refs, by)
    except Exception as error:
        if len(refs) == 1:
            logger.exception("no content from '%s' for %s", source.key, refs[0])
            return {refs[0]: papers.reason_of(error)}
    return {ref: answer for ref in refs for answer in _gathered(source, [ref], by).values()}


@transaction.atomic
def _asked(batch: Batch, items: Sequence[BatchItem], answers: Answers, *, source: Source, lease: str) -> list[Document]:
    """Notes the documents of the items, or why there are none; returns those held under ``lease``, to be made."""
    mine = {
        item.pk: item
        for item in BatchItem.objects.select_for_update().filter(
            pk__in=[item.pk for item in items], document__isnull=True, error="", lease_token=lease
        )
    }
    if not Batch.objects.filter(pk=batch.pk, state=BatchState.RUNNING).exists():
        BatchItem.objects.filter(pk__in=mine).update(attempts=F("attempts") - 1, **_FREE)
        return []
    answered = {item: answers.get(item.ref, "Không còn nội dung để lập bản in.") for item in mine.values()}
    wanted = [answer for answer in answered.values() if isinstance(answer, Wanted)]
    found = papers.ask_and_claim(wanted, by=batch.requested_by, lease=lease, until=_until(source)) if wanted else {}
    source.keep([(found[paper.key], paper.owner) for paper in wanted])
    made = {item.pk: found[answer.key].pk for item, answer in answered.items() if isinstance(answer, Wanted)}
    refused = {
        item.pk: clean_text(answer) or "Không lập được bản in."
        for item, answer in answered.items()
        if not isinstance(answer, Wanted)
    }
    _note(document_id=made, error=refused)
    in_order = {paper.key: found[paper.key] for paper in wanted}
    return [document for document in in_order.values() if document.lease_token == lease]


def _note(**outcomes: Mapping[int, object]) -> None:
    """What has become of each item, by its id, in one statement; nobody holds it any more."""
    for column, by_item in outcomes.items():
        if by_item:
            which = Case(*(When(pk=pk, then=Value(outcome)) for pk, outcome in by_item.items()))
            BatchItem.objects.filter(pk__in=by_item).update(**{column: which}, **_FREE)


def _make(documents: Sequence[Document], *, source: Source, lease: str) -> None:
    """One after the other. When a part of the lease has gone by it is held anew for those that wait their turn; what
    was lost by then is left alone."""
    held, since = {document.pk for document in documents}, timezone.now()
    for place, document in enumerate(documents):
        if timezone.now() - since >= LEASE / 4:
            held, since = papers.hold_on(documents[place:], lease=lease, until=_until(source)), timezone.now()
        if document.pk in held:
            papers.make_held(document, lease=lease)


def _until(source: Source) -> datetime:
    return timezone.now() + (LEASE if source.chunk > 1 else papers.LEASE)


def _call_workers_on_commit(batch_id: int) -> None:
    # Robust: when the broker is away the request succeeds all the same and the sweeper calls again.
    transaction.on_commit(partial(_call_workers, batch_id), robust=True)


def _call_workers(batch_id: int) -> None:
    task = current_app.signature(_TASK, kwargs={"batch_id": batch_id})
    for _ in range(LANES):
        task.delay()
