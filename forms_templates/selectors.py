"""How far a batch is, in a fixed number of queries whatever its length."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from forms_templates.choices import BatchState, DocumentState
from forms_templates.models import Batch, BatchItem

_FAILED = ~Q(error="") | Q(document__state=DocumentState.FAILED)
_READY = Q(document__state=DocumentState.READY)


@dataclass(frozen=True, slots=True)
class Progress:
    """Papers of a batch by what has become of them; ``open`` are neither made nor failed."""

    total: int
    ready: int
    failed: int
    pages: int

    @property
    def open(self) -> int:
        return self.total - self.ready - self.failed

    @property
    def over(self) -> int:
        """How many need no more work."""
        return self.ready + self.failed


_COUNTS = {
    "total": Count("pk"),
    "ready": Count("pk", filter=_READY),
    "failed": Count("pk", filter=_FAILED),
    "pages": Sum("document__page_count", filter=_READY, default=0),
}


def progress_of(batch: Batch) -> Progress:
    return Progress(**BatchItem.objects.filter(batch=batch).aggregate(**_COUNTS))


def progress_by_batch(batches: Sequence[Batch]) -> dict[int, Progress]:
    """By the batch's id; one query for all."""
    rows: Any = BatchItem.objects.filter(batch__in=batches).order_by().values("batch_id").annotate(**_COUNTS)
    return {row["batch_id"]: Progress(row["total"], row["ready"], row["failed"], row["pages"]) for row in rows}


@dataclass(frozen=True, slots=True)
class Failure:
    position: int
    title: str
    reason: str


def failures_of(batch: Batch, *, limit: int | None = None) -> list[Failure]:
    """The papers that could not be made and why, in the order of the batch; of a stopped one also those not begun.

    ``limit``: the first so many.
    """
    rows = BatchItem.objects.filter(batch=batch)
    wanted = _FAILED if batch.state != BatchState.CANCELLED else _FAILED | Q(document__isnull=True)
    found = rows.filter(wanted).order_by("position").values_list("position", "title", "error", "document__error")
    return [
        Failure(position, title, error or why or "Chưa lập: việc đã dừng trước khi đến lượt.")
        for position, title, error, why in found[:limit]
    ]


def items_of(batch: Batch) -> QuerySet[BatchItem]:
    """The papers in their order, with their documents but not what is printed on them."""
    return batch.items.select_related("document").defer("document__payload").order_by("position")
