"""The papers of a cell's dossier: registration of a title, score sheet, list of rewards, support for the meeting."""

from __future__ import annotations

from typing import Any

from forms_templates.choices import DocumentKind
from forms_templates.printing import Values, paragraphs
from forms_templates.records.common import head


def _cell(payload: Values, kind: DocumentKind) -> dict[str, Any]:
    return head(payload, kind) | {
        "cell": str(payload.get("cell") or ""),
        "document": str(payload.get("document") or ""),
        "secretary": str(payload.get("secretary") or ""),
        "year": payload.get("year") or "……",
    }


def registration_context(payload: Values) -> dict[str, Any]:
    """``addressee``, ``year`` to come, ``title`` registered, ``reason``; ``agreed`` of ``present`` once passed."""
    return _cell(payload, DocumentKind.CELL_REGISTRATION) | {
        "addressee": str(payload.get("addressee") or "……"),
        "registered": str(payload.get("title") or "……………………………………"),
        "reasons": paragraphs(payload.get("reason")),
        "agreed": payload.get("agreed"),
        "present": payload.get("present"),
    }


def scores_context(payload: Values) -> dict[str, Any]:
    """``rows`` [{text, most, points}] and their sums."""
    return _cell(payload, DocumentKind.CELL_SCORES) | {
        "rows": list(payload.get("rows") or ()),
        "most": payload.get("most"),
        "points": payload.get("points"),
    }


def rewards_context(payload: Values) -> dict[str, Any]:
    """``rows`` [{name, level, outstanding}]; none at all is printed as such."""
    rows = [dict(row) for row in payload.get("rows") or ()]
    outstanding = sum(bool(row.get("outstanding")) for row in rows)
    return _cell(payload, DocumentKind.CELL_REWARDS) | {"rows": rows, "outstanding": outstanding}


def support_context(payload: Values) -> dict[str, Any]:
    """``registered`` and ``attending`` members, which are ``counted``, ``amount`` a member, ``sum``, ``fund``."""
    counted = "attending" if payload.get("counted") == "attending" else "registered"
    return _cell(payload, DocumentKind.CELL_SUPPORT) | {
        "members": payload.get(counted),
        "counted": "đảng viên dự hội nghị" if counted == "attending" else "đảng viên của chi bộ",
        "amount": money(payload.get("amount")),
        "sum": money(payload.get("sum")),
        "fund": str(payload.get("fund") or ""),
    }


def money(value: object) -> str:
    """1400000 → 1.400.000; nothing stays nothing."""
    return f"{value:,}".replace(",", ".") if isinstance(value, int) else ""
