"""The minutes of a meeting."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from forms_templates.choices import DocumentKind
from forms_templates.printing import Values, paragraphs, printed_names
from forms_templates.records.common import head, moment


def meeting_minutes_context(payload: Values) -> dict[str, Any]:
    """``attendance`` {convened, present, absent: [{name, reason}], guests}, ``sessions``, ``items`` [{position,
    subject, focus, presenter, chair, contributions: [{name, text}], conclusion, vote}], ``steps`` [{title, agreed,
    present, note}] that it passed besides, ``discussions`` [{title, text}] of levels before the ballot, ``rounds`` of
    the ballot under ``rounds_heading``, ``votes`` on other questions, ``conclusion``; a vote is {question, agree,
    disagree, abstain, entitled}."""
    attendance: Values = payload.get("attendance") or {}
    return head(payload, DocumentKind.MEETING_MINUTES) | {
        "blank": not payload,
        "attendance": {
            "convened": attendance.get("convened"),
            "present": attendance.get("present"),
            "absent": list(attendance.get("absent") or ()),
        },
        "guests": printed_names(attendance.get("guests") or ()),
        "sessions": [_session(session) for session in payload.get("sessions") or ()],
        "items": [_item(item) for item in payload.get("items") or ()],
        "steps": list(payload.get("steps") or ()),
        "discussions": [
            {"title": row.get("title", ""), "paragraphs": paragraphs(row.get("text"))}
            for row in payload.get("discussions") or ()
        ],
        "rounds": list(payload.get("rounds") or ()),
        "rounds_heading": payload.get("rounds_heading") or "Bỏ phiếu đề xuất mức xếp loại",
        "votes": list(payload.get("votes") or ()),
        "conclusion": paragraphs(payload.get("conclusion")),
    }


def _session(session: object) -> str:
    if isinstance(session, Mapping):
        ends = moment(session.get("ends_at"))
        return moment(session.get("starts_at")) + (f" đến {ends}" if ends else "")
    return moment(session)


def _item(item: Values) -> dict[str, Any]:
    contributions = item.get("contributions") or ()
    return {
        **item,
        "contributions": [{"name": c.get("name", ""), "paragraphs": paragraphs(c.get("text"))} for c in contributions],
        "conclusion": paragraphs(item.get("conclusion")),
    }
