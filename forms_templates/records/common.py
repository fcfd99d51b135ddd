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
        "audit_head": head_in_words(str(payload.get("audit_head") or "")),
    }


def head_in_words(head: str) -> str:
    """``7-4d535814…`` → ``số 7 – mã 4d53 5814 …``: where the record stood, to be typed off the paper."""
    number, _, digest = head.partition("-")
    return f"số {number} – mã {in_groups(digest)}" if digest else ""


#: Letters that stand together where they are compared by eye.
_GROUP = 4


def in_groups(letters: str) -> str:
    """``4d535814`` → ``4d53 5814``: as it is compared by eye."""
    return " ".join(letters[place : place + _GROUP] for place in range(0, len(letters), _GROUP))


def notes_of(payload: Values) -> list[str]:
    notes = payload.get("notes") or ()
    return list(paragraphs(notes)) if isinstance(notes, str) else [str(note) for note in notes]
