"""The cover of a dossier: its parts in the order of the plan, and what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from forms_templates.choices import DocumentKind
from forms_templates.printing import Values, paragraphs
from forms_templates.records.common import head, notes_of


def dossier_context(payload: Values, parts: Mapping[int, Values]) -> dict[str, Any]:
    """``items`` [{label, note, optional, missing, documents: [{document_id, title}]}] in the order of the plan.

    ``parts`` tells of each document that is at hand its ``title``, ``number`` and ``pages``. An item without any is
    missing unless it is optional; ``missing`` is the reason or the waiver to print for it.
    """
    items = []
    missing_count = 0
    for item in payload.get("items") or ():
        wanted = list(item.get("documents") or ())
        found = [parts[entry["document_id"]] for entry in wanted if entry["document_id"] in parts]
        absent = [
            f"{entry.get('title') or 'Tài liệu'}: chưa có bản in"
            for entry in wanted
            if entry["document_id"] not in parts
        ]
        reasons = [*paragraphs(item.get("missing")), *absent]
        if not found and not reasons:
            reasons = ["Không có"] if item.get("optional") else ["Chưa có"]
        if not item.get("optional") and not item.get("waived") and (absent or not found or item.get("missing")):
            missing_count += 1
        items.append({**item, "parts": found, "missing": reasons})
    return head(payload, DocumentKind.DOSSIER) | {
        "items": items,
        "missing_count": missing_count,
        "notes": notes_of(payload),
    }
