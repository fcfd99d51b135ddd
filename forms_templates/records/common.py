"""What all records of the program share: header, place and day, venue and times, notes.

Every payload has ``header`` ({superior, issuer, symbol}, and the ``number`` once it is issued), ``place``, ``date``
(ISO day), ``title`` and ``campaign``; what a payload leaves out is left out on paper, or dotted where a hand can fill
it in.
"""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone

from forms_templates.choices import DocumentKind
from forms_templates.formats import DOTS, profile_on
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


#: A name that a hand writes.
_DOTTED = DOTS * 4


def head(payload: Values, kind: str) -> dict[str, Any]:
    """What every record begins with, in the format that holds on its day."""
    day = as_date(payload.get("date"))
    profile = profile_on(day)
    names = dict(payload.get("header") or {"superior": _DOTTED, "issuer": _DOTTED})
    place = str(payload.get("place") or DOTS)
    words = profile.kinds.get(DocumentKind(kind))
    return {
        "format": profile,
        "heading": words.title if words else "",
        "header": names,
        "number_line": profile.number_line(
            kind, number=str(names.get("number") or ""), symbol=str(names.get("symbol") or "")
        ),
        "place_date": f"{place}, {profile.long_date(day)}",
        "day": profile.long_date(day),
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
