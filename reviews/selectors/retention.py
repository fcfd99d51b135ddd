"""Which papers are older than they need to be kept, at and below an organization."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.timezone import make_aware

from forms_templates.choices import BatchState, DocumentKind
from forms_templates.models import BatchFile
from organizations.models import Organization
from organizations.models.organization import within
from reviews.choices import EntryState
from reviews.models import EntryVersion, Paper
from reviews.retention import Kind, kinds

#: What can be printed again from what is kept. Minutes, decisions and what others handed in are no drafts, with or
#: without a number: the signed sheet in the cabinet may be the only other one.
_PRINTED_AGAIN = (
    DocumentKind.MAU_01,
    DocumentKind.MAU_02,
    DocumentKind.FORM,
    DocumentKind.RESIDENCE_REQUEST,
    DocumentKind.RESIDENCE_REPLY,
    DocumentKind.AGENDA,
    DocumentKind.INVITATION,
    DocumentKind.REPORT,
    DocumentKind.BALLOT,
    DocumentKind.MEMBERS_SUMMARY,
    DocumentKind.CHANNELS_SUMMARY,
    DocumentKind.ANNEX_13,
    DocumentKind.ANNEX_14,
    DocumentKind.DOSSIER,
)


@dataclass(frozen=True, slots=True)
class Due:
    """A kind and how many of it are due; ``before`` and ``count`` are None and 0 for what is kept for good."""

    kind: Kind
    before: date | None
    count: int


def due_at(organization: Organization | None, *, today: date) -> list[Due]:
    """Every kind; one query for each that can become due. Without an organization: everywhere."""
    found = []
    for kind in kinds():
        before = kind.before(today)
        rows = due_rows(kind, organization, before=before) if before is not None else None
        found.append(Due(kind, before, rows.count() if rows is not None else 0))
    return found


def due_rows(kind: Kind, organization: Organization | None, *, before: date) -> QuerySet[Any]:
    """The papers of that kind made before that day."""
    return _ROWS[kind.key](organization, make_aware(datetime.combine(before, time.min)))


def _drafts(organization: Organization | None, before: datetime) -> QuerySet[Any]:
    rows = Paper.objects.filter(
        document__kind__in=_PRINTED_AGAIN,
        document__number="",
        document__signed_way="",
        document__created_at__lt=before,
        document__register_entry__isnull=True,
        document__signed_copies__isnull=True,
        slot="",
    )
    places = ("review__unit_path", "meeting__unit_path", "hand_over__giver__path", "issuer__path")
    return rows.filter(_at_and_below(organization, *places))


def _versions(organization: Organization | None, before: datetime) -> QuerySet[Any]:
    rows = EntryVersion.objects.filter(entry__state=EntryState.FINAL, saved_at__lt=before)
    return rows.filter(_at_and_below(organization, "entry__review__unit_path"))


def _batches(organization: Organization | None, before: datetime) -> QuerySet[Any]:
    rows = BatchFile.objects.filter(created_at__lt=before).exclude(batch__state=BatchState.RUNNING)
    return rows.filter(_at_and_below(organization, "batch__requested_by__person__workplace__path"))


_ROWS: dict[str, Callable[[Organization | None, datetime], QuerySet[Any]]] = {
    "drafts": _drafts,
    "versions": _versions,
    "batches": _batches,
}


def _at_and_below(organization: Organization | None, *fields: str) -> Q:
    if organization is None:
        return Q()
    condition = Q()
    for field in fields:
        condition |= within(field, organization.path)
    return condition
