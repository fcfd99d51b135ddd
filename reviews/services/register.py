"""Giving numbers to documents: one transaction takes the number, freezes the content that prints it and enters it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from forms_templates.choices import DocumentKind
from forms_templates.formats import profile_on
from forms_templates.printing import as_date
from forms_templates.services import request_document
from organizations.choices import AuditAction
from organizations.models import Organization, Term, User
from organizations.names import committee_name, symbol_of
from organizations.services import audit
from organizations.services.acts import recorded
from organizations.text import nfc
from reviews.models import NumberSeries, Paper, RegisterEntry
from reviews.permissions import paper_issue_refusal, register_refusal
from reviews.rules.findings import Finding, Severity, refuse_if_blocking
from reviews.selectors.register import (
    DATED_BY_CONTENT,
    NumberPeriod,
    document_name,
    issuer_of,
    number_findings,
    period_of,
    standing_entry,
)
from reviews.services.papers import HEAD

#: One-time records that somebody signs: they bear the head of the record as it is when their number is given.
BEAR_THE_HEAD = {
    DocumentKind.MEETING_MINUTES,
    DocumentKind.COUNTING_MINUTES,
    DocumentKind.HANDOVER,
    DocumentKind.DECISION,
    DocumentKind.NOTICE,
}

#: What must hold before a paper of a kind is issued, and what is done in the same transaction.
Check = Callable[[Paper], list[Finding]]
Act = Callable[[Paper, RegisterEntry, User, datetime], None]
#: What stands in the way of cancelling a number.
CancelCheck = Callable[[RegisterEntry], list[Finding]]

_checks: dict[str, Check] = {}
_acts: dict[str, Act] = {}
_cancel_checks: dict[str, CancelCheck] = {}


def on_issuing(
    kind: str, *, check: Check | None = None, act: Act | None = None, cancel_check: CancelCheck | None = None
) -> None:
    """The rooms above say what issuing or cancelling a paper of that kind asks for and brings about."""
    if check is not None:
        _checks[kind] = check
    if act is not None:
        _acts[kind] = act
    if cancel_check is not None:
        _cancel_checks[kind] = cancel_check


def issuing_findings(paper: Paper, *, by: User, today: date) -> list[Finding]:
    """Everything that stands between this draft and its number; empty when it can be issued."""
    issuer = issuer_of(paper)
    if issuer is None:
        message = f"{paper.document.get_kind_display()} không lấy số văn bản."
        return [Finding("register.kind", Severity.BLOCK, message)]
    kind = paper.document.kind
    findings = paper_issue_refusal(by, paper, issuer)
    findings += number_findings(issuer, kind=kind, dated_on=_dated_on(paper, today), today=today)
    if kind in _checks:
        findings += _checks[kind](paper)
    return findings


def _dated_on(paper: Paper, today: date) -> date:
    by_content = DocumentKind(paper.document.kind) in DATED_BY_CONTENT
    return (as_date(paper.document.payload.get("date")) if by_content else None) or today


@transaction.atomic
def issue_document(*, paper_id: int, by: User, now: datetime) -> Paper:
    """Give a draft its number: the content that was read is printed again with number and day, and entered.

    A source that already has a standing number keeps it: its issued paper is given back and no number is taken. Of
    many at once each waits for the row of numbers, so that they are given without gap or double.
    """
    draft = Paper.objects.select_related("document", "meeting", "review", "issuer").get(pk=paper_id)
    kind, subject_key, today = draft.document.kind, draft.document.subject_key, timezone.localdate(now)
    existing = standing_entry(kind, subject_key)
    if existing is not None:
        return _paper_of(existing)
    refuse_if_blocking(issuing_findings(draft, by=by, today=today))
    issuer, dated_on = issuer_of(draft), _dated_on(draft, today)
    assert issuer is not None
    series = locked_series(issuer, kind=kind, on=dated_on)
    existing = standing_entry(kind, subject_key)  # whoever waited for the row may have come second
    if existing is not None:
        return _paper_of(existing)
    number = _next(series)
    full = profile_on(dated_on).full_number(number, kind, symbol_of(issuer))
    payload: dict[str, Any] = draft.document.payload
    if kind in BEAR_THE_HEAD:
        payload = {**payload, HEAD: audit.head()}
    document = request_document(
        kind=kind,
        subject_key=subject_key,
        source_version=f"number:{series.pk}:{number}",
        title=draft.document.title,
        payload={**payload, "date": dated_on.isoformat(), "header": {**payload["header"], "number": full}},
        by=by,
        number=full,
    )
    paper = Paper.objects.create(
        document=document, review=draft.review, meeting=draft.meeting, issuer=draft.issuer, slot=draft.slot
    )
    entry = RegisterEntry.objects.create(
        series=series,
        number=number,
        full_number=full,
        document=document,
        kind=kind,
        subject_key=subject_key,
        title=document.title,
        dated_on=dated_on,
        issued_at=now,
        issued_by=by,
    )
    if kind in _acts:
        _acts[kind](paper, entry, by, now)
    audit.record(AuditAction.PAPER_ISSUE, paper, by=by, unit_path=issuer.path, after={"số": full})
    return paper


def _paper_of(entry: RegisterEntry) -> Paper:
    paper: Paper = entry.document.paper
    return paper


def locked_series(issuer: Organization, *, kind: str, on: date) -> NumberSeries:
    """The row of numbers for that kind on that day, made when first needed, locked until the transaction ends."""
    period = period_of(issuer, on)
    assert period is not None
    return _locked(issuer, document_name(kind, on), period)


def _locked(issuer: Organization, name: str, period: NumberPeriod) -> NumberSeries:
    key: dict[str, Any] = {"issuer": issuer, "document_name": name, "term": period.term, "year": period.year}
    NumberSeries.objects.get_or_create(**key)
    return NumberSeries.objects.select_for_update(no_key=True, of=("self",)).get(**key)


def _next(series: NumberSeries) -> int:
    """The next number. The row is locked; the condition keeps two from getting one even if it were not."""
    number = series.last + 1
    if NumberSeries.objects.filter(pk=series.pk, last=series.last).update(last=number) != 1:
        raise IntegrityError(f"the numbers of series {series.pk} moved although its row is locked")
    return number


@recorded(AuditAction.NUMBER_CANCEL)
def cancel_number(*, entry_id: int, reason: str, by: User, now: datetime) -> RegisterEntry:
    """The number stays in the register with its reason and is never given again."""
    rows = RegisterEntry.objects.select_for_update(no_key=True, of=("self",)).select_related("series__issuer")
    entry = rows.get(pk=entry_id)
    findings = register_refusal(by, entry.series.issuer)
    if not reason.strip():
        findings.append(Finding("register.reason", Severity.BLOCK, "Ghi lý do hủy số văn bản."))
    if entry.cancelled_on is not None:
        message = f"Số {entry.full_number} đã hủy ngày {entry.cancelled_on:%d/%m/%Y}."
        findings.append(Finding("register.cancelled", Severity.BLOCK, message))
    if entry.kind in _cancel_checks:
        findings += _cancel_checks[entry.kind](entry)
    refuse_if_blocking(findings)
    entry.cancelled_on = timezone.localdate(now)
    entry.cancelled_reason = nfc(reason.strip())[:300]
    entry.cancelled_by = by
    entry.save(update_fields=("cancelled_on", "cancelled_reason", "cancelled_by"))
    return entry


@recorded(AuditAction.REGISTER)
def record_term(*, organization: Organization, starts_on: date, ends_on: date, by: User) -> Term:
    """A term of the committee. Refused when it overlaps another, or when numbers were given in its days already."""
    refuse_if_blocking(register_refusal(by, organization))
    Organization.objects.select_for_update(no_key=True).get(pk=organization.pk)
    refuse_if_blocking(_term_findings(organization, starts_on, ends_on))
    return Term.objects.create(organization=organization, starts_on=starts_on, ends_on=ends_on)


def _term_findings(organization: Organization, starts_on: date, ends_on: date) -> Iterable[Finding]:
    if ends_on <= starts_on:
        yield Finding("term.days", Severity.BLOCK, "Ngày kết thúc nhiệm kỳ phải sau ngày bắt đầu.")
    overlapping = Term.objects.filter(organization=organization, starts_on__lte=ends_on, ends_on__gte=starts_on).first()
    if overlapping is not None:
        days = f"{overlapping.starts_on:%d/%m/%Y} – {overlapping.ends_on:%d/%m/%Y}"
        yield Finding("term.overlaps", Severity.BLOCK, f"Trùng với {str(overlapping).lower()} ({days}).")
    given = RegisterEntry.objects.filter(series__issuer=organization, dated_on__range=(starts_on, ends_on))
    if overlapping is None and given.exists():
        message = f"{committee_name(organization)} đã cấp số trong thời gian này theo nhiệm kỳ của cấp trên."
        yield Finding("term.numbered", Severity.BLOCK, message)


@recorded(AuditAction.REGISTER)
def record_earlier_numbers(
    *, organization: Organization, document_kind: str, last: int, by: User, now: datetime
) -> NumberSeries:
    """The last number given on paper before this register: the next one follows it. Only while none was given here."""
    today = timezone.localdate(now)
    refuse_if_blocking(
        [
            *register_refusal(by, organization),
            *number_findings(organization, kind=document_kind, dated_on=today, today=today),
        ]
    )
    series = locked_series(organization, kind=document_kind, on=today)
    if series.entries.exists():
        message = f"{series.document_name}: đã cấp số {series.last:02d} trong sổ này, không đặt lại được."
        refuse_if_blocking([Finding("register.begun", Severity.BLOCK, message)])
    series.started_after = series.last = last
    series.save(update_fields=("started_after", "last"))
    return series
