"""What the pages of the year's work need beside the components: papers laid out for the screen, small look-ups."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from django import template
from django.utils import timezone

from forms_templates.loader import get_definition
from forms_templates.printing import form_context
from organizations.templatetags.components import read
from reviews.duties import Duty
from reviews.selectors.papers import cell_of, header, heading, residence_reply_payload, residence_request_payload

if TYPE_CHECKING:
    from reviews.models import FormEntry, Opinion
    from reviews.selectors.entries import EntryFacts

register = template.Library()


@register.filter
def lookup(mapping: Any, key: Any) -> Any:
    """``mapping[key]``; nothing when there is no such mapping or no such key."""
    return mapping.get(key) if isinstance(mapping, Mapping) else None


@register.filter
def without(mapping: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The mapping less one entry: a card on the very page it would link to."""
    return {key: value for key, value in mapping.items() if key != name}


@register.filter
def as_task(duty: Duty) -> dict[str, Any]:
    """A duty in the words of the task row."""
    return {
        "what": duty.title,
        "context": duty.subject,
        "url": duty.path,
        "button": duty.action,
        "due_on": duty.due_on,
        "findings": duty.findings,
    }


@register.inclusion_tag("reviews/_task_row.html")
def task_row(task: Any, on: date | None = None) -> dict[str, Any]:
    """One line of "Việc của tôi".

    ``what``; optional ``context`` (whose paper, which unit), ``due_on``, ``url`` and ``button``, ``findings`` (why it
    is blocked), ``who`` (by whom), ``done``.
    """
    return {
        "task": {
            "what": read(task, "what"),
            "context": read(task, "context", ""),
            "due_on": read(task, "due_on"),
            "url": read(task, "url", ""),
            "button": read(task, "button") or "Mở",
            "findings": list(read(task, "findings") or ()),
            "who": read(task, "who", ""),
            "done": bool(read(task, "done", False)),
        },
        "on": on,
    }


@register.simple_tag
def entry_paper(entry: FormEntry, facts: EntryFacts) -> dict[str, Any]:
    """Mẫu 01 or Mẫu 02 as it stands, in the order and words of the print; the dated line once it is handed in."""
    review = entry.review
    day = entry.finalized_at or entry.submitted_at
    payload: dict[str, Any] = {
        **heading(review),
        "collective": str(review),
        "identity": facts.identity,
        "data": entry.data,
        "annex": facts.has_annex,
    }
    if review.collective is not None:
        names = header(review.collective.organization)
    else:
        cell = cell_of(review)
        names = header(cell or review.unit)
        payload |= {"cell": str(cell or ""), "signatures": {"author": {"name": str(review)}}}
    payload["header"] = {**names, "date": timezone.localdate(day).isoformat() if day else ""}
    return form_context(facts.definition, payload)


@register.simple_tag
def residence_request(opinion: Opinion) -> dict[str, Any]:
    """Mẫu 3-213 as sent to the committee of the residence."""
    payload = residence_request_payload(opinion)
    return form_context(get_definition("mau_3_213_yk", payload["regulation"]), payload)


@register.simple_tag
def residence_reply(opinion: Opinion) -> dict[str, Any]:
    """Mẫu 3-213 as answered so far."""
    payload = residence_reply_payload(opinion)
    return form_context(get_definition("mau_3_213_nx", payload["regulation"]), payload)
