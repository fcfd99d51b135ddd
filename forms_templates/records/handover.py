"""What one body gives to another: dossiers in so many copies, on one day."""

from __future__ import annotations

from typing import Any

from forms_templates.choices import DocumentKind
from forms_templates.printing import Values, as_date
from forms_templates.records.common import head, notes_of

_SIDE = {"organization": "", "name": "", "post": ""}


def handover_context(payload: Values) -> dict[str, Any]:
    """``giver`` and ``receiver`` {organization, name, post}, ``on`` (ISO day), ``copy`` (which of the plan's copies),
    ``rows`` [{title, parts: [names], copies, pages, note}], ``notes``."""
    common = head(payload, DocumentKind.HANDOVER)
    rows = [{"copies": "", "pages": "", "note": "", "parts": (), **row} for row in payload.get("rows") or ()]
    return common | {
        "giver": {**_SIDE, **(payload.get("giver") or {})},
        "receiver": {**_SIDE, **(payload.get("receiver") or {})},
        "on": common["format"].long_date(as_date(payload.get("on") or payload.get("date"))),
        "copy": str(payload.get("copy") or ""),
        "rows": rows or [{"title": "", "parts": (), "copies": "", "pages": "", "note": ""} for _ in range(4)],
        "count": f"{len(rows):02d}" if rows else "……",
        "notes": notes_of(payload),
    }
