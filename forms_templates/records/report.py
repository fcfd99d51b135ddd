"""The report of results of a unit or a whole campaign: figures in tables, and who was left out and why."""

from __future__ import annotations

from typing import Any

from forms_templates.choices import DocumentKind
from forms_templates.printing import Values, paragraphs
from forms_templates.records.common import head
from forms_templates.signing import ends, signing_context


def report_context(payload: Values) -> dict[str, Any]:
    """``subject``, ``bases``, ``sections`` [{title, text, table: {columns, rows}}], ``closing``, ``signer``,
    ``recipients``. A table's first column is wide, its other cells are figures."""
    common = head(payload, DocumentKind.REPORT)
    closing = list(paragraphs(payload.get("closing")))
    if closing:
        closing[-1] = ends(closing[-1], common["format"])
    sections = [
        {
            "title": str(section.get("title") or ""),
            "paragraphs": paragraphs(section.get("text")),
            "columns": list((section.get("table") or {}).get("columns") or ()),
            "rows": list((section.get("table") or {}).get("rows") or ()),
        }
        for section in payload.get("sections") or ()
    ]
    return common | {
        "subject": str(payload.get("subject") or ""),
        "bases": [str(basis) for basis in payload.get("bases") or ()],
        "sections": sections,
        "closing": closing,
        **signing_context(payload, common["format"]),
    }
