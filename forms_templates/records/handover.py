"""Biên bản bàn giao hồ sơ: which dossiers one body gave another, part by part."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from forms_templates.choices import DocumentKind
from forms_templates.printing import Values, as_date
from forms_templates.records.common import head, notes_of


def handover_context(payload: Values) -> dict[str, Any]:
    """``giver`` and ``receiver`` {organization, person}, ``copy``, ``received_on`` (ISO day or empty), ``dossiers``
    [{name, parts: [{label, state, medium, place}]}], ``notes``."""
    rows = list(payload.get("dossiers") or ())
    kept = [[_part(part) for part in row.get("parts") or ()] for row in rows]
    dossiers = [{"name": str(row.get("name") or ""), "parts": parts} for row, parts in zip(rows, kept, strict=True)]
    given, received = as_date(payload.get("date")), as_date(payload.get("received_on"))
    common = head(payload, DocumentKind.HANDOVER)
    return common | {
        "giver": _side(payload.get("giver")),
        "receiver": _side(payload.get("receiver")),
        "copy": str(payload.get("copy") or ""),
        "handed_on": common["format"].long_date(given) if given else "",
        "received_on": common["format"].long_date(received) if received else "",
        "dossiers": dossiers,
        "count": len(dossiers),
        "with_place": any(part["kept"] for parts in kept for part in parts),
        "notes": notes_of(payload),
    }


def _side(side: object) -> dict[str, str]:
    found: Mapping[str, Any] = side if isinstance(side, Mapping) else {}
    return {key: str(found.get(key) or "") for key in ("organization", "person")}


def _part(part: Values) -> dict[str, str]:
    kept = [str(part.get("medium") or ""), str(part.get("place") or "")]
    return {
        "label": str(part.get("label") or ""),
        "state": str(part.get("state") or ""),
        "kept": ", lưu tại ".join(text for text in kept if text),
    }
