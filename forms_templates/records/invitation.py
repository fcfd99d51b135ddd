"""The letter that calls to a meeting: one for all, or a sheet for each person."""

from __future__ import annotations

from typing import Any

from forms_templates.choices import DocumentKind
from forms_templates.printing import Values, as_date
from forms_templates.records.common import head, notes_of
from forms_templates.signing import signing_context

_BLANK = {"name": "", "post": ""}


def invitation_context(payload: Values) -> dict[str, Any]:
    """``on`` (ISO day of the meeting), ``half_days``, ``venue``, ``chair``, ``guests`` [{name, post}], ``each`` (a
    sheet for each guest), ``enclosed`` [what goes with it], ``signer``, ``recipients``."""
    common = head(payload, DocumentKind.INVITATION)
    profile = common["format"]
    guests = list(payload.get("guests") or ())
    sheets = [[guest] for guest in guests] if payload.get("each") and guests else [guests or [_BLANK]]
    return common | {
        "on": profile.long_date(as_date(payload.get("on"))),
        "half_days": payload.get("half_days"),
        "sheets": sheets,
        "enclosed": [str(item) for item in payload.get("enclosed") or ()],
        "notes": notes_of(payload),
        **signing_context(payload, profile),
    }
