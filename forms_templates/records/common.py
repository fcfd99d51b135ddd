"""What all records of the program share: header, place and day, venue and times, notes.

Every payload has ``header`` ({superior, issuer, number}), ``place``, ``date`` (ISO day), ``title`` and ``campaign``;
what a payload leaves out is left out on paper, or dotted where a hand can fill it in.
"""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone

from forms_templates.printing import Values, as_date, long_date, paragraphs


def moment(value: object) -> str:
    """``2023-11-27T08:00`` → ``08 giờ 00, ngày 27 tháng 11 năm 2023``; other text stays as it is."""
    try:
        at = datetime.datetime.fromisoformat(str(value))
    except ValueError:
        return str(value or "")
    if timezone.is_aware(at):
        at = timezone.localtime(at)
    if len(str(value)) <= 10:
        return long_date(at.date())
    return f"{at:%H} giờ {at:%M}, {long_date(at.date())}"


def head(payload: Values) -> dict[str, Any]:
    day = as_date(payload.get("date"))
    place = str(payload.get("place") or "……")
    return {
        "header": dict(payload.get("header") or {}),
        "place_date": f"{place}, {long_date(day) if day else 'ngày …… tháng …… năm ……'}",
        "title": str(payload.get("title") or ""),
        "campaign": str(payload.get("campaign") or ""),
        "venue": str(payload.get("venue") or ""),
        "starts_at": moment(payload.get("starts_at")),
        "ends_at": moment(payload.get("ends_at")),
        "chair": str(payload.get("chair") or ""),
        "clerk": str(payload.get("clerk") or ""),
    }


def notes_of(payload: Values) -> list[str]:
    notes = payload.get("notes") or ()
    return list(paragraphs(notes)) if isinstance(notes, str) else [str(note) for note in notes]
