"""The decision on levels, and the notice of it to a person and to his unit."""

from __future__ import annotations

from typing import Any

from forms_templates.choices import DocumentKind
from forms_templates.printing import Values, as_date
from forms_templates.records.common import head, notes_of
from forms_templates.signing import signing_context

_BLANK_ROWS = [{"name": "", "post": "", "track": "", "level": ""} for _ in range(3)]


def decision_context(payload: Values) -> dict[str, Any]:
    """``subject`` (“về việc …”), ``bases`` [documents in full], ``proposer``, ``authority`` (who decides, in words),
    ``rows`` [{name, post, track, level}] with levels in words, ``executors`` (who carries it out), ``signer``,
    ``recipients``. One subject stands in Điều 1, several in a list behind the signature."""
    common = head(payload, DocumentKind.DECISION)
    rows = list(payload.get("rows") or ())
    return common | {
        "subject": str(payload.get("subject") or ""),
        "bases": [str(basis) for basis in payload.get("bases") or ()],
        "proposer": str(payload.get("proposer") or ""),
        "authority": str(payload.get("authority") or "").upper(),
        "year": payload.get("year") or "……",
        "single": rows[0] if len(rows) == 1 else None,
        "rows": rows or _BLANK_ROWS,
        "count": f"{len(rows):02d}" if rows else "……",
        "executors": str(payload.get("executors") or "……"),
        "notes": notes_of(payload),
        **signing_context(payload, common["format"]),
    }


def notice_context(payload: Values) -> dict[str, Any]:
    """``addressees`` [“Đồng chí …”, “Đảng ủy …”], ``subject``, ``basis`` {number, date} of the decision, ``authority``,
    ``rows`` as in a decision, ``signer``, ``recipients``."""
    common = head(payload, DocumentKind.NOTICE)
    basis: Values = payload.get("basis") or {}
    return common | {
        "subject": str(payload.get("subject") or ""),
        "addressees": [str(name) for name in payload.get("addressees") or ()],
        "basis_number": str(basis.get("number") or "……"),
        "basis_date": common["format"].long_date(as_date(basis.get("date"))),
        "authority": str(payload.get("authority") or "……"),
        "year": payload.get("year") or "……",
        "rows": list(payload.get("rows") or ()) or _BLANK_ROWS,
        "notes": notes_of(payload),
        **signing_context(payload, common["format"]),
    }
