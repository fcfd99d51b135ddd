"""Writing Mẫu 01 and Mẫu 02: saving as one types, submitting, finishing after the meeting."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from organizations.choices import AuditAction
from organizations.models import User
from organizations.services.acts import recorded
from reviews.choices import EntryState, ItemState, RemediationStatus
from reviews.models import AgendaItem, EntryVersion, FormEntry, RemediationItem, Review
from reviews.permissions import entry_refusal
from reviews.rules.findings import Finding, Severity, refuse_if_blocking
from reviews.rules.parts import Topic
from reviews.rules.signs import SIGN_ROWS
from reviews.selectors.contents import CONTENTS, asked_contents, with_answers
from reviews.selectors.entries import completeness, finishing_findings
from reviews.selectors.sheets import Criterion, score_rows
from reviews.selectors.signs import blank_sign_rows

#: An autosave overwrites the last one of the same hand; after this long the older text is kept as a version.
KEEP_VERSION_AFTER = timedelta(minutes=10)


class StaleEntry(Exception):
    """Someone else (or another tab) has saved since this text was loaded. Nothing was written."""

    def __init__(self, current: FormEntry) -> None:
        self.current = current
        super().__init__(f"Entry {current.pk} is at version {current.version}.")


def create_entry(*, review: Review, regulation: str, criteria: Iterable[Criterion] = ()) -> FormEntry:
    """Open the form of a review with last year's shortcomings carried into section III.

    ``criteria``: those on which the subject scores itself, where the plan scores (P2-IV.2-k).
    """
    data: dict[str, Any] = {"iii_items": carried_shortcomings(review)}
    if rows := score_rows(criteria):
        data["score_items"] = rows
    entry, _created = FormEntry.objects.get_or_create(
        review=review,
        defaults={
            "form_code": review.form_code,
            "regulation": regulation,
            "data": data,
        },
    )
    return entry


def carried_shortcomings(review: Review) -> list[dict[str, Any]]:
    """Rows of section III: what an authority concluded or an earlier review pointed out and is not yet fixed."""
    items = RemediationItem.objects.exclude(status=RemediationStatus.FIXED)
    if review.collective_id:
        items = items.filter(collective_id=review.collective_id)
    else:
        items = items.filter(person_id=review.person_id or 0)
    return [
        {
            "id": item.pk,
            "shortcoming": f"{item.shortcoming} (năm {item.raised_year})",
            "status": "",
            "degree": "",
            "difficulties": "",
            "responsible": "",
        }
        for item in items
    ]


def save_entry(*, entry_id: int, by: User, data: dict[str, Any], version: int, now: datetime) -> FormEntry:
    """Save typed text; nothing is required. ``version`` is the one the text was loaded with.

    Raises ``StaleEntry`` when another save came in between, ``RuleViolation`` when the form is not open for writing.
    """
    with transaction.atomic():
        entry = _locked(entry_id)
        refuse_if_blocking([*entry_refusal(by, entry), *closed_findings(entry)])
        if entry.version != version:
            raise StaleEntry(entry)
        return _write(entry, data=data, by=by, now=now)


@recorded(AuditAction.FORM_SUBMIT, of=(FormEntry, "entry_id"))
def submit_entry(*, entry_id: int, by: User, data: dict[str, Any], version: int, now: datetime) -> list[Finding]:
    """Check the form against the printed requirements and hand it in; returns the warnings.

    Raises ``RuleViolation`` with every missing part. The caller saves the draft first, so a refused submission loses
    no text.
    """
    entry = _locked(entry_id)
    refuse_if_blocking([*entry_refusal(by, entry), *closed_findings(entry, submitting=True)])
    if entry.version != version:
        raise StaleEntry(entry)
    entry.data = _with_fixed_rows(entry, data)
    warnings = refuse_if_blocking(completeness(entry))
    entry = _write(entry, data=data, by=by, now=now)
    _keep_version(entry, label="Nộp", by=by, now=now)
    # Handed in after a meeting has concluded on it, the form is at once open for taking the conclusion in.
    concluded = AgendaItem.objects.filter(review_id=entry.review_id, state=ItemState.CONCLUDED).exists()
    state = EntryState.REVISING if concluded else EntryState.SUBMITTED
    FormEntry.objects.filter(pk=entry.pk).update(state=state, submitted_at=now)
    return warnings


@recorded(AuditAction.FORM_FINAL, of=(FormEntry, "entry_id"))
def finalize_entry(*, entry_id: int, by: User, data: dict[str, Any], version: int, now: datetime) -> list[Finding]:
    """The version that enters the dossier: after the conclusions, with what was said taken in (P0-4.2-f, P0-4.2-h)."""
    entry = _locked(entry_id)
    refuse_if_blocking([*entry_refusal(by, entry), *finishing_findings(entry)])
    if entry.version != version:
        raise StaleEntry(entry)
    entry.data = _with_fixed_rows(entry, data)
    warnings = refuse_if_blocking(completeness(entry))
    entry = _write(entry, data=data, by=by, now=now)
    _keep_version(entry, label="Hoàn thiện sau kiểm điểm", by=by, now=now)
    FormEntry.objects.filter(pk=entry.pk).update(state=EntryState.FINAL, finalized_at=now)
    return warnings


def keep_current_text(*, entry_id: int) -> None:
    """Keep the stored text as a version: a second writer is about to put his own in its place."""
    entry = FormEntry.objects.select_related("saved_by").get(pk=entry_id)
    if entry.saved_at is not None:
        _keep_version(entry, label="Trước khi có người lưu đè", by=entry.saved_by, now=entry.saved_at)


def keep_labelled_text(*, entry_id: int, label: str) -> None:
    """Keep the stored text as a version of its own name: it has left the house as it stands."""
    entry = FormEntry.objects.select_related("saved_by").get(pk=entry_id)
    if entry.saved_at is not None:
        _keep_version(entry, label=label, by=entry.saved_by, now=entry.saved_at)


def open_for_revision(*, review: Review) -> None:
    """Called when a meeting has concluded on the review: the text may be improved again.

    The row is locked first: a form that is being handed in this moment is opened too.
    """
    FormEntry.objects.select_for_update(no_key=True).filter(review=review).first()
    FormEntry.objects.filter(review=review, state=EntryState.SUBMITTED).update(state=EntryState.REVISING)


def add_prompt_row(*, review: Review, prompt_id: int, prompt: str) -> None:
    """Put a new prompt into section IV; a form already handed in is opened again (P0-III.1-e)."""
    entry = FormEntry.objects.select_for_update(no_key=True).filter(review=review).first()
    if entry is None:
        return
    rows = [*(entry.data.get("iv_items") or []), _prompt_row(prompt_id, prompt)]
    reopened = {EntryState.SUBMITTED: EntryState.DRAFT, EntryState.FINAL: EntryState.REVISING}
    state = reopened.get(EntryState(entry.state), EntryState(entry.state))
    FormEntry.objects.filter(pk=entry.pk).update(
        data={**entry.data, "iv_items": rows}, version=F("version") + 1, state=state
    )


def _prompt_row(prompt_id: int, prompt: str) -> dict[str, Any]:
    return {"prompt_id": prompt_id, "prompt": prompt, "explanation": "", "cause": "", "responsibility": ""}


def _locked(entry_id: int) -> FormEntry:
    return (
        FormEntry.objects.select_for_update(no_key=True, of=("self",))
        .select_related(
            "review__campaign__issuer", "review__collective__organization", "review__person", "review__unit"
        )
        .get(pk=entry_id)
    )


def closed_findings(entry: FormEntry, *, submitting: bool = False) -> list[Finding]:
    """Why the form is not open for writing (or, with ``submitting``, for handing in)."""
    if entry.is_editable and not (submitting and entry.state == EntryState.REVISING):
        return []
    message = {
        EntryState.SUBMITTED: "Bản kiểm điểm đã nộp; mở lại sau khi hội nghị kết luận hoặc khi có gợi ý kiểm điểm mới.",
        EntryState.FINAL: "Bản kiểm điểm đã hoàn thiện sau kiểm điểm, không sửa được nữa.",
        EntryState.REVISING: "Bản kiểm điểm đã qua hội nghị: hãy chọn “Hoàn thiện” thay vì nộp lại.",
    }[EntryState(entry.state)]
    return [Finding("entry.closed", Severity.BLOCK, message, entry.review.campaign.plan.cite(Topic.PERSON_REVISION))]


def _write(entry: FormEntry, *, data: dict[str, Any], by: User, now: datetime) -> FormEntry:
    if entry.saved_at is not None and (entry.saved_by_id != by.pk or now - entry.saved_at >= KEEP_VERSION_AFTER):
        _keep_version(entry, label="", by=entry.saved_by, now=entry.saved_at)
    written = FormEntry.objects.filter(pk=entry.pk, version=entry.version).update(
        data=_with_fixed_rows(entry, data), version=entry.version + 1, saved_at=now, saved_by=by
    )
    if not written:  # SQLite has no row locks; the version decides there too
        entry.refresh_from_db()
        raise StaleEntry(entry)
    entry.refresh_from_db()
    return entry


def _keep_version(entry: FormEntry, *, label: str, by: User | None, now: datetime) -> None:
    stored = FormEntry.objects.values_list("data", flat=True).get(pk=entry.pk)
    EntryVersion.objects.get_or_create(
        entry=entry, version=entry.version, defaults={"data": stored, "label": label, "saved_by": by, "saved_at": now}
    )


def _with_fixed_rows(entry: FormEntry, data: dict[str, Any]) -> dict[str, Any]:
    """The typed data with the program's own words in place: prompts, old shortcomings, criteria, signs stay.

    Where the plan asks for contents by kind and post, those asked now are kept beside the answers.
    """
    known = entry.data
    merged = dict(data)
    merged["iv_items"] = _merge(known.get("iv_items"), data.get("iv_items"), key="prompt_id", fixed=("prompt",))
    if "score_items" in known:
        fixed = ("group", "criterion", "most")
        merged["score_items"] = _merge(known["score_items"], data.get("score_items"), key="criterion_id", fixed=fixed)
    if rows := blank_sign_rows(entry.review):
        merged[SIGN_ROWS] = with_answers(rows, data.get(SIGN_ROWS))
    if asked := asked_contents(entry.review, merged):
        merged[CONTENTS] = [row.key for row in asked]
    carried = [row for row in known.get("iii_items") or [] if row.get("id")]
    typed = [row for row in data.get("iii_items") or [] if not row.get("id")]
    answered = [row for row in data.get("iii_items") or [] if row.get("id")]
    merged["iii_items"] = [*_merge(carried, answered, key="id", fixed=("shortcoming",)), *typed]
    return merged


def _merge(
    known: list[dict[str, Any]] | None, typed: list[dict[str, Any]] | None, *, key: str, fixed: tuple[str, ...]
) -> list[dict[str, Any]]:
    answers = {str(row.get(key)): row for row in typed or []}
    return [
        {**row, **answers.get(str(row[key]), {}), **{name: row[name] for name in (key, *fixed)}} for row in known or []
    ]
