"""Destroying what is due: decided by a person, by the minutes of the destruction, never by the program itself."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from forms_templates.models import BatchFile, Document, SignedCopy
from forms_templates.storage import document_storage
from organizations.choices import AuditAction
from organizations.models import Organization, User
from organizations.services.acts import recorded
from organizations.text import nfc
from reviews.models import Destruction
from reviews.permissions import destroy_refusal
from reviews.retention import Kind, kind_of
from reviews.rules.findings import Finding, Severity, refuse_if_blocking
from reviews.selectors.retention import due_rows


@recorded(AuditAction.DESTROY)
def destroy_due(
    *, organization_id: int, key: str, seen: int, document_number: str, decided_on: date | None, by: User, now: datetime
) -> Destruction:
    """Erase every paper of that kind that is due at and below the organization, as the minutes decided.

    ``seen`` is how many were due on the page that was read: with another number now nothing is erased.
    """
    organization = Organization.objects.select_for_update(no_key=True, of=("self",)).get(pk=organization_id)
    today, kind = timezone.localdate(now), kind_of(key)
    before = kind.before(today) if kind is not None and kind.erase else None
    findings = destroy_refusal(by, organization)
    if not document_number.strip():
        findings.append(Finding("retention.number", Severity.BLOCK, "Ghi số biên bản tiêu hủy."))
    if decided_on is None or decided_on > today:
        findings.append(Finding("retention.day", Severity.BLOCK, "Ghi ngày của biên bản tiêu hủy, không sau hôm nay."))
    if before is None:
        findings.append(Finding("retention.kind", Severity.BLOCK, "Loại tài liệu này bảo quản vĩnh viễn."))
    refuse_if_blocking(findings)
    assert kind is not None
    assert before is not None
    assert decided_on is not None
    ids = list(due_rows(kind, organization, before=before).order_by("pk").values_list("pk", flat=True))
    refuse_if_blocking(_as_read(len(ids), seen))
    _erase(kind, due_rows(kind, organization, before=before).filter(pk__in=ids))
    return Destruction.objects.create(
        organization=organization,
        kind=key,
        before=before,
        count=len(ids),
        document_number=nfc(document_number.strip())[:60],
        decided_on=decided_on,
        decided_by=by,
        decided_at=now,
    )


def _as_read(count: int, seen: int) -> list[Finding]:
    if not count:
        return [Finding("retention.none", Severity.BLOCK, "Không còn tài liệu nào đến hạn tiêu hủy.")]
    if count != seen:
        message = f"Số tài liệu đến hạn nay là {count}, không phải {seen} như lúc đồng chí xem; xem lại rồi quyết định."
        return [Finding("retention.changed", Severity.BLOCK, message)]
    return []


def _erase(kind: Kind, rows: QuerySet[Any]) -> None:
    """The rows now, their files once that is certain."""
    files: set[str] = set()
    if kind.key == "drafts":
        documents = Document.objects.filter(pk__in=list(rows.values_list("document_id", flat=True)))
        files = set(documents.exclude(file="").values_list("file", flat=True))
        documents.delete()  # its paper and its place in a batch go with it
    else:
        if kind.key == "batches":
            files = set(rows.exclude(file="").values_list("file", flat=True))
        rows.delete()
    for name in files:
        transaction.on_commit(partial(_drop_file, name))


def _drop_file(name: str) -> None:
    """Files are named by what is in them: one that another paper still has stays."""
    if not any(model.objects.filter(file=name).exists() for model in (Document, SignedCopy, BatchFile)):
        document_storage().delete(name)
