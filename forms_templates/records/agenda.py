"""The programme of a meeting, as its plan prints it, with the people of the meeting's own agenda."""

from __future__ import annotations

from typing import Any

from forms_templates.choices import DocumentKind
from forms_templates.printing import Values, as_date
from forms_templates.records.common import head, notes_of
from forms_templates.signing import signing_context


def agenda_context(payload: Values) -> dict[str, Any]:
    """``mark`` (“Mẫu số 10”), ``programme`` (its printed title), ``on``, ``half_days``, ``venue``, ``chair``,
    ``clerk``, ``items`` [{number, text, groups: [{text, names}]}], ``notes``, ``signer``. It takes no number."""
    common = head(payload, DocumentKind.AGENDA)
    profile = common["format"]
    items = list(payload.get("items") or ()) or [{"number": f"{number}/", "text": ""} for number in range(1, 6)]
    return common | {
        "number_line": "",
        "mark": str(payload.get("mark") or ""),
        "heading": str(payload.get("programme") or common["heading"]),
        "on": profile.long_date(as_date(payload.get("on"))),
        "half_days": payload.get("half_days"),
        "items": items,
        "notes": notes_of(payload),
        **signing_context(payload, profile),
    }
